import BinadeOracle
import Testing

/// The tables of the overflow clauses, transcribed.
@Suite struct OverflowTableTests {
  static let choices = ["saturate", "nonfinite", "nonfinite-before-rounding"]

  static let rows: [(format: String, magnitudes: [Double], codes: [UInt64])] = [
    ("e4m3fn", [448], [0x7E, 0x7E, 0x7E]),
    ("e4m3fn", [Double(448.0).nextUp, 449, 463.5, 464], [0x7E, 0x7E, 0x7F]),
    ("e4m3fn", [Double(464.0).nextUp, 465, 480, 1e30, .greatestFiniteMagnitude, .infinity], [0x7E, 0x7F, 0x7F]),
    ("e5m2", [57344], [0x7B, 0x7B, 0x7B]),
    ("e5m2", [Double(57344.0).nextUp, 60000, Double(61440.0).nextDown], [0x7B, 0x7B, 0x7C]),
    ("e5m2", [61440, 65536, .infinity], [0x7B, 0x7C, 0x7C]),
  ]

  /// [overflow-6], both signs.
  @Test(arguments: rows) func overflow6(_ row: (format: String, magnitudes: [Double], codes: [UInt64])) {
    let target = target(row.format)
    for x in row.magnitudes {
      for (choice, code) in zip(Self.choices, row.codes) {
        #expect(target.convert(x, ["overflow": choice]).word == code, "\(x) \(choice)")
        #expect(target.convert(-x, ["overflow": choice]).word == code | 0x80, "−\(x) \(choice)")
      }
    }
  }

  /// [overflow-2], row `nonfinite`: which rules never leave the finite numbers.
  @Test func rulesThatStayFinite() {
    let e5m2 = target("e5m2")
    for (rule, positive, negative): (String, UInt64, UInt64) in [
      ("nearest-even", 0x7C, 0xFC), ("nearest-away", 0x7C, 0xFC), ("nearest-toward-zero", 0x7C, 0xFC),
      ("nearest-geometric", 0x7C, 0xFC), ("toward-zero", 0x7B, 0xFB), ("to-odd", 0x7B, 0xFB),
      ("up", 0x7C, 0xFB), ("down", 0x7B, 0xFC), ("stochastic", 0x7C, 0xFC),
    ] {
      let choices = ["rounding": rule, "overflow": "nonfinite"]
      #expect(e5m2.convert(1e6, choices) == OracleResult(word: positive, flags: overflow | inexact), "\(rule)")
      #expect(e5m2.convert(-1e6, choices) == OracleResult(word: negative, flags: overflow | inexact), "\(rule)")
    }
  }

  /// [overflow-2]: saturation whatever the rule; and before rounding whatever the rule.
  @Test func otherRowsIgnoreTheRule() {
    let e5m2 = target("e5m2")
    for rule in OraclePolicy.Rounding.allCases {
      #expect(e5m2.convert(1e6, ["rounding": rule.rawValue]).word == 0x7B)
      #expect(e5m2.convert(57345, ["rounding": rule.rawValue, "overflow": "nonfinite-before-rounding"]).word == 0x7C)
    }
  }

  /// [overflow-3] [overflow-5]: infinite operands.
  @Test func infinity() {
    for (format, choices, positive, negative, flags): (String, [String: String], UInt64, UInt64, UInt8) in [
      ("e4m3fn", [:], 0x7E, 0xFE, overflow | inexact),
      ("e4m3fn", ["infinity": "nonfinite"], 0x7F, 0xFF, overflow | inexact),
      ("e5m2", [:], 0x7B, 0xFB, overflow | inexact),
      ("e5m2", ["infinity": "nonfinite"], 0x7C, 0xFC, 0),
      ("e5m2", ["overflow": "nonfinite"], 0x7C, 0xFC, 0),
      ("e5m2", ["overflow": "nonfinite", "rounding": "toward-zero"], 0x7C, 0xFC, 0),
      ("e2m1fn", ["overflow": "nonfinite"], 0x7, 0xF, overflow | inexact),
      ("e4m3fnuz", ["overflow": "nonfinite"], 0x80, 0x80, overflow | inexact),
      ("e4m3fnuz", [:], 0x7F, 0xFF, overflow | inexact),
      ("int8", ["overflow": "nonfinite"], 0x7F, 0x80, overflow | inexact),
      ("int8-symmetric", [:], 0x7F, 0x81, overflow | inexact),
    ] {
      let target = target(format)
      #expect(target.convert(.infinity, choices) == OracleResult(word: positive, flags: flags), "\(format) \(choices)")
      #expect(target.convert(-.infinity, choices) == OracleResult(word: negative, flags: flags), "\(format) \(choices)")
    }
  }

  /// [overflow-5] by both policies; `wrap` is as `saturate`. A zero from infinity is positive, whatever else is asked for.
  @Test func infinityToZero() {
    for overflowChoice in ["saturate", "wrap"] {
      for name in ["e4m3fn", "e5m2", "e2m1fn", "e8m0fnu", "ue4m3", "e4m3fnuz", "int8", "int4-sign-magnitude", "uint4", "s1p6", "f32"] {
        let target = target(name)
        let unsigned = target.format.sign == .none ? invalid : 0
        for more in [[:], ["signedZero": "exact-zero-negative"], ["missingZero": "nan"], ["rounding": "up"], ["lowestBinade": "skipped"]] {
          let choices = more.merging(["overflow": overflowChoice, "infinity": "zero", "negative": "magnitude"]) { a, _ in a }
          #expect(target.convert(.infinity, choices) == OracleResult(word: 0, flags: overflow | inexact), "\(name) \(choices)")
          #expect(target.convert(-.infinity, choices) == OracleResult(word: 0, flags: unsigned | overflow | inexact), "\(name) \(choices)")
          // Only infinity: a finite number overflows as ever.
          #expect(target.convert(.infinity, choices.merging(["infinity": "as-overflow"]) { _, b in b }).word != 0)
        }
      }
    }
    for (format, choices, positive, negative, flags): (String, [String: String], UInt64, UInt64, UInt8) in [
      ("int8", ["overflow": "wrap"], 0x7F, 0x80, overflow | inexact),
      ("int8", ["overflow": "wrap", "infinity": "nonfinite"], 0x7F, 0x80, overflow | inexact),
      ("e4m3fn", ["overflow": "wrap"], 0x7E, 0xFE, overflow | inexact),
      ("e4m3fn", ["overflow": "wrap", "infinity": "nonfinite"], 0x7F, 0xFF, overflow | inexact),
      ("e5m2", ["overflow": "wrap", "infinity": "nonfinite"], 0x7C, 0xFC, 0),
      ("e5m2", ["overflow": "nonfinite", "infinity": "zero"], 0x7C, 0xFC, 0),
      ("e5m2", ["overflow": "nonfinite-before-rounding", "infinity": "zero"], 0x7C, 0xFC, 0),
      ("e4m3fn", ["overflow": "nonfinite", "infinity": "zero"], 0x7F, 0xFF, overflow | inexact),
      ("int8", ["overflow": "nonfinite", "infinity": "zero"], 0x7F, 0x80, overflow | inexact),
    ] {
      let target = target(format)
      #expect(target.convert(.infinity, choices) == OracleResult(word: positive, flags: flags), "\(format) \(choices)")
      #expect(target.convert(-.infinity, choices) == OracleResult(word: negative, flags: flags), "\(format) \(choices)")
    }
    #expect(target("e4m3fn").convert(1e9, ["infinity": "zero"]) == OracleResult(word: 0x7E, flags: overflow | inexact))
    #expect(target("int8").convert(1e9, ["infinity": "zero"]) == OracleResult(word: 0x7F, flags: overflow | inexact))
  }

  /// [overflow-4].
  @Test func overflowToNaN() {
    let e4m3 = target("e4m3fn")
    for (nan, positive, negative): (String, UInt64, UInt64) in [
      ("canonical", 0x7F, 0x7F), ("keep-sign", 0x7F, 0xFF), ("negative", 0xFF, 0xFF), ("payload", 0x7F, 0xFF),
    ] {
      let asNaN = ["overflow": "nonfinite", "overflowNaN": "as-nan", "nan": nan]
      #expect(e4m3.convert(1000, asNaN).word == positive)
      #expect(e4m3.convert(-1000, asNaN).word == negative)
      let keepSign = ["overflow": "nonfinite", "overflowNaN": "keep-sign", "nan": nan]
      #expect(e4m3.convert(1000, keepSign).word == 0x7F)
      #expect(e4m3.convert(-1000, keepSign).word == 0xFF)
    }
    #expect(target("e4m3fnuz").convert(1000, ["overflow": "nonfinite"]).word == 0x80)
  }

  /// [overflow-1] by sign: two's complement has one more code below.
  @Test func integerLimits() {
    let (full, symmetric) = (target("int8"), target("int8-symmetric"))
    #expect(full.convert(127.5) == OracleResult(word: 0x7F, flags: overflow | inexact))
    #expect(full.convert(127.25) == OracleResult(word: 0x7F, flags: inexact))
    #expect(full.convert(-128) == OracleResult(word: 0x80, flags: 0))
    #expect(full.convert(-128.5) == OracleResult(word: 0x80, flags: inexact))
    #expect(full.convert(-128.75) == OracleResult(word: 0x80, flags: overflow | inexact))
    #expect(symmetric.convert(-128) == OracleResult(word: 0x81, flags: overflow | inexact))
    #expect(symmetric.convert(-127.5) == OracleResult(word: 0x81, flags: overflow | inexact))
    #expect(symmetric.convert(-127) == OracleResult(word: 0x81, flags: 0))
    // The code that a symmetric format never produces still has its value [formats-5].
    #expect(symmetric.format.double(0x80) == -128)
  }
}
