/// How a format writes negative values. Spec [formats-5].
@frozen
public enum SignEncoding: String, CaseIterable, Sendable, BitwiseCopyable {
  /// No negative values and no sign bit.
  case unsigned
  /// A sign bit above the magnitude.
  case signBit = "sign-bit"
  /// The whole code is one two's-complement integer; only for fixed-point formats.
  case twosComplement = "twos-complement"
}
