internal import Binade

/// One product, ready to compute any rows: panels, and what lies around the chains.
struct GemmWork: Sendable {
  let gemm: Gemm
  let left, right: Panel
  /// K as the datapath sees it: of a sparse product the half that A holds.
  let k: Int
  /// What a sparse A keeps.
  let selection: SparseSelection?
  /// ``Accumulation`` in products: of a sparse product half of what it is in K.
  let accumulation: Accumulation
  let blockScalesA, blockScalesB: BlockScales?

  /// - Throws: ``GemmError`` for metadata or block scales that do not go with the product.
  init(
    _ gemm: Gemm, _ left: Panel, _ right: Panel, metadata: Span<UInt8>, _ blockScalesA: BlockScales?, _ blockScalesB: BlockScales?, k: Int
  ) throws(GemmError) {
    self.gemm = gemm
    self.left = left
    self.right = right
    self.k = gemm.isSparse ? k / 2 : k
    if !gemm.isSparse && metadata.count != 0 { throw .count(name: "metadata", expected: 0, actual: metadata.count) }
    if let sparsity = gemm.sparsity {
      selection = try SparseSelection(metadata, rows: left.rows, columns: left.k, sparsity)
    } else {
      selection = nil
    }
    accumulation = gemm.isSparse ? gemm.accumulation.halved : gemm.accumulation
    self.blockScalesA = blockScalesA
    self.blockScalesB = blockScalesB
    try check(blockScalesA, name: "block scales of A", rows: left.rows, k: k)
    try check(blockScalesB, name: "block scales of B", rows: right.rows, k: k)
  }

  private func check(_ scales: BlockScales?, name: String, rows: Int, k: Int) throws(GemmError) {
    let promotion = gemm.accumulation.promotion
    guard let scales else {
      if let promotion, promotion.scaling != .none { throw .count(name: name, expected: 1, actual: 0) }
      return
    }
    guard let promotion, promotion.scaling != .none else { throw .count(name: name, expected: 0, actual: scales.words.count) }
    guard scales.rowsPerScale > 0 else {
      throw .parameter(name: "\(name): rowsPerScale", expected: "1 or more", actual: "\(scales.rowsPerScale)")
    }
    let expected = (rows + scales.rowsPerScale - 1) / scales.rowsPerScale * ((k + promotion.interval - 1) / promotion.interval)
    if scales.words.count != expected { throw .count(name: name, expected: expected, actual: scales.words.count) }
  }

  // MARK: Work

  /// Computes rows of D over `words`, which hold their C.
  func compute(rows: Range<Int>, _ words: inout [UInt64]) {
    if gemm.isSparse {
      for row in rows {
        var piece = Array(words[((row - rows.lowerBound) * right.rows)..<((row - rows.lowerBound + 1) * right.rows)])
        compute(rows: row..<(row + 1), chosen(by: row), &piece)
        words.replaceSubrange(((row - rows.lowerBound) * right.rows)..<((row - rows.lowerBound + 1) * right.rows), with: piece)
      }
    } else {
      compute(rows: rows, right, &words)
    }
  }

  /// B with the columns that one row of A keeps.
  private func chosen(by row: Int) -> Panel { chosen { _ in row } }

  /// B of single elements: row i with the columns that row i of A keeps.
  func chosenByOwnRow() -> Panel { chosen { $0 } }

  /// B with columns chosen by a row of A for each of its rows.
  private func chosen(by rowOfA: (Int) -> Int) -> Panel {
    guard let selection else { preconditionFailure("a sparse product has chosen") }
    let source = right.words
    var words: [UInt64] = []
    words.reserveCapacity(right.rows * k)
    for row in 0..<right.rows {
      for place in 0..<k { words.append(source.words[row * right.k + selection.k(row: rowOfA(row), column: place)]) }
    }
    return gemm.panel(
      .b, rows: right.rows, k: k, WordPanel(words: StoredWords(words, bits: gemm.datapath.b.wordBits), scales: source.scales))
  }

  private func compute(rows: Range<Int>, _ right: Panel, _ words: inout [UInt64]) {
    compute(rows: rows, right, isDiagonal: false, &words)
  }

  /// Computes single elements over `words`, which hold their C: row i of A with row i of B.
  func computeDots(rows: Range<Int>, _ right: Panel, _ words: inout [UInt64]) {
    compute(rows: rows, right, isDiagonal: true, &words)
  }

  /// Picks the kernel that goes with the panels.
  private func compute(rows: Range<Int>, _ right: Panel, isDiagonal: Bool, _ words: inout [UInt64]) {
    let (datapath, modifiers) = (gemm.datapath, gemm.modifiers)
    let definition = DefinitionKernel(datapath: datapath, modifiers: modifiers, k: k, a: left.words, b: right.words)
    switch (datapath.arithmetic, left.storage, right.storage) {
    case (.fusedSum(let sum), .factors(let a), .factors(let b)):
      compute(FactorKernel(definition, sum, width: left.width, a, b), rows, isDiagonal ? nil : right.rows, &words)
    case (.fusedSum(let sum), .groups(let a), .groups(let b)):
      compute(GroupKernel(definition, sum, width: left.width, a, b), rows, isDiagonal ? nil : right.rows, &words)
    case (.integerSum(let sum), .integers(let a), .integers(let b)):
      let kernel = IntegerKernel(
        sum: sum, accumulator: datapath.accumulator, isNegated: modifiers.negatesProducts, width: left.width, a: a, b: b)
      compute(kernel, rows, isDiagonal ? nil : right.rows, &words)
    case (_, .words, .words): compute(definition, rows, isDiagonal ? nil : right.rows, &words)
    default: preconditionFailure("panels of another product")
    }
  }

  private func compute<Kernel: ChainKernel>(_ kernel: Kernel, _ rows: Range<Int>, _ columns: Int?, _ words: inout [UInt64]) {
    let stretches = gemm.filled(k) / gemm.datapath.stretch
    let isPlain = accumulation == Accumulation()
    let ignoresC = gemm.modifiers.ignoresAccumulator
    guard let columns else {  // single elements
      for row in rows {
        let place = row - rows.lowerBound
        words[place] = kernel.chain(row: row, column: row, stretches: 0..<stretches, c: ignoresC ? 0 : words[place])
      }
      return
    }
    // So many rows of B stay in the second-level cache while the rows of A pass.
    let block = max(1, min(columns, (1 << 17) / max(left.width, 1)))
    for first in Swift.stride(from: 0, to: columns, by: block) {
      for row in rows {
        for column in first..<min(columns, first + block) {
          let place = (row - rows.lowerBound) * columns + column
          let c = ignoresC ? 0 : words[place]
          words[place] =
            isPlain
            ? kernel.chain(row: row, column: column, stretches: 0..<stretches, c: c) : promoted(kernel, row: row, column: column, c: c)
        }
      }
    }
  }

  // MARK: Outside the unit

  /// Slices and promotions of one element. Spec [gemm-3], [gemm-4].
  private func promoted<Kernel: ChainKernel>(_ kernel: Kernel, row: Int, column: Int, c: UInt64) -> UInt64 {
    if accumulation.promotion == nil && accumulation.splits == nil {
      return ordered(kernel, row: row, column: column, 0..<k, c: c)
    }
    var total: UInt32 = 0
    for (index, slice) in accumulation.slices(k: k).enumerated() {
      let part = self.slice(kernel, row: row, column: column, slice, c: index == 0 ? c : 0)
      total = index == 0 ? part : Promotion.sum(total, part, .none, 0, 0)
    }
    return UInt64(total)
  }

  private func slice<Kernel: ChainKernel>(_ kernel: Kernel, row: Int, column: Int, _ slice: Range<Int>, c: UInt64) -> UInt32 {
    func chain(_ range: Range<Int>, c: UInt64) -> UInt32 {
      UInt32(truncatingIfNeeded: ordered(kernel, row: row, column: column, range, c: c))
    }
    guard let promotion = accumulation.promotion else { return chain(slice, c: c) }
    let intervals = (k + promotion.interval - 1) / promotion.interval
    var total = UInt32(truncatingIfNeeded: c)
    for start in inOrder(slice, by: promotion.interval) {
      let partial = chain(start..<min(slice.upperBound, start + promotion.interval), c: 0)
      let interval = start / promotion.interval
      let sa = blockScalesA?.word(row: row, interval: interval, of: intervals) ?? 0
      let sb = blockScalesB?.word(row: column, interval: interval, of: intervals) ?? 0
      total = Promotion.sum(total, partial, promotion.scaling, sa, sb)
    }
    return total
  }

  /// The chain of a range of K, its instructions in the order that was asked for.
  private func ordered<Kernel: ChainKernel>(_ kernel: Kernel, row: Int, column: Int, _ range: Range<Int>, c: UInt64) -> UInt64 {
    let stretch = gemm.datapath.stretch
    func stretches(_ range: Range<Int>) -> Range<Int> { (range.lowerBound / stretch)..<((range.upperBound + stretch - 1) / stretch) }
    if accumulation.order == .ascending { return kernel.chain(row: row, column: column, stretches: stretches(range), c: c) }
    var word = c
    let length = gemm.isSparse ? gemm.instructionK / 2 : gemm.instructionK
    for start in inOrder(range, by: length) {
      word = kernel.chain(row: row, column: column, stretches: stretches(start..<min(range.upperBound, start + length)), c: word)
    }
    return word
  }

  /// Where pieces of a range begin, in the order that was asked for.
  func inOrder(_ range: Range<Int>, by length: Int) -> [Int] {
    let starts = Array(Swift.stride(from: range.lowerBound, to: range.upperBound, by: length))
    return accumulation.order == .ascending ? starts : starts.reversed()
  }
}
