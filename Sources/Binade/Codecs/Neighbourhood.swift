/// Where a magnitude lies between two neighbouring codes. Spec [rounding-1].
@frozen @usableFromInline
struct Neighbourhood: BitwiseCopyable {
  /// The magnitude in units of the local spacing, truncated.
  @usableFromInline let kept: UInt64
  /// The first 64 bits of the distance to the lower neighbour, in units of the spacing.
  @usableFromInline let fraction: UInt64
  /// Whether anything lies beyond those 64 bits.
  @usableFromInline let isSticky: Bool
  /// The magnitude is `significand` · 2^−`shift` units of the spacing.
  @usableFromInline let significand: UInt64
  @usableFromInline let shift: Int

  /// Splits `significand` at the binary point `shift` places up. A `shift` below zero is exact; the caller has made sure that `kept` fits.
  @inlinable @inline(always)
  init(_ significand: UInt64, shift: Int) {
    self.significand = significand
    self.shift = shift
    if shift <= 0 {
      kept = significand &<< UInt64(0 &- shift)
      fraction = 0
      isSticky = false
    } else if shift < 64 {
      kept = significand &>> UInt64(shift)
      fraction = significand &<< UInt64(64 &- shift)
      isSticky = false
    } else {
      let excess = shift &- 64
      kept = 0
      fraction = excess < 64 ? significand &>> UInt64(excess) : 0
      isSticky = excess >= 64 || (excess > 0 && significand &<< UInt64(64 &- excess) != 0)
    }
  }

  /// Whether the magnitude is the lower neighbour's value.
  @inlinable var isExact: Bool { fraction == 0 && !isSticky }

  /// Whether the rule takes the upper neighbour of an inexact magnitude. Spec [rounding-2].
  @inlinable @inline(always)
  func roundsUp(_ rounding: Rounding, isOdd: Bool, isNegative: Bool, random: RandomField) -> Bool {
    let half: UInt64 = 1 &<< 63
    switch rounding {
    // One comparison each, since random data mispredicts every branch: a half that counts as up is compared with one less.
    case .nearestEven: return fraction > half &- (isSticky || isOdd ? 1 : 0)
    case .nearestAway: return fraction >= half
    case .nearestTowardZero: return fraction > half &- (isSticky ? 1 : 0)
    case .nearestGeometric: return isAboveGeometricMean
    case .towardZero: return false
    case .up: return !isNegative
    case .down: return isNegative
    case .toOdd: return !isOdd
    case .stochastic:
      return (fraction &>> UInt64(64 &- random.width)) &+ UInt64(random.bits) >= 1 &<< UInt64(random.width)
    }
  }

  /// Whether the square of the magnitude exceeds the product of its neighbours, `kept` · (`kept` + 1); never equal, since that is no square.
  @inlinable
  var isAboveGeometricMean: Bool {
    // With kept > 0 the shift is below 64, and both sides stay below 2^128: kept · 2^shift is at most the 64-bit significand.
    if kept == 0 { return true }
    let square = UInt128(significand) &* UInt128(significand)
    let product = (UInt128(kept) &* UInt128(kept &+ 1)) &<< UInt128(2 &* shift)
    return square > product
  }
}
