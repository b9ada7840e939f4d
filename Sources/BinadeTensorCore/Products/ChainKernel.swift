internal import Binade

/// Makes chains of stretches for one row of A and one row of B: the same bits as the definition, faster.
protocol ChainKernel: Sendable {
  /// The result of the stretches in the range, each the C of the next.
  ///
  /// - Parameters: `c` as the first stretch takes it, with its modifiers applied where `stretches` begins at 0.
  func chain(row: Int, column: Int, stretches: Range<Int>, c: UInt64) -> UInt64
}

/// The definition, stretch by stretch.
struct DefinitionKernel: ChainKernel {
  let datapath: Datapath
  let modifiers: Modifiers
  let k: Int
  let a, b: WordPanel

  /// The words and scales of two rows.
  func operands(row: Int, column: Int, isFirst: Bool) -> DotOperands {
    let blocks = datapath.scale.map { (k + $0.blockLength - 1) / $0.blockLength } ?? 0
    var own = modifiers
    own.ignoresAccumulator = false  // the caller has seen to it
    if !isFirst { own.accumulatorShift = 0 }
    return DotOperands(
      a: (row * k..<row * k + k).map { a.words[$0] }, b: (column * k..<column * k + k).map { b.words[$0] },
      scaleA: Array(a.scales[(row * blocks)..<(row * blocks + blocks)]),
      scaleB: Array(b.scales[(column * blocks)..<(column * blocks + blocks)]), modifiers: own)
  }

  func chain(row: Int, column: Int, stretches: Range<Int>, c: UInt64) -> UInt64 {
    let operands = operands(row: row, column: column, isFirst: true)
    var word = c
    for stretch in stretches { word = datapath.stretchResult(operands, from: stretch * datapath.stretch, c: word).result }
    return word
  }
}

/// Exact integer sums.
struct IntegerKernel: ChainKernel {
  let sum: IntegerSum
  let accumulator: FormatDescriptor
  let isNegated: Bool
  let width: Int
  let a, b: [Int16]

  func chain(row: Int, column: Int, stretches: Range<Int>, c: UInt64) -> UInt64 {
    let (x, y) = (a.span, b.span)
    var word = c
    for stretch in stretches {
      let (i, j) = (row * width + stretch * sum.groupLength, column * width + stretch * sum.groupLength)
      var total: Int64 = 0
      if sum.product == .multiply {
        for offset in 0..<sum.groupLength { unsafe total &+= Int64(Int32(x[unchecked: i + offset]) &* Int32(y[unchecked: j + offset])) }
      } else {
        for offset in 0..<sum.groupLength { unsafe total &+= Int64(x[unchecked: i + offset] ^ y[unchecked: j + offset]) }
      }
      var whole = Int128(isNegated ? -total : total) + accumulator.integer(word)
      if sum.overflow == .saturate {
        let largest = Int128(accumulator.magnitudeMask)
        whole = min(max(whole, -largest - 1), largest)
      }
      word = UInt64(truncatingIfNeeded: whole) & accumulator.codeMask
    }
    return word
  }
}
