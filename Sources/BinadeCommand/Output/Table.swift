/// Columns of text, each as wide as its widest cell.
struct Table {
  /// How the cells of a column stand.
  enum Alignment { case left, right }

  private let headings: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// Columns from left to right. A heading may have several lines.
  init(_ columns: [(heading: String, alignment: Alignment)]) {
    headings = columns.map(\.heading)
    alignments = columns.map(\.alignment)
  }

  /// Adds a line; it has a cell for every column.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == headings.count)
    rows.append(cells)
  }

  /// The lines, two spaces between columns, a rule under the headings.
  var text: String {
    let heads = headings.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    let height = heads.map(\.count).max() ?? 0
    var lines = (0..<height).map { line in heads.map { head in line < height - head.count ? "" : head[line - height + head.count] } }
    let widths = headings.indices.map { column in (lines + rows).map { $0[column].count }.max() ?? 0 }
    lines.append(widths.map { String(repeating: "-", count: $0) })
    return (lines + rows).map { line($0, widths) }.joined(separator: "\n")
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let space = String(repeating: " ", count: widths[column] - cell.count)
      line += (column > 0 ? "  " : "") + (alignments[column] == .left ? cell + space : space + cell)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
