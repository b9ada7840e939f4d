import BinadeOracle
import Testing

/// The tables of the rounding clauses, transcribed.
@Suite struct RoundingTableTests {
  static let rules = [
    "nearest-even", "nearest-away", "nearest-toward-zero", "nearest-geometric", "toward-zero", "up", "down", "to-odd",
  ]

  /// [rounding-3]; an exact operand gives itself eight times.
  static let e2m1: [(x: Double, results: [Double])] = [
    (0.1, [0, 0, 0, 0.5, 0, 0.5, 0, 0.5]),
    (0.25, [0, 0.5, 0, 0.5, 0, 0.5, 0, 0.5]),
    (0.75, [1, 1, 0.5, 1, 0.5, 1, 0.5, 0.5]),
    (1.25, [1, 1.5, 1, 1.5, 1, 1.5, 1, 1.5]),
    (2.45, [2, 2, 2, 3, 2, 3, 2, 3]),
    (2.5, [2, 3, 2, 3, 2, 3, 2, 3]),
    (-2.5, [-2, -3, -2, -3, -2, -2, -3, -3]),
    (3.5, [4, 4, 3, 4, 3, 4, 3, 3]),
    (3, [3, 3, 3, 3, 3, 3, 3, 3]),
  ]

  @Test(arguments: e2m1) func rounding3(_ row: (x: Double, results: [Double])) {
    let e2m1 = target("e2m1fn")
    for (rule, expected) in zip(Self.rules, row.results) {
      let result = e2m1.convert(row.x, ["rounding": rule])
      #expect(e2m1.format.double(result.word) == expected, "\(row.x) \(rule)")
      #expect((result.flags & inexact == 0) == (expected == row.x))
    }
  }

  /// [rounding-2] by a second way: every bfloat16, with neighbours and differences in Double, where all of them are exact.
  @Test(arguments: ["e2m1fn", "e3m2fn", "e4m3fn", "e5m2fnuz", "e8m0fnu", "int4", "uint3"])
  func rulesByHostArithmetic(_ name: String) {
    let target = target(name)
    let format = target.format
    let largest = format.largestFinite(isNegative: false)
    let values = (0...largest).map { format.double(UInt64($0)) }
    let policies = Self.rules.map { policy(["rounding": $0, "negative": "magnitude"], for: target) }
    var lower = 0
    for word in stride(from: UInt64(0), to: 0x7F80, by: 3) {
      let x = bf16.double(word)
      guard x >= values[0] && x > 0 && x < values[largest] else { continue }
      while values[lower + 1] <= x { lower += 1 }
      let position = target.locate(word, from: bf16)
      let (below, above) = (x - values[lower], values[lower + 1] - x)
      for (rule, policy) in zip(Self.rules, policies) {
        let isUp =
          switch rule {
          case "nearest-even": above < below || (above == below && lower % 2 == 1)
          case "nearest-away": above <= below
          case "nearest-toward-zero": above < below
          case "nearest-geometric": x * x > values[lower] * values[lower + 1]
          case "up": true
          case "to-odd": lower % 2 == 0
          default: false
          }
        let expected = below == 0 ? lower : lower + (isUp ? 1 : 0)
        let result = target.decide(position, policy: policy)
        #expect(result.word == UInt64(expected), "\(name) \(x) \(rule)")
      }
    }
  }

  /// [rounding-2] [rounding-6]: d = 0.3 between 1 and 1.5; ⌊0.3 · 2^w⌋ is 4 of 16 and 76 of 256.
  @Test func stochasticThreshold() {
    let e2m1 = target("e2m1fn")
    let x = 1.15
    for (bits, cut) in [(1, 0), (2, 1), (4, 4), (8, 76), (16, 19660), (32, 1_288_490_188)] {
      let last = UInt64(1) << UInt64(bits)
      for (r, expected): (UInt64, Double) in [
        (0, 1), (last - UInt64(cut) - 1, 1), (last - UInt64(cut), 1.5), (last - 1, cut > 0 ? 1.5 : 1),
      ] where r < last {
        let result = e2m1.convert(x, ["rounding": "stochastic"], random: OracleRandom(field: r, bits: bits))
        #expect(e2m1.format.double(result.word) == expected, "\(bits) \(r)")
      }
    }
  }

  /// [rounding-6]: over all fields of eight bits the count of upper results is ⌊d · 256⌋; r = 0 is toward-zero.
  @Test func stochasticCounts() {
    let e4m3 = target("e4m3fn")
    for word in stride(from: UInt64(0x3A00), to: 0x43E0, by: 37) {
      let position = e4m3.locate(word, from: bf16)
      let down = e4m3.decide(position, policy: policy(["rounding": "toward-zero"])).word
      var ups = 0
      for r in 0..<UInt64(256) {
        let random = OracleRandom(field: r, bits: 8)
        let result = e4m3.decide(position, policy: policy(["rounding": "stochastic"]), random: random).word
        #expect(result == down || (r > 0 && result == down + 1))
        ups += result == down ? 0 : 1
      }
      let (lo, hi) = (e4m3.format.double(down), e4m3.format.double(down + 1))
      #expect(ups == Int((bf16.double(word) - lo) / (hi - lo) * 256))
    }
  }

  /// [rounding-4]: to-odd into float16 and then nearest-even into E4M3FN is one rounding.
  @Test func toOddThenNearest() {
    let (half, e4m3) = (target("f16"), target("e4m3fn"))
    var bits: UInt32 = 0x3B00_0000
    while bits < 0x43E0_0000 {
      let once = e4m3.convert(UInt64(bits), from: f32, policy: policy())
      let odd = half.convert(UInt64(bits), from: f32, policy: policy(["rounding": "to-odd"]))
      #expect(e4m3.convert(odd.word, from: f16, policy: policy()).word == once.word)
      bits += 0x0000_FF51
    }
  }
}
