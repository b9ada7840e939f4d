import Testing

@testable import BinadeOracle

/// The positions of [scale-rules-3] and the logarithms of [scale-rules-4].
@Suite struct BinadeTests {
  /// M = μ · 2^E of each element type, and where `even` goes up: written down, not computed.
  static let elements: [(name: String, mu: Double, e: Int, even: Double)] = [
    ("e2m1fn", 1.5, 2, 1.75), ("e3m2fn", 1.75, 4, 1.875), ("e2m3fn", 1.875, 2, 1.9375), ("e4m3fn", 1.75, 8, 1.9375),
    ("e5m2", 1.75, 15, 1.875), ("s1p6", 0x1.FCp0, 0, 0x1.FFp0), ("int8-symmetric", 0x1.FCp0, 6, 0x1.FFp0),
    ("int4-symmetric", 1.75, 2, 1.9375), ("int2-symmetric", 1, 0, 1.75),
  ]

  /// n − (k − E) by the significand m of w alone, as peers that take words apart would say it.
  static func step(_ position: OracleBinade, _ m: Double, _ mu: Double, _ even: Double) -> Int {
    switch position {
    case .floor, .plusOne, .floorAlone: 0
    case .ceil, .ceilAlone: m > 1 ? 1 : 0
    case .ceilOfRatio: m > mu ? 1 : 0
    case .even: m >= even ? 1 : 0
    case .evenOfE2M1: m >= 1.75 ? 1 : 0
    case .halfUp, .nearestAlone: m >= 1.5 ? 1 : 0
    // The ratio is m / μ, or 2m / μ a binade below.
    case .nearestOfRatio: m >= mu ? (m >= 1.5 * mu ? 1 : 0) : (m >= 0.75 * mu ? 0 : -1)
    case .geometricOfRatio: m >= mu ? (m * m > 2 * mu * mu ? 1 : 0) : (2 * m * m > mu * mu ? 0 : -1)
    default: 0
    }
  }

  static let byWord: [OracleBinade] = [
    .floor, .ceil, .ceilOfRatio, .even, .evenOfE2M1, .halfUp, .nearestOfRatio, .geometricOfRatio, .plusOne, .floorAlone, .ceilAlone,
    .nearestAlone,
  ]

  /// Each position at and one unit beside every threshold, for each element type, at both ends of the range and inside.
  @Test func thresholds() {
    for (name, mu, e, even) in Self.elements {
      let element = OracleFormat.named(name)!
      let marks = [1, mu, even, 1.75, 1.5, 0.75 * mu, mu / 2.0.squareRoot()]
      for mark in marks where mark >= 1 && mark < 2 {
        for m in [Float(mark).nextDown, Float(mark), Float(mark).nextUp] where m >= 1 && m < 2 {
          for k in [-126, -100, -1, 0, 1, 8, 100, 127] {
            let w = Dyadic(UInt128(m.bitPattern & 0x7F_FFFF | 0x80_0000), exponent: k - 23)
            for position in Self.byWord {
              let isAlone = [.floorAlone, .ceilAlone, .nearestAlone].contains(position)
              let expected = k - (isAlone ? 0 : e) + Self.step(position, Double(m), mu, even)
              #expect(position.exponent(w, element: element) == expected, "\(position.rawValue) \(name) \(m) · 2^\(k)")
            }
          }
        }
      }
    }
  }

  /// Subnormal maxima are numbers like others.
  @Test func subnormals() {
    let element = OracleFormat.named("e2m1fn")!
    #expect(OracleBinade.floor.exponent(.power(-149), element: element) == -151)
    #expect(OracleBinade.ceilOfRatio.exponent(Dyadic(3, exponent: -149), element: element) == -150)
    #expect(OracleBinade.ceilOfRatio.exponent(Dyadic(7, exponent: -149), element: element) == -148)
  }

  /// a = 448 in E4M3: everyone's byte is 7F, `even-1.75` has 80.
  @Test func boundary448() {
    for (rule, byte): (String, UInt64) in [
      ("ocp-floor", 0x7F), ("rceil", 0x7F), ("even", 0x7F), ("even-1.75", 0x80), ("ceil", 0x80), ("rceil-reciprocal", 0x7F),
      ("rceil-quotient", 0x7F), ("rceil-log2", 0x7F), ("ocp-floor-log2", 0x7F), ("nearest", 0x7F), ("nearest-geometric", 0x7F),
      ("nearest-maximum", 0x80), ("floor-plus-one", 0x80), ("floor-minus-one", 0x7E), ("int-ceil", 0x7F),
    ] {
      #expect(block("mxfp8-e4m3", ["scaleRule": rule]).quantize([word(448)]).scale == byte, "\(rule)")
    }
  }

  // MARK: Logarithms

  /// How many floats below a power of two have that power's logarithm: 2 below 2^8, 11 below 2^20, 44 below 2^100.
  @Test func floatsBelowPowers() {
    for (power, count) in [(8, 2), (20, 11), (100, 44)] {
      let element = OracleFormat.named("e2m1fn")!
      for distance in 1...60 {
        let w = Dyadic(UInt128((1 << 24) - distance), exponent: power - 24)
        let isDefective = distance <= count
        #expect(OracleBinade.floorLog32.exponent(w, element: element) == power - 2 - (isDefective ? 0 : 1), "2^\(power), \(distance)")
        #expect(OracleBinade.floorAloneLog32.exponent(w, element: element) == power - (isDefective ? 0 : 1))
        #expect(OracleBinade.floorAlone.exponent(w, element: element) == power - 1)
      }
    }
    let below8 = word(Float(8).nextDown)
    #expect(block("mxfp4").quantize([below8]).scale == 0x7F)
    #expect(block("mxfp4", ["scaleRule": "ocp-floor-log2"]).quantize([below8]).scale == 0x80)
  }

  /// The tables of [scale-rules-4]: how many floats on each side of 2^k have the logarithm k.
  @Test func reachOfRounding() {
    let element = OracleFormat.named("e2m1fn")!
    for (from, to, count) in [(-1, 2, 0), (3, 4, 1), (5, 8, 2), (9, 16, 5), (17, 32, 11), (33, 64, 22), (65, 127, 44)] {
      for k in [from, to] {
        for distance in 1...(count + 2) {
          let w = Dyadic(UInt128((1 << 24) - distance), exponent: k - 24)
          #expect(OracleBinade.floorLog32.exponent(w, element: element) == k - 2 - (distance <= count ? 0 : 1), "2^\(k) − \(distance)")
        }
      }
    }
    for (from, to, count) in [(-4, 3, 0), (4, 7, 1), (8, 15, 2), (16, 31, 5), (32, 63, 11), (64, 127, 22)] {
      for k in [from, to] {
        for distance in 1...(count + 2) {
          let w = Dyadic(UInt128((1 << 23) + distance), exponent: k - 23)
          #expect(OracleBinade.ceilLog32.exponent(w, element: element) == k - 2 + (distance <= count ? 0 : 1), "2^\(k) + \(distance)")
          #expect(OracleBinade.ceilAloneLog32.exponent(w, element: element) == k + (distance <= count ? 0 : 1))
        }
      }
    }
  }

  /// Logarithms with known first digits, rounded to both precisions.
  @Test func roundedLogarithms() {
    // log2 3 = 1.58496250072115618…, log2 10 = 3.32192809488736234…, log2 of their reciprocals the same with a minus.
    let table: [(w: Dyadic, near: Double)] = [
      (Dyadic(3), 1.5849625007211562), (Dyadic(5, exponent: 1), 3.321928094887362), (Dyadic(7, exponent: -3), -0.19264507794239589),
      (Dyadic(3, exponent: -100), 1.5849625007211562 - 100), (Dyadic(1), 0), (Dyadic(1, exponent: -149), -149),
      // ln(1 + x) / ln 2 for the floats beside 1: x − x²/2 …, −y − y²/2 ….
      (Dyadic((1 << 23) + 1, exponent: -23), 1.7198262e-07 * 1.0000000086), (Dyadic((1 << 24) - 1, exponent: -24), -8.5991341e-08),
    ]
    for (w, near) in table {
      let single = Float(bitPattern: UInt32(OracleLogarithm.word32(w)))
      #expect(abs(Double(single) - near) <= abs(near) * 0x1p-24 + abs(near) * 1e-7, "\(near)")
      let brain = Float(bitPattern: UInt32(OracleLogarithm.word16(w)) << 16)
      #expect(abs(Double(brain) - near) <= abs(near) * 0x1p-8)
      #expect(abs(Double(Float(near)) - Double(single)) <= abs(near) * 1e-7)
    }
    #expect(OracleLogarithm.word32(Dyadic(3)) == UInt64(Float(1.5849625007211562).bitPattern))
    #expect(OracleLogarithm.word32(Dyadic(5, exponent: 1)) == UInt64(Float(3.321928094887362).bitPattern))
    #expect(OracleLogarithm.word32(Dyadic(7, exponent: -3)) == UInt64(Float(-0.19264507794239589).bitPattern))
    #expect(OracleLogarithm.word16(Dyadic(3)) == 0x3FCB)
  }

  /// Monotone, and a whole number exactly at powers of two and where rounding takes it there.
  @Test func logarithmsAreMonotone() {
    for k in [-126, -2, -1, 0, 1, 126] {
      var last = -1000.0
      for fraction in stride(from: 0, to: 1 << 23, by: 70_001) {
        let w = Dyadic(UInt128((1 << 23) + fraction), exponent: k - 23)
        let value = Double(Float(bitPattern: UInt32(OracleLogarithm.word32(w))))
        #expect(value >= last && value >= Double(k) && value <= Double(k + 1))
        last = value
      }
    }
  }

  /// In bfloat16 a value up to about one percent above a power of two has that power's logarithm, and `ceil` loses a binade.
  @Test func bfloat16Logarithms() {
    let element = OracleFormat.named("int8-symmetric")!
    // log2(1 + x) < 2^−8 · 2^3 / 2 for k = 8 … 15: the spacing of bfloat16 there is 2^−4, half of it 2^−5; 2^(2^−5) = 1.02190.
    #expect(OracleBinade.ceilAloneLog16.exponent(Dyadic(1021, exponent: 0), element: element) == 10)
    let (below, above) = (Dyadic(1046, exponent: 0), Dyadic(1047, exponent: 0))
    #expect(OracleBinade.ceilAloneLog16.exponent(below, element: element) == 10)
    #expect(OracleBinade.ceilAlone.exponent(below, element: element) == 11)
    #expect(OracleBinade.ceilAloneLog16.exponent(above, element: element) == 11)
    #expect(OracleBinade.floorAloneLog16.exponent(Dyadic(1003), element: element) == 10)
    #expect(OracleBinade.floorAloneLog16.exponent(Dyadic(1002), element: element) == 9)
    // rint of a rounded logarithm is not the nearest power by value: √2, not 1.5.
    #expect(OracleBinade.nearestAloneLog32.exponent(Dyadic(91, exponent: -6), element: element) == 1)
    #expect(OracleBinade.nearestAloneLog32.exponent(Dyadic(45, exponent: -5), element: element) == 0)
    #expect(OracleBinade.nearestAlone.exponent(Dyadic(91, exponent: -6), element: element) == 0)
  }
}
