/// Rows of A, rows of B, and products: M × N × K. Spec [instructions-2].
public struct Shape: Hashable, Sendable {
  /// Rows of A, C and D.
  public let m: Int
  /// Rows of B; columns of C and D.
  public let n: Int
  /// Products of one element of D.
  public let k: Int

  /// M × N × K.
  public init(_ m: Int, _ n: Int, _ k: Int) {
    self.m = m
    self.n = n
    self.k = k
  }

  /// `m16n8k16`.
  public var name: String { "m\(m)n\(n)k\(k)" }
}

/// The shapes of one instruction: every M with every N, one K.
struct ShapeSet: Hashable, Sendable {
  let ms: [Int]
  let ns: [Int]
  let k: Int

  init(_ m: Int, _ n: Int, _ k: Int) { self.init([m], [n], k) }

  init(_ ms: [Int], _ ns: [Int], _ k: Int) {
    self.ms = ms
    self.ns = ns
    self.k = k
  }

  /// Every shape, the largest M first, then the largest N.
  var shapes: [Shape] { ms.reversed().flatMap { m in ns.reversed().map { Shape(m, $0, k) } } }
}

/// `from`, `from` + `step`, … up to `through`.
func steps(_ from: Int, through: Int, by step: Int) -> [Int] { Array(Swift.stride(from: from, through: through, by: step)) }
