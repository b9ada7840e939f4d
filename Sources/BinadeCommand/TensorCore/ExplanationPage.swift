internal import Binade
internal import BinadeOracle
internal import BinadeTensorCore

/// How one element of D came about, on at most 100 columns.
struct ExplanationPage {
  private let chosen: ChosenDatapath
  private let batch: DotBatch
  private let index: Int
  private let row: DotBatch.Row
  private let explanation: Explanation

  private var datapath: Datapath { chosen.datapath }

  init(_ chosen: ChosenDatapath, _ batch: DotBatch, row: Int) throws {
    self.chosen = chosen
    self.batch = batch
    index = row
    self.row = batch.row(row)
    explanation = try batch.explanation(of: self.row)
  }

  /// Prints the page.
  func print(_ console: Console) {
    for line in head { console.print(line) }
    if case .multiplyAddChain = datapath.arithmetic {
      console.print("")
      for line in indented(chainTable) { console.print(line) }
      console.print("")
      for line in verdict { console.print(line) }
      return
    }
    for (number, stretch) in explanation.stretches.enumerated() where console.output.isOpen {
      console.print("")
      for line in lines(of: stretch, number) { console.print(line) }
    }
    console.print("")
    for line in verdict { console.print(line) }
  }

  // MARK: Beginning and end

  private var head: [String] {
    let parameters = datapath.parameters.filter { $0.value != "none" }.map { "\($0.parameter.name) \($0.value)" }
    let scale = datapath.scale.map { ", a scale of \(chosen.typeNames.scale) for \($0.blockLength) elements" } ?? ""
    let names = chosen.typeNames
    return ["\(oneLine(chosen.name)), row \(index)"]
      + HelpText.wrapped("\(datapath.arithmeticName): " + parameters.joined(separator: ", "), indent: 2)
      + HelpText.wrapped(
        "A \(names.a), B \(names.b), C and D \(names.d)\(scale); K \(batch.k), in \(explanation.stretches.count)"
          + (explanation.stretches.count == 1 ? " stretch" : " stretches, the result of one being C of the next"), indent: 2)
  }

  private var verdict: [String] {
    let reference = ExactReference(datapath, batch.modifiers)
    let exact = reference.product(a: row.a, b: row.b, scaleA: row.scaleA, scaleB: row.scaleB, c: row.c)
    var lines = ["D = \(ExactText.word(explanation.result, datapath.accumulator))"]
    guard case .number(let number) = exact else {
      var text = "nan"
      if case .infinity(let isNegative) = exact { text = isNegative ? "-inf" : "inf" }
      return lines + ["exact result: \(text)"]
    }
    let nearest = reference.nearestWord(to: exact).map { ", nearest word \(NumberText.hex($0, digits: datapath.accumulator.wordDigits))" }
    lines.append("exact result: \(number.double)\(nearest ?? "")")
    if let error = exact.error(of: explanation.result, in: reference.accumulator) {
      lines.append(
        error.units == 0
          ? "error: none" : "error: \(ExactText.short(error.units)) units in the last place, relative \(ExactText.short(error.relative))")
    }
    return lines
  }

  // MARK: Stretches

  private func lines(of stretch: Explanation.Stretch, _ number: Int) -> [String] {
    let last = stretch.k + datapath.stretch - 1
    let c = ExactText.word(stretch.c, datapath.accumulator)
    let place = datapath.stretch == 1 ? "k \(stretch.k)" : "k \(stretch.k) ... \(last)"
    var lines = ["Stretch \(number + 1) of \(explanation.stretches.count): \(place), C = \(c)" + (number == 0 ? modified : "")]
    for (place, node) in stretch.nodes.enumerated() {
      if stretch.nodes.count > 1 { lines.append("  Node \(place + 1) of \(stretch.nodes.count)") }
      lines += NodeText(node, chosen).lines
    }
    if stretch.nodes.isEmpty { lines += indented(operandTable(from: stretch.k)) }
    for step in stretch.steps { lines.append("  \(step.name): \(ExactText.short(step.value, digits: 20))") }
    if stretch.nodes.count == 1, stretch.steps.isEmpty { return lines }
    return lines + ["  result \(ExactText.word(stretch.result, datapath.accumulator))"]
  }

  private func indented(_ table: Table) -> [String] { table.text.split(separator: "\n").map { "  " + $0 } }

  /// What the modifiers make of C.
  private var modified: String {
    if batch.modifiers.ignoresAccumulator { return ", taken as +0" }
    return batch.modifiers.accumulatorShift == 0 ? "" : ", taken times 2^-\(batch.modifiers.accumulatorShift)"
  }

  /// Words, values and products where no node has them.
  private func operandTable(from k: Int) -> Table {
    var table = Table([("k", .right), ("a", .right), ("value", .right), ("b", .right), ("value", .right), ("product", .right)])
    let end = min(k + datapath.stretch, batch.k)
    var place = k
    while place < end {
      defer { place += 1 }
      let run = (place..<end).prefix { row.a[$0] == 0 && row.b[$0] == 0 }.count
      if run > 2 {
        table.add(["\(place)-\(place + run - 1)", "zeros", "", "", "", ""])
        place += run - 1
        continue
      }
      let (x, y) = (datapath.a.unpack(row.a[place]), datapath.b.unpack(row.b[place]))
      table.add([
        "\(place)", NumberText.hex(row.a[place], digits: datapath.a.wordDigits), ExactText.short(x),
        NumberText.hex(row.b[place], digits: datapath.b.wordDigits), ExactText.short(y), product(x, y),
      ])
    }
    return table
  }

  /// A line for each multiply-add.
  private var chainTable: Table {
    var table = Table([("k", .right), ("a", .right), ("b", .right), ("a * b + c", .right), ("rounded", .right), ("word", .right)])
    table.add(["C", "", "", "", ExactText.short(datapath.accumulator.unpack(row.c), digits: 12), hex(row.c)])
    for stretch in explanation.stretches {
      let (x, y) = (datapath.a.unpack(row.a[stretch.k]), datapath.b.unpack(row.b[stretch.k]))
      let sum = stretch.steps.first.map { ExactText.short($0.value, digits: 20) } ?? ""
      table.add([
        "\(stretch.k)", ExactText.short(x), ExactText.short(y), sum,
        ExactText.short(datapath.accumulator.unpack(stretch.result), digits: 12), hex(stretch.result),
      ])
    }
    return table
  }

  private func hex(_ word: UInt64) -> String { NumberText.hex(word, digits: datapath.accumulator.wordDigits) }

  private func product(_ x: Operand, _ y: Operand) -> String {
    if case .integerSum(let sum) = datapath.arithmetic, sum.product == .exclusiveOr { return x.class == y.class ? "0" : "1" }
    let sign = (x.isNegative != y.isNegative) != (batch.modifiers.negatesA != batch.modifiers.negatesB) ? "-" : ""
    if x.class == .finite, y.class == .finite {
      return ExactText.short(
        Dyadic(UInt128(x.significand) * UInt128(y.significand), exponent: x.exponent + y.exponent), isNegative: !sign.isEmpty, digits: 12)
    }
    if x.class == .nan || y.class == .nan { return "nan" }
    if x.class == .infinity || y.class == .infinity { return x.class == .zero || y.class == .zero ? "nan" : sign + "inf" }
    return sign + "0"
  }
}
