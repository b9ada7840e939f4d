import Binade
import Testing

@testable import BinadeTensorCore

/// `tcgen05` on images of shared and tensor memory against products of matrices.
@Suite struct TensorMemoryProductTests {
  static let cases: [(name: String, m: Int, n: Int)] = [
    ("sm_100:tcgen05.tf32.f32.tf32.tf32", 128, 16), ("sm_100:tcgen05.f16.f16.f16.f16", 64, 24), ("sm_100:tcgen05.f16.f32.bf16.bf16", 64, 8),
    ("sm_100:tcgen05.i8.s32.s8.u8.satfinite", 128, 24), ("sm_100:tcgen05.f8f6f4.f32.e2m3.e2m1", 128, 40),
    ("sm_100:tcgen05.f8f6f4.f16.e4m3.e3m2", 64, 16), ("sm_100:tcgen05.cta_group::2.f16.f32.f16.f16", 256, 32),
    ("sm_100:tcgen05.cta_group::2.f8f6f4.f32.e5m2.e5m2", 128, 48), ("sm_100:tcgen05.cta_group::2.f16.f16.f16.f16", 128, 16),
    ("sm_100:tcgen05.mxf8f6f4.f32.e2m1.e3m2.ue8m0.block32", 128, 136), ("sm_100:tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32", 128, 32),
    ("sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", 128, 144),
    ("sm_100:tcgen05.cta_group::2.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block16", 256, 16),
    ("sm_103:tcgen05.cta_group::2.m256n256k96.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", 256, 16),
    ("sm_103:tcgen05.cta_group::2.m256n256k96.mxf4.f32.e2m1.e2m1.ue8m0.block32", 256, 16),
  ]

  /// The operands as bytes, with every bit that no element owns set.
  static func bytes(_ layout: NamedLayout, _ words: [UInt64], rows: Int) throws -> [UInt8] {
    let placement = try layout.layout.placed(rows: rows, columns: words.count / rows)
    var image = [UInt8](repeating: 0xFF, count: placement.byteCount)
    var target = image.mutableSpan
    try placement.insert(words.span, into: &target)
    return image
  }

  /// Scale cells by the rule of lanes and columns; whatever is not a scale of this instruction is NaN or the largest number.
  static func cells(_ scales: [UInt8], rows: Int, count: Int, id: Int, isWide: Bool) -> [UInt32] {
    let tiles = (rows + 127) / 128 * (isWide ? 2 : 1)
    var cells = [UInt32](repeating: .max, count: tiles * 512)
    for row in 0..<rows {
      for block in 0..<count {
        let place = id + block
        let tile = row / 128 * (isWide ? 2 : 1) + place / 4
        for copy in 0..<4 {
          let cell = tile * 512 + (row % 32 + 32 * copy) * 4 + row % 128 / 32
          let shift = UInt32(8 * (place % 4))
          cells[cell] = cells[cell] & ~(0xFF << shift) | UInt32(scales[row * count + block]) << shift
        }
      }
    }
    return cells
  }

  @Test(arguments: cases.indices) func equalsMatrices(_ index: Int) throws {
    let (name, m, n) = Self.cases[index]
    let instruction = try #require(Instruction.named(name))
    let shape = Shape(m, n, instruction.shape.k)
    let tile = RandomTile(instruction, shape, seed: 100 + index)
    let expected = try tile.product(instruction, shape)
    let count = instruction.scale.map { shape.k / $0.block } ?? 0
    let ids = count == 0 ? [0] : TensorMemoryProduct.scaleIDs(count)
    for id in ids {
      let product = try TensorMemoryProduct(instruction, shape: shape, scaleIDA: id, scaleIDB: ids.last! - id)
      let a = try Self.bytes(product.a, tile.a, rows: m)
      let b = try Self.bytes(product.b, tile.b, rows: n)
      let isWide = shape.k == 96
      let scaleA = count == 0 ? [] : Self.cells(tile.scaleA, rows: m, count: count, id: id, isWide: isWide)
      let scaleB = count == 0 ? [] : Self.cells(tile.scaleB, rows: n, count: count, id: ids.last! - id, isWide: isWide)
      var c: [UInt32] = []
      for cta in 0..<product.ctas {
        c += try product.d.registers(Array(tile.c[(cta * m * n / product.ctas)..<((cta + 1) * m * n / product.ctas)]))
      }
      var d = [UInt32](repeating: 3, count: c.count)
      var target = d.mutableSpan
      try product.execute(a: a.span, b: b.span, c: c.span, scaleA: scaleA.span, scaleB: scaleB.span, into: &target)
      var words: [UInt64] = []
      for cta in 0..<product.ctas { words += try product.d.elements(Array(d[(cta * product.d.count)..<((cta + 1) * product.d.count)])) }
      #expect(words == expected, "\(name) id \(id)")
    }
  }

  /// Shared-memory containers by kind.
  @Test func containers() throws {
    func names(_ name: String) throws -> [String] {
      let product = try TensorMemoryProduct(#require(Instruction.named(name)))
      return [product.a.name, product.b.name, product.d.layout.name]
    }
    let mixed = try names("sm_100:tcgen05.mxf8f6f4.f32.e2m1.e2m3.ue8m0.block32")
    let dense = try names("sm_100:tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32")
    let half = try names("sm_100:tcgen05.f16.f16.f16.f16")
    let bytes = try names("sm_100:tcgen05.f8f6f4.f32.e4m3.e5m2")
    #expect(mixed == ["b4x16_p64", "b6x16_p32", "tmem-d-m128"] && dense == ["b4x16", "b4x16", "tmem-d-m128"])
    #expect(half == ["dense-16", "dense-16", "tmem-d-m128-f16"] && bytes == ["dense-8", "dense-8", "tmem-d-m128"])
  }

  /// With 64 rows in a CTA, D may be in either half of every 32 lanes.
  @Test func halves() throws {
    let instruction = try #require(Instruction.named("sm_100:tcgen05.f16.f32.f16.f16"))
    let shape = Shape(64, 8, 16)
    let tile = RandomTile(instruction, shape, seed: 9)
    for half in 0...1 {
      var product = try TensorMemoryProduct(instruction, shape: shape, half: half)
      product.modifiers.ignoresAccumulator = true
      let (a, b) = (try Self.bytes(product.a, tile.a, rows: 64), try Self.bytes(product.b, tile.b, rows: 8))
      var d = [UInt32](repeating: 3, count: product.d.count)
      var target = d.mutableSpan
      try product.execute(a: a.span, b: b.span, into: &target)
      let owned = (0..<128).filter { lane in (0..<8).contains { d[128 * $0 + lane] != 0 } }
      #expect(owned.allSatisfy { $0 % 32 / 16 == half } && owned.count > 32)
    }
    #expect(throws: FragmentError.selector(name: "half", expected: "0, 1", actual: 2)) {
      try TensorMemoryProduct(instruction, shape: shape, half: 2)
    }
    #expect(throws: FragmentError.selector(name: "half", expected: "0", actual: 1)) { try TensorMemoryProduct(instruction, half: 1) }
  }

  /// The descriptor's shape, ids and signs arrive.
  @Test func descriptor() throws {
    let instruction = try #require(Instruction.named("sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block32"))
    let shape = Shape(128, 40, 64)
    let modifiers = Modifiers(negatesB: true)
    let word = try TensorCore5Descriptor(instruction, shape: shape, modifiers: modifiers, scaleIDA: 2, scaleIDB: 0).encoded()
    let product = try TensorMemoryProduct(TensorCore5Descriptor(word, kind: .mxf4nvf4), on: .sm100, block: 32)
    #expect(product.instruction == instruction && product.shape == shape && product.modifiers == modifiers)
    #expect(product.scaleIDA == 2 && product.scaleIDB == 0)
    let tile = RandomTile(instruction, shape, seed: 21)
    let expected = try tile.product(instruction, shape, modifiers)
    let (a, b) = (try Self.bytes(product.a, tile.a, rows: 128), try Self.bytes(product.b, tile.b, rows: 40))
    let scaleA = Self.cells(tile.scaleA, rows: 128, count: 2, id: 2, isWide: false)
    let scaleB = Self.cells(tile.scaleB, rows: 40, count: 2, id: 0, isWide: false)
    var d = try product.d.registers(tile.c)
    let c = d
    var target = d.mutableSpan
    try product.execute(a: a.span, b: b.span, c: c.span, scaleA: scaleA.span, scaleB: scaleB.span, into: &target)
    let words = try product.d.elements(d)
    #expect(words == expected)
    // Two block lengths: without one there is no single instruction.
    let descriptor = try TensorCore5Descriptor(word, kind: .mxf4nvf4)
    #expect(throws: FragmentError.self) { try TensorMemoryProduct(descriptor, on: .sm100) }
    #expect(throws: FragmentError.self) { try TensorMemoryProduct(descriptor, on: .sm90, block: 32) }
    var odd = descriptor
    odd.n = 12
    let illegal = odd
    #expect(throws: FragmentError.self) { try TensorMemoryProduct(illegal, on: .sm100, block: 32) }
    var turned = TensorCore5Descriptor(kind: .f16, d: .f32, a: .f16, b: .f16, m: 128, n: 64)
    turned.transposesA = true
    let transposed = turned
    #expect(throws: FragmentError.self) { try TensorMemoryProduct(transposed, on: .sm100) }
  }

  @Test func errors() throws {
    for name in [
      "sm_90:wgmma.f32.f16.f16", "sm_100:tcgen05.sp.f16.f32.f16.f16", "sm_100:tcgen05.ws.f16.f32.f16.f16",
    ] {
      let instruction = try #require(Instruction.named(name))
      #expect(throws: FragmentError.self, "\(name)") { try TensorMemoryProduct(instruction) }
    }
    let pair = try #require(Instruction.named("sm_100:tcgen05.cta_group::2.mxf4.f32.e2m1.e2m1.ue8m0.block32"))
    #expect(throws: FragmentError.self) { try TensorMemoryProduct(pair, shape: Shape(128, 16, 64)) }
    let scaled = try #require(Instruction.named("sm_100:tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32"))
    #expect(throws: FragmentError.selector(name: "SFA id", expected: "0, 2", actual: 1)) {
      try TensorMemoryProduct(scaled, scaleIDA: 1)
    }
    #expect(throws: FragmentError.self) { try TensorMemoryProduct(scaled, shape: Shape(64, 8, 64)) }
    let plain = try #require(Instruction.named("sm_100:tcgen05.f16.f32.f16.f16"))
    #expect(throws: FragmentError.self) { try TensorMemoryProduct(plain, scaleIDB: 1) }
    let product = try TensorMemoryProduct(plain, shape: Shape(128, 8, 16))
    func error(a: Int = 4096, b: Int = 256, c: Int = 1024, scale: Int = 0, d: Int = 1024) -> FragmentError? {
      let (a, b) = ([UInt8](repeating: 0, count: a), [UInt8](repeating: 0, count: b))
      let (c, scale) = ([UInt32](repeating: 0, count: c), [UInt32](repeating: 0, count: scale))
      var d = [UInt32](repeating: 0, count: d)
      var target = d.mutableSpan
      do {
        try product.execute(a: a.span, b: b.span, c: c.span, scaleA: scale.span, into: &target)
        return nil
      } catch {
        return error
      }
    }
    let found = [error(), error(a: 1), error(b: 0), error(c: 4), error(scale: 512), error(d: 0)]
    #expect(
      found == [
        nil, .count(name: "bytes of A", expected: 4096, actual: 1), .count(name: "bytes of B", expected: 256, actual: 0),
        .count(name: "cells of C", expected: 1024, actual: 4), .count(name: "scale cells of A", expected: 0, actual: 512),
        .count(name: "cells of D", expected: 1024, actual: 0),
      ])
  }
}
