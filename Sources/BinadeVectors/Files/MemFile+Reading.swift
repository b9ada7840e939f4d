extension MemFile {
  /// Reads the memory image at `path`.
  ///
  /// Words have exactly ``digitsPerWord`` digits; `_` may stand between them. `//` and `/* */` comments, spaces and line ends separate
  /// words. `@` and a hexadecimal address begin a run of words in any order; two words must not have the same address.
  /// Digits `x` and `z` are refused.
  ///
  /// - Parameter wordBits: the width of every word. It may be left out if the head of the file has a comment `word-bits: N`,
  ///   and must agree with it if it is there.
  /// - Throws: ``FileError/badLine(path:line:reason:)`` with the line, ``FileError/badHeader(path:reason:)`` for the width, or what
  ///   the system says.
  public init(contentsOf path: String, wordBits: Int? = nil) throws(FileError) {
    try self.init(bytes: FileInput.bytes(of: path), name: path, wordBits: wordBits)
  }

  /// Reads a memory image that is in memory.
  ///
  /// - Parameters:
  ///   - name: what error messages call it.
  ///   - wordBits: as in ``init(contentsOf:wordBits:)``.
  /// - Throws: as ``init(contentsOf:wordBits:)``.
  public init(bytes: [UInt8], name: String, wordBits: Int? = nil) throws(FileError) {
    var scanner = MemScanner(text: bytes, name: name)
    let head = try scanner.head()
    var stated = wordBits
    var comments: [String] = []
    for comment in head {
      guard let width = Self.width(inComment: comment) else {
        comments.append(comment)
        continue
      }
      if let stated, stated != width { throw .badHeader(path: name, reason: "words of \(width) bits, expected \(stated)") }
      stated = width
    }
    guard let stated else { throw .badHeader(path: name, reason: "no comment says word-bits, and no width was given") }
    self.init(wordBits: try Self.checked(stated, name: name), checked: comments, name: name)

    var runs: [(begin: Int, end: Int, line: Int)] = []
    var isNewRun = true
    while let token = try scanner.token() {
      let line = scanner.line
      if token.first == UInt8(ascii: "@") {
        setNextAddress(try scanner.address(token.dropFirst()))
        isNewRun = true
        continue
      }
      if nextAddress == .max { throw .badLine(path: name, line: line, reason: "the address does not fit in 63 bits") }
      let word = try scanner.word(token, digits: digitsPerWord, bits: self.wordBits)
      if isNewRun { runs.append((nextAddress, nextAddress, line)) }
      isNewRun = false
      add(word, line: line)
      runs[runs.count - 1].end = nextAddress
    }
    runs.sort { ($0.begin, $0.line) < ($1.begin, $1.line) }
    for (run, next) in zip(runs, runs.dropFirst()) where next.begin < run.end {
      let address = String(next.begin, radix: 16)
      throw .badLine(path: name, line: max(run.line, next.line), reason: "two words have the address \(address)")
    }
  }
}

/// Walks through the text of a memory image.
private struct MemScanner {
  let text: [UInt8]
  let name: String
  private var position = 0
  /// The line of the last token, from 1.
  private(set) var line = 1

  init(text: [UInt8], name: String) {
    self.text = text
    self.name = name
  }

  /// The `//` comments before the first word or address, without the slashes, one space, and space at the end.
  mutating func head() throws(FileError) -> [String] {
    var comments: [String] = []
    while try skipSpace(), isNext(Self.slash, Self.slash) {
      let start = position + 2
      skipLine()
      var comment = text[start..<position]
      if comment.first == 0x20 { comment = comment.dropFirst() }
      comments.append(MemFile.trimmed(String(decoding: Array(comment), as: UTF8.self)))
    }
    return comments
  }

  /// The next word or address; `nil` at the end of the text.
  mutating func token() throws(FileError) -> ArraySlice<UInt8>? {
    while try skipSpace(), isNext(Self.slash, Self.slash) { skipLine() }
    guard position < text.count else { return nil }
    let start = position
    while position < text.count, !Self.isSpace(text[position]), position == start || text[position] != Self.slash { position += 1 }
    return text[start..<position]
  }

  /// Reads the digits after `@`.
  func address(_ digits: ArraySlice<UInt8>) throws(FileError) -> Int {
    if digits.isEmpty { throw bad("an address without digits") }
    var value = 0
    for byte in digits {
      guard let digit = HexDigits.value(of: byte) else { throw bad("the address \(Self.shown(digits)) is not hexadecimal") }
      if value >> 59 != 0 { throw bad("the address does not fit in 63 bits") }
      value = value << 4 | Int(digit)
    }
    return value
  }

  /// Reads one word, which must have this many digits.
  func word(_ token: ArraySlice<UInt8>, digits count: Int, bits: Int) throws(FileError) -> [UInt64] {
    if token.first == UInt8(ascii: "_") { throw bad("the word \(Self.shown(token)) begins with _") }
    let digits = token.contains(UInt8(ascii: "_")) ? token.filter { $0 != UInt8(ascii: "_") }[...] : token
    for byte in digits where HexDigits.value(of: byte) == nil {
      if "xXzZ?".utf8.contains(byte) { throw bad("the word \(Self.shown(token)) has unknown bits (x or z)") }
      throw bad("the word \(Self.shown(token)) is not hexadecimal")
    }
    guard digits.count == count else {
      throw bad("the word \(Self.shown(token)) has \(digits.count) digits; \(count) make \(bits) bits")
    }
    guard let limbs = MemFile.limbs(digits, wordBits: bits) else { throw bad("the word \(Self.shown(token)) has more than \(bits) bits") }
    return limbs
  }

  // MARK: Characters

  private static var slash: UInt8 { UInt8(ascii: "/") }
  private static var star: UInt8 { UInt8(ascii: "*") }

  private func isNext(_ first: UInt8, _ second: UInt8) -> Bool {
    position + 1 < text.count && text[position] == first && text[position + 1] == second
  }

  /// Skips white space and `/* */` comments. Always `true`, to stand in a condition.
  private mutating func skipSpace() throws(FileError) -> Bool {
    while position < text.count {
      if text[position] == 0x0A {
        line += 1
        position += 1
      } else if Self.isSpace(text[position]) {
        position += 1
      } else if isNext(Self.slash, Self.star) {
        try skipBlock()
      } else {
        break
      }
    }
    return true
  }

  private mutating func skipBlock() throws(FileError) {
    let begin = line
    position += 2
    while !isNext(Self.star, Self.slash) {
      guard position < text.count else {
        line = begin
        throw bad("a comment without an end")
      }
      if text[position] == 0x0A { line += 1 }
      position += 1
    }
    position += 2
  }

  private mutating func skipLine() {
    while position < text.count, text[position] != 0x0A { position += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func shown(_ token: ArraySlice<UInt8>) -> String { String(decoding: Array(token.prefix(160)), as: UTF8.self) }

  private func bad(_ reason: String) -> FileError { .badLine(path: name, line: line, reason: reason) }
}
