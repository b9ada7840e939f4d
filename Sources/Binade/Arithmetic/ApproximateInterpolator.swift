/// The interpolator of Hopper's special-function unit: a quadratic in whole numbers for each of 64 or 128 equal parts of a binade.
/// Spec [arithmetic-4].
///
/// The square is that of the folded array of partial products, from which all bit products of low weight are left out. Coefficients and
/// rule were measured on an H200, every significand; other architectures have not been measured.
@usableFromInline
struct ApproximateInterpolator: Sendable {
  /// Leading fraction bits that choose the coefficients; the others are interpolated.
  @usableFromInline let indexBits: UInt32
  /// Bit products of t² of weight below 2 to this are left out.
  @usableFromInline let droppedWeight: Int
  /// What is added before the sum is cut.
  @usableFromInline let addend: Int64
  /// The linear coefficient's place above the sum's last bit.
  @usableFromInline let linearShift: Int64
  @usableFromInline let constant, linear, quadratic: [Int32]

  /// The function's significand for 23 fraction bits of the operand: of 24 bits, or 2^24 for exactly the next power of two.
  @inlinable
  func significand(fraction: UInt32) -> UInt32 {
    let restBits = 23 &- indexBits
    let index = Int(fraction &>> restBits)
    let rest = Int64(fraction & (1 &<< restBits &- 1))
    let sum =
      Int64(constant[index]) &<< 14 &+ addend &+ (Int64(linear[index]) &* rest) &<< linearShift
      &+ (Int64(quadratic[index]) &* square(rest)) &<< 1
    return UInt32(truncatingIfNeeded: sum &>> 16)
  }

  /// t² in units of 2^``droppedWeight``, from the bit products of that weight and above.
  @inlinable
  func square(_ t: Int64) -> Int64 {
    var sum: Int64 = 0
    var rest = t
    while rest != 0 {
      let high = 63 &- rest.leadingZeroBitCount
      rest &-= 1 &<< Int64(high)
      if 2 &* high >= droppedWeight { sum &+= 1 &<< Int64(2 &* high) }
      // Bit products with a lower bit: weight 2^(low + high + 1).
      let lowest = Swift.max(0, droppedWeight &- 1 &- high)
      if lowest < high { sum &+= (rest & ~((1 &<< Int64(lowest)) &- 1)) &<< Int64(high &+ 1) }
    }
    return sum &>> Int64(droppedWeight)
  }
}
