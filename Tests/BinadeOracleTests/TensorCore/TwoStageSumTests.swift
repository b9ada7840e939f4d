import Testing

@testable import BinadeOracle

/// The sums of gfx942, by cases small enough to follow by hand.
@Suite struct TwoStageSumTests {
  static let wide = "gfx942:mfma.f32.bf16.bf16"
  static let narrow = "gfx942:mfma.f32.bf8.bf8"

  @Test func numbers() {
    for (products, c, expected): ([(Double, Double)], UInt64, UInt64) in [
      ([(1, 1)], 0x3F80_0000, 0x4000_0000),
      // The limit: 2^128 by exponents, or after normalising.
      ([(0x1p64, 0x1p63)], 0, 0x7F00_0000), ([(0x1p64, 0x1p64)], 0, 0x7F80_0000), ([(1.5 * 0x1p64, 1.5 * 0x1p63)], 0, 0x7F80_0000),
      ([(1.25 * 0x1p64, 1.5 * 0x1p63)], 0, 0x7F70_0000), ([(0x1p64, 0x1p64), (-0x1p64, 0x1p64)], 0, 0x7FC0_0000),
      ([(-0x1p64, 0x1p64)], 0x7F7F_FFFF, 0xFF80_0000),
      // Cut toward zero beside the largest product, at 24 bits.
      ([(1, 1), (0x1p-12, 0x1p-12), (0x1p-13, 0x1p-12)], 0, 0x3F80_0000), ([(1, 1), (-0x1p-12, 0x1p-13)], 0, 0x3F80_0000),
      ([(1, 1), (-0x1p-12, 0x1p-12)], 0, 0x3F7F_FFFF),
      // The sum of products is rounded down at 32 bits below C: ties are lost above and broken below.
      ([(0x1p-12, 0x1p-12), (0x1p-20, 0x1p-20)], 0x3F80_0000, 0x3F80_0000),
      ([(0x1p-12, 0x1p-12), (-0x1p-20, 0x1p-20)], 0x3F80_0001, 0x3F80_0001),
      ([(0x1p-12, 0x1p-12)], 0x3F80_0001, 0x3F80_0002),
      // C is rounded down at 24 bits below the products.
      ([(0x1p12, 0x1p12), (0.5, 1)], 0x3F00_0000, 0x4B80_0000), ([(0x1p12, 0x1p12), (1, 1)], 0xBF00_0000, 0x4B80_0000),
      ([(0x1p12, 0x1p12)], 0xA500_0000, 0x4B7F_FFFF),
      // A zero C counts as 2^-126; subnormals are kept.
      ([(0x1p-75, 0x1p-75)], 0, 0), ([(0x1p-75, 0x1p-74)], 0, 1), ([(0, 0)], 0x8000_0001, 0x8000_0001),
      ([(0x1p-80, 0x1p-79)], 1, 1), ([(-0x1p-80, 0x1p-79)], 0, 0x8000_0000), ([(1, 1), (-1, 1)], 0, 0),
      ([(-0.0, 1)], 0x8000_0000, 0),
    ] {
      // One stretch: in a second one a result of -0 becomes +0.
      let result = instruction(Self.wide).datapath.result(products, c: c)
      #expect(result == expected, "\(products) \(hex(c)): \(hex(result))")
    }
  }

  @Test func parts() {
    let large = (32768.0, 32768.0)
    for (products, c, expected): ([(Double, Double)], UInt64, UInt64) in [
      // 2^30 + 192 is a tie between 128 and 256 above.
      ([large, (0, 0), (128, 1), (0, 0), (64, 1)], 0, 0x4E80_0002),
      // C of 16 is out of range and dropped; -32 is rounded down to -64.
      ([large, (0, 0), (128, 1), (0, 0), (64, 1)], 0xC180_0000, 0x4E80_0002),
      ([large, (0, 0), (128, 1), (0, 0), (64, 1)], 0xC200_0000, 0x4E80_0001),
      // -1 among the even k is cut toward zero; among the odd ones it is rounded down.
      ([large, (0, 0), (128, 1), (0, 0), (64, 1), (0, 0), (-1, 1)], 0, 0x4E80_0002),
      ([large, (0, 0), (128, 1), (-1, 1), (64, 1)], 0, 0x4E80_0001),
      ([large, (0, 0), (128, 1), (1, 1), (64, 1)], 0, 0x4E80_0002),
    ] {
      let result = instruction(Self.narrow).result(products, c: c)
      #expect(result == expected, "\(products) \(hex(c)): \(hex(result))")
    }
  }

  @Test func normalisedBits() {
    // 1 - 2^-32 + 2^-24 of it: with few normalised bits the sum itself is rounded down.
    var datapath = instruction(Self.wide).datapath
    for (bits, expected): (Int, UInt64) in [(31, 0x3F80_0001), (24, 0x3F80_0001), (23, 0x3F80_0001), (22, 0x3F80_0000)] {
      datapath.normalisedBits = bits
      #expect(datapath.result([(0x1p-12, 0x1p-11)], c: 0x3F80_0000) == expected)
    }
    datapath.normalisedBits = 23
    #expect(datapath.result([(-0x1p-13, 0x1p-12)], c: 0xBF80_0000) == 0xBF80_0001)
  }

  @Test func xf32IsCut() {
    let result = instruction("gfx942:mfma.f32.xf32.xf32").result(a: [0x3F80_1FFF], b: [0x3F80_0000], c: 0)
    #expect(result == 0x3F80_0000)
  }

  @Test func fusedWithoutAlignment() {
    // gfx908: four products and C, rounded once.
    let exact = instruction("gfx908:mfma.f32.f16.f16")
    let result = exact.result([(0x1p-12, 0x1p-12), (0x1p-24, 0x1p-24)], c: 0x3F80_0000)
    #expect(result == 0x3F80_0001)
    let zero = exact.result([(-0.0, 1)], c: 0x8000_0000)
    #expect(zero == 0)
    let negative = instruction("gfx908:mfma.f32.bf16.bf16").datapath.result([(-0x1p-80, 0x1p-80)], c: 0)
    #expect(negative == 0x8000_0000)
  }
}
