extension FormatDescriptor {
  /// The one door out of every conversion: rounds an exact operand once and packs it. Spec [conversion-3]; step numbers are those of the Spec.
  ///
  /// Pure and total. `random` is read only by ``Rounding/stochastic``.
  ///
  /// - Returns: the stored word, padding included, and the flags.
  @inlinable @inline(always)
  public func roundPack(
    _ operand: Operand, _ conversion: Conversion, random: RandomField = .zero
  ) -> (word: UInt64, flags: Flags) {
    let result = roundPackCode(operand, conversion, random)
    return (result.code &<< UInt64(paddingBits), result.flags)
  }

  @inlinable @inline(always)
  func roundPackCode(
    _ operand: Operand, _ conversion: Conversion, _ random: RandomField
  ) -> (code: UInt64, flags: Flags) {
    var isNegative = operand.isNegative
    var kind = operand.class
    var flags: Flags = []
    if operand.isSubnormal && conversion.subnormalOperand == .flush { kind = .zero }  // 1
    if kind == .nan {  // 2
      return nanResult(isNegative: isNegative && !conversion.isRectified, payload: operand.significand, conversion, random)
    }
    if conversion.isRectified && isNegative {  // 3
      isNegative = false
      kind = .zero
    }
    if kind == .zero { return zeroOperandResult(isNegative: isNegative, conversion, random) }  // 4
    if isNegative && sign == .unsigned {  // 5
      flags = .invalid
      switch conversion.negative {
      case .magnitude: isNegative = false
      case .wrap: isNegative = isFixedPoint && kind == .finite
      case .zero:
        let result = zeroOperandResult(isNegative: false, conversion, random)
        return (result.code, result.flags.union(flags))
      case .nan:
        let result = nanResult(isNegative: true, payload: Operand.quietPayload, conversion, random)
        return (result.code, result.flags.union(flags))
      }
    }
    if kind == .infinity {  // 6
      let mayStayFinite = conversion.overflow == .saturate || conversion.overflow == .wrap
      if mayStayFinite && conversion.infinity == .zero { return (0, flags.union([.overflow, .inexact])) }
      let isSaturated = mayStayFinite && conversion.infinity == .asOverflow
      return infinityResult(isNegative: isNegative, isSaturated: isSaturated, conversion, random, flags)
    }
    if isFixedPoint && (conversion.overflow == .wrap || (isNegative && sign == .unsigned)) {
      return wrappedResult(operand, isNegative: isNegative, conversion, random, flags)
    }
    return finiteResult(operand, isNegative: isNegative, conversion, random, flags)
  }

  /// Steps 7 to 11 for a finite non-zero magnitude.
  @inlinable @inline(always)
  func finiteResult(
    _ operand: Operand, isNegative: Bool, _ conversion: Conversion, _ random: RandomField, _ given: Flags
  ) -> (code: UInt64, flags: Flags) {
    var flags = given
    let lead = 63 &- operand.significand.leadingZeroBitCount
    let exponent = operand.exponent &+ lead
    // Two binades above the top everything overflows; leaving here keeps the shifts below in range.
    if exponent > topExponent &+ 1 { return overflowResult(isNegative: isNegative, conversion, random, flags) }
    if !hasSubnormals && exponent < minimumNormalExponent {  // no lower neighbour: [rounding-5], [e8m0-4]
      return belowSmallest(operand, exponent, conversion, random, flags.union([.underflow, .inexact]))
    }
    let binade = isFixedPoint ? minimumNormalExponent : Swift.max(exponent, minimumNormalExponent)
    let place = Neighbourhood(operand.significand, shift: binade &- significandBits &- operand.exponent)
    let lower = magnitudeCode(binade: binade, kept: place.kept)
    var magnitude = lower
    if !place.isExact {
      flags.insert(.inexact)
      if place.roundsUp(conversion.rounding, isOdd: lower & 1 == 1, isNegative: isNegative, random: random) { magnitude &+= 1 }
    }
    let limit = isNegative ? maximumNegativeMagnitude : maximumFiniteMagnitude
    let isBeyond =
      conversion.overflow == .nonfiniteBeforeRounding
      ? lower > limit || (lower == limit && !place.isExact) : magnitude > limit  // 7, 9
    if isBeyond { return overflowResult(isNegative: isNegative, conversion, random, flags) }
    if !hasSubnormals && lower == 0 {  // [e8m0-4]
      if conversion.lowestBinade == .skipped || (conversion.lowestBinade == .roundedUp && !place.isExact) {
        magnitude = 1
        flags.insert(.inexact)
      }
    }
    if flags.contains(.inexact) && exponent < minimumNormalExponent && !isFixedPoint
      && isTiny(operand, exponent, isNegative: isNegative, conversion, random)
    {
      flags.insert(.underflow)
    }
    if hasSubnormals && !isFixedPoint && conversion.subnormalResult == .flush && magnitude != 0
      && magnitude &>> UInt64(significandBits) == 0
    {  // 10
      return (zeroCode(isNegative: isNegative, isExact: false, conversion), flags.union([.underflow, .inexact]))
    }
    if magnitude == 0 && hasSubnormals { return (zeroCode(isNegative: isNegative, isExact: false, conversion), flags) }  // 11
    return (signed(magnitude, isNegative: isNegative), flags)
  }

  /// The magnitude code of `kept` units of the spacing in a binade; beyond the format's range the codes go on. Spec [rounding-1].
  @inlinable @inline(always)
  func magnitudeCode(binade: Int, kept: UInt64) -> UInt64 {
    // With subnormals the binade of the smallest normal has field 1, whose 2^M `kept` brings along; without, field 0.
    let steps = Int64(binade &- minimumNormalExponent &- (hasSubnormals ? 0 : 1))
    return UInt64(bitPattern: (steps &<< Int64(significandBits)) &+ Int64(bitPattern: kept))
  }

  /// Whether an operand below the smallest normal value is tiny. Spec [flags-3].
  @inlinable
  func isTiny(_ operand: Operand, _ exponent: Int, isNegative: Bool, _ conversion: Conversion, _ random: RandomField) -> Bool {
    // After rounding only the last binade can escape, and only by rounding up to its very end with one more bit than the result has.
    guard conversion.tininess == .afterRounding, conversion.rounding != .nearestGeometric, exponent == minimumNormalExponent &- 1 else {
      return true
    }
    let place = Neighbourhood(operand.significand, shift: exponent &- significandBits &- operand.exponent)
    let isLast = place.kept == (2 &<< UInt64(significandBits)) &- 1
    guard isLast && !place.isExact else { return true }
    return !place.roundsUp(conversion.rounding, isOdd: significandBits > 0, isNegative: isNegative, random: random)
  }

  // MARK: Results that are not rounded

  /// Attaches a sign to a magnitude code. Spec [formats-5].
  @inlinable @inline(always)
  func signed(_ magnitude: UInt64, isNegative: Bool) -> UInt64 {
    guard isNegative else { return magnitude }
    return sign == .twosComplement ? (0 &- magnitude) & codeMask : magnitude | signMask
  }

  /// A zero result. Spec [zero-1].
  @inlinable @inline(always)
  func zeroCode(isNegative: Bool, isExact: Bool, _ conversion: Conversion) -> UInt64 {
    guard hasNegativeZero else { return 0 }
    switch conversion.signedZero {
    case .keepSign: return isNegative ? signMask : 0
    case .dropExactZero: return isNegative && !isExact ? signMask : 0
    case .alwaysPositive: return 0
    case .exactZeroNegative: return isNegative || isExact ? signMask : 0
    }
  }

  /// What a zero operand gives. Spec [zero-1], [e8m0-2].
  @inlinable
  func zeroOperandResult(isNegative: Bool, _ conversion: Conversion, _ random: RandomField) -> (code: UInt64, flags: Flags) {
    if hasSubnormals { return (zeroCode(isNegative: isNegative, isExact: true, conversion), []) }
    switch conversion.missingZero {
    case .smallest: return (0, [.underflow, .inexact])
    case .nan:
      let result = nanResult(isNegative: false, payload: Operand.quietPayload, conversion, random)
      return (result.code, result.flags.union(.invalid))
    }
  }

  /// What an overflowing finite operand gives. Spec [overflow-2].
  @inlinable
  func overflowResult(
    isNegative: Bool, _ conversion: Conversion, _ random: RandomField, _ flags: Flags
  ) -> (code: UInt64, flags: Flags) {
    let isSaturated: Bool
    switch conversion.overflow {
    case .saturate, .wrap: isSaturated = true
    case .nonfiniteBeforeRounding: isSaturated = false
    case .nonfinite:
      switch conversion.rounding {
      case .towardZero, .toOdd: isSaturated = true
      case .up: isSaturated = isNegative
      case .down: isSaturated = !isNegative
      case .nearestEven, .nearestAway, .nearestTowardZero, .nearestGeometric, .stochastic: isSaturated = false
      }
    }
    let result = infinityResult(isNegative: isNegative, isSaturated: isSaturated, conversion, random, flags)
    return (result.code, result.flags.union([.overflow, .inexact]))
  }

  /// The largest finite code, or the non-finite result. Spec [overflow-3] … [overflow-5].
  @inlinable
  func infinityResult(
    isNegative: Bool, isSaturated: Bool, _ conversion: Conversion, _ random: RandomField, _ flags: Flags
  ) -> (code: UInt64, flags: Flags) {
    if !isSaturated {
      if hasInfinity { return (signed(maximumFiniteMagnitude &+ 1, isNegative: isNegative), flags) }
      if hasNaN {
        var policy = conversion
        if conversion.overflowNaN == .keepSign { policy.nan = .keepSign }
        let result = nanResult(isNegative: isNegative, payload: Operand.quietPayload, policy, random)
        return (result.code, flags.union([.overflow, .inexact]))
      }
    }
    let magnitude = isNegative ? maximumNegativeMagnitude : maximumFiniteMagnitude
    return (signed(magnitude, isNegative: isNegative), flags.union([.overflow, .inexact]))
  }
}
