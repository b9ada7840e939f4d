/// A memory image as Verilog's `$readmemh` reads it: words of one width, each with an address.
///
/// ```
/// // mxfp4: one scale and 32 codes, element 0 in the least significant bits
/// // word-bits: 136
/// 7f_3210fedc_3210fedc_3210fedc_3210fedc
/// @10
/// 80_00000000_00000000_00000000_00000000
/// ```
///
/// The comment `word-bits` carries the width, in bits, so that the file explains itself; Verilog skips it like any other.
public struct MemFile: Sendable {
  /// The width of every word in bits, 1…512.
  public let wordBits: Int
  /// The comment lines at the head of the file, without slashes and without the one for the width.
  public private(set) var comments: [String]
  /// The path or name for error messages. It is no part of the value.
  public let name: String

  /// The words, ``limbsPerWord`` limbs each, least significant limb first.
  private(set) var limbs: [UInt64] = []
  /// The address of every word.
  private(set) var addresses: [Int] = []
  /// The line that every word came from, or none for words that were appended.
  private(set) var lines: [Int] = []
  private(set) var nextAddress = 0

  /// Begins an image without words.
  ///
  /// - Parameters:
  ///   - wordBits: the width of every word, 1…512.
  ///   - comments: lines for the head of the file. They say what the bits mean. White space at their end is lost.
  /// - Throws: ``FileError/badHeader(path:reason:)`` for another width, and for a comment that is more than one line or that would
  ///   be taken for the width.
  public init(wordBits: Int, comments: [String] = [], name: String = "memory image") throws(FileError) {
    self.wordBits = try Self.checked(wordBits, name: name)
    self.comments = comments.map(Self.trimmed)
    self.name = name
    for comment in comments {
      if comment.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" }) {
        throw .badHeader(path: name, reason: "the comment \(comment) has control characters")
      }
      if Self.width(inComment: comment) != nil {
        throw .badHeader(path: name, reason: "the comment \(comment) is written from the word width")
      }
    }
  }

  init(wordBits: Int, checked comments: [String], name: String) {
    self.wordBits = wordBits
    self.comments = comments
    self.name = name
  }

  static func checked(_ wordBits: Int, name: String) throws(FileError) -> Int {
    guard (1...512).contains(wordBits) else { throw .badHeader(path: name, reason: "words of \(wordBits) bits; 1 to 512 are possible") }
    return wordBits
  }

  // MARK: Words

  /// The number of words.
  public var count: Int { addresses.count }

  /// The number of hexadecimal digits of every word.
  public var digitsPerWord: Int { (wordBits + 3) / 4 }

  /// The number of 64-bit limbs of every word.
  public var limbsPerWord: Int { (wordBits + 63) / 64 }

  /// The limbs of a word, least significant first.
  public func limbs(at index: Int) -> ArraySlice<UInt64> {
    limbs[index * limbsPerWord..<(index + 1) * limbsPerWord]
  }

  /// A word of at most 64 bits.
  ///
  /// - Precondition: ``wordBits`` is at most 64.
  public func word(at index: Int) -> UInt64 {
    precondition(wordBits <= 64, "a word of \(wordBits) bits is not one limb")
    return limbs[index]
  }

  /// A word as ``digitsPerWord`` lower-case hexadecimal digits, most significant first.
  public func hex(at index: Int) -> String { String(decoding: digits(at: index), as: UTF8.self) }

  /// The address of a word, in words.
  public func address(at index: Int) -> Int { addresses[index] }

  /// The line of the file, from 1, that a word stands in; `nil` for a word that was appended.
  public func line(at index: Int) -> Int? { lines[index] == 0 ? nil : lines[index] }

  func digits(at index: Int) -> [UInt8] {
    let limbs = limbs(at: index)
    return (0..<digitsPerWord).reversed().map { digit in
      HexDigits.digit(UInt8(limbs[limbs.startIndex + digit / 16] >> UInt64(digit % 16 * 4) & 15))
    }
  }

  // MARK: Appending

  /// Appends a word at the next address.
  ///
  /// - Throws: ``FileError/wordTooWide(path:word:bits:)`` if it has a bit beyond the width.
  public mutating func append(_ word: UInt64) throws(FileError) {
    try append(limbs: [word])
  }

  /// Appends a word at the next address, limbs least significant first; missing limbs are zero.
  ///
  /// - Throws: ``FileError/wordTooWide(path:word:bits:)`` if it has a bit beyond the width.
  public mutating func append(limbs word: [UInt64]) throws(FileError) {
    let fits = word.enumerated().allSatisfy { index, limb in
      let room = wordBits - index * 64
      return room >= 64 || limb >> UInt64(max(room, 0)) == 0
    }
    guard fits else {
      let text = word.reversed().map { String($0, radix: 16) }.joined(separator: "_")
      throw .wordTooWide(path: name, word: text, bits: wordBits)
    }
    add((0..<limbsPerWord).map { $0 < word.count ? word[$0] : 0 }, line: 0)
  }

  /// Appends a word at the next address, given as up to ``digitsPerWord`` hexadecimal digits with or without `_` between them.
  ///
  /// - Throws: ``FileError/wordTooWide(path:word:bits:)`` if it has a digit or a bit beyond the width;
  ///   ``FileError/badHeader(path:reason:)`` if it is no hexadecimal number.
  public mutating func append(hex text: String) throws(FileError) {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "_") }
    guard !digits.isEmpty, digits.allSatisfy({ HexDigits.value(of: $0) != nil }) else {
      throw .badHeader(path: name, reason: "the word \(text) is not hexadecimal")
    }
    guard digits.count <= digitsPerWord, let word = Self.limbs(digits[...], wordBits: wordBits) else {
      throw .wordTooWide(path: name, word: text, bits: wordBits)
    }
    add(word, line: 0)
  }

  /// Lets the next word have this address.
  ///
  /// - Throws: ``FileError/badHeader(path:reason:)`` if it is below the next free address: the words of an image that is built here ascend.
  public mutating func advance(to address: Int) throws(FileError) {
    guard address >= nextAddress else {
      throw .badHeader(path: name, reason: "address \(address) is below the next free one, \(nextAddress)")
    }
    nextAddress = address
  }

  mutating func add(_ word: [UInt64], line: Int) {
    limbs += word
    addresses.append(nextAddress)
    lines.append(line)
    nextAddress += 1
  }

  mutating func setNextAddress(_ address: Int) { nextAddress = address }

  /// The limbs of digits that were checked to be digits, and no more than the width has; `nil` if the first has a bit beyond the width.
  static func limbs(_ digits: ArraySlice<UInt8>, wordBits: Int) -> [UInt64]? {
    var limbs = [UInt64](repeating: 0, count: (wordBits + 63) / 64)
    for (place, byte) in digits.reversed().enumerated() {
      limbs[place / 16] |= UInt64(HexDigits.value(of: byte)!) << UInt64(place % 16 * 4)
    }
    let top = wordBits % 64
    return top != 0 && limbs[limbs.count - 1] >> UInt64(top) != 0 ? nil : limbs
  }

  /// The comment without white space at its end.
  static func trimmed(_ comment: String) -> String {
    var scalars = comment.unicodeScalars[...]
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }

  /// The width that a comment states: `word-bits: N`.
  static func width(inComment comment: String) -> Int? {
    let text = comment.drop { $0 == " " || $0 == "\t" }
    guard text.hasPrefix("word-bits:") else { return nil }
    let number = text.dropFirst("word-bits:".count).filter { $0 != " " && $0 != "\t" }
    guard number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int(number)
  }
}

extension MemFile: Equatable {
  /// Same width, same comments, same words at the same addresses. Names and lines do not count.
  public static func == (left: MemFile, right: MemFile) -> Bool {
    left.wordBits == right.wordBits && left.comments == right.comments && left.addresses == right.addresses && left.limbs == right.limbs
  }
}
