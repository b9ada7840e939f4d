// From the values of a block to its scale. Spec [scale-rules-2], [special-blocks-1] … [special-blocks-4].

extension BlockEncoder {
  /// What a block's formulas know of its values. Words of binary32.
  struct Statistics: Hashable, Sendable {
    /// a: the largest magnitude.
    var maximum: UInt32 = 0
    /// e: the first value of that magnitude.
    var extreme: UInt32 = 0
    /// h and l: the largest and the smallest value.
    var highest: UInt32 = 0, lowest: UInt32 = 0
  }

  /// What elements become beside their own conversion.
  enum Elements {
    case byValue, nan, overInfinity, zero
  }

  /// A block's scale, and what follows for its elements.
  struct Choice {
    var header: Header
    /// u, before rounding to the scale's format.
    var unrounded: UInt32
    var statistics: Statistics
    var elements: Elements
  }

  /// The maximum and its companions. Spec [special-blocks-1].
  func statistics(of values: Span<UInt32>) -> Statistics {
    var result = Statistics()
    var isFirst = true
    for index in values.indices {
      let word = values[index]
      let magnitude = word & 0x7FFF_FFFF
      if magnitude > Self.infinity {
        if conversion.maximum == .all { return Statistics(maximum: magnitude, extreme: word, highest: word, lowest: word) }
        continue
      }
      if magnitude == Self.infinity && conversion.maximum == .finite { continue }
      if isFirst {
        result = Statistics(maximum: magnitude, extreme: word, highest: word, lowest: word)
        isFirst = false
        continue
      }
      if magnitude > result.maximum {
        result.maximum = magnitude
        result.extreme = word
      }
      result.highest = Binary32.maximum(result.highest, word)
      result.lowest = Binary32.minimum(result.lowest, word)
    }
    // A NaN further on is found by the first loop's return; what is left to do is flushing.
    if conversion.subnormalMaximum == .flush && result.maximum < 0x80_0000 { result.maximum = 0 }
    return result
  }

  static var infinity: UInt32 { 0x7F80_0000 }

  /// The scale of a block.
  func scale(for statistics: Statistics, _ tensor: TensorScale, _ values: Span<UInt32>, height: Int) -> Choice {
    var statistics = statistics
    let isNaN = Binary32.isNaN(statistics.maximum)
    if statistics.maximum == 0 {
      switch conversion.zeroBlock {
      case .byRule: break
      case .smallest: return fixed(smallestScale, statistics, .byValue)
      case .one: return fixed(Self.one, statistics, .byValue)
      case .minusElementExponent: return fixed(power(of: -format.elementExponent), statistics, .byValue)
      }
    } else if isNaN || statistics.maximum == Self.infinity {
      switch isNaN ? conversion.nanBlock : conversion.infiniteBlock {
      case .byRule: break
      case .nan: return fixed(Self.quietNaN, statistics, .nan)
      case .nanScale: return fixed(Self.quietNaN, statistics, .overInfinity)
      case .largest: return fixed(scaleMaximum, statistics, .byValue)
      case .next: statistics.maximum = Self.infinity
      case .smallest: return fixed(smallestScale, statistics, .byValue)
      case .zero: return fixed(smallestScale, statistics, .zero)
      }
    }
    var variables = constants
    variables[.tensorMaximum] = tensor.maximum
    variables[.tensorEncode] = tensor.encode
    variables[.tensorScale] = tensor.scale
    variables[.blockMaximum] = statistics.maximum
    variables[.blockExtreme] = statistics.extreme
    variables[.blockHighest] = statistics.highest
    variables[.blockLowest] = statistics.lowest
    var choice = Choice(header: Header(scale: 0, zeroPoint: 0), unrounded: 0, statistics: statistics, elements: .byValue)
    if case .search(let base, let factors, let measure) = conversion.rule.block {
      search(base, factors, measure, variables, tensor, values, height: height, &choice)
    } else {
      apply(conversion.rule.block, factor: Self.one, variables, &choice)
    }
    return choice
  }

  /// Carries out a step that is no search.
  func apply(_ step: ScaleRule.BlockStep, factor: UInt32, _ variables: Formula.Values, _ choice: inout Choice) {
    switch step {
    case .binade(let formula, let position):
      let word = formula.value(variables)
      let exponent = binadeExponent(of: word, position, factor: factor)
      choice.unrounded = exponent.map { power(of: $0) } ?? Self.quietNaN
      choice.header.scale = exponent.map { scaleWord(power: $0, position) } ?? scaleWord(of: Self.quietNaN)
    case .rounded(let formula, let rounding):
      choice.unrounded = factor == Self.one ? formula.value(variables) : Binary32.product(formula.value(variables), factor)
      choice.header.scale = scaleWord(of: choice.unrounded, rounding)
    case .search(let base, _, _):
      apply(base, factor: factor, variables, &choice)
    }
    guard let zeroFormat = format.zeroPoint.format, let formula = conversion.rule.zeroPoint else { return }
    var variables = variables
    variables[.unroundedScale] = choice.unrounded
    variables[.blockScale] = decodedScale(choice.header.scale)
    let zero = formula.value(variables)
    var conversion = zeroFormat.defaultConversion
    if zeroFormat.hasInfinity { conversion.overflow = .nonfinite }  // as scales
    choice.header.zeroPoint = UInt32(truncatingIfNeeded: zeroFormat.roundPack(Binary32.unpack(zero), conversion).word)
  }

  /// The exponent of a power-of-two scale; `nil` for NaN. Spec [scale-rules-3].
  private func binadeExponent(of word: UInt32, _ position: ScaleRule.Position, factor: UInt32) -> Int? {
    if Binary32.isNaN(word) { return nil }
    let shift = Int(factor >> 23) - 127
    if word & 0x7FFF_FFFF == 0 { return -1000 }
    if word & 0x7FFF_FFFF == Self.infinity {
      // Infinity counts as 2^128 in the rule of its position.
      return position.exponent(of: 0x7F00_0000, limit: elementMaximum, elementBits: element.significandBits) + 1 + shift
    }
    return position.exponent(of: word, limit: elementMaximum, elementBits: element.significandBits) + shift
  }

  /// The word of a power of two in the scale's format, clamped or wrapped to its range. Spec [special-blocks-4].
  private func scaleWord(power exponent: Int, _ position: ScaleRule.Position) -> UInt32 {
    guard format.hasBinaryScale else { return scaleWord(of: power(of: exponent)) }
    let last = Int(format.scale.maximumFiniteMagnitude)
    var code = exponent + format.scale.bias
    if position == .plusOne && code > 0 && code < last { code += 1 }
    switch conversion.scaleRange {
    case .clamp: break
    case .wrap: if exponent > -1000 { return UInt32(truncatingIfNeeded: code) & UInt32(format.scale.magnitudeMask) }
    case .nanAbove: if code > last { return scaleWord(of: Self.quietNaN) }
    }
    return UInt32(Swift.min(Swift.max(code, 0), last))
  }

  /// A value in the scale's format. Spec [scale-rules-2].
  func scaleWord(of value: UInt32, _ rounding: Rounding = .nearestEven) -> UInt32 {
    let conversion = Conversion(rounding: rounding, overflow: format.scale.hasInfinity ? .nonfinite : .saturate, nan: .quiet)
    return UInt32(truncatingIfNeeded: format.scale.roundPack(Binary32.unpack(value), conversion).word)
  }

  func decodedScale(_ word: UInt32) -> UInt32 { Binary32.decoded(UInt64(word), from: format.scale) }

  private func fixed(_ value: UInt32, _ statistics: Statistics, _ elements: Elements) -> Choice {
    Choice(
      header: Header(scale: scaleWord(of: value), zeroPoint: 0), unrounded: value, statistics: statistics, elements: elements)
  }

  private var smallestScale: UInt32 { decodedScale(0) }

  static var quietNaN: UInt32 { 0x7FC0_0000 }

  /// 2^`exponent` as binary32, clamped to what that can hold.
  private func power(of exponent: Int) -> UInt32 {
    if exponent > 127 { return Self.infinity }
    if exponent >= -126 { return UInt32(exponent + 127) << 23 }
    return exponent >= -149 ? 1 << UInt32(exponent + 149) : 0
  }
}
