import BinadeOracle
import Testing

/// The tables of the clauses on zero, subnormals and signs, transcribed.
@Suite struct ZeroTableTests {
  /// [zero-1]: operand +0, −0, and a positive and a negative one that round to zero; in a format with −0 at 8.
  static let rows: [(String, [UInt64])] = [
    ("keep-sign", [0, 8, 0, 8]),
    ("drop-exact-zero", [0, 0, 0, 8]),
    ("always-positive", [0, 0, 0, 0]),
    ("exact-zero-negative", [8, 8, 0, 8]),
  ]

  @Test(arguments: rows) func zero1(_ row: (choice: String, codes: [UInt64])) {
    let operands: [Double] = [0.0, -0.0, 0.1, -0.1]
    for (x, code) in zip(operands, row.codes) {
      let flags = x == 0 ? 0 : inexact | underflow
      #expect(target("e2m1fn").convert(x, ["signedZero": row.choice]) == OracleResult(word: code, flags: flags))
      // Without −0 every zero is +0.
      for name in ["e4m3fnuz", "int4", "s1p6"] {
        #expect(target(name).convert(x / 1000, ["signedZero": row.choice]).word == 0, "\(name)")
      }
    }
    for (x, code) in zip([0.0, -0.0, 0.1, -0.1], row.codes) {
      // A sign-and-magnitude integer has −0 too.
      #expect(target("int4-sign-magnitude").convert(x, ["signedZero": row.choice]).word == code)
    }
  }

  /// [zero-2]: no flag.
  @Test func subnormalOperand() {
    let single = target("f32")
    let flush = policy(["subnormalOperand": "flush"])
    #expect(single.convert(0x03FF, from: f16, policy: flush) == OracleResult(word: 0, flags: 0))
    #expect(single.convert(0x8001, from: f16, policy: flush) == OracleResult(word: 0x8000_0000, flags: 0))
    #expect(single.convert(0x0400, from: f16, policy: flush).word == 0x3880_0000)
    #expect(single.convert(0x03FF, from: f16, policy: policy()).word == 0x387F_C000)
    // Fixed-point values are not subnormal, nor is the lowest binade of a format without zero.
    #expect(single.convert(1, from: .named("int8")!, policy: flush).word == 0x3F80_0000)
    #expect(single.convert(0, from: .named("e8m0fnu")!, policy: flush).word == 0x0040_0000)
    // A flushed operand is a zero operand in every respect.
    let negative = policy(["subnormalOperand": "flush", "signedZero": "drop-exact-zero"])
    #expect(single.convert(0x8001, from: f16, policy: negative) == OracleResult(word: 0, flags: 0))
    #expect(target("e8m0fnu").convert(0x8001, from: f16, policy: flush) == OracleResult(word: 0, flags: underflow | inexact))
  }

  /// [zero-3]: decided on the rounded code; an exact subnormal is flushed and flagged as well.
  @Test func subnormalResult() {
    let e4m3 = target("e4m3fn")
    for (x, code, flags): (Double, UInt64, UInt8) in [
      (0x1p-9, 0, inexact | underflow), (-0x1.cp-7, 0x80, inexact | underflow), (0x1p-6, 8, 0),
      (0x1.e8p-7, 8, inexact | underflow), (0x1.fp-7, 8, inexact), (0, 0, 0),
    ] {
      #expect(e4m3.convert(x, ["subnormalResult": "flush"]) == OracleResult(word: code, flags: flags), "\(x)")
    }
    let always = ["subnormalResult": "flush", "signedZero": "always-positive"]
    #expect(e4m3.convert(-0x1p-9, always).word == 0)
    #expect(target("int4").convert(1, ["subnormalResult": "flush"]).word == 1)
  }

  /// [zero-4].
  @Test func negativeToUnsigned() {
    for (name, choice, x, code, flags): (String, String, Double, UInt64, UInt8) in [
      ("ue4m3", "magnitude", -1, 0x38, invalid), ("ue4m3", "zero", -1, 0, invalid), ("ue4m3", "nan", -1, 0x7F, invalid),
      ("ue4m3", "magnitude", -1000, 0x7E, invalid | overflow | inexact), ("ue4m3", "zero", -1000, 0, invalid),
      ("ue4m3", "magnitude", -.infinity, 0x7E, invalid | overflow | inexact), ("ue4m3", "zero", -.infinity, 0, invalid),
      ("ue4m3", "nan", -.infinity, 0x7F, invalid), ("ue4m3", "magnitude", -0.0, 0, 0), ("ue4m3", "nan", -0.0, 0, 0),
      ("uint8", "magnitude", -3, 3, invalid), ("uint8", "zero", -3, 0, invalid), ("uint8", "nan", -3, 0, invalid),
      ("e8m0fnu", "magnitude", -2, 0x80, invalid), ("e8m0fnu", "nan", -2, 0xFF, invalid),
      ("e8m0fnu", "zero", -2, 0, invalid | underflow | inexact),
    ] {
      #expect(target(name).convert(x, ["negative": choice]) == OracleResult(word: code, flags: flags), "\(name) \(choice) \(x)")
    }
    // Rounding rules see a positive operand.
    #expect(target("ue4m3").convert(-1.01, ["rounding": "up"]).word == 0x39)
    #expect(target("ue4m3").convert(-1.01, ["rounding": "down"]).word == 0x38)
    // The default of unsigned integers is zero, of everything else the magnitude.
    #expect(target("uint8").convert(-3).word == 0)
    #expect(target("ue5m3").convert(-1).word == 0x78)
  }

  /// [zero-5]: forgotten before anything else is decided.
  @Test func rectified() {
    let relu = ["isRectified": "on"]
    for x: Double in [-0.0, -1, -1e9, -.infinity, -1e-9] {
      #expect(target("e4m3fn").convert(x, relu) == OracleResult(word: 0, flags: 0))
      #expect(target("ue4m3").convert(x, relu) == OracleResult(word: 0, flags: 0))
      #expect(target("e8m0fnu").convert(x, relu) == OracleResult(word: 0, flags: underflow | inexact))
    }
    #expect(target("e4m3fn").convert(1, relu).word == 0x38)
    #expect(target("e2m1fn").convert(-1, ["isRectified": "on", "signedZero": "exact-zero-negative"]).word == 8)
  }
}
