internal import Binade
internal import BinadeOracle
internal import BinadeTensorCore

/// How far results are from what they would be without any rounding. Spec [gemm-9].
struct ProductReport: Sendable {
  static let options: [Command.Option] = [
    .flag("--report", "compare with the exact result: errors, bias, bits lost"),
    .value("--report-elements", "N", standard: "as many as make 2^22 products", "how many elements are compared, spread evenly"),
    .flag("--json", "the report as JSON"),
  ]

  /// Products that are compared without being asked for more.
  private static let standardProducts = 1 << 22

  private let name: String
  private let elements: Int
  private let statistics: ErrorStatistics

  /// What can be said before any work.
  static func checkOptions(path: String?, _ invocation: Invocation) throws(ToolError) {
    guard invocation.flag("--report") else {
      for option in ["--json", "--report-elements"] where invocation.flag(option) || invocation.value(option) != nil {
        throw invocation.usage("\(option) goes with --report")
      }
      return
    }
    if path == "-" { throw invocation.usage("--report and OUT.npy both go to standard output; expected a file for OUT.npy") }
    if invocation.flag("--json"), invocation.value("--explain") != nil { throw invocation.usage("--json and --explain exclude each other") }
    _ = try invocation.integer("--report-elements", in: 1...(.max))
  }

  /// Compares D of a product, before its epilogue; `nil` if nobody asked.
  static func matrix(
    _ words: Words, _ gemm: Gemm, _ operands: ProductOperands, _ options: ProductOptions, _ invocation: Invocation
  ) throws(ToolError) -> ProductReport? {
    guard invocation.flag("--report") else { return nil }
    let exact: ExactElements
    do { exact = try ExactElements(operands, gemm, options.blockScales) } catch { throw ToolError.invalid(error.message) }
    return try ProductReport(operands.chosen, (words.count, words.word(at:)), k: operands.k, invocation) { index in
      exact.product(row: index / operands.n, column: index % operands.n)
    }
  }

  /// Compares the results of a batch; `nil` if nobody asked.
  static func rows(
    _ words: [UInt64], _ batch: DotBatch, _ chosen: ChosenDatapath, _ invocation: Invocation
  ) throws(ToolError) -> ProductReport? {
    guard invocation.flag("--report") else { return nil }
    let reference = ExactReference(chosen.datapath, batch.modifiers)
    return try ProductReport(chosen, (words.count, { words[$0] }), k: batch.k, invocation) { index in
      let row = batch.row(index)
      return reference.product(a: row.a, b: row.b, scaleA: row.scaleA, scaleB: row.scaleB, c: row.c)
    }
  }

  private init(
    _ chosen: ChosenDatapath, _ words: (count: Int, word: @Sendable (Int) -> UInt64), k: Int, _ invocation: Invocation,
    _ exact: @Sendable (Int) -> OracleExactProduct
  ) throws(ToolError) {
    name = oneLine(chosen.name)
    elements = words.count
    let asked = try invocation.integer("--report-elements", in: 1...(.max))
    let compared = min(words.count, asked ?? max(1, Self.standardProducts / max(k, 1)))
    let format = OracleFormat(chosen.datapath.accumulator, name: "accumulator")
    let progress = invocation.progress("report", total: compared, unit: "elem")
    let pieces = Parallel.map(count: compared, piece: max(1, min(4096, (compared + 63) / 64)), progress: progress) { range in
      var statistics = ErrorStatistics()
      for place in range {
        // Evenly spread: no two places meet.
        let index = Int(Int128(place) * Int128(words.count) / Int128(compared))
        statistics.add(index, words.word(index), exact(index), format, chosen.datapath.accumulator)
      }
      return statistics
    }
    statistics = pieces.reduce(into: ErrorStatistics()) { $0.add($1) }
  }

  // MARK: Output

  /// Prints the table, or JSON.
  func print(_ invocation: Invocation) {
    invocation.console.print(invocation.flag("--json") ? json.text : text)
  }

  private var text: String {
    let s = statistics
    let part = s.compared == elements ? "\(elements) elements" : "\(s.compared) of \(elements) elements, spread evenly"
    var table = Table([("error", .left), ("largest", .right), ("mean", .right), ("rms", .right)])
    func row(_ name: String, _ figure: ErrorStatistics.Figure) {
      table.add([name, ExactText.short(figure.largest), ExactText.short(figure.mean), ExactText.short(figure.rms)])
    }
    row("relative", s.relative)
    row("units in the last place", s.units)
    row("bits lost", s.bitsLost)
    var lines = ["\(name) against the exact result, \(part)", "", table.text, ""]
    lines.append("bias, the mean signed error: \(ExactText.short(s.bias)) units in the last place")
    lines.append("relative error of the whole, |D - R| / |R|: \(ExactText.short(s.frobenius))")
    lines.append("exact: \(s.exact) of \(s.compared); nearest to the exact result: \(s.nearest)")
    if let place = s.worst { lines.append("largest error in units of the last place: element \(place)") }
    if s.notFinite > 0 {
      lines.append("not finite, and left out: \(s.notFinite), of which \(s.unexpected) where the exact result is finite")
    }
    if s.onlyExactIsZero > 0 { lines.append("zero but for rounding, and left out of the relative error: \(s.onlyExactIsZero)") }
    return lines.joined(separator: "\n")
  }

  private var json: JSON {
    func figure(_ figure: ErrorStatistics.Figure) -> JSON {
      .object(["max": .measured(figure.largest), "mean": .measured(figure.mean), "rms": .measured(figure.rms)])
    }
    let s = statistics
    return .object([
      "instruction": .string(name), "elements": .integer(elements), "compared": .integer(s.compared), "exact": .integer(s.exact),
      "nearest": .integer(s.nearest), "notFinite": .integer(s.notFinite), "notFiniteWhereExactIs": .integer(s.unexpected),
      "zeroWhereExactIs": .integer(s.onlyExactIsZero), "relativeError": figure(s.relative), "ulpError": figure(s.units),
      "bitsLost": figure(s.bitsLost), "bias": .measured(s.bias), "frobeniusError": .measured(s.frobenius),
      "worstElement": s.worst.map { .integer($0) } ?? .null,
    ])
  }
}

extension JSON {
  /// A number with all its digits; `null` if it is none.
  static func measured(_ value: Double) -> JSON { value.isFinite ? .number("\(value)") : .null }
}
