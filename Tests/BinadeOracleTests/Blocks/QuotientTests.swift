import Testing

@testable import BinadeOracle

/// The exact quotient x / (s · T) of [scale-rules-5], which need not be a number of any format.
@Suite struct QuotientTests {
  static let roundings = [
    "nearest-even", "nearest-away", "nearest-toward-zero", "nearest-geometric", "toward-zero", "up", "down", "to-odd", "stochastic",
  ]

  /// Quotients that are dyadic are located as words are: by the tables of the scalar oracle.
  @Test func dyadicQuotients() {
    var generator = FixedGenerator(31)
    for name in ["e2m1fn", "e4m3fn", "e5m2", "int4", "int8-symmetric", "s1p6", "uint4", "int4-sign-magnitude", "e4m3fnuz", "e8m0fnu"] {
      let target = target(name)
      for index in 0..<300 {
        var x = generator.word()
        if index % 3 != 0 { x = (x & 0x87FF_FFFF) | 0x3C00_0000 }
        let quotient = OracleArithmetic.quantity(x).over(OracleQuantity(1))
        let random = OracleRandom(field: generator.next(), bits: 1 + Int(generator.next() % 32))
        for rounding in Self.roundings {
          for overflow in ["saturate", "nonfinite", "wrap"] {
            let policy = policy(["rounding": rounding, "overflow": overflow, "negative": "wrap", "lowestBinade": "nan-below"], for: target)
            let expected = target.convert(UInt64(OracleArithmetic.isNaN(x) ? x | 0x40_0000 : x), from: f32, policy: policy, random: random)
            #expect(target.convert(quotient, policy: policy, random: random) == expected.word, "\(name) \(x) \(rounding) \(overflow)")
          }
        }
      }
    }
  }

  /// Thirds: at s = 3, on both sides of every boundary of E2M1, by comparing x with three times the boundary.
  @Test func thirds() {
    let values: [Float] = [0, 0.5, 1, 1.5, 2, 3, 4, 6]
    for rounding in Self.roundings.dropLast() {
      let quantizer = block("e2m1fn-g16-ue4m3", ["scaleRule": "ocp-floor", "rounding": rounding])
      for code in 0..<7 {
        let (lo, hi) = (values[code], values[code + 1])
        let marks = [3 * lo, 1.5 * (lo + hi), 3 * hi, 3 * (lo * hi).squareRoot()]
        for mark in marks {
          for x in [mark.nextDown, mark, mark.nextUp] where x > 3 * lo && x < 3 * hi {
            let middle = 1.5 * (lo + hi)
            let isUp =
              switch rounding {
              case "nearest-even": x > middle || (x == middle && code % 2 == 1)
              case "nearest-away": x >= middle
              case "nearest-toward-zero": x > middle
              case "nearest-geometric": Double(x) * Double(x) > 9 * Double(lo) * Double(hi)
              case "up": true
              case "to-odd": code % 2 == 0
              default: false
              }
            let found = quantizer.encodeElements([word(x)], scale: 0x44)
            #expect(found == [UInt64(code + (isUp ? 1 : 0))], "\(rounding) \(x)")
          }
        }
      }
    }
  }

  /// The fraction of a stochastic decision: x / 3 between 0 and ½, (2x / 3) · 2^8 and its random number reach 2^8.
  @Test func stochasticThirds() {
    let quantizer = block("e2m1fn-g16-ue4m3", ["scaleRule": "ocp-floor", "rounding": "stochastic"])
    for x: Float in [0.1, 0.5, 1, 1.49, 0x1p-140] {
      let part = Int((2 * Double(x) * 256 / 3).rounded(.down))
      for r in [0, 255 - part, min(256 - part, 255)] {
        let code = quantizer.encodeElements([word(x)], scale: 0x44, random: [OracleRandom(field: UInt64(r), bits: 8)])
        #expect(code == [part + r >= 256 ? 1 : 0], "\(x) \(r)")
      }
    }
  }

  /// Wrapped quotients of any size: 2^100 / 3 is …0101.0101…, 2^101 / 3 is …1010.1010….
  @Test func wrappedThirds() {
    let quantizer = block("int4-g16-ue4m3", ["scaleRule": "ocp-floor", "overflow": "wrap"])
    for (x, code): (Float, UInt64) in [
      (0x1p100, 5), (0x1p101, 0xB), (-0x1p100, 0xB), (-0x1p101, 5), (0x1.8p100, 0), (48, 0), (25.5, 8), (25.4, 8), (28.5, 0xA), (28.4, 9),
      (0x1p127, 0xB), (0x1p66, 5), (0x1p63, 0xB), (1, 0), (2, 1), (-1.4, 0),
    ] {
      #expect(quantizer.encodeElements([word(x)], scale: 0x44) == [code], "\(x)")
    }
    let down = block("int4-g16-ue4m3", ["scaleRule": "ocp-floor", "overflow": "wrap", "rounding": "nearest-geometric"])
    // Just above n + ½ − 1 / (8n): 8.5 · 3 is 25.5; √72 · 3 is 25.4558.
    for (x, code): (Float, UInt64) in [(25.4, 8), (25.45, 8), (25.46, 9), (0x1p101, 0xB), (0x1p100, 5)] {
      #expect(down.encodeElements([word(x)], scale: 0x44) == [code], "\(x)")
    }
  }

  /// A scale and a tensor scale together, and what is no number.
  @Test func products() {
    let quantizer = block("nvfp4", ["scaleRule": "ocp-floor", "missingNaN": "zero"])
    func code(_ x: UInt32, _ scale: UInt64, _ t: UInt32) -> UInt64 {
      quantizer.encodeElements([x], scale: scale, tensor: .init(maximum: 0, multiplier: word(1), scale: t))[0]
    }
    // fl(0.1) is above a tenth, so 0.525 / (3 · fl(0.1)) is below 1.75, the tie, and that of the next float above it.
    #expect(code(word(0.525), 0x44, word(0.1)) == 3 && code(word(Float(0.525).nextUp), 0x44, word(0.1)) == 4)
    // Less than half a unit of binary32 below 1.75: a rounded quotient would be the tie.
    #expect(code(word(Float(5.25).nextUp), 0x44, word(Float(1).nextUp)) == 3)
    let (nan, infinity): (UInt32, UInt32) = (0x7FC0_0000, 0x7F80_0000)
    // A NaN becomes +0 here. x / 0 is infinite, x / ∞ zero with the sign.
    #expect(code(word(1), 0x38, 0) == 7 && code(word(-1), 0x38, 0) == 0xF && code(word(1), 0x38, 0x8000_0000) == 0xF)
    #expect(code(0, 0x38, 0) == 0 && code(0x8000_0000, 0x38, 0) == 0 && code(infinity, 0x38, infinity) == 0)
    #expect(code(word(-1), 0x38, infinity) == 8 && code(nan, 0x38, word(1)) == 0 && code(word(1), 0x7F, word(1)) == 0)
  }
}
