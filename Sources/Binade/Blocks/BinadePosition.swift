extension ScaleRule.Position {
  /// The exponent of the scale for a finite `word` that is not zero. Spec [scale-rules-3], [scale-rules-4].
  ///
  /// - Parameters:
  ///   - word: w, as binary32; the sign is ignored.
  ///   - limit: M, the largest element, as binary32.
  ///   - elementBits: significand bits of the element's format.
  func exponent(of word: UInt32, limit: UInt32, elementBits: Int) -> Int {
    let (e, m) = Self.parts(word)
    let (E, mu) = Self.parts(limit)
    switch self {
    case .floor, .plusOne: return e - E
    case .ceil: return e - E + (m > Self.one ? 1 : 0)
    case .ceilOfRatio: return e - E + (m > mu ? 1 : 0)
    case .even: return e - E + (m >= 2 * Self.one - Self.one >> UInt64(elementBits + 1) ? 1 : 0)
    case .evenOfE2M1: return e - E + (4 * m >= 7 * Self.one ? 1 : 0)
    case .halfUp: return e - E + (2 * m >= 3 * Self.one ? 1 : 0)
    // w / M = (m / μ) · 2^(e − E), its significand below 1 if m < μ.
    case .nearestOfRatio:
      return m >= mu ? e - E + (2 * m >= 3 * mu ? 1 : 0) : e - E - 1 + (4 * m >= 3 * mu ? 1 : 0)
    case .geometricOfRatio:
      return m >= mu ? e - E + (m * m > 2 * mu * mu ? 1 : 0) : e - E - 1 + (2 * m * m > mu * mu ? 1 : 0)
    case .floorAlone: return e
    case .ceilAlone: return e + (m > Self.one ? 1 : 0)
    case .nearestAlone: return e + (2 * m >= 3 * Self.one ? 1 : 0)
    case .floorOfLog32: return RoundedLogarithm.floor(e, m, bits: 24) - E
    case .floorOfLog16: return RoundedLogarithm.floor(e, m, bits: 8) - E
    case .ceilOfLog32: return RoundedLogarithm.ceil(e, m, bits: 24) - E
    case .ceilOfLog16: return RoundedLogarithm.ceil(e, m, bits: 8) - E
    case .evenOf8Bits: return e - E + (m >= 2 * Self.one - Self.one >> 9 ? 1 : 0)
    case .floorAloneOfLog32: return RoundedLogarithm.floor(e, m, bits: 24)
    case .floorAloneOfLog16: return RoundedLogarithm.floor(e, m, bits: 8)
    case .ceilAloneOfLog32: return RoundedLogarithm.ceil(e, m, bits: 24)
    case .ceilAloneOfLog16: return RoundedLogarithm.ceil(e, m, bits: 8)
    case .nearestAloneOfLog32: return RoundedLogarithm.nearest(e, m, bits: 24)
    case .nearestAloneOfLog16: return RoundedLogarithm.nearest(e, m, bits: 8)
    }
  }

  /// 1 as a significand: 23 fraction bits.
  static var one: UInt64 { 1 << 23 }

  /// Exponent and significand of a finite word that is not zero, subnormal or not.
  static func parts(_ word: UInt32) -> (exponent: Int, significand: UInt64) {
    let magnitude = word & 0x7FFF_FFFF
    let field = Int(magnitude >> 23)
    if field > 0 { return (field - 127, UInt64(magnitude & 0x7F_FFFF) | one) }
    let shift = magnitude.leadingZeroBitCount - 8
    return (-126 - shift, UInt64(magnitude) << UInt64(shift))
  }
}

/// floor, ceil and rint of a base-2 logarithm that was itself rounded to `bits` significant bits, nearest. Spec [scale-rules-4].
///
/// The logarithm of m · 2^e lies between e and e + 1. Rounding takes it to one of the two only from within half a unit in the last place,
/// and that half unit is a power of two, 2^−j: m is compared with 2^(2^−j), a constant. No logarithm is computed.
enum RoundedLogarithm {
  static func floor(_ e: Int, _ m: UInt64, bits: Int) -> Int {
    if m == ScaleRule.Position.one { return e }
    return reachesNext(e, m, bits) ? e + 1 : e
  }

  static func ceil(_ e: Int, _ m: UInt64, bits: Int) -> Int {
    if m == ScaleRule.Position.one { return e }
    return staysAt(e, m, bits) ? e : e + 1
  }

  /// The whole number nearest to the logarithm; the tie that rounding can make goes to the even one.
  static func nearest(_ e: Int, _ m: UInt64, bits: Int) -> Int {
    // m² against 2, with half a unit of e + ½ on both sides.
    let top = Int.bitWidth - 2 - (2 * e + 1).magnitude.leadingZeroBitCount
    let root = UInt128(root(bits - top - 1))
    let square = UInt128(m * m)
    if square * root < 1 << 86 { return e }
    if square << 39 > root << 47 { return e + 1 }
    return e & 1 == 0 ? e : e + 1
  }

  /// Whether e + log2 m rounds up to e + 1.
  private static func reachesNext(_ e: Int, _ m: UInt64, _ bits: Int) -> Bool {
    let target = e + 1
    if target == 0 { return false }  // close to zero the spacing has no end
    // Half the spacing just below the target: its own binade's, or for a positive power of two that of the binade below.
    let magnitude = target.magnitude
    let top = Int.bitWidth - 1 - magnitude.leadingZeroBitCount
    let isPower = magnitude & (magnitude - 1) == 0
    let j = bits - top + (target > 0 && isPower ? 1 : 0)
    return m * root(j) > 1 << 63  // m > 2 / 2^(2^−j): m in 23, the root in 39 fraction bits
  }

  /// Whether e + log2 m rounds down to e.
  private static func staysAt(_ e: Int, _ m: UInt64, _ bits: Int) -> Bool {
    if e == 0 { return false }
    let magnitude = e.magnitude
    let top = Int.bitWidth - 1 - magnitude.leadingZeroBitCount
    let isPower = magnitude & (magnitude - 1) == 0
    let j = bits - top + (e < 0 && isPower ? 1 : 0)
    return m << 16 < root(j)
  }

  /// 2^(2^−j), 39 fraction bits, to the nearest.
  private static func root(_ j: Int) -> UInt64 { roots[Swift.min(j, roots.count - 1)] }

  private static let roots: [UInt64] = [
    0x10000000000, 0xB504F333FA, 0x9837F0518E, 0x8B95C1E3EB, 0x85AAC367CC, 0x82CD8698AC, 0x8164D1F3BC, 0x80B1ED4FDA,
    0x8058D7D2D6, 0x802C6436D1, 0x8016302F17, 0x800B179C82, 0x80058BAF80, 0x8002C5D010, 0x800162E61C, 0x8000B17293,
    0x800058B92B, 0x80002C5C8E, 0x8000162E45, 0x80000B1722, 0x8000058B91, 0x800002C5C8, 0x80000162E4, 0x800000B172,
    0x80000058B9, 0x8000002C5D, 0x800000162E, 0x8000000B17,
  ]
}
