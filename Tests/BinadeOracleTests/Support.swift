import BinadeOracle
import Testing

let f64 = OracleFormat.named("f64")!
let f32 = OracleFormat.named("f32")!
let f16 = OracleFormat.named("f16")!
let bf16 = OracleFormat.named("bf16")!

/// The target of that name.
func target(_ name: String) -> OracleTarget { OracleTarget(OracleFormat.named(name)!) }

/// A policy that differs from the default as said: ["overflow": "nonfinite"].
func policy(_ choices: [String: String] = [:], for target: OracleTarget? = nil) -> OraclePolicy {
  var policy = target.map { OraclePolicy(defaultsFor: $0.format) } ?? OraclePolicy()
  for (name, choice) in choices {
    let isKnown = policy.set(name, to: choice)
    #expect(isKnown, "\(name) \(choice)")
  }
  return policy
}

extension OracleTarget {
  /// Converts a Double, which these tests use as an exact number.
  func convert(_ x: Double, _ choices: [String: String] = [:], random: OracleRandom = .none) -> OracleResult {
    convert(x.bitPattern, from: f64, policy: policy(choices, for: self), random: random)
  }
}

extension OracleFormat {
  /// A word's value as a Double; exact for every format tested with it. Made with the host's own arithmetic.
  func double(_ word: UInt64) -> Double {
    switch decode(word) {
    case .nan: .nan
    case .infinity(let isNegative): isNegative ? -.infinity : .infinity
    case .zero(let isNegative): isNegative ? -0.0 : 0.0
    case .finite(let isNegative, let magnitude):
      Double(sign: isNegative ? .minus : .plus, exponent: magnitude.exponent, significand: Double(magnitude.significand))
    }
  }

  /// Every stored word of the format.
  var words: [UInt64] {
    (0..<(UInt64(1) << UInt64(codeBits))).map { $0 << UInt64(paddingBits) }
  }
}

let inexact = OracleFlag.inexact
let underflow = OracleFlag.underflow
let overflow = OracleFlag.overflow
let invalid = OracleFlag.invalid
