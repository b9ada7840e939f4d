internal import Binade
internal import BinadeOracle

/// One golden image: a layout, a shape, and the bytes of a matrix of codes that a pattern gives.
public struct LayoutVectorTest: Hashable, Sendable {
  /// Number within the file, from 1.
  public var id: Int
  /// The layout, with selected numbers.
  public var layout: String
  /// The shape of the first field.
  public var rows: Int
  public var columns: Int
  /// The image.
  public var image: [UInt8]
  /// Where chosen codes begin.
  public var places: [LayoutPlace]
}

/// Where a code begins.
public struct LayoutPlace: Hashable, Sendable {
  /// The matrix: 0 for the codes, then scales and minimums.
  public var field: Int
  public var row: Int
  public var column: Int
  /// The bit of the image.
  public var bit: Int
}

/// Golden images of every layout. Expected values come from the closed formulas of the Spec, which the oracle has written down one by one.
public struct LayoutVectorFile: Hashable, Sendable {
  /// The name, also the stem of its file.
  public static let name = "layouts"
  /// The tests.
  public var tests: [LayoutVectorTest]

  /// The code at a place: every code of a small matrix differs from those that a wrong stride would put there.
  public static func code(field: Int, row: Int, column: Int, width: Int) -> UInt32 {
    let word = UInt32(truncatingIfNeeded: row &* 2_654_435_761 &+ column &* 40_503 &+ field &+ 1)
    let mixed = word ^ (word >> 13)
    return width == 32 ? mixed : mixed & ((1 << UInt32(width)) - 1)
  }

  /// Every layout with every selection.
  private static var layouts: [NamedLayout] {
    NamedLayout.catalogue.flatMap { layout -> [NamedLayout] in
      var choices: [[Int]] = [[]]
      for selector in layout.selectors { choices = choices.flatMap { start in selector.values.map { start + [$0] } } }
      return choices.compactMap { layout.selecting($0) }
    }
  }

  /// Shapes: one code, one tile, and ragged ones.
  private static func shapes(_ layout: NamedLayout) -> [[Int]] {
    let (rows, columns) = (layout.layout.tileRows, layout.layout.tileColumns)
    if layout.name.hasPrefix("scale-mma") {
      return columns == 1 ? [[rows, 1], [rows - 3, 1]] : [[rows, columns], [rows - 3, columns - 1]]
    }
    if layout.name.hasPrefix("fragment-") || layout.name.hasPrefix("tmem-d-") {
      // One instruction, and one less; what repeats along N also with a column more.
      let repeats = layout.name.hasPrefix("fragment-wgmma-d") || columns == 1
      if layout.layout.tileBits >= 1 << 15 { return [[rows - 3, columns - 1]] }
      return [[rows, columns], [rows - 3, repeats ? columns + 1 : columns - 1]]
    }
    if rows * columns >= 1024 { return [[rows, columns], [rows / 2 + 5, columns + 3]] }
    if layout.layout.tileBits >= 4096 { return [[1, 1], [37, 3], [rows, columns], [rows + 2, columns + 1]] }
    return [[1, 1], [5, 13], [rows, columns], [rows + 3, 2 * columns + 1], [3, 0]]
  }

  /// Makes the file. The same bytes every time.
  public static func generate() -> LayoutVectorFile {
    var file = LayoutVectorFile(tests: [])
    for layout in layouts {
      guard let oracle = OracleLayout.named(layout.name) else { preconditionFailure("the oracle does not know \(layout.name)") }
      var known: Set<[Int]> = []
      for shape in shapes(layout) where known.insert(shape).inserted {
        file.tests.append(test(file.tests.count + 1, layout.name, oracle, rows: shape[0], columns: shape[1]))
      }
    }
    return file
  }

  private static func test(_ id: Int, _ name: String, _ oracle: OracleLayout, rows: Int, columns: Int) -> LayoutVectorTest {
    let image = oracle.image(rows: rows, columns: columns) { code(field: $0, row: $1, column: $2, width: oracle.fields[$0].width) }
    var places: [LayoutPlace] = []
    for (number, field) in oracle.fields.enumerated() {
      let width = (columns + field.columnsPerEntry - 1) / field.columnsPerEntry
      guard width > 0, rows > 0 else { continue }
      for (row, column) in [(0, 0), (rows - 1, width - 1), (rows / 2, width / 3), (rows - 1, 0), (0, width - 1), (rows / 3, width / 2)] {
        let place = LayoutPlace(
          field: number, row: row, column: column, bit: field.bit(row: row, column: column, rows: rows, columns: columns))
        if !places.contains(place) { places.append(place) }
      }
    }
    return LayoutVectorTest(id: id, layout: name, rows: rows, columns: columns, image: image, places: places)
  }

  // MARK: Checking

  /// Vectors on which the oracle no longer says what the file says.
  public func oracleFailures(only id: Int? = nil) -> [BlockFailure] {
    var failures: [BlockFailure] = []
    for test in tests where id == nil || test.id == id {
      guard let oracle = OracleLayout.named(test.layout) else { continue }
      let expected = Self.test(test.id, test.layout, oracle, rows: test.rows, columns: test.columns)
      if expected != test { failures.append(failure(test, expected.image, "oracle")) }
    }
    return failures
  }

  /// Vectors on which the library's packer, unpacker or placement disagrees.
  public func failures(only id: Int? = nil) -> [BlockFailure] {
    var failures: [BlockFailure] = []
    for test in tests where id == nil || test.id == id {
      do {
        failures += try check(test)
      } catch {
        failures.append(BlockFailure(suite: Self.name, id: test.id, expected: test.layout, actual: "\(error)", door: "pack"))
      }
    }
    return failures
  }

  private func check(_ test: LayoutVectorTest) throws -> [BlockFailure] {
    var failures: [BlockFailure] = []
    guard let layout = NamedLayout.named(test.layout) else { return [failure(test, [], "name")] }
    var image: [UInt8] = []
    for (number, field) in layout.fields.enumerated() {
      let columns = field.columns(for: test.columns)
      let placement = try field.layout.placed(rows: test.rows, columns: columns)
      var codes: [UInt32] = []
      for row in 0..<test.rows {
        for column in 0..<columns {
          codes.append(Self.code(field: number, row: row, column: column, width: field.layout.elementBits))
        }
      }
      if number == 0 { image = [UInt8](repeating: 0xA5, count: placement.byteCount) }
      var target = image.mutableSpan
      if number == 0 { try placement.pack(codes.span, into: &target) } else { try placement.insert(codes.span, into: &target) }
      if test.image.count == placement.byteCount {
        var back = [UInt32](repeating: 0, count: codes.count)
        var backTarget = back.mutableSpan
        try placement.unpack(test.image.span, into: &backTarget)
        if back != codes { failures.append(failure(test, image, "unpack")) }
      }
      for place in test.places where place.field == number {
        let bit = placement.bit(row: place.row, column: place.column)
        if bit != place.bit {
          failures.append(
            BlockFailure(
              suite: Self.name, id: test.id, expected: "\(test.layout) (\(place.row), \(place.column)) at bit \(place.bit)",
              actual: "\(bit ?? -1)", door: "place"))
        }
      }
    }
    if image != test.image { failures.append(failure(test, image, "pack")) }
    return failures
  }

  private func failure(_ test: LayoutVectorTest, _ image: [UInt8], _ door: String) -> BlockFailure {
    let index = zip(image, test.image).enumerated().first { $1.0 != $1.1 }?.offset
    let place = index.map { " byte \($0)" } ?? ""
    func digits(_ bytes: [UInt8]) -> String { index.map { Hex.digits(UInt64(bytes[$0]), bits: 8) } ?? "\(bytes.count) bytes" }
    return BlockFailure(
      suite: Self.name, id: test.id, expected: "\(test.layout) \(test.rows) x \(test.columns)\(place) \(digits(test.image))",
      actual: digits(image), door: door)
  }
}
