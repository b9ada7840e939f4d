extension OracleDatapath {
  /// [datapaths-12], step by step.
  func twoStageSum(_ operands: DatapathOperands, from start: Int, c: UInt64, shift: Int) -> UInt64 {
    let accumulated = DatapathOperand(c, from: accumulator).shifted(shift)
    // 1. Products beyond the limit, and special values.
    let products = (start..<start + groupLength).map { limited(operands.product($0)) }
    switch SpecialResult(products, c: accumulated) {
    case .nan: return canonicalNaN
    case .infinity(let isNegative): return accumulator.infinity(isNegative: isNegative)
    case nil: break
    }

    // 2. The sum of each part.
    let sums = (0..<parts).map { part in
      partSum(products.indices.filter { $0 % parts == part }.map { products[$0] })
    }
    // 3. The parts together.
    let dotExponent = sums.compactMap(\.exponent).max()
    var dot = OracleExact.zero
    for (sum, _) in sums {
      if let dotExponent, parts == 2 {
        dot = dot + sum.floor(toMultipleOf: dotExponent - productBits)
      } else {
        dot = dot + sum
      }
    }

    // 4. The exponents of C and of everything.
    let smallest = accumulator.smallestExponent
    let exponentOfC = accumulated.isZero ? smallest : accumulated.exponent
    let largest = max(exponentOfC, dotExponent ?? exponentOfC)
    // 5. Both are cut.
    let cutDot = dot.floor(toMultipleOf: largest - sumBits)
    var cutC = accumulated.value.floor(toMultipleOf: largest - accumulatorBits)
    if let accumulatorRange, exponentOfC < largest - accumulatorRange { cutC = .zero }
    // 6. The normalised sum is cut again.
    var total = cutDot + cutC
    if !total.isZero { total = total.floor(toMultipleOf: max(total.binade, smallest) - normalisedBits) }
    // 7. Output conversion.
    let allNegativeZero =
      accumulated.isZero && accumulated.isNegative && products.allSatisfy { $0.isZero && $0.isNegative }
    return converted(total, allNegativeZero: allNegativeZero)
  }

  /// An infinity instead of a product whose exponent, counted after normalising, is the limit or more.
  private func limited(_ product: DatapathProduct) -> DatapathProduct {
    guard let productLimit, product.kind == .number, !product.isZero else { return product }
    let isTwoOrMore = !(product.value.magnitude < OracleExact.power(product.exponent + 1))
    if product.exponent + (isTwoOrMore ? 1 : 0) < productLimit { return product }
    return DatapathProduct(kind: .infinity, isNegative: product.isNegative)
  }

  /// The sum of one part's products, each cut toward zero, and the largest exponent of those that are not zero.
  private func partSum(_ products: [DatapathProduct]) -> (sum: OracleExact, exponent: Int?) {
    guard let largest = products.filter({ !$0.isZero }).map(\.exponent).max() else { return (.zero, nil) }
    var sum = OracleExact.zero
    for product in products { sum = sum + product.value.truncated(toMultipleOf: largest - productBits) }
    return (sum, largest)
  }
}
