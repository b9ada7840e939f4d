/// One exact operand, taken apart: what every conversion starts from. Spec [conversion-1].
@frozen
public struct Operand: Hashable, Sendable, BitwiseCopyable {
  /// The class of an operand.
  @frozen
  public enum Class: UInt8, Sendable, BitwiseCopyable {
    case zero, finite, infinity, nan
  }

  /// The class.
  public var `class`: Class
  /// The sign. Meaningful for every class; always false from an unsigned format.
  public var isNegative: Bool
  /// Finite: the magnitude is `significand` · 2^`exponent`, `significand` > 0. NaN: the payload, its top bit at bit 63. Otherwise 0.
  public var significand: UInt64
  /// Finite: the weight of the significand's lowest bit. Otherwise 0.
  public var exponent: Int
  /// Whether the operand is subnormal in the format it came from.
  public var isSubnormal: Bool

  /// The payload of a NaN that no operand brought: the quiet bit alone. Spec [nan-2].
  @inlinable static var quietPayload: UInt64 { 1 &<< 63 }

  @inlinable @inline(always)
  init(_ class: Class, isNegative: Bool, significand: UInt64 = 0, exponent: Int = 0, isSubnormal: Bool = false) {
    self.class = `class`
    self.isNegative = isNegative
    self.significand = significand
    self.exponent = exponent
    self.isSubnormal = isSubnormal
  }

  /// A finite operand, or a zero: ±`significand` · 2^`exponent`, exactly.
  @inlinable
  public init(significand: UInt64, exponent: Int, isNegative: Bool = false) {
    self.init(
      significand == 0 ? .zero : .finite, isNegative: isNegative, significand: significand, exponent: significand == 0 ? 0 : exponent)
  }
}

extension FormatDescriptor {
  /// Takes a stored word apart. Total: bits above the code and padding bits are ignored. Spec [formats-3], [formats-4].
  @inlinable @inline(always)
  public func unpack(_ word: UInt64) -> Operand {
    let code = (word &>> UInt64(paddingBits)) & codeMask
    if sign == .twosComplement {
      let isNegative = code & signMask != 0
      let magnitude = isNegative ? (signMask &<< 1) &- code : code
      return Operand(magnitude == 0 ? .zero : .finite, isNegative: isNegative, significand: magnitude, exponent: quantumExponent)
    }
    let isNegative = code & signMask != 0
    let magnitude = code & magnitudeMask
    let fraction = magnitude & ((1 &<< UInt64(significandBits)) &- 1)
    if signBitAloneIsNaN && isNegative && magnitude == 0 { return Operand(.nan, isNegative: true) }
    if magnitude > maximumFiniteMagnitude {
      if hasInfinity && magnitude == maximumFiniteMagnitude &+ 1 { return Operand(.infinity, isNegative: isNegative) }
      let payload = significandBits == 0 ? 0 : fraction &<< UInt64(64 &- significandBits)
      return Operand(.nan, isNegative: isNegative, significand: payload)
    }
    let field = Int(magnitude &>> UInt64(significandBits))
    if field == 0 && hasSubnormals {
      if fraction == 0 { return Operand(.zero, isNegative: isNegative) }
      return Operand(.finite, isNegative: isNegative, significand: fraction, exponent: quantumExponent, isSubnormal: !isFixedPoint)
    }
    return Operand(
      .finite, isNegative: isNegative, significand: fraction | (1 &<< UInt64(significandBits)),
      exponent: field &- bias &- significandBits)
  }
}
