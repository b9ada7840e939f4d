extension OracleBlock {
  /// a, e, h and l [special-blocks-1].
  struct Statistics {
    var maximum: UInt32
    var first: UInt32
    var largest: UInt32
    var smallest: UInt32
  }

  /// g: the largest magnitude of a tensor's values, as the policy takes it; of several NaNs the one with the largest payload, without sign
  /// [special-blocks-1].
  public func maximum(of words: [UInt32]) -> UInt32 {
    let maximum = measured(words).maximum
    if !OracleArithmetic.isNaN(maximum) { return maximum }
    return words.filter(OracleArithmetic.isNaN).map { $0 & ~OracleArithmetic.sign }.max() ?? maximum
  }

  /// The statistics of a block; a is flushed where the policy says so.
  func statistics(of words: [UInt32]) -> Statistics {
    var statistics = measured(words)
    if policy.subnormalMaximum == .flush && statistics.maximum < 0x0080_0000 { statistics.maximum = 0 }
    return statistics
  }

  private func measured(_ words: [UInt32]) -> Statistics {
    let counted = words.filter { word in
      switch policy.maximum {
      case .all: true
      case .numbers: !OracleArithmetic.isNaN(word)
      case .finite: !OracleArithmetic.isNaN(word) && !OracleArithmetic.isInfinite(word)
      }
    }
    guard var first = counted.first else { return Statistics(maximum: 0, first: 0, largest: 0, smallest: 0) }
    if let nan = counted.first(where: OracleArithmetic.isNaN) {
      return Statistics(maximum: nan & ~OracleArithmetic.sign, first: nan, largest: nan, smallest: nan)
    }
    var (largest, smallest) = (first, first)
    for word in counted {
      // Magnitudes of numbers are ordered as their words without the sign.
      if word & ~OracleArithmetic.sign > first & ~OracleArithmetic.sign { first = word }
      largest = OracleArithmetic.max(largest, word)
      smallest = OracleArithmetic.min(smallest, word)
    }
    return Statistics(maximum: first & ~OracleArithmetic.sign, first: first, largest: largest, smallest: smallest)
  }

  // MARK: The tensor

  /// g, S and T for a tensor of this maximum: step 1 of [scale-rules-2].
  public func tensorFactors(maximum: UInt32) -> OracleTensorFactors {
    let one = OracleArithmetic.one
    var factors = OracleTensorFactors(maximum: maximum, multiplier: one, scale: one)
    guard format.hasTensorScale, let multiplier = policy.rule.tensorMultiplier, let scale = policy.rule.tensorScale else {
      return factors
    }
    var letters = OracleLetters()
    letters["g"] = maximum
    letters["M"] = largestElement
    letters["L"] = smallestElement
    letters["F"] = largestScale
    if multiplier.mentions("T") {
      factors.scale = scale.value(letters, invalid: invalid)
      letters["T"] = factors.scale
      factors.multiplier = multiplier.value(letters, invalid: invalid)
    } else {
      factors.multiplier = multiplier.value(letters, invalid: invalid)
      letters["S"] = factors.multiplier
      factors.scale = scale.value(letters, invalid: invalid)
    }
    return factors
  }

  /// The factors for a tensor scale that the caller chooses: S = 1 / T and g = T * (M * F).
  public func tensorFactors(chosenScale scale: UInt32) -> OracleTensorFactors {
    let product = OracleArithmetic.multiply(largestElement, largestScale)
    return OracleTensorFactors(
      maximum: OracleArithmetic.multiply(scale, product), multiplier: OracleArithmetic.divide(OracleArithmetic.one, scale), scale: scale)
  }
}
