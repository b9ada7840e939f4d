import Binade

/// A deliberately wrong packer: another place for codes, another order, another padding. Spec [coverage-8].
struct LayoutMutant: Sendable {
  let name: String
  /// Whether it is another layout, which always has an image.
  var isOther: Bool { name.hasPrefix("layout=") }
  /// The image that it makes of a test's matrix; `nil` where the bug cannot show.
  let image: @Sendable (_ test: LayoutVectorTest, _ layout: NamedLayout) -> [UInt8]?
}

enum LayoutMutants {
  /// Bugs, and every other layout for codes of the same widths.
  static func all(_ layout: NamedLayout) -> [LayoutMutant] {
    bugs
      + NamedLayout.catalogue.filter { $0.name != layout.name && widths($0) == widths(layout) && !layout.name.hasPrefix($0.name + ":") }.map
    {
      other in LayoutMutant(name: "layout=\(other.name)") { test, _ in packed(other, test) }
    }
  }

  private static func widths(_ layout: NamedLayout) -> [Int] { layout.fields.map { $0.layout.elementBits } }

  private static let bugs: [LayoutMutant] = [
    LayoutMutant(name: "nibbles of each byte are swapped") { test, layout in
      layout.layout.elementBits == 4 ? test.image.map { $0 << 4 | $0 >> 4 } : nil
    },
    LayoutMutant(name: "bits of each byte are reversed") { test, layout in
      guard layout.layout.elementBits % 8 != 0 else { return nil }
      return test.image.map { byte -> UInt8 in
        var reversed: UInt8 = 0
        for bit in 0..<8 where byte & (1 << UInt8(bit)) != 0 { reversed |= 0x80 >> UInt8(bit) }
        return reversed
      }
    },
    LayoutMutant(name: "bytes of each 32-bit word are reversed") { test, _ in
      guard test.image.count >= 4 else { return nil }
      var image = test.image
      for start in stride(from: 0, to: image.count - 3, by: 4) { image[start..<(start + 4)].reverse() }
      return image
    },
    LayoutMutant(name: "rows and columns are exchanged") { test, layout in
      guard test.rows > 1 || test.columns > 1 else { return nil }
      return packed(layout, test) { field, row, column, width in
        LayoutVectorFile.code(field: field, row: column, column: row, width: width)
      }
    },
    LayoutMutant(name: "the tile is transposed") { test, layout in
      let (rows, columns) = (layout.layout.tileRows, layout.layout.tileColumns)
      guard layout.fields.count == 1, rows > 1, columns > 1 else { return nil }
      return moved(layout, test) { row, column in
        let index = row % rows * columns + column % columns
        return (row - row % rows + index % rows, column - column % columns + index / rows)
      }
    },
    LayoutMutant(name: "tiles follow each other down the columns") { test, layout in
      let (rows, columns) = (layout.layout.tileRows, layout.layout.tileColumns)
      let (down, across) = ((test.rows + rows - 1) / rows, (test.columns + columns - 1) / columns)
      guard layout.fields.count == 1, down > 1, across > 1 else { return nil }
      return moved(layout, test) { row, column in
        let slot = column / columns * down + row / rows
        return (slot / across * rows + row % rows, slot % across * columns + column % columns)
      }
    },
    LayoutMutant(name: "padding is ones") { test, layout in
      let image = packed(layout, test, fill: 0xFF)
      return image == test.image ? nil : image  // no bit is padding
    },
    LayoutMutant(name: "the selected number is ignored") { test, layout in
      guard let colon = test.layout.firstIndex(of: ":"), let plain = NamedLayout.named(String(test.layout[..<colon])) else { return nil }
      return packed(plain, test)
    },
  ]

  // MARK: Images

  /// The image of a test's matrix in a layout, each code given by a function of its place.
  private static func packed(
    _ layout: NamedLayout, _ test: LayoutVectorTest, fill: UInt8? = nil,
    code: (_ field: Int, _ row: Int, _ column: Int, _ width: Int) -> UInt32 = LayoutVectorFile.code
  ) -> [UInt8]? {
    var image: [UInt8] = []
    for (number, field) in layout.fields.enumerated() {
      let columns = field.columns(for: test.columns)
      guard let placement = try? field.layout.placed(rows: test.rows, columns: columns) else { return nil }
      var codes: [UInt32] = []
      codes.reserveCapacity(test.rows * columns)
      for row in 0..<test.rows { for column in 0..<columns { codes.append(code(number, row, column, field.layout.elementBits)) } }
      if number == 0 { image = [UInt8](repeating: fill ?? 0, count: placement.byteCount) }
      var target = image.mutableSpan
      do {
        if number == 0 && fill == nil {
          try placement.pack(codes.span, into: &target)
        } else {
          try placement.insert(codes.span, into: &target)
        }
      } catch {
        return nil
      }
    }
    return image
  }

  /// The image of a matrix whose codes were put at other places; what falls outside is lost.
  private static func moved(_ layout: NamedLayout, _ test: LayoutVectorTest, _ place: (Int, Int) -> (row: Int, column: Int)) -> [UInt8]? {
    var codes = [UInt32](repeating: 0, count: test.rows * test.columns)
    for row in 0..<test.rows {
      for column in 0..<test.columns {
        let to = place(row, column)
        guard to.row < test.rows, to.column < test.columns else { continue }
        codes[to.row * test.columns + to.column] = LayoutVectorFile.code(
          field: 0, row: row, column: column, width: layout.layout.elementBits)
      }
    }
    return packed(layout, test) { _, row, column, _ in codes[row * test.columns + column] }
  }
}
