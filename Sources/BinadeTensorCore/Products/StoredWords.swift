internal import Binade

/// Words in as few bytes as they need: 1, 2, 4 or 8 each.
@usableFromInline
struct StoredWords: Sendable {
  /// Bytes of a word.
  let size: Int
  /// The words, in the byte order of the machine.
  private(set) var bytes: [UInt8]

  var count: Int { bytes.count / size }

  /// Words that are stored already.
  init(size: Int, bytes: [UInt8]) {
    self.size = size
    self.bytes = bytes
  }

  /// Words of a format, taken from wider ones.
  init(_ words: [UInt64], bits: Int) {
    size = StoredWords.size(ofBits: bits)
    bytes = StoredWords.bytes(of: words.span, bits: bits)
  }

  /// The bytes that a word of so many bits takes.
  @usableFromInline
  static func size(ofBits bits: Int) -> Int { bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8 }

  /// Words of a format as bytes; what is above `bits` in a word is ignored.
  @inlinable
  static func bytes<Word: FixedWidthInteger & UnsignedInteger>(of words: Span<Word>, bits: Int) -> [UInt8] {
    switch size(ofBits: bits) {
    case 1: bytes(of: words, bits, UInt8.self)
    case 2: bytes(of: words, bits, UInt16.self)
    case 4: bytes(of: words, bits, UInt32.self)
    default: bytes(of: words, bits, UInt64.self)
    }
  }

  @inlinable
  static func bytes<Word: FixedWidthInteger & UnsignedInteger, Stored: FixedWidthInteger & UnsignedInteger>(
    of words: Span<Word>, _ bits: Int, _ stored: Stored.Type
  ) -> [UInt8] {
    let mask = Stored.max >> Stored(Stored.bitWidth - bits)
    let count = words.count
    guard count > 0 else { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: count * MemoryLayout<Stored>.size) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      // An array's storage is aligned for every word.
      let target = unsafe UnsafeMutableRawPointer(base).bindMemory(to: Stored.self, capacity: count)
      for index in 0..<count { unsafe target[index] = Stored(truncatingIfNeeded: words[unchecked: index]) & mask }
      filled = count * MemoryLayout<Stored>.size
    }
  }

  /// One word, zero-extended.
  subscript(index: Int) -> UInt64 {
    @inline(__always) get {
      precondition(index >= 0 && (index + 1) * size <= bytes.count)
      return unsafe bytes.withUnsafeBytes { raw in
        switch size {
        case 1: unsafe UInt64(raw.load(fromByteOffset: index, as: UInt8.self))
        case 2: unsafe UInt64(raw.load(fromByteOffset: 2 * index, as: UInt16.self))
        case 4: unsafe UInt64(raw.load(fromByteOffset: 4 * index, as: UInt32.self))
        default: unsafe raw.load(fromByteOffset: 8 * index, as: UInt64.self)
        }
      }
    }
  }
}
