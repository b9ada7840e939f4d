import Binade
import BinadeTensorCore
import Testing

/// Published and measured results of single dot products.
@Suite struct KnownAnswerTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let instruction: String
    let a, b: [UInt64]
    var scaleA: [UInt8] = []
    var scaleB: [UInt8] = []
    var c: UInt64 = 0
    let d: UInt64
    var testDescription: String { "\(instruction) \(a.prefix(4)) c \(String(c, radix: 16))" }
  }

  static func f16(_ exponent: Int) -> UInt64 { exponent >= -14 ? UInt64(exponent + 15) << 10 : 1 << UInt64(exponent + 24) }
  static func bf16(_ exponent: Int) -> UInt64 { exponent >= -126 ? UInt64(exponent + 127) << 7 : 1 << UInt64(exponent + 133) }
  static func row(_ name: String, _ pairs: [(UInt64, UInt64)], c: UInt64 = 0, _ d: UInt64) -> Row {
    Row(instruction: name, a: pairs.map { $0.0 }, b: pairs.map { $0.1 }, c: c, d: d)
  }
  static let one: UInt64 = 0x3F80_0000
  static let four = Array(repeating: (f16(-12), f16(-13)), count: 4)

  static let rows: [Row] = [
    row("sm_70:mma.f32.f16.f16", four, c: one, 0x3F80_0000),
    row("sm_80:mma.f32.f16.f16", four, c: one, 0x3F80_0000),
    row("sm_90:mma.f32.f16.f16", four, c: one, 0x3F80_0001),
    row("sm_80:mma.f32.f16.f16", [(f16(-12) | 0x8000, f16(-13))], c: one, 0x3F80_0000),
    row("sm_90:mma.f32.f16.f16", [(f16(-12) | 0x8000, f16(-13))], c: one, 0x3F7F_FFFF),
    row("sm_90:wgmma.f32.e4m3.e4m3", Array(repeating: (0x08, 0x04), count: 16), c: one, 0x3F80_4000),
    row("sm_90:wgmma.f32.e4m3.e4m3", Array(repeating: (0x04, 0x04), count: 32), c: one, 0x3F80_0000),
    row("sm_90:wgmma.f32.e4m3.e4m3", [(0, 0)], c: 0x3F80_03FF, 0x3F80_0000),
    row("sm_90:wgmma.f32.e4m3.e4m3", [(0, 0)], c: 0x3F80_3FFF, 0x3F80_3C00),
    row("sm_90:wgmma.f32.e4m3.e4m3", [(0, 0)], c: 0x8000_03FF, 0),
    row("sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3", [(0x54, 0x5C), (0x07, 0x01), (0x01, 0x01)], 0x4390_0001),
    row("sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3", [(0x59, 0x58), (0x07, 0x01), (0x01, 0x01)], 0x4390_0000),
    row("sm_90:mma.f32.e4m3.e4m3", [(0x54, 0x5C), (0x07, 0x01), (0x01, 0x01)], 0x4390_0000),
    Row(
      instruction: "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32", a: [1], b: [0x38], scaleA: [7], scaleB: [0x7F], d: 0x0010_0000),
    Row(
      instruction: "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32", a: [0x81], b: [0x38], scaleA: [0], scaleB: [0x6E], d: 0),
    row("sm_90:mma.f32.bf16.bf16", [(bf16(-75), bf16(-74)), (bf16(-79) | 0x8000, bf16(-79))], 0),
    row("sm_90:mma.f32.bf16.bf16", [(bf16(-75), bf16(-74)), (bf16(-79) | 0x8000, bf16(-80))], 1),
    row("sm_90:mma.f16.f16.f16", [(f16(-11), f16(-14)), (f16(-23), f16(-24))], 0),
    row("sm_90:mma.f16.f16.f16", [(f16(-11), f16(-14)), (f16(-22), f16(-24))], 1),
    Row(
      instruction: "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", a: [2], b: [2], scaleA: [0x38], scaleB: [0x38], d: 0x3F80_0000),
    Row(
      instruction: "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", a: Array(repeating: 7, count: 64),
      b: Array(repeating: 7, count: 64), scaleA: Array(repeating: 0x7E, count: 4), scaleB: Array(repeating: 0x7E, count: 4),
      d: 0x4DDC_8000),
    cancelled(0x78, 0),
    cancelled(0x38, 0x3580_0000),
  ]

  /// Group 0 is 1 − 1 under a scale, group 1 is ½ · ½ under the smallest.
  static func cancelled(_ scale: UInt8, _ d: UInt64) -> Row {
    Row(
      instruction: "sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", a: [2, 2] + Array(repeating: 0, count: 14) + [1],
      b: [2, 10] + Array(repeating: 0, count: 14) + [1], scaleA: [scale, 1], scaleB: [scale, 1], d: d)
  }

  @Test(arguments: rows) func knownAnswer(_ row: Row) throws {
    let datapath = try #require(Instruction.named(row.instruction)).datapath
    let word = try datapath.dot(a: row.a.span, b: row.b.span, scaleA: row.scaleA.span, scaleB: row.scaleB.span, c: row.c)
    #expect(word == row.d, "found \(String(word, radix: 16)), expected \(String(row.d, radix: 16))")
  }

  @Test func everyDatapathIsSound() throws {
    for instruction in Instruction.all { try instruction.datapath.check() }
    #expect(Set(Instruction.all.map { $0.name }).count == Instruction.all.count)
    print(Instruction.all.count, Instruction.plain.count)
  }
}
