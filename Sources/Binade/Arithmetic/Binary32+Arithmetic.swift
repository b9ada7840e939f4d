// IEEE 754 operations on the words of binary32, in integers: the steps of which the published quantizers are made. Spec [arithmetic-1].
// NaN results are quiet, with the payload and sign of the first NaN operand. Nothing is flushed.

extension Binary32 {
  /// fl(a · b), nearest-even.
  @inlinable
  public static func product(_ a: UInt32, _ b: UInt32) -> UInt32 { pack(unpack(a).multiplied(by: unpack(b))) }

  /// fl(a / b), nearest-even.
  @inlinable
  public static func quotient(_ a: UInt32, _ b: UInt32) -> UInt32 { pack(unpack(a).divided(by: unpack(b))) }

  /// fl(a + b), nearest-even.
  @inlinable
  public static func sum(_ a: UInt32, _ b: UInt32) -> UInt32 { pack(unpack(a).added(to: unpack(b))) }

  /// fl(a − b), nearest-even.
  @inlinable
  public static func difference(_ a: UInt32, _ b: UInt32) -> UInt32 { sum(a, isNaN(b) ? b : b ^ 0x8000_0000) }

  /// The smaller of two numbers; NaN if either is NaN; −0 is smaller than +0. IEEE 754 `minimum`.
  @inlinable
  public static func minimum(_ a: UInt32, _ b: UInt32) -> UInt32 {
    if isNaN(a) { return quieted(a) }
    if isNaN(b) { return quieted(b) }
    return order(a) <= order(b) ? a : b
  }

  /// The larger of two numbers; NaN if either is NaN; +0 is larger than −0. IEEE 754 `maximum`.
  @inlinable
  public static func maximum(_ a: UInt32, _ b: UInt32) -> UInt32 {
    if isNaN(a) { return quieted(a) }
    if isNaN(b) { return quieted(b) }
    return order(a) >= order(b) ? a : b
  }

  /// ``minimum(_:_:)``, except that the number wins against a NaN. IEEE 754 `minimumNumber`, C `fminf`.
  @inlinable
  public static func minimumNumber(_ a: UInt32, _ b: UInt32) -> UInt32 { isNaN(a) ? b : isNaN(b) ? a : minimum(a, b) }

  /// ``maximum(_:_:)``, except that the number wins against a NaN. IEEE 754 `maximumNumber`, C `fmaxf`.
  @inlinable
  public static func maximumNumber(_ a: UInt32, _ b: UInt32) -> UInt32 { isNaN(a) ? b : isNaN(b) ? a : maximum(a, b) }

  /// The nearest whole number, ties to even, as a float; −0.5 … −0 give −0.
  @inlinable
  public static func roundedToInteger(_ a: UInt32) -> UInt32 {
    let exponent = Int(a &>> 23 & 0xFF)
    if exponent >= 150 { return isNaN(a) ? quieted(a) : a }  // whole already
    let sign = a & 0x8000_0000
    if exponent < 126 { return sign }  // below a half
    if exponent == 126 { return a & 0x7F_FFFF == 0 ? sign : sign | 0x3F80_0000 }
    let unit: UInt32 = 1 &<< UInt32(150 &- exponent)
    let odd = a &>> UInt32(150 &- exponent) & 1
    return (a &+ (unit &>> 1) &- 1 &+ odd) & ~(unit &- 1)
  }

  /// A word of binary32 rounded to another format, nearest-even, and read back: fl of that format.
  @inlinable
  public static func rounded(_ a: UInt32, to format: FormatDescriptor) -> UInt32 {
    pack(format.unpack(format.roundPack(unpack(a), isNaN(a) ? .propagating : .decoding).word))
  }

  /// A word of another format, rounded to binary32, nearest-even: exact for every format whose values binary32 holds.
  @inlinable
  public static func widened(_ word: UInt64, from format: FormatDescriptor) -> UInt32 { pack(format.unpack(word)) }

  /// A stored word read as binary32: as ``widened(_:from:)``, but NaN is the quiet bit alone, with the sign. Spec [conversion-5].
  @inlinable
  static func decoded(_ word: UInt64, from format: FormatDescriptor) -> UInt32 { quiet(format.unpack(word)) }

  /// A result read as binary32; NaN is the quiet bit alone, with the sign.
  @inlinable
  static func quiet(_ operand: Operand) -> UInt32 { UInt32(truncatingIfNeeded: descriptor.roundPack(operand, .decoding).word) }

  /// Whether the word is a NaN.
  @inlinable @inline(always)
  public static func isNaN(_ a: UInt32) -> Bool { a & 0x7FFF_FFFF > 0x7F80_0000 }

  @inlinable @inline(always)
  static func unpack(_ word: UInt32) -> Operand { descriptor.unpack(UInt64(word)) }

  @inlinable @inline(always)
  static func pack(_ operand: Operand) -> UInt32 {
    UInt32(truncatingIfNeeded: descriptor.roundPack(operand, operand.class == .nan ? .propagating : .decoding).word)
  }

  @inlinable @inline(always)
  static func quieted(_ a: UInt32) -> UInt32 { a | 0x40_0000 }

  /// A key that orders all words but NaN, −0 below +0.
  @inlinable @inline(always)
  static func order(_ a: UInt32) -> Int32 {
    let bits = Int32(bitPattern: a)
    return bits < 0 ? ~(bits & 0x7FFF_FFFF) : bits
  }
}

extension Conversion {
  /// As ``decoding``, with the payload of the NaN.
  @inlinable static var propagating: Conversion { Conversion(overflow: .nonfinite, nan: .payload) }
}
