internal import Binade
internal import BinadeTensorCore

/// Two real matrices that are multiplied in the network they come from: activations and weights.
struct DemoPair: Sendable {
  let name: String
  let x, w: DemoTensor

  /// The pairs among the tensors that ship, by their names: `x @ W^T`.
  static func all(_ tensors: [DemoTensor]) -> [DemoPair] {
    let names = [
      ("attention.query", "layer0.attention.input", "layer0.attention.query.weight"),
      ("attention.value", "layer0.attention.probabilities", "layer0.attention.value"),
      ("ffn.up", "layer0.ffn.up.input", "layer0.ffn.up.weight"), ("ffn.down", "layer0.ffn.down.input", "layer0.ffn.down.weight"),
      ("layer5.ffn.down", "layer5.ffn.down.input", "layer5.ffn.down.weight"),
    ]
    return names.compactMap { name, x, w in
      guard let x = tensors.first(where: { $0.name == x }), let w = tensors.first(where: { $0.name == w }), x.shape.count == 2,
        w.shape.count == 2, x.shape[1] == w.shape[1], x.shape[1] % 64 == 0
      else { return nil }
      return DemoPair(name: name, x: x, w: w)
    }
  }
}

/// What one unit makes of one pair.
struct DemoProduct: Sendable {
  let pair: DemoPair
  /// |D − R| / |R|: of the result from the product of the values before they were quantized.
  let relativeError: Double
  /// max |D − R| / max |R|.
  let largestError: Double
  /// |D − Q| / |R|: of the result from the exact product of the quantized values. What the accumulation does.
  let accumulationError: Double

  /// What the emulated unit makes.
  init(_ pair: DemoPair, _ unit: DemoUnit, exact: [Double]) throws {
    let x = try DemoOperand(pair.x, unit)
    let w = try DemoOperand(pair.w, unit)
    var gemm = Gemm(unit.instruction)
    if let interval = unit.promotion { gemm.accumulation.promotion = .init(interval: interval) }
    var words = [UInt32](repeating: 0, count: x.rows * w.rows)
    var target = words.mutableSpan
    try gemm.multiply(
      a: x.words.span, b: w.words.span, scaleA: x.scales.span, scaleB: w.scales.span, m: x.rows, n: w.rows, k: x.k, into: &target)
    let epilogue = Epilogue(scaling: .tensor(a: x.tensorScale, b: w.tensorScale))
    let result = words.enumerated().map { index, word in
      Double(Float(bitPattern: UInt32(truncatingIfNeeded: epilogue.word(word, row: index / w.rows, column: index % w.rows))))
    }
    self.init(pair, result, exact: exact, quantized: Self.product(x.values, w.values, k: x.k))
  }

  /// What a loop of float32 multiply-adds makes.
  init(single pair: DemoPair, exact: [Double]) {
    let k = pair.x.shape[1]
    var result: [Double] = []
    for row in 0..<pair.x.shape[0] {
      for column in 0..<pair.w.shape[0] {
        var sum = Float(0)
        for place in 0..<k { sum.addProduct(pair.x.values[row * k + place], pair.w.values[column * k + place]) }
        result.append(Double(sum))
      }
    }
    self.init(pair, result, exact: exact, quantized: exact)
  }

  private init(_ pair: DemoPair, _ result: [Double], exact: [Double], quantized: [Double]) {
    self.pair = pair
    func squares(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    let signal = exact.reduce(0) { $0 + $1 * $1 }
    relativeError = (squares(result, exact) / signal).squareRoot()
    accumulationError = (squares(result, quantized) / signal).squareRoot()
    let largest = exact.reduce(0) { max($0, $1.magnitude) }
    largestError = zip(result, exact).reduce(0) { max($0, ($1.0 - $1.1).magnitude) } / largest
  }

  /// Σ x · w in binary64: products of float32 are exact, and the sum's rounding is far below everything that is shown.
  static func product(_ x: [Double], _ w: [Double], k: Int) -> [Double] {
    let (m, n) = (x.count / k, w.count / k)
    var result = [Double](repeating: 0, count: m * n)
    let (left, right) = (x.span, w.span)
    for row in 0..<m {
      for column in 0..<n {
        var sum = 0.0
        for place in 0..<k { sum += left[row * k + place] * right[column * k + place] }
        result[row * n + column] = sum
      }
    }
    return result
  }
}

/// What one unit makes of all pairs.
struct DemoProductSummary: Sendable {
  let name: String
  /// The instruction's name, or what else was done.
  let instruction: String
  let results: [DemoProduct]

  /// The mean over the pairs.
  func mean(_ figure: (DemoProduct) -> Double) -> Double { results.map(figure).reduce(0, +) / Double(max(1, results.count)) }

  /// Every unit on every pair, and a loop of float32 in front.
  static func all(_ pairs: [DemoPair], _ progress: Progress? = nil) throws -> [DemoProductSummary] {
    let exact = Parallel.map(count: pairs.count, piece: 1) { range in
      let pair = pairs[range.lowerBound]
      return DemoProduct.product(pair.x.values.map(Double.init), pair.w.values.map(Double.init), k: pair.x.shape[1])
    }
    let units = DemoUnit.all
    let results = Parallel.map(count: (units.count + 1) * pairs.count, piece: 1, progress: progress) { range in
      let (unit, pair) = range.lowerBound.quotientAndRemainder(dividingBy: pairs.count)
      return Result {
        unit == 0
          ? DemoProduct(single: pairs[pair], exact: exact[pair])
          : try DemoProduct(pairs[pair], units[unit - 1], exact: exact[pair])
      }
    }
    return try (0...units.count).map { unit in
      let own = try results[unit * pairs.count..<(unit + 1) * pairs.count].map { try $0.get() }
      if unit == 0 { return DemoProductSummary(name: "FP32", instruction: "a loop of float32 multiply-adds", results: own) }
      let promotion = units[unit - 1].promotion.map { ", promoted every \($0) of K" } ?? ""
      return DemoProductSummary(name: units[unit - 1].name, instruction: units[unit - 1].instruction.name + promotion, results: own)
    }
  }
}
