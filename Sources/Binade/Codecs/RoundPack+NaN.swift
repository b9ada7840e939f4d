extension FormatDescriptor {
  /// What a NaN operand gives. `payload` has its top bit at bit 63. Spec [nan-1] … [nan-4].
  @inlinable
  func nanResult(
    isNegative: Bool, payload: UInt64, _ conversion: Conversion, _ random: RandomField
  ) -> (code: UInt64, flags: Flags) {
    guard hasNaN else { return (missingNaNCode(isNegative: isNegative, payload: payload, conversion, random), .invalid) }
    guard highNaNCount > 0 else { return (signMask, []) }
    let lowest = magnitudeMask &- UInt64(highNaNCount) &+ 1
    // All exponent bits and the top significand bit, where that is a NaN.
    let belowQuiet = significandBits == 0 ? 0 : (1 &<< UInt64(significandBits &- 1)) &- 1
    let hasQuiet = magnitudeMask &- belowQuiet >= lowest
    let quiet = hasQuiet ? magnitudeMask &- belowQuiet : magnitudeMask
    switch conversion.nan {
    case .canonical: return (magnitudeMask, [])
    case .keepSign: return (signedNaN(magnitudeMask, isNegative), [])
    case .negative: return (signedNaN(magnitudeMask, true), [])
    case .quiet: return (signedNaN(quiet, isNegative), [])
    case .first: return (signedNaN(lowest, isNegative), [])
    case .firstNegative: return (signedNaN(lowest, true), [])
    case .payload:
      let field = significandBits == 0 ? 0 : payload &>> UInt64(64 &- significandBits)
      return (signedNaN(quiet | field, isNegative), [])
    }
  }

  /// A NaN magnitude with a sign bit, where there is one.
  @inlinable @inline(always)
  func signedNaN(_ magnitude: UInt64, _ isNegative: Bool) -> UInt64 { isNegative ? magnitude | signMask : magnitude }

  /// What a NaN operand gives in a format without NaN. Spec [nan-4].
  @inlinable
  func missingNaNCode(isNegative: Bool, payload: UInt64, _ conversion: Conversion, _ random: RandomField) -> UInt64 {
    switch conversion.missingNaN {
    case .maxPositive, .reject: return maximumFiniteMagnitude
    case .maxSigned:
      let isNegative = isNegative && sign != .unsigned
      return signed(isNegative ? maximumNegativeMagnitude : maximumFiniteMagnitude, isNegative: isNegative)
    case .zero: return 0
    case .zeroInvertedSign: return hasNegativeZero && !isNegative ? signMask : 0
    case .wrap: return wrappedNaN(isNegative: isNegative, payload: payload, conversion.rounding, random)
    }
  }

  /// The NaN as the number (1 + payload) · 2^128, rounded without limit and cut to the magnitude field.
  @inlinable
  func wrappedNaN(isNegative: Bool, payload: UInt64, _ rounding: Rounding, _ random: RandomField) -> UInt64 {
    if isFixedPoint { return hasNegativeZero && isNegative ? signMask : 0 }  // so many quanta that the low bits are all zero
    let place = Neighbourhood((1 &<< 63) | (payload &>> 1), shift: 63 &- significandBits)
    var magnitude = magnitudeCode(binade: 128, kept: place.kept)
    if !place.isExact && place.roundsUp(rounding, isOdd: magnitude & 1 == 1, isNegative: isNegative, random: random) { magnitude &+= 1 }
    return signed(magnitude & magnitudeMask, isNegative: isNegative && sign != .unsigned)
  }
}
