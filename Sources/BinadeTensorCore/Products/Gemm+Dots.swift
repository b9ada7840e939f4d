public import Binade

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
  public func dots<A: FixedWidthInteger & UnsignedInteger, B: FixedWidthInteger & UnsignedInteger, D: FixedWidthInteger & UnsignedInteger>(
    a: Span<A>, b: Span<B>, c: Span<D> = .init(), scaleA: Span<UInt8> = .init(), scaleB: Span<UInt8> = .init(),
    metadata: Span<UInt8> = .init(), count: Int, k: Int, into d: inout MutableSpan<D>
  ) throws(GemmError) {
    try checkDots(count: count, k: k)
    if d.count != count { throw .count(name: "D", expected: count, actual: d.count) }
    if c.count != count && c.count != 0 { throw .count(name: "C", expected: count, actual: c.count) }
    if D.bitWidth < datapath.accumulator.wordBits {
      throw .wordTooNarrow(name: "D", expectedBits: datapath.accumulator.wordBits, actualBits: D.bitWidth)
    }
    let left = try panel(.a, a, rows: count, k: isSparse ? k / 2 : k, scales: scaleA)
    let right = try panel(.b, b, rows: count, k: k, scales: scaleB)
    var words = [UInt64](repeating: 0, count: count)
    if c.count > 0 { for index in words.indices { words[index] = UInt64(truncatingIfNeeded: c[index]) } }
    try runDots(left, right, &words, metadata: metadata, k: k)
    for index in words.indices { d[index] = D(truncatingIfNeeded: words[index]) }
  }

  @usableFromInline
  func checkDots(count: Int, k: Int) throws(GemmError) {
    if isSparse && k % 4 != 0 { throw .kMultiple(expected: 4, actual: k) }
    var free = self
    free.accumulation = Accumulation()
    try Gemm(free, instructionK: 1).check(m: count, n: 1, k: k)
    if accumulation != Accumulation() {
      throw .parameter(name: "accumulation", expected: "one chain for single elements", actual: "another")
    }
  }

  /// The same with another K.
  private init(_ gemm: Gemm, instructionK: Int) {
    self.init(gemm.datapath, instructionK: instructionK)
    modifiers = gemm.modifiers
    threads = gemm.threads
  }

  @usableFromInline
  func runDots(_ left: Panel, _ right: Panel, _ words: inout [UInt64], metadata: Span<UInt8>, k: Int) throws(GemmError) {
    let work = try GemmWork(self, left, right, metadata: metadata, nil, nil, k: k)
    let chosen = isSparse ? work.chosenByOwnRow() : right
    let source = words
    words = inPieces(words.count) { rows in
      var piece = Array(source[rows])
      work.computeDots(rows: rows, chosen, &piece)
      return piece
    }
  }
}
