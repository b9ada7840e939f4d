internal import Binade
internal import BinadeTensorCore

extension Command {
  /// `binade instructions`.
  static let instructions = Command(
    name: "instructions",
    summary: "List the matrix instructions, and how each makes an element",
    notes: [
      "A line stands for all instructions of a unit that differ in types alone: any A with any B in braces, the same type on both sides"
        + " otherwise. L: products that are added at once. F: bits kept below the largest exponent. Floor: the smallest exponent that is aligned"
        + " to. Evidence: how that is known for ordinary numbers. '\(Tool.name) describe NAME' tells all about one.",
      "FILTER words select: a line, or a name with --all, is shown if it contains every word, for instance sm_90 e4m3.",
      "--json prints a list of objects with name, architecture, unit, kind, d, a, b, scale, m, n, k, shapes, groupLength, fractionBits,"
        + " output, evidence, parameters, provenance and variants; what does not apply is null.",
    ],
    positionals: [Positional(name: "FILTER", help: "words that a line must contain", arity: .any)],
    options: [
      .flag("--all", "every name on a line, with shape and evidence"),
      .flag("--variants", "with --all or --json: sparse, weight-stationary and two-CTA forms, too"),
      .flag("--json", "every instruction as JSON"),
    ],
    examples: [
      Example("\(Tool.name) instructions", "the table"),
      Example("\(Tool.name) instructions sm_100 tcgen05 --all", "the names of data-center Blackwell"),
      Example("\(Tool.name) instructions --json wgmma", "for programs"),
    ],
    run: InstructionsCommand.run)
}

/// Prints the instructions.
enum InstructionsCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let filter = invocation.words("FILTER").map { $0.lowercased() }
    if invocation.flag("--variants"), !invocation.flag("--all"), !invocation.flag("--json") {
      throw invocation.usage("--variants goes with --all or --json")
    }
    let instructions = invocation.flag("--variants") ? Instruction.all : Instruction.plain
    if invocation.flag("--json") {
      let chosen = instructions.filter { isChosen($0.name + " " + $0.architecture.family, filter) }
      try requireSome(chosen.count, filter, invocation)
      invocation.console.print(JSON.array(chosen.map { .object(InstructionJSON.members($0)) }).text)
      return .success
    }
    if invocation.flag("--all") { return try printAll(instructions, filter, invocation) }
    let rows = InstructionFamily.all.filter { isChosen($0.searchText, filter) }
    try requireSome(rows.count, filter, invocation)
    for (index, architectures) in architectures(rows).enumerated() {
      if index > 0 { invocation.console.print("") }
      invocation.console.print("\(architectures.name) (\(architectures.family))")
      invocation.console.print(InstructionFamily.table(rows.filter { $0.architecture == architectures }).text)
    }
    return .success
  }

  private static func architectures(_ rows: [InstructionFamily]) -> [Architecture] {
    Architecture.allCases.filter { architecture in rows.contains { $0.architecture == architecture } }
  }

  private static func printAll(_ instructions: [Instruction], _ filter: [String], _ invocation: Invocation) throws -> ExitCode {
    let chosen = instructions.filter { isChosen($0.name + " " + $0.architecture.family, filter) }
    try requireSome(chosen.count, filter, invocation)
    var table = Table([("name", .left), ("shape", .left), ("L", .right), ("F", .right), ("evidence", .left)])
    for instruction in chosen {
      let facts = InstructionFacts(instruction)
      table.add([
        instruction.name, instruction.shape.name, "\(facts.groupLength)", facts.fractionBits.map { "\($0)" } ?? "-",
        instruction.evidence.name,
      ])
    }
    invocation.console.print(table.text)
    return .success
  }

  /// Whether a text contains every word.
  private static func isChosen(_ text: String, _ words: [String]) -> Bool {
    let text = text.lowercased()
    return words.allSatisfy { text.contains($0) }
  }

  private static func requireSome(_ count: Int, _ filter: [String], _ invocation: Invocation) throws(ToolError) {
    if count == 0 { throw invocation.usage("FILTER: no instruction contains \(filter.map { quoted($0) }.joined(separator: " and "))") }
  }
}
