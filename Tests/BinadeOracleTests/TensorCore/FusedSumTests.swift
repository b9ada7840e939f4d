import Testing

@testable import BinadeOracle

/// Each parameter of a fused sum, by sums small enough to follow by hand.
@Suite struct FusedSumTests {
  static let one: UInt64 = 0x3F80_0000

  /// f16 · f16 + f32, four products, nothing cut off, nearest-even.
  private func unit(_ change: (inout OracleDatapath) -> Void = { _ in }) -> OracleDatapath {
    var datapath = OracleDatapath(.fusedSum, a: f16, b: f16, accumulator: f32)
    datapath.groupLength = 4
    change(&datapath)
    return datapath
  }

  @Test func fractionBits() {
    // 1 + 2^-24 is a tie, which 2^-48 decides unless it is cut off.
    let products = [(0x1p-12, 0x1p-12), (0x1p-24, 0x1p-24)]
    for (bits, expected): (Int?, UInt64) in [(nil, 0x3F80_0001), (48, 0x3F80_0001), (47, Self.one), (24, Self.one), (23, Self.one)] {
      let result = unit { $0.fractionBits = bits }.result(products, c: Self.one)
      #expect(result == expected, "\(String(describing: bits))")
    }
  }

  @Test func alignmentRounding() {
    for (rounding, minusHalf, minusThreeQuarters, plusHalf): (OraclePolicy.Rounding, UInt64, UInt64, UInt64) in [
      (.towardZero, Self.one, Self.one, Self.one), (.down, 0x3F7F_FFFE, 0x3F7F_FFFE, Self.one),
      (.up, Self.one, Self.one, 0x3F80_0001), (.nearestEven, Self.one, 0x3F7F_FFFE, Self.one),
      (.nearestAway, 0x3F7F_FFFE, 0x3F7F_FFFE, 0x3F80_0001), (.nearestTowardZero, Self.one, 0x3F7F_FFFE, Self.one),
      (.toOdd, 0x3F7F_FFFE, 0x3F7F_FFFE, 0x3F80_0001),
    ] {
      let datapath = unit {
        $0.fractionBits = 23
        $0.alignment = rounding
      }
      #expect(datapath.result([(-0x1p-12, 0x1p-12)], c: Self.one) == minusHalf, "\(rounding)")
      #expect(datapath.result([(-0x1.8p-12, 0x1p-12)], c: Self.one) == minusThreeQuarters, "\(rounding)")
      #expect(datapath.result([(0x1p-12, 0x1p-12)], c: Self.one) == plusHalf, "\(rounding)")
    }
  }

  @Test func termLength() {
    // Two products of 2^-24 beside 1, to multiples of 2^-23: alone they vanish, as one term they are 2^-23.
    for (length, expected): (Int, UInt64) in [(1, Self.one), (2, 0x3F80_0001), (4, 0x3F80_0001)] {
      let datapath = unit {
        $0.fractionBits = 23
        $0.termLength = length
      }
      #expect(datapath.result([(0x1p-12, 0x1p-12), (0x1p-12, 0x1p-12)], c: Self.one) == expected)
      // In different terms of two they vanish again.
      let apart = datapath.result([(0, 0), (0x1p-12, 0x1p-12), (0x1p-12, 0x1p-12)], c: Self.one)
      #expect(apart == (length == 4 ? 0x3F80_0001 : Self.one))
    }
  }

  @Test func termExponent() {
    let products = unit { $0.fractionBits = 4 }
    let scales = unit {
      $0.fractionBits = 4
      $0.termExponent = .scales
    }
    // 2^-4 + 2^-5 against multiples of 2^(E - 4): E is -4 by the products and 0 by the scales that there are not.
    #expect(products.result([(0x1p-4, 1), (0x1p-5, 1)]) == 0x3DC0_0000)
    #expect(scales.result([(0x1p-4, 1), (0x1p-5, 1)]) == 0x3D80_0000)
    // 2^20 + 1, and multiples of 2^16: the size of a sum does not count by the scales.
    #expect(products.result([(1024, 1024), (1, 1)]) == 0x4980_0000)
    #expect(scales.result([(1024, 1024), (1, 1)]) == 0x4980_0008)
  }

  @Test func cancelledProductsAlign() {
    // 1 - 1 in a term is not a zero term: 2^-5 is cut off beside it. Zeros are.
    let datapath = unit {
      $0.fractionBits = 4
      $0.termLength = 2
    }
    #expect(datapath.result([(1, 1), (-1, 1), (0x1p-5, 1)]) == 0)
    #expect(datapath.result([(0, 1), (-0.0, 1), (0x1p-5, 1)]) == 0x3D00_0000)
  }

  @Test func floor() {
    for (floor, expected): (Int?, UInt64) in [(nil, 0x3D00_0000), (-1, 0x3D00_0000), (0, 0), (50, 0), (-50, 0x3D00_0000)] {
      let datapath = unit {
        $0.fractionBits = 4
        $0.floor = floor
      }
      #expect(datapath.result([(0x1p-5, 1)]) == expected)
      #expect(datapath.result([(0, 0)]) == 0)
    }
  }

  @Test func exponentsAreNotNormalised() {
    // 1.5 · 1.5 = 2.25 has exponent 0; a subnormal of binary16 has -14, and one of binary32 -126.
    let datapath = unit { $0.fractionBits = 2 }
    #expect(datapath.result([(1.5, 1.5), (0.25, 1)]) == 0x4020_0000)
    #expect(datapath.result([(0x1p-24, 1), (0x1p-8, 0x1p-9)]) == 0)
    #expect(datapath.result([(0, 0)], c: 0x0010_0000) == 0)
    #expect(datapath.result([(0, 0)], c: 0x0020_0001) == 0x0020_0000)
  }

  @Test func output() {
    for (bits, rounding, expected): (Int, OraclePolicy.Rounding, [UInt64]) in [
      (23, .towardZero, [0x3F80_03FF, 0x3F80_0600, 0xBF80_0200, 0x0000_03FF, 0x7F7F_FE00]),
      (13, .towardZero, [0x3F80_0000, 0x3F80_0400, 0xBF80_0000, 0, 0x7F7F_FC00]),
      (13, .nearestEven, [0x3F80_0400, 0x3F80_0800, 0xBF80_0000, 0x0000_0400, 0x7F80_0000]),
      (13, .nearestAway, [0x3F80_0400, 0x3F80_0800, 0xBF80_0400, 0x0000_0400, 0x7F80_0000]),
      (13, .up, [0x3F80_0400, 0x3F80_0800, 0xBF80_0000, 0x0000_0400, 0x7F80_0000]),
      (13, .down, [0x3F80_0000, 0x3F80_0400, 0xBF80_0400, 0, 0x7F7F_FC00]),
      (13, .toOdd, [0x3F80_0400, 0x3F80_0400, 0xBF80_0400, 0x0000_0400, 0x7F7F_FC00]),
    ] {
      for (c, result) in zip([0x3F80_03FF, 0x3F80_0600, 0xBF80_0200, 0x0000_03FF, 0x7F7F_FE00] as [UInt64], expected) {
        let datapath = unit {
          $0.outputSignificandBits = bits
          $0.outputRounding = rounding
        }
        #expect(datapath.result([(0, 0)], c: c) == result, "\(bits) \(rounding) \(hex(c))")
      }
    }
  }

  @Test func overflow() {
    // 65504 + 16 is as far from 65504 as from 65536, where infinity begins.
    for (rounding, saturates, expected): (OraclePolicy.Rounding, Bool, [UInt64]) in [
      (.nearestEven, false, [0x7BFF, 0x7C00, 0x7C00, 0xFC00]), (.nearestEven, true, [0x7BFF, 0x7BFF, 0x7BFF, 0xFBFF]),
      (.towardZero, false, [0x7BFF, 0x7BFF, 0x7C00, 0xFC00]), (.towardZero, true, [0x7BFF, 0x7BFF, 0x7BFF, 0xFBFF]),
    ] {
      var datapath = OracleDatapath(.fusedSum, a: f16, b: f16, accumulator: f16)
      datapath.groupLength = 2
      datapath.outputRounding = rounding
      datapath.saturates = saturates
      #expect(datapath.result([(15.9921875, 1)], c: 0x7BFF) == expected[0])
      #expect(datapath.result([(16, 1)], c: 0x7BFF) == expected[1])
      #expect(datapath.result([(32, 1)], c: 0x7BFF) == expected[2])
      #expect(datapath.result([(-256, 256)], c: 0xFBFF) == expected[3])
      // An infinity is no overflow.
      #expect(datapath.result([(1, 1)], c: 0x7C00) == 0x7C00)
    }
  }

  @Test func zeros() {
    for (zero, small, exact, negative): (OracleDatapath.Zero, UInt64, UInt64, UInt64) in [
      (.positive, 0, 0, 0), (.sum, 0x8000, 0, 0), (.ieee, 0x8000, 0, 0x8000),
    ] {
      var datapath = OracleDatapath(.fusedSum, a: f16, b: f16, accumulator: f16)
      datapath.zero = zero
      #expect(datapath.result([(-0x1p-14, 0x1p-12)]) == small)
      #expect(datapath.result([(-1, 1)], c: 0x3C00) == exact)
      #expect(datapath.result([(-0.0, 1)], c: 0x8000) == negative)
      #expect(datapath.result([(0, 1)], c: 0x8000) == 0)
      #expect(datapath.result([(-0.0, 1)], c: 0) == 0)
      // Filled up with +0, not all products are -0.
      datapath.groupLength = 2
      #expect(datapath.result([(-0.0, 1)], c: 0x8000) == 0)
      #expect(datapath.result([(-0.0, 1), (-0.0, 1)], c: 0x8000) == negative)
      // A term cut off by the alignment leaves an exact zero.
      datapath.fractionBits = 1
      datapath.floor = 3
      #expect(datapath.result([(-0.5, 0.5)]) == 0)
    }
  }

  @Test func stretches() {
    // Toward zero at every stretch: 2^-24 five times beside 1.
    for (length, expected): (Int, UInt64) in [(1, 0x3F80_0000), (2, 0x3F80_0002), (4, 0x3F80_0002), (5, 0x3F80_0002), (3, 0x3F80_0002)] {
      let datapath = unit {
        $0.groupLength = length
        $0.outputRounding = .towardZero
      }
      #expect(datapath.stretchLength == length)
      #expect(datapath.result(times(5, (0x1p-12, 0x1p-12)), c: Self.one) == expected, "\(length)")
    }
  }

  @Test func canonicalNaN() {
    let datapath = unit { $0.canonicalNaN = 0x7FC0_0BAD }
    #expect(datapath.result(a: [0x7C01], b: [0], c: 0) == 0x7FC0_0BAD)
    #expect(datapath.result(a: [0x7C00], b: [0x8000], c: 0) == 0x7FC0_0BAD)
    #expect(unit().canonicalNaN == 0x7FFF_FFFF)
  }
}
