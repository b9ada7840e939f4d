import Foundation

/// Lines of dot products or of blocks, as they arrive: what kind they are, and what is wrong with them.
///
/// Lines of scalars are read by ``StreamReader``.
public enum LineStream: Sendable {
  case dots(DotStream)
  case blocks(BlockStream)

  /// The lines that a suite's random tests have; `nil` for scalars and layouts.
  public init?(_ suite: GoldenSuite) {
    switch suite {
    case .dot(let suite): self = .dots(DotStream(suite))
    case .block(let suite): self = .blocks(BlockStream(suite))
    case .scalar, .layouts: return nil
    }
  }

  /// The stream that starts with this line; `nil` for any other line.
  ///
  /// - Throws: if it starts one that does not exist.
  public static func starting(with line: Substring, name: String, lineNumber: Int) throws(VectorFileError) -> LineStream? {
    let reader = LineReader(name: name, lineNumber: lineNumber)
    guard let (kind, pairs) = try reader.header(line) else { return nil }
    return kind == DotStream.kind ? .dots(try DotStream(pairs, reader)) : .blocks(try BlockStream(pairs, reader))
  }

  /// The line that says what follows.
  public func header(_ form: LineForm = .text) -> String {
    switch self {
    case .dots(let stream): stream.header(form)
    case .blocks(let stream): stream.header(form)
    }
  }

  /// Reads a line of either form, and compares its answer with the oracle's.
  ///
  /// - Returns: what is wrong with the answer, or `nil`.
  /// - Throws: if it is no line of this stream.
  public func mismatch(_ line: Substring, name: String, lineNumber: Int) throws(VectorFileError) -> String? {
    switch self {
    case .dots(let stream): try stream.mismatch(line, name: name, lineNumber: lineNumber)
    case .blocks(let stream): try stream.mismatch(line, name: name, lineNumber: lineNumber)
    }
  }
}

/// Takes lines apart, with errors that name the line.
struct LineReader {
  let name: String
  let lineNumber: Int

  func error(_ problem: String) -> VectorFileError { VectorFileError(file: name, place: "line \(lineNumber)", problem: problem) }

  /// The words of a line of text.
  static func words(_ line: Substring) -> [Substring] { line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }) }

  private static let kinds = [DotStream.kind, BlockStream.kind]

  /// What a header line says; `nil` if it is none.
  func header(_ line: Substring) throws(VectorFileError) -> (kind: String, pairs: [(name: String, text: String)])? {
    guard let first = line.first(where: { !$0.isWhitespace }), first == "#" || first == "{" else { return nil }
    if first == "{" { return try jsonHeader(line) }
    let words = Self.words(line)
    guard let kind = Self.kinds.first(where: { words[0] == "#" + $0 }) else { return nil }
    var pairs: [(name: String, text: String)] = []
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw error("expected name=value, found \(word)") }
      pairs.append((parts[0], parts[1]))
    }
    return (kind, pairs)
  }

  private func jsonHeader(_ line: Substring) throws(VectorFileError) -> (kind: String, pairs: [(name: String, text: String)])? {
    guard Self.kinds.contains(where: { line.contains("\"\($0)\"") }) else { return nil }
    let object = try object(line)
    guard let kind = Self.kinds.first(where: { object[$0] != nil }) else { return nil }
    guard object.count == 1, let members = object[kind] as? [String: String] else {
      throw error("\(kind): expected an object of strings, and nothing beside it")
    }
    return (kind, members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  private func object(_ line: Substring) throws(VectorFileError) -> [String: Any] {
    guard let object = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any] else {
      throw error("expected a JSON object")
    }
    return object
  }

  /// The columns of a line of either form, in order. In JSON those of `optional` may be left out; they are then `-`.
  func columns(_ line: Substring, _ names: [String], optional: Set<String> = []) throws(VectorFileError) -> [Substring] {
    guard line.first(where: { !$0.isWhitespace }) == "{" else {
      let words = Self.words(line)
      guard words.count == names.count else { throw error("expected \(names.joined(separator: " ")), found \(words.count) words") }
      return words
    }
    let object = try object(line)
    for key in object.keys.sorted() where !names.contains(key) { throw error("has an unknown key \"\(key)\"") }
    var words: [Substring] = []
    for name in names {
      if object[name] == nil && optional.contains(name) {
        words.append("-")
        continue
      }
      guard let value = object[name] else { throw error("lacks \"\(name)\"") }
      guard let text = value as? String else { throw error("\(name): expected a string") }
      words.append(Substring(text))
    }
    return words
  }

  /// A hexadecimal number in either case, with or without leading zeros.
  func hex(_ text: Substring, _ column: String, bits: Int) throws(VectorFileError) -> UInt64 {
    guard (1...16).contains(text.utf8.count), text.utf8.allSatisfy({ HexDigits.value(of: $0) != nil }),
      let number = UInt64(text, radix: 16), bits == 64 || number >> UInt64(bits) == 0
    else { throw error("\(column): expected a hexadecimal number of \(bits) bits, found \(text.prefix(40))") }
    return number
  }

  /// Numbers of a fixed number of digits, without gaps, in either case.
  func numbers(_ text: Substring, _ column: String, digits: Int, limit: Int) throws(VectorFileError) -> [UInt32] {
    let bytes = text.utf8
    guard !bytes.isEmpty, bytes.count % digits == 0 else {
      throw error("\(column): expected words of \(digits) hexadecimal digit\(digits == 1 ? "" : "s"), found \(bytes.count) characters")
    }
    guard bytes.count / digits <= limit else { throw error("\(column): expected at most \(limit) words, found \(bytes.count / digits)") }
    var numbers: [UInt32] = []
    numbers.reserveCapacity(bytes.count / digits)
    var word: UInt32 = 0
    for (index, byte) in bytes.enumerated() {
      guard let digit = HexDigits.value(of: byte) else { throw error("\(column): expected hexadecimal digits") }
      word = word << 4 | UInt32(digit)
      if index % digits == digits - 1 {
        numbers.append(word)
        word = 0
      }
    }
    return numbers
  }
}
