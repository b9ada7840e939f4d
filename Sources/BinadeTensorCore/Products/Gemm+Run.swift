internal import Binade
internal import Dispatch
internal import Synchronization

extension Gemm {
  /// Whether two panels are the operands of this product.
  @usableFromInline
  func check(_ a: Panel, _ b: Panel) throws(GemmError) {
    for (panel, side) in [(a, Panel.Side.a), (b, .b)] {
      if panel.side != side { throw .parameter(name: "panel of \(side.name)", expected: side.name, actual: panel.side.name) }
      if panel.maker != maker {
        throw .parameter(
          name: "panel of \(side.name)", expected: "one made with this datapath, these modifiers and this back-end",
          actual: "one of another product")
      }
    }
    if b.k != (isSparse ? 2 * a.k : a.k) { throw .count(name: "K of B", expected: isSparse ? 2 * a.k : a.k, actual: b.k) }
    try check(m: a.rows, n: b.rows, k: b.k)
  }

  /// Computes D, M × N.
  ///
  /// - Throws: ``GemmError``; nothing was written then.
  @usableFromInline
  func run(
    _ left: Panel, _ right: Panel, _ memory: AccumulatorMemory, metadata: Span<UInt8>, _ blockScalesA: BlockScales?,
    _ blockScalesB: BlockScales?, k: Int
  ) throws(GemmError) {
    let work = try GemmWork(self, left, right, metadata: metadata, blockScalesA, blockScalesB, k: k)
    let n = right.rows
    guard n > 0 && left.rows > 0 else { return }
    if case .tiles(let a) = left.storage, case .tiles(let b) = right.storage {
      TileWork(work, a, b, memory).run()
      return
    }
    inPieces(left.rows, limit: max(1, (1 << 16) / n)) { rows in
      let range = rows.lowerBound * n..<rows.upperBound * n
      var piece = memory.load(range)
      work.compute(rows: rows, &piece)
      memory.store(piece, at: range.lowerBound)
    }
  }

  /// Calls `body` for consecutive pieces of `0..<count`, on ``threads`` threads.
  ///
  /// - Parameters:
  ///   - unit: every piece but the last is a multiple of it.
  ///   - limit: the largest piece, unless the unit is larger.
  func inPieces(_ count: Int, unit: Int = 1, limit: Int = .max, _ body: @Sendable (Range<Int>) -> Void) {
    // Small enough that every thread has several, and that a late one does not hold up the others.
    let share = min(limit, (count + 4 * threads - 1) / (4 * threads))
    let piece = max(unit, share / unit * unit)
    let pieces = (count + piece - 1) / piece
    forEach(pieces) { body(($0 * piece)..<min(count, ($0 + 1) * piece)) }
  }

  /// Calls `body` for each of `0..<count`, on ``threads`` threads.
  func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    if threads == 1 || count <= 1 {
      for index in 0..<count { body(index) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { break }
        body(index)
      }
    }
  }
}
