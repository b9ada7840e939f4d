internal import Binade
internal import BinadeVectors

/// Results of a product as an array file.
enum OutputWords {
  /// The element type of the words of a format: `<f4`, `<f8`, signed integers; everything else unsigned words.
  static func type(of format: FormatDescriptor) -> NpyDType {
    // Words of binary16 stand as <u2: that is the contract of `gemm`.
    FormatWords.types(of: format)[0]
  }

  /// The words in the width of their format.
  static func bytes(of words: [UInt64], _ format: FormatDescriptor) -> [UInt8] {
    switch format.wordBits {
    case 8: narrowed(words, UInt8.self)
    case 16: narrowed(words, UInt16.self)
    case 32: narrowed(words, UInt32.self)
    default: narrowed(words, UInt64.self)
    }
  }

  private static func narrowed<Word: StoredWord>(_ words: [UInt64], _ type: Word.Type) -> [UInt8] {
    Words.bytes(count: words.count, of: type) { target in
      for index in words.indices { target[index] = Word(truncatingIfNeeded: words[index]) }
    }
  }
}
