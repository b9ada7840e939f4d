internal import Binade
public import BinadeKernels

extension Gemm {
  /// A batch of independent elements: row i of A with row i of B. Spec [gemm-1].
  ///
  /// K need not be a multiple of the instruction's: what is missing is zero.
  ///
  /// - Parameters:
  ///   - a: words of A, `count` × `k`; of a sparse A, `count` × `k`/2.
  ///   - b: words of B, `count` × `k`.
  ///   - c: words of C, `count`; empty for zeros.
  ///   - scaleA: scales of A, `count` × K/V, rounded up; empty without scales.
  ///   - scaleB: the same of B.
  ///   - metadata: for a sparse A the place of each element in its group.
  ///   - d: words of D, `count`.
  /// - Throws: ``GemmError``; nothing was written then. Promotion and splits are not for single elements.
  @inlinable
  public func dots<
    A: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, B: FixedWidthInteger & UnsignedInteger & BitwiseCopyable,
    D: FixedWidthInteger & UnsignedInteger
  >(
    a: Span<A>, b: Span<B>, c: Span<D> = .init(), scaleA: Span<UInt8> = .init(), scaleB: Span<UInt8> = .init(),
    metadata: Span<UInt8> = .init(), count: Int, k: Int, into d: inout MutableSpan<D>
  ) throws(GemmError) {
    try checkDots(count: count, k: k)
    try checkAccumulators(count, d: d.count, c: c.count, bits: D.bitWidth)
    var gemm = self
    // A kernel wants whole stretches, and the scales that belong to them.
    if isSparse || k % datapath.stretch != 0 || k % (datapath.scale?.blockLength ?? 1) != 0 { gemm.backend = .swift }
    let left = try gemm.panel(.a, a, rows: count, k: isSparse ? k / 2 : k, scales: scaleA)
    let right = try gemm.panel(.b, b, rows: count, k: k, scales: scaleB)
    var words = [UInt64](repeating: 0, count: count)
    if c.count > 0 { for index in words.indices { words[index] = UInt64(truncatingIfNeeded: c[index]) } }
    try gemm.runDots(left, right, &words, metadata: metadata, k: k)
    for index in words.indices { d[index] = D(truncatingIfNeeded: words[index]) }
  }

  @usableFromInline
  func checkDots(count: Int, k: Int) throws(GemmError) {
    try checkSize(m: count, n: 1, k: k)
    try checkParameters()
    if let sparsity, k % sparsity.group != 0 { throw .kMultiple(expected: sparsity.group, actual: k) }
    if accumulation != Accumulation() {
      throw .parameter(name: "accumulation", expected: "one chain for single elements", actual: "another")
    }
  }

  @usableFromInline
  func runDots(_ left: Panel, _ right: Panel, _ words: inout [UInt64], metadata: Span<UInt8>, k: Int) throws(GemmError) {
    let work = try GemmWork(self, left, right, metadata: metadata, nil, nil, k: k)
    if case .tiles(let a) = left.storage, case .tiles(let b) = right.storage {
      TileWork.dots(work, a, b, &words)
      return
    }
    let chosen = isSparse ? work.chosenByOwnRow() : right
    let memory = Locked(words)
    let source = words
    inPieces(words.count) { rows in
      var piece = Array(source[rows])
      work.computeDots(rows: rows, chosen, &piece)
      memory.withLock { $0.replaceSubrange(rows, with: piece) }
    }
    words = memory.withLock { $0 }
  }
}
