/// The operations of [arithmetic-1] on words of binary32: the exact result, rounded once by the scalar oracle.
///
/// ```
/// OracleArithmetic.divide(0x3F80_0000, 0x40C0_0000)   // 1 / 6: 0x3E2AAAAB
/// ```
public enum OracleArithmetic {
  /// binary32 as a target.
  static let single = OracleTarget(format("f32"))
  /// Nearest-even, overflow to infinity.
  static let ieee = policy(OraclePolicy())

  static func format(_ name: String) -> OracleFormat {
    guard let format = OracleFormat.named(name) else { preconditionFailure("no format \(name)") }
    return format
  }

  /// The policy with results of [arithmetic-1] beyond the range: infinities stay, overflow gives them, a NaN keeps its sign.
  static func policy(_ base: OraclePolicy) -> OraclePolicy {
    var policy = base
    policy.overflow = .nonfinite
    policy.infinity = .nonfinite
    policy.nan = .quiet
    return policy
  }

  // MARK: Words

  static let one: UInt32 = 0x3F80_0000
  static let infinity: UInt32 = 0x7F80_0000
  static let largest: UInt32 = 0x7F7F_FFFF
  static let invalid: UInt32 = 0x7FC0_0000
  static let sign: UInt32 = 0x8000_0000

  static func isNaN(_ x: UInt32) -> Bool { x & ~sign > infinity }
  static func isInfinite(_ x: UInt32) -> Bool { x & ~sign == infinity }
  static func isZero(_ x: UInt32) -> Bool { x & ~sign == 0 }

  /// The value of a word; a NaN is made quiet.
  static func quantity(_ x: UInt32) -> OracleQuantity {
    if isNaN(x) { return .nan(x | 0x0040_0000) }
    return OracleQuantity(UInt64(x), from: single.format)
  }

  /// The word of a value, rounded once.
  static func word(_ quantity: OracleQuantity) -> UInt32 {
    if case .nan(let word) = quantity { return word | 0x0040_0000 }
    return UInt32(single.convert(quantity, policy: ieee))
  }

  // MARK: Operations

  /// x + y.
  public static func add(_ x: UInt32, _ y: UInt32) -> UInt32 { word(quantity(x).plus(quantity(y))) }

  /// x − y.
  public static func subtract(_ x: UInt32, _ y: UInt32) -> UInt32 {
    // A NaN keeps its sign; only a number is negated.
    word(quantity(x).plus(isNaN(y) ? quantity(y) : quantity(y).negated))
  }

  /// x · y.
  public static func multiply(_ x: UInt32, _ y: UInt32) -> UInt32 { word(quantity(x).times(quantity(y))) }

  /// x / y.
  public static func divide(_ x: UInt32, _ y: UInt32) -> UInt32 { word(quantity(x).over(quantity(y))) }

  /// The smaller number; NaN if either operand is.
  public static func min(_ x: UInt32, _ y: UInt32) -> UInt32 { firstNaN(x, y) ?? (isBelow(y, x) ? y : x) }

  /// The larger number; NaN if either operand is.
  public static func max(_ x: UInt32, _ y: UInt32) -> UInt32 { firstNaN(x, y) ?? (isBelow(x, y) ? y : x) }

  /// The smaller number, or the only one.
  public static func fmin(_ x: UInt32, _ y: UInt32) -> UInt32 { onlyNumber(x, y) ?? min(x, y) }

  /// The larger number, or the only one.
  public static func fmax(_ x: UInt32, _ y: UInt32) -> UInt32 { onlyNumber(x, y) ?? max(x, y) }

  /// The nearest whole number, ties to even, with the operand's sign.
  public static func rint(_ x: UInt32) -> UInt32 {
    guard case .number(let isNegative, let magnitude, _) = quantity(x) else { return word(quantity(x)) }
    // From 2^23 on every float is whole.
    if magnitude.isZero || magnitude >= .power(23) { return x }
    var whole = magnitude.floor(inUnitsOf: 0)
    let rest = magnitude - Dyadic(whole)
    let half = Dyadic.power(-1)
    if rest > half || (rest == half && whole % 2 == 1) { whole += 1 }
    return word(.number(isNegative: isNegative, numerator: Dyadic(whole).reduced, denominator: Dyadic(1)))
  }

  /// x rounded to a format, overflow to infinity, and read back. A NaN keeps its sign and as much of its payload as the format has.
  public static func round(_ x: UInt32, to target: OracleTarget) -> UInt32 {
    var policy = policy(OraclePolicy(defaultsFor: target.format))
    policy.nan = .payload
    let code = target.convert(UInt64(x), from: single.format, policy: policy).word
    if case .nan(let isNegative, let payload, let bits) = target.format.decode(code) {
      return (isNegative ? 0xFFC0_0000 : 0x7FC0_0000) | UInt32(bits <= 23 ? payload << UInt64(23 - bits) : payload >> UInt64(bits - 23))
    }
    return word(OracleQuantity(code, from: target.format))
  }

  /// y if x is ±0, otherwise x.
  public static func ifzero(_ x: UInt32, _ y: UInt32) -> UInt32 { isZero(x) ? y : x }

  /// y if x is NaN or infinite, otherwise x.
  public static func ifnotfinite(_ x: UInt32, _ y: UInt32) -> UInt32 { x & infinity == infinity ? y : x }

  /// Whether x is before y in the order of [arithmetic-1], −0 before +0. Neither is NaN.
  static func isBelow(_ x: UInt32, _ y: UInt32) -> Bool {
    // Sign and magnitude, as whole numbers: −0 is −1, and so on downward.
    func place(_ x: UInt32) -> Int64 { x < sign ? Int64(x) : -1 - Int64(x & ~sign) }
    return place(x) < place(y)
  }

  private static func firstNaN(_ x: UInt32, _ y: UInt32) -> UInt32? {
    isNaN(x) ? x | 0x0040_0000 : (isNaN(y) ? y | 0x0040_0000 : nil)
  }

  private static func onlyNumber(_ x: UInt32, _ y: UInt32) -> UInt32? {
    isNaN(x) && !isNaN(y) ? y : (isNaN(y) && !isNaN(x) ? x : nil)
  }
}

// MARK: The approximate reciprocal

extension OracleArithmetic {
  /// `rcpa(x)` [arithmetic-3].
  public static func rcpa(_ x: UInt32) -> UInt32 {
    if isNaN(x) { return 0x7FFF_FFFF }
    let signBit = x & sign
    if isInfinite(x) { return signBit }
    let field = Int(x >> 23 & 0xFF)
    if field == 0 { return signBit | infinity }
    let fraction = Int(x & 0x7F_FFFF)
    let t = fraction & 0xFFFF
    let y = reciprocalSignificand(index: fraction >> 16, t, truncatedSquare(t))
    let result = Dyadic(UInt128(y), exponent: -24 - (field - 127))
    if result < .power(-126) { return signBit }
    let exact = word(.number(isNegative: signBit != 0, numerator: result.reduced, denominator: Dyadic(1)))
    precondition(quantity(exact).isNumber(result), "[arithmetic-3]: the result is exact")
    return exact
  }

  /// q: the bit products of t · t of weight 2^17 and above, divided by 2^17.
  static func truncatedSquare(_ t: Int) -> Int {
    var sum = 0
    for i in 0..<16 where t >> i & 1 == 1 {
      if 2 * i >= 17 { sum += 1 << (2 * i) }
      for j in (i + 1)..<16 where t >> j & 1 == 1 && i + j + 1 >= 17 { sum += 1 << (i + j + 1) }
    }
    return sum >> 17
  }

  /// y = ⌊(C0 · 2^14 + 4046 + 2 · C1 · t + 2 · C2 · q) / 2^16⌋.
  static func reciprocalSignificand(index: Int, _ t: Int, _ q: Int) -> Int {
    let c0 = ReciprocalTable.constant[index]
    let c1 = ReciprocalTable.linear[index]
    let c2 = ReciprocalTable.quadratic[index]
    return (c0 << 14 + 4046 + 2 * c1 * t + 2 * c2 * q) >> 16
  }
}

extension OracleQuantity {
  /// Whether this is a number of that magnitude.
  func isNumber(_ magnitude: Dyadic) -> Bool {
    if case .number(_, let n, let d) = self { return d == Dyadic(1) && n == magnitude }
    return false
  }
}
