/// A dyadic rational, ± significand · 2^exponent, of unlimited size: what sums of products are made of. Zero has no sign.
public struct OracleExact: Sendable {
  /// Whether the number is below zero.
  public let isNegative: Bool
  let significand: WholeNumber
  let exponent: Int

  init(isNegative: Bool = false, _ significand: WholeNumber, exponent: Int = 0) {
    self.isNegative = isNegative && !significand.isZero
    self.significand = significand
    self.exponent = exponent
  }

  /// Makes ± magnitude.
  public init(isNegative: Bool = false, _ magnitude: Dyadic) {
    self.init(isNegative: isNegative, WholeNumber(magnitude.significand), exponent: magnitude.exponent)
  }

  /// Makes whole · 2^exponent.
  public init(_ whole: Int, exponent: Int = 0) {
    self.init(isNegative: whole < 0, WholeNumber(UInt128(whole.magnitude)), exponent: exponent)
  }

  /// 0.
  public static let zero = OracleExact(0)

  /// 2^exponent.
  public static func power(_ exponent: Int) -> OracleExact { OracleExact(1, exponent: exponent) }

  /// Whether the number is zero.
  public var isZero: Bool { significand.isZero }

  /// For a number other than zero, the whole k with 2^k ≤ |number| < 2^(k+1).
  public var binade: Int {
    precondition(!isZero, "zero lies in no binade")
    return exponent + significand.bitWidth - 1
  }

  /// |number|.
  public var magnitude: OracleExact { OracleExact(significand, exponent: exponent) }

  /// number · 2^power.
  public func scaled(byPowerOfTwo power: Int) -> OracleExact {
    OracleExact(isNegative: isNegative, significand, exponent: exponent + power)
  }

  /// The whole number of 2^unit in the magnitude, which must be a multiple of that.
  func count(ofPowerOfTwo unit: Int) -> WholeNumber {
    if isZero { return .zero }
    if exponent >= unit { return significand << (exponent - unit) }
    precondition(significand.trailingZeroBitCount >= unit - exponent, "not a multiple of 2^\(unit)")
    return significand >> (unit - exponent)
  }
}

// MARK: Arithmetic

extension OracleExact {
  public static prefix func - (x: OracleExact) -> OracleExact {
    OracleExact(isNegative: !x.isNegative, x.significand, exponent: x.exponent)
  }

  public static func * (x: OracleExact, y: OracleExact) -> OracleExact {
    OracleExact(isNegative: x.isNegative != y.isNegative, x.significand * y.significand, exponent: x.exponent + y.exponent)
  }

  public static func + (x: OracleExact, y: OracleExact) -> OracleExact {
    if x.isZero { return y }
    if y.isZero { return x }
    // Both in units of the finer power of two.
    let unit = min(x.exponent, y.exponent)
    let (a, b) = (x.significand << (x.exponent - unit), y.significand << (y.exponent - unit))
    if x.isNegative == y.isNegative { return OracleExact(isNegative: x.isNegative, a + b, exponent: unit) }
    return a < b
      ? OracleExact(isNegative: y.isNegative, b - a, exponent: unit) : OracleExact(isNegative: x.isNegative, a - b, exponent: unit)
  }

  public static func - (x: OracleExact, y: OracleExact) -> OracleExact { x + (-y) }
}

extension OracleExact: Comparable {
  /// Whether the two are the same number, however written.
  public static func == (x: OracleExact, y: OracleExact) -> Bool { (x - y).isZero }

  public static func < (x: OracleExact, y: OracleExact) -> Bool { (x - y).isNegative }
}

// MARK: Rounding

extension OracleExact {
  /// The number rounded to a whole multiple of 2^unit, by any rule but the stochastic and the geometric one [datapaths-15].
  ///
  /// The sign and the distance decide, and for ties the parity of the multiple toward zero, as in [rounding-2].
  public func rounded(toMultipleOf unit: Int, _ rounding: OraclePolicy.Rounding) -> OracleExact {
    let excess = unit - exponent
    // 2^unit divides 2^exponent.
    if excess <= 0 || isZero { return self }
    let lower = significand >> excess
    if significand.trailingZeroBitCount >= excess { return OracleExact(isNegative: isNegative, lower, exponent: unit) }
    // What is cut off, against half of 2^unit: its top bit, and whether anything stands below that bit.
    let hasHalf = significand.bit(excess - 1)
    let hasMore = significand.trailingZeroBitCount < excess - 1
    let isOdd = lower.bit(0)
    let goesAway: Bool
    switch rounding {
    case .nearestEven: goesAway = hasHalf && (hasMore || isOdd)
    case .nearestAway: goesAway = hasHalf
    case .nearestTowardZero: goesAway = hasHalf && hasMore
    case .towardZero: goesAway = false
    case .up: goesAway = !isNegative
    case .down: goesAway = isNegative
    case .toOdd: goesAway = !isOdd
    case .stochastic, .nearestGeometric: preconditionFailure("[datapaths-15] has no rounding \(rounding.rawValue)")
    }
    return OracleExact(isNegative: isNegative, goesAway ? lower + WholeNumber(1) : lower, exponent: unit)
  }

  /// The largest multiple of 2^unit that is not above the number.
  public func floor(toMultipleOf unit: Int) -> OracleExact { rounded(toMultipleOf: unit, .down) }

  /// The multiple of 2^unit next to the number on the side of zero.
  public func truncated(toMultipleOf unit: Int) -> OracleExact { rounded(toMultipleOf: unit, .towardZero) }
}

// MARK: Quotients

extension OracleExact {
  /// x / y as a Double, the exact quotient rounded once; y is not zero. Meant for quotients within the normal range of Double.
  public static func quotient(_ x: OracleExact, _ y: OracleExact) -> Double {
    precondition(!y.isZero, "division by zero")
    if x.isZero { return 0 }
    // Enough bits for a whole quotient of 63 bits or more; what is left over only has to be noticed.
    let shift = max(0, 64 + y.significand.bitWidth - x.significand.bitWidth)
    let (whole, isExact) = WholeNumber.quotient(x.significand << shift, y.significand)
    let exact = OracleExact(whole << 1, exponent: -1) + (isExact ? .zero : .power(-1))
    let rounded = exact.rounded(toMultipleOf: exact.binade - 52, .nearestEven)
    let digits = rounded.count(ofPowerOfTwo: rounded.binade - 52)
    let magnitude = Double(
      sign: .plus, exponent: rounded.binade - 52 - shift + x.exponent - y.exponent, significand: Double(digits.low))
    return x.isNegative != y.isNegative ? -magnitude : magnitude
  }

  /// The number as a Double, rounded once.
  public var double: Double { OracleExact.quotient(self, OracleExact(1)) }
}
