/// Decodes buffers of words of one format to values of another: exact whenever the target holds every value of the source. Spec [conversion-5].
public struct Decoder<Value: ScalarValue>: Sendable {
  /// The format of the words.
  public let source: FormatDescriptor
  /// Empty, or the value of every word of an 8- or 16-bit format.
  @usableFromInline let table: [Value]

  /// A decoder for words of `source`.
  ///
  /// - Parameter count: how many words are going to be decoded, if that is known: no table is built for fewer.
  @inlinable
  public init(from source: FormatDescriptor, as type: Value.Type = Value.self, count: Int = .max) {
    self.source = source
    let hasTable = source.wordBits <= 16 && count >= 1 << source.wordBits
    table = hasTable ? (0..<(1 << source.wordBits)).map { Decoder.value(of: UInt64($0), source) } : []
  }

  /// The value of one word, by the definition.
  @inlinable
  static func value(of word: UInt64, _ source: FormatDescriptor) -> Value {
    Value(formatWord: Value.Format.Word(truncatingIfNeeded: Value.Format.descriptor.roundPack(source.unpack(word), .decoding).word))
  }

  /// Decodes `words` into the first `words.count` values of `target`.
  ///
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``, ``CodecError/wordTooNarrow(expectedBits:actualBits:)``.
  @inlinable
  public func decode<Word: FixedWidthInteger & UnsignedInteger>(
    _ words: Span<Word>, into target: inout MutableSpan<Value>
  ) throws(CodecError) {
    guard target.count >= words.count else { throw .targetTooShort(expected: words.count, actual: target.count) }
    guard Word.bitWidth >= source.wordBits else { throw .wordTooNarrow(expectedBits: source.wordBits, actualBits: Word.bitWidth) }
    if table.isEmpty {
      for index in 0..<words.count { target[index] = Decoder.value(of: UInt64(truncatingIfNeeded: words[index]), source) }
      return
    }
    let table = table.span
    let mask = table.count &- 1
    // Masked by a power of two less one, the index is inside the table; both spans were checked above.
    for index in 0..<words.count {
      unsafe target[unchecked: index] = table[unchecked: Int(truncatingIfNeeded: words[unchecked: index]) & mask]
    }
  }
}
