public import Binade

/// Exact integer products, added at once with C. Spec [datapaths-10].
public struct IntegerSum: Hashable, Sendable {
  /// Products that are added at once, L: 1 … 4096.
  public var groupLength: Int
  /// What a product is.
  public var product: Product
  /// What a sum beyond the accumulator becomes.
  public var overflow: Overflow

  /// What a product is.
  public enum Product: String, Policy {
    /// a · b; of bits it is `and`.
    case multiply
    /// 1 where two bits differ.
    case exclusiveOr = "exclusive-or"
  }

  /// What a sum beyond the accumulator becomes. Decided once, C included.
  public enum Overflow: String, Policy {
    /// The low bits.
    case wrap
    /// The nearest integer of the accumulator.
    case saturate
  }

  /// An integer sum.
  public init(groupLength: Int, product: Product = .multiply, overflow: Overflow = .wrap) {
    self.groupLength = groupLength
    self.product = product
    self.overflow = overflow
  }
}
