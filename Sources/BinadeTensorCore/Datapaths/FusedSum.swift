public import Binade

/// A fused sum of products: aligned to the largest exponent, cut, added exactly, rounded once. Spec [datapaths-4].
///
/// | parameter | Volta | Ampere | Hopper | Hopper FP8 | Blackwell MX | NVFP4 |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | ``groupLength`` | 4 | 8 | 16 | 32 | 32 | 64 |
/// | ``termLength`` | 1 | 1 | 1 | 1 | 1 | 16 |
/// | ``termExponent`` | products | products | products | products | products | scales |
/// | ``fractionBits`` | 23 | 24 | 25 | 13 | 25 | 35 |
/// | ``floor`` | −131 | −132 | −133 | −133 | −133 | −139 |
/// | ``output`` | RZ-FP32 | RZ-FP32 | RZ-FP32 | RZ-E8M13 | RZ-FP32 | RZ-FP32 |
public struct FusedSum: Hashable, Sendable {
  /// Products that are added at once, L: 1 … 4096.
  public var groupLength: Int
  /// Products that are added exactly before they are aligned as one term, T; divides L.
  public var termLength: Int
  /// What a term is aligned by.
  public var termExponent: TermExponent
  /// Bits kept below the largest exponent, F: 0 … 96. `nil`: nothing is cut off.
  public var fractionBits: Int?
  /// How a term is brought to a multiple of the last kept bit: a directed rounding, to nearest, or to odd.
  public var alignment: Rounding
  /// The smallest exponent to which terms are aligned; `nil` for none.
  public var floor: Int?
  /// The format in which elements are multiplied, if it is not their own. Must hold every value of both.
  public var multiplicand: FormatDescriptor?
  /// Which products a node takes.
  public var interleaving: Interleaving
  /// Where C joins.
  public var accumulatorInput: AccumulatorInput
  /// The one rounding at the end.
  public var output: OutputConversion
  /// The sign of a zero result.
  public var zero: ZeroResult
  /// The word of every NaN result, in the accumulator's format.
  public var canonicalNaN: UInt64

  /// What a term is aligned by. Spec [datapaths-4] step 4.
  public enum TermExponent: String, Policy {
    /// By its largest product, as the exponents of the factors say, and by its scales.
    case products
    /// By its scales alone.
    case scales
  }

  /// Where C joins the sum. Spec [datapaths-8].
  public enum AccumulatorInput: String, Policy {
    /// As one more term.
    case fused
    /// In a rounded addition of its own, after the stretch.
    case addedAfterwards = "added-afterwards"
  }

  /// The sign of a result of magnitude zero. Spec [datapaths-7].
  public enum ZeroResult: String, Policy {
    /// Always +0.
    case positive
    /// −0 if a negative sum was rounded to zero.
    case sum
    /// The same, and −0 if every product and C is −0.
    case ieee
  }

  /// Which products of a stretch a node takes. Spec [datapaths-8].
  public struct Interleaving: Hashable, Sendable {
    /// Node j takes the products k with (k mod ``period``) div ``run`` = j.
    public var period: Int
    /// Divides ``period``.
    public var run: Int

    /// Runs of `run` products out of every `period`.
    public init(period: Int, run: Int) {
      self.period = period
      self.run = run
    }

    /// Consecutive products: one node in a stretch.
    public static let none = Interleaving(period: 1, run: 1)

    /// Nodes in a stretch; 0 for a run that cannot be.
    public var nodes: Int { run < 1 ? 0 : period / run }
  }

  /// A fused sum; what is not given is as in NVIDIA's units with an accumulator of binary32.
  public init(
    groupLength: Int, termLength: Int = 1, termExponent: TermExponent = .products, fractionBits: Int?, alignment: Rounding = .towardZero,
    floor: Int? = nil, multiplicand: FormatDescriptor? = nil, interleaving: Interleaving = .none,
    accumulatorInput: AccumulatorInput = .fused, output: OutputConversion = .rzFP32, zero: ZeroResult = .positive,
    canonicalNaN: UInt64 = 0x7FFF_FFFF
  ) {
    self.groupLength = groupLength
    self.termLength = termLength
    self.termExponent = termExponent
    self.fractionBits = fractionBits
    self.alignment = alignment
    self.floor = floor
    self.multiplicand = multiplicand
    self.interleaving = interleaving
    self.accumulatorInput = accumulatorInput
    self.output = output
    self.zero = zero
    self.canonicalNaN = canonicalNaN
  }

  /// Products in a stretch, S.
  public var stretch: Int { groupLength &* interleaving.nodes }
}
