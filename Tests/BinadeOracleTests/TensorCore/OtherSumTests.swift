import Testing

@testable import BinadeOracle

/// Multiply-add chains, integer and pairwise sums.
@Suite struct OtherSumTests {
  // MARK: Multiply-add chain

  static let chain = "sm_90:mma.f64.f64.f64"

  private func chained(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
    instruction(Self.chain).datapath.result(a: [a], b: [b], c: c)
  }

  @Test func chainOfDoubles() {
    var generator = FixedGenerator(5)
    func number() -> Double { Double(bitPattern: generator.next() & 0x800F_FFFF_FFFF_FFFF | (1000 + generator.next() % 40) << 52) }
    let datapath = instruction(Self.chain).datapath
    for _ in 0..<100 {
      let (a, b) = ((0..<5).map { _ in number() }, (0..<5).map { _ in number() })
      let c = number()
      let expected = zip(a, b).reduce(c) { $0.addingProduct($1.0, $1.1) }
      let result = datapath.result(a: a.map(\.bitPattern), b: b.map(\.bitPattern), c: c.bitPattern)
      #expect(result == expected.bitPattern)
    }
    // Subnormals, overflow, and zeros with the signs of IEEE 754.
    for (a, b, c): (Double, Double, Double) in [
      (0x1p-600, 0x1p-474, 0), (0x1p-600, 0x1.8p-475, 0), (-0x1p-600, 0x1p-600, 0), (0x1p1000, 0x1p24, 0), (-0x1p1000, 0x1p24, 5),
      (-0.0, 1, -0.0), (0.0, 1, -0.0), (-1, 1, 1), (0x1.fffffffffffffp1023, 1, 0x1p969), (0x1.fffffffffffffp1023, 1, 0x1p970),
      (0x1.0000001p0, 0x1.ffffffep-1, -1), (.infinity, -2, 5), (1, 1, -.infinity),
    ] {
      let result = chained(a.bitPattern, b.bitPattern, c.bitPattern)
      #expect(result == c.addingProduct(a, b).bitPattern, "\(a) \(b) \(c)")
    }
  }

  @Test func chainNaN() {
    let (one, infinity): (UInt64, UInt64) = (0x3FF0_0000_0000_0000, 0x7FF0_0000_0000_0000)
    let (a, b, c): (UInt64, UInt64, UInt64) = (0xFFF0_0000_0000_000A, 0x7FF0_0000_0000_000B, 0xFFFC_0000_0000_000C)
    let quiet: UInt64 = 0x0008_0000_0000_0000
    #expect(chained(a, b, c) == b | quiet)
    #expect(chained(a, one, c) == c)
    #expect(chained(a, one, one) == a | quiet)
    #expect(chained(infinity, 0, c) == c)
    #expect(chained(infinity, 0, one) == 0xFFF8_0000_0000_0000)
    #expect(chained(infinity, one, infinity | 1 << 63) == 0xFFF8_0000_0000_0000)
    // Down the chain: the accumulator's NaN comes before A's.
    let twice = instruction(Self.chain).datapath.result(a: [a, a ^ 1], b: [one, one], c: one)
    #expect(twice == a | quiet)
    let canonical = instruction("gfx942:mfma.f32.f32.f32").datapath
    #expect(canonical.result(a: [0xFFC0_0001], b: [0x3F80_0000], c: 0) == 0x7FC0_0000)
  }

  // MARK: Integer sum

  @Test func integers() {
    for (name, a, b, c, expected): (String, [UInt64], [UInt64], UInt64, UInt64) in [
      ("sm_90:wgmma.s32.s8.s8", [0x80, 0x7F, 0xFF], [0x80, 0xFF, 0xFF], 10, 10 + 16384 - 127 + 1),
      ("sm_90:wgmma.s32.u8.s8", [0xFF], [0xFF], 0, 0xFFFF_FF01),
      ("sm_90:wgmma.s32.s8.u8", [0xFF], [0xFF], 0, 0xFFFF_FF01),
      ("sm_90:wgmma.s32.u8.u8", [0xFF], [0xFF], 0, 0xFE01),
      ("sm_80:mma.s32.s4.s4", [0xF8, 0x0F], [0x08, 0x07], 0, 64 - 7),
      ("sm_80:mma.s32.u4.s4", [0x0F], [0x0F], 0, 0xFFFF_FFF1),
      // Overflow: once, after the exact sum.
      ("sm_90:wgmma.s32.s8.s8", [1], [1], 0x7FFF_FFFF, 0x8000_0000),
      ("sm_90:wgmma.s32.s8.s8", [1], [0xFF], 0x8000_0000, 0x7FFF_FFFF),
      ("sm_90:wgmma.s32.s8.s8.satfinite", [1], [1], 0x7FFF_FFFF, 0x7FFF_FFFF),
      ("sm_90:wgmma.s32.s8.s8.satfinite", [1], [0xFF], 0x8000_0000, 0x8000_0000),
      ("sm_90:wgmma.s32.s8.s8.satfinite", [1, 1], [1, 0xFF], 0x7FFF_FFFF, 0x7FFF_FFFF),
      ("sm_90:wgmma.s32.s8.s8.satfinite", [1, 1, 1], [1, 0xFF, 0xFF], 0x7FFF_FFFF, 0x7FFF_FFFE),
      ("sm_90:wgmma.s32.s8.s8.satfinite", [0xFF, 1], [1, 1], 0x8000_0000, 0x8000_0000),
      // One bit.
      ("sm_80:mma.s32.b1.b1.xor.popc", [1, 1, 0, 0], [1, 0, 1, 0], 5, 7),
      ("sm_80:mma.s32.b1.b1.and.popc", [1, 1, 0, 0], [1, 0, 1, 0], 5, 6),
      ("sm_80:mma.s32.b1.b1.xor.popc", [0xFF], [0xFE], 0x7FFF_FFFF, 0x8000_0000),
      ("gfx942:mfma.i32.i8.i8", [0x80], [0x80], 0x7FFF_FFFF, 0x8000_3FFF),
    ] {
      let result = instruction(name).result(a: a, b: b, c: c)
      #expect(result == expected, "\(name) \(a) \(b): \(hex(result))")
    }
    // In the next instruction the sum is clamped again: the order counts.
    let saturating = instruction("sm_90:wgmma.s32.s8.s8.satfinite")
    let padding = [UInt64](repeating: 0, count: 31)
    let ones = [1] + padding
    #expect(saturating.result(a: ones + ones, b: ones + [0xFF] + padding, c: 0x7FFF_FFFF) == 0x7FFF_FFFE)
    #expect(saturating.result(a: ones + ones, b: [0xFF] + padding + ones, c: 0x7FFF_FFFF) == 0x7FFF_FFFF)
  }

  @Test func negatedIntegers() {
    var modifiers = OracleModifiers()
    modifiers.negateA = true
    #expect(instruction("sm_90:wgmma.s32.s8.s8").result(a: [3], b: [5], c: 1, modifiers: modifiers) == 0xFFFF_FFF2)
  }

  // MARK: Pairwise sum

  static let pairwise = "gfx90a:mfma.f32.f16.f16"

  /// The host's Float has every operation of it.
  @Test func pairwiseIsFloatArithmetic() {
    let datapath = instruction(Self.pairwise).datapath
    var generator = FixedGenerator(6)
    func half() -> UInt64 { generator.next() & 0x83FF | (8 + generator.next() % 14) << 10 }
    func number(_ word: UInt64) -> Float { Float(f16.double(word)) }
    for _ in 0..<200 {
      let (a, b) = ((0..<8).map { _ in half() }, (0..<8).map { _ in half() })
      let c = Float(generator.gaussian())
      var expected = c
      for start in [0, 4] {
        let p = (start..<start + 4).map { number(a[$0]) * number(b[$0]) }
        expected = expected + ((p[0] + p[1]) + (p[2] + p[3]))
      }
      let result = datapath.result(a: a, b: b, c: UInt64(c.bitPattern))
      #expect(result == UInt64(expected.bitPattern))
    }
  }

  @Test func pairwiseSubnormals() {
    let flush = instruction("gfx90a:mfma.f32.bf16_1k.bf16_1k").datapath
    var keep = flush
    keep.subnormals = .keep
    for (products, c, flushed, kept): ([(Double, Double)], UInt64, UInt64, UInt64) in [
      // Elements, C, products, sums, and the result.
      ([(0x1p-127, 0x1p100)], 0, 0, 0x3200_0000), ([(0, 0)], 1, 0, 1), ([(0, 0)], 0x8000_0001, 0, 0x8000_0001),
      ([(0x1p-64, 0x1p-63)], 0, 0, 0x0040_0000),
      ([(0x1p-63, 0x1p-62), (-0x1.8p-63, 0x1p-63)], 0, 0, 0x0040_0000),
      ([(0x1p-63, 0x1p-62)], 0x80C0_0000, 0, 0x0040_0000),
      ([(-0x1.8p-63, 0x1p-62)], 0x0080_0000, 0x8100_0000, 0x8100_0000),
      ([(-0x1.8p-63, 0x1p-63)], 0x8000_0000, 0x80C0_0000, 0x80C0_0000),
      ([(-0x1.4p-63, 0x1p-62)], 0x0110_0000, 0x8000_0000, 0x8020_0000),
    ] {
      let (first, second) = (flush.result(products, c: c), keep.result(products, c: c))
      #expect(first == flushed, "\(products) \(hex(c)): \(hex(first))")
      #expect(second == kept, "\(products) \(hex(c)): \(hex(second))")
    }
  }

  @Test func pairwiseSpecials() {
    let datapath = instruction(Self.pairwise).datapath
    #expect(datapath.result(a: [0x7C00, 0xFC00], b: [0x3C00, 0x3C00], c: 0) == 0x7FC0_0000)
    #expect(datapath.result(a: [0x7C00], b: [0x0001], c: 0) == 0x7FC0_0000)
    #expect(datapath.result(a: [0x7C00], b: [0xBC00], c: 0x3F80_0000) == 0xFF80_0000)
    #expect(datapath.result(a: [0x7E01], b: [0x3C00], c: 0) == 0x7FC0_0000)
    var large = OracleDatapath(.pairwiseSum, a: bf16, b: bf16, accumulator: f32)
    large.groupLength = 2
    // An intermediate overflow stays.
    #expect(large.result([(0x1p64, 0x1p64), (-0x1p64, 0x1p64)]) == large.canonicalNaN)
    #expect(large.result([(0x1p64, 0x1p63), (0x1p64, 0x1p63)], c: 0xFF7F_FFFF) == 0x7F80_0000)
  }
}
