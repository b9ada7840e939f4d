/// An exact value that need not have a format: a sign and a quotient of two dyadic numbers, an infinity, or a NaN.
///
/// Nothing here rounds. The one abbreviation is `Dyadic.sumOfFarNumbers`, which says why it changes no rounded result.
public enum OracleQuantity: Sendable {
  /// A quiet NaN, as a word of binary32: sign and payload [arithmetic-1].
  case nan(UInt32)
  case infinity(isNegative: Bool)
  /// ± numerator / denominator; the denominator is above zero. A zero has its sign.
  case number(isNegative: Bool, numerator: Dyadic, denominator: Dyadic)

  /// The NaN that no operand brought: positive, the quiet bit alone.
  public static let invalid = OracleQuantity.nan(0x7FC0_0000)

  /// The value of a word of a format. A NaN becomes quiet with the sign of its code [conversion-5]; one of binary32 keeps its payload.
  public init(_ word: UInt64, from format: OracleFormat) {
    switch format.decode(word) {
    case .nan(let isNegative, let payload, let bits):
      let kept = bits == 23 ? UInt32(payload) : 0
      self = .nan((isNegative ? 0xFFC0_0000 : 0x7FC0_0000) | kept)
    case .infinity(let isNegative): self = .infinity(isNegative: isNegative)
    case .zero(let isNegative): self = .number(isNegative: isNegative, numerator: .zero, denominator: Dyadic(1))
    case .finite(let isNegative, let magnitude):
      self = .number(isNegative: isNegative, numerator: magnitude.reduced, denominator: Dyadic(1))
    }
  }

  /// A whole number.
  public init(_ whole: Int) {
    self = .number(isNegative: whole < 0, numerator: Dyadic(UInt128(whole.magnitude)).reduced, denominator: Dyadic(1))
  }

  /// The same with the other sign.
  public var negated: OracleQuantity {
    switch self {
    case .nan(let word): .nan(word ^ 0x8000_0000)
    case .infinity(let isNegative): .infinity(isNegative: !isNegative)
    case .number(let isNegative, let n, let d): .number(isNegative: !isNegative, numerator: n, denominator: d)
    }
  }

  /// The product; 0 · ∞ is NaN.
  public func times(_ other: OracleQuantity) -> OracleQuantity {
    switch (self, other) {
    case (.nan, _): return self
    case (_, .nan): return other
    case (.infinity(let a), .infinity(let b)): return .infinity(isNegative: a != b)
    case (.infinity(let a), .number(let b, let n, _)), (.number(let a, let n, _), .infinity(let b)):
      return n.isZero ? .invalid : .infinity(isNegative: a != b)
    case (.number(let a, let n, let d), .number(let b, let p, let q)):
      return .number(isNegative: a != b, numerator: (n * p).reduced, denominator: (d * q).reduced)
    }
  }

  /// The quotient; x/0 is an infinity with the product of the signs, 0/0 and ∞/∞ are NaN.
  public func over(_ other: OracleQuantity) -> OracleQuantity {
    switch (self, other) {
    case (.nan, _): return self
    case (_, .nan): return other
    case (.infinity, .infinity): return .invalid
    case (.infinity(let a), .number(let b, _, _)): return .infinity(isNegative: a != b)
    case (.number(let a, _, _), .infinity(let b)): return .number(isNegative: a != b, numerator: .zero, denominator: Dyadic(1))
    case (.number(let a, let n, let d), .number(let b, let p, let q)):
      if p.isZero { return n.isZero ? .invalid : .infinity(isNegative: a != b) }
      return .number(isNegative: a != b, numerator: (n * q).reduced, denominator: (d * p).reduced)
    }
  }

  /// The sum of two dyadic numbers; ∞ − ∞ is NaN, and a zero is −0 only as the sum of two.
  public func plus(_ other: OracleQuantity) -> OracleQuantity {
    switch (self, other) {
    case (.nan, _): return self
    case (_, .nan): return other
    case (.infinity(let a), .infinity(let b)): return a == b ? self : .invalid
    case (.infinity, .number): return self
    case (.number, .infinity): return other
    case (.number(let a, let n, let d), .number(let b, let p, let q)):
      precondition(d == Dyadic(1) && q == Dyadic(1), "only dyadic numbers are added")
      if n.isZero && p.isZero { return .number(isNegative: a && b, numerator: .zero, denominator: d) }
      if n == p && a != b { return .number(isNegative: false, numerator: .zero, denominator: d) }
      let (sign, large, small) = n < p ? (b, p, n) : (a, n, p)
      return .number(isNegative: sign, numerator: .sumOfFarNumbers(large, small, subtracting: a != b).reduced, denominator: d)
    }
  }
}

extension Dyadic {
  /// large ± small, exactly, unless `small` is more than 74 binades below `large`; then 2^−74 of the large number's binade stands for it.
  ///
  /// With the factors that follow, at most a scale's and the tensor's, `large` times them is a whole number of at most 72 bits, and so
  /// is every value and midpoint of a target in the same unit or a coarser one. The sum lies strictly between that number and the next:
  /// every rounding decides alike for all numbers there.
  static func sumOfFarNumbers(_ large: Dyadic, _ small: Dyadic, subtracting: Bool) -> Dyadic {
    if small.isZero { return large }
    let nearest = large.binade - 74
    let addend = small.binade < nearest ? .power(nearest) : small
    return subtracting ? large - addend : large + addend
  }

  /// Whether a · b < c · d, with products of up to 256 bits.
  static func isProduct(_ a: Dyadic, _ b: Dyadic, below c: Dyadic, _ d: Dyadic) -> Bool {
    if a.isZero || b.isZero || c.isZero || d.isZero { return (a.isZero || b.isZero) && !(c.isZero || d.isZero) }
    let (left, right) = (product(a, b), product(c, d))
    if left.exponent != right.exponent { return left.exponent < right.exponent }
    return left.high != right.high ? left.high < right.high : left.low < right.low
  }

  /// The 256 bits of a product shifted so that its highest bit is bit 255, and the exponent that goes with it.
  private static func product(_ a: Dyadic, _ b: Dyadic) -> (exponent: Int, high: UInt128, low: UInt128) {
    let (shiftA, shiftB) = (a.significand.leadingZeroBitCount, b.significand.leadingZeroBitCount)
    let (high, low) = (a.significand << UInt128(shiftA)).multipliedFullWidth(by: b.significand << UInt128(shiftB))
    let exponent = a.exponent + b.exponent - shiftA - shiftB
    if high.leadingZeroBitCount == 0 { return (exponent, high, low) }
    return (exponent - 1, high << 1 | low >> 127, low << 1)
  }

  /// ⌊a / b · 2^k⌋ · 2^−k for a k that leaves at least 64 significant bits: what number of 64 bits or fewer is not above a / b.
  static func truncatedQuotient(_ a: Dyadic, _ b: Dyadic) -> Dyadic {
    let divisor = b.reduced
    if divisor.significand == 1 { return Dyadic(a.significand, exponent: a.exponent - divisor.exponent) }
    precondition(divisor.significand.leadingZeroBitCount >= 64, "the quotient would have fewer than 64 bits")
    let shift = a.significand.leadingZeroBitCount
    return Dyadic((a.significand << UInt128(shift)) / divisor.significand, exponent: a.exponent - shift - divisor.exponent)
  }
}
