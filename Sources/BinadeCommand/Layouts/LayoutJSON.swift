internal import Binade

/// A layout as JSON, with the member names of the Spec's registry.
enum LayoutJSON {
  /// The parameters.
  static func members(_ entry: NamedLayout) -> [String: JSON] {
    [
      "name": .string(entry.name), "aliases": .strings(entry.aliases), "summary": .string(entry.summary),
      "evidence": .string(entry.evidence.name), "clause": .string(entry.clause),
      "fields": .array(entry.fields.map(field)),
      "selectors": .array(
        entry.selectors.map {
          .object(["name": .string($0.name), "values": .array($0.values.map { .integer($0) }), "stride": .integer($0.stride)])
        }),
    ]
  }

  /// The size of an image, and where the codes of one place stand.
  static func image(_ view: LayoutView) -> JSON {
    var members: [String: JSON] = [
      "rows": .integer(view.rows), "columns": .integer(view.columns), "bytes": .integer(view.first.byteCount),
      "paddingBits": .integer(view.paddingBits),
    ]
    if let place = view.place {
      members["at"] = .object(["row": .integer(place.row), "column": .integer(place.column)])
      members["fields"] = .array(
        view.landings.map { landing in
          .object([
            "role": .string(landing.role.rawValue), "row": .integer(landing.row), "column": .integer(landing.column),
            "bits": .array(landing.bits.map { .integer($0) }), "width": .integer(landing.width),
          ])
        })
    }
    return .object(members)
  }

  private static func field(_ field: NamedLayout.Field) -> JSON {
    let layout = field.layout
    return .object([
      "role": .string(field.role.rawValue), "columnsPerEntry": .integer(field.columnsPerEntry), "elementBits": .integer(layout.elementBits),
      "tileRows": .integer(layout.tileRows), "tileColumns": .integer(layout.tileColumns), "tileBits": .integer(layout.tileBits),
      "rowDigits": .array(layout.rowDigits.map(digit)), "columnDigits": .array(layout.columnDigits.map(digit)),
      "offset": .integer(layout.offset), "copies": layout.copies.map(digit) ?? .null, "order": .string(layout.order.rawValue),
      "tileRowMultiple": .integer(layout.tileRowMultiple), "tileColumnMultiple": .integer(layout.tileColumnMultiple),
      "lineAlignment": .integer(layout.lineAlignment),
    ])
  }

  private static func digit(_ digit: Layout.Digit) -> JSON { .array([.integer(digit.size), .integer(digit.stride)]) }
}
