internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

/// What `binade describe` says of an instruction.
enum InstructionDescription {
  /// Prints the page of the instruction that `NAME` names; `nil` if it does not look like one.
  static func run(_ invocation: Invocation) throws -> ExitCode? {
    let name = invocation.word("NAME")
    guard looksLikeInstruction(name) else { return nil }
    for option in ["--values", "--shape", "--at"] where invocation.flag(option) || invocation.value(option) != nil {
      throw invocation.usage("\(option): \(quoted(name)) is an instruction; expected a format or a layout")
    }
    let instruction = try invocation.instruction(name, of: "NAME")
    if invocation.flag("--json") {
      var members = InstructionJSON.members(instruction)
      members["datapath"] = DatapathJSON.value(instruction.datapath)
      members["clauses"] = .strings(clauses(instruction))
      members["example"] = .string(example(instruction))
      members["claims"] = evidence(instruction).json
      invocation.console.print(JSON.object(members).text)
    } else {
      printPage(instruction, invocation.console)
    }
    return .success
  }

  /// An architecture, or something like one, before a colon.
  private static func looksLikeInstruction(_ name: String) -> Bool {
    guard let colon = name.firstIndex(of: ":"), NamedLayout.named(name) == nil, LayoutNames.family(of: name) == nil else { return false }
    let architecture = name[..<colon]
    return architecture.hasPrefix("sm") || architecture.hasPrefix("gfx") || Architecture(rawValue: String(architecture)) != nil
  }

  // MARK: Page

  private static func printPage(_ instruction: Instruction, _ console: Console) {
    let title =
      "\(instruction.name): \(instruction.unit.name) of \(instruction.architecture.name), \(instruction.architecture.family);"
      + " D \(instruction.d.name) = A \(instruction.a.name) x B \(instruction.b.name) + C \(instruction.d.name)"
    for line in HelpText.wrapped(title, indent: 0) + [""] { console.print(line) }
    Page.section("Shapes and types", shapes(instruction), console)
    Page.section(
      "Datapath: \(instruction.datapath.arithmeticName)",
      instruction.datapath.parameters.map { parameter, value in
        [parameter.name, value, parameter.meaning]
      }, console)
    Page.section("How the parameters are known", provenance(instruction), console)
    Page.section("Spec", [[clauses(instruction).map { "[\($0)]" }.joined(separator: " ")]], console)
    Page.section("To run it", [[example(instruction)]], console)
    evidence(instruction).print(console)
  }

  private static func evidence(_ instruction: Instruction) -> EvidencePage {
    let suite = instruction.vectors.map { String($0.dropLast("_dot".count)) } ?? "none"
    return EvidencePage(name: suite) { $0.rows(of: instruction) }
  }

  private static func shapes(_ instruction: Instruction) -> [[String]] {
    var rows = [
      ["default", instruction.shape.name], ["legal", instruction.shapeSummary],
      ["A", type(instruction.a) + (instruction.sparsity.map { "; \($0.name) sparse, M x K/2, with metadata" } ?? "")],
      ["B", type(instruction.b)], ["C and D", type(instruction.d)],
    ]
    if let scale = instruction.scale {
      rows.append(["scales", "\(type(scale.type)); one for \(scale.block) elements of A and of B along K"])
    }
    let variants = instruction.variants.map(\.name).map { String($0.dropFirst()) }
    rows.append(["variants", variants.isEmpty ? "none" : variants.joined(separator: ", ") + ": compute the same"])
    let others = Instruction.plain.filter { $0 != instruction && $0.isForm(of: instruction) }.map(\.name)
    if !others.isEmpty { rows.append(["other K", others.joined(separator: ", ")]) }
    return rows
  }

  /// The word of an instruction's name, and what it is here.
  private static func type(_ word: ElementWord) -> String {
    let format = FormatWords.name(of: word.format)
    return word.name == format ? format : "\(word.name), which is \(format)"
  }

  /// Parameters that are known in the same way, together.
  private static func provenance(_ instruction: Instruction) -> [[String]] {
    var rows: [(source: Provenance.Source, names: [String])] = []
    for (parameter, _) in instruction.datapath.parameters {
      let source = instruction.provenance.source(of: parameter)
      if let index = rows.firstIndex(where: { $0.source == source }) {
        rows[index].names.append(parameter.name)
      } else {
        rows.append((source, [parameter.name]))
      }
    }
    return rows.map { row in
      [row.source.evidence.name, row.source.witness + ": " + (rows.count == 1 ? "all" : row.names.joined(separator: ", "))]
    }
  }

  private static func clauses(_ instruction: Instruction) -> [String] {
    var result = ["datapaths-1", "datapaths-2", "datapaths-3"]
    for (parameter, value) in instruction.datapath.parameters where value != "none" && !result.contains(parameter.clause) {
      result.append(parameter.clause)
    }
    if case .fusedSum = instruction.datapath.arithmetic { result.append("datapaths-6") }
    let own =
      instruction.unit == .mfma
      ? ["instructions-8", "instructions-9"]
      : [instruction.datapath.arithmeticName == "fused-sum" ? "instructions-3" : "instructions-5", "instructions-6"]
    let scales = instruction.scale == nil ? [] : ["instructions-4"]
    return result.sorted { number($0) < number($1) } + (own + scales).sorted { number($0) < number($1) } + ["gemm-2"]
      + (instruction.isSparse ? ["gemm-8"] : [])
  }

  private static func number(_ clause: String) -> Int { Int(clause.drop { $0 != "-" }.dropFirst()) ?? 0 }

  private static func example(_ instruction: Instruction) -> String {
    "\(Tool.name) gemm \(instruction.name) a.npy b.npy d.npy" + (instruction.scale == nil ? "" : " --scale-a sa.npy --scale-b sb.npy")
      + (instruction.isSparse ? " --metadata meta.npy" : "")
  }
}

extension Instruction {
  /// The suite of golden vectors that asks this datapath; `nil` for a sparse instruction, whose choice by metadata has none.
  var vectors: String? { isSparse ? nil : DotSuite(name)?.name }

  /// Whether this differs from another in the shape alone.
  func isForm(of other: Instruction) -> Bool {
    architecture == other.architecture && unit == other.unit && kind == other.kind && d == other.d && a == other.a && b == other.b
      && scale?.type == other.scale?.type && scale?.block == other.scale?.block && suffix == other.suffix && variant == other.variant
  }
}
