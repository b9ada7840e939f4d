/// What went wrong with a file: which one, what was expected, what came.
///
/// `path` is the path as the caller gave it, or the name that the caller gave to bytes that came from elsewhere
/// (a pipe, memory). All sizes are in bytes. ``description`` is one line, whatever the file holds.
public enum FileError: Error, Equatable, CustomStringConvertible {
  /// There is no file at this path.
  case missing(path: String)
  /// The system refuses to open or to read the file.
  case unreadable(path: String, reason: String)
  /// The system refuses to create, to write or to replace the file. A file that was there before is unchanged.
  case unwritable(path: String, reason: String)
  /// The file ends early: it should have been `expected` bytes long, or longer, and has `actual`.
  case truncated(path: String, expected: Int, actual: Int)
  /// The file goes on after its last tensor. `actual` is unknown (`nil`) for a pipe.
  case trailingBytes(path: String, expected: Int, actual: Int?)
  /// The file does not begin with the bytes that identify its format.
  case badMagic(path: String, expected: String, actual: [UInt8])
  /// The file says that it follows a version of its format that is unknown here.
  case unsupportedVersion(path: String, version: String)
  /// The header breaks a rule of the format.
  case badHeader(path: String, reason: String)
  /// The element type is not one of those that this reader knows.
  case unsupportedDType(path: String, dtype: String)
  /// The element type is known, and is not the one that the caller needs.
  case wrongDType(path: String, expected: [String], actual: String)
  /// The dimensions cannot be those of an array in memory.
  case badShape(path: String, shape: String, reason: String)
  /// The dimensions and the element type ask for `expected` bytes of data, and `actual` were given.
  case byteCountMismatch(path: String, expected: Int, actual: Int)
  /// A word of a memory image has digits or bits beyond its width.
  case wordTooWide(path: String, word: String, bits: Int)
  /// A safetensors file has no tensor of this name.
  case missingTensor(path: String, name: String)
  /// A line of a text file breaks a rule of the format. Lines count from 1.
  case badLine(path: String, line: Int, reason: String)

  public var description: String {
    switch self {
    case .missing(let path): "\(Self.shown(path)): no such file"
    case .unreadable(let path, let reason): "\(Self.shown(path)): cannot read: \(Self.shown(reason))"
    case .unwritable(let path, let reason): "\(Self.shown(path)): cannot write: \(Self.shown(reason))"
    case .truncated(let path, let expected, let actual):
      "\(Self.shown(path)): truncated: expected \(expected) bytes, found \(actual)"
    case .trailingBytes(let path, let expected, .some(let actual)):
      "\(Self.shown(path)): data after the end: expected \(expected) bytes, found \(actual)"
    case .trailingBytes(let path, let expected, .none):
      "\(Self.shown(path)): data after the end: expected \(expected) bytes, found more"
    case .badMagic(let path, let expected, let actual):
      "\(Self.shown(path)): not \(expected): it begins with \(Self.shown(hex: actual))"
    case .unsupportedVersion(let path, let version): "\(Self.shown(path)): version \(Self.shown(version)) is not supported"
    case .badHeader(let path, let reason): "\(Self.shown(path)): bad header: \(Self.shown(reason))"
    case .unsupportedDType(let path, let dtype):
      "\(Self.shown(path)): element type \(Self.shown(dtype)) is not supported\(Self.hint(dtype: dtype))"
    case .wrongDType(let path, let expected, let actual):
      "\(Self.shown(path)): expected element type \(expected.joined(separator: " or ")), found \(Self.shown(actual))"
    case .badShape(let path, let shape, let reason): "\(Self.shown(path)): shape \(Self.shown(shape)): \(Self.shown(reason))"
    case .byteCountMismatch(let path, let expected, let actual):
      "\(Self.shown(path)): the shape needs \(expected) bytes of data, got \(actual)"
    case .wordTooWide(let path, let word, let bits): "\(Self.shown(path)): the word \(Self.shown(word)) does not fit in \(bits) bits"
    case .missingTensor(let path, let name): "\(Self.shown(path)): no tensor is named \(Self.shown(name))"
    case .badLine(let path, let line, let reason): "\(Self.shown(path)):\(line): \(Self.shown(reason))"
    }
  }

  /// `text` on one line: control characters become `\u{…}`, and the middle of a very long text becomes `…`.
  static func shown(_ text: String) -> String {
    let limit = 400
    var scalars = text.unicodeScalars[...]
    var tail = Substring.UnicodeScalarView()
    if scalars.count > limit {
      tail = scalars.suffix(limit / 2)
      scalars = scalars.prefix(limit / 2)
    }
    var line = ""
    for scalar in scalars { line += shown(scalar) }
    if !tail.isEmpty { line += "…" }
    for scalar in tail { line += shown(scalar) }
    return line
  }

  private static func shown(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: "\\u{\(String(scalar.value, radix: 16))}"
    default: String(scalar)
    }
  }

  private static func shown(hex bytes: [UInt8]) -> String {
    guard !bytes.isEmpty else { return "nothing" }
    return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  /// numpy saves the types of ml_dtypes as raw bytes (`V1`, `V2`): the codes are there, and their meaning is lost.
  private static func hint(dtype: String) -> String {
    let isVoid = dtype.utf8.first == UInt8(ascii: "V") || dtype.utf8.dropFirst().first == UInt8(ascii: "V")
    return isVoid ? " (save the codes as unsigned integers: array.view(numpy.uint8))" : ""
  }
}
