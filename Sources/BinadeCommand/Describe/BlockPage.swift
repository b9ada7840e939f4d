internal import Binade

/// The page of a block format.
enum BlockPage {
  static func print(_ facts: BlockFacts, _ console: Console) {
    let standard = facts.descriptor.defaultConversion
    for line in HelpText.wrapped("\(facts.format.name): \(facts.kind)", indent: 0) + [""] { console.print(line) }
    Page.section("Parts", parts(facts), console)
    Page.section("Default rule: \(standard.rule.name)", RulePage.steps(RuleFacts(standard.rule)), console)
    Page.section(
      "Default policies", (BlockPolicyAxis.allCases.map { [$0.name, standard[$0]] }) + [["element", elementPolicies(standard.element)]],
      console)
    let rows = facts.profiles.map { row in
      [row.name, row.profile.evidence.name, ([row.conversion.rule.name] + row.differences).joined(separator: " ")]
    }
    Page.section(
      "Profiles: the rule, and what else differs from the default",
      rows.isEmpty ? [[facts.format.id == nil ? "none: profiles know named formats" : "none", ""]] : rows, console)
    let names = facts.names.map { [$0.ecosystem, $0.name] }
    Page.section("Names elsewhere", names.isEmpty ? [["none", ""]] : names, console)
    Page.section("Layouts", layouts(facts), console)
    facts.evidence?.print(console)
  }

  private static func parts(_ facts: BlockFacts) -> [[String]] {
    let descriptor = facts.descriptor
    let columns = descriptor.columns.map { "\($0)" } ?? "a whole row"
    let block =
      descriptor.rows == 1
      ? "\(columns) along the blocked axis" : "\(descriptor.rows) x \(columns): rows, and columns along the blocked axis"
    return [
      ["element", element(facts.format.element)],
      ["scale", element(facts.format.scale)],
      ["block", block + (descriptor.columns == nil ? "" : "; one at the end of an axis may be smaller")],
      ["tensor scale", descriptor.hasTensorScale ? "T, one float32" : "none"],
      ["zero point", facts.zeroPointText],
      ["value", facts.decoding + ", for the code q under the scale s"],
      ["bits per element", facts.bitsSum],
    ]
  }

  private static func element(_ format: NamedFormat) -> String {
    let facts = FormatFacts(format)
    return "\(format.name): \(facts.kind), largest \(facts.largest), smallest \(facts.smallest)"
  }

  /// The policies of the element that are not the first of their axis.
  private static func elementPolicies(_ conversion: Conversion) -> String {
    let chosen = PolicyAxis.allCases.filter { $0 == .rounding || $0 == .overflow || conversion[$0] != $0.choices[0] }
    return chosen.map { "\($0.name)=\(conversion[$0])" }.joined(separator: " ")
  }

  private static func layouts(_ facts: BlockFacts) -> [[String]] {
    let (codes, scales, whole) = facts.layouts
    let rows = [("codes", codes), ("scales", scales), ("both", whole)].filter { !$0.1.isEmpty }
    return rows.isEmpty ? [["none", ""]] : rows.map { [$0.0, $0.1.map(\.name).joined(separator: ", ")] }
  }
}

/// The page of a scale rule.
enum RulePage {
  static func print(_ facts: RuleFacts, _ console: Console) {
    for line in HelpText.wrapped("\(facts.rule.name): \(facts.rule.summary)", indent: 0) + [""] { console.print(line) }
    if !facts.aliases.isEmpty { console.print("  also called \(facts.aliases.joined(separator: ", "))\n") }
    Page.section("Steps; each operator is one float32 operation, rounded once", steps(facts), console)
    Page.section("Letters", facts.letters.map { [$0.name, $0.meaning] }, console)
    let users = facts.users.map { [$0.profile, $0.formats.joined(separator: " ")] }
    Page.section("Used by", users.isEmpty ? [["no profile", ""]] : users, console)
    let example = RuleExample(facts.rule)
    let tensor = example.tensorMaximum.map { ", in a tensor with largest magnitude \(number(Operand($0)))" } ?? ""
    let blocks = example.format.zeroPoint == nil ? "Blocks by their largest magnitude" : "Blocks from a smallest to a largest value"
    console.print("\(blocks), in \(example.format.name)\(tensor)")
    for line in table(example).text.split(separator: "\n") { console.print("  \(line)") }
    console.print("")
    facts.evidence.print(console)
  }

  /// The steps as a section's rows.
  static func steps(_ facts: RuleFacts) -> [[String]] { facts.steps.map { [$0.name, "= " + $0.formula] } }

  private static func table(_ example: RuleExample) -> Table {
    let hasZero = example.format.zeroPoint != nil
    var table = Table(
      [("block", .left), ("hex", .left), ("scale\ncode", .right), ("\nscale", .right)] + (hasZero ? [("zero\npoint", .right)] : [])
        + [(hasZero ? "codes" : "code", .right), (hasZero ? "values" : "value", .right)])
    let digits = example.format.scale.descriptor.wordDigits
    for row in example.rows {
      let hex = row.values.map { NumberText.hexFloat(Operand($0)) }.joined(separator: " ")
      var cells = [row.name, hasZero ? "" : hex, NumberText.hex(UInt64(row.header.scale), digits: digits), scale(row.scale)]
      if let zero = row.zeroPoint { cells.append(number(zero)) }
      cells.append(row.codes.map { NumberText.hex(UInt64($0), digits: 2) }.joined(separator: " "))
      cells.append(row.decoded.map { number($0) }.joined(separator: " "))
      table.add(cells)
    }
    return table
  }

  /// A scale: powers of two as such.
  private static func scale(_ operand: Operand) -> String {
    guard operand.class == .finite, operand.significand & (operand.significand - 1) == 0 else { return number(operand) }
    let exponent = operand.exponent + operand.significand.trailingZeroBitCount
    return (-4...4).contains(exponent) ? number(operand) : (operand.isNegative ? "-" : "") + "2^\(exponent)"
  }

  /// About six significant digits, in plain decimals where they are few.
  private static func number(_ value: Operand) -> String {
    let text = NumberText.rounded(value, digits: 6)
    guard text.hasPrefix("≈"), value.class == .finite else { return text }
    let float = Double(sign: value.isNegative ? .minus : .plus, exponent: value.exponent, significand: Double(value.significand))
    return (1e-3..<1e5).contains(float.magnitude) ? "≈" + NumberText.fixed(float, float.magnitude < 1 ? 6 : 4) : text
  }
}

/// What pages are made of.
enum Page {
  /// A title, and rows in columns; the last column is wrapped.
  static func section(_ title: String, _ rows: [[String]], _ console: Console) {
    console.print(title)
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      var line = " "
      for (column, cell) in row.dropLast().enumerated() {
        line += " " + cell + String(repeating: " ", count: widths[column] - cell.count + 1)
      }
      let rest = HelpText.wrapped(row[row.count - 1], indent: line.count + 1)
      line += rest[0].dropFirst(line.count)
      while line.last == " " { line.removeLast() }
      for part in [line] + rest.dropFirst() { console.print(part) }
    }
    console.print("")
  }
}
