internal import Binade

extension Datapath {
  /// One fused multiply-add. Spec [datapaths-9].
  func stretchResult(_ chain: MultiplyAddChain, _ operands: DotOperands, from k: Int, c: UInt64) -> Explanation.Stretch {
    var stretch = Explanation.Stretch(k: k, c: c)
    var x = a.unpack(operands.wordA(k))
    if operands.modifiers.negatesProducts { x = x.negated }
    let (y, z) = (b.unpack(operands.wordB(k)), accumulator.unpack(c))
    let value = x.multiplied(by: y, plus: z)
    stretch.steps.append(Explanation.Step("a·b + c", value))
    if value.class == .nan {
      let first = [y, z, x].first { $0.class == .nan }
      let payload = chain.nan == .firstOfBCA ? first?.quieted : nil
      stretch.result = payload.map { accumulator.roundPack($0, Conversion(overflow: .nonfinite, nan: .payload)).word } ?? chain.canonicalNaN
    } else {
      stretch.result = accumulator.roundPack(value, Conversion(overflow: .nonfinite)).word
    }
    return stretch
  }
}

extension Operand {
  /// a · b + c, exactly; what does not fit 64 bits is folded into the lowest one. An exact zero is +0, unless both addends are −0.
  func multiplied(by other: Operand, plus addend: Operand) -> Operand {
    let product = Specials.product(self.class, other.class)
    let isNegative = isNegative != other.isNegative
    if product != .finite || addend.class != .finite {
      if product == .nan || addend.class == .nan { return .invalid }
      if product == .finite && addend.class == .zero { return multiplied(by: other) }
      let first = product == .infinity ? .infinity(isNegative: isNegative) : Operand.zero(isNegative: isNegative)
      return first.added(to: addend)
    }
    let full = significand.multipliedFullWidth(by: other.significand)
    let wide = UInt128(full.high) << 64 | UInt128(full.low)
    // Operands of up to 53 bits make products of 106: everything fits the sign and 127 bits.
    let value = isNegative ? -Int128(wide) : Int128(wide)
    let third = addend.isNegative ? -Int128(addend.significand) : Int128(addend.significand)
    let unit = exponent + other.exponent
    // 300 bits below the larger leading bit, an addend is only a hint of its sign: it is folded into one bit there.
    let top = Swift.max(unit + 128, addend.exponent + 64)
    let low = Swift.max(Swift.min(unit, addend.exponent), top - 300)
    var sum = WideInteger(bits: top - low + 2)
    sum.add(value.jammed(by: low - unit), shiftedLeftBy: Swift.max(unit - low, 0))
    sum.add(third.jammed(by: low - addend.exponent), shiftedLeftBy: Swift.max(addend.exponent - low, 0))
    return sum.operand(unit: low)
  }

  /// A zero of that sign.
  static func zero(isNegative: Bool) -> Operand { Operand(significand: 0, exponent: 0, isNegative: isNegative) }
}

extension Int128 {
  /// The value without its lowest `count` bits, the lowest of the result set if any of those was. Nothing happens for a count below 1.
  fileprivate func jammed(by count: Int) -> Int128 { count <= 0 ? self : rounded(shift: count, .toOdd) }
}
