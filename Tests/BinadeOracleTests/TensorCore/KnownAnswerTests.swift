import BinadeOracle
import Testing

/// Results published, or measured on an H200; words written down by hand.
@Suite struct KnownAnswerTests {
  struct Row {
    let instruction: String
    let products: [(Double, Double)]
    let c: UInt64
    let expected: UInt64

    init(_ instruction: String, _ products: [(Double, Double)], c: UInt64 = 0, _ expected: UInt64) {
      self.instruction = instruction
      self.products = products
      self.c = c
      self.expected = expected
    }
  }

  static let bf16 = "sm_90:mma.f32.bf16.bf16"
  static let tf32 = "sm_90:wgmma.f32.tf32.tf32"
  static let half = "sm_90:mma.f16.f16.f16"
  static let wideFP8 = "sm_90:wgmma.f32.e4m3.e4m3"

  static let numbers: [Row] = [
    // F decides what is left of small products.
    Row("sm_70:mma.f32.f16.f16", times(4, (0x1p-12, 0x1p-13)), c: 0x3F80_0000, 0x3F80_0000),
    Row("sm_80:mma.f32.f16.f16", times(4, (0x1p-12, 0x1p-13)), c: 0x3F80_0000, 0x3F80_0000),
    Row("sm_90:mma.f32.f16.f16", times(4, (0x1p-12, 0x1p-13)), c: 0x3F80_0000, 0x3F80_0001),
    Row("sm_80:mma.f32.f16.f16", [(-0x1p-12, 0x1p-13)], c: 0x3F80_0000, 0x3F80_0000),
    Row("sm_90:mma.f32.f16.f16", [(-0x1p-12, 0x1p-13)], c: 0x3F80_0000, 0x3F7F_FFFF),
    // 14 bits of wgmma with FP8.
    Row(wideFP8, times(16, (0x1p-6, 0x1p-7)), c: 0x3F80_0000, 0x3F80_4000),
    Row(wideFP8, times(32, (0x1p-7, 0x1p-7)), c: 0x3F80_0000, 0x3F80_0000),
    Row(wideFP8, [(0, 0)], c: 0x3F80_03FF, 0x3F80_0000),
    Row(wideFP8, [(0, 0)], c: 0x3F80_3FFF, 0x3F80_3C00),
    Row(wideFP8, [(0, 0)], c: 0x0000_0400, 0x0000_0400),
    Row(wideFP8, [(0, 0)], c: 0x0000_03FF, 0),
    Row(wideFP8, [(0, 0)], c: 0x007F_FFFF, 0x007F_FC00),
    Row(wideFP8, [(0, 0)], c: 0x7F7F_FFFF, 0x7F7F_FC00),
    Row(wideFP8, [(0, 0)], c: 0x7F80_0000, 0x7F80_0000),
    Row(wideFP8, [(0, 0)], c: 0x8000_03FF, 0),
    // The floor of binary32.
    Row(bf16, [(0x1p-100, 0x1p-49), (-0x1p-100, 0x1p-58)], 0),
    Row(bf16, [(0x1p-100, 0x1p-49), (-0x1p-100, 0x1p-59)], 1),
    Row(tf32, [(0x1p-100, 0x1p-49), (-0x1p-100, 0x1p-58)], 0),
    Row(tf32, [(0x1p-100, 0x1p-49), (-0x1p-100, 0x1p-59)], 1),
    // The floor of binary16: a product of 2^-47 is cut off.
    Row(half, [(0x1p-11, 0x1p-14), (0x1p-23, 0x1p-24)], 0),
    Row(half, [(0x1p-11, 0x1p-14), (0x1p-23, 0x1p-23)], 1),
    Row(half, [(0x1p-11, 0x1p-14), (0x1p-23, 0x1p-24), (0x1p-23, 0x1p-24)], 0),
    Row("sm_90:wgmma.f16.f16.f16", [(0x1p-11, 0x1p-14), (0x1p-23, 0x1p-23)], 1),
    Row("sm_90:wgmma.f16.f16.f16", [(0x1p-11, 0x1p-14), (0x1p-23, 0x1p-24)], 0),
    // Zeros: a zero product does not align, and a zero result is +0.
    Row(bf16, [(0, 0x1p100), (1, 0x1p-30)], 0x3080_0000),
    Row(bf16, [(0x1p127, 0), (1, 0x1p-30)], 0x3080_0000),
    Row(bf16, [(-0.0, 1)], c: 0x8000_0000, 0),
    Row(bf16, times(16, (-0.0, 1)), c: 0x8000_0000, 0),
    Row(bf16, [(1, 1), (-1, 1)], 0),
    Row(bf16, [(-0x1p-100, 0x1p-50)], 0),
    Row(bf16, [(-0x1p-100, 0x1p-51)], 0),
    Row(half, [(-0x1p-12, 0x1p-13)], 0),
    Row(half, [(-0x1p-13, 0x1p-13)], 0),
    // Nothing overflows inside a node, and a large exponent stays.
    Row(bf16, [(0x1p127, 0x1p127), (-0x1p127, 0x1p127)], c: 0x3F80_0000, 0),
    Row(bf16, [(0x1p64, 0x1p64), (-0x1p64, 0x1p64), (0x1p52, 0x1p52)], 0x7380_0000),
    Row(bf16, [(0x1p64, 0x1p64), (-0x1p51, 0x1p51)], 0x7F80_0000),
    Row(bf16, [(0x1p64, 0x1p64), (-0x1p52, 0x1p51)], 0x7F7F_FFFF),
    Row(bf16, [(0x1p52, 0x1p51)], c: 0x7F7F_FFFF, 0x7F7F_FFFF),
    Row(bf16, [(0x1p64, 0x1p63), (0x1p64, 0x1p63)], 0x7F80_0000),
  ]

  @Test func numbersComeOut() {
    for row in Self.numbers {
      let result = instruction(row.instruction).result(row.products, c: row.c)
      #expect(result == row.expected, "\(row.instruction) \(row.products) \(hex(row.c)): \(hex(result)), not \(hex(row.expected))")
    }
  }

  /// Words of A, B, scales and C.
  struct Words {
    let instruction: String
    let a: [UInt64]
    let b: [UInt64]
    var scaleA: [UInt64] = []
    var scaleB: [UInt64] = []
    var c: UInt64 = 0
    let expected: UInt64
  }

  static let mx = "sm_120:mma.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32"
  static let nvfp4 = "sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16"
  static let six = [UInt64](repeating: 7, count: 64)
  static func ones(_ places: [Int: UInt64]) -> [UInt64] { (0..<64).map { places[$0] ?? 0 } }

  static let words: [Words] = [
    Words(instruction: "sm_120:mma.f32.e4m3.e4m3", a: [0x54, 0x07, 0x01], b: [0x5C, 0x01, 0x01], expected: 0x4390_0001),
    Words(instruction: "sm_120:mma.f32.e4m3.e4m3", a: [0x59, 0x07, 0x01], b: [0x58, 0x01, 0x01], expected: 0x4390_0000),
    Words(instruction: "sm_90:mma.f32.e4m3.e4m3", a: [0x54, 0x07, 0x01], b: [0x5C, 0x01, 0x01], expected: 0x4390_0000),
    Words(instruction: "sm_90:wgmma.f32.e4m3.e4m3", a: [0x54, 0x07, 0x01], b: [0x5C, 0x01, 0x01], expected: 0x4390_0000),
    Words(instruction: mx, a: [0x01], b: [0x38], scaleA: [0x07], scaleB: [0x7F], expected: 0x0010_0000),
    Words(instruction: mx, a: [0x81], b: [0x38], scaleA: [0x00], scaleB: [0x6E], expected: 0),
    Words(instruction: mx, a: [0x82], b: [0x02], scaleA: [0x00], scaleB: [0x6E], expected: 0),
    Words(instruction: mx, a: [0], b: [0], scaleA: [0xFF], scaleB: [0x7F], expected: 0x7FFF_FFFF),
    Words(
      instruction: nvfp4, a: ones([0: 2]), b: ones([0: 2]), scaleA: [0x38, 0x38, 0x38, 0x38], scaleB: [0x38, 0x38, 0x38, 0x38],
      expected: 0x3F80_0000),
    Words(
      instruction: nvfp4, a: six, b: six, scaleA: [0x7E, 0x7E, 0x7E, 0x7E], scaleB: [0x7E, 0x7E, 0x7E, 0x7E], expected: 0x4DDC_8000),
    Words(
      instruction: nvfp4, a: ones([0: 2, 1: 10, 16: 1]), b: ones([0: 2, 1: 2, 16: 1]), scaleA: [0x78, 0x01, 0, 0],
      scaleB: [0x78, 0x01, 0, 0], expected: 0),
    Words(
      instruction: nvfp4, a: ones([0: 2, 1: 10, 16: 1]), b: ones([0: 2, 1: 2, 16: 1]), scaleA: [0x38, 0x01, 0, 0],
      scaleB: [0x38, 0x01, 0, 0], expected: 0x3580_0000),
    Words(
      instruction: nvfp4, a: ones([0: 2, 16: 1]), b: ones([0: 2, 16: 1]), scaleA: [0x78, 0x01, 0, 0], scaleB: [0x78, 0x01, 0, 0],
      c: 0xC780_0000, expected: 0),
    Words(
      instruction: nvfp4, a: ones([16: 1]), b: ones([16: 1]), scaleA: [0, 0x01, 0, 0], scaleB: [0, 0x01, 0, 0], c: 0x3F80_0001,
      expected: 0x3F80_0009),
    // A NaN of a scale decides over zeros; the top bit of UE4M3 does not.
    Words(instruction: nvfp4, a: ones([:]), b: ones([:]), scaleA: [0x7F, 0, 0, 0], scaleB: [0, 0, 0, 0], expected: 0x7FFF_FFFF),
    Words(
      instruction: nvfp4, a: ones([0: 2]), b: ones([0: 2]), scaleA: [0xB8, 0, 0, 0], scaleB: [0x38, 0, 0, 0], expected: 0x3F80_0000),
    Words(
      instruction: nvfp4, a: ones([:]), b: ones([:]), scaleA: [0, 0, 0, 0], scaleB: [0, 0, 0, 0], c: 0xFF80_0000,
      expected: 0xFF80_0000),
    // TF32 is the top 19 bits, also of a NaN.
    Words(instruction: "sm_90:mma.f32.tf32.tf32", a: [0x7F80_0001], b: [0x3F80_0000], expected: 0x7F80_0000),
    Words(instruction: "sm_90:mma.f32.tf32.tf32", a: [0x7F80_0001], b: [0], expected: 0x7FFF_FFFF),
    Words(instruction: "sm_90:mma.f32.tf32.tf32", a: [0x7F80_2000], b: [0x3F80_0000], expected: 0x7FFF_FFFF),
    Words(instruction: "sm_90:mma.f32.tf32.tf32", a: [0x3F80_1FFF], b: [0x3F80_0000], expected: 0x3F80_0000),
    // Special values.
    Words(instruction: bf16, a: [0x7F80], b: [0x8000], expected: 0x7FFF_FFFF),
    Words(instruction: bf16, a: [0x7F80], b: [0x3F80], c: 0xFF80_0000, expected: 0x7FFF_FFFF),
    Words(instruction: bf16, a: [0x7F80, 0xFF80], b: [0x3F80, 0x3F80], expected: 0x7FFF_FFFF),
    Words(instruction: bf16, a: [0xFFC1], b: [0], expected: 0x7FFF_FFFF),
    Words(instruction: bf16, a: [0], b: [0], c: 0xFFC0_1234, expected: 0x7FFF_FFFF),
    Words(instruction: half, a: [0], b: [0], c: 0xFE01, expected: 0x7FFF),
    Words(instruction: bf16, a: [0x7F80], b: [0xBF80], c: 0x7F7F_FFFF, expected: 0xFF80_0000),
    Words(instruction: "sm_90:mma.f32.e4m3.e4m3", a: [0x7F], b: [0], c: 0, expected: 0x7FFF_FFFF),
  ]

  @Test func wordsComeOut() {
    for row in Self.words {
      let result = instruction(row.instruction).result(a: row.a, b: row.b, scaleA: row.scaleA, scaleB: row.scaleB, c: row.c)
      #expect(result == row.expected, "\(row.instruction) \(row.a.prefix(17)) \(hex(row.c)): \(hex(result)), not \(hex(row.expected))")
    }
  }

  /// 3 · 2^-25 less 2^-47 is an exact tie: each product is cut, not their sum.
  @Test func floorCutsEachProduct() {
    for count in 1...8 {
      let products = [(0x1p-11, 0x1p-14), (0x1p-10, 0x1p-14)] + times(count, (-0x1p-23, 0x1p-24))
      let result = instruction(Self.half).result(products)
      #expect(result == 2)
    }
  }

  @Test func ignoredAccumulator() {
    var modifiers = OracleModifiers()
    modifiers.ignoreC = true
    for c: UInt64 in [0x7FC0_0000, 0xFF80_0000, 0x3F80_0000, 0x8000_0000] {
      let result = instruction("sm_90:wgmma.f32.bf16.bf16").result(times(16, (-0.0, 1)), c: c, modifiers: modifiers)
      #expect(result == 0)
    }
  }
}
