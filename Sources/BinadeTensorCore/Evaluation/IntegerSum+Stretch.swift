internal import Binade

extension Datapath {
  /// One exact integer sum. Spec [datapaths-10].
  func stretchResult(_ sum: IntegerSum, _ operands: DotOperands, from k: Int, c: UInt64) -> Explanation.Stretch {
    var stretch = Explanation.Stretch(k: k, c: c)
    var total = accumulator.integer(c)
    for place in k..<(k + sum.groupLength) where place < operands.count {
      let (x, y) = (a.integer(operands.a[place]), b.integer(operands.b[place]))
      let product = sum.product == .multiply ? x * y : x ^ y
      total += operands.modifiers.negatesProducts ? -product : product
    }
    let magnitude = Operand(significand: UInt64(total.magnitude), exponent: 0, isNegative: total < 0)
    stretch.steps.append(Explanation.Step("sum", magnitude))
    if sum.overflow == .saturate {
      let largest = Int128(accumulator.magnitudeMask)
      total = min(max(total, -largest - 1), largest)
    }
    stretch.result = UInt64(truncatingIfNeeded: total) & accumulator.codeMask
    return stretch
  }
}

extension FormatDescriptor {
  /// The integer of a word of an integer format.
  func integer(_ word: UInt64) -> Int128 {
    let operand = unpack(word)
    return operand.isNegative ? -Int128(operand.significand) : Int128(operand.significand)
  }
}
