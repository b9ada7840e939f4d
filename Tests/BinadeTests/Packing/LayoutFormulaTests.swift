import Binade
import Testing

/// The layouts against closed forms and permutations that are written out here, over full and ragged sizes.
@Suite struct LayoutFormulaTests {
  /// Compares every place of a matrix with a formula in bits.
  private func expect(
    _ layout: NamedLayout, field: Int = 0, _ rows: Int, _ columns: Int, bytes: Int, _ formula: (Int, Int) -> Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let placement = try layout.fields[field].layout.placed(rows: rows, columns: columns)
    #expect(placement.byteCount == bytes, "\(layout.name)", sourceLocation: sourceLocation)
    var wrong = 0
    for row in 0..<rows {
      for column in 0..<columns where placement.bit(row: row, column: column) != formula(row, column) { wrong += 1 }
    }
    #expect(wrong == 0, "\(layout.name)", sourceLocation: sourceLocation)
  }

  private func up(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }

  // MARK: Elements

  /// [layouts-8] to [layouts-12], byte by byte.
  @Test func bytesOfElements() throws {
    func image(_ name: String, _ codes: [UInt8], rows: Int = 1) throws -> [UInt8] {
      try #require(NamedLayout.named(name)).layout.placed(rows: rows, columns: codes.count / rows).packed(codes)
    }
    #expect(try image("nibble-low-first", [1, 2, 3]) == [0x21, 0x03])
    #expect(try image("nibble-low-first", [1, 2, 3, 4, 5, 6], rows: 2) == [0x21, 0x03, 0x54, 0x06])
    #expect(try image("nibble-high-first", [1, 2, 3]) == [0x12, 0x30])
    #expect(try image("fp6-dense", [0x3F, 0, 0x3F, 0]) == [0x3F, 0xF0, 0x03])
    #expect(try image("fp6-dense", [1, 2, 3, 4]) == [0x81, 0x30, 0x10])
    #expect(try image("dense-1", [1, 0, 1, 1, 0, 0, 0, 0, 1]) == [0x0D, 0x01])
    #expect(try image("dense-3", [7, 0, 7]) == [0xC7, 0x01])
    #expect(try image("byte-low", [0xAB, 0x0F]) == [0xAB, 0x0F])
    #expect(try image("byte-bits-2", [0x0F, 0x3F]) == [0x3C, 0xFC])
    let (nines, zeros) = ([UInt8](repeating: 0x99, count: 8), [UInt8](repeating: 0, count: 8))
    #expect(try image("b4x16", [UInt8](repeating: 9, count: 17)) == nines + [9] + zeros.dropLast())
    #expect(try image("b4x16_p64", [UInt8](repeating: 9, count: 16)) == nines + zeros)
    #expect(try image("b6x16_p32", [UInt8](repeating: 63, count: 16)) == [UInt8](repeating: 255, count: 12) + [0, 0, 0, 0])
    #expect(try image("b6p2x16", [UInt8](repeating: 63, count: 16)) == [UInt8](repeating: 63, count: 16))
    #expect(try image("b4x8", [1, 2, 3], rows: 3) == [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0])
    #expect(try image("b8x4", [1, 2, 3, 4, 5]) == [1, 2, 3, 4, 5, 0, 0, 0])
  }

  // MARK: Scales

  /// [layouts-13]: the formula, its inverse inside a tile, the permutation form and two published offsets.
  @Test func scale128x4() throws {
    for (rows, columns) in [(1, 1), (128, 4), (129, 5), (300, 11), (256, 8)] {
      try expect(.scale128x4, rows, columns, bytes: 512 * up(rows, 128) * up(columns, 4)) { r, c in
        let tile = (r / 128) * up(columns, 4) + c / 4
        return 8 * (512 * tile + (r % 32) * 16 + ((r % 128) / 32) * 4 + c % 4)
      }
    }
    let placement = try NamedLayout.scale128x4.layout.placed(rows: 128, columns: 8)
    #expect(placement.bit(row: 5, column: 2) == 82 * 8)
    #expect(placement.bit(row: 5, column: 5) == 593 * 8)
    for offset in 0..<512 {
      let place = try #require(placement.location(atBit: offset * 8))
      #expect(place.row == ((offset % 16) / 4) * 32 + offset / 16 && place.column == offset % 4)
    }
    // view(R/128, 4, 32, C/4, 4), permuted to (0, 3, 2, 1, 4).
    let (rows, columns) = (256, 12)
    let codes = (0..<rows * columns).map { UInt16($0) }
    var permuted: [UInt8] = []
    for a in 0..<rows / 128 {
      for d in 0..<columns / 4 {
        for c in 0..<32 {
          for b in 0..<4 {
            for e in 0..<4 { permuted.append(UInt8(truncatingIfNeeded: codes[((a * 4 + b) * 32 + c) * columns + d * 4 + e])) }
          }
        }
      }
    }
    let image = try NamedLayout.scale128x4.layout.placed(rows: rows, columns: columns).packed(codes.map { UInt8(truncatingIfNeeded: $0) })
    #expect(image == permuted)
  }

  /// [layouts-14]: lane r mod 32 and the same 32, 64 and 96 further on, column r ÷ 32 of the tile, byte c mod 4.
  @Test func tensorMemory() throws {
    let (rows, columns) = (200, 6)
    let placement = try NamedLayout.scaleTMEM.layout.placed(rows: rows, columns: columns)
    #expect(placement.byteCount == 4 * 128 * 16)
    for row in 0..<rows {
      for column in 0..<columns {
        for copy in 0..<4 {
          let (lane, cell) = (row % 32 + 32 * copy, row % 128 / 32)
          let tile = row / 128 * 2 + column / 4
          #expect(placement.bit(row: row, column: column, copy: copy) == 8 * (tile * 2048 + lane * 16 + cell * 4 + column % 4))
        }
      }
    }
  }

  /// [layouts-15]: who supplies which byte.
  @Test func registers() throws {
    for (count, bytes) in [(1, [0, 1, 2, 3]), (2, [0, 2]), (4, [0])] {
      for byte in bytes {
        for thread in 0..<2 {
          try expect(#require(NamedLayout.named("scale-mma-a-\(count)x:\(thread),\(byte)")), 16, count, bytes: 128) { r, c in
            let (g, isLower) = (r % 8, r >= 8)
            let lane = 4 * g + 2 * thread + (isLower ? 1 : 0)
            return 32 * lane + 8 * (byte + c)
          }
        }
        for thread in 0..<4 {
          try expect(#require(NamedLayout.named("scale-mma-b-\(count)x:\(thread),\(byte)")), 8, count, bytes: 128) { n, c in
            32 * (4 * n + thread) + 8 * (byte + c)
          }
        }
      }
    }
  }

  /// [layouts-16], [layouts-17]: the other scale modes.
  @Test func otherScaleModes() throws {
    for (m, l) in [(1, 1), (12, 3), (13, 5), (64, 9)] {
      try expect(.scaleVec128F32, m, l, bytes: 4 * m * l) { r, c in 32 * (r + m * c) }
      try expect(.scaleBlock128F32, m, l, bytes: 4 * m * up(l, 4) * 4) { r, c in 32 * (c + up(l, 4) * 4 * r) }
      try expect(.scaleMNK4, m, l, bytes: 4 * up(m, 4) * 4 * up(l, 4)) { r, c in 32 * (r + up(m, 4) * 4 * (c / 4)) + 8 * (c % 4) }
      try expect(#require(NamedLayout.named("cublaslt-outer-vec-f32")), m, 1, bytes: 4 * m) { r, _ in 32 * r }
    }
  }

  // MARK: ggml

  /// [layouts-18]: blocks, with the scales and the minimum.
  @Test func ggmlBlocks() throws {
    for columns in [1, 32, 64, 100] {
      let blocks = up(columns, 32)
      for (layout, head) in [(NamedLayout.ggmlMXFP4, 1), (.ggmlQ40, 2), (.ggmlQ41, 4)] {
        let size = head + 16
        try expect(layout, 3, columns, bytes: 3 * blocks * size) { r, c in
          let byte = (r * blocks + c / 32) * size + head + c % 16
          return 8 * byte + (c % 32 >= 16 ? 4 : 0)
        }
        try expect(layout, field: 1, 3, blocks, bytes: 3 * blocks * size) { r, b in 8 * (r * blocks + b) * size }
      }
      try expect(.ggmlQ41, field: 2, 3, blocks, bytes: 3 * blocks * 20) { r, b in 8 * ((r * blocks + b) * 20 + 2) }
      try expect(.ggmlQ80, 3, columns, bytes: 3 * blocks * 34) { r, c in 8 * ((r * blocks + c / 32) * 34 + 2 + c % 32) }
      let wide = up(columns, 64)
      try expect(.ggmlNVFP4, 3, columns, bytes: 3 * wide * 36) { r, c in
        let byte = (r * wide + c / 64) * 36 + 4 + c % 64 / 16 * 8 + c % 8
        return 8 * byte + (c % 16 >= 8 ? 4 : 0)
      }
      try expect(.ggmlNVFP4, field: 1, 3, up(columns, 16), bytes: 3 * wide * 36) { r, s in 8 * ((r * wide + s / 4) * 36 + s % 4) }
    }
  }

  /// One block of two fields: the scale in front, then the halves.
  @Test func ggmlRecord() throws {
    let codes = (0..<32).map { UInt8($0 / 2) }
    let fields = NamedLayout.ggmlMXFP4.fields
    var image = try fields[0].layout.placed(rows: 1, columns: 32).packed(codes)
    let scales: [UInt8] = [0x7F]
    var target = image.mutableSpan
    try fields[1].layout.placed(rows: 1, columns: 1).insert(scales.span, into: &target)
    let bytes = (0..<16).map { (j: Int) -> UInt8 in UInt8(j / 2 + 16 * ((j + 16) / 2)) }
    #expect(image == [0x7F] + bytes)
  }

  // MARK: Others

  /// [layouts-19]: nibble i of a word is output channel 0 2 4 6 1 3 5 7 [i].
  @Test func awq() throws {
    let order = [0, 2, 4, 6, 1, 3, 5, 7]
    for (n, k) in [(8, 1), (24, 5), (17, 9)] {
      try expect(.awq, n, k, bytes: 4 * k * up(n, 8)) { row, column in
        32 * (column * up(n, 8) + row / 8) + 4 * order.firstIndex(of: row % 8)!
      }
    }
  }

  /// [layouts-20]: the permutation by which those kernels are fed: pairs of eight apart, even before odd, four rows interleaved.
  @Test func tinychat() throws {
    let (n, k) = (12, 128)
    // Position in a block of 32 → input: first (4, 4, 2) to (1, 0, 2), then within eight (4, 2) to (1, 0).
    var first: [Int] = []
    for b in 0..<4 { for a in 0..<4 { for c in 0..<2 { first.append(a * 8 + b * 2 + c) } } }
    var order: [Int] = []
    for group in 0..<4 { for c in 0..<2 { for pair in 0..<4 { order.append(first[group * 8 + pair * 2 + c]) } } }
    #expect(Array(order.prefix(8)) == [0, 8, 16, 24, 1, 9, 17, 25])
    try expect(.tinychatW4A16, n, k, bytes: n * k / 2) { row, column in
      let position = column / 32 * 32 + order.firstIndex(of: column % 32)!
      let tile = (row / 4) * (k / 64) + position / 64
      return 4 * (tile * 256 + row % 4 * 64 + position % 64)
    }
    try expect(.tinychatW4A16, 5, 70, bytes: 2 * 2 * 128) { r, c in
      let tile = r / 4 * 2 + c / 64
      return 4 * (tile * 256 + r % 4 * 64 + c % 64 / 32 * 32 + c % 8 * 4 + c / 8 % 4)
    }
  }

  /// [layouts-21]: the closed form, and the order of 32 scales.
  @Test func qserve() throws {
    for (n, k) in [(32, 32), (96, 64), (33, 40), (70, 1)] {
      let tiles = up(k, 32)
      try expect(.qserveW4, n, k, bytes: 512 * up(n, 32) * tiles) { n, k in
        let tile = (n / 32) * tiles + k / 32
        let byte: Int = tile * 512 + (n % 8) * 64 + ((k / 4) % 4) * 16 + ((k / 16) % 2) * 8 + ((n / 8) % 2) * 4 + k % 4
        return 8 * byte + (n / 16 % 2) * 4
      }
    }
    let order = (0..<32).map { $0 % 4 * 8 + $0 / 4 }
    #expect(Array(order.prefix(6)) == [0, 8, 16, 24, 1, 9])
    for (n, groups) in [(32, 1), (96, 3), (40, 2)] {
      try expect(.qserveScale, n, groups, bytes: groups * up(n, 32) * 32) { n0, g in
        8 * (g * up(n, 32) * 32 + n0 / 32 * 32 + order.firstIndex(of: n0 % 32)!)
      }
    }
  }

  /// [layouts-22]: the closed forms.
  @Test func nunchaku() throws {
    for (n, k) in [(128, 128), (256, 256), (130, 100)] {
      let tiles = up(k, 128) * 2
      try expect(.nunchakuW4, n, k, bytes: up(n, 128) * tiles * 4096) { n, k in
        let tile = (n / 128) * tiles + k / 64
        let row: Int = ((n / 16) % 8) * 128 + (n % 8) * 16 + ((n / 8) % 2) * 2
        let word: Int = tile * 1024 + row + ((k / 8) % 4) * 4 + (k / 32) % 2
        return 32 * word + 4 * (k % 8)
      }
      let groups = up(k, 64)
      try expect(.nunchakuScaleF16, n, groups, bytes: up(n, 128) * groups * 256) { n, g in
        let m = n % 128
        let tile = (n / 128) * groups + g
        let index: Int = tile * 128 + (m / 16) * 16 + ((m / 2) % 4) * 4 + ((m / 8) % 2) * 2 + m % 2
        return 16 * index
      }
      let small = up(k, 16)
      try expect(.nunchakuScaleE4M3, n, small, bytes: up(n, 128) * up(small, 4) * 512) { n, g in
        let m = n % 128
        let tile = (n / 128) * up(small, 4) + g / 4
        let byte: Int = tile * 512 + (m % 8) * 64 + ((m / 8) % 4) * 16 + (m / 32) * 4 + g % 4
        return 8 * byte
      }
    }
  }
}
