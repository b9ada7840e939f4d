extension OracleBlock {
  /// A scale's word, and u, its value before it was converted.
  struct ScaleChoice {
    var word: UInt64
    var unrounded: UInt32
  }

  /// How a block is done [special-blocks-2] [special-blocks-3].
  enum Treatment {
    /// The rule, with this as the maximum.
    case byRule(UInt32)
    /// A scale that the rule has no say in; elements by the rule.
    case fixed(ScaleChoice)
    /// A scale, and finite elements as zeros with their sign.
    case overInfinity(UInt64)
    /// A scale and one code for all.
    case everyElement(UInt64, UInt64)
  }

  /// What the policy says of a maximum.
  func treatment(of maximum: UInt32) -> Treatment {
    if OracleArithmetic.isNaN(maximum) { return treatment(policy.nanBlock, maximum) }
    if OracleArithmetic.isInfinite(maximum) { return treatment(policy.infiniteBlock, maximum) }
    if !OracleArithmetic.isZero(maximum) { return .byRule(maximum) }
    switch policy.zeroBlock {
    case .byRule: return .byRule(maximum)
    case .smallest: return .fixed(ScaleChoice(word: 0, unrounded: scaleValue(0)))
    case .one: return .fixed(fixedChoice(OracleArithmetic.one))
    case .minusEmax:
      let emax = element.format.largestElement.binade
      return .fixed(fixedChoice(OracleArithmetic.word(.number(isNegative: false, numerator: .power(-emax), denominator: Dyadic(1)))))
    }
  }

  /// The table of [special-blocks-3], row by row.
  private func treatment(_ choice: OracleBlockPolicy.SpecialBlock, _ maximum: UInt32) -> Treatment {
    let nanScale = fixedChoice(OracleArithmetic.invalid).word
    switch choice {
    case .byRule: return .byRule(maximum)
    case .nan: return .everyElement(nanScale, element.convert(.invalid, policy: policy.element))
    case .nanScale: return .overInfinity(nanScale)
    case .largest: return .fixed(fixedChoice(largestScale))
    case .next: return .byRule(OracleArithmetic.infinity)
    case .smallest: return .fixed(ScaleChoice(word: 0, unrounded: scaleValue(0)))
    case .zero: return .everyElement(0, zeroCode)
    }
  }

  /// The NaN of an operation without a result [special-blocks-7].
  var invalid: UInt32 { policy.invalidNaN == .negative ? OracleArithmetic.invalid | OracleArithmetic.sign : OracleArithmetic.invalid }

  /// A value as a scale [scale-rules-2], step 3: nearest-even or up; infinity where there is one, otherwise the largest; quiet NaN.
  private func scaleWord(_ value: OracleQuantity, isRoundedUp: Bool = false) -> UInt64 {
    var conversion = OraclePolicy(defaultsFor: format.scale)
    conversion.rounding = isRoundedUp ? .up : .nearestEven
    conversion.nan = .quiet
    if format.scale.hasInfinity {
      conversion.overflow = .nonfinite
      conversion.infinity = .nonfinite
    }
    return scale.convert(value, policy: conversion)
  }

  /// The code of +0.
  var zeroCode: UInt64 { element.convert(OracleQuantity(0), policy: policy.element) }

  /// A scale given as a word of binary32, converted as a rounded formula is [special-blocks-3].
  private func fixedChoice(_ word: UInt32) -> ScaleChoice {
    ScaleChoice(word: scaleWord(OracleArithmetic.quantity(word)), unrounded: word)
  }

  /// The stored scale, decoded to binary32.
  func scaleValue(_ word: UInt64) -> UInt32 { OracleArithmetic.word(OracleQuantity(word, from: format.scale)) }

  // MARK: By the rule

  /// Step 3 of [scale-rules-2], with the search where the rule has one.
  func scaleChoice(_ rows: [[UInt32]], _ letters: OracleLetters) -> ScaleChoice {
    guard let search = policy.rule.search else { return scaleChoice(letters, .one) }
    var best: (choice: ScaleChoice, error: UInt32)?
    for factor in search.factors {
      let choice = scaleChoice(letters, factor)
      let error = error(rows, choice, letters, search)
      guard let least = best?.error else {
        best = (choice, error)
        continue
      }
      // NaN is larger than every number.
      if !OracleArithmetic.isNaN(error) && (OracleArithmetic.isNaN(least) || OracleArithmetic.isBelow(error, least)) {
        best = (choice, error)
      }
    }
    guard let best else { preconditionFailure("a search has factors") }
    return best.choice
  }

  /// The error of a candidate: the terms of each row one after another, then the lower half of the rows onto the upper [scale-rules-9].
  func error(
    _ rows: [[UInt32]], _ choice: ScaleChoice, _ letters: OracleLetters, _ search: OracleRule.Search
  ) -> UInt32 {
    var letters = letters
    letters["u"] = choice.unrounded
    letters["s"] = scaleValue(choice.word)
    letters["z"] = zeroPointValue(storedZeroPoint(letters, choice))
    var sums = rows.map { row in
      var sum: UInt32 = 0
      for (word, code) in zip(row, codes(row, choice.word, letters, nil)) {
        letters["x"] = OracleArithmetic.word(OracleQuantity(code, from: element.format))
        let value = search.measure.value(letters, invalid: invalid)
        letters["x"] = word
        let difference = OracleArithmetic.subtract(value, search.reference.value(letters, invalid: invalid))
        let term = search.isSquared ? OracleArithmetic.multiply(difference, difference) : difference & ~OracleArithmetic.sign
        sum = OracleArithmetic.add(sum, term)
      }
      return sum
    }
    while sums.count > 1 {
      let kept = (sums.count + 1) / 2
      sums = (0..<kept).map { $0 + kept < sums.count ? OracleArithmetic.add(sums[$0], sums[$0 + kept]) : sums[$0] }
    }
    return sums.first ?? 0
  }

  /// The scale of the rule for one factor.
  private func scaleChoice(_ letters: OracleLetters, _ factor: OracleRule.Factor) -> ScaleChoice {
    switch policy.rule.scale {
    case .binade(let formula, let position):
      guard let exponent = factor.exponent else { preconditionFailure("[scale-rules-9]: a binade's factors are powers of two") }
      return binade(formula.value(letters, invalid: invalid), position, plus: exponent)
    case .rounded(let formula):
      let value = formula.value(letters, invalid: invalid)
      // A factor is finite and not zero: the product has a result.
      let unrounded = factor == .one ? value : OracleArithmetic.multiply(value, factor.word)
      let word = scaleWord(OracleArithmetic.quantity(unrounded), isRoundedUp: policy.rule.isRoundedUp)
      return ScaleChoice(word: word, unrounded: unrounded)
    }
  }

  /// A power of two [scale-rules-3] as a scale [special-blocks-4].
  private func binade(_ w: UInt32, _ position: OracleBinade, plus shift: Int) -> ScaleChoice {
    switch OracleArithmetic.quantity(w) {
    case .nan: return fixedChoice(w)
    case .infinity:
      return powerScale(position.exponent(.power(127), element: element.format) + 1 + shift, position)
    case .number(_, let magnitude, _):
      // Below every scale: code 00, whether that is the smallest power of two or zero.
      if magnitude.isZero { return ScaleChoice(word: 0, unrounded: 0) }
      return powerScale(position.exponent(magnitude, element: element.format) + shift, position)
    }
  }

  private func powerScale(_ n: Int, _ position: OracleBinade) -> ScaleChoice {
    let exact = OracleQuantity.number(isNegative: false, numerator: .power(n), denominator: Dyadic(1))
    let unrounded = OracleArithmetic.word(exact)
    let largest = format.scale.largestFinite(isNegative: false)
    if !format.hasPowerOfTwoScale {
      var word = scaleWord(exact)
      if position == .plusOne && word > 0 && word < UInt64(largest) { word += 1 }
      return ScaleChoice(word: word, unrounded: unrounded)
    }
    var code = n + format.scale.bias
    if position == .plusOne && code > 0 && code < largest { code += 1 }
    switch policy.scaleRange {
    case .clamp: code = min(max(code, 0), largest)
    case .wrap:
      let count = 1 << format.scale.codeBits
      code = ((code % count) + count) % count
    case .nanAbove:
      if code > largest { return ScaleChoice(word: fixedChoice(OracleArithmetic.invalid).word, unrounded: unrounded) }
      code = max(code, 0)
    }
    return ScaleChoice(word: UInt64(code), unrounded: unrounded)
  }
}
