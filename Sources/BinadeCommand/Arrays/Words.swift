internal import BinadeVectors

#if _endian(big)
  #error("words are read in place from little-endian files")
#endif

/// An unsigned integer that stores one code.
typealias StoredWord = FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

/// Stored words of one width, as the bytes of an array file.
struct Words: Sendable {
  /// Bytes of one word: 1, 2, 4 or 8.
  let size: Int
  /// The words, little-endian.
  let bytes: [UInt8]

  /// The number of words.
  var count: Int { bytes.count / size }

  init(size: Int, bytes: [UInt8]) {
    self.size = size
    self.bytes = bytes
  }

  /// The elements of an array file.
  init(_ array: NpyArray) { self.init(size: array.dtype.itemSize, bytes: array.bytes) }

  /// Pieces in order, put together.
  init(size: Int, pieces: [[UInt8]]) {
    self.init(size: size, bytes: pieces.count == 1 ? pieces[0] : Array(pieces.joined()))
  }

  /// Some of the words in place. `Word` must have this ``size``.
  func withSpan<Word: StoredWord, Result>(
    of range: Range<Int>, as type: Word.Type, _ body: (Span<Word>) -> Result
  ) -> Result {
    precondition(MemoryLayout<Word>.size == size)
    return unsafe bytes.withUnsafeBytes { raw in
      // The storage of an array is aligned for every word.
      unsafe body(raw.bindMemory(to: Word.self).extracting(range).span)
    }
  }

  /// `count` elements as bytes, filled in place; `fill` finds garbage and must write every element.
  static func bytes<Element: BitwiseCopyable>(
    count: Int, of type: Element.Type, _ fill: (inout MutableSpan<Element>) -> Void
  ) -> [UInt8] {
    if count == 0 {  // the one empty array is everybody's: it is not written to
      var none: [Element] = []
      var span = none.mutableSpan
      fill(&span)
      return []
    }
    return unsafe [UInt8](unsafeUninitializedCapacity: count * MemoryLayout<Element>.size) { buffer, filled in
      let raw = unsafe UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count * MemoryLayout<Element>.size)
      var elements = unsafe raw.bindMemory(to: Element.self).mutableSpan
      fill(&elements)
      filled = raw.count
    }
  }

  /// Words as bytes.
  static func bytes<Element: BitwiseCopyable>(of elements: [Element]) -> [UInt8] {
    bytes(count: elements.count, of: Element.self) { target in
      for index in elements.indices { target[index] = elements[index] }
    }
  }

  /// One word, zero-extended.
  func word(at index: Int) -> UInt64 {
    bytes[index * size..<(index + 1) * size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// All words, zero-extended.
  func widened() -> [UInt64] {
    switch size {
    case 1: widened(UInt8.self)
    case 2: widened(UInt16.self)
    case 4: widened(UInt32.self)
    default: widened(UInt64.self)
    }
  }

  private func widened<Word: StoredWord>(_ type: Word.Type) -> [UInt64] {
    withSpan(of: 0..<count, as: type) { words in words.indices.map { UInt64(words[$0]) } }
  }

  /// Some of the words, zero-extended.
  func widened(_ range: Range<Int>) -> [UInt64] {
    switch size {
    case 1: withSpan(of: range, as: UInt8.self) { words in words.indices.map { UInt64(words[$0]) } }
    case 2: withSpan(of: range, as: UInt16.self) { words in words.indices.map { UInt64(words[$0]) } }
    case 4: withSpan(of: range, as: UInt32.self) { words in words.indices.map { UInt64(words[$0]) } }
    default: withSpan(of: range, as: UInt64.self) { words in words.indices.map { words[$0] } }
    }
  }

  /// The same words without what is above their lowest bits, and how many had something there.
  ///
  /// - Parameter isSigned: the sign extension of a negative code does not count.
  func cut(to bits: Int, isSigned: Bool) -> (words: Words, ignored: Int) {
    if bits >= 8 * size { return (self, 0) }
    return switch size {
    case 1: cut(bits, isSigned, UInt8.self)
    case 2: cut(bits, isSigned, UInt16.self)
    case 4: cut(bits, isSigned, UInt32.self)
    default: cut(bits, isSigned, UInt64.self)
    }
  }

  private func cut<Word: StoredWord>(_ bits: Int, _ isSigned: Bool, _ type: Word.Type) -> (words: Words, ignored: Int) {
    let mask = Word.max >> Word(Word.bitWidth - bits)
    return withSpan(of: 0..<count, as: type) { span in
      var all: Word = 0
      for index in span.indices { all |= span[index] }
      if all & ~mask == 0 { return (self, 0) }
      var ignored = 0
      let bytes = Words.bytes(count: span.count, of: type) { target in
        for index in span.indices {
          let high = span[index] & ~mask
          let isExtension = isSigned && high == ~mask && span[index] >> Word(bits - 1) & 1 == 1
          if high != 0 && !isExtension { ignored += 1 }
          target[index] = span[index] & mask
        }
      }
      return (Words(size: size, bytes: bytes), ignored)
    }
  }
}
