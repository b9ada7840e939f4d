/// Encodes buffers from one format to another: the run-time door to the codec.
///
/// Without stochastic rounding, a narrow result depends only on the operand's leading bits and on whether anything follows them. The encoder
/// then asks the definition once for each such pattern and reads the answers from a table: the same codes at a fraction of the time, under
/// every policy. Make one encoder and use it again; it is a value and may be shared between threads.
public struct Encoder: Sendable {
  /// The format of the operands.
  public let source: FormatDescriptor
  /// The format of the results.
  public let target: FormatDescriptor
  /// The policies.
  public let conversion: Conversion

  /// Empty, or the result for each index; 8-bit targets only.
  @usableFromInline let table: [UInt8]
  /// Low bits of an operand that do not take part in the index, except by being zero or not.
  @usableFromInline let droppedBits: Int

  /// An encoder from `source` to `target`.
  ///
  /// - Parameters:
  ///   - conversion: the policies; without it the target's ``FormatDescriptor/defaultConversion``.
  ///   - count: how many elements are going to be encoded, if that is known: no table is built for fewer elements than it has entries.
  @inlinable
  public init(from source: FormatDescriptor, to target: FormatDescriptor, conversion: Conversion? = nil, count: Int = .max) {
    let conversion = conversion ?? target.defaultConversion
    self.source = source
    self.target = target
    self.conversion = conversion
    let dropped = Encoder.droppedBits(source, target, conversion) ?? 64
    let sticky = dropped > 0 ? 1 : 0
    let indexBits = source.wordBits - dropped + sticky
    if dropped < source.wordBits, indexBits <= 19, count >= 1 << indexBits {
      droppedBits = dropped
      table = (0..<(1 << indexBits)).map { index in
        let word = UInt64(index >> sticky) << UInt64(dropped) | UInt64(index & sticky)
        return UInt8(truncatingIfNeeded: target.roundPack(source.unpack(word), conversion).word)
      }
    } else {
      droppedBits = 0
      table = []
    }
  }

  /// How many low bits of a word can be merged into one without changing any result; `nil` where no table would do.
  ///
  /// Results change at the target's values and at the midpoints between them. In a binade of normal values those have M + 1 fraction bits;
  /// the source's subnormals have fewer leading bits, one less for each binade that the target reaches below the source's normal range.
  @inlinable
  static func droppedBits(_ source: FormatDescriptor, _ target: FormatDescriptor, _ conversion: Conversion) -> Int? {
    guard target.wordBits == 8, conversion.rounding != .stochastic else { return nil }
    if conversion.missingNaN == .reject && !target.hasNaN { return nil }
    if source.wordBits <= 16 { return 0 }
    guard conversion.rounding != .nearestGeometric, source.sign != .twosComplement, source.paddingBits == 0 else { return nil }
    // What wraps keeps its lowest bits, however far they are below the leading one.
    let wrapsNegative = target.sign == .unsigned && conversion.negative == .wrap
    if target.isFixedPoint && (conversion.overflow == .wrap || wrapsNegative) { return nil }
    // `nan-below` rounds in the binade below the smallest value too.
    let lowest = target.minimumNormalExponent - (conversion.lowestBinade == .nanBelow ? 1 : 0)
    let reach = Swift.max(0, source.minimumNormalExponent - lowest)
    return Swift.max(0, source.significandBits - (target.significandBits + 1 + reach))
  }
}
