public import Binade

/// One fused multiply-add after the other, in ascending k. Spec [datapaths-9].
public struct MultiplyAddChain: Hashable, Sendable {
  /// What a NaN result is.
  public var nan: NaNRule
  /// The word of a NaN that no operand brought, and of every NaN under ``NaNRule/canonical``.
  public var canonicalNaN: UInt64

  /// What a NaN result is.
  public enum NaNRule: String, Policy {
    /// Always the same word.
    case canonical
    /// The first NaN among B, C and A, made quiet, with its payload and sign.
    case firstOfBCA = "first-of-b-c-a"
  }

  /// A chain; the NaN rule is that of an H200's f64 unit unless given.
  public init(nan: NaNRule = .firstOfBCA, canonicalNaN: UInt64 = 0xFFF8_0000_0000_0000) {
    self.nan = nan
    self.canonicalNaN = canonicalNaN
  }
}
