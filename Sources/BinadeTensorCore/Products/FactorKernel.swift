internal import Binade

/// Fused sums whose terms are single products, in 64-bit integers.
struct FactorKernel: ChainKernel {
  let datapath: Datapath
  let sum: FusedSum
  let output: FusedOutput
  let definition: DefinitionKernel
  let width: Int
  let a, b: FactorPanel
  /// F beyond the fraction bits of a product, and what the product has beyond F.
  let up, down: Int

  /// Whether 64 bits hold everything, and the parameters are those that the kernel has.
  static func serves(_ datapath: Datapath, _ sum: FusedSum) -> Bool {
    guard sum.termLength == 1, sum.termExponent == .products, sum.alignment == .towardZero, let bits = sum.fractionBits, sum.zero != .ieee
    else { return false }
    if let scale = datapath.scale {
      guard scale.format.significandBits == 0, scale.format.sign == .unsigned, abs(scale.format.bias) <= 1024 else { return false }
    }
    let (x, y) = (sum.multiplicand ?? datapath.a, sum.multiplicand ?? datapath.b)
    let fraction = x.significandBits + y.significandBits
    let terms = 64 - sum.groupLength.leadingZeroBitCount + 1
    let product = fraction + 2 + max(bits - fraction, 0)
    let accumulator = datapath.accumulator.significandBits + 1 + max(bits - datapath.accumulator.significandBits, 0)
    let range = [x, y, datapath.accumulator].allSatisfy { $0.exponentBits <= 8 && abs($0.bias) <= 1024 }
    let floor = abs(sum.floor ?? 0) <= 8192
    return range && floor && max(product, accumulator) + terms <= 62
  }

  init(_ definition: DefinitionKernel, _ sum: FusedSum, width: Int, _ a: FactorPanel, _ b: FactorPanel) {
    datapath = definition.datapath
    self.definition = definition
    self.sum = sum
    self.width = width
    self.a = a
    self.b = b
    output = FusedOutput(datapath.accumulator, sum)
    let fraction = (sum.multiplicand ?? datapath.a).significandBits + (sum.multiplicand ?? datapath.b).significandBits
    let bits = sum.fractionBits!
    up = max(bits - fraction, 0)
    down = max(fraction - bits, 0)
  }

  func chain(row: Int, column: Int, stretches: Range<Int>, c: UInt64) -> UInt64 {
    let nodes = sum.interleaving.nodes
    let perRow = width / sum.groupLength
    var word = c
    for stretch in stretches {
      let first = stretch &* nodes
      var isSpecial = false
      for node in first..<(first &+ nodes) {
        isSpecial = isSpecial || a.isSpecial[row &* perRow &+ node] || b.isSpecial[column &* perRow &+ node]
      }
      if isSpecial {
        let operands = definition.operands(row: row, column: column, isFirst: stretch == 0)
        word = datapath.stretchResult(operands, from: stretch * sum.stretch, c: word).result
        continue
      }
      if sum.accumulatorInput == .fused {
        for node in first..<(first &+ nodes) { word = self.node(row: row, column: column, node: node, c: word) }
      } else {
        var partial: UInt64 = 0
        for node in first..<(first &+ nodes) { partial = self.node(row: row, column: column, node: node, c: partial) }
        let total = datapath.accumulator.unpack(partial).added(to: datapath.accumulator.unpack(word))
        word =
          total.class == .nan ? sum.canonicalNaN : datapath.accumulator.roundPack(total, Conversion(overflow: .nonfinite)).word
      }
    }
    return word
  }

  /// One node of finite products. Spec [datapaths-4].
  @inline(__always)
  private func node(row: Int, column: Int, node: Int, c: UInt64) -> UInt64 {
    let accumulator = datapath.accumulator.unpack(c)
    if let special = output.special(accumulator) { return special }
    let (x, y, ex, ey) = (a.significands.span, b.significands.span, a.exponents.span, b.exponents.span)
    let (i, j) = (row &* width &+ node &* sum.groupLength, column &* width &+ node &* sum.groupLength)
    // Exponents first. The panels were made with this width, and the caller's rows and nodes are theirs: the indices are inside.
    var largest = Int16.min
    for offset in 0..<sum.groupLength { unsafe largest = max(largest, ex[unchecked: i &+ offset] &+ ey[unchecked: j &+ offset]) }
    // Two zeros have −32768, a zero and a number at most −14 000: neither counts.
    var exponent = largest > -9000 ? Int(largest) : Int.min
    exponent = output.raised(exponent, by: accumulator)
    if exponent == .min { return 0 }
    var total = output.cut(accumulator, at: exponent)
    let base = exponent &+ down
    for offset in 0..<sum.groupLength {
      let product = unsafe Int64(x[unchecked: i &+ offset]) &* Int64(y[unchecked: j &+ offset])
      let term = unsafe Int(ex[unchecked: i &+ offset] &+ ey[unchecked: j &+ offset])
      let sign = product &>> 63
      let shift = UInt64(truncatingIfNeeded: min(63, base &- term))
      let cut = Int64(bitPattern: (UInt64(bitPattern: (product ^ sign) &- sign) &<< UInt64(up)) &>> shift)
      total &+= (cut ^ sign) &- sign
    }
    return output.word(total, unit: exponent &- sum.fractionBits!)
  }
}
