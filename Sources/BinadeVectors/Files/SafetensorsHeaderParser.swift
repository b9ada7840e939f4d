/// Reads the JSON header of a safetensors file, and only what may stand there.
///
/// The grammar has a fixed depth, so no input can make the reader recurse; and it sees every key, so a key that comes twice is found.
struct SafetensorsHeaderParser {
  /// What the header says about one tensor.
  struct Entry {
    var name: String
    var dtype: SafetensorsDType
    var shape: [Int]
    /// The first byte of the data, and the one after its last, counted from the end of the header.
    var begin, end: Int
  }

  var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  private var json: JSONScanner
  private let name: String

  init(text: [UInt8], name: String) {
    json = JSONScanner(text: text, name: name)
    self.name = name
  }

  mutating func parse() throws(FileError) {
    guard json.peek == UInt8(ascii: "{") else { throw json.bad("expected '{'") }
    var names: Set<[UInt8]> = []
    try json.expect("{")
    if try !json.accept("}") {
      repeat {
        let key = try json.string()
        if !names.insert(key).inserted { throw json.bad("the name \(text(key)) comes twice") }
        try json.expect(":")
        if text(key) == Safetensors.metadataKey {
          try parseMetadata()
        } else {
          entries.append(try entry(named: text(key)))
        }
      } while try json.accept(",")
      try json.expect("}")
    }
    try json.finish()
  }

  private mutating func parseMetadata() throws(FileError) {
    try json.expect("{")
    if try json.accept("}") { return }
    repeat {
      let key = text(try json.string())
      try json.expect(":")
      let value = text(try json.string())
      // Swift compares by canonical equivalence, so two spellings of one accented letter count as the same key.
      if metadata.updateValue(value, forKey: key) != nil { throw json.bad("the metadata key \(key) comes twice") }
    } while try json.accept(",")
    try json.expect("}")
  }

  private mutating func entry(named entryName: String) throws(FileError) -> Entry {
    var dtype: SafetensorsDType?
    var shape: [Int]?
    var offsets: [Int]?
    try json.expect("{")
    repeat {
      let key = text(try json.string())
      try json.expect(":")
      switch key {
      case "dtype" where dtype == nil:
        let word = text(try json.string())
        dtype = SafetensorsDType(rawValue: word)
        if dtype == nil { throw .unsupportedDType(path: name, dtype: word) }
      case "shape" where shape == nil: shape = try integers()
      case "data_offsets" where offsets == nil: offsets = try integers()
      case "dtype", "shape", "data_offsets": throw json.bad("tensor \(entryName): the key \(key) comes twice")
      default: throw json.bad("tensor \(entryName): unknown key \(key)")
      }
    } while try json.accept(",")
    try json.expect("}")
    guard let dtype else { throw json.bad("tensor \(entryName): dtype is missing") }
    guard let shape else { throw json.bad("tensor \(entryName): shape is missing") }
    guard let offsets else { throw json.bad("tensor \(entryName): data_offsets is missing") }
    guard offsets.count == 2 else { throw json.bad("tensor \(entryName): data_offsets are not two numbers") }
    return Entry(name: entryName, dtype: dtype, shape: shape, begin: offsets[0], end: offsets[1])
  }

  private mutating func integers() throws(FileError) -> [Int] {
    var values: [Int] = []
    try json.expect("[")
    if try json.accept("]") { return values }
    repeat { values.append(try json.integer()) } while try json.accept(",")
    try json.expect("]")
    return values
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// Walks through JSON text, byte by byte.
private struct JSONScanner {
  let text: [UInt8]
  let name: String
  private var position = 0

  init(text: [UInt8], name: String) {
    self.text = text
    self.name = name
  }

  var peek: UInt8? { position < text.count ? text[position] : nil }

  func bad(_ reason: String) -> FileError { .badHeader(path: name, reason: "\(reason), at byte \(position) of the JSON text") }

  /// Whether the next character that is not space is this one; it is taken then.
  mutating func accept(_ character: Unicode.Scalar) throws(FileError) -> Bool {
    skipSpace()
    guard let byte = peek else { throw bad("the text ends too early") }
    guard byte == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(FileError) {
    if try !accept(character) { throw bad("expected '\(character)'") }
  }

  /// Checks that only space is left.
  mutating func finish() throws(FileError) {
    skipSpace()
    if position != text.count { throw bad("text after the header") }
  }

  /// A number without sign, fraction and exponent that fits in 63 bits.
  mutating func integer() throws(FileError) -> Int {
    skipSpace()
    var value = 0
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      if overflow || carry { throw bad("a number does not fit in 63 bits") }
      value = sum
      position += 1
    }
    if position == start { throw bad("expected a whole number without a sign") }
    if text[start] == UInt8(ascii: "0"), position > start + 1 { throw bad("a number begins with 0") }
    if let byte = peek, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte) {
      throw bad("a number is not whole")
    }
    return value
  }

  /// A string, as valid UTF-8 without its escapes.
  mutating func string() throws(FileError) -> [UInt8] {
    try expect("\"")
    var bytes: [UInt8] = []
    while true {
      guard let byte = peek else { throw bad("a string without an end") }
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard String(validating: bytes, as: UTF8.self) != nil else { throw bad("a string is not UTF-8") }
        return bytes
      case UInt8(ascii: "\\"): try escape(into: &bytes)
      case 0..<0x20: throw bad("a control character in a string")
      default: bytes.append(byte)
      }
    }
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(FileError) {
    guard let byte = peek else { throw bad("a string without an end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      var value = try codeUnit()
      if (0xD800..<0xDC00).contains(value), text[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
        position += 2
        let low = try codeUnit()
        guard (0xDC00..<0xE000).contains(low) else { throw bad("half of a surrogate pair") }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(value) else { throw bad("half of a surrogate pair") }
      bytes += String(scalar).utf8
    default: throw bad("unknown escape")
    }
  }

  private mutating func codeUnit() throws(FileError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = HexDigits.value(of: byte) else { throw bad("expected four hexadecimal digits") }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func skipSpace() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }
}
