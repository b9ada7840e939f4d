/// The rounded logarithms of [scale-rules-4].
public enum OracleLogarithm {
  private static let binary32 = OracleTarget(OracleArithmetic.format("f32"))
  private static let bfloat16 = OracleTarget(OracleArithmetic.format("bf16"))

  /// What is done to the logarithm to make a whole number of it.
  enum Whole {
    case floor
    case ceil
    case rint
  }

  /// log2 of w > 0 rounded once to 24 significant bits, then to a whole number.
  static func in32(_ w: Dyadic, _ whole: Whole) -> Int { make(whole, rounded(w, to: binary32)) }

  /// The same with 8 significant bits.
  static func in16(_ w: Dyadic, _ whole: Whole) -> Int { make(whole, rounded(w, to: bfloat16)) }

  /// log2 of w > 0 as a word of binary32, rounded once.
  public static func word32(_ w: Dyadic) -> UInt64 { binary32.convert(exact(w), policy: OracleArithmetic.ieee) }

  /// log2 of w > 0 as a word of bfloat16, rounded once.
  public static func word16(_ w: Dyadic) -> UInt64 { bfloat16.convert(exact(w), policy: OracleArithmetic.ieee) }

  private static func rounded(_ w: Dyadic, to target: OracleTarget) -> OracleQuantity {
    OracleQuantity(target.convert(exact(w), policy: OracleArithmetic.ieee), from: target.format)
  }

  private static func make(_ whole: Whole, _ logarithm: OracleQuantity) -> Int {
    guard case .number(let isNegative, let magnitude, _) = logarithm else { preconditionFailure("a logarithm is a number") }
    if magnitude.isZero { return 0 }
    let below = Int(magnitude.floor(inUnitsOf: 0))
    let rest = magnitude - Dyadic(UInt128(below))
    let above = rest.isZero ? below : below + 1
    switch whole {
    case .floor: return isNegative ? -above : below
    case .ceil: return isNegative ? -below : above
    case .rint:
      let half = Dyadic.power(-1)
      let isUp = rest > half || (rest == half && below % 2 == 1)
      return (isNegative ? -1 : 1) * (isUp ? above : below)
    }
  }

  /// log2 w, or a number that stands for it in every rounding to at most 24 bits.
  ///
  /// For w = m · 2^k with m > 1 the logarithm is irrational, so it is never a value or a midpoint of a format. Its 64 fraction bits d are
  /// exact, so it lies strictly between k + d · 2^−64 and the next multiple, and the middle of the two stands for it. That decides:
  /// the smallest magnitude, of 1 + 2^−23 or 1 − 2^−24, is above 2^−25, so 24 bits and the midpoint end at 2^−49 or before.
  static func exact(_ w: Dyadic) -> OracleQuantity {
    let k = w.binade
    if w == .power(k) { return OracleQuantity(k) }
    let fraction = Dyadic(UInt128(fractionBits(w)) * 2 + 1, exponent: -65)
    let integer = Dyadic(UInt128(k.magnitude))
    let magnitude = k >= 0 ? integer + fraction : integer - fraction
    return .number(isNegative: k < 0, numerator: magnitude.reduced, denominator: Dyadic(1))
  }

  /// The first 64 bits of the fraction of log2 w: the bit is 1 where the square of what is left is 2 or more.
  ///
  /// The squares are enclosed in an interval whose ends are whole multiples of 2^−127. Each step at most doubles its relative width and
  /// adds a few units, so 64 steps leave 60 bits or so; an interval with 2 inside it decides nothing and traps.
  private static func fractionBits(_ w: Dyadic) -> UInt64 {
    let two = UInt128(1) << 127
    var low = w.significand << UInt128(w.significand.leadingZeroBitCount)
    var high = low
    var bits: UInt64 = 0
    for _ in 0..<64 {
      // Ends of the square in multiples of 2^−126.
      let squareLow = low.multipliedFullWidth(by: low).high
      let squareHigh = high.multipliedFullWidth(by: high).high + 1
      precondition(squareLow >= two || squareHigh < two, "64 bits do not decide")
      if squareLow >= two {
        bits = bits << 1 | 1
        (low, high) = (squareLow, squareHigh)
      } else {
        bits = bits << 1
        (low, high) = (squareLow << 1, squareHigh << 1)
      }
    }
    return bits
  }
}
