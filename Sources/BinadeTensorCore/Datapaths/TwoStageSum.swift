internal import Binade

/// Products are cut below their own maximum and added; that sum and C are cut once more, added, and rounded. Spec [datapaths-12].
///
/// What is not given is as in the f16 unit of CDNA3.
public struct TwoStageSum: Hashable, Sendable {
  /// Products that are added at once, L: 1 … 4096.
  public var groupLength: Int
  /// Products are dealt to this many parts by k mod parts: 1 or 2.
  public var parts: Int
  /// A product of this exponent or more is infinite; `nil` for no limit.
  public var productLimit: Int?
  /// Bits kept below the largest product, toward zero; and, with two parts, below the larger part, downward.
  public var productBits: Int
  /// Bits kept of the sum of products below the largest exponent, downward.
  public var sumBits: Int
  /// Bits kept of C below the largest exponent, downward.
  public var accumulatorBits: Int
  /// Bits kept below the leading bit of the whole sum, downward.
  public var normalisedBits: Int
  /// C counts as zero if its exponent is further than this below the largest; `nil`: never.
  public var accumulatorRange: Int?
  /// The one rounding at the end.
  public var output: OutputConversion
  /// The sign of a zero result.
  public var zero: FusedSum.ZeroResult
  /// The word of every NaN result.
  public var canonicalNaN: UInt64

  /// A two-stage sum.
  public init(
    groupLength: Int, parts: Int = 1, productLimit: Int? = 128, productBits: Int = 24, sumBits: Int = 32, accumulatorBits: Int = 24,
    normalisedBits: Int = 31, accumulatorRange: Int? = nil, output: OutputConversion = .rneFP32, zero: FusedSum.ZeroResult = .sum,
    canonicalNaN: UInt64 = 0x7FC0_0000
  ) {
    self.groupLength = groupLength
    self.parts = parts
    self.productLimit = productLimit
    self.productBits = productBits
    self.sumBits = sumBits
    self.accumulatorBits = accumulatorBits
    self.normalisedBits = normalisedBits
    self.accumulatorRange = accumulatorRange
    self.output = output
    self.zero = zero
    self.canonicalNaN = canonicalNaN
  }
}
