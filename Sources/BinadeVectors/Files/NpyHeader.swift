/// What the header of an `.npy` file says.
struct NpyHeader: Equatable {
  var dtype: NpyDType
  /// Whether the file's elements are big-endian.
  var isBigEndian = false
  /// Whether the first dimension varies fastest in the file.
  var isFortranOrder = false
  var shape: [Int]

  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
  /// The longest header text that is read. numpy itself stops at 10 000 characters.
  static let maximumLength = 1 << 16

  init(dtype: NpyDType, shape: [Int]) {
    self.dtype = dtype
    self.shape = shape
  }

  /// Reads magic, version, length and text from the front of `source`.
  init(from source: inout ByteSource) throws(FileError) {
    let name = source.name
    if let size = source.size, size < Self.magic.count {
      let head = try source.take(size)
      guard Self.magic.starts(with: head) else { throw .badMagic(path: name, expected: "an .npy file", actual: head) }
      throw .truncated(path: name, expected: 10, actual: size)
    }
    let magic = try source.take(Self.magic.count)
    guard magic == Self.magic else { throw .badMagic(path: name, expected: "an .npy file", actual: magic) }
    let version = try source.take(2)
    guard [1, 2, 3].contains(version[0]), version[1] == 0 else {
      throw .unsupportedVersion(path: name, version: "\(version[0]).\(version[1])")
    }
    let lengthBytes = try source.take(version[0] == 1 ? 2 : 4)
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.maximumLength else {
      throw .badHeader(path: name, reason: "it is \(length) bytes long; at most \(Self.maximumLength) are read")
    }
    var parser = NpyHeaderParser(text: try source.take(length), isOldVersion: version[0] < 3, name: name)
    self = try parser.parse()
  }

  /// The header of a file with this array, version 1.0, as numpy 2 writes it.
  ///
  /// numpy leaves room for the first dimension to grow to 21 digits in place, and pads so that the data begins at a multiple of 64.
  func serialized() -> [UInt8] {
    let dimensions = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    let order = isFortranOrder ? "True" : "False"
    var text = "{'descr': '\(dtype.rawValue)', 'fortran_order': \(order), 'shape': (\(dimensions)), }"
    let growing = isFortranOrder ? shape.last : shape.first
    if let growing { text += String(repeating: " ", count: 21 - "\(growing)".count) }
    let unpadded = Self.magic.count + 4 + text.utf8.count + 1
    text += String(repeating: " ", count: 64 - unpadded % 64) + "\n"
    let length = text.utf8.count
    return Self.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + text.utf8
  }
}

/// Reads the one Python dictionary that an `.npy` header may be. Nothing is evaluated.
private struct NpyHeaderParser {
  let text: [UInt8]
  /// Versions 1 and 2 were also written by Python 2, whose long integers end in `L`.
  let isOldVersion: Bool
  let name: String
  private var position = 0

  init(text: [UInt8], isOldVersion: Bool, name: String) {
    self.text = text
    self.isOldVersion = isOldVersion
    self.name = name
  }

  mutating func parse() throws(FileError) -> NpyHeader {
    if let index = text.firstIndex(where: { $0 >= 0x80 }) { throw bad("a byte that is not ASCII", at: index) }
    var descr: (dtype: NpyDType, isBigEndian: Bool)?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while try !accept("}") {
      let start = position
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where descr == nil: descr = try dtype()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      case "descr", "fortran_order", "shape": throw bad("the key '\(key)' comes twice", at: start)
      default: throw bad("unknown key '\(key)'", at: start)
      }
      if try !accept(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard position == text.count else { throw bad("text after the dictionary") }
    guard let descr else { throw bad("the key 'descr' is missing") }
    guard let isFortranOrder else { throw bad("the key 'fortran_order' is missing") }
    guard let shape else { throw bad("the key 'shape' is missing") }
    var header = NpyHeader(dtype: descr.dtype, shape: shape)
    header.isBigEndian = descr.isBigEndian
    header.isFortranOrder = isFortranOrder
    return header
  }

  // MARK: Values

  private mutating func dtype() throws(FileError) -> (dtype: NpyDType, isBigEndian: Bool) {
    skipSpace()
    let start = position
    // A list describes a record type: there is no need to read all of it in order to refuse it.
    if [UInt8(ascii: "["), UInt8(ascii: "(")].contains(peek) {
      throw .unsupportedDType(path: name, dtype: Self.ascii(text[start...].prefix(40)))
    }
    let descr = try string()
    guard let parsed = NpyDType.parse(descr) else { throw .unsupportedDType(path: name, dtype: descr) }
    return parsed
  }

  private mutating func boolean() throws(FileError) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where text[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw bad("expected True or False")
  }

  private mutating func tuple() throws(FileError) -> [Int] {
    var shape: [Int] = []
    try expect("(")
    if try accept(")") { return shape }
    while true {
      shape.append(try dimension())
      if shape.count > ArraySize.maximumRank { throw bad("more than \(ArraySize.maximumRank) dimensions") }
      if try accept(")") {
        // In Python (3) is a number, and (3,) a tuple.
        if shape.count == 1 { throw bad("the shape is not a tuple") }
        return shape
      }
      try expect(",")
      if try accept(")") { return shape }
    }
  }

  private mutating func dimension() throws(FileError) -> Int {
    skipSpace()
    let start = position
    if peek == UInt8(ascii: "-") { throw bad("a dimension is negative") }
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    let digits = text[start..<position]
    guard let first = digits.first else { throw bad("expected a dimension") }
    if first == UInt8(ascii: "0"), digits.count > 1 { throw bad("a dimension begins with 0", at: start) }
    guard let value = Int(Self.ascii(digits)) else {
      throw .badShape(path: name, shape: "(\(Self.ascii(digits)), …)", reason: "the dimension does not fit in 64 bits")
    }
    if isOldVersion, peek == UInt8(ascii: "L") { position += 1 }
    return value
  }

  private mutating func string() throws(FileError) -> String {
    skipSpace()
    let start = position
    guard let quote = peek, [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(quote) else { throw bad("expected a quoted string") }
    position += 1
    while let byte = peek, byte != quote {
      guard byte != UInt8(ascii: "\\"), (0x20..<0x7F).contains(byte) else { throw bad("a character that no header needs") }
      position += 1
    }
    guard peek == quote else { throw bad("a string without an end", at: start) }
    position += 1
    return Self.ascii(text[(start + 1)..<(position - 1)])
  }

  // MARK: Characters

  private var peek: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func accept(_ character: Unicode.Scalar) throws(FileError) -> Bool {
    skipSpace()
    guard let byte = peek else { throw bad("the text ends too early") }
    guard byte == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(FileError) {
    if try !accept(character) { throw bad("expected '\(character)'") }
  }

  private func bad(_ reason: String, at index: Int? = nil) -> FileError {
    .badHeader(path: name, reason: "\(reason), at character \((index ?? position) + 1)")
  }

  private static func ascii(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
}
