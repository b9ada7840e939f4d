internal import Binade
internal import BinadeTensorCore

/// Instructions that differ in the types of A and B, or in what an overflow becomes: a line of the table.
struct InstructionFamily {
  let architecture: Architecture
  /// One of each pair of types, with the largest K, without `.satfinite`.
  let members: [Instruction]
  /// Whether there is a form with `.satfinite`.
  let canSaturate: Bool
  /// K of all forms.
  let depths: [Int]

  private var first: Instruction { members[0] }

  /// All lines, in the order of the instructions.
  static let all: [InstructionFamily] = {
    var order: [Key] = []
    var groups: [Key: [Instruction]] = [:]
    for instruction in Instruction.plain {
      let key = Key(instruction)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(instruction)
    }
    return order.map { key in
      let all = groups[key]!
      let depth = all.map(\.shape.k).max()!
      return InstructionFamily(
        architecture: key.architecture, members: all.filter { $0.shape.k == depth && $0.suffix != "satfinite" },
        canSaturate: all.contains { $0.suffix == "satfinite" }, depths: Set(all.map(\.shape.k)).sorted())
    }
  }()

  /// What instructions on one line have in common.
  private struct Key: Hashable {
    let architecture: Architecture
    let unit: MatrixUnit
    let kind: String?
    let d: ElementWord
    let scale: String?
    let suffix: String?
    let mixes: Bool
    let evidence: Evidence
    let arithmetic: Datapath.Arithmetic
    let depth: Int

    init(_ instruction: Instruction) {
      let facts = InstructionFacts(instruction)
      let longest = Key.longest(instruction)
      (architecture, unit, kind) = (instruction.architecture, instruction.unit, instruction.kind)
      (d, scale) = (instruction.d, facts.scale)
      suffix = instruction.suffix == "satfinite" ? nil : instruction.suffix
      mixes = Instruction.plain.contains {
        $0.architecture == instruction.architecture && $0.unit == instruction.unit && $0.kind == instruction.kind && $0.a != $0.b
          && ($0.a == instruction.a || $0.b == instruction.b)
      }
      evidence = instruction.evidence
      if case .integerSum(var sum) = longest.datapath.arithmetic {
        sum.overflow = .wrap
        arithmetic = .integerSum(sum)
      } else {
        arithmetic = longest.datapath.arithmetic
      }
      depth = longest.shape.k
    }

    /// The form with the largest K, whose L is the table's.
    private static func longest(_ instruction: Instruction) -> Instruction {
      byTypes[typeKey(instruction)]!
    }

    private static let byTypes: [String: Instruction] = {
      var result: [String: Instruction] = [:]
      for instruction in Instruction.plain where (result[typeKey(instruction)]?.shape.k ?? 0) < instruction.shape.k {
        result[typeKey(instruction)] = instruction
      }
      return result
    }()

    private static func typeKey(_ instruction: Instruction) -> String {
      "\(instruction.architecture.name) \(instruction.unit.name) \(instruction.kind ?? "") \(instruction.d.name) \(instruction.a.name)"
        + " \(instruction.b.name) \(InstructionFacts(instruction).scale ?? "") \(instruction.suffix ?? "")"
    }
  }

  // MARK: Text

  /// `mma`, `tcgen05 mxf4`.
  private var unit: String {
    ([first.unit.name, first.kind, first.suffix.map { "." + $0 }].compactMap { $0 }).joined(separator: " ")
  }

  /// The types of A and B: `{e4m3 e5m2}` mix, `f16, bf16` do not.
  private var types: String {
    var names: [String] = []
    for word in members.flatMap({ [$0.a.name, $0.b.name] }) where !names.contains(word) { names.append(word) }
    // Every type with every other, or pairs that a second line completes.
    let isFull = members.count == names.count * names.count
    if members.allSatisfy({ $0.a == $0.b }) && (names.count == 1 || !isFull) { return names.joined(separator: ", ") }
    if isFull { return "{\(names.joined(separator: " "))}" }
    // Pairs that another line leaves out.
    return "with " + Suggestion.list(members.filter { $0.a == $0.b }.map(\.a.name))
  }

  /// Everything that a filter may look for.
  var searchText: String {
    "\(first.architecture.family) \(unit) \(types) \(first.scale.map { "\($0.type.name) block\($0.block)" } ?? "") \(first.d.name)"
      + " \(first.evidence.name) \(InstructionFacts(first).output ?? "") " + members.map(\.name).joined(separator: " ")
  }

  /// The lines as a table.
  static func table(_ families: [InstructionFamily]) -> Table {
    var table = Table([
      ("unit, kind", .left), ("D", .left), ("A and B", .left), ("scale", .left), ("K", .left), ("L", .right), ("F", .right),
      ("floor", .right), ("output", .left), ("evidence", .left),
    ])
    for family in families {
      let facts = InstructionFacts(family.first)
      let remarks = [facts.output, facts.remarks.isEmpty ? nil : facts.remarks, family.canSaturate ? "wraps or .satfinite" : nil]
      table.add([
        family.unit, family.first.d.name, family.types, facts.scale ?? "", family.depths.map(String.init).joined(separator: " "),
        "\(facts.groupLength)", facts.fractionBits.map { "\($0)" } ?? "-", facts.floor.map { "\($0)" } ?? "-",
        remarks.compactMap { $0 }.joined(separator: ", "), family.first.evidence.name,
      ])
    }
    return table
  }
}
