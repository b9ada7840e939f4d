internal import Binade

#if !hasFeature(Embedded)
  internal import Dispatch
  internal import Synchronization
#endif

extension Gemm {
  /// Whether two panels are the operands of this product.
  @usableFromInline
  func check(_ a: Panel, _ b: Panel) throws(GemmError) {
    for (panel, side) in [(a, Panel.Side.a), (b, .b)] {
      if panel.side != side { throw .parameter(name: "panel of \(side.name)", expected: side.name, actual: panel.side.name) }
      if panel.maker != maker {
        throw .parameter(
          name: "panel of \(side.name)", expected: "one made with this datapath and these modifiers", actual: "one of another product")
      }
    }
    if b.k != (isSparse ? 2 * a.k : a.k) { throw .count(name: "K of B", expected: isSparse ? 2 * a.k : a.k, actual: b.k) }
    try check(m: a.rows, n: b.rows, k: b.k)
  }

  /// Computes `words`, M × N, which hold C and then D.
  @usableFromInline
  func run(
    _ left: Panel, _ right: Panel, _ words: inout [UInt64], metadata: Span<UInt8>, _ blockScalesA: BlockScales?,
    _ blockScalesB: BlockScales?, k: Int
  ) throws(GemmError) {
    let work = try GemmWork(self, left, right, metadata: metadata, blockScalesA, blockScalesB, k: k)
    let n = right.rows
    guard n > 0 && left.rows > 0 else { return }
    let source = words
    words = inPieces(left.rows, limit: max(1, (1 << 16) / n)) { rows in
      var piece = Array(source[(rows.lowerBound * n)..<(rows.upperBound * n)])
      work.compute(rows: rows, &piece)
      return piece
    }
  }

  /// The results of `body` for consecutive pieces of `0..<count`, in order, whatever thread made them.
  ///
  /// - Parameter limit: the largest piece.
  func inPieces(_ count: Int, limit: Int = .max, _ body: @Sendable (Range<Int>) -> [UInt64]) -> [UInt64] {
    // Small enough that every thread has several, and that a late one does not hold up the others.
    let piece = max(1, min(limit, (count + 4 * threads - 1) / (4 * threads)))
    let pieces = (count + piece - 1) / piece
    #if !hasFeature(Embedded)
      if threads > 1 && pieces > 1 {
        let results = Mutex([[UInt64]](repeating: [], count: pieces))
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, pieces)) { _ in
          while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < pieces else { break }
            let result = body((index * piece)..<min(count, (index + 1) * piece))
            results.withLock { $0[index] = result }
          }
        }
        return results.withLock { $0.flatMap { $0 } }
      }
    #endif
    return body(0..<count)
  }
}
