internal import Binade

/// Decodes whole arrays of stored words, in pieces on all cores.
enum ArrayDecoder {
  /// The values of `words` as stored words of `target`, in pieces. Spec [conversion-5].
  static func decode(
    _ words: Words, from source: FormatDescriptor, to target: FormatDescriptor, _ progress: Progress? = nil
  ) throws(CodecError) -> [[UInt8]] {
    if target == Binary32.descriptor { return values(words, Decoder(from: source, as: Float.self, count: words.count), progress) }
    if target == Binary64.descriptor { return values(words, Decoder(from: source, as: Double.self, count: words.count), progress) }
    let encoder = Encoder(from: source, to: target, conversion: .decoding, count: words.count)
    return try ArrayEncoder(encoder: encoder).encode(words, progress).map(\.codes)
  }

  private static func values<Value: ScalarValue>(_ words: Words, _ decoder: Decoder<Value>, _ progress: Progress?) -> [[UInt8]] {
    Parallel.map(count: words.count, progress: progress) { range in
      switch words.size {
      case 1: values(words, range, decoder, UInt8.self)
      case 2: values(words, range, decoder, UInt16.self)
      case 4: values(words, range, decoder, UInt32.self)
      default: values(words, range, decoder, UInt64.self)
      }
    }
  }

  private static func values<Value: ScalarValue, Word: StoredWord>(
    _ words: Words, _ range: Range<Int>, _ decoder: Decoder<Value>, _ word: Word.Type
  ) -> [UInt8] {
    words.withSpan(of: range, as: word) { span in
      Words.bytes(count: range.count, of: Value.self) { target in
        do throws(CodecError) {
          try decoder.decode(span, into: &target)
        } catch {
          preconditionFailure("the words are as wide as the format, and the target as long as the words: \(error)")
        }
      }
    }
  }
}
