// Exact arithmetic on operands, for formats of up to 53 significant bits: what does not fit 64 bits is folded into the lowest one,
// two places and more below anything that a target can round at. Spec [arithmetic-1].

extension Operand {
  /// a · b.
  @inlinable @inline(always)
  package func multiplied(by other: Operand) -> Operand {
    let isNegative = isNegative != other.isNegative
    if self.class == .nan { return quieted }
    if other.class == .nan { return other.quieted }
    if self.class == .infinity || other.class == .infinity {
      return self.class == .zero || other.class == .zero ? .invalid : Operand(.infinity, isNegative: isNegative)
    }
    if self.class == .zero || other.class == .zero { return Operand(.zero, isNegative: isNegative) }
    let product = significand.multipliedFullWidth(by: other.significand)
    let exponent = exponent &+ other.exponent
    if product.high == 0 { return Operand(.finite, isNegative: isNegative, significand: product.low, exponent: exponent) }
    let excess = 64 &- product.high.leadingZeroBitCount
    let jammed = (UInt128(product.high) &<< 64 | UInt128(product.low)).shiftedRightJamming(by: excess)
    return Operand(.finite, isNegative: isNegative, significand: jammed, exponent: exponent &+ excess)
  }

  /// a / b.
  @inlinable @inline(always)
  func divided(by other: Operand) -> Operand {
    let isNegative = isNegative != other.isNegative
    if self.class == .nan { return quieted }
    if other.class == .nan { return other.quieted }
    if self.class == .infinity { return other.class == .infinity ? .invalid : Operand(.infinity, isNegative: isNegative) }
    if other.class == .zero { return self.class == .zero ? .invalid : Operand(.infinity, isNegative: isNegative) }
    if self.class == .zero || other.class == .infinity { return Operand(.zero, isNegative: isNegative) }
    // The dividend at bit 63 and above, the divisor at bit 63: the quotient has 62 to 64 bits.
    let up = significand.leadingZeroBitCount
    let down = other.significand.leadingZeroBitCount
    let divisor = other.significand &<< UInt64(down)
    let result = divisor.dividingFullWidth((high: (significand &<< UInt64(up)) &>> 1, low: (significand &<< UInt64(up)) &<< 63))
    let quotient = result.quotient | (result.remainder == 0 ? 0 : 1)
    return Operand(
      .finite, isNegative: isNegative, significand: quotient, exponent: exponent &- up &- (other.exponent &- down) &- 63)
  }

  /// a + b. An exact zero is +0, unless both are negative zeros.
  @inlinable @inline(always)
  package func added(to other: Operand) -> Operand {
    if self.class == .nan { return quieted }
    if other.class == .nan { return other.quieted }
    if self.class == .infinity { return other.class == .infinity && isNegative != other.isNegative ? .invalid : self }
    if other.class == .infinity { return other }
    if self.class == .zero { return other.class == .zero ? Operand(.zero, isNegative: isNegative && other.isNegative) : other }
    if other.class == .zero { return self }
    let top = exponent &- significand.leadingZeroBitCount
    let otherTop = other.exponent &- other.significand.leadingZeroBitCount
    // The larger at bit 126 of 128: room for the carry above, and for 62 bits below the larger one's last.
    let large = top >= otherTop ? self : other
    let small = top >= otherTop ? other : self
    let high = UInt128(large.significand) &<< UInt128(62 &+ large.significand.leadingZeroBitCount)
    let exponent = large.exponent &- 62 &- large.significand.leadingZeroBitCount
    let distance = exponent &- small.exponent
    let wide = UInt128(small.significand)
    let low: UInt128
    if distance <= 0 {
      low = wide &<< UInt128(0 &- distance)
    } else if distance < 64 {
      low = wide &>> UInt128(distance) | (wide & ((1 &<< UInt128(distance)) &- 1) == 0 ? 0 : 1)
    } else {
      low = 1
    }
    if large.isNegative == small.isNegative { return Operand(wide: high &+ low, exponent: exponent, isNegative: large.isNegative) }
    if high == low { return Operand(.zero, isNegative: false) }
    return high > low
      ? Operand(wide: high &- low, exponent: exponent, isNegative: large.isNegative)
      : Operand(wide: low &- high, exponent: exponent, isNegative: small.isNegative)
  }

  /// The same operand with the other sign.
  @inlinable @inline(always)
  package var negated: Operand {
    var result = self
    result.isNegative = !isNegative
    return result
  }

  /// The same NaN, quiet.
  @inlinable @inline(always)
  package var quieted: Operand {
    var result = self
    result.significand |= Operand.quietPayload
    return result
  }

  /// The NaN of an operation that has no result.
  @inlinable package static var invalid: Operand { Operand(.nan, isNegative: false, significand: quietPayload) }

  /// A finite operand of 128 bits, folded into 64.
  @inlinable @inline(always)
  package init(wide: UInt128, exponent: Int, isNegative: Bool) {
    let excess = Swift.max(0, 64 &- wide.leadingZeroBitCount)
    self.init(.finite, isNegative: isNegative, significand: wide.shiftedRightJamming(by: excess), exponent: exponent &+ excess)
  }
}

extension UInt128 {
  /// The value without its lowest `count` bits, 0 … 64, the lowest of the result set if any of those was.
  @inlinable @inline(always)
  func shiftedRightJamming(by count: Int) -> UInt64 {
    let dropped = self & ((1 &<< UInt128(count)) &- 1)
    return UInt64(truncatingIfNeeded: self &>> UInt128(count)) | (dropped == 0 ? 0 : 1)
  }
}
