internal import BinadeKernels
internal import Dispatch
internal import Synchronization

/// Work on a range of elements in pieces, on several threads.
enum Parallel {
  /// Elements per piece: a multiple of everything that must not be cut, small enough for the second-level cache.
  static let piece = 1 << 17

  /// The results of `body` for consecutive pieces of `0..<count`, in order, whatever thread made them.
  ///
  /// - Parameter threads: how many pieces are worked on at once; without it as many as there are cores.
  static func map<Result: Sendable>(
    count: Int, piece: Int = piece, threads: Int? = nil, progress: Progress? = nil, _ body: @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    let pieces = (count + piece - 1) / piece
    if pieces <= 1 { return count == 0 ? [] : [body(0..<count)] }
    let results = Locked([Result?](repeating: nil, count: pieces))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(pieces, threads ?? cores)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < pieces else { break }
        let range = index * piece..<min(count, (index + 1) * piece)
        let result = body(range)
        results.withLock { $0[index] = result }
        progress?.advance(by: range.count)
      }
    }
    progress?.finish()
    return results.withLock { $0 }.map { $0! }
  }

  /// The number of cores that this process may use.
  static var cores: Int { Machine.cores }
}
