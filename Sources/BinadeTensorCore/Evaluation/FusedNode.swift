public import Binade

/// One fused sum with everything that led to its result: what `binade dot --explain` prints. Spec [datapaths-4].
public struct FusedNode: Hashable, Sendable {
  /// One product.
  public struct Product: Hashable, Sendable {
    /// Its place along K.
    public let k: Int
    /// The words of A and B.
    public let a, b: UInt64
    /// The class of the product: `zero`, `finite`, `infinity`, or `nan` also where an infinity meets a zero.
    public let kind: Operand.Class
    /// The sign of the product.
    public let isNegative: Bool
    /// s(a)·s(b)·2^(bits of both): an integer.
    public let magnitude: UInt64
    /// e(a) + e(b).
    public let exponent: Int
  }

  /// One aligned term: some products and their scales, or C.
  public struct Term: Hashable, Sendable {
    /// The products; empty for C.
    public let products: [Product]
    /// The bytes of the scales, if there are any.
    public let scaleA, scaleB: UInt8?
    /// The exact value is `significand` · 2^`unit`.
    public let significand: Int128
    /// The weight of the significand's lowest bit.
    public let unit: Int
    /// The sign of C; meaningless for products.
    public let isNegative: Bool
    /// The alignment exponent, or `nil` for a term that is zero in the sense of step 4.
    public let exponent: Int?
    /// The term as a whole number of ``FusedNode/unit``s, after the cut.
    public internal(set) var aligned: Int128 = 0
    /// Whether the cut took anything away.
    public internal(set) var isCut = false
  }

  /// The terms, C last if it takes part.
  public internal(set) var terms: [Term]
  /// The word of C as the node took it.
  public let c: UInt64
  /// What decided before any arithmetic: a NaN or an infinity.
  public internal(set) var special: Operand.Class?
  /// The largest alignment exponent, E; `nil` if there is nothing to align.
  public internal(set) var exponent: Int?
  /// Whether E is the floor.
  public internal(set) var isFloor = false
  /// The weight of the last kept bit is 2 to this.
  public internal(set) var unit = 0
  /// The exact sum of the cut terms; beyond 64 bits the rest is folded into the lowest bit.
  public internal(set) var sum = Operand(significand: 0, exponent: 0)
  /// The word of the result.
  public internal(set) var result: UInt64 = 0
}
