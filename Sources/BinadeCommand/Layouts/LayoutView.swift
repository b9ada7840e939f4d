internal import Binade

/// A layout applied to a matrix of a given size, as `describe` shows it.
struct LayoutView {
  /// Where one code stands.
  struct Landing {
    let role: NamedLayout.Role
    let row: Int
    let column: Int
    /// The first bit of each copy.
    let bits: [Int]
    let width: Int
  }

  /// What a bit belongs to.
  private typealias Owner = (role: NamedLayout.Role, location: Placement.Location)

  let entry: NamedLayout
  let rows: Int
  let columns: Int
  /// The fields, placed.
  let placements: [Placement]
  /// The code that was asked for.
  let place: (row: Int, column: Int)?

  /// The field that decides the size.
  var first: Placement { placements[0] }

  /// Without a shape: one tile, and at least eight columns of it.
  init(_ entry: NamedLayout, shape: (rows: Int, columns: Int)?, place: (row: Int, column: Int)?) throws(LayoutError) {
    self.entry = entry
    rows = shape?.rows ?? entry.layout.tileRows
    columns = shape?.columns ?? (entry.layout.tileRows > 1 ? entry.layout.tileColumns : max(8, entry.layout.tileColumns))
    self.place = place
    var placements: [Placement] = []
    for field in entry.fields { placements.append(try field.layout.placed(rows: rows, columns: field.columns(for: columns))) }
    self.placements = placements
  }

  /// Bits of the image that belong to no code.
  var paddingBits: Int {
    placements.reduce(first.byteCount * 8) { $0 - $1.codeCount * $1.layout.elementBits * ($1.layout.copies?.size ?? 1) }
  }

  /// Where the code that was asked for stands, and the numbers of other fields that belong to it.
  var landings: [Landing] {
    guard let place else { return [] }
    return zip(entry.fields, placements).map { field, placement in
      let column = place.column / field.columnsPerEntry
      let bits = (0..<(field.layout.copies?.size ?? 1)).compactMap { placement.bit(row: place.row, column: column, copy: $0) }
      return Landing(role: field.role, row: place.row, column: column, bits: bits, width: field.layout.elementBits)
    }
  }

  /// What a bit of the image belongs to.
  private func owner(ofBit bit: Int) -> Owner? {
    for (field, placement) in zip(entry.fields, placements) {
      if let location = placement.location(atBit: bit) { return (field.role, location) }
    }
    return nil
  }

  // MARK: Pictures

  /// The picture of a byte of padding.
  static let emptyByte = "7:0 -"

  /// What the bits of one byte belong to, highest bit first: `7:4 (0,1)  3:0 (0,0)`; `-` is padding.
  func picture(ofByte byte: Int) -> String {
    var parts: [String] = []
    var high = 7
    while high >= 0 {
      let owner = owner(ofBit: byte * 8 + high)
      var low = high
      while low > 0, isSame(owner, self.owner(ofBit: byte * 8 + low - 1), distance: high - low + 1) { low -= 1 }
      let range = high == low ? "\(high)" : "\(high):\(low)"
      parts.append("\(range) \(text(owner, bits: high - low + 1))")
      high = low - 1
    }
    return parts.joined(separator: "  ")
  }

  private func isSame(_ a: Owner?, _ b: Owner?, distance: Int) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    let (upper, lower) = (a.location, b.location)
    return a.role == b.role && upper.row == lower.row && upper.column == lower.column && upper.copy == lower.copy
      && upper.bit == lower.bit + distance
  }

  private func text(_ owner: Owner?, bits: Int) -> String {
    guard let (role, location) = owner else { return "-" }
    var text = "(\(location.row),\(location.column))"
    if entry.fields.count > 1 { text = "\(role)" + text }
    let width = placements[entry.fields.firstIndex { $0.role == role }!].layout.elementBits
    if bits < width {
      let low = location.bit - bits + 1
      text += bits == 1 ? " bit \(low)" : " bits \(location.bit):\(low)"
    }
    return location.copy > 0 ? text + " copy \(location.copy)" : text
  }

  /// `byte 82`, `byte 3 bits 7:4`, `bytes 4 to 7`, `bits 6 to 11: from byte 0 bit 6 to byte 1 bit 3`.
  static func spot(_ bit: Int, _ width: Int) -> String {
    let (byte, low) = bit.quotientAndRemainder(dividingBy: 8)
    let last = (bit + width - 1) / 8
    if low == 0, width % 8 == 0 { return width == 8 ? "byte \(byte)" : "bytes \(byte) to \(last)" }
    if last == byte { return width == 1 ? "byte \(byte) bit \(low)" : "byte \(byte) bits \(low + width - 1):\(low)" }
    return "bits \(bit) to \(bit + width - 1): from byte \(byte) bit \(low) to byte \(last) bit \((bit + width - 1) % 8)"
  }
}
