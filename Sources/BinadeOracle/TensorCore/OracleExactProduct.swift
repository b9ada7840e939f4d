/// What a product would be without any rounding: Σ a · b · scales + c, and how far a result is from it [gemm-9].
public enum OracleExactProduct: Sendable {
  /// An operand is NaN, an infinity meets a zero, or infinities of both signs meet [datapaths-6].
  case nan
  case infinity(isNegative: Bool)
  case number(OracleExact)

  /// The exact result for the words of K elements, their scales and C. Of the datapath only formats, scale block and the integer
  /// product matter.
  public init(
    _ datapath: OracleDatapath, a: [UInt64], b: [UInt64], scaleA: [UInt64] = [], scaleB: [UInt64] = [], c: UInt64,
    modifiers: OracleModifiers = OracleModifiers()
  ) {
    var formats = datapath
    formats.multiplicand = nil
    let operands = DatapathOperands(formats, a: a, b: b, scaleA: scaleA, scaleB: scaleB, modifiers: modifiers)
    let accumulated =
      modifiers.ignoreC ? .zero : DatapathOperand(c, from: datapath.accumulator).shifted(modifiers.accumulatorShift)
    var products: [DatapathProduct] = []
    var sum = accumulated.value
    var hasNaNScale = false
    for k in a.indices {
      if datapath.arithmetic == .integerSum && datapath.product == .exclusiveOr {
        sum = sum + OracleExact(Int((a[k] ^ b[k]) & 1))
        continue
      }
      let product = operands.product(k)
      if product.kind != .number { products.append(product) }
      if let (scaleA, scaleB) = operands.scales(k) {
        if scaleA.kind == .nan || scaleB.kind == .nan { hasNaNScale = true }
        sum = sum + product.value * (scaleA.value * scaleB.value)
      } else {
        sum = sum + product.value
      }
    }
    switch SpecialResult(products, c: accumulated, hasNaNScale: hasNaNScale) {
    case .nan: self = .nan
    case .infinity(let isNegative): self = .infinity(isNegative: isNegative)
    case nil: self = .number(sum)
    }
  }

  /// The number, if it is one.
  public var number: OracleExact? {
    if case .number(let exact) = self { return exact }
    return nil
  }

  /// The word of a format with infinities that is nearest, or as another rounding says; 0 is +0, NaN has all significand bits set.
  public func word(in format: OracleFormat, _ rounding: OraclePolicy.Rounding = .nearestEven) -> UInt64 {
    switch self {
    case .nan: return format.word(magnitude: format.allOnes, isNegative: false)
    case .infinity(let isNegative): return format.infinity(isNegative: isNegative)
    case .number(let exact):
      let output = OutputConversion(
        format: format, significandBits: format.significandBits, rounding: rounding, saturates: !format.hasInfinity)
      return output.word(exact, zeroIsNegative: exact.isNegative)
    }
  }

  /// How far the word `d` of a format is from the exact result r; nil if either is not finite.
  public func error(of d: UInt64, in format: OracleFormat) -> OracleError? {
    let result = DatapathOperand(d, from: format)
    guard let exact = number, result.kind == .number else { return nil }
    let difference = result.value - exact
    let unit = format.unitInLastPlace(exact)
    let units = OracleExact.quotient(difference, .power(unit))
    if difference.isZero { return OracleError(relative: 0, units: 0) }
    let relative = exact.isZero ? .infinity : OracleExact.quotient(difference.magnitude, exact.magnitude)
    return OracleError(relative: relative, units: units)
  }
}

/// An error of one element [gemm-9].
public struct OracleError: Sendable, Hashable {
  /// |d − r| / |r|; 0 if d is r, infinite if only r is zero.
  public let relative: Double
  /// (d − r) in units of the last place at r.
  public let units: Double
}

extension OracleFormat {
  /// The exponent of the unit in the last place at a number: that of its binade, at least the quantum's.
  func unitInLastPlace(_ exact: OracleExact) -> Int {
    if isFixedPoint || exact.isZero { return quantumExponent }
    return max(exact.binade, smallestExponent) - significandBits
  }
}
