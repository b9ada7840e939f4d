/// A NaN to be converted: an operand, or one that a policy puts in the place of a number.
struct NaNOperand {
  var isNegative: Bool
  /// Shifted to the target's significand field; 0 where no operand brought one.
  var payload: UInt64 = 0
  /// The number that it is read as under `wrap`; nil for the quiet NaN.
  var number: Location?
}

extension OracleTarget {
  // MARK: NaN

  /// What a NaN becomes [nan-1] … [nan-4].
  func nanResult(_ operand: NaNOperand, _ policy: OraclePolicy, _ random: OracleRandom) -> OracleResult {
    if !format.hasNaN { return missingNaN(operand, policy, random).adding(OracleFlag.invalid) }

    // [nan-3]: one NaN, whatever is asked for.
    if format.highNaNCount == 0 { return signBitAlone }

    let allOnes = format.allOnes
    let lowest = allOnes - format.highNaNCount + 1
    let isNegative = operand.isNegative
    let (sign, magnitude) =
      switch policy.nan {
      case .canonical: (false, allOnes)
      case .keepSign: (isNegative, allOnes)
      case .negative: (true, allOnes)
      case .quiet: (isNegative, quietMagnitude)
      case .first: (isNegative, lowest)
      case .firstNegative: (true, lowest)
      case .payload: (isNegative, quietMagnitude | Int(operand.payload))
      }
    return OracleResult(word: format.word(magnitude: magnitude, isNegative: sign), flags: 0)
  }

  /// All exponent bits and the top significand bit; all ones where that is the only NaN [nan-2] or where that code is none.
  private var quietMagnitude: Int {
    let allOnes = format.allOnes
    let fieldBits = format.significandBits
    if format.highNaNCount == 1 || fieldBits == 0 { return allOnes }
    let quiet = allOnes - (1 << (fieldBits - 1)) + 1
    return quiet > allOnes - format.highNaNCount ? quiet : allOnes
  }

  /// The table of [nan-4], row by row. The caller adds the flag.
  private func missingNaN(_ operand: NaNOperand, _ policy: OraclePolicy, _ random: OracleRandom) -> OracleResult {
    switch policy.missingNaN {
    case .maxPositive, .reject: return largestFinite(false)
    case .maxSigned: return largestFinite(operand.isNegative)
    case .zero: return zeroWord(isNegative: false)
    case .zeroInvertedSign: return zeroWord(isNegative: !operand.isNegative)
    case .wrap where format.isFixedPoint:
      // The sign shows in a format with a sign bit; two's complement has one zero, and an unsigned format no sign.
      return OracleResult(word: format.word(magnitude: 0, isNegative: operand.isNegative), flags: 0)
    case .wrap:
      let code = roundedCode(operand.number ?? quietNaN, operand.isNegative, policy.rounding, random)
      return OracleResult(word: format.word(magnitude: code & format.allOnes, isNegative: operand.isNegative), flags: 0)
    }
  }

  private var signBitAlone: OracleResult {
    OracleResult(word: format.word(magnitude: 0, isNegative: true), flags: 0)
  }

  // MARK: Overflow

  /// The largest finite code of a sign, without flags.
  func largestFinite(_ isNegative: Bool) -> OracleResult {
    let magnitude = format.largestFinite(isNegative: isNegative)
    return OracleResult(word: format.word(magnitude: magnitude, isNegative: isNegative), flags: 0)
  }

  /// The low bits of a finite number in a fixed-point format, without flags: [overflow-2] and [zero-4], rows `wrap`.
  func wrapped(_ quanta: QuantaCount, _ isNegative: Bool, _ policy: OraclePolicy, _ random: OracleRandom) -> OracleResult {
    let count = roundedQuanta(quanta, isNegative, policy.rounding, random)
    return OracleResult(word: format.word(quanta: count, isNegative: isNegative), flags: 0)
  }

  /// An infinite operand, with its flags [overflow-5] [flags-2].
  func infiniteOperand(_ isNegative: Bool, _ policy: OraclePolicy, _ random: OracleRandom) -> OracleResult {
    let overflowed = OracleFlag.overflow | OracleFlag.inexact
    switch (policy.overflow, policy.infinity) {
    case (.saturate, .asOverflow), (.wrap, .asOverflow): return largestFinite(isNegative).adding(overflowed)
    case (.saturate, .zero), (.wrap, .zero): return zeroWord(isNegative: false).adding(overflowed)
    case (.saturate, .nonfinite), (.wrap, .nonfinite), (.nonfinite, _), (.nonfiniteBeforeRounding, _):
      return nonfiniteResult(isNegative, policy, random).adding(format.hasInfinity ? 0 : overflowed)
    }
  }

  /// The non-finite result [overflow-3] [overflow-4], without flags.
  func nonfiniteResult(_ isNegative: Bool, _ policy: OraclePolicy, _ random: OracleRandom) -> OracleResult {
    if format.hasInfinity {
      return OracleResult(word: format.word(magnitude: format.infinityMagnitude, isNegative: isNegative), flags: 0)
    }
    if !format.hasNaN { return largestFinite(isNegative) }
    if format.highNaNCount == 0 { return signBitAlone }
    switch policy.overflowNaN {
    case .keepSign: return OracleResult(word: format.word(magnitude: format.allOnes, isNegative: isNegative), flags: 0)
    case .asNaN: return nanResult(NaNOperand(isNegative: isNegative), policy, random)
    }
  }

  // MARK: Zero

  /// What a zero operand becomes [zero-1], or [e8m0-2] in a format without zero.
  func zeroOperand(isNegative: Bool, _ policy: OraclePolicy, _ random: OracleRandom) -> OracleResult {
    if !format.hasSubnormals {
      switch policy.missingZero {
      case .smallest: return OracleResult(word: 0, flags: OracleFlag.underflow | OracleFlag.inexact)
      case .nan: return nanResult(NaNOperand(isNegative: false), policy, random).adding(OracleFlag.invalid)
      }
    }
    switch policy.signedZero {
    case .keepSign: return zeroWord(isNegative: isNegative)
    case .dropExactZero, .alwaysPositive: return zeroWord(isNegative: false)
    case .exactZeroNegative: return zeroWord(isNegative: true)
    }
  }

  /// The zero that a number other than zero became, by rounding or flushing [zero-1].
  func roundedZero(_ isNegative: Bool, _ policy: OraclePolicy) -> OracleResult {
    zeroWord(isNegative: isNegative && policy.signedZero != .alwaysPositive)
  }

  /// A zero, or the smallest code of a format without one. The sign shows only in a format with −0.
  func zeroWord(isNegative: Bool) -> OracleResult {
    OracleResult(word: format.word(magnitude: 0, isNegative: isNegative && format.canBeNegativeZero), flags: 0)
  }
}
