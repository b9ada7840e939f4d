/// Encodes blocks: the definition. Spec [blocks-2], [scale-rules-2].
///
/// One encoder serves a whole tensor and may be shared between threads. Values are words of binary32: `f16` and `bf16` widen to it exactly.
///
///     let encoder = BlockEncoder(format: BlockFormatID.mxfp4.descriptor)
///     let header = encoder.encode(block, codes: &codes)
public struct BlockEncoder: Sendable {
  /// The format.
  public let format: BlockDescriptor
  /// The policies.
  public let conversion: BlockConversion
  /// The element's format, as the integer range has it.
  package let element: FormatDescriptor
  /// M, L and F: the largest and the smallest finite element and the largest finite scale, as binary32.
  let elementMaximum: UInt32, elementMinimum: UInt32, scaleMaximum: UInt32

  /// The factors of a tensor: what it is multiplied by, and what is stored. Words of binary32.
  public struct TensorScale: Hashable, Sendable, BitwiseCopyable {
    /// The largest magnitude, g.
    public var maximum: UInt32
    /// S.
    public var encode: UInt32
    /// T, the last factor of a dequantized value.
    public var scale: UInt32

    public init(maximum: UInt32, encode: UInt32, scale: UInt32) {
      self.maximum = maximum
      self.encode = encode
      self.scale = scale
    }
  }

  /// What a block stores beside its codes.
  public struct Header: Hashable, Sendable, BitwiseCopyable {
    /// The word of the scale.
    public var scale: UInt32
    /// The word of the zero point, 0 without one.
    public var zeroPoint: UInt32

    public init(scale: UInt32, zeroPoint: UInt32 = 0) {
      self.scale = scale
      self.zeroPoint = zeroPoint
    }
  }

  /// An encoder with these policies; without them, the format's default.
  public init(format: BlockDescriptor, conversion: BlockConversion? = nil) {
    let conversion = conversion ?? format.defaultConversion
    self.format = format
    self.conversion = conversion
    element = format.element.with(conversion.integerRange)
    // The full range reaches one code further, on the negative side only: M stays the largest positive element.
    elementMaximum = element.maximumFinite
    elementMinimum = element.minimumFinite
    scaleMaximum = format.scale.maximumFinite
  }

  /// The tensor's factors, from its largest magnitude by the rules of ``statistics(of:)``.
  public func tensorScale(maximum: UInt32) -> TensorScale {
    guard format.hasTensorScale else { return TensorScale(maximum: maximum, encode: Self.one, scale: Self.one) }
    var values = constants
    values[.tensorMaximum] = maximum
    let step = conversion.rule.tensor
    // One of the two may be computed from the other.
    if step.encode.mentions(.tensorScale) { values[.tensorScale] = step.scale.value(values) }
    let encode = step.encode.value(values)
    values[.tensorEncode] = encode
    return TensorScale(maximum: maximum, encode: encode, scale: step.scale.value(values))
  }

  /// The factors for a tensor scale that the caller has chosen: S is fl(1 / T).
  public func tensorScale(chosen scale: UInt32) -> TensorScale {
    let encode = Binary32.quotient(Self.one, scale)
    // The maximum for which this would be the scale: formulas that speak of g see that.
    let maximum = Binary32.product(scale, Binary32.product(elementMaximum, scaleMaximum))
    return TensorScale(maximum: maximum, encode: encode, scale: scale)
  }

  static var one: UInt32 { 0x3F80_0000 }

  /// Variables that every formula knows.
  var constants: Formula.Values {
    var values = Formula.Values()
    values.invalid = invalidNaN
    values[.elementMaximum] = elementMaximum
    values[.elementMinimum] = elementMinimum
    values[.scaleMaximum] = scaleMaximum
    return values
  }

  /// Encodes one block; missing elements of a ragged tail are simply not there. Spec [blocks-6].
  ///
  /// - Parameters:
  ///   - values: words of binary32, row by row for a two-dimensional block; at least one.
  ///   - height: how many rows those are.
  ///   - tensor: the tensor's factors; ``tensorScale(maximum:)``.
  ///   - codes: receives one code per value, from index `start` on; must be long enough.
  ///   - random: the random field of the element at an index, for stochastic rounding.
  /// - Returns: the scale, and the zero point if there is one.
  @discardableResult
  public func encode(
    _ values: Span<UInt32>, height: Int = 1, tensor: TensorScale = .one, codes: inout MutableSpan<UInt8>, at start: Int = 0,
    random: (Int) -> RandomField = { _ in .zero }
  ) -> Header {
    let statistics = statistics(of: values)
    let choice = scale(for: statistics, tensor, values, height: height)
    encodeElements(values, choice, tensor, codes: &codes, at: start, random: random)
    return choice.header
  }

  /// The code of every value under a scale that somebody else has chosen: how an element rule is told from a scale rule.
  public func encodeElements(
    _ values: Span<UInt32>, header: Header, tensor: TensorScale = .one, codes: inout MutableSpan<UInt8>, at start: Int = 0,
    random: (Int) -> RandomField = { _ in .zero }
  ) {
    let decoded = decodedScale(header.scale)
    let choice = Choice(header: header, unrounded: decoded, statistics: statistics(of: values), elements: .byValue)
    encodeElements(values, choice, tensor, codes: &codes, at: start, random: random)
  }
}

extension BlockEncoder.TensorScale {
  /// Both factors 1.
  public static var one: BlockEncoder.TensorScale { .init(maximum: 0, encode: 0x3F80_0000, scale: 0x3F80_0000) }
}

extension FormatDescriptor {
  /// The same integers with or without the most negative code.
  func with(_ range: IntegerRange) -> FormatDescriptor {
    guard sign == .twosComplement, range != .format else { return self }
    return FormatDescriptor(
      constant: sign, exponentBits, significandBits, bias: bias, hasNegativeZero: false, isSymmetric: range == .symmetric,
      paddingBits: paddingBits)
  }
}
