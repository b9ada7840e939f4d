extension FormatDescriptor {
  // MARK: Widths

  /// Width of the magnitude field, W. Spec [formats-2].
  @inlinable @inline(always) public var magnitudeBits: Int { exponentBits &+ significandBits }

  /// Width of the code: the magnitude and, for signed formats, one bit above it.
  @inlinable @inline(always) public var codeBits: Int { magnitudeBits &+ (sign == .unsigned ? 0 : 1) }

  /// Width of the stored word: 8, 16, 32 or 64.
  @inlinable @inline(always) public var wordBits: Int {
    let used = codeBits &+ paddingBits
    return used <= 8 ? 8 : used <= 16 ? 16 : used <= 32 ? 32 : 64
  }

  // MARK: Masks and special codes

  /// All magnitude bits set.
  @inlinable @inline(always) public var magnitudeMask: UInt64 { (1 &<< UInt64(magnitudeBits)) &- 1 }

  /// The bit above the magnitude, or 0 for unsigned formats.
  @inlinable @inline(always) public var signMask: UInt64 { sign == .unsigned ? 0 : 1 &<< UInt64(magnitudeBits) }

  /// All code bits set.
  @inlinable @inline(always) public var codeMask: UInt64 { magnitudeMask | signMask }

  /// The largest finite magnitude code. Spec [formats-4].
  @inlinable @inline(always) public var maximumFiniteMagnitude: UInt64 {
    magnitudeMask &- UInt64(highNaNCount) &- (hasInfinity ? 1 : 0)
  }

  /// The largest magnitude that an encoder produces with a negative sign. Spec [formats-5].
  @inlinable @inline(always) public var maximumNegativeMagnitude: UInt64 {
    sign == .twosComplement && !isSymmetric ? magnitudeMask &+ 1 : maximumFiniteMagnitude
  }

  /// Magnitude code of infinity, where the format has one.
  @inlinable @inline(always) public var infinityMagnitude: UInt64? {
    hasInfinity ? magnitudeMask &- UInt64(highNaNCount) : nil
  }

  /// Whether any code is NaN.
  @inlinable @inline(always) public var hasNaN: Bool { highNaNCount > 0 || signBitAloneIsNaN }

  /// Whether the code that would be −0 is NaN. Spec [formats-5].
  @inlinable @inline(always) public var signBitAloneIsNaN: Bool { sign == .signBit && hasSubnormals && !hasNegativeZero }

  // MARK: Exponents

  /// Whether every value is a whole multiple of one quantum: no exponent field.
  @inlinable @inline(always) public var isFixedPoint: Bool { exponentBits == 0 }

  /// Whether the values are whole numbers.
  @inlinable @inline(always) public var isInteger: Bool { isFixedPoint && quantumExponent == 0 }

  /// Exponent of the smallest normal value: that value is 2 to this power. For fixed point, of the first value past the field.
  @inlinable @inline(always) public var minimumNormalExponent: Int { hasSubnormals ? 1 &- bias : 0 &- bias }

  /// The spacing of the smallest values is 2 to this power. Spec [formats-4].
  @inlinable @inline(always) public var quantumExponent: Int { minimumNormalExponent &- significandBits }

  /// Exponent of the binade of the all-ones exponent field.
  @inlinable @inline(always) package var topExponent: Int {
    isFixedPoint ? minimumNormalExponent &- 1 : (1 &<< exponentBits) &- 1 &- bias
  }

  /// Exponent of the leading bit of the largest finite number.
  public var maximumExponent: Int { unpack(maximumFiniteMagnitude << UInt64(paddingBits)).topExponent }

  // MARK: Comparison

  /// Whether `target` holds every finite value of this format.
  public func isExact(in target: FormatDescriptor) -> Bool {
    // The leading bit of a floating-point value is implied; fixed-point values have only the field.
    let bits = isFixedPoint ? significandBits : significandBits + 1
    let room = target.isFixedPoint ? target.significandBits : target.significandBits + 1
    return bits <= room && quantumExponent >= target.quantumExponent && maximumExponent <= target.maximumExponent
      && (sign == .unsigned || target.sign != .unsigned)
  }
}

extension Operand {
  /// Exponent of the leading bit of a finite operand.
  @inlinable public var topExponent: Int { exponent &+ 63 &- significand.leadingZeroBitCount }
}
