import Binade

/// Where the magnitude of a finite operand lies among the magnitudes of a format, in integers. Spec [coverage-5].
struct GridPosition {
  /// The largest magnitude code whose value is not above the operand, as if codes went on without end; `nil` far beyond, or below the
  /// smallest number of a format without zero.
  let lower: UInt64?
  /// Whether the operand is below, at or above the point halfway to the next code; `.exact` for a value of the grid.
  let side: Side
  /// Whether it is within a quarter of a step of the value below, or of the one above.
  let isCloseAbove, isCloseBelow: Bool
  /// Below half the smallest number.
  let isBelowHalfSmallest: Bool

  enum Side { case exact, below, halfway, above }

  /// The position of `operand`, which is finite and not zero.
  init(_ operand: Operand, in format: FormatDescriptor) {
    let top = operand.topExponent
    let quantum = format.quantumExponent
    let unit = format.isFixedPoint ? quantum : max(top, format.minimumNormalExponent) - format.significandBits
    // Half the smallest number: codes 0 and 1 of a format with zero.
    let smallest = format.hasSubnormals ? quantum : format.minimumNormalExponent
    isBelowHalfSmallest = top < smallest - 1
    guard top - unit < 60 else {
      (lower, side, isCloseAbove, isCloseBelow) = (nil, .exact, false, false)
      return
    }
    // The operand in quarters of a unit, and whether anything is left over.
    let shift = unit - 2 - operand.exponent
    var quarters: UInt64 = 0
    var isSticky = false
    if shift <= 0 {
      quarters = operand.significand << UInt64(-shift)
    } else if shift < 64 {
      quarters = operand.significand >> UInt64(shift)
      isSticky = operand.significand & ((1 << UInt64(shift)) - 1) != 0
    } else {
      isSticky = true
    }
    let steps = quarters >> 2
    let part = quarters & 3
    if part == 0 && !isSticky {
      side = .exact
    } else if part == 2 && !isSticky {
      side = .halfway
    } else {
      side = part < 2 ? .below : .above
    }
    isCloseAbove = part == 0 && isSticky
    isCloseBelow = part == 3
    let hidden = UInt64(1) << UInt64(format.significandBits)
    if format.isFixedPoint {
      lower = steps
    } else if format.hasSubnormals {
      lower = UInt64(max(top, format.minimumNormalExponent) - format.minimumNormalExponent) << UInt64(format.significandBits) + steps
    } else {
      lower =
        steps < hidden ? nil : UInt64(top - format.minimumNormalExponent) << UInt64(format.significandBits) + (steps - hidden)
    }
  }
}

/// An odd number times a power of two: equal values have equal ones. Zero is 0 · 2^0.
struct OddProduct: Hashable {
  var odd: UInt128
  var exponent: Int

  init(_ significand: UInt128, _ exponent: Int) {
    let shift = significand == 0 ? 0 : significand.trailingZeroBitCount
    odd = significand >> UInt128(shift)
    self.exponent = significand == 0 ? 0 : exponent + shift
  }

  init(_ operand: Operand) { self.init(UInt128(operand.significand), operand.exponent) }

  /// The exact product; both factors together must fit 128 bits.
  static func * (one: OddProduct, other: OddProduct) -> OddProduct {
    OddProduct(one.odd * other.odd, one.exponent + other.exponent)
  }

  /// Exponent of the leading bit, of what is not zero.
  var top: Int { exponent + 127 - odd.leadingZeroBitCount }
}
