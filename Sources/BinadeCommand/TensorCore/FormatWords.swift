internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

/// How words of a format stand in array files.
enum FormatWords {
  /// The element types that hold words of a format, the usual one first: unsigned words, and what numpy calls the same numbers.
  static func types(of format: FormatDescriptor) -> [NpyDType] {
    let words = OutputArray.unsignedType(bits: format.wordBits)
    if let float = float(format) { return format.wordBits == 16 ? [words, float] : [float, words] }
    if format == TF32.descriptor { return [words, .float32] }
    guard format.isInteger else { return [words] }
    let signed: NpyDType =
      switch format.wordBits {
      case 8: .int8
      case 16: .int16
      case 32: .int32
      default: .int64
      }
    if format.codeBits == 1 { return [words, signed, .bool] }
    return format.sign == .twosComplement ? [signed, words] : [words, signed]
  }

  private static func float(_ format: FormatDescriptor) -> NpyDType? {
    [NpyDType.float16, .float32, .float64].first { SourceArray.floatFormat($0)!.descriptor == format }
  }

  /// A short name of any format: the canonical one, or its bits.
  static func name(of format: FormatDescriptor) -> String {
    if format == ElementWord.s32.format { return "s32" }
    return ScalarFormatID.allCases.first { $0.descriptor == format }?.name
      ?? "\(format.codeBits)-bit format (E\(format.exponentBits)M\(format.significandBits))"
  }
}
