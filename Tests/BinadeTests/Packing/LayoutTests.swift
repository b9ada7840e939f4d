import Binade
import Testing

/// What holds for every layout: a bijection between codes and fields, zero padding, and a packing that follows the definition.
@Suite struct LayoutTests {
  /// Every named layout with every selection, its fields apart.
  static let all: [(name: String, field: NamedLayout.Field)] = NamedLayout.catalogue.flatMap { entry in
    selections(of: entry).flatMap { layout in layout.fields.map { ("\(layout.name) \($0.role)", $0) } }
  }

  static func selections(of entry: NamedLayout) -> [NamedLayout] {
    let numbers = entry.selectors.reduce([[]]) { lists, selector in lists.flatMap { list in selector.values.map { list + [$0] } } }
    return numbers.map { entry.selecting($0)! }
  }

  /// Sizes around one and two tiles, and nothing at all.
  /// Shapes without elements, of one, of lines, of about a tile; of large tiles half of them, each shape for half of the layouts.
  static func shapes(_ layout: Layout, subject: Int) -> [(rows: Int, columns: Int)] {
    let (rows, columns) = (layout.tileRows, layout.tileColumns)
    let shapes = [
      (0, 0), (0, 3), (3, 0), (1, 1), (1, columns * 2 + 5), (rows * 2 + 3, 1), (rows, columns), (rows + 1, columns + 1),
      (max(rows, 2) - 1, max(columns, 2) - 1),
    ]
    return shapes.enumerated().filter { rows * columns <= 256 || $0.offset < 4 || Thoroughness.asks($0.offset, of: subject, oneIn: 2) }
      .map { $0.element }
  }

  static func subject(_ entry: NamedLayout) -> Int { NamedLayout.catalogue.firstIndex { $0.name == entry.name } ?? 0 }

  // MARK: Constants

  /// The constants of the catalogue obey the rules of the validating initialiser.
  @Test func constants() {
    for (name, field) in Self.all {
      let layout = field.layout
      let validated = Layout(
        elementBits: layout.elementBits, tileBits: layout.tileBits, rowDigits: layout.rowDigits, columnDigits: layout.columnDigits,
        offset: layout.offset, copies: layout.copies, order: layout.order, tileRowMultiple: layout.tileRowMultiple,
        tileColumnMultiple: layout.tileColumnMultiple, lineAlignment: layout.lineAlignment)
      #expect(validated == layout, "\(name)")
    }
  }

  @Test func rejectedConstants() {
    func accepts(
      _ bits: Int = 4, tile: Int = 8, rows: [Layout.Digit] = [], columns: [Layout.Digit] = [], offset: Int = 0, copies: Layout.Digit? = nil
    ) -> Bool {
      Layout(elementBits: bits, tileBits: tile, rowDigits: rows, columnDigits: columns, offset: offset, copies: copies) != nil
    }
    #expect(accepts(columns: [.init(2, stride: 4)]))
    #expect(accepts(columns: [.init(2, stride: -4)], offset: 4))
    #expect(!accepts(columns: [.init(2, stride: 3)]), "fields overlap")
    #expect(!accepts(columns: [.init(2, stride: 4)], offset: 1), "leaves the tile")
    #expect(!accepts(columns: [.init(2, stride: -4)]), "leaves the tile downward")
    #expect(!accepts(rows: [.init(2, stride: 4)], columns: [.init(2, stride: 4)]), "two digits with one stride")
    for (size, stride) in [(1, 4), (2, 0), (-2, 4), (.max, .max), (2, .min)] {
      #expect(!accepts(columns: [Layout.Digit(size, stride: stride)]))
    }
    for sizes in [(0, 8, 0), (33, 64, 0), (9, 8, 0), (4, 0, 0), (4, 8, -1)] {
      #expect(!accepts(sizes.0, tile: sizes.1, offset: sizes.2))
    }
    let overlapping = accepts(columns: [.init(2, stride: 4)], copies: Layout.Digit(2, stride: 4))
    #expect(!overlapping)
    #expect(!accepts(1, tile: 1 << 24, columns: [.init(65_536, stride: 1), .init(2, stride: 1 << 20)]), "too many codes in a tile")
    #expect(Layout(elementBits: 4, tileBits: 8, tileRowMultiple: 0) == nil)
    #expect(Layout(elementBits: 4, tileBits: 8, lineAlignment: 0) == nil)
  }

  // MARK: Bijection

  /// Every bit of an image belongs to one code or to none, and the two directions agree; a record's fields never meet.
  @Test(arguments: NamedLayout.catalogue) func bijection(_ entry: NamedLayout) throws {
    for layout in Self.selections(of: entry) {
      for (rows, columns) in Self.shapes(layout.layout, subject: Self.subject(entry)) {
        var (owners, wrong) = ([Int](), 0)
        for field in layout.fields {
          let placement = try field.layout.placed(rows: rows, columns: field.columns(for: columns))
          if owners.isEmpty { owners = [Int](repeating: 0, count: placement.bitCount) }
          #expect(owners.count == placement.bitCount, "\(layout.name) \(field.role)")
          for row in 0..<rows {
            for column in 0..<placement.columns {
              for copy in 0..<(field.layout.copies?.size ?? 1) {
                guard let bit = placement.bit(row: row, column: column, copy: copy) else {
                  wrong += 1
                  continue
                }
                for index in 0..<field.layout.elementBits {
                  owners[bit + index] += 1
                  let expected = Placement.Location(row: row, column: column, bit: index, copy: copy)
                  if placement.location(atBit: bit + index) != expected { wrong += 1 }
                }
              }
            }
          }
          let owned = owners.indices.count { placement.location(atBit: $0) != nil }
          #expect(owned == placement.codeCount * field.layout.elementBits * (field.layout.copies?.size ?? 1), "\(layout.name)")
          let outside = [-1, placement.bitCount, .max, .min].map { placement.location(atBit: $0) }
          #expect(outside == [nil, nil, nil, nil])
          let beyond = [
            placement.bit(row: -1, column: 0), placement.bit(row: 0, column: -1), placement.bit(row: rows, column: 0),
            placement.bit(row: 0, column: placement.columns), placement.bit(row: 0, column: 0, copy: field.layout.copies?.size ?? 1),
          ]
          #expect(beyond == [nil, nil, nil, nil, nil])
        }
        let shared = owners.count { $0 > 1 }
        #expect(wrong == 0 && shared == 0, "\(layout.name) \(rows) × \(columns)")
      }
    }
  }

  // MARK: Packing

  /// The packed image, built bit by bit from the definition, and back; wider words and narrower codes too.
  @Test(arguments: NamedLayout.catalogue) func packing(_ entry: NamedLayout) throws {
    for layout in Self.selections(of: entry) {
      for field in layout.fields {
        for (rows, columns) in Self.shapes(field.layout, subject: Self.subject(entry)) {
          let placement = try field.layout.placed(rows: rows, columns: columns)
          let codes = Self.codes(placement.codeCount, bits: field.layout.elementBits)
          var expected = [UInt8](repeating: 0, count: placement.byteCount)
          for (index, code) in codes.enumerated() {
            for copy in 0..<(field.layout.copies?.size ?? 1) {
              guard let start = placement.bit(row: index / columns, column: index % columns, copy: copy) else { continue }
              for bit in 0..<field.layout.elementBits where code >> UInt32(bit) & 1 == 1 {
                expected[(start + bit) / 8] |= 1 << UInt8((start + bit) % 8)
              }
            }
          }
          let label = "\(layout.name) \(field.role) \(rows) × \(columns)"
          let image = try placement.packed(codes)
          #expect(image == expected, "\(label)")
          #expect(try placement.unpacked(image, as: UInt32.self) == codes, "\(label)")
          #expect(try placement.unpacked(image, as: UInt64.self) == codes.map { UInt64($0) }, "\(label)")
          if field.layout.elementBits <= 8 {
            let bytes = codes.map { UInt8($0) }
            let again = try placement.packed(bytes)
            #expect(again == image, "\(label)")
            #expect(try placement.unpacked(image, as: UInt8.self) == bytes, "\(label)")
          }
          // Padding is not read, and inserting leaves it alone.
          var noise = [UInt8](repeating: 0xFF, count: placement.byteCount)
          var target = noise.mutableSpan
          try placement.insert(codes.span, into: &target)
          #expect(try placement.unpacked(noise, as: UInt32.self) == codes, "\(label)")
          let padding = noise.indices.allSatisfy { byte in
            (0..<8).allSatisfy { bit in
              placement.location(atBit: byte * 8 + bit) != nil || noise[byte] >> UInt8(bit) & 1 == 1 && image[byte] >> UInt8(bit) & 1 == 0
            }
          }
          #expect(padding, "\(label)")
        }
      }
    }
  }

  /// Long rows of dense codes, at every width and at odd starts.
  @Test(arguments: 1...32) func denseStreams(_ bits: Int) throws {
    for columns in [1, 7, 64, 65, 1000] {
      let placement = try Layout.dense(bits: bits).placed(rows: 3, columns: columns)
      let codes = Self.codes(placement.codeCount, bits: bits)
      let image = try placement.packed(codes)
      #expect(image.count == 3 * ((columns * bits + 7) / 8))
      var wrong = 0
      for (index, code) in codes.enumerated() {
        let start = index / columns * (image.count / 3) * 8 + index % columns * bits
        let found = (0..<bits).reduce(UInt32(0)) { $0 | UInt32(image[(start + $1) / 8] >> UInt8((start + $1) % 8) & 1) << UInt32($1) }
        if found != code { wrong += 1 }
      }
      #expect(wrong == 0)
      #expect(try placement.unpacked(image, as: UInt32.self) == codes)
      // The same matrix two bits further on, where no code begins on a byte.
      let layout = try #require(Layout(elementBits: bits, tileBits: bits + 3, offset: 2))
      let shifted = try layout.placed(rows: 2, columns: columns)
      let some = Self.codes(shifted.codeCount, bits: bits)
      #expect(try shifted.unpacked(shifted.packed(some), as: UInt32.self) == some)
    }
  }

  /// Codes of a fixed pseudo-random sequence that fill the field.
  static func codes(_ count: Int, bits: Int) -> [UInt32] {
    (0..<count).map { index in
      var word = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 &+ 0x2545_F491_4F6C_DD1D
      word ^= word >> 29
      return UInt32(truncatingIfNeeded: word &* 0xBF58_476D_1CE4_E5B9 >> 32) & UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(bits)) - 1)
    }
  }

  // MARK: Errors

  @Test func shapes() throws {
    for (rows, columns) in [(-1, 1), (1, -1), (.min, 1), (.max, .max), (1 << 40, 1 << 40), (1, 1 << 48)] {
      for (_, field) in Self.all {
        #expect(throws: LayoutError.badShape(rows: rows, columns: columns)) { try field.layout.placed(rows: rows, columns: columns) }
      }
    }
    #expect(try NamedLayout.scale128x4.layout.placed(rows: 1 << 30, columns: 1 << 20).byteCount == 1 << 50)
    #expect(try Layout.dense(bits: 4).placed(rows: 0, columns: 9).byteCount == 0)
  }

  @Test func errors() throws {
    let placement = try NamedLayout.b4x16.layout.placed(rows: 2, columns: 3)
    let good: [UInt8] = [1, 2, 3, 4, 5, 15]
    func pack(_ codes: [UInt8], _ bytes: Int) -> (LayoutError?, [UInt8]) {
      var image = [UInt8](repeating: 0xAA, count: bytes)
      var error: LayoutError?
      do throws(LayoutError) {
        var target = image.mutableSpan
        try placement.pack(codes.span, into: &target)
      } catch let failure {
        error = failure
      }
      return (error, image)
    }
    #expect(pack(good, 16).0 == nil)
    #expect(pack(good, 15) == (.imageSizeMismatch(expected: 16, actual: 15), [UInt8](repeating: 0xAA, count: 15)))
    #expect(pack(good, 17).0 == .imageSizeMismatch(expected: 16, actual: 17))
    #expect(pack([1], 16).0 == .codeCountMismatch(expected: 6, actual: 1))
    let wide = pack([1, 2, 3, 4, 16, 99], 16)
    #expect(wide.0 == .codeTooWide(row: 1, column: 1, code: 16, bits: 4))
    #expect(wide.1 == [UInt8](repeating: 0xAA, count: 16))
    let image = [UInt8](repeating: 0, count: 16)
    #expect(throws: LayoutError.imageSizeMismatch(expected: 16, actual: 3)) { try placement.unpacked([1, 2, 3], as: UInt8.self) }
    let short: (inout [UInt8]) throws(LayoutError) -> Void = { codes throws(LayoutError) in
      var target = codes.mutableSpan
      try placement.unpack(image.span, into: &target)
    }
    var five = [UInt8](repeating: 9, count: 5)
    #expect(throws: LayoutError.codeCountMismatch(expected: 6, actual: 5)) { try short(&five) }
    let words = try Layout.dense(bits: 16).placed(rows: 1, columns: 2)
    #expect(throws: LayoutError.wordTooNarrow(expectedBits: 16, actualBits: 8)) { try words.unpacked([1, 2, 3, 4], as: UInt8.self) }
    let narrow = try words.packed([1, 255] as [UInt8])
    #expect(narrow == [1, 0, 255, 0])
  }

  // MARK: Names

  @Test func names() {
    let names = NamedLayout.catalogue.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names.map { $0.lowercased() }).count == names.count)
    #expect(Set(NamedLayout.catalogue.map { "\($0.fields.map(\.layout))" }).count == NamedLayout.catalogue.count, "one concept, one entry")
    for entry in NamedLayout.catalogue {
      for name in [entry.name] + entry.aliases { #expect(NamedLayout.named(name) == entry) }
      for selection in Self.selections(of: entry) { #expect(NamedLayout.named(selection.name) == selection) }
      #expect(!entry.summary.hasSuffix(".") && entry.summary.count <= 100)
    }
    #expect(NamedLayout.named("B4X16-P64") == .b4x16p64)
    #expect(NamedLayout.named("nibble-low-first") == NamedLayout.named("dense-4"))
    for unknown in ["", ":", "dense", "dense-9", "dense-4:0", "scale-mma-a-1x:", "scale-mma-a-1x:2", "scale-mma-a-1x:0,0,0"] {
      #expect(NamedLayout.named(unknown) == nil, "\(unknown)")
    }
    for odd in ["scale-mma-a-1x:-1", "scale-mma-a-1x: 1", "scale-mma-a-1x:99999", "scale-mma-a-1x:1;2", "scale-mma-a-2x:0,1"] {
      #expect(NamedLayout.named(odd) == nil, "\(odd)")
    }
    #expect(NamedLayout.named("scale-mma-a-1x:0,0") == NamedLayout.named("scale-mma-a-1x"))
    #expect(NamedLayout.scale128x4.fields[0].columns(for: 7) == 7)
    #expect(NamedLayout.ggmlNVFP4.fields[1].columns(for: 65) == 5)
  }
}

extension Placement {
  /// Packs into a new image, which held something else before.
  func packed<Word: FixedWidthInteger & UnsignedInteger>(_ codes: [Word]) throws(LayoutError) -> [UInt8] {
    var image = [UInt8](repeating: 0x5A, count: byteCount)
    var target = image.mutableSpan
    try pack(codes.span, into: &target)
    return image
  }

  /// Unpacks into a new array, which held something else before.
  func unpacked<Word: FixedWidthInteger & UnsignedInteger>(_ image: [UInt8], as type: Word.Type) throws(LayoutError) -> [Word] {
    var codes = [Word](repeating: .max, count: codeCount)
    var target = codes.mutableSpan
    try unpack(image.span, into: &target)
    return codes
  }
}
