import Testing

@testable import BinadeOracle

/// The rows `wrap` of the clauses on overflow and on negative numbers, worked by hand, and checked in a second way.
@Suite struct WrapTableTests {
  static let overflowed = overflow | inexact

  /// Operands with their codes under `overflow` = `wrap`.
  static let finite: [(name: String, x: Double, code: UInt64, flags: UInt8)] = [
    // Within range wrapping changes nothing.
    ("int8", 127, 0x7F, 0), ("int8", -128, 0x80, 0), ("int8", 127.4, 0x7F, inexact), ("int8", -128.5, 0x80, inexact),
    ("int8", 127.5, 0x80, overflowed), ("int8", -128.75, 0x7F, overflowed), ("int8", 128, 0x80, overflowed),
    ("int8", 255, 0xFF, overflowed), ("int8", 256, 0, overflowed), ("int8", -255, 1, overflowed),
    // Far beyond the code the number is still rounded to whole quanta, not to the growing steps of the codes.
    ("int8", 0x1p20 + 3, 0x03, overflowed), ("int8", -0x1p20 - 3, 0xFD, overflowed),
    ("int8", 0x1p53 - 1, 0xFF, overflowed), ("int8", 0x1p53 + 6, 0x06, overflowed),
    ("int8", 1000.5, 0xE8, overflowed), ("int8", 1001.5, 0xEA, overflowed), ("int8", 0x1p30 + 5.5, 0x06, overflowed),
    ("int8", Double(Float(1e30)), 0, overflowed), ("int8", -1e300, 0, overflowed),
    ("int8", 0x1.0000000000001p52, 1, overflowed), ("int8", 0x1.0000000000001p58, 0x40, overflowed),
    ("int8", 0x1.0000000000001p60, 0, overflowed), ("int8", 0x1.0000000000001p116, 0, overflowed),
    ("s1p6", 2, 0x80, overflowed), ("s1p6", 4 + 1.0 / 64, 0x01, overflowed), ("s1p6", -3, 0x40, overflowed),
    ("s1p6", 4 + 1.5 / 64, 0x02, overflowed), ("s1p6", 0x1p20 + 3.0 / 64, 0x03, overflowed),
    ("int2", 2, 2, overflowed), ("int2", -3, 1, overflowed), ("int2", 5, 1, overflowed),
    // The low bits may be the code that saturation never gives, even those of the number itself.
    ("int8-symmetric", -128, 0x80, overflowed), ("int8-symmetric", -129, 0x7F, overflowed),
    ("int8-symmetric", 128, 0x80, overflowed), ("int8-symmetric", -127, 0x81, 0),
    // Sign and magnitude: the magnitude is cut, the sign stays.
    ("int4-sign-magnitude", 8, 0, overflowed), ("int4-sign-magnitude", -8, 8, overflowed),
    ("int4-sign-magnitude", 9, 1, overflowed), ("int4-sign-magnitude", -9, 9, overflowed),
    ("int4-sign-magnitude", -23, 0xF, overflowed), ("int4-sign-magnitude", -15.5, 8, overflowed),
    ("int8-sign-magnitude", -0x1p20 - 3, 0x83, overflowed),
    ("uint8", 255.4, 0xFF, inexact), ("uint8", 255.5, 0, overflowed), ("uint8", 300, 0x2C, overflowed),
    ("uint1", 2, 0, overflowed), ("uint1", 3, 1, overflowed), ("uint8", 1e30, 0, overflowed),
    // Floating-point formats saturate.
    ("e4m3fn", 1000, 0x7E, overflowed), ("e4m3fn", -1000, 0xFE, overflowed), ("e5m2", 1e6, 0x7B, overflowed),
    ("e2m1fn", -100, 0xF, overflowed), ("ue4m3", 1000, 0x7E, overflowed), ("e8m0fnu", 0x1p200, 0xFE, overflowed),
    ("e4m3fnuz", 1e30, 0x7F, overflowed),
  ]

  /// [overflow-2]: every number with the low bits of its rounded number of quanta.
  @Test func overflow2() {
    for (name, x, code, flags) in Self.finite {
      #expect(target(name).convert(x, ["overflow": "wrap"]) == OracleResult(word: code, flags: flags), "\(name) \(x)")
    }
    // An absolute value wraps as a positive number.
    for (x, code): (Double, UInt64) in [(-300, 0x2C), (-256, 0)] {
      let result = target("uint8").convert(x, ["overflow": "wrap", "negative": "magnitude"])
      #expect(result == OracleResult(word: code, flags: invalid | overflow | inexact))
    }
  }

  /// Which whole number is cut is the rule's matter [rounding-2]: 1000 is 3E8, √(1000 · 1001) is 1000.499875….
  @Test func rules() {
    for (rule, x, code): (String, Double, UInt64) in [
      ("nearest-even", 1000.5, 0xE8), ("nearest-away", 1000.5, 0xE9), ("nearest-toward-zero", 1000.5, 0xE8),
      ("nearest-geometric", 1000.4998, 0xE8), ("nearest-geometric", 1000.4999, 0xE9), ("toward-zero", 1000.9, 0xE8),
      ("up", 1000.1, 0xE9), ("down", 1000.9, 0xE8), ("up", -1000.9, 0x18), ("down", -1000.1, 0x17), ("to-odd", 1000.1, 0xE9),
      ("to-odd", 1001.9, 0xE9), ("to-odd", -1000.1, 0x17),
    ] {
      let result = target("int8").convert(x, ["overflow": "wrap", "rounding": rule])
      #expect(result == OracleResult(word: code, flags: Self.overflowed), "\(rule) \(x)")
    }
    for (r, code): (UInt64, UInt64) in [(0, 0xE8), (191, 0xE8), (192, 0xE9), (255, 0xE9)] {
      let random = OracleRandom(field: r, bits: 8)
      #expect(target("int8").convert(1000.25, ["overflow": "wrap", "rounding": "stochastic"], random: random).word == code)
    }
  }

  /// Operands with their codes under `negative` = `wrap`.
  static let negatives: [(name: String, x: Double, code: UInt64, flags: UInt8)] = [
    ("uint4", -1, 0xF, invalid), ("uint4", -2, 0xE, invalid), ("uint4", -15, 1, invalid),
    ("uint4", -0.25, 0, invalid | inexact), ("uint4", -0.5, 0, invalid | inexact), ("uint4", -0.75, 0xF, invalid | inexact),
    ("uint4", -1.5, 0xE, invalid | inexact), ("uint4", -15.25, 1, invalid | inexact),
    ("uint4", -15.5, 0, invalid | overflow | inexact), ("uint4", -16, 0, invalid | overflow | inexact),
    ("uint4", -17, 0xF, invalid | overflow | inexact), ("uint8", -0x1p20 - 3, 0xFD, invalid | overflow | inexact),
    ("uint8", -255, 1, invalid), ("uint8", -1e30, 0, invalid | overflow | inexact), ("uint1", -1, 1, invalid),
    ("uint1", -2, 0, invalid | overflow | inexact), ("uint4", -0.0, 0, 0), ("uint4", 3, 3, 0),
    // Floating-point formats take the magnitude.
    ("ue4m3", -1, 0x38, invalid), ("e8m0fnu", -2, 0x80, invalid),
  ]

  /// [zero-4], row `wrap`: two's complement in an unsigned code, whatever `overflow` says.
  @Test func zero4() {
    for (name, x, code, flags) in Self.negatives {
      for choice in OraclePolicy.Overflow.allCases {
        let result = target(name).convert(x, ["negative": "wrap", "overflow": choice.rawValue])
        #expect(result == OracleResult(word: code, flags: flags), "\(name) \(x) \(choice)")
      }
    }
    // Rounding rules see the sign.
    for (rule, x, code): (String, Double, UInt64) in [
      ("up", -1.75, 0xF), ("down", -1.25, 0xE), ("toward-zero", -1.75, 0xF), ("nearest-away", -1.5, 0xE),
      ("nearest-toward-zero", -1.5, 0xF), ("to-odd", -2.25, 0xD), ("up", -0.75, 0),
    ] {
      let result = target("uint4").convert(x, ["negative": "wrap", "rounding": rule])
      #expect(result == OracleResult(word: code, flags: invalid | inexact), "\(rule) \(x)")
    }
    // −∞ is taken as ∞. A positive number is not concerned, nor one that the rectifier has removed.
    for (choices, code): ([String: String], UInt64) in [
      ([:], 0xF), (["overflow": "wrap"], 0xF), (["overflow": "nonfinite"], 0xF), (["infinity": "zero"], 0),
    ] {
      let result = target("uint4").convert(-.infinity, choices.merging(["negative": "wrap"]) { a, _ in a })
      #expect(result == OracleResult(word: code, flags: invalid | overflow | inexact), "\(choices)")
    }
    #expect(target("uint4").convert(20, ["negative": "wrap"]) == OracleResult(word: 0xF, flags: Self.overflowed))
    #expect(target("uint4").convert(-3, ["negative": "wrap", "isRectified": "on"]) == OracleResult(word: 0, flags: 0))
    #expect(target("ue4m3").convert(-1.01, ["negative": "wrap", "rounding": "up"]).word == 0x39)
    #expect(target("ue4m3").convert(-1000, ["negative": "wrap"]).word == 0x7E)
    #expect(target("ue4m3").convert(-.infinity, ["negative": "wrap", "overflow": "nonfinite"]).word == 0x7F)
  }

  /// What `astype` of ml_dtypes 0.6.0 gives: truncation, then the low bits; NaN and the infinities give 0. Both signednesses agree.
  static let narrowIntegers: [(x: Double, fourBits: UInt64, twoBits: UInt64)] = [
    (0, 0, 0), (-0.0, 0, 0), (0.9, 0, 0), (-0.9, 0, 0), (1, 1, 1), (-1, 0xF, 3), (1.5, 1, 1), (-1.5, 0xF, 3), (7, 7, 3), (7.9, 7, 3),
    (8, 8, 0), (-8, 8, 0), (-8.9, 8, 0), (-9, 7, 3), (15, 0xF, 3), (15.9, 0xF, 3), (16, 0, 0), (-15, 1, 1), (-16, 0, 0), (17, 1, 1),
    (-17, 0xF, 3), (20, 4, 0), (-20, 0xC, 0), (100, 4, 0), (-100, 0xC, 0), (255, 0xF, 3), (-255, 1, 1), (1000.7, 8, 0),
    (-1000.7, 8, 0), (0x1p20 + 3, 3, 3), (-0x1p20 - 3, 0xD, 1), (.infinity, 0, 0), (-.infinity, 0, 0), (.nan, 0, 0), (-.nan, 0, 0),
  ]

  @Test func casts() {
    for missingNaN in ["zero", "wrap"] {
      let cast = ["rounding": "toward-zero", "overflow": "wrap", "infinity": "zero", "negative": "wrap", "missingNaN": missingNaN]
      for (x, fourBits, twoBits) in Self.narrowIntegers {
        for (name, code) in [("int4", fourBits), ("uint4", fourBits), ("int2", twoBits), ("uint2", twoBits)] {
          #expect(target(name).convert(x, cast).word == code, "\(name) \(x)")
        }
      }
    }
  }

  /// Every third bfloat16 whose magnitude the host's Int64 holds, rounded and cut by the host.
  @Test(arguments: ["int8", "int5", "int2-symmetric", "uint8", "uint3", "int5-sign-magnitude", "s1p6"])
  func lowBitsByHostArithmetic(_ name: String) {
    let target = target(name)
    let scale = 1 / target.format.double(1)
    let mask = (Int64(1) << Int64(target.format.codeBits)) - 1
    let signBit = Int64(1) << Int64(target.format.magnitudeBits)
    let hostRules: [(String, FloatingPointRoundingRule)] = [
      ("nearest-even", .toNearestOrEven), ("nearest-away", .toNearestOrAwayFromZero), ("toward-zero", .towardZero), ("up", .up),
      ("down", .down),
    ]
    for (rule, hostRule) in hostRules {
      let wrap = policy(["rounding": rule, "overflow": "wrap", "negative": "wrap"], for: target)
      for word in stride(from: UInt64(0), to: 0x10000, by: 3) {
        let quanta = bf16.double(word) * scale
        guard abs(quanta) < 0x1p62 else { continue }
        let whole = Int64(quanta.rounded(hostRule))
        let isNegative = quanta.sign == .minus
        let code = target.format.sign == .bit ? (abs(whole) & (signBit - 1)) + (isNegative ? signBit : 0) : whole & mask
        let result = target.convert(word, from: bf16, policy: wrap)
        #expect(result.word == UInt64(code), "\(name) \(quanta) \(rule)")
        let isAbove = abs(whole) > target.format.largestFinite(isNegative: isNegative)
        #expect((result.flags & overflow != 0) == isAbove)
        #expect((result.flags & inexact != 0) == (isAbove || Double(whole) != quanta))
      }
    }
  }
}
