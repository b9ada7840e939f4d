extension FormatDescriptor {
  /// An IEEE 754 style format: bias 2^(E−1) − 1, infinities, a whole binade of NaN, −0, subnormals.
  ///
  /// Returns `nil` if `exponentBits` is not in 2 … 11 or `significandBits` not in 1 … 52.
  @inlinable
  public static func ieee(exponentBits: Int, significandBits: Int) -> FormatDescriptor? {
    guard (2...11).contains(exponentBits), (1...52).contains(significandBits) else { return nil }
    return FormatDescriptor(
      exponentBits: exponentBits, significandBits: significandBits, bias: (1 << (exponentBits - 1)) - 1,
      highNaNCount: (1 << significandBits) - 1, hasInfinity: true)
  }

  /// A fixed-point format of `bits` bits, `fractionBits` of them behind the binary point.
  ///
  /// - Parameters:
  ///   - bits: width of the code with its sign, 1 … 32 (signed: 2 … 32).
  ///   - fractionBits: the quantum is 2^−`fractionBits`.
  ///   - sign: `twosComplement`, `signBit` (sign and magnitude, with −0) or `unsigned`.
  ///   - isSymmetric: two's complement only; never encode to the most negative code.
  @inlinable
  public static func fixedPoint(
    bits: Int, fractionBits: Int = 0, sign: SignEncoding = .twosComplement, isSymmetric: Bool = false
  ) -> FormatDescriptor? {
    let magnitudeBits = sign == .unsigned ? bits : bits - 1
    guard (1...32).contains(bits), magnitudeBits >= 1, (-1024...1024).contains(fractionBits) else { return nil }
    return FormatDescriptor(
      sign: sign, exponentBits: 0, significandBits: magnitudeBits, bias: 1 - magnitudeBits + fractionBits, isSymmetric: isSymmetric)
  }

  /// Whether a P3109 format has infinities.
  public enum Domain: String, CaseIterable, Sendable, BitwiseCopyable {
    /// With infinity.
    case extended = "e"
    /// Without infinity.
    case finite = "f"
  }

  /// A format of the IEEE P3109 family, `binary`*K*`p`*P*`s`/`u``e`/`f`.
  ///
  /// K bits, precision P (one leading bit implied), bias 2^(K−P−1) for signed and 2^(K−P) for unsigned formats.
  /// Signed formats have no −0: its code is the only NaN. Unsigned ones have NaN at the all-ones code.
  /// An extended format has infinity at the largest magnitude code that is not NaN.
  ///
  /// Returns `nil` outside 3 ≤ K ≤ 15 and 1 ≤ P ≤ K − 1 (signed) or K (unsigned).
  @inlinable
  public static func p3109(bits: Int, precision: Int, isSigned: Bool = true, domain: Domain = .extended) -> FormatDescriptor? {
    guard (3...15).contains(bits), precision >= 1, precision <= (isSigned ? bits - 1 : bits) else { return nil }
    let exponentBits = bits - precision + (isSigned ? 0 : 1)
    return FormatDescriptor(
      sign: isSigned ? .signBit : .unsigned, exponentBits: exponentBits, significandBits: precision - 1,
      bias: 1 << (exponentBits - 1), highNaNCount: isSigned ? 0 : 1, hasInfinity: domain == .extended, hasNegativeZero: false)
  }
}
