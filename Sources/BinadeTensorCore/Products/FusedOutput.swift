internal import Binade

/// The accumulator side of the fused kernels: C in, the rounded sum out. The same bits as ``OutputConversion`` and ``FusedSum``.
struct FusedOutput: Sendable {
  let accumulator: FormatDescriptor
  let sum: FusedSum
  /// Whether the short way below is right: toward zero, to an IEEE-like format, overflow to infinity, zeros positive.
  private let isTruncating: Bool
  private let largestExponent: Int
  /// F beyond the fraction bits of C, and what C has beyond F.
  private let up, down: Int

  init(_ accumulator: FormatDescriptor, _ sum: FusedSum) {
    self.accumulator = accumulator
    self.sum = sum
    let format = sum.output.format
    isTruncating =
      sum.output.rounding == .towardZero && sum.output.overflow == .infinity && sum.zero == .positive && format.hasInfinity
      && format.sign == .signBit && !format.isFixedPoint && format.hasSubnormals
    largestExponent = format.maximumExponent
    let bits = sum.fractionBits ?? accumulator.significandBits
    up = max(bits - accumulator.significandBits, 0)
    down = max(accumulator.significandBits - bits, 0)
  }

  /// The exponent to which a node aligns: the largest of its products', C's unless it is zero, and the floor. Spec [datapaths-4].
  @inline(__always)
  func raised(_ products: Int, by c: Operand) -> Int {
    var exponent = products
    if c.class == .finite { exponent = max(exponent, c.exponent &+ accumulator.significandBits) }
    if let floor = sum.floor { exponent = max(exponent, floor) }
    return exponent
  }

  /// C in units of the last bit that a node keeps, which is F below `exponent`; 0 unless C is finite.
  @inline(__always)
  func cut(_ c: Operand, at exponent: Int) -> Int64 {
    guard c.class == .finite else { return 0 }
    let shift = min(63, exponent &- c.exponent &- accumulator.significandBits &+ down)
    let magnitude = Int64((c.significand &<< UInt64(up)) &>> UInt64(shift))
    return c.isNegative ? 0 &- magnitude : magnitude
  }

  /// The word of `value` · 2^`unit`.
  @inline(__always)
  func word(_ value: Int64, unit: Int) -> UInt64 {
    if value == 0 { return 0 }
    let magnitude = value.magnitude
    let format = sum.output.format
    guard isTruncating else {
      let word = sum.output.word(Operand(significand: magnitude, exponent: unit, isNegative: value < 0))
      return sum.zero == .positive && word & (format.magnitudeMask &<< UInt64(format.paddingBits)) == 0 ? 0 : word
    }
    let sign = value < 0 ? format.signMask : 0
    let top = unit &+ 63 &- magnitude.leadingZeroBitCount
    if top > largestExponent { return (format.maximumFiniteMagnitude &+ 1 | sign) &<< UInt64(format.paddingBits) }
    let exponent = max(top, format.minimumNormalExponent)
    let shift = exponent &- format.significandBits &- unit
    if shift > 63 { return 0 }
    let kept = shift > 0 ? magnitude &>> UInt64(shift) : magnitude &<< UInt64(0 &- shift)
    if kept == 0 { return 0 }
    // The leading bit of a normal significand adds the one that its exponent field has more than a subnormal's.
    let code = UInt64(exponent &- format.minimumNormalExponent) &<< UInt64(format.significandBits) &+ kept
    return (code | sign) &<< UInt64(format.paddingBits)
  }

  /// What a node makes of a C that is NaN or infinite while its products are finite; `nil` if C is a number.
  @inline(__always)
  func special(_ c: Operand) -> UInt64? {
    switch c.class {
    case .nan: sum.canonicalNaN
    case .infinity: sum.output.format.infinityWord(isNegative: c.isNegative)
    case .zero, .finite: nil
    }
  }
}
