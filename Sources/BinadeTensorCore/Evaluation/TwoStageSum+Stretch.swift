internal import Binade

extension Datapath {
  /// One two-stage sum; step numbers are those of Spec [datapaths-12].
  func stretchResult(_ sum: TwoStageSum, _ operands: DotOperands, from k: Int, c: UInt64) -> Explanation.Stretch {
    var stretch = Explanation.Stretch(k: k, c: c)
    let fractionBits = a.significandBits + b.significandBits
    var specials = Specials()
    var products: [(part: Int, value: Int128, exponent: Int)] = []
    for place in k..<(k + sum.groupLength) {
      let (x, y) = (a.factor(operands.wordA(place)), b.factor(operands.wordB(place)))
      var kind = Specials.product(x.kind, y.kind)
      let isNegative = (x.isNegative != y.isNegative) != operands.modifiers.negatesProducts
      let magnitude = kind == .finite ? x.magnitude * y.magnitude : 0
      let exponent = x.exponent + y.exponent
      if kind == .finite, let limit = sum.productLimit, exponent + (magnitude >> UInt64(fractionBits + 1) != 0 ? 1 : 0) >= limit {  // 1
        kind = .infinity
      }
      specials.insert(kind, isNegative: isNegative)
      if kind == .finite { products.append((place % sum.parts, isNegative ? -Int128(magnitude) : Int128(magnitude), exponent)) }
    }
    let third = accumulator.factor(c)
    specials.insert(third.kind, isNegative: third.isNegative)
    if let special = specials.verdict {
      stretch.result =
        special.class == .nan ? sum.canonicalNaN : sum.output.format.infinityWord(isNegative: special.isNegative)
      return stretch
    }
    // 2: every part in units of its own last bit.
    var parts: [(sum: Int128, exponent: Int)] = []
    for part in 0..<sum.parts {
      let own = products.filter { $0.part == part }
      guard let exponent = own.map({ $0.exponent }).max() else { continue }
      let unit = exponent - sum.productBits
      parts.append((own.reduce(0) { $0 + $1.value.rounded(shift: unit - ($1.exponent - fractionBits), .towardZero) }, exponent))
    }
    // 3
    let dotExponent = parts.map { $0.exponent }.max()
    var dot: Int128 = 0
    for part in parts { dot += part.sum.rounded(shift: dotExponent! - part.exponent, .down) }
    if let dotExponent {
      stretch.steps.append(Explanation.Step("sum of products", dot.operand(unit: dotExponent - sum.productBits)))
    }
    // 4
    let ownExponent = third.isZero ? accumulator.minimumNormalExponent : third.exponent
    let exponent = max(dotExponent ?? ownExponent, ownExponent)
    // 5: both in units of the finer of the two last bits.
    let finest = max(sum.sumBits, sum.accumulatorBits)
    var total: Int128 = 0
    if let dotExponent {
      total += dot.rounded(shift: exponent - sum.sumBits - (dotExponent - sum.productBits), .down) << Int128(finest - sum.sumBits)
    }
    let isInRange = sum.accumulatorRange.map { ownExponent >= exponent - $0 } ?? true
    if !third.isZero && isInRange {
      let value = third.isNegative ? -Int128(third.magnitude) : Int128(third.magnitude)
      let cut = value.rounded(shift: exponent - sum.accumulatorBits - (third.exponent - accumulator.significandBits), .down)
      total += cut << Int128(finest - sum.accumulatorBits)
    }
    stretch.steps.append(Explanation.Step("sum", total.operand(unit: exponent - finest)))
    // 6
    if total != 0 {
      let lead = exponent - finest + 127 - total.magnitude.leadingZeroBitCount
      let unit = max(lead, accumulator.minimumNormalExponent) - sum.normalisedBits
      let shift = unit - (exponent - finest)
      let cut = shift > 0 ? total.rounded(shift: shift, .down) : total
      let value = cut.operand(unit: shift > 0 ? unit : exponent - finest)
      stretch.steps.append(Explanation.Step("normalised sum", value))
      let word = sum.output.word(value)
      let isZero = sum.output.format.unpack(word).class == .zero
      stretch.result = isZero && sum.zero == .positive ? 0 : word
    } else if sum.zero == .ieee && third.isZero && third.isNegative && products.isEmpty {
      stretch.result = sum.output.word(.zero(isNegative: false)) | accumulator.signMask << UInt64(accumulator.paddingBits)
    }
    return stretch
  }
}
