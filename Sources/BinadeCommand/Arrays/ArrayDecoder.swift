internal import Binade
internal import BinadeKernels

/// Decodes whole arrays of stored words, in pieces on all cores.
enum ArrayDecoder {
  /// The values of `words` as stored words of `target`, in pieces. Spec [conversion-5].
  static func decode(
    _ words: Words, from source: FormatDescriptor, to target: FormatDescriptor, _ progress: Progress? = nil
  ) throws(CodecError) -> [[UInt8]] {
    if target == Binary32.descriptor { return values(words, BulkDecoder(from: source, count: words.count), progress) }
    if target == Binary64.descriptor { return values(words, Decoder(from: source, as: Double.self, count: words.count), progress) }
    return try ArrayEncoder(from: source, to: target, conversion: .decoding, count: words.count).encode(words, progress).map(\.codes)
  }

  private static func values<D: PieceDecoder>(_ words: Words, _ decoder: D, _ progress: Progress?) -> [[UInt8]] {
    Parallel.map(count: words.count, progress: progress) { range in
      switch words.size {
      case 1: values(words, range, decoder, UInt8.self)
      case 2: values(words, range, decoder, UInt16.self)
      case 4: values(words, range, decoder, UInt32.self)
      default: values(words, range, decoder, UInt64.self)
      }
    }
  }

  private static func values<D: PieceDecoder, Word: StoredWord>(
    _ words: Words, _ range: Range<Int>, _ decoder: D, _ word: Word.Type
  ) -> [UInt8] {
    words.withSpan(of: range, as: word) { span in
      Words.bytes(count: range.count, of: D.Value.self) { target in
        do throws(CodecError) {
          try decoder.decode(span, into: &target)
        } catch {
          preconditionFailure("the words are as wide as the format, and the target as long as the words: \(error)")
        }
      }
    }
  }
}

/// What turns stored words into values.
private protocol PieceDecoder: Sendable {
  associatedtype Value: ScalarValue
  func decode<Word: StoredWord>(_ words: Span<Word>, into target: inout MutableSpan<Value>) throws(CodecError)
}

extension Decoder: PieceDecoder {}
extension BulkDecoder: PieceDecoder {}
