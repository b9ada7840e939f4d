public import Binade

/// The one rounding at the end of a sum. Spec [datapaths-5].
public struct OutputConversion: Hashable, Sendable {
  /// The format of the result: the accumulator's, perhaps with a shorter significand and padding below it.
  public var format: FormatDescriptor
  /// A directed rounding, to nearest, or to odd.
  public var rounding: Rounding
  /// What a magnitude beyond the format becomes.
  public var overflow: Overflow

  /// What a magnitude beyond the format becomes.
  public enum Overflow: String, Policy {
    /// An infinity, also when rounding toward zero; NaN in a format without one.
    case infinity
    /// The largest finite number.
    case saturate
  }

  /// Rounds to `format`.
  public init(format: FormatDescriptor, rounding: Rounding, overflow: Overflow = .infinity) {
    self.format = format
    self.rounding = rounding
    self.overflow = overflow
  }

  /// Toward zero, to binary32.
  public static let rzFP32 = OutputConversion(format: Binary32.descriptor, rounding: .towardZero)
  /// Nearest-even, to binary32.
  public static let rneFP32 = OutputConversion(format: Binary32.descriptor, rounding: .nearestEven)
  /// Toward zero, to binary32 with 14 significant bits: the low ten bits of the word are zero.
  public static let rzE8M13 = OutputConversion(format: e8m13, rounding: .towardZero)
  /// Nearest-even, to binary16.
  public static let rneFP16 = OutputConversion(format: Binary16.descriptor, rounding: .nearestEven)

  /// binary32 whose low ten bits are padding.
  private static let e8m13 = FormatDescriptor(
    exponentBits: 8, significandBits: 13, bias: 127, highNaNCount: 0x1FFF, hasInfinity: true, paddingBits: 10)!

  /// The name, if it is one of the four above: `rz-fp32`, `rne-fp32`, `rz-e8m13`, `rne-fp16`.
  public var name: String? {
    switch self {
    case .rzFP32: "rz-fp32"
    case .rneFP32: "rne-fp32"
    case .rzE8M13: "rz-e8m13"
    case .rneFP16: "rne-fp16"
    default: nil
    }
  }

  /// The word of an exact, finite number; its zero is +0 or, if a negative number was rounded to it, −0.
  func word(_ number: Operand) -> UInt64 {
    if number.class == .zero { return 0 }
    // Toward zero does not stop at the largest finite number: whatever lies in a binade beyond is an infinity.
    if !format.isFixedPoint, number.topExponent > format.maximumExponent {
      return overflow == .saturate ? format.largestWord(isNegative: number.isNegative) : format.infinityWord(isNegative: number.isNegative)
    }
    let policy = Conversion(rounding: rounding, overflow: overflow == .saturate ? .saturate : .nonfinite)
    return format.roundPack(number, policy).word
  }
}

extension FormatDescriptor {
  /// The word of the largest finite number of that sign.
  func largestWord(isNegative: Bool) -> UInt64 { (maximumFiniteMagnitude | (isNegative ? signMask : 0)) << UInt64(paddingBits) }

  /// The word of an infinity; NaN in a format that has none.
  func infinityWord(isNegative: Bool) -> UInt64 {
    roundPack(Operand.infinity(isNegative: isNegative), Conversion(overflow: .nonfinite)).word
  }
}

extension Operand {
  /// An infinity.
  static func infinity(isNegative: Bool) -> Operand { Binary16.descriptor.unpack(isNegative ? 0xFC00 : 0x7C00) }
}
