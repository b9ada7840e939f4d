extension Layout {
  /// The layout applied to a matrix of `rows` × `columns` codes.
  ///
  /// A matrix without rows or columns has an empty image.
  /// - Throws: ``LayoutError/badShape(rows:columns:)`` for a negative size, or an image of more than 2^62 bits.
  public func placed(rows: Int, columns: Int) throws(LayoutError) -> Placement { try Placement(self, rows: rows, columns: columns) }
}

/// A ``Layout`` applied to a matrix of a given size: how large the image is, and where each code stands. Spec [layouts-3].
///
/// Positions are bits of the image; bit b is bit b mod 8 of byte b ÷ 8, bit 0 being the lowest of its byte.
public struct Placement: Sendable {
  /// What a bit of an image belongs to.
  public struct Location: Hashable, Sendable, BitwiseCopyable {
    /// The row of the code.
    public let row: Int
    /// The column of the code.
    public let column: Int
    /// The bit of the code, 0 being the lowest.
    public let bit: Int
    /// Which copy of the code, 0 being the first.
    public let copy: Int

    /// A bit of a code.
    public init(row: Int, column: Int, bit: Int, copy: Int = 0) {
      self.row = row
      self.column = column
      self.bit = bit
      self.copy = copy
    }
  }

  /// The layout.
  public let layout: Layout
  /// Rows of the matrix.
  public let rows: Int
  /// Columns of the matrix.
  public let columns: Int
  /// Rows of tiles in the image.
  public let tileRowCount: Int
  /// Columns of tiles in the image.
  public let tileColumnCount: Int
  /// Size of the image in bits.
  public let bitCount: Int
  /// From a tile to the one below it.
  @usableFromInline let tileRowStride: Int
  /// From a tile to the one at its right.
  @usableFromInline let tileColumnStride: Int
  /// The part of a place that comes from the row inside the tile, with the offset.
  @usableFromInline let rowBits: [Int]
  /// The part of a place that comes from the column inside the tile.
  @usableFromInline let columnBits: [Int]
  /// How many columns, from every multiple of it, follow each other without a gap. It divides the tile, or is a whole row or more.
  @usableFromInline let run: Int
  /// The digits, smallest stride first, for the way back.
  private let steps: [Layout.Step]

  /// Size of the image in bytes; the last byte may be padding in part.
  @inlinable public var byteCount: Int { (bitCount + 7) / 8 }
  /// The number of codes: rows × columns.
  @inlinable public var codeCount: Int { rows &* columns }

  init(_ layout: Layout, rows: Int, columns: Int) throws(LayoutError) {
    guard rows >= 0, columns >= 0, rows < 1 << 48, columns < 1 << 48 else { throw .badShape(rows: rows, columns: columns) }
    func rounded(_ value: Int, to multiple: Int) -> Int { (value + multiple - 1) / multiple * multiple }
    let tilesDown = rounded((rows + layout.tileRows - 1) / layout.tileRows, to: layout.tileRowMultiple)
    let tilesAcross = rounded((columns + layout.tileColumns - 1) / layout.tileColumns, to: layout.tileColumnMultiple)
    let isColumnsFirst = layout.order == .columnsFirst
    // Below 2^49 tiles of at most 2^24 bits: only these two products can be too large.
    let (tiles, overflows) = (isColumnsFirst ? tilesAcross : tilesDown).multipliedReportingOverflow(by: layout.tileBits)
    guard !overflows, tiles <= 1 << 62 else { throw .badShape(rows: rows, columns: columns) }
    let line = rounded(tiles, to: layout.lineAlignment)
    let (bits, tooMany) = line.multipliedReportingOverflow(by: isColumnsFirst ? tilesDown : tilesAcross)
    guard !tooMany, bits <= 1 << 62, !rows.multipliedReportingOverflow(by: columns).overflow else {
      throw .badShape(rows: rows, columns: columns)
    }
    self.layout = layout
    self.rows = rows
    self.columns = columns
    tileRowCount = tilesDown
    tileColumnCount = tilesAcross
    bitCount = bits
    tileRowStride = isColumnsFirst ? line : layout.tileBits
    tileColumnStride = isColumnsFirst ? layout.tileBits : line
    rowBits = (0..<layout.tileRows).map { layout.offset + Layout.sum($0, layout.rowDigits) }
    columnBits = (0..<layout.tileColumns).map { Layout.sum($0, layout.columnDigits) }
    run = Self.run(layout)
    steps = layout.steps
  }

  private static func run(_ layout: Layout) -> Int {
    var length = 1
    for digit in layout.columnDigits {
      guard digit.stride == length * layout.elementBits else { return length }
      length *= digit.size
    }
    let isDense = layout.order == .columnsFirst && layout.tileBits == length * layout.elementBits
    return isDense ? .max : length
  }

  // MARK: Places

  /// The bit where the code at (`row`, `column`) begins; `nil` outside the matrix. Spec [layouts-3].
  ///
  /// - Parameter copy: which copy, where the layout has several; `nil` for a copy that is not there.
  public func bit(row: Int, column: Int, copy: Int = 0) -> Int? {
    guard (0..<rows).contains(row), (0..<columns).contains(column), (0..<(layout.copies?.size ?? 1)).contains(copy) else { return nil }
    let tile = row / layout.tileRows * tileRowStride + column / layout.tileColumns * tileColumnStride
    let inTile = layout.bitInTile(row: row % layout.tileRows, column: column % layout.tileColumns)
    return tile + inTile + copy * (layout.copies?.stride ?? 0)
  }

  /// What stands at a bit of the image; `nil` for padding and outside the image. Spec [layouts-4].
  ///
  /// The inverse of ``bit(row:column:copy:)``, for every bit of a code.
  public func location(atBit bit: Int) -> Location? {
    guard (0..<bitCount).contains(bit) else { return nil }
    let isColumnsFirst = layout.order == .columnsFirst
    let line = isColumnsFirst ? tileRowStride : tileColumnStride
    let (major, inLine) = bit.quotientAndRemainder(dividingBy: line)
    let (minor, inTile) = inLine.quotientAndRemainder(dividingBy: layout.tileBits)
    guard minor < (isColumnsFirst ? tileColumnCount : tileRowCount), let code = locationInTile(inTile) else { return nil }
    let row = (isColumnsFirst ? major : minor) * layout.tileRows + code.row
    let column = (isColumnsFirst ? minor : major) * layout.tileColumns + code.column
    guard row < rows, column < columns else { return nil }
    return Location(row: row, column: column, bit: code.bit, copy: code.copy)
  }

  /// What stands at a bit of a tile, with the place in the tile.
  private func locationInTile(_ bit: Int) -> Location? {
    // From the lowest bit that any code takes; a digit with a negative stride then counts backwards.
    var rest = bit - layout.lowestBit
    guard rest >= 0 else { return nil }
    var (row, column, copy) = (0, 0, 0)
    for step in steps.reversed() {
      let digit = min(rest / step.span, step.size - 1)
      rest -= digit * step.span
      let value = (step.isReversed ? step.size - 1 - digit : digit) * step.weight
      switch step.part {
      case .row: row += value
      case .column: column += value
      case .copy: copy = value
      }
    }
    return rest < layout.elementBits ? Location(row: row, column: column, bit: rest, copy: copy) : nil
  }
}
