/// The numbers that all blocks of a tensor share [scale-rules-2], as words of binary32.
public struct OracleTensorFactors: Sendable, Hashable {
  /// g, the largest magnitude of the tensor.
  public var maximum: UInt32
  /// S, what the tensor is multiplied by before its blocks are scaled.
  public var multiplier: UInt32
  /// T, the tensor scale.
  public var scale: UInt32

  /// Takes g, S and T.
  public init(maximum: UInt32, multiplier: UInt32, scale: UInt32) {
    self.maximum = maximum
    self.multiplier = multiplier
    self.scale = scale
  }
}

/// A quantized block: words of the scale's, the zero point's and the element's format. Without a stored zero point that word is 0.
public struct OracleBlockResult: Sendable, Hashable {
  public var scale: UInt64
  public var zeroPoint: UInt64
  public var codes: [UInt64]

  /// Takes the three parts.
  public init(scale: UInt64, zeroPoint: UInt64, codes: [UInt64]) {
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.codes = codes
  }
}

/// Quantization of one block after another: a format with its choices.
///
/// ```
/// let format = OracleBlockFormat.named("mxfp4")!
/// let block = OracleBlock(format, OracleBlockPolicy(defaultsFor: format))
/// block.quantize([0x40C0_0000])   // 6: scale 7F, code 7
/// ```
public struct OracleBlock: Sendable {
  public let format: OracleBlockFormat
  public let policy: OracleBlockPolicy
  /// The element's format with the range asked for [blocks-4].
  let element: OracleTarget
  let scale: OracleTarget
  let zeroPoint: OracleTarget?
  /// M, L and F as words of binary32.
  let largestElement: UInt32
  let smallestElement: UInt32
  let largestScale: UInt32

  /// Prepares a format.
  public init(_ format: OracleBlockFormat, _ policy: OracleBlockPolicy) {
    self.format = format
    self.policy = policy
    let ranged = format.element.with(policy.integerRange)
    element = OracleTarget(ranged)
    scale = OracleTarget(format.scale)
    zeroPoint = format.zeroPointFormat.map { OracleTarget($0) }
    largestElement = Self.largestWord(of: ranged)
    smallestElement = Self.smallestWord(of: ranged)
    largestScale = Self.largestWord(of: format.scale)
  }

  private static func largestWord(of format: OracleFormat) -> UInt32 {
    exactWord(format.largestElement, isNegative: false)
  }

  /// L: 0 for unsigned formats.
  private static func smallestWord(of format: OracleFormat) -> UInt32 {
    if format.sign == .none { return 0 }
    return exactWord(format.magnitude(format.largestFinite(isNegative: true)).reduced, isNegative: true)
  }

  private static func exactWord(_ magnitude: Dyadic, isNegative: Bool) -> UInt32 {
    let word = OracleArithmetic.word(.number(isNegative: isNegative, numerator: magnitude, denominator: Dyadic(1)))
    precondition(OracleArithmetic.quantity(word).isNumber(magnitude), "[arithmetic-2]: M, L and F are exact")
    return word
  }

  /// Quantizes one block, row by row. `tensor` is left out where the block is the whole tensor; `random` has one entry for each element.
  /// `columns` is given where a two-dimensional block at the edge has shorter rows than the format's.
  public func quantize(
    _ words: [UInt32], columns: Int? = nil, tensor: OracleTensorFactors? = nil, random: [OracleRandom]? = nil
  ) -> OracleBlockResult {
    let tensor = tensor ?? tensorFactors(maximum: maximum(of: words))
    let statistics = statistics(of: words)
    let letters = letters(statistics, tensor)
    switch treatment(of: statistics.maximum) {
    case .everyElement(let scaleWord, let code):
      return OracleBlockResult(scale: scaleWord, zeroPoint: 0, codes: [UInt64](repeating: code, count: words.count))
    case .overInfinity(let scaleWord):
      let codes = words.indices.map { index in
        let quotient = OracleArithmetic.quantity(words[index]).over(.infinity(isNegative: false))
        let operand = OracleArithmetic.isInfinite(words[index]) ? OracleQuantity.nan(invalid) : quotient
        return element.convert(operand, policy: policy.element, random: random?[index] ?? .none)
      }
      return OracleBlockResult(scale: scaleWord, zeroPoint: 0, codes: codes)
    case .fixed(let choice):
      return coded(words, choice, zeroPoint: 0, letters, random)
    case .byRule(let maximum):
      var letters = letters
      letters["a"] = maximum
      let choice = scaleChoice(rows(words, columns), letters)
      return coded(words, choice, zeroPoint: storedZeroPoint(letters, choice), letters, random)
    }
  }

  /// The codes of elements under a given scale and zero point. `unrounded` is u, the stored scale's value where it is left out.
  public func encodeElements(
    _ words: [UInt32], scale scaleWord: UInt64, zeroPoint: UInt64 = 0, unrounded: UInt32? = nil, tensor: OracleTensorFactors? = nil,
    random: [OracleRandom]? = nil
  ) -> [UInt64] {
    let tensor = tensor ?? tensorFactors(maximum: maximum(of: words))
    var letters = letters(statistics(of: words), tensor)
    letters["s"] = scaleValue(scaleWord)
    letters["u"] = unrounded ?? scaleValue(scaleWord)
    letters["z"] = zeroPointValue(zeroPoint)
    return codes(words, scaleWord, letters, random)
  }

  /// The rows of a block: all elements are one row of a one-dimensional block.
  private func rows(_ words: [UInt32], _ columns: Int?) -> [[UInt32]] {
    let length = columns ?? (format.rows == 1 ? nil : format.columns) ?? words.count
    return stride(from: 0, to: words.count, by: max(length, 1)).map { Array(words[$0..<min($0 + length, words.count)]) }
  }

  /// Step 5 of [scale-rules-2] for a chosen scale and zero point.
  private func coded(
    _ words: [UInt32], _ choice: ScaleChoice, zeroPoint: UInt64, _ letters: OracleLetters, _ random: [OracleRandom]?
  ) -> OracleBlockResult {
    var letters = letters
    letters["u"] = choice.unrounded
    letters["s"] = scaleValue(choice.word)
    letters["z"] = zeroPointValue(zeroPoint)
    return OracleBlockResult(scale: choice.word, zeroPoint: zeroPoint, codes: codes(words, choice.word, letters, random))
  }

  func letters(_ statistics: Statistics, _ tensor: OracleTensorFactors) -> OracleLetters {
    var letters = OracleLetters()
    letters["a"] = statistics.maximum
    letters["e"] = statistics.first
    letters["h"] = statistics.largest
    letters["l"] = statistics.smallest
    letters["g"] = tensor.maximum
    letters["S"] = tensor.multiplier
    letters["T"] = tensor.scale
    letters["M"] = largestElement
    letters["L"] = smallestElement
    letters["F"] = largestScale
    return letters
  }
}

extension OracleFormat {
  /// This format with another range [blocks-4]; only two's complement integers have one.
  func with(_ range: OracleBlockPolicy.IntegerRange) -> OracleFormat {
    if sign != .complement || range == .format { return self }
    return OracleFormat(
      name: name, sign: sign, exponentBits: exponentBits, significandBits: significandBits, bias: bias, hasSubnormals: hasSubnormals,
      highNaNCount: highNaNCount, hasInfinity: hasInfinity, hasNegativeZero: hasNegativeZero, isSymmetric: range == .symmetric,
      paddingBits: paddingBits)
  }
}
