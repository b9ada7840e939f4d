extension OracleBlock {
  /// The codes of a block whose scale is known: step 5 of [scale-rules-2]. The letters u, s and z have their values.
  func codes(_ words: [UInt32], _ scaleWord: UInt64, _ letters: OracleLetters, _ random: [OracleRandom]?) -> [UInt64] {
    precondition(random == nil || random?.count == words.count, "one random number for each element")
    if OracleArithmetic.isZero(letters["s"]) && policy.zeroScale == .zero {
      return [UInt64](repeating: zeroCode, count: words.count)
    }
    var letters = letters
    letters["s"] = divisor(scaleWord, letters["s"])
    return words.indices.map { code(words[$0], letters, random?[$0] ?? .none) }
  }

  /// What elements are divided by: the scale, or what stands for the smallest power of two [special-blocks-6].
  private func divisor(_ scaleWord: UInt64, _ value: UInt32) -> UInt32 {
    if !format.hasPowerOfTwoScale || scaleWord != 0 { return value }
    switch policy.smallestScale {
    case .byRule: return value
    case .normal: return value == 0x0040_0000 ? 0x0080_0000 : value
    case .flush: return OracleArithmetic.infinity
    }
  }

  /// One element [scale-rules-5].
  private func code(_ word: UInt32, _ letters: OracleLetters, _ random: OracleRandom) -> UInt64 {
    guard let formula = policy.rule.elements else {
      return element.convert(quotient(word, letters), policy: policy.element, random: random)
    }
    var letters = letters
    letters["x"] = word
    let value = UInt64(formula.value(letters, invalid: invalid))
    return element.convert(value, from: OracleArithmetic.single.format, policy: policy.element, random: random).word
  }

  /// x / (s · T), exactly; a NaN from numbers is the one of [special-blocks-7].
  private func quotient(_ word: UInt32, _ letters: OracleLetters) -> OracleQuantity {
    let (x, s, t) = (OracleArithmetic.quantity(word), OracleArithmetic.quantity(letters["s"]), OracleArithmetic.quantity(letters["T"]))
    let operands = [word, letters["s"], letters["T"]]
    let result = x.over(s.times(t))
    if case .nan = result, !operands.contains(where: OracleArithmetic.isNaN) { return .nan(invalid) }
    return result
  }

  // MARK: Zero points

  /// Step 4 of [scale-rules-2] under a scale of the rule; 0 where none is stored. A rule without a zero point stores that of +0.
  func storedZeroPoint(_ letters: OracleLetters, _ choice: ScaleChoice) -> UInt64 {
    guard let zeroPoint else { return 0 }
    var letters = letters
    letters["u"] = choice.unrounded
    letters["s"] = scaleValue(choice.word)
    let value = policy.rule.zeroPoint?.value(letters, invalid: invalid) ?? 0
    var conversion = OraclePolicy(defaultsFor: zeroPoint.format)
    if zeroPoint.format.hasInfinity { conversion.overflow = .nonfinite }
    return zeroPoint.convert(UInt64(value), from: OracleArithmetic.single.format, policy: conversion).word
  }

  /// z, decoded; the number of a fixed zero point, 0 without one.
  func zeroPointValue(_ word: UInt64) -> UInt32 {
    switch format.zeroPoint {
    case .none: 0
    case .fixed(let number): OracleArithmetic.word(OracleQuantity(number))
    case .stored(let own), .minimum(let own): OracleArithmetic.word(OracleQuantity(word, from: own))
    }
  }

  // MARK: Decoding

  /// The value of an element [blocks-8], rounded once to a format, binary32 unless another is asked for.
  public func dequantize(
    _ code: UInt64, scale scaleWord: UInt64, zeroPoint zeroPointWord: UInt64 = 0, tensorScale: UInt32 = 0x3F80_0000,
    to target: OracleTarget
  ) -> UInt64 {
    let exact = value(code, scale: scaleWord, zeroPoint: zeroPointWord, tensorScale: tensorScale)
    return target.convert(exact, policy: OracleArithmetic.policy(OraclePolicy(defaultsFor: target.format)))
  }

  /// The value of an element as a word of binary32.
  public func dequantize(
    _ code: UInt64, scale scaleWord: UInt64, zeroPoint zeroPointWord: UInt64 = 0, tensorScale: UInt32 = 0x3F80_0000
  ) -> UInt32 {
    UInt32(dequantize(code, scale: scaleWord, zeroPoint: zeroPointWord, tensorScale: tensorScale, to: OracleArithmetic.single))
  }

  /// The exact number of [blocks-5] times T.
  private func value(
    _ code: UInt64, scale scaleWord: UInt64, zeroPoint zeroPointWord: UInt64, tensorScale: UInt32
  ) -> OracleQuantity {
    let q = OracleQuantity(code, from: element.format)
    let s = OracleQuantity(scaleWord, from: format.scale)
    let t = OracleArithmetic.quantity(tensorScale)
    switch format.zeroPoint {
    case .none: return q.times(s).times(t)
    case .fixed(let number): return q.plus(OracleQuantity(-number)).times(s).times(t)
    case .stored(let own): return q.plus(Self.negatedNumber(OracleQuantity(zeroPointWord, from: own))).times(s).times(t)
    case .minimum(let own): return q.times(s).plus(OracleQuantity(zeroPointWord, from: own)).times(t)
    }
  }

  /// −z; a NaN keeps its sign.
  private static func negatedNumber(_ z: OracleQuantity) -> OracleQuantity {
    if case .nan = z { return z }
    return z.negated
  }
}
