/// How a line of a stream is written.
public enum LineForm: String, CaseIterable, Sendable {
  /// Columns with a space between.
  case text
  /// One JSON object a line, with names.
  case jsonl

  /// A line of columns. In JSON a column of `-`, which says that there is nothing, is left out.
  func line(_ columns: [(name: String, text: String)]) -> String {
    switch self {
    case .text: columns.map { $0.text }.joined(separator: " ")
    case .jsonl:
      "{" + columns.filter { $0.text != "-" }.map { "\"\($0.name)\": \"\($0.text)\"" }.joined(separator: ", ") + "}"
    }
  }

  /// A line that says what follows: `#dots a=b …`, or `{"dots": {"a": "b", …}}`.
  func header(_ kind: String, _ pairs: [(name: String, text: String)]) -> String {
    switch self {
    case .text: "#\(kind) " + pairs.map { "\($0.name)=\($0.text)" }.joined(separator: " ")
    case .jsonl: "{\"\(kind)\": \(line(pairs))}"
    }
  }
}
