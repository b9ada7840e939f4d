internal import Binade

extension Datapath {
  /// One tree of rounded additions, and C. Spec [datapaths-11].
  func stretchResult(_ sum: PairwiseSum, _ operands: DotOperands, from k: Int, c: UInt64) -> Explanation.Stretch {
    var stretch = Explanation.Stretch(k: k, c: c)
    let isFlushing = sum.subnormals == .flush
    func rounded(_ value: Operand) -> Operand {
      let result = accumulator.unpack(accumulator.roundPack(value, Conversion(overflow: .nonfinite)).word)
      return isFlushing && result.isSubnormal ? .zero(isNegative: result.isNegative) : result
    }
    func flushed(_ value: Operand) -> Operand {
      isFlushing && (value.isSubnormal || value.class == .zero) ? .zero(isNegative: false) : value
    }
    var level = (k..<(k + sum.groupLength)).map { place in
      let x = flushed(a.unpack(operands.wordA(place)))
      let product = x.multiplied(by: flushed(b.unpack(operands.wordB(place))))
      return rounded(operands.modifiers.negatesProducts ? product.negated : product)
    }
    for (index, product) in level.enumerated() { stretch.steps.append(Explanation.Step("product \(k + index)", product)) }
    while level.count > 1 {
      level = Swift.stride(from: 0, to: level.count, by: 2).map { rounded(level[$0].added(to: level[$0 + 1])) }
      for (index, part) in level.enumerated() { stretch.steps.append(Explanation.Step("sum \(index) of \(level.count)", part)) }
    }
    let third = k % sum.flushLength == 0 ? flushed(accumulator.unpack(c)) : accumulator.unpack(c)
    let total = rounded(third.added(to: level[0]))
    stretch.steps.append(Explanation.Step("C + sum", total))
    stretch.result =
      total.class == .nan ? sum.canonicalNaN : accumulator.roundPack(total, Conversion(overflow: .nonfinite)).word
    return stretch
  }
}
