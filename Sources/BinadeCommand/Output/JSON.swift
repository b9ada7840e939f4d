/// A JSON value that prints with sorted keys: the same value always gives the same bytes.
enum JSON {
  case string(String)
  case integer(Int)
  /// A number that is already written out, for instance with fixed decimals.
  case number(String)
  case bool(Bool)
  case null
  case array([JSON])
  case object([String: JSON])

  /// Strings as an array.
  static func strings(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

  /// A number with so many decimals; `null` if it is none.
  static func decimal(_ value: Double, _ decimals: Int) -> JSON {
    value.isFinite ? .number(NumberText.fixed(value, decimals)) : .null
  }

  /// The text, two spaces for each level; arrays of plain values stand on one line.
  var text: String {
    var text = ""
    write(to: &text, indent: "")
    return text
  }

  private func write(to text: inout String, indent: String) {
    switch self {
    case .string(let value): text += Self.quoted(value)
    case .integer(let value): text += String(value)
    case .number(let value): text += value
    case .bool(let value): text += value ? "true" : "false"
    case .null: text += "null"
    case .array(let values) where values.allSatisfy(\.isPlain):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        value.write(to: &text, indent: indent)
      }
      text += "]"
    case .array(let values): Self.write(values.map { ("", $0) }, "[", "]", &text, indent)
    case .object(let members) where members.isEmpty: text += "{}"
    case .object(let members):
      Self.write(members.sorted { $0.key < $1.key }.map { (Self.quoted($0.key) + ": ", $0.value) }, "{", "}", &text, indent)
    }
  }

  private static func write(_ parts: [(String, JSON)], _ open: String, _ close: String, _ text: inout String, _ indent: String) {
    text += open
    for (index, part) in parts.enumerated() {
      text += (index > 0 ? "," : "") + "\n" + indent + "  " + part.0
      part.1.write(to: &text, indent: indent + "  ")
    }
    text += "\n" + indent + close
  }

  private var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private static func quoted(_ text: String) -> String {
    var line = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": line += "\\\""
      case "\\": line += "\\\\"
      case "\u{0}"..<"\u{20}", "\u{7F}": line += "\\u" + NumberText.hex(UInt64(scalar.value), digits: 4)
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line + "\""
  }
}
