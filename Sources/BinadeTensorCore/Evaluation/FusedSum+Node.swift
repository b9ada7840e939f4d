internal import Binade

extension FusedSum {
  /// One node from its terms: steps 5 to 9 of [datapaths-4], or its special value.
  ///
  /// - Parameters:
  ///   - terms: the terms of the products.
  ///   - c: C as a term, or `nil` if it takes no part.
  ///   - specials: NaN and infinities among products, scales and C.
  func node(_ terms: [FusedNode.Term], c: FusedNode.Term?, word: UInt64, specials: Specials) -> FusedNode {
    var node = FusedNode(terms: terms + (c.map { [$0] } ?? []), c: word)
    if let special = specials.verdict {
      node.special = special.class
      node.result = special.class == .nan ? canonicalNaN : output.format.infinityWord(isNegative: special.isNegative)
      return node
    }
    for term in node.terms where term.exponent != nil { node.exponent = max(node.exponent ?? .min, term.exponent!) }
    if let floor, node.exponent == nil || node.exponent! < floor {
      node.exponent = floor
      node.isFloor = true
    }
    if let fractionBits {
      node.unit = (node.exponent ?? 0) - fractionBits
      var sum: Int128 = 0
      for index in node.terms.indices {
        let term = node.terms[index]
        let shift = node.unit - term.unit
        let aligned = term.significand == 0 ? 0 : term.significand.rounded(shift: shift, alignment)
        node.terms[index].aligned = aligned
        node.terms[index].isCut = shift > 0 && (shift > 127 ? term.significand != 0 : aligned << Int128(shift) != term.significand)
        sum += aligned
      }
      node.sum = sum.operand(unit: node.unit)
    } else {
      node.sum = exactSum(&node)
    }
    node.result = resultWord(of: node)
    return node
  }

  /// The sum without any cut.
  private func exactSum(_ node: inout FusedNode) -> Operand {
    let units = node.terms.filter { $0.significand != 0 }.map { $0.unit }
    guard let low = units.min(), let high = units.max() else { return Operand(significand: 0, exponent: 0) }
    node.unit = low
    var sum = WideInteger(bits: high - low + 128 + 13)  // up to 4097 terms of 127 bits
    for term in node.terms where term.significand != 0 { sum.add(term.significand, shiftedLeftBy: term.unit - low) }
    return sum.operand(unit: low)
  }

  /// The rounded sum with the sign of its zero.
  private func resultWord(of node: FusedNode) -> UInt64 {
    if node.sum.class == .zero {
      guard zero == .ieee else { return 0 }
      let isNegative = node.terms.allSatisfy { $0.isNegativeZero }
      return isNegative ? output.format.signMask << UInt64(output.format.paddingBits) : 0
    }
    let word = output.word(node.sum)
    let magnitude = output.format.magnitudeMask << UInt64(output.format.paddingBits)
    return zero == .positive && word & magnitude == 0 ? 0 : word
  }
}

extension FusedNode.Term {
  /// Whether every product, or C, is −0.
  var isNegativeZero: Bool {
    significand == 0 && (products.isEmpty ? isNegative : products.allSatisfy { $0.kind == .zero && $0.isNegative })
  }
}
