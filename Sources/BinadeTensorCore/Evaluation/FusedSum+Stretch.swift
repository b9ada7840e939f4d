internal import Binade

extension Datapath {
  /// One stretch of a fused sum: its nodes, and perhaps the addition of C. Spec [datapaths-4], [datapaths-8].
  func stretchResult(_ sum: FusedSum, _ operands: DotOperands, from k: Int, c: UInt64) -> Explanation.Stretch {
    var stretch = Explanation.Stretch(k: k, c: c)
    let (formatA, formatB) = (sum.multiplicand ?? a, sum.multiplicand ?? b)
    let shift = k == 0 ? operands.modifiers.accumulatorShift : 0
    var word = sum.accumulatorInput == .fused ? c : 0
    for node in 0..<sum.interleaving.nodes {
      var specials = Specials()
      var terms: [FusedNode.Term] = []
      terms.reserveCapacity(sum.groupLength / sum.termLength + 1)
      var products: [FusedNode.Product] = []
      for offset in 0..<sum.stretch where offset % sum.interleaving.period / sum.interleaving.run == node {
        let place = k + offset
        let x = formatA.factor(a.unpack(operands.wordA(place)))
        let y = formatB.factor(b.unpack(operands.wordB(place)))
        let kind = Specials.product(x.kind, y.kind)
        let isNegative = (x.isNegative != y.isNegative) != operands.modifiers.negatesProducts
        specials.insert(kind, isNegative: isNegative)
        products.append(
          FusedNode.Product(
            k: place, a: operands.wordA(place), b: operands.wordB(place), kind: kind, isNegative: isNegative,
            magnitude: kind == .finite ? x.magnitude * y.magnitude : 0, exponent: x.exponent + y.exponent))
        if products.count == sum.termLength {
          terms.append(term(products, sum, fractionBits: formatA.significandBits + formatB.significandBits, operands, &specials))
          products.removeAll(keepingCapacity: true)
        }
      }
      let shift = node == 0 && sum.accumulatorInput == .fused ? shift : 0
      let last = sum.node(terms, c: accumulatorTerm(word, shift: shift, &specials), word: word, specials: specials)
      stretch.nodes.append(last)
      word = last.result
    }
    if sum.accumulatorInput == .addedAfterwards {
      let total = accumulator.unpack(word).added(to: accumulator.unpack(c))
      stretch.steps.append(Explanation.Step("nodes + C", total))
      word = total.class == .nan ? sum.canonicalNaN : accumulator.roundPack(total, Conversion(overflow: .nonfinite)).word
    }
    stretch.result = word
    return stretch
  }

  /// The products of a term and their scales. Spec [datapaths-4] steps 3 and 4.
  private func term(
    _ products: [FusedNode.Product], _ sum: FusedSum, fractionBits: Int, _ operands: DotOperands, _ specials: inout Specials
  ) -> FusedNode.Term {
    var significand: Int128 = 0
    // Nothing but zeros: any exponent will do, and none counts.
    var lowest = Int.max
    var highest = Int.min
    for product in products where product.kind == .finite {
      lowest = min(lowest, product.exponent)
      highest = max(highest, product.exponent)
    }
    for product in products where product.kind == .finite {
      let value = Int128(product.magnitude) << Int128(product.exponent - lowest)
      significand += product.isNegative ? -value : value
    }
    var isZero = lowest == .max
    var unit = isZero ? 0 : lowest - fractionBits
    var scaleExponent = 0
    var bytes: (a: UInt8, b: UInt8)?
    if let scale, products[0].k < operands.count {
      let block = products[0].k / scale.blockLength
      bytes = (operands.scaleA[block], operands.scaleB[block])
      for byte in [operands.scaleA[block], operands.scaleB[block]] {
        let factor = scale.format.factor(UInt64(byte))
        if factor.kind == .nan { specials.hasNaN = true }
        if factor.isZero { isZero = true }
        significand *= factor.isNegative ? -Int128(factor.magnitude) : Int128(factor.magnitude)
        scaleExponent += factor.exponent
        unit += factor.exponent - scale.format.significandBits
      }
    }
    let exponent = sum.termExponent == .scales ? scaleExponent : (isZero ? 0 : highest) + scaleExponent
    return FusedNode.Term(
      products: products, scaleA: bytes?.a, scaleB: bytes?.b, significand: significand, unit: unit, isNegative: false,
      exponent: isZero ? nil : exponent)
  }

  /// C as a term. Spec [datapaths-4] step 5, [datapaths-13].
  private func accumulatorTerm(_ word: UInt64, shift: Int, _ specials: inout Specials) -> FusedNode.Term {
    let factor = accumulator.factor(word)
    specials.insert(factor.kind, isNegative: factor.isNegative)
    let significand = Int128(factor.kind == .finite ? factor.magnitude : 0)
    return FusedNode.Term(
      products: [], scaleA: nil, scaleB: nil, significand: factor.isNegative ? -significand : significand,
      unit: factor.exponent - accumulator.significandBits - shift, isNegative: factor.isNegative,
      exponent: factor.kind == .finite ? factor.exponent - shift : nil)
  }
}
