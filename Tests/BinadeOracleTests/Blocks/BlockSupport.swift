import BinadeOracle
import Testing

/// A fixed generator: the same numbers in every run.
struct FixedGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number of 53 bits between 0 and 1.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A normally distributed number, by Marsaglia's polar method, one of the pair.
  mutating func gaussian() -> Double {
    while true {
      let (u, v) = (2 * uniform() - 1, 2 * uniform() - 1)
      let s = u * u + v * v
      if s > 0 && s < 1 { return u * (-2 * naturalLogarithm(s) / s).squareRoot() }
    }
  }

  /// A float word whose exponent and fraction are uniform, special words now and then.
  mutating func word() -> UInt32 {
    let bits = UInt32(truncatingIfNeeded: next())
    let special: [UInt32] = [
      0, 1, 0x7F_FFFF, 0x80_0000, 0x80_0001, 0x3F80_0000, 0x3F80_0001, 0x3F7F_FFFF, 0x7F7F_FFFF, 0x7F80_0000, 0x7FC0_0000, 0x7F80_0001,
      0x4B00_0000, 0x4B00_0001, 0x3F00_0000, 0x4020_0000,
    ]
    let choice = next() % 64
    return choice < 16 ? special[Int(choice)] | (bits & 0x8000_0000) : bits
  }
}

/// ln x for x > 0, by x = m · 2^k and the series of the inverse hyperbolic tangent; good to 1e-15.
func naturalLogarithm(_ x: Double) -> Double {
  let (m, k) = (x.significand, Double(x.exponent))
  let t = (m - 1) / (m + 1)
  var (power, sum) = (t, 0.0)
  for n in stride(from: 1.0, through: 31, by: 2) {
    sum += power / n
    power *= t * t
  }
  return 2 * sum + k * 0.693147180559945309
}

/// The word of a float.
func word(_ x: Float) -> UInt32 { x.bitPattern }

/// The words of floats.
func words(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

/// A block format by name.
func blockFormat(_ name: String) -> OracleBlockFormat { OracleBlockFormat.named(name)! }

/// A block quantizer whose choices differ from the default as said.
func block(_ name: String, _ choices: [String: String] = [:]) -> OracleBlock {
  let format = blockFormat(name)
  var policy = OracleBlockPolicy(defaultsFor: format)
  for (axis, choice) in choices {
    let isKnown = policy.set(axis, to: choice)
    #expect(isKnown, "\(axis) \(choice)")
  }
  return OracleBlock(format, policy)
}

/// Whether two float words are the same, NaN counted as one.
func isSame(_ a: UInt32, _ b: UInt32) -> Bool {
  a == b || (Float(bitPattern: a).isNaN && Float(bitPattern: b).isNaN)
}
