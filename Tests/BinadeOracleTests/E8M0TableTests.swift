import Testing

@testable import BinadeOracle

/// The tables of the clauses on formats without zero, transcribed.
@Suite struct E8M0TableTests {
  let e8m0 = target("e8m0fnu")

  /// [e8m0-2].
  @Test func zero() {
    for x in [0.0, -0.0] {
      #expect(e8m0.convert(x) == OracleResult(word: 0, flags: underflow | inexact))
      #expect(e8m0.convert(x, ["missingZero": "nan"]) == OracleResult(word: 0xFF, flags: invalid))
    }
  }

  /// [e8m0-4], [rounding-5] and their flags: below the smallest value, on it, and above it.
  @Test func lowestBinade() {
    for rule in RoundingTableTests.rules {
      for (choice, codes): (String, [UInt64]) in [("rounded", [0, 0]), ("rounded-up", [0, 0]), ("skipped", [1, 1])] {
        let choices = ["rounding": rule, "lowestBinade": choice]
        for x in [0x1p-128, 0x1.fffp-128, 0x1p-149, 0x1p-1074] {
          #expect(e8m0.convert(x, choices) == OracleResult(word: codes[0], flags: underflow | inexact), "\(x) \(choices)")
        }
        let exact = e8m0.convert(0x1p-127, choices)
        #expect(exact == OracleResult(word: codes[1], flags: codes[1] == 0 ? 0 : inexact), "\(choices)")
        #expect(e8m0.convert(0x1p-126, choices) == OracleResult(word: 1, flags: 0), "\(choices)")
      }
      for x in [0x1.001p-127, 0x1.8p-127, 0x1.fffp-127] {
        for choice in ["rounded-up", "skipped"] {
          #expect(e8m0.convert(x, ["rounding": rule, "lowestBinade": choice]) == OracleResult(word: 1, flags: inexact))
        }
      }
    }
    #expect(e8m0.convert(0x1.8p-127, ["rounding": "nearest-even"]) == OracleResult(word: 0, flags: inexact))
    #expect(e8m0.convert(0x1.8p-127, ["rounding": "nearest-away"]) == OracleResult(word: 1, flags: inexact))
  }

  /// [e8m0-4], row `nan-below`, around the code −1 (2^-128, odd) and the code 0. Where the rule has a counterpart in gfloat 0.5.2, it agrees.
  @Test func nanBelow() {
    let belowAll = [0x1p-1074, 0x1p-149, 0x1p-129, 0x1.fffp-129, 0x1p-128]
    // Between 2^-128 and 2^-127: just above, ¼, below and above √2, half, just above half, just below the top.
    let between = [0x1.0001p-128, 0x1.4p-128, 0x1.6a09p-128, 0x1.6a0ap-128, 0x1.8p-128, 0x1.8001p-128, 0x1.ffffp-128]
    for (rule, isZero): (String, [Bool]) in [
      ("nearest-even", [false, false, false, false, true, true, true]),
      ("nearest-away", [false, false, false, false, true, true, true]),
      ("nearest-toward-zero", [false, false, false, false, false, true, true]),
      ("nearest-geometric", [false, false, false, true, true, true, true]),
      ("toward-zero", [false, false, false, false, false, false, false]),
      ("up", [true, true, true, true, true, true, true]),
      ("down", [false, false, false, false, false, false, false]),
      ("to-odd", [false, false, false, false, false, false, false]),
    ] {
      let choices = ["rounding": rule, "lowestBinade": "nan-below"]
      for x in belowAll {
        #expect(e8m0.convert(x, choices) == OracleResult(word: 0xFF, flags: underflow | inexact), "\(x) \(rule)")
        #expect(e8m0.convert(-x, choices) == OracleResult(word: 0xFF, flags: invalid | underflow | inexact), "\(x) \(rule)")
      }
      for (x, isZero) in zip(between, isZero) {
        #expect(e8m0.convert(x, choices) == OracleResult(word: isZero ? 0 : 0xFF, flags: underflow | inexact), "\(x) \(rule)")
      }
      // From the smallest value on it is as `rounded`.
      for x in [0x1p-127, 0x1.2p-127, 0x1.8p-127, 0x1.9p-127, 0x1p-126, 0x1.8p-126, 1, 0x1p127, 0x1.9p127, .infinity, 0, .nan] {
        #expect(e8m0.convert(x, choices) == e8m0.convert(x, ["rounding": rule]), "\(x) \(rule)")
      }
      #expect(e8m0.convert(0x1p-127, choices) == OracleResult(word: 0, flags: 0))
    }
    for (r, code): (UInt64, UInt64) in [(0, 0xFF), (191, 0xFF), (192, 0), (255, 0)] {
      let random = OracleRandom(field: r, bits: 8)
      let result = e8m0.convert(0x1.4p-128, ["rounding": "stochastic", "lowestBinade": "nan-below"], random: random)
      #expect(result == OracleResult(word: code, flags: underflow | inexact))
    }
  }

  /// Around code 0 = 8/64 and code −1 = 7/64 of the format below; nil is NaN, or what stands for it.
  static let belowBinades: [(rule: String, sixtyFourths: Double, code: UInt64?)] = [
    ("nearest-even", 7, nil), ("nearest-even", 7.25, nil), ("nearest-even", 7.5, 0), ("nearest-even", -1, nil),
    ("nearest-even", -7.75, 0x20), ("up", 7, nil), ("up", 7.25, 0), ("up", -7.25, nil), ("down", -7.25, 0x20), ("down", 7.75, nil),
    ("to-odd", 7.75, nil),
  ]

  /// The same with a sign bit and a significand field.
  @Test func nanBelowWithSignificand() {
    for (nans, below, more): (Int, UInt64, UInt8) in [(1, 0x1F, 0), (0, 0x1F, invalid)] {
      let format = OracleFormat(
        name: "binades", sign: .bit, exponentBits: 3, significandBits: 2, bias: 3, hasSubnormals: false, highNaNCount: nans)
      let target = OracleTarget(format)
      for (rule, sixtyFourths, code) in Self.belowBinades {
        let x = sixtyFourths / 64
        // What stands for the number is a positive NaN, even for a negative operand.
        for nan in ["canonical", "keep-sign", "quiet", "first"] {
          let result = target.convert(x, ["rounding": rule, "lowestBinade": "nan-below", "nan": nan, "missingNaN": "max-signed"])
          let flags = underflow | inexact | (code == nil ? more : 0)
          #expect(result == OracleResult(word: code ?? below, flags: flags), "\(rule) \(x)")
        }
      }
      #expect(target.convert(-1.0 / 8, ["lowestBinade": "nan-below"]) == OracleResult(word: 0x20, flags: 0))
    }
  }

  /// [e8m0-5] for even and odd codes of 2^k, all at and around the thresholds.
  @Test func rules() {
    let root = 2.0.squareRoot()  // The Double nearest to √2 is above it.
    let significands = [Double(1.0).nextUp, 1.25, root.nextDown, root, Double(1.5).nextDown, 1.5, Double(1.5).nextUp, Double(2.0).nextDown]
    for k in [-127, -126, -1, 0, 1, 125, 126] {
      let code = UInt64(k + 127)
      for m in significands {
        let expectations: [(String, Bool)] = [
          ("toward-zero", false), ("down", false), ("up", true), ("nearest-away", m >= 1.5), ("nearest-toward-zero", m > 1.5),
          ("nearest-even", m > 1.5 || (m == 1.5 && code % 2 == 1)), ("nearest-geometric", m >= root),
        ]
        let x = Double(sign: .plus, exponent: k, significand: m)
        for (rule, isUp) in expectations {
          let result = e8m0.convert(x, ["rounding": rule])
          #expect(result == OracleResult(word: code + (isUp ? 1 : 0), flags: inexact), "\(rule) \(m) · 2^\(k)")
        }
      }
    }
  }

  /// [e8m0-6].
  @Test func above() {
    let overflowed = overflow | inexact
    #expect(e8m0.convert(0x1p127) == OracleResult(word: 0xFE, flags: 0))
    #expect(e8m0.convert(0x1.8p127) == OracleResult(word: 0xFE, flags: inexact))  // FE is even
    #expect(e8m0.convert(0x1.8p127, ["rounding": "nearest-away"]) == OracleResult(word: 0xFE, flags: overflowed))
    #expect(e8m0.convert(0x1.9p127) == OracleResult(word: 0xFE, flags: overflowed))
    #expect(e8m0.convert(0x1.9p127, ["overflow": "nonfinite"]) == OracleResult(word: 0xFF, flags: overflowed))
    #expect(e8m0.convert(0x1.9p127, ["overflow": "nonfinite", "rounding": "down"]) == OracleResult(word: 0xFE, flags: inexact))
    #expect(e8m0.convert(0x1p128, ["overflow": "nonfinite", "rounding": "down"]) == OracleResult(word: 0xFE, flags: overflowed))
    #expect(e8m0.convert(0x1.1p127, ["overflow": "nonfinite-before-rounding"]) == OracleResult(word: 0xFF, flags: overflowed))
    #expect(e8m0.convert(.infinity) == OracleResult(word: 0xFE, flags: overflowed))
    #expect(e8m0.convert(.infinity, ["infinity": "nonfinite"]) == OracleResult(word: 0xFF, flags: overflowed))
    #expect(e8m0.convert(-.infinity, ["infinity": "nonfinite"]) == OracleResult(word: 0xFF, flags: overflowed | invalid))
  }
}
