import Testing

@testable import BinadeOracle

/// Multiplicands, interleaving, scales, modifiers and fixed point in a fused sum.
@Suite struct LoweredSumTests {
  private let e4m3 = OracleFormat.named("e4m3fn")!

  private func unit(_ format: OracleFormat, _ change: (inout OracleDatapath) -> Void) -> OracleDatapath {
    var datapath = OracleDatapath(.fusedSum, a: format, b: format, accumulator: f32)
    datapath.groupLength = 4
    change(&datapath)
    return datapath
  }

  @Test func multiplicand() {
    // 2^-9 is subnormal in E4M3, with exponent -6, and normal in binary16. Beside it stands 2^-12.
    let products = [(0x1p-9, 1.0), (0x1p-9, 0x1p-3)]
    for (multiplicand, expected): (OracleFormat?, UInt64) in [(nil, 0x3B00_0000), (f16, 0x3B10_0000), (bf16, 0x3B10_0000)] {
      let datapath = unit(e4m3) {
        $0.fractionBits = 3
        $0.multiplicand = multiplicand
      }
      #expect(datapath.result(products) == expected)
    }
    // Special values go through.
    let special = unit(OracleFormat.named("e5m2")!) { $0.multiplicand = f16 }
    #expect(special.result(a: [0x7C], b: [0xBC], c: 0) == 0xFF80_0000)
    #expect(special.result(a: [0x7E], b: [0], c: 0) == 0x7FFF_FFFF)
    #expect(special.result(a: [0x7C], b: [0x80], c: 0) == 0x7FFF_FFFF)
  }

  @Test func interleaving() {
    let tiny = (0x1p-5, 0x1p-6)
    let whole = (1.0, 1.0)
    // To multiples of 2^(E - 10), a tiny product vanishes beside 1; two of them in a node before do not.
    for (period, run, order, expected): (Int, Int, [(Double, Double)], UInt64) in [
      (1, 1, [tiny, tiny, whole, (0, 0)], 0x3F80_0000), (4, 2, [tiny, tiny, whole, (0, 0)], 0x3F80_2000),
      (4, 2, [tiny, whole, tiny, (0, 0)], 0x3F80_0000), (4, 1, [tiny, tiny, whole, (0, 0)], 0x3F80_2000),
      (2, 1, [tiny, tiny, whole, (0, 0)], 0x3F80_0000), (2, 1, [tiny, whole, tiny, (0, 0)], 0x3F80_2000),
    ] {
      let datapath = unit(f16) {
        $0.fractionBits = 10
        $0.groupLength = 4 * run / period
        $0.interleaving = OracleDatapath.Interleaving(period: period, run: run)
      }
      #expect(datapath.stretchLength == 4)
      #expect(datapath.result(order) == expected, "\(period) \(run)")
      // The next stretch does the same, beginning with what there is.
      #expect(datapath.result(order + times(4, (0, 0))) == expected)
    }
  }

  @Test func addedAfterwards() {
    let fused = unit(f16) {
      $0.fractionBits = 23
      $0.outputRounding = .towardZero
    }
    var afterwards = fused
    afterwards.accumulatorInput = .addedAfterwards
    // 1 + 3 · 2^-25: cut off beside 1, rounded up after it.
    #expect(fused.result([(0x1.8p-12, 0x1p-12)], c: 0x3F80_0000) == 0x3F80_0000)
    #expect(afterwards.result([(0x1.8p-12, 0x1p-12)], c: 0x3F80_0000) == 0x3F80_0001)
    #expect(afterwards.result([(0x1p-12, 0x1p-12)], c: 0x3F80_0000) == 0x3F80_0000)
    // The zeros and specials of an addition.
    #expect(afterwards.result([(-0.0, 1)], c: 0x8000_0000) == 0)
    #expect(afterwards.result([(1, 1)], c: 0xBF80_0000) == 0)
    #expect(afterwards.result([(0, 1)], c: 0x8000_0001) == 0x8000_0001)
    #expect(afterwards.result([(0, 1)], c: 0xFFC0_0001) == 0x7FFF_FFFF)
    #expect(afterwards.result(a: [0x7C00], b: [0x3C00], c: 0xFF80_0000) == 0x7FFF_FFFF)
    #expect(afterwards.result(a: [0x7C00], b: [0x3C00], c: 0x7F7F_FFFF) == 0x7F80_0000)
    afterwards.zero = .ieee
    #expect(afterwards.result(times(4, (-0.0, 1)), c: 0x8000_0000) == 0)
    // Each stretch adds to C anew.
    let twice = times(8, (0x1.8p-13, 0x1p-13))
    #expect(afterwards.result(Array(twice), c: 0x3F80_0000) == 0x3F80_0002)
  }

  @Test func loweredInstruction() {
    // sm_90 mma with FP8: k mod 4 of 0 and 1 first. 448 · 448 aligns to 2^(16 - 25).
    let lowered = instruction("sm_90:mma.f32.e4m3.e4m3")
    #expect(lowered.datapath.stretchLength == 32 && lowered.datapath.groupLength == 16)
    let tiny = (0x1p-6, 0x1p-5)
    let first = lowered.result([tiny, tiny, (256, 256)])
    #expect(first == 0x4780_0000)
    let second = lowered.result([(256, 256), tiny, tiny])
    #expect(second == 0x4780_0000)
    // C does not meet the products before the end: 2^-11 twice and 1 as C, then nearest-even.
    let third = lowered.result([(0x1p-9, 0x1p-3), (0x1p-9, 0x1p-3)], c: 0x4600_0001)
    #expect(third == 0x4600_0002)
    // With binary16 as accumulator, both nodes are rounded to it.
    let half = instruction("sm_90:mma.f16.e4m3.e4m3").result([(32, 64), (1, 0.5), (1, 0.5), (0, 0)])
    #expect(half == 0x6800)
    let shorter = instruction("sm_90:mma.m16n8k16.f32.e4m3.e4m3").datapath
    #expect(shorter.groupLength == 8 && shorter.stretchLength == 16)
  }

  @Test func scales() {
    let scale = OracleFormat.named("ue4m3")!
    let datapath = unit(f16) {
      $0.scale = scale
      $0.scaleBlock = 2
      $0.fractionBits = 4
    }
    let ones = [UInt64](repeating: 0x3C00, count: 4)
    let (one, two, zero, nan) = (scale.word(1), scale.word(2), UInt64(0), UInt64(0x7F))
    #expect(datapath.result(a: ones, b: ones, scaleA: [one, two], scaleB: [one, one], c: 0) == 0x40C0_0000)
    #expect(datapath.result(a: ones, b: ones, scaleA: [one, two], scaleB: [two, two], c: 0) == 0x4140_0000)
    // A scale of zero makes its terms zero: 2^10 there does not cut off 2^-6 here.
    let mixed: [UInt64] = [0x3C00, 0, 0x6400, 0]
    let small: [UInt64] = [0x2400, 0, 0x3C00, 0]
    #expect(datapath.result(a: mixed, b: small, scaleA: [one, zero], scaleB: [one, one], c: 0) == 0x3C80_0000)
    #expect(datapath.result(a: mixed, b: small, scaleA: [one, scale.word(0x1p-9)], scaleB: [one, one], c: 0) == 0x4000_0000)
    // Subnormal scales have exponent -6: 2^-9 · 1 aligns as 2^-6.
    let subnormal = scale.word(0x1p-9)
    let eighth: [UInt64] = [0x3C00, 0, 0x3C00, 0]
    let aligned = datapath.result(a: eighth, b: eighth, scaleA: [subnormal, scale.word(0x1p-6)], scaleB: [one, scale.word(0x1p-5)], c: 0)
    #expect(aligned == 0x3B00_0000)
    #expect(datapath.result(a: [0, 0, 0, 0], b: ones, scaleA: [one, nan], scaleB: [one, one], c: 0) == 0x7FFF_FFFF)
    // A NaN scale is in force only in its own stretch, but NaN stays.
    #expect(datapath.result(a: ones + [0], b: ones + [0], scaleA: [one, one, nan], scaleB: [one, one, one], c: 0) == 0x7FFF_FFFF)
  }

  @Test func modifiers() {
    let datapath = unit(f16) { $0.fractionBits = 2 }
    for (negateA, negateB, expected): (Bool, Bool, UInt64) in [
      (false, false, 0x4040_0000), (true, false, 0xBF80_0000), (false, true, 0xBF80_0000), (true, true, 0x4040_0000),
    ] {
      var modifiers = OracleModifiers()
      modifiers.negateA = negateA
      modifiers.negateB = negateB
      #expect(datapath.result([(2, 1)], c: 0x3F80_0000, modifiers: modifiers) == expected)
    }
    var ignore = OracleModifiers()
    ignore.ignoreC = true
    #expect(datapath.result([(2, 1)], c: 0x7FC0_0000, modifiers: ignore) == 0x4000_0000)
    var shift = OracleModifiers()
    shift.accumulatorShift = 3
    // 1/8 + 1/32, to multiples of 2^(-3 - 2): the shift comes before the alignment, and only once.
    #expect(datapath.result([(0x1p-5, 1)], c: 0x3F80_0000, modifiers: shift) == 0x3E20_0000)
    #expect(datapath.result([(0x1p-5, 1)] + times(7, (0, 0)), c: 0x3F80_0000, modifiers: shift) == 0x3E20_0000)
    #expect(datapath.result([(0x1p-5, 1)], c: 0x3F80_0000) == 0x3F80_0000)
    #expect(datapath.result([(0, 0)], c: 0x7F80_0000, modifiers: shift) == 0x7F80_0000)
    // A subnormal C is shifted exactly, and 2^-150 is then a tie.
    let exact = unit(f16) { $0.fractionBits = nil }
    shift.accumulatorShift = 1
    #expect(exact.result([(0, 0)], c: 3, modifiers: shift) == 2)
    #expect(exact.result([(0, 0)], c: 1, modifiers: shift) == 0)
  }

  @Test func fixedPoint() {
    // S2P6: 64 is 1. All words have exponent 1, so that products align at 2.
    let datapath = unit(OracleFormat.named("s2p6")!) { $0.fractionBits = 2 }
    #expect(datapath.result(a: [64], b: [64], c: 0) == 0x3F80_0000)
    #expect(datapath.result(a: [0xC0], b: [96], c: 0) == 0xBF80_0000)
    #expect(datapath.result(a: [32], b: [32], c: 0) == 0)
    #expect(datapath.result(a: [0x80], b: [0x80], c: 0) == 0x4080_0000)
    let fine = unit(OracleFormat.named("s2p6")!) { $0.fractionBits = 14 }
    #expect(fine.result(a: [1], b: [1], c: 0) == 0x3980_0000)
  }
}
