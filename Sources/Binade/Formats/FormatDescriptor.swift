/// A scalar number format as a value: ten parameters from which every codec follows. Spec [formats-1].
///
/// Describe a format that nobody named yet, and encode to it:
///
///     let e4m4 = FormatDescriptor(exponentBits: 4, significandBits: 4, bias: 7, highNaNCount: 1)
///     let encoder = Encoder(from: Binary32.descriptor, to: e4m4!)
///     let (word, flags) = encoder.convert(UInt64(Float(0.3).bitPattern))
///
/// Two descriptors are equal when all their parameters are: names do not belong to the descriptor.
@frozen
public struct FormatDescriptor: Hashable, Sendable, BitwiseCopyable {
  /// How negative values are written.
  public let sign: SignEncoding
  /// Width of the exponent field, 0 … 15. Zero makes a fixed-point format.
  public let exponentBits: Int
  /// Width of the stored significand field, 0 … 52.
  public let significandBits: Int
  /// Exponent bias.
  public let bias: Int
  /// Whether exponent field 0 holds zero and the subnormals. When false the format has no zero (E8M0FNU).
  public let hasSubnormals: Bool
  /// How many magnitude codes, from the all-ones code downward, are NaN.
  public let highNaNCount: Int
  /// Whether the magnitude code just below the high NaNs is infinity.
  public let hasInfinity: Bool
  /// For `signBit`: whether the sign bit alone is −0. When false, that code is NaN.
  public let hasNegativeZero: Bool
  /// For `twosComplement`: whether encoders never produce the most negative code.
  public let isSymmetric: Bool
  /// Low bits of the stored word that are not part of the code.
  public let paddingBits: Int

  /// Describes a format, or returns `nil` if the parameters contradict each other.
  ///
  /// Rules: at least one bit; `exponentBits` 0 … 15, `significandBits` 0 … 52, |`bias`| ≤ 32768; special codes leave at least one finite number that is not zero;
  /// `twosComplement` has no exponent and no special codes; a format without subnormals has an exponent; padding fits the word.
  @inlinable
  public init?(
    sign: SignEncoding = .signBit,
    exponentBits: Int,
    significandBits: Int,
    bias: Int,
    hasSubnormals: Bool = true,
    highNaNCount: Int = 0,
    hasInfinity: Bool = false,
    hasNegativeZero: Bool? = nil,
    isSymmetric: Bool = false,
    paddingBits: Int = 0
  ) {
    guard (0...15).contains(exponentBits), (0...52).contains(significandBits), (-32768...32768).contains(bias) else { return nil }
    let magnitudeBits = exponentBits + significandBits
    guard (1...63).contains(magnitudeBits), hasSubnormals || exponentBits > 0 else { return nil }
    // At least one finite number beside zero, so that saturation has somewhere to go.
    guard highNaNCount >= 0, highNaNCount + (hasInfinity ? 1 : 0) + (hasSubnormals ? 1 : 0) <= Int((1 << UInt64(magnitudeBits)) - UInt64(1))
    else { return nil }
    let isTwosComplement = sign == .twosComplement
    guard !isTwosComplement || (exponentBits == 0 && highNaNCount == 0 && !hasInfinity) else { return nil }
    guard !isSymmetric || isTwosComplement else { return nil }
    guard hasNegativeZero != true || (sign == .signBit && hasSubnormals) else { return nil }
    let codeBits = magnitudeBits + (sign == .unsigned ? 0 : 1)
    guard paddingBits >= 0, codeBits + paddingBits <= 64 else { return nil }
    self.sign = sign
    self.exponentBits = exponentBits
    self.significandBits = significandBits
    self.bias = bias
    self.hasSubnormals = hasSubnormals
    self.highNaNCount = highNaNCount
    self.hasInfinity = hasInfinity
    self.hasNegativeZero = hasNegativeZero ?? (sign == .signBit && hasSubnormals)
    self.isSymmetric = isSymmetric
    self.paddingBits = paddingBits
  }

  /// The catalogue's own initialiser: constants that the tests check through the validating one.
  @inlinable @inline(__always)
  package init(
    constant sign: SignEncoding, _ exponentBits: Int, _ significandBits: Int, bias: Int, hasSubnormals: Bool = true,
    highNaNCount: Int = 0, hasInfinity: Bool = false, hasNegativeZero: Bool, isSymmetric: Bool = false, paddingBits: Int = 0
  ) {
    self.sign = sign
    self.exponentBits = exponentBits
    self.significandBits = significandBits
    self.bias = bias
    self.hasSubnormals = hasSubnormals
    self.highNaNCount = highNaNCount
    self.hasInfinity = hasInfinity
    self.hasNegativeZero = hasNegativeZero
    self.isSymmetric = isSymmetric
    self.paddingBits = paddingBits
  }
}
