/// What a block of zeros gets as its scale. Spec [special-blocks-2].
public enum ZeroBlock: String, Policy {
  /// What the formula makes of a maximum of zero; for powers of two the smallest scale.
  case byRule = "by-rule"
  /// The smallest scale: code 00.
  case smallest
  /// 1.
  case one
  /// 2^−E, where E is the exponent of the largest element.
  case minusElementExponent = "minus-emax"
}

/// What a maximum that is NaN, or infinite, makes of its block. Spec [special-blocks-3].
public enum NonFiniteBlock: String, Policy {
  /// What the arithmetic makes of it: NaN scale for NaN, the largest scale for infinity.
  case byRule = "by-rule"
  /// The scale is NaN, and every element is coded as NaN.
  case nan
  /// The scale is NaN, and elements are divided by infinity: finite ones become zero with their sign, others NaN.
  case nanScale = "nan-scale"
  /// The largest finite scale.
  case largest
  /// The maximum counts as 2^128.
  case next
  /// The smallest scale.
  case smallest
  /// The smallest scale, and every element is coded as zero.
  case zero
}

/// Whether NaN and infinite elements take part in the maximum. Spec [special-blocks-1].
public enum MaximumOver: String, Policy {
  /// All elements: one NaN makes the maximum NaN.
  case all
  /// All but NaN.
  case numbers
  /// Finite elements only.
  case finite
}

/// What elements become under a scale of zero. Spec [special-blocks-5].
public enum ZeroScale: String, Policy {
  /// Zero.
  case zero
  /// What the formula makes of it.
  case byRule = "by-rule"
}

/// What elements are divided by under the smallest scale of a power-of-two format. Spec [special-blocks-6].
public enum SmallestScale: String, Policy {
  /// What the rule says.
  case byRule = "by-rule"
  /// The smallest normal float, 2^−126, although the scale is 2^−127.
  case normal
  /// Nothing: they become zero with their sign.
  case flush
}

/// Scales beyond the ends of a power-of-two scale format. Spec [special-blocks-4].
public enum ScaleRange: String, Policy {
  /// The nearest finite scale.
  case clamp
  /// The exponent byte keeps its low eight bits.
  case wrap
  /// The nearest finite scale below the range, NaN above it.
  case nanAbove = "nan-above"
}

/// The sign of a NaN that an operation makes of numbers, such as 0/0. Spec [special-blocks-7].
public enum InvalidNaN: String, Policy {
  /// As on GPUs and ARM.
  case positive
  /// As with SSE and AVX on x86.
  case negative
}

/// The codes of two's-complement elements. Spec [blocks-4].
public enum IntegerRange: String, Policy {
  /// As the format says.
  case format
  /// Without the most negative code.
  case symmetric
  /// With it: the asymmetric variant.
  case full
}

/// Every choice that quantizing to a block format depends on. Spec [scale-rules-1], [special-blocks-8].
public struct BlockConversion: Hashable, Sendable {
  /// Scales and how elements are brought to them.
  public var rule: ScaleRule
  /// Blocks of zeros.
  public var zeroBlock: ZeroBlock
  /// Which elements the maximum is taken over.
  public var maximum: MaximumOver
  /// Blocks whose maximum is NaN.
  public var nanBlock: NonFiniteBlock
  /// Blocks whose maximum is infinite.
  public var infiniteBlock: NonFiniteBlock
  /// Maxima that are subnormal in binary32.
  public var subnormalMaximum: Subnormals
  /// Elements under a scale of zero.
  public var zeroScale: ZeroScale
  /// Elements under the smallest power of two.
  public var smallestScale: SmallestScale
  /// Power-of-two scales out of range.
  public var scaleRange: ScaleRange
  /// The NaN of invalid operations.
  public var invalidNaN: InvalidNaN
  /// The codes of integers.
  public var integerRange: IntegerRange
  /// The conversion to the element's format.
  public var element: Conversion

  public init(
    rule: ScaleRule, zeroBlock: ZeroBlock = .byRule, maximum: MaximumOver = .all, nanBlock: NonFiniteBlock = .byRule,
    infiniteBlock: NonFiniteBlock = .byRule, subnormalMaximum: Subnormals = .keep, zeroScale: ZeroScale = .zero,
    smallestScale: SmallestScale = .byRule,
    scaleRange: ScaleRange = .clamp, invalidNaN: InvalidNaN = .positive, integerRange: IntegerRange = .format,
    element: Conversion = Conversion()
  ) {
    self.rule = rule
    self.zeroBlock = zeroBlock
    self.maximum = maximum
    self.nanBlock = nanBlock
    self.infiniteBlock = infiniteBlock
    self.subnormalMaximum = subnormalMaximum
    self.zeroScale = zeroScale
    self.smallestScale = smallestScale
    self.scaleRange = scaleRange
    self.invalidNaN = invalidNaN
    self.integerRange = integerRange
    self.element = element
  }
}
