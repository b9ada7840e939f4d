internal import Binade
internal import BinadeVectors

extension Invocation {
  /// The layout that a positional argument names.
  func layout(_ name: String) throws(ToolError) -> NamedLayout {
    try layout(word(name), of: name)
  }

  /// The layout of that name; `name` is the argument that it stands behind.
  func layout(_ text: String, of name: String) throws(ToolError) -> NamedLayout {
    if let layout = NamedLayout.named(text) { return layout }
    if let family = LayoutNames.family(of: text) { throw usage("\(name): \(quoted(text)): \(LayoutNames.selection(of: family))") }
    throw usage(
      "\(name): no layout is named \(quoted(text))\(Suggestion.phrase(for: text, among: LayoutNames.all))"
        + " ('\(Tool.name) layouts' lists them)")
  }

  /// Two whole numbers behind an option, `R,C`; one number alone is the column.
  func pair(_ name: String, rowAlone row: Int) throws(ToolError) -> (rows: Int, columns: Int)? {
    guard let text = value(name) else { return nil }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil }
    guard numbers.count == parts.count, (1...2).contains(numbers.count) else {
      throw usage("\(name): expected two whole numbers R,C, not \(quoted(text))")
    }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : (row, numbers[0])
  }
}

/// The layouts by name, for messages.
enum LayoutNames {
  /// Names and aliases.
  static let all: [String] = NamedLayout.catalogue.flatMap { [$0.name] + $0.aliases }

  /// The layout that a text names if what stands behind its colon is left away.
  static func family(of text: String) -> NamedLayout? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    return NamedLayout.named(String(text[..<colon]))
  }

  /// What may stand behind the colon.
  static func selection(of layout: NamedLayout) -> String {
    if layout.selectors.isEmpty { return "\(layout.name) has nothing to select; expected the name alone" }
    let choices = layout.selectors.map { "\($0.name) (\($0.values.map(String.init).joined(separator: ", ")))" }
    return "expected \(pattern(of: layout)) with \(choices.joined(separator: " and "))"
  }

  /// For instance `scale-mma-a-1x:THREAD-ID,BYTE-ID`.
  static func pattern(of layout: NamedLayout) -> String {
    layout.name + ":" + layout.selectors.map { $0.name.uppercased() }.joined(separator: ",")
  }
}

extension NamedLayout.Role {
  /// What the option for a field is called.
  var option: String { "--" + rawValue }
}

extension ToolError {
  /// What is wrong with a matrix or an image, with the file that holds it.
  static func invalid(_ error: LayoutError, in name: String, _ layout: NamedLayout) -> ToolError {
    let file = oneLine(name)
    switch error {
    case .badShape(let rows, let columns): return .invalid("\(file): an image of \(rows) x \(columns) codes would not fit in memory")
    case .codeCountMismatch(let expected, let actual): return .invalid("\(file): expected \(expected) codes, found \(actual)")
    case .imageSizeMismatch(let expected, let actual):
      return .invalid("\(file): expected \(expected) bytes for this shape in \(layout.name), found \(actual)")
    case .codeTooWide(let row, let column, let code, let bits):
      return .invalid("\(file): code 0x\(String(code, radix: 16)) at (\(row), \(column)) does not fit the \(bits) bits of \(layout.name)")
    case .wordTooNarrow(let expected, let actual): return .fault("words of \(actual) bits for fields of \(expected)")
    }
  }
}
