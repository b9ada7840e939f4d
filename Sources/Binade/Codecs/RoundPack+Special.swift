extension FormatDescriptor {
  /// A fixed-point result cut to the code's bits. Spec [overflow-2] `wrap`, [zero-4] `wrap`.
  @inlinable
  func wrappedResult(
    _ operand: Operand, isNegative: Bool, _ conversion: Conversion, _ random: RandomField, _ given: Flags
  ) -> (code: UInt64, flags: Flags) {
    var flags = given
    let shift = quantumExponent &- operand.exponent
    var magnitude: UInt64 = 0  // from 2^64 quanta upward the low bits are zero
    var isBeyond = shift <= -64
    if !isBeyond {
      let place = Neighbourhood(operand.significand, shift: shift)
      magnitude = place.kept
      isBeyond = shift < 0 && place.kept &>> UInt64(0 &- shift) != operand.significand
      if !place.isExact {
        flags.insert(.inexact)
        if place.roundsUp(conversion.rounding, isOdd: magnitude & 1 == 1, isNegative: isNegative, random: random) { magnitude &+= 1 }
      }
    }
    isBeyond = isBeyond || magnitude > (isNegative ? maximumNegativeMagnitude : maximumFiniteMagnitude)
    if isBeyond { flags.formUnion([.overflow, .inexact]) }
    if sign == .signBit {
      if !isBeyond && magnitude == 0 { return (zeroCode(isNegative: isNegative, isExact: false, conversion), flags) }
      return (signed(magnitude & magnitudeMask, isNegative: isNegative), flags)
    }
    return ((isNegative ? 0 &- magnitude : magnitude) & codeMask, flags)
  }

  /// A magnitude below the smallest value of a format without zero. Spec [rounding-5], [e8m0-4].
  @inlinable
  func belowSmallest(
    _ operand: Operand, _ exponent: Int, _ conversion: Conversion, _ random: RandomField, _ flags: Flags
  ) -> (code: UInt64, flags: Flags) {
    switch conversion.lowestBinade {
    case .rounded, .roundedUp: return (0, flags)
    case .skipped: return (1, flags)
    case .nanBelow:
      let place = Neighbourhood(operand.significand, shift: exponent &- significandBits &- operand.exponent)
      let lower = magnitudeCode(binade: exponent, kept: place.kept)
      // Code −1 is the last one below the range: only from there can rounding reach code 0.
      let reaches =
        lower == .max && !place.isExact
        && place.roundsUp(conversion.rounding, isOdd: true, isNegative: false, random: random)
      if reaches { return (0, flags) }
      let result = nanResult(isNegative: false, payload: Operand.quietPayload, conversion, random)
      return (result.code, result.flags.union(flags))
    }
  }
}
