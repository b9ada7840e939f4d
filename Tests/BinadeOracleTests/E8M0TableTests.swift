import BinadeOracle
import Testing

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
