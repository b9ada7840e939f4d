import Binade
import BinadeOracle

/// Layouts that nothing tells apart: those of one instruction, where another one has every code of a tile at the same place.
enum EqualLayouts {
  /// Why a device with another layout cannot be noticed; `nil` if it can.
  static func reason(_ mutant: String, _ layout: String) -> String? {
    let prefix = "layout="
    guard mutant.hasPrefix(prefix), isOfOneInstruction(layout), let own = NamedLayout.named(layout)?.layout,
      let rival = NamedLayout.named(String(mutant.dropFirst(prefix.count)))?.layout, rival.tileColumns >= own.tileColumns,
      let one = OracleLayout.named(layout), let other = OracleLayout.named(String(mutant.dropFirst(prefix.count))), one.fields.count == 1,
      other.fields.count == 1
    else { return nil }
    // A whole tile, one that is not full, and, of what repeats along N, a column more.
    let (rows, columns) = (own.tileRows, own.tileColumns + (layout.hasPrefix("fragment-wgmma-d") ? 1 : 0))
    for (rows, columns) in [(rows, columns), (max(1, rows - 3), max(1, columns - 1))] {
      let sizes = [one, other].map { $0.image(rows: rows, columns: columns) { _, _, _ in 0 }.count }
      if sizes[0] != sizes[1] { return nil }
      for row in 0..<rows {
        for column in 0..<columns {
          let places = [one, other].map { $0.fields[0].bit(row: row, column: column, rows: rows, columns: columns) }
          if places[0] != places[1] { return nil }
        }
      }
    }
    return "in one instruction both have every code at the same place"
  }

  private static func isOfOneInstruction(_ layout: String) -> Bool { layout.hasPrefix("scale-mma-") || layout.hasPrefix("fragment-") }
}
