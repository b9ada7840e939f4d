internal import Binade

/// One decoded operand: ±`magnitude` · 2^(`exponent` − p), where p is the number of stored significand bits of its format. Spec [datapaths-3].
struct Factor: Hashable, Sendable, BitwiseCopyable {
  var kind: Operand.Class
  var isNegative: Bool
  /// Not normalised: a subnormal has fewer than p + 1 bits.
  var magnitude: UInt64
  /// The exponent of the significand's first bit, were it normal.
  var exponent: Int

  var isZero: Bool { kind == .zero }
}

extension FormatDescriptor {
  /// Decodes a word.
  func factor(_ word: UInt64) -> Factor { factor(unpack(word)) }

  /// Decodes an operand that this format holds exactly.
  func factor(_ operand: Operand) -> Factor {
    guard operand.class == .finite else {
      return Factor(kind: operand.class, isNegative: operand.isNegative, magnitude: 0, exponent: minimumNormalExponent)
    }
    let exponent = isFixedPoint ? minimumNormalExponent : Swift.max(operand.topExponent, minimumNormalExponent)
    let shift = operand.exponent - (exponent - significandBits)
    let magnitude = shift >= 0 ? operand.significand << UInt64(shift) : operand.significand >> UInt64(-shift)
    return Factor(kind: .finite, isNegative: operand.isNegative, magnitude: magnitude, exponent: exponent)
  }
}
