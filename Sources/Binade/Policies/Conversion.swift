/// Every choice that a conversion depends on, apart from the two formats. Spec [conversion-2].
///
/// A conversion is a value: there is no global rounding mode. Start from a format's default or from a ``Profile`` and change what differs:
///
///     var conversion = E4M3FN.descriptor.defaultConversion
///     conversion.overflow = .nonfinite
public struct Conversion: Hashable, Sendable, BitwiseCopyable {
  /// Choice between the two neighbouring codes.
  public var rounding: Rounding = .nearestEven
  /// Magnitudes beyond the largest finite one.
  public var overflow: Overflow = .saturate
  /// Infinite operands where overflow saturates.
  public var infinity: InfinityOperand = .asOverflow
  /// Sign of a NaN produced by overflow.
  public var overflowNaN: OverflowNaN = .keepSign
  /// NaN operands, in formats with NaN.
  public var nan: NaNPolicy = .canonical
  /// NaN operands, in formats without NaN.
  public var missingNaN: MissingNaN = .maxPositive
  /// Sign of zero results.
  public var signedZero: SignedZero = .keepSign
  /// Negative operands of unsigned formats.
  public var negative: NegativeOperand = .magnitude
  /// Zero operands of formats without zero.
  public var missingZero: MissingZero = .smallest
  /// Magnitudes below the second value of formats without zero.
  public var lowestBinade: LowestBinade = .rounded
  /// Operands that are subnormal in their own format.
  public var subnormalOperand: Subnormals = .keep
  /// Results that are subnormal in the target format.
  public var subnormalResult: Subnormals = .keep
  /// PTX `.relu`: negative operands become +0.
  public var isRectified: Bool = false
  /// What counts as tiny for the `underflow` flag. Never changes a code.
  public var tininess: Tininess = .afterRounding

  /// The defaults of Spec [conversion-2] for floating-point formats.
  @inlinable
  public init(
    rounding: Rounding = .nearestEven, overflow: Overflow = .saturate, infinity: InfinityOperand = .asOverflow,
    overflowNaN: OverflowNaN = .keepSign, nan: NaNPolicy = .canonical, missingNaN: MissingNaN = .maxPositive,
    signedZero: SignedZero = .keepSign, negative: NegativeOperand = .magnitude, missingZero: MissingZero = .smallest,
    lowestBinade: LowestBinade = .rounded, subnormalOperand: Subnormals = .keep, subnormalResult: Subnormals = .keep,
    isRectified: Bool = false, tininess: Tininess = .afterRounding
  ) {
    self.rounding = rounding
    self.overflow = overflow
    self.infinity = infinity
    self.overflowNaN = overflowNaN
    self.nan = nan
    self.missingNaN = missingNaN
    self.signedZero = signedZero
    self.negative = negative
    self.missingZero = missingZero
    self.lowestBinade = lowestBinade
    self.subnormalOperand = subnormalOperand
    self.subnormalResult = subnormalResult
    self.isRectified = isRectified
    self.tininess = tininess
  }
}

extension FormatDescriptor {
  /// The conversion used when nothing else is asked for: OCP where it speaks, CUDA where it does not.
  ///
  /// Integers take NaN to zero, unsigned integers clamp negative operands to zero; see Spec [conversion-2].
  @inlinable
  public var defaultConversion: Conversion {
    isInteger ? Conversion(missingNaN: .zero, negative: .zero) : Conversion()
  }
}
