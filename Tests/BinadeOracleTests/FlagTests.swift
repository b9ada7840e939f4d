import Testing

@testable import BinadeOracle

/// The clauses on flags.
@Suite struct FlagTests {
  /// [flags-5].
  @Test func byte() {
    #expect([inexact, underflow, overflow, invalid] == [1, 2, 4, 16])
  }

  /// [flags-3] worked by hand for float16: smallest normal 2^-14, subnormals 2^-24 apart, eleven-bit numbers below 2^-14 2^-25 apart.
  @Test func tininessOfHalf() {
    let half = target("f16")
    let normal = 0x1p-14
    for (x, rule, after, before): (Double, String, UInt8, UInt8) in [
      (normal - 0x1p-27, "nearest-even", inexact, inexact | underflow),  // ¾ of the way up: rounds to normal in both grids
      (normal - 0x1p-26, "nearest-even", inexact, inexact | underflow),  // halfway; all ones is odd
      (normal - 0x1p-26, "nearest-toward-zero", inexact | underflow, inexact | underflow),
      (normal - 0x1.8p-26, "nearest-even", inexact | underflow, inexact | underflow),  // ¼ of the way: tiny, though the result is normal
      (normal - 0x1p-27, "toward-zero", inexact | underflow, inexact | underflow),
      (normal - 0x1.8p-26, "up", inexact, inexact | underflow),
      (normal - 0x1p-27, "down", inexact | underflow, inexact | underflow),
      (-(normal - 0x1.8p-26), "down", inexact, inexact | underflow),
      (normal - 0x1p-25, "up", inexact | underflow, inexact | underflow),  // an eleven-bit number already
      (normal - 0x1p-27, "to-odd", inexact | underflow, inexact | underflow),
      (normal - 0x1p-27, "nearest-geometric", inexact | underflow, inexact | underflow),
      (normal - 0x1p-24, "nearest-even", 0, 0),  // tiny but exact
      (0x1p-30, "up", inexact | underflow, inexact | underflow),
      (normal + 0x1p-30, "nearest-even", inexact, inexact),
    ] {
      #expect(half.convert(x, ["rounding": rule]).flags == after, "\(x) \(rule)")
      #expect(half.convert(x, ["rounding": rule, "tininess": "before-rounding"]).flags == before, "\(x) \(rule)")
    }
  }

  /// [flags-3] by its own words: rounded to a format of the same significand and a far wider exponent, is it below the smallest normal?
  @Test(arguments: ["e4m3fn", "e5m2", "e2m1fn", "e3m4", "p1"]) func tininessByWiderFormat(_ name: String) {
    let format = name == "p1" ? OracleFormat.p3109(bits: 6, precision: 1, isSigned: true, isExtended: false) : .named(name)!
    let target = OracleTarget(format)
    // With no significand field parity is the exponent's, so the biases differ by an even number.
    let wide = OracleFormat(
      name: "wide", sign: .bit, exponentBits: 9, significandBits: format.significandBits, bias: 200 + format.bias % 2, highNaNCount: 1)
    let wideTarget = OracleTarget(wide)
    let normal = format.double(UInt64(1) << UInt64(format.significandBits))
    for rule in OraclePolicy.Rounding.allCases where rule != .nearestGeometric {
      for step in 0...640 {
        for sign in [1.0, -1] {
          let x = sign * normal * Double(step) / 512
          let random = OracleRandom(field: UInt64(step * 37), bits: 8)
          let result = target.convert(x, ["rounding": rule.rawValue], random: random)
          let rounded = wideTarget.convert(x, ["rounding": rule.rawValue], random: random)
          let isTiny = abs(wide.double(rounded.word)) < normal
          #expect((result.flags & underflow != 0) == (isTiny && result.flags & inexact != 0), "\(name) \(x) \(rule)")
        }
      }
    }
  }

  /// Fixed-point formats never underflow; formats without zero only below their smallest value.
  @Test func whoUnderflows() {
    for x in [0.1, 0.5, 0.9, 1e-9] {
      #expect(target("int8").convert(x).flags == inexact)
      #expect(target("s1p6").convert(x / 64).flags == inexact)
      #expect(target("int8").convert(x, ["subnormalResult": "flush", "tininess": "before-rounding"]).flags == inexact)
    }
    #expect(target("e8m0fnu").convert(0x1.1p-127, ["tininess": "before-rounding"]).flags == inexact)
  }
}
