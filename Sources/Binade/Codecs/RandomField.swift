/// The random bits of one stochastic rounding: an operand like any other. Spec [rounding-6].
@frozen
public struct RandomField: Hashable, Sendable, BitwiseCopyable {
  /// The field, a whole number below 2^`width`.
  public let bits: UInt32
  /// Width of the field, 1 … 32.
  public let width: Int

  /// A field of `width` bits; a width outside 1 … 32 is brought to the nearer end, and bits above it are dropped.
  @inlinable
  public init(_ bits: UInt32, width: Int = 32) {
    let width = Swift.min(Swift.max(width, 1), 32)
    self.width = width
    self.bits = width == 32 ? bits : bits & ((1 &<< UInt32(width)) &- 1)
  }

  /// All zeros: stochastic rounding with it rounds toward zero.
  public static var zero: RandomField { @inlinable get { RandomField(0) } }
}
