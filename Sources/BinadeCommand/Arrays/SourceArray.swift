internal import Binade
internal import BinadeVectors

/// An array file read as stored words of a format.
struct SourceArray {
  /// What messages call the file.
  let name: String
  let format: NamedFormat
  let shape: [Int]
  /// The words, as wide as the format's stored word.
  let words: Words
  /// How many words had bits above the code, which a decoder ignores.
  let wordsWithIgnoredBits: Int

  var count: Int { words.count }

  /// Reads `path` (`-` is standard input).
  ///
  /// - Parameter format: the format of the words; `nil` for float arrays, which say it themselves.
  /// - Throws: a `FileError`, or a ``ToolError`` if the element type does not go with the format.
  init(path: String, format: NamedFormat?, _ console: Console) throws {
    let array = try Self.read(path, console)
    name = array.name
    shape = array.shape
    self.format = try Self.format(of: array, asked: format)
    let isFloat = Self.floatFormat(array.dtype) != nil
    let isSigned = [.int8, .int16, .int32, .int64].contains(array.dtype)
    let stored = Words(array)
    (words, wordsWithIgnoredBits) = isFloat ? (stored, 0) : Self.narrowed(stored, self.format.descriptor, isSigned)
  }

  /// One note about ignored bits, if there were any.
  func reportIgnoredBits(_ invocation: Invocation) {
    guard wordsWithIgnoredBits > 0 else { return }
    let bits = format.descriptor.codeBits + format.descriptor.paddingBits
    invocation.note(
      "\(name): \(wordsWithIgnoredBits) of \(count) words have bits set above the \(bits) of \(format.name); they are ignored")
  }

  /// Reads any `.npy` array; `-` is standard input.
  static func read(_ path: String, _ console: Console) throws(FileError) -> NpyArray {
    if path == "-" { return try NpyArray(bytes: try console.input(), name: "standard input") }
    return try NpyArray(contentsOf: path)
  }

  // MARK: Element types

  /// The format of a float element type.
  static func floatFormat(_ dtype: NpyDType) -> ScalarFormatID? {
    switch dtype {
    case .float16: .binary16
    case .float32: .binary32
    case .float64: .binary64
    default: nil
    }
  }

  private static func format(of array: NpyArray, asked: NamedFormat?) throws(ToolError) -> NamedFormat {
    let dtype = array.dtype.rawValue
    let own = floatFormat(array.dtype).map { NamedFormat($0) }
    guard let asked else {
      if let own { return own }
      throw .invalid(
        "\(oneLine(array.name)): element type \(dtype) does not say what its words mean;"
          + " name their format with --source (for instance --source bf16), or give <f2, <f4 or <f8")
    }
    if let own {
      if own.descriptor == asked.descriptor { return asked }
      throw .invalid("\(oneLine(array.name)): expected words of \(asked.name) as \(expected(asked.descriptor)), found \(dtype)")
    }
    let isSigned = [.int8, .int16, .int32, .int64].contains(array.dtype)
    guard array.dtype != .bool, array.dtype.itemSize * 8 >= asked.descriptor.wordBits,
      !isSigned || asked.descriptor.sign == .twosComplement
    else {
      throw .invalid("\(oneLine(array.name)): expected words of \(asked.name) as \(expected(asked.descriptor)), found \(dtype)")
    }
    return asked
  }

  /// The element types that hold words of a format.
  private static func expected(_ format: FormatDescriptor) -> String {
    var types = ["|u1", "<u2", "<u4", "<u8"].filter { Int($0.suffix(1))! * 8 >= format.wordBits }
    if format.sign == .twosComplement { types += ["|i1"] }
    types += [NpyDType.float16, .float32, .float64].filter { floatFormat($0)!.descriptor == format }.map(\.rawValue)
    return types.joined(separator: ", ")
  }

  // MARK: Widths

  /// The words cut to the format's width, and how many lost bits by it.
  private static func narrowed(
    _ words: Words, _ format: FormatDescriptor, _ isSigned: Bool
  ) -> (Words, Int) {
    let bits = format.codeBits + format.paddingBits
    if bits == words.size * 8 { return (words, 0) }
    switch words.size {
    case 1: return narrowed(words, UInt8.self, bits, format, isSigned)
    case 2: return narrowed(words, UInt16.self, bits, format, isSigned)
    case 4: return narrowed(words, UInt32.self, bits, format, isSigned)
    default: return narrowed(words, UInt64.self, bits, format, isSigned)
    }
  }

  private static func narrowed<Word: StoredWord>(
    _ words: Words, _ type: Word.Type, _ bits: Int, _ format: FormatDescriptor, _ isSigned: Bool
  ) -> (Words, Int) {
    let ignored = words.withSpan(of: 0..<words.count, as: type) { span in
      let above = ~Word(0) << Word(bits)
      var count = 0
      for index in span.indices {
        let high = span[index] & above
        // The sign extension of a negative two's-complement code is not lost.
        let isExtension = isSigned && high == above && span[index] >> Word(bits - 1) & 1 == 1
        if high != 0, !isExtension { count += 1 }
      }
      return count
    }
    let size = format.wordBits / 8
    if size == words.size { return (words, ignored) }
    let bytes = words.withSpan(of: 0..<words.count, as: type) { span in
      switch size {
      case 1: Words.bytes(count: span.count, of: UInt8.self) { copy(span, &$0) }
      case 2: Words.bytes(count: span.count, of: UInt16.self) { copy(span, &$0) }
      default: Words.bytes(count: span.count, of: UInt32.self) { copy(span, &$0) }
      }
    }
    return (Words(size: size, bytes: bytes), ignored)
  }

  private static func copy<From: StoredWord, To: StoredWord>(_ source: Span<From>, _ target: inout MutableSpan<To>) {
    for index in source.indices { target[index] = To(truncatingIfNeeded: source[index]) }
  }
}
