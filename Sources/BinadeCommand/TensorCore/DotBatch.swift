internal import Binade
internal import BinadeTensorCore

/// Independent elements of D: row i of A with row i of B. Spec [gemm-1].
struct DotBatch: Sendable {
  let datapath: Datapath
  let modifiers: Modifiers
  /// Rows, and elements in a row as the datapath takes them.
  let count, k: Int
  /// Words of A and of B, filled up to whole instructions; of a sparse product the elements of B that A keeps.
  let a, b: [UInt64]
  /// Scales, filled up with ones.
  let scaleA, scaleB: [UInt8]
  /// Words of C, or nothing.
  let c: [UInt64]

  /// Scales in a row.
  var blocks: Int { datapath.scale.map { (k + $0.blockLength - 1) / $0.blockLength } ?? 0 }

  /// The operands of one row.
  struct Row {
    let a, b: [UInt64]
    let scaleA, scaleB: [UInt8]
    let c: UInt64
  }

  /// Fills the rows up.
  ///
  /// - Throws: a ``ToolError`` for metadata that does not ascend.
  init(_ operands: ProductOperands, _ modifiers: Modifiers) throws(ToolError) {
    let chosen = operands.chosen
    self.modifiers = modifiers
    datapath = chosen.datapath
    count = operands.m
    let columns = operands.k / chosen.ratio
    let unit = chosen.instructionK / chosen.ratio
    k = (columns + unit - 1) / unit * unit
    var chosenB = operands.b.words.widened()
    if let metadata = operands.metadata, let sparsity = chosen.sparsity { chosenB = try Self.kept(operands, metadata, sparsity) }
    a = Self.filled(operands.a.words.widened(), rows: count, from: columns, to: k, with: 0)
    b = Self.filled(chosenB, rows: count, from: columns, to: k, with: 0)
    c = operands.c?.words.widened() ?? []
    if let scale = datapath.scale {
      let (given, wanted) = ((columns + scale.blockLength - 1) / scale.blockLength, (k + scale.blockLength - 1) / scale.blockLength)
      let one = UInt8(truncatingIfNeeded: Self.one(of: scale.format))
      scaleA = Self.filled(ProductOperands.bytes(operands.scaleA), rows: count, from: given, to: wanted, with: one)
      scaleB = Self.filled(ProductOperands.bytes(operands.scaleB), rows: count, from: given, to: wanted, with: one)
    } else {
      (scaleA, scaleB) = ([], [])
    }
  }

  /// The words of D.
  func results(threads: Int) throws(GemmError) -> [UInt64] {
    // B is what A keeps, so that the product is a dense one; the rows are whole instructions.
    var gemm = Gemm(datapath)
    gemm.modifiers = modifiers
    gemm.threads = threads
    var words = [UInt64](repeating: 0, count: count)
    if count == 0 { return words }
    var target = words.mutableSpan
    try gemm.dots(a: a.span, b: b.span, c: c.span, scaleA: scaleA.span, scaleB: scaleB.span, count: count, k: k, into: &target)
    return words
  }

  /// The operands of one row.
  func row(_ index: Int) -> Row {
    Row(
      a: Array(a[(index * k)..<((index + 1) * k)]), b: Array(b[(index * k)..<((index + 1) * k)]),
      scaleA: scaleA.isEmpty ? [] : Array(scaleA[(index * blocks)..<((index + 1) * blocks)]),
      scaleB: scaleB.isEmpty ? [] : Array(scaleB[(index * blocks)..<((index + 1) * blocks)]), c: c.isEmpty ? 0 : c[index])
  }

  /// How the result of one row comes about.
  func explanation(of row: Row) throws(DatapathError) -> Explanation {
    try datapath.explain(
      a: row.a.span, b: row.b.span, scaleA: row.scaleA.span, scaleB: row.scaleB.span, c: row.c, modifiers: modifiers)
  }

  /// The word of the number one.
  static func one(of format: FormatDescriptor) -> UInt64 { Encoder(from: Binary32.descriptor, to: format).convert(0x3F80_0000).word }

  /// Rows of another length, filled up.
  static func filled<Word>(_ words: [Word], rows: Int, from columns: Int, to width: Int, with filler: Word) -> [Word] {
    if columns == width { return words }
    var result: [Word] = []
    result.reserveCapacity(rows * width)
    for row in 0..<rows {
      result += words[(row * columns)..<((row + 1) * columns)]
      result += repeatElement(filler, count: width - columns)
    }
    return result
  }

  /// The elements of B that metadata names. Spec [gemm-8].
  private static func kept(_ operands: ProductOperands, _ metadata: OperandArray, _ sparsity: Sparsity) throws(ToolError) -> [UInt64] {
    let columns = operands.k / 2
    let places = ProductOperands.bytes(metadata)
    let selection: SparseSelection
    do {
      selection = try SparseSelection(places.span, rows: operands.m, columns: columns, sparsity)
    } catch {
      throw ToolError.invalid("\(metadata.file): \(error.message)")
    }
    var words: [UInt64] = []
    words.reserveCapacity(places.count)
    for row in 0..<operands.m {
      for column in 0..<columns { words.append(operands.b.words.word(at: row * operands.k + selection.k(row: row, column: column))) }
    }
    return words
  }
}
