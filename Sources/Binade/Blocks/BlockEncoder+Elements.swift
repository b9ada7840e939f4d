// From values and a scale to codes. Spec [scale-rules-5], [special-blocks-3], [special-blocks-5], [special-blocks-6].

extension BlockEncoder {
  func encodeElements(
    _ values: Span<UInt32>, _ choice: Choice, _ tensor: TensorScale, codes: inout MutableSpan<UInt8>, at start: Int,
    random: (Int) -> RandomField
  ) {
    let scale = decodedScale(choice.header.scale)
    var elements = choice.elements
    var divisor = scale
    if elements == .byValue && format.hasBinaryScale && choice.header.scale == 0 {
      if conversion.smallestScale == .flush { elements = .overInfinity }
      if conversion.smallestScale == .normal { divisor = 0x0080_0000 }
    }
    if elements == .byValue && scale & 0x7FFF_FFFF == 0 && conversion.zeroScale == .zero { elements = .zero }
    switch elements {
    case .nan: fill(values.count, .invalid, &codes, start, random)
    case .zero: fill(values.count, Operand(.zero, isNegative: false), &codes, start, random)
    case .overInfinity:
      let infinity = Operand(.infinity, isNegative: false)
      for index in values.indices { codes[start + index] = code(quotient(Binary32.unpack(values[index]), infinity), random(index)) }
    case .byValue:
      switch conversion.rule.elements {
      case .exact:
        let divisor = Binary32.unpack(divisor).multiplied(
          by: format.hasTensorScale ? Binary32.unpack(tensor.scale) : Operand(significand: 1, exponent: 0))
        for index in values.indices {
          codes[start + index] = code(quotient(Binary32.unpack(values[index]), divisor), random(index))
        }
      case .formula(let formula):
        let residual = formula.folded(except: .element, variables(choice, divisor, tensor))
        let invalid = invalidNaN
        for index in values.indices {
          codes[start + index] = code(Binary32.unpack(residual.value(element: values[index], invalid: invalid)), random(index))
        }
      }
    }
  }

  /// The exact quotient, with the NaN of an invalid one as the policies have it.
  private func quotient(_ value: Operand, _ divisor: Operand) -> Operand {
    var result = value.divided(by: divisor)
    if result.class == .nan && value.class != .nan && divisor.class != .nan { result.isNegative = conversion.invalidNaN == .negative }
    return result
  }

  /// The NaN of an operation without a result.
  var invalidNaN: UInt32 { conversion.invalidNaN == .negative ? 0xFFC0_0000 : Self.quietNaN }

  /// Everything that an element's formula may speak of, except the element.
  func variables(_ choice: Choice, _ scale: UInt32, _ tensor: TensorScale) -> Formula.Values {
    var values = constants
    values[.tensorMaximum] = tensor.maximum
    values[.tensorEncode] = tensor.encode
    values[.tensorScale] = tensor.scale
    values[.blockMaximum] = choice.statistics.maximum
    values[.blockExtreme] = choice.statistics.extreme
    values[.blockHighest] = choice.statistics.highest
    values[.blockLowest] = choice.statistics.lowest
    values[.unroundedScale] = choice.unrounded
    values[.blockScale] = scale
    if let zero = format.zeroPoint.format { values[.zeroPoint] = Binary32.decoded(UInt64(choice.header.zeroPoint), from: zero) }
    return values
  }

  private func code(_ operand: Operand, _ random: RandomField) -> UInt8 {
    UInt8(truncatingIfNeeded: element.roundPack(operand, conversion.element, random: random).word)
  }

  private func fill(_ count: Int, _ operand: Operand, _ codes: inout MutableSpan<UInt8>, _ start: Int, _ random: (Int) -> RandomField) {
    for index in 0..<count { codes[start + index] = code(operand, random(index)) }
  }

  /// Tries each factor and keeps the one with the least error, the first of equals. Spec [scale-rules-9].
  func search(
    _ base: ScaleRule.BlockStep, _ factors: [Float], _ measure: ScaleRule.ErrorMeasure, _ variables: Formula.Values,
    _ tensor: TensorScale, _ values: Span<UInt32>, height: Int, _ best: inout Choice
  ) {
    var codes = [UInt8](repeating: 0, count: values.count)
    var least: UInt32 = Self.infinity
    var isFirst = true
    for factor in factors {
      var choice = best
      apply(base, factor: factor.bitPattern, variables, &choice)
      var span = codes.mutableSpan
      encodeElements(values, choice, tensor, codes: &span, at: 0, random: { _ in .zero })
      let error = error(of: codes.span, values, choice, tensor, measure, height: height)
      // NaN, whatever its sign, is more than every number.
      if isFirst || (!Binary32.isNaN(error) && (Binary32.isNaN(least) || Binary32.order(error) < Binary32.order(least))) {
        least = error
        best = choice
        isFirst = false
      }
    }
  }

  private func error(
    of codes: Span<UInt8>, _ values: Span<UInt32>, _ choice: Choice, _ tensor: TensorScale, _ measure: ScaleRule.ErrorMeasure, height: Int
  ) -> UInt32 {
    let residual = measure.value.folded(except: .element, variables(choice, decodedScale(choice.header.scale), tensor))
    let target = measure.target.folded(except: .element, variables(choice, decodedScale(choice.header.scale), tensor))
    let invalid = invalidNaN
    // One sum for each row of the block; the rows are halved until one is left.
    let width = values.count / height
    var sums = [UInt32](repeating: 0, count: height)
    for index in codes.indices {
      let value = residual.value(element: Binary32.pack(element.unpack(UInt64(codes[index]))), invalid: invalid)
      let difference = Binary32.difference(value, target.value(element: values[index], invalid: invalid))
      let term = measure.isSquared ? Binary32.product(difference, difference) : difference & 0x7FFF_FFFF
      sums[index / width] = Binary32.sum(sums[index / width], term)
    }
    while sums.count > 1 {
      let half = (sums.count + 1) / 2
      for index in half..<sums.count { sums[index - half] = Binary32.sum(sums[index - half], sums[index]) }
      sums.removeLast(sums.count - half)
    }
    return sums[0]
  }
}

extension Formula {
  /// The value of a folded formula, which speaks of nothing but the element.
  func value(element: UInt32, invalid: UInt32) -> UInt32 {
    switch self {
    case .variable: element
    case .constant(let constant): constant.word
    case .unary(let operation, let a): operation.value(a.value(element: element, invalid: invalid))
    case .binary(let operation, let a, let b):
      operation.value(a.value(element: element, invalid: invalid), b.value(element: element, invalid: invalid), invalid: invalid)
    case .rounded(let a, let format): Binary32.rounded(a.value(element: element, invalid: invalid), to: format.descriptor)
    }
  }
}
