internal import Binade
internal import BinadeVectors

/// What `binade describe` says of a layout.
enum LayoutDescription {
  /// The options that `describe` needs for it.
  static let options: [Command.Option] = [
    .value("--shape", "R,C", standard: "one tile", "layouts: the rows and columns of the matrix"),
    .value("--at", "R,C", "layouts, with --shape: where the code in this row and column stands"),
  ]

  /// Prints the page of the layout that `NAME` names; `nil` if it names none.
  static func run(_ invocation: Invocation) throws -> ExitCode? {
    let name = invocation.word("NAME")
    let isLayout = NamedLayout.named(name) != nil || LayoutNames.family(of: name) != nil
    guard isLayout else {
      for option in ["--shape", "--at"] where invocation.value(option) != nil && NamedFormat(name) != nil {
        throw invocation.usage("\(option) is for layouts, and \(quoted(name)) is a format")
      }
      return nil
    }
    if invocation.flag("--values") { throw invocation.usage("--values is for formats, and \(quoted(name)) is a layout") }
    let layout = try invocation.layout("NAME")
    let view = try view(of: layout, invocation)
    let evidence = EvidencePage(name: "layouts") { $0.rows(of: layout) }
    if invocation.flag("--json") {
      var members = LayoutJSON.members(layout)
      if invocation.value("--shape") != nil { members["image"] = LayoutJSON.image(view) }
      members["claims"] = evidence.json
      invocation.console.print(JSON.object(members).text)
    } else {
      for line in LayoutPage.lines(view) { invocation.console.print(line) }
      if invocation.value("--at") == nil { evidence.print(invocation.console) }
    }
    return .success
  }

  private static func view(of layout: NamedLayout, _ invocation: Invocation) throws(ToolError) -> LayoutView {
    let shape = try invocation.pair("--shape", rowAlone: 1)
    let place = try invocation.pair("--at", rowAlone: 0)
    if let place {
      guard let shape else { throw invocation.usage("--at needs --shape R,C: where a code stands may depend on the size of the matrix") }
      guard place.rows < shape.rows, place.columns < shape.columns else {
        throw invocation.usage("--at \(place.rows),\(place.columns) is outside a matrix of \(shape.rows) x \(shape.columns)")
      }
    }
    do throws(LayoutError) {
      return try LayoutView(layout, shape: shape, place: place.map { ($0.rows, $0.columns) })
    } catch {
      throw invocation.usage("--shape \(shape?.rows ?? 0),\(shape?.columns ?? 0): the image would not fit in memory")
    }
  }
}

/// The page of a layout.
enum LayoutPage {
  /// How many lines of bytes are shown.
  private static let shownLines = 16
  /// Where the search for the end of padding ends.
  private static let longestGap = 4096

  static func lines(_ view: LayoutView) -> [String] {
    let entry = view.entry
    var lines = ["\(entry.name): \(entry.summary)", ""]
    if !entry.aliases.isEmpty { lines.append("  also called  \(entry.aliases.joined(separator: ", "))") }
    lines.append("  known by     \(entry.evidence.name), Spec [\(entry.clause)]")
    for selector in entry.selectors {
      let values = selector.values.map(String.init).joined(separator: ", ")
      lines.append("  \(selector.name.padded(to: 12)) \(values); each step moves the codes \(selector.stride) bits")
    }
    if !entry.selectors.isEmpty { lines.append("  to select    \(LayoutNames.pattern(of: entry))") }
    for field in entry.fields { lines += [""] + parameters(field, of: entry) }
    lines += ["", "Image of \(view.rows) x \(view.columns) \(entry.fields[0].role)", "  \(size(view))"]
    for landing in view.landings {
      let spots = landing.bits.map { LayoutView.spot($0, landing.width) }
      lines.append("  \(landing.role) (\(landing.row),\(landing.column)): \(spots.joined(separator: "; "))")
    }
    lines += places(view) + bytes(view)
    return lines
  }

  private static func parameters(_ field: NamedLayout.Field, of entry: NamedLayout) -> [String] {
    let layout = field.layout
    let per = field.columnsPerEntry > 1 ? ", one per \(field.columnsPerEntry) columns" : ""
    var lines = ["\(field.role.rawValue.capitalizedFirst): \(layout.elementBits) bits each\(per)"]
    lines.append("  tile         \(layout.tileRows) x \(layout.tileColumns) (rows x columns) in \(bits(layout.tileBits))")
    lines.append("  place        bit \(formula(layout)) of the tile")
    if let copies = layout.copies { lines.append("  copies       \(copies.size), \(bits(copies.stride)) apart") }
    let along = layout.order == .columnsFirst ? "along the columns (K) first" : "along the rows (M or N) first"
    lines.append("  tiles        \(along) (\(layout.order.rawValue))\(rounding(layout))")
    return lines
  }

  /// `16 + (r mod 32)*128 + (r/32 mod 4)*32 + (c mod 4)*8`.
  private static func formula(_ layout: Layout) -> String {
    var terms: [String] = layout.offset > 0 ? ["\(layout.offset)"] : []
    for (letter, digits) in [("r", layout.rowDigits), ("c", layout.columnDigits)] {
      var weight = 1
      for digit in digits {
        terms.append("(\(letter)\(weight > 1 ? "/\(weight)" : "") mod \(digit.size))*\(digit.stride)")
        weight *= digit.size
      }
    }
    return terms.isEmpty ? "0" : terms.joined(separator: " + ")
  }

  private static func rounding(_ layout: Layout) -> String {
    var text = ""
    if layout.tileRowMultiple > 1 { text += ", rows of tiles padded to a multiple of \(layout.tileRowMultiple)" }
    if layout.tileColumnMultiple > 1 { text += ", columns of tiles padded to a multiple of \(layout.tileColumnMultiple)" }
    if layout.lineAlignment > 1 { text += ", each line padded to a multiple of \(bits(layout.lineAlignment))" }
    return text
  }

  private static func bits(_ count: Int) -> String {
    count % 8 == 0 ? (count == 8 ? "1 byte" : "\(count / 8) bytes") : "\(count) bits"
  }

  private static func size(_ view: LayoutView) -> String {
    let first = view.first
    return "\(first.byteCount) bytes, \(first.tileRowCount) x \(first.tileColumnCount) tiles, \(view.paddingBits) bits of padding (zero)"
  }

  // MARK: Pictures

  /// The byte of some codes: around the steps of the digits.
  private static func places(_ view: LayoutView) -> [String] {
    let first = view.first
    let rows = samples(view.rows, first.layout.tileRows, first.layout.rowDigits)
    let columns = samples(view.columns, first.layout.tileColumns, first.layout.columnDigits)
    guard !rows.isEmpty, !columns.isEmpty else { return [] }
    let isBytes = first.layout.elementBits % 8 == 0
    var table = Table([("row", .right)] + columns.map { ("c\($0)", .right) })
    for row in rows {
      table.add(
        ["r\(row)"]
          + columns.map { column in
            guard let bit = first.bit(row: row, column: column) else { return "-" }
            return isBytes && bit % 8 == 0 ? "\(bit / 8)" : "\(bit / 8).\(bit % 8)"
          })
    }
    let unit = isBytes ? "Byte where a code begins" : "Byte and bit where a code begins"
    return ["", unit] + table.text.split(separator: "\n").map { "  \($0)" }
  }

  /// The first numbers, the numbers where a digit steps, and the first of the second tile.
  private static func samples(_ count: Int, _ tile: Int, _ digits: [Layout.Digit]) -> [Int] {
    var found = [0, 1, 2, 3]
    var weight = 1
    for digit in digits {
      weight *= digit.size
      found += [weight - 1, weight]
    }
    found += [tile, tile * 2]
    return Array(Set(found.filter { $0 < count })).sorted().prefix(12).map { $0 }
  }

  /// The first bytes, bit by bit; bytes of padding only are one line.
  private static func bytes(_ view: LayoutView) -> [String] {
    let total = view.first.byteCount
    guard total > 0 else { return [] }
    var rows: [(first: Int, last: Int, text: String)] = []
    var byte = 0
    while byte < total, rows.count < shownLines {
      let text = view.picture(ofByte: byte)
      let start = byte
      byte += 1
      if text == LayoutView.emptyByte {
        while byte < total, byte < longestGap, view.picture(ofByte: byte) == text { byte += 1 }
      }
      rows.append((start, byte - 1, text))
    }
    let labels = rows.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }
    let width = labels.map(\.count).max() ?? 0
    let lines = zip(labels, rows).map { "  " + String(repeating: " ", count: width - $0.count) + $0 + "  " + $1.text }
    return ["", "First bytes: bits, highest first, and the (row,column) they belong to; - is padding"] + lines
  }
}

extension String {
  /// The text with spaces behind it.
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
  /// The text with its first letter as a capital.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
