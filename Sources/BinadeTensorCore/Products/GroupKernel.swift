internal import Binade

/// Fused sums whose terms are groups of small numbers, aligned by their scales, in 64-bit integers.
struct GroupKernel: ChainKernel {
  let datapath: Datapath
  let sum: FusedSum
  let output: FusedOutput
  let definition: DefinitionKernel
  let width: Int
  let a, b: GroupPanel
  /// The weight of the lowest bit of a term whose scales have exponent 0.
  let unit: Int

  /// Whether 64 bits hold everything, and the parameters are those that the kernel has.
  static func serves(_ datapath: Datapath, _ sum: FusedSum) -> Bool {
    guard sum.termExponent == .scales, sum.termLength <= 64, sum.alignment == .towardZero, let bits = sum.fractionBits, sum.zero != .ieee,
      sum.interleaving == .none, sum.accumulatorInput == .fused, sum.multiplicand == nil
    else { return false }
    // Elements in units of their smallest number.
    let widths = [datapath.a, datapath.b].map { $0.isFixedPoint ? $0.codeBits : $0.maximumExponent - $0.quantumExponent + 1 }
    let length = 64 - sum.termLength.leadingZeroBitCount
    guard widths.allSatisfy({ $0 <= 15 }), widths[0] + widths[1] + length <= 31 else { return false }
    let scaleBits = datapath.scale?.format.significandBits ?? 0
    if let scale = datapath.scale, scale.format.exponentBits > 8 || abs(scale.format.bias) > 1024 { return false }
    let term = widths[0] + widths[1] + length + 2 * (scaleBits + 1)
    let lift = max(0, bits + datapath.a.quantumExponent + datapath.b.quantumExponent - 2 * scaleBits)
    let terms = 64 - (sum.groupLength / sum.termLength).leadingZeroBitCount + 1
    let accumulator = datapath.accumulator.significandBits + 1 + max(bits - datapath.accumulator.significandBits, 0)
    return max(term + lift, accumulator) + terms <= 62 && abs(sum.floor ?? 0) <= 8192 && datapath.accumulator.exponentBits <= 8
  }

  init(_ definition: DefinitionKernel, _ sum: FusedSum, width: Int, _ a: GroupPanel, _ b: GroupPanel) {
    datapath = definition.datapath
    self.definition = definition
    self.sum = sum
    self.width = width
    self.a = a
    self.b = b
    output = FusedOutput(datapath.accumulator, sum)
    unit = datapath.a.quantumExponent + datapath.b.quantumExponent - 2 * (datapath.scale?.format.significandBits ?? 0)
  }

  func chain(row: Int, column: Int, stretches: Range<Int>, c: UInt64) -> UInt64 {
    let perRow = width / sum.groupLength
    var word = c
    for stretch in stretches {
      if a.isSpecial[row &* perRow &+ stretch] || b.isSpecial[column &* perRow &+ stretch] {
        let operands = definition.operands(row: row, column: column, isFirst: stretch == 0)
        word = datapath.stretchResult(operands, from: stretch * sum.stretch, c: word).result
      } else {
        word = node(row: row, column: column, stretch: stretch, c: word)
      }
    }
    return word
  }

  /// One node of finite elements and scales. Spec [datapaths-4].
  @inline(__always)
  private func node(row: Int, column: Int, stretch: Int, c: UInt64) -> UInt64 {
    let accumulator = datapath.accumulator.unpack(c)
    if let special = output.special(accumulator) { return special }
    let groups = sum.groupLength / sum.termLength
    let perRow = width / sum.termLength
    let (i, j) = (row &* perRow &+ stretch &* groups, column &* perRow &+ stretch &* groups)
    let (sx, sy, ex, ey) = (a.scaleSignificands.span, b.scaleSignificands.span, a.scaleExponents.span, b.scaleExponents.span)
    let (nx, ny) = (a.nonzero.span, b.nonzero.span)
    var exponent = Int.min
    // The panels were made with this width, and the caller's rows and stretches are theirs: the indices are inside.
    for group in 0..<groups {
      let isZero =
        unsafe nx[unchecked: i &+ group] & ny[unchecked: j &+ group] == 0 || sx[unchecked: i &+ group] == 0
        || sy[unchecked: j &+ group] == 0
      if !isZero { exponent = unsafe max(exponent, Int(ex[unchecked: i &+ group] &+ ey[unchecked: j &+ group])) }
    }
    exponent = output.raised(exponent, by: accumulator)
    if exponent == .min { return 0 }
    var total = output.cut(accumulator, at: exponent)
    let last = exponent &- sum.fractionBits!
    let (x, y) = (a.values.span, b.values.span)
    for group in 0..<groups {
      let (p, q) = ((i &+ group) &* sum.termLength, (j &+ group) &* sum.termLength)
      var products: Int32 = 0
      for offset in 0..<sum.termLength { unsafe products &+= Int32(x[unchecked: p &+ offset]) &* Int32(y[unchecked: q &+ offset]) }
      let scale = unsafe Int64(sx[unchecked: i &+ group]) &* Int64(sy[unchecked: j &+ group])
      let term = Int64(products) &* scale
      let weight = unsafe unit &+ Int(ex[unchecked: i &+ group] &+ ey[unchecked: j &+ group])
      let sign = term &>> 63
      let magnitude = UInt64(bitPattern: (term ^ sign) &- sign)
      let shift = last &- weight
      let cut = Int64(bitPattern: shift > 0 ? (shift > 63 ? 0 : magnitude &>> UInt64(shift)) : magnitude &<< UInt64(0 &- shift))
      total &+= (cut ^ sign) &- sign
    }
    return output.word(total, unit: last)
  }
}
