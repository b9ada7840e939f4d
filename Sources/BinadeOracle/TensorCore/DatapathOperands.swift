/// A decoded word [datapaths-3].
struct DatapathOperand: Sendable {
  enum Kind: Sendable, Hashable {
    case nan
    case infinity
    case number
  }

  let kind: Kind
  let isNegative: Bool
  /// The value of a number; 0 otherwise.
  let value: OracleExact
  /// e: the value is ±s · 2^e with 1 ≤ s < 2, or s < 1 in the lowest exponent field.
  let exponent: Int

  /// Whether this is a zero.
  var isZero: Bool { kind == .number && value.isZero }

  /// +0 with an exponent that nothing asks for.
  static let zero = DatapathOperand(kind: .number, isNegative: false, value: .zero, exponent: 0)

  /// 1, in any format.
  static let one = DatapathOperand(kind: .number, isNegative: false, value: OracleExact(1), exponent: 0)

  init(kind: Kind, isNegative: Bool, value: OracleExact = .zero, exponent: Int = 0) {
    self.kind = kind
    self.isNegative = isNegative
    self.value = value
    self.exponent = exponent
  }

  /// Decodes a word of a format.
  init(_ word: UInt64, from format: OracleFormat) {
    let value = format.decode(word)
    // The lowest exponent field counts as the smallest normal number's. Fixed point has no field and one exponent.
    let field = format.split(word).magnitude >> format.significandBits
    let exponent = format.isFixedPoint ? format.smallestExponent : max(field - format.bias, format.smallestExponent)
    switch value {
    case .nan(let isNegative, _, _): self.init(kind: .nan, isNegative: isNegative)
    case .infinity(let isNegative): self.init(kind: .infinity, isNegative: isNegative)
    case .zero(let isNegative): self.init(kind: .number, isNegative: isNegative, exponent: exponent)
    case .finite(let isNegative, let magnitude):
      self.init(kind: .number, isNegative: isNegative, value: OracleExact(isNegative: isNegative, magnitude), exponent: exponent)
    }
  }

  /// The operand converted to a multiplicand format, exactly, and decoded there [datapaths-3].
  func converted(to format: OracleFormat) -> DatapathOperand {
    if kind != .number || value.isZero {
      return DatapathOperand(kind: kind, isNegative: isNegative, value: value, exponent: format.smallestExponent)
    }
    let code = format.magnitudeCode(value)
    precondition(code <= format.largestFinite(isNegative: isNegative), "the multiplicand holds every element [datapaths-15]")
    return DatapathOperand(format.word(magnitude: code, isNegative: isNegative), from: format)
  }

  /// The operand times 2^−shift; only numbers change, zeros with their exponent too.
  func shifted(_ shift: Int) -> DatapathOperand {
    DatapathOperand(kind: kind, isNegative: isNegative, value: value.scaled(byPowerOfTwo: -shift), exponent: exponent - shift)
  }
}

/// One product [datapaths-4], step 2.
struct DatapathProduct: Sendable {
  /// NaN also where an infinity meets a zero [datapaths-6].
  let kind: DatapathOperand.Kind
  let isNegative: Bool
  /// ±s(a) · s(b) · 2^e.
  let value: OracleExact
  /// e_k = e(a) + e(b).
  let exponent: Int

  var isZero: Bool { kind == .number && value.isZero }

  init(kind: DatapathOperand.Kind, isNegative: Bool, value: OracleExact = .zero, exponent: Int = 0) {
    self.kind = kind
    self.isNegative = isNegative
    self.value = value
    self.exponent = exponent
  }

  init(_ a: DatapathOperand, _ b: DatapathOperand, isNegated: Bool) {
    isNegative = (a.isNegative != b.isNegative) != isNegated
    let exact = a.value * b.value
    value = isNegated ? -exact : exact
    exponent = a.exponent + b.exponent
    if a.kind == .nan || b.kind == .nan {
      kind = .nan
    } else if a.kind == .infinity || b.kind == .infinity {
      kind = a.isZero || b.isZero ? .nan : .infinity
    } else {
      kind = .number
    }
  }
}

/// The words that a datapath is given. Beyond K there are zero words [datapaths-2].
struct DatapathOperands {
  let datapath: OracleDatapath
  let a: [UInt64]
  let b: [UInt64]
  let modifiers: OracleModifiers
  /// The two scales of each block; none in a datapath without scales.
  private let scales: [(a: DatapathOperand, b: DatapathOperand)]

  init(
    _ datapath: OracleDatapath, a: [UInt64], b: [UInt64], scaleA: [UInt64], scaleB: [UInt64], modifiers: OracleModifiers
  ) {
    precondition(a.count == b.count, "A and B have one K")
    self.datapath = datapath
    self.a = a
    self.b = b
    self.modifiers = modifiers
    guard let format = datapath.scale else {
      scales = []
      return
    }
    let blocks = (a.count + datapath.scaleBlock - 1) / datapath.scaleBlock
    precondition(scaleA.count >= blocks && scaleB.count >= blocks, "a scale is missing")
    scales = (0..<blocks).map { (DatapathOperand(scaleA[$0], from: format), DatapathOperand(scaleB[$0], from: format)) }
    precondition(!scales.contains { $0.a.kind == .infinity || $0.b.kind == .infinity }, "no scale format has infinities")
  }

  /// The words of the elements at k.
  func words(_ k: Int) -> (a: UInt64, b: UInt64) { k < a.count ? (a[k], b[k]) : (0, 0) }

  /// Product k, without scales.
  func product(_ k: Int) -> DatapathProduct {
    let words = words(k)
    var (x, y) = (DatapathOperand(words.a, from: datapath.a), DatapathOperand(words.b, from: datapath.b))
    if let multiplicand = datapath.multiplicand { (x, y) = (x.converted(to: multiplicand), y.converted(to: multiplicand)) }
    return DatapathProduct(x, y, isNegated: modifiers.negatesProducts)
  }

  /// The scales of the block that k lies in; beyond the last block they are one. Nil in a datapath without scales.
  func scales(_ k: Int) -> (a: DatapathOperand, b: DatapathOperand)? {
    if datapath.scale == nil { return nil }
    let block = k / datapath.scaleBlock
    return block < scales.count ? scales[block] : (.one, .one)
  }
}

/// What special operands decide [datapaths-6].
enum SpecialResult {
  case nan
  case infinity(isNegative: Bool)

  /// Nil if there is no special operand: then the result is a sum of numbers.
  init?(_ products: [DatapathProduct], c: DatapathOperand, hasNaNScale: Bool = false) {
    var (hasNaN, hasPositive, hasNegative) = (hasNaNScale || c.kind == .nan, false, false)
    func note(_ isNegative: Bool) {
      if isNegative { hasNegative = true } else { hasPositive = true }
    }
    if c.kind == .infinity { note(c.isNegative) }
    for product in products {
      if product.kind == .nan { hasNaN = true }
      if product.kind == .infinity { note(product.isNegative) }
    }
    if hasNaN || (hasPositive && hasNegative) {
      self = .nan
    } else if hasPositive || hasNegative {
      self = .infinity(isNegative: hasNegative)
    } else {
      return nil
    }
  }
}
