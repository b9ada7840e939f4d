import BinadeOracle
import Testing

/// The names of [conversion-2], and its two-phase form.
@Suite struct PolicyTests {
  static let choices: [(policy: String, choices: [String])] = [
    (
      "rounding",
      [
        "nearest-even", "nearest-away", "nearest-toward-zero", "nearest-geometric", "toward-zero", "up", "down", "to-odd", "stochastic",
      ]
    ),
    ("overflow", ["saturate", "nonfinite", "nonfinite-before-rounding", "wrap"]),
    ("infinity", ["as-overflow", "nonfinite", "zero"]),
    ("overflowNaN", ["keep-sign", "as-nan"]),
    ("nan", ["canonical", "keep-sign", "negative", "quiet", "first", "first-negative", "payload"]),
    ("missingNaN", ["max-positive", "max-signed", "zero", "zero-inverted-sign", "wrap", "reject"]),
    ("signedZero", ["keep-sign", "drop-exact-zero", "always-positive", "exact-zero-negative"]),
    ("negative", ["magnitude", "zero", "nan", "wrap"]),
    ("missingZero", ["smallest", "nan"]),
    ("lowestBinade", ["rounded", "rounded-up", "skipped", "nan-below"]),
    ("subnormalOperand", ["keep", "flush"]),
    ("subnormalResult", ["keep", "flush"]),
    ("isRectified", ["off", "on"]),
    ("tininess", ["after-rounding", "before-rounding"]),
  ]

  /// Every name is known, different names are different policies, and the first of each row is the default.
  @Test func names() {
    for (name, choices) in Self.choices {
      var made: Set<OraclePolicy> = []
      for choice in choices {
        var policy = OraclePolicy()
        let isKnown = policy.set(name, to: choice)
        #expect(isKnown)
        #expect((policy == OraclePolicy()) == (choice == choices[0]), "\(name) \(choice)")
        made.insert(policy)
      }
      #expect(made.count == choices.count)
      var policy = OraclePolicy()
      let isKnown = policy.set(name, to: "nonsense") || policy.set("nonsense", to: choices[0])
      #expect(!isKnown && policy == OraclePolicy())
    }
  }

  /// A conversion is location and decision; deciding needs the position alone, whatever the policy.
  @Test func everyCombinationDecides() {
    for name in ["e4m3fn", "e2m1fn", "e8m0fnu", "e5m2", "int4", "uint4", "int4-sign-magnitude", "e4m3fnuz"] {
      let target = target(name)
      let operands: [Double] = [0.0, -0.0, 0.3, -2.5, 1e-40, -1e-300, 1e9, -1e300, .infinity, -.infinity, .nan]
      let positions = operands.map { target.locate($0.bitPattern, from: f64) }
      let allWords = UInt64(1) << UInt64(target.format.codeBits)
      for (first, firstChoices) in Self.choices {
        for (second, secondChoices) in Self.choices where first < second {
          for a in firstChoices {
            for b in secondChoices {
              let policy = policy([first: a, second: b])
              for position in positions {
                let result = target.decide(position, policy: policy)
                #expect(result.word < allWords && result.flags & ~0b10111 == 0)
              }
            }
          }
        }
      }
    }
  }
}
