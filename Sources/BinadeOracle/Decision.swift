extension OracleTarget {
  /// Applies the policies to a located operand, in the order of [conversion-3]. Cheap: no exact arithmetic is left to do.
  public func decide(_ position: Position, policy: OraclePolicy, random: OracleRandom = .none) -> OracleResult {
    var kind = position.kind
    var isNegative = position.isNegative
    var raised: UInt8 = 0

    // Step 1 [zero-2]: no flag.
    if policy.subnormalOperand == .flush && position.isSubnormal { kind = .zero }

    // Step 2 [nan-1] [nan-5].
    if kind == .nan {
      let operand = NaNOperand(isNegative: isNegative && !policy.isRectified, payload: position.payload, number: position.magnitude)
      return nanResult(operand, policy, random)
    }

    // Step 3 [zero-5]: what was there before the rectifier is forgotten, so no flag.
    if policy.isRectified && isNegative {
      kind = .zero
      isNegative = false
    }

    // Step 4.
    if kind == .zero { return zeroOperand(isNegative: isNegative, policy, random) }

    // Step 5 [zero-4].
    if format.sign == .none && isNegative {
      raised = OracleFlag.invalid
      switch policy.negative {
      case .magnitude: isNegative = false
      case .zero: return zeroOperand(isNegative: false, policy, random).adding(raised)
      case .nan: return nanResult(NaNOperand(isNegative: true), policy, random).adding(raised)
      case .wrap: isNegative = kind == .finite && format.isFixedPoint
      }
    }

    // Step 6 [overflow-5].
    if kind == .infinity { return infiniteOperand(isNegative, policy, random).adding(raised) }

    guard let magnitude = position.magnitude else { preconditionFailure("a finite operand has a magnitude") }
    return finiteOperand(magnitude, isNegative, policy, random).adding(raised)
  }

  /// Steps 7 to 11: a finite operand other than zero. In an unsigned format a negative one gets here only to wrap [zero-4].
  private func finiteOperand(
    _ magnitude: Location, _ isNegative: Bool, _ policy: OraclePolicy, _ random: OracleRandom
  ) -> OracleResult {
    let overflowed = OracleFlag.overflow | OracleFlag.inexact
    let largest = format.largestFinite(isNegative: isNegative)
    let alwaysWraps = format.sign == .none && isNegative

    // Step 7 [overflow-2].
    if !alwaysWraps && policy.overflow == .nonfiniteBeforeRounding && magnitude.isAbove(largest) {
      return nonfiniteResult(isNegative, policy, random).adding(overflowed)
    }

    // Step 8.
    let code = roundedCode(magnitude, isNegative, policy, random)
    if code < 0 {
      // [e8m0-4], row `nan-below`.
      return nanResult(NaNOperand(isNegative: false), policy, random).adding(OracleFlag.inexact | OracleFlag.underflow)
    }

    // Step 9 [overflow-2].
    if code > largest {
      if let quanta = magnitude.quanta, alwaysWraps || policy.overflow == .wrap {
        return wrapped(quanta, isNegative, policy, random).adding(overflowed)
      }
      if policy.overflow == .saturate || policy.overflow == .wrap || staysFinite(policy.rounding, isNegative) {
        return largestFinite(isNegative).adding(overflowed)
      }
      return nonfiniteResult(isNegative, policy, random).adding(overflowed)
    }

    // Step 10 [zero-3].
    let isZero = format.hasSubnormals && code == 0
    let isSubnormal = format.hasSubnormals && !format.isFixedPoint && !isZero && format.isSubnormal(magnitude: code)
    if policy.subnormalResult == .flush && isSubnormal {
      return roundedZero(isNegative, policy).adding(OracleFlag.inexact | OracleFlag.underflow)
    }

    // Step 11, and [flags-1] [flags-3].
    var flags: UInt8 = 0
    if !(magnitude.isExact && code == magnitude.lower) {
      flags = OracleFlag.inexact
      if isTiny(magnitude, isNegative, policy, random) { flags |= OracleFlag.underflow }
    }
    if let quanta = magnitude.quanta, alwaysWraps { return wrapped(quanta, isNegative, policy, random).adding(flags) }
    if isZero { return roundedZero(isNegative, policy).adding(flags) }
    return OracleResult(word: format.word(magnitude: code, isNegative: isNegative), flags: flags)
  }

  /// The magnitude code of a finite operand, as if codes went on without limit: [rounding-2] [rounding-5] [e8m0-4].
  /// −1 stands for every code below 0, which only `nan-below` gives.
  private func roundedCode(_ magnitude: Location, _ isNegative: Bool, _ policy: OraclePolicy, _ random: OracleRandom) -> Int {
    let lower = magnitude.lower
    if !format.hasSubnormals && lower <= 0 {
      // A magnitude below the second value of a format without zero.
      switch (policy.lowestBinade, lower, magnitude.isExact) {
      case (.skipped, _, _): return 1
      case (.nanBelow, -1, _):
        guard let between = magnitude.belowFirst else { return -1 }
        return takesUpper(policy.rounding, between, lowerIsOdd: true, isNegative, random) ? 0 : -1
      case (_, -1, _): return 0
      case (_, _, true): return 0
      case (.roundedUp, _, false): return 1
      case (.rounded, _, false), (.nanBelow, _, false): break
      }
    }
    return roundedCode(magnitude, isNegative, policy.rounding, random)
  }

  /// Whether tininess and inexactness make an underflow [flags-3].
  private func isTiny(_ magnitude: Location, _ isNegative: Bool, _ policy: OraclePolicy, _ random: OracleRandom) -> Bool {
    if format.isFixedPoint { return false }
    if !format.hasSubnormals { return magnitude.lower < 0 }
    switch magnitude.smallness {
    case .normal: return false
    case .tiny: return true
    case .between(let between):
      if policy.tininess == .beforeRounding || policy.rounding == .nearestGeometric { return true }
      // The lower neighbour is all ones: odd. With no significand field it is the power of two whose exponent field would be 0: even.
      let isOdd = format.significandBits > 0
      return !takesUpper(policy.rounding, between, lowerIsOdd: isOdd, isNegative, random)
    }
  }
}
