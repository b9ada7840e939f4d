/// A term of a fused sum: T products times their scales, or C [datapaths-4].
private struct Term {
  let value: OracleExact
  /// Nil for a term that is zero: it has no say in the alignment.
  let alignmentExponent: Int?
}

extension OracleDatapath {
  /// One stretch: a node, or several interleaved ones [datapaths-8].
  func fusedStretch(_ operands: DatapathOperands, from start: Int, c: UInt64, shift: Int) -> UInt64 {
    let positiveZero = accumulator.word(magnitude: 0, isNegative: false)
    let accumulated = DatapathOperand(c, from: accumulator).shifted(shift)
    var input = accumulatorInput == .fused ? accumulated : DatapathOperand(positiveZero, from: accumulator)
    var word = positiveZero
    for node in nodes(from: start) {
      word = fusedNode(operands, node, c: input)
      input = DatapathOperand(word, from: accumulator)
    }
    if accumulatorInput == .fused { return word }
    return IEEEArithmetic(accumulator, nan: canonicalNaN).sum(input, accumulated)
  }

  /// The k of each node of a stretch.
  private func nodes(from start: Int) -> [[Int]] {
    let stretch = Array(start..<start + stretchLength)
    guard let interleaving else { return [stretch] }
    let (period, run) = (interleaving.period, interleaving.run)
    return (0..<period / run).map { node in stretch.filter { ($0 % period) / run == node } }
  }

  /// [datapaths-4], step by step, for the products with these k.
  private func fusedNode(_ operands: DatapathOperands, _ node: [Int], c: DatapathOperand) -> UInt64 {
    // 2. The products. (Step 1 needs them too.)
    let products = node.map(operands.product)
    let scales = scale == nil ? [] : node.map(operands.scales)

    // 1. Special values.
    let hasNaNScale = scales.contains { $0?.a.kind == .nan || $0?.b.kind == .nan }
    switch SpecialResult(products, c: c, hasNaNScale: hasNaNScale) {
    case .nan: return canonicalNaN
    case .infinity(let isNegative): return accumulator.infinity(isNegative: isNegative)
    case nil: break
    }

    // 3. and 4. Terms of T products.
    var terms: [Term] = []
    for first in stride(from: 0, to: products.count, by: termLength) {
      terms.append(term(products[first..<first + termLength], scales: scales.isEmpty ? nil : scales[first]))
    }
    // 5. C is a term.
    terms.append(Term(value: c.value, alignmentExponent: c.value.isZero ? nil : c.exponent))

    // 6. The largest alignment exponent.
    var largest = floor
    for case let exponent? in terms.map(\.alignmentExponent) { largest = max(largest ?? exponent, exponent) }

    // 7. and 8. Every term is rounded; their sum is exact. If all are zero and there is no floor, so is the sum.
    var sum = OracleExact.zero
    for term in terms {
      if let largest, let fractionBits {
        sum = sum + term.value.rounded(toMultipleOf: largest - fractionBits, alignment)
      } else {
        sum = sum + term.value
      }
    }

    // 9. The conversion of the sum.
    let allNegativeZero = c.isZero && c.isNegative && products.allSatisfy { $0.isZero && $0.isNegative }
    return converted(sum, allNegativeZero: allNegativeZero)
  }

  /// T products times the scales of their block.
  private func term(_ products: ArraySlice<DatapathProduct>, scales: (a: DatapathOperand, b: DatapathOperand)?) -> Term {
    var value = OracleExact.zero
    var largest: Int?
    for product in products {
      value = value + product.value
      if !product.isZero { largest = max(largest ?? product.exponent, product.exponent) }
    }
    var scaleExponent = 0
    if let (scaleA, scaleB) = scales {
      value = value * (scaleA.value * scaleB.value)
      scaleExponent = scaleA.exponent + scaleB.exponent
      // A term with a scale of zero is zero.
      if scaleA.isZero || scaleB.isZero { largest = nil }
    }
    // A term is zero if all its products are; not if they cancel.
    guard let largest else { return Term(value: value, alignmentExponent: nil) }
    return Term(value: value, alignmentExponent: termExponent == .products ? largest + scaleExponent : scaleExponent)
  }

  /// Output conversion [datapaths-5] with the sign of a zero result [datapaths-7].
  func converted(_ sum: OracleExact, allNegativeZero: Bool) -> UInt64 {
    let zeroIsNegative: Bool
    switch zero {
    case .positive: zeroIsNegative = false
    case .sum: zeroIsNegative = sum.isNegative
    case .ieee: zeroIsNegative = sum.isNegative || allNegativeZero
    }
    let output = OutputConversion(
      format: accumulator, significandBits: outputSignificandBits, rounding: outputRounding, saturates: saturates)
    return output.word(sum, zeroIsNegative: zeroIsNegative)
  }
}
