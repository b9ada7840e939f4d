internal import Binade
internal import BinadeKernels

/// A product by the kernels of a back-end: tiles of D, in any order and on any thread.
struct TileWork: Sendable {
  let work: GemmWork
  let a, b: TilePanel
  let memory: AccumulatorMemory

  /// A tile of D.
  private struct Tile: Sendable {
    let rows: Range<Int>
    let columns: Range<Int>
  }

  init(_ work: GemmWork, _ a: TilePanel, _ b: TilePanel, _ memory: AccumulatorMemory) {
    self.work = work
    self.a = a
    self.b = b
    self.memory = memory
  }

  private var gemm: Gemm { work.gemm }
  private var shape: (m: Int, n: Int, k: Int) { (work.left.rows, work.right.rows, work.k) }
  /// Whether one chain makes an element, and its words are as wide as the kernels'.
  private var isDirect: Bool { work.accumulation == Accumulation() && memory.size == 4 }

  /// Computes D.
  func run() {
    let rest = pass(a, b, tiles())
    guard !rest.isEmpty else { return }
    let second = work.secondPanels()
    let none = pass(second.a, second.b, rest)
    precondition(none.isEmpty, "the last kernel does every tile")
  }

  /// Computes tiles; returns those that the kernel cannot vouch for.
  private func pass(_ a: TilePanel, _ b: TilePanel, _ tiles: [Tile]) -> [Tile] {
    let rest = Locked<[Tile]>([])
    gemm.forEach(tiles.count) { index in
      let isDone = isDirect ? direct(a, b, tiles[index]) : buffered(a, b, tiles[index])
      if !isDone { rest.withLock { $0.append(tiles[index]) } }
    }
    return rest.withLock { $0 }
  }

  /// Tiles whose operands stay in the second-level cache, and enough of them for every thread.
  private func tiles() -> [Tile] {
    let (m, n, _) = shape
    var (height, width) = isDirect ? (256, 512) : (64, 256)
    func count() -> Int { ((m + height - 1) / height) * ((n + width - 1) / width) }
    while gemm.threads > 1 && count() < 4 * gemm.threads && (height > 64 || width > 64) {
      if width >= height && width > 64 { width /= 2 } else { height /= 2 }
    }
    return stride(from: 0, to: m, by: height).flatMap { row in
      stride(from: 0, to: n, by: width).map { Tile(rows: row..<min(m, row + height), columns: $0..<min(n, $0 + width)) }
    }
  }

  // MARK: Single elements

  /// Row i of A with row i of B, over words that hold their C. Spec [gemm-1].
  static func dots(_ work: GemmWork, _ a: TilePanel, _ b: TilePanel, _ words: inout [UInt64]) {
    let rest = diagonal(work, a, b, 0..<words.count, &words)
    guard !rest.isEmpty else { return }
    let second = work.secondPanels()
    let none = diagonal(work, second.a, second.b, rest, &words)
    precondition(none.isEmpty, "the last kernel does every element")
  }

  /// Computes elements; returns those that the kernel cannot vouch for.
  private static func diagonal(
    _ work: GemmWork, _ a: TilePanel, _ b: TilePanel, _ places: some Sequence<Int>, _ words: inout [UInt64]
  ) -> [Int] {
    let shape = (m: work.left.rows, n: work.right.rows, k: work.k)
    let stretches = 0..<(work.k / work.gemm.datapath.stretch)
    let isIgnored = work.gemm.modifiers.ignoresAccumulator
    return places.filter { place in
      var word = isIgnored ? 0 : UInt32(truncatingIfNeeded: words[place])
      let isDone = unsafe a.kernel.compute(
        a, b, shape, rows: place..<place + 1, columns: place..<place + 1, stretches: stretches, &word, stride: 1)
      if isDone { words[place] = UInt64(word) }
      return !isDone
    }
  }

  // MARK: One tile

  /// Over D itself.
  private func direct(_ a: TilePanel, _ b: TilePanel, _ tile: Tile) -> Bool {
    let n = shape.n
    let corner = tile.rows.lowerBound * n + tile.columns.lowerBound
    let d = unsafe memory.d.assumingMemoryBound(to: UInt32.self) + corner
    for row in 0..<tile.rows.count {
      let target = unsafe d + row * n
      if unsafe memory.c == nil || gemm.modifiers.ignoresAccumulator {
        unsafe target.update(repeating: 0, count: tile.columns.count)
      } else {
        let source = unsafe memory.c!.assumingMemoryBound(to: UInt32.self) + corner + row * n
        unsafe target.update(from: source, count: tile.columns.count)
      }
    }
    let stretches = 0..<(gemm.filled(work.k) / gemm.datapath.stretch)
    return unsafe a.kernel.compute(a, b, shape, rows: tile.rows, columns: tile.columns, stretches: stretches, d, stride: n)
  }

  /// In words of its own, for accumulators of another width and for what happens outside the unit.
  private func buffered(_ a: TilePanel, _ b: TilePanel, _ tile: Tile) -> Bool {
    let (height, width) = (tile.rows.count, tile.columns.count)
    func range(_ row: Int) -> Range<Int> {
      let start = (tile.rows.lowerBound + row) * shape.n + tile.columns.lowerBound
      return start..<start + width
    }
    var words = [UInt32](repeating: 0, count: height * width)
    if !gemm.modifiers.ignoresAccumulator {
      for row in 0..<height {
        let source = memory.load(range(row))
        for column in 0..<width { words[row * width + column] = UInt32(truncatingIfNeeded: source[column]) }
      }
    }
    guard promoted(a, b, tile, &words) else { return false }
    for row in 0..<height {
      memory.store((0..<width).map { UInt64(words[row * width + $0]) }, at: range(row).lowerBound)
    }
    return true
  }

  // MARK: Outside the unit

  /// Slices and promotions of a tile, as ``GemmWork`` has them for one element. Spec [gemm-3], [gemm-4].
  private func promoted(_ a: TilePanel, _ b: TilePanel, _ tile: Tile, _ words: inout [UInt32]) -> Bool {
    let accumulation = work.accumulation
    if accumulation.promotion == nil && accumulation.splits == nil { return ordered(a, b, tile, 0..<work.k, &words) }
    for (index, slice) in accumulation.slices(k: work.k).enumerated() {
      if index == 0 {
        guard self.slice(a, b, tile, slice, &words) else { return false }
      } else {
        var part = [UInt32](repeating: 0, count: words.count)
        guard self.slice(a, b, tile, slice, &part) else { return false }
        Promotion.add(part, to: &words, scaling: .none, [], [], gemm.backend)
      }
    }
    return true
  }

  private func slice(_ a: TilePanel, _ b: TilePanel, _ tile: Tile, _ slice: Range<Int>, _ words: inout [UInt32]) -> Bool {
    guard let promotion = work.accumulation.promotion else { return ordered(a, b, tile, slice, &words) }
    let intervals = (work.k + promotion.interval - 1) / promotion.interval
    var partial = [UInt32](repeating: 0, count: words.count)
    for start in work.inOrder(slice, by: promotion.interval) {
      for index in partial.indices { partial[index] = 0 }
      guard ordered(a, b, tile, start..<min(slice.upperBound, start + promotion.interval), &partial) else { return false }
      let interval = start / promotion.interval
      let scalesA = work.blockScalesA.map { scales in tile.rows.map { scales.word(row: $0, interval: interval, of: intervals) } } ?? []
      let scalesB = work.blockScalesB.map { scales in tile.columns.map { scales.word(row: $0, interval: interval, of: intervals) } } ?? []
      Promotion.add(partial, to: &words, scaling: promotion.scaling, scalesA, scalesB, gemm.backend)
    }
    return true
  }

  /// The chain of a range of K, its instructions in the order that was asked for.
  private func ordered(_ a: TilePanel, _ b: TilePanel, _ tile: Tile, _ range: Range<Int>, _ words: inout [UInt32]) -> Bool {
    let stretch = gemm.datapath.stretch
    let width = tile.columns.count
    return unsafe words.withUnsafeMutableBufferPointer { buffer in
      func chain(_ range: Range<Int>) -> Bool {
        let stretches = (range.lowerBound / stretch)..<((range.upperBound + stretch - 1) / stretch)
        guard let d = buffer.baseAddress else { return true }
        return unsafe a.kernel.compute(a, b, shape, rows: tile.rows, columns: tile.columns, stretches: stretches, d, stride: width)
      }
      if work.accumulation.order == .ascending { return chain(range) }
      return work.inOrder(range, by: gemm.instructionK).allSatisfy {
        chain($0..<min(range.upperBound, $0 + gemm.instructionK))
      }
    }
  }
}

extension GemmWork {
  /// The operands for the kernel that does what the first one cannot vouch for.
  fileprivate func secondPanels() -> (a: TilePanel, b: TilePanel) {
    guard let kernel = TileKernel.second(for: gemm) else { preconditionFailure("a kernel that can refuse has another behind it") }
    return (
      left.words.tiles(kernel, .a, rows: left.rows, k: left.k, gemm), right.words.tiles(kernel, .b, rows: right.rows, k: right.k, gemm)
    )
  }
}
