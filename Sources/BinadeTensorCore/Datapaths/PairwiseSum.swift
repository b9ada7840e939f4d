public import Binade

/// Rounded products, added pairwise in a tree of rounded additions, then C. Spec [datapaths-11].
public struct PairwiseSum: Hashable, Sendable {
  /// Products in one tree, L: a power of two, 1 … 4096.
  public var groupLength: Int
  /// C is flushed before every so many products: a multiple of L, the K of one instruction.
  public var flushLength: Int
  /// What becomes of subnormal elements, C and results.
  public var subnormals: Subnormals
  /// The word of every NaN result.
  public var canonicalNaN: UInt64

  /// What becomes of subnormal numbers.
  public enum Subnormals: String, Policy {
    /// Elements and C become +0, results a zero of their sign.
    case flush
    /// They are numbers like others.
    case keep
  }

  /// A tree of `groupLength` products; C is flushed before each unless a flush length is given.
  public init(groupLength: Int, flushLength: Int? = nil, subnormals: Subnormals = .flush, canonicalNaN: UInt64 = 0x7FC0_0000) {
    self.groupLength = groupLength
    self.flushLength = flushLength ?? groupLength
    self.subnormals = subnormals
    self.canonicalNaN = canonicalNaN
  }
}
