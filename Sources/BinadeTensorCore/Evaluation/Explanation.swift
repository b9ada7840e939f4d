public import Binade

/// How one element of D came about: what `binade dot --explain` prints.
public struct Explanation: Hashable, Sendable {
  /// The stretches, in ascending k; each one's result is the next one's C.
  public let stretches: [Stretch]
  /// The word of D.
  public let result: UInt64

  /// One stretch. Spec [datapaths-2].
  public struct Stretch: Hashable, Sendable {
    /// Where it begins along K.
    public let k: Int
    /// The word of C.
    public let c: UInt64
    /// The nodes of a fused sum, in their order; empty for other arithmetics.
    public var nodes: [FusedNode] = []
    /// Intermediate numbers of other arithmetics, and the addition after the nodes, in their order.
    public var steps: [Step] = []
    /// The word of the result.
    public var result: UInt64 = 0
  }

  /// An intermediate number.
  public struct Step: Hashable, Sendable {
    /// What it is, for instance `product 3`.
    public let name: String
    /// The number.
    public let value: Operand

    init(_ name: String, _ value: Operand) {
      self.name = name
      self.value = value
    }
  }
}
