extension OracleTarget {
  /// The code that the rule chooses, without limit above: `lower` where it is exact, else `lower` or the next [rounding-1].
  func roundedCode(
    _ magnitude: Location, _ isNegative: Bool, _ rounding: OraclePolicy.Rounding, _ random: OracleRandom
  ) -> Int {
    guard let between = magnitude.between else { return magnitude.lower }
    let isOdd = magnitude.lower % 2 == 1
    return magnitude.lower + (takesUpper(rounding, between, lowerIsOdd: isOdd, isNegative, random) ? 1 : 0)
  }

  /// The low 64 bits of the rounded number of quanta, without limit above [overflow-2].
  func roundedQuanta(
    _ quanta: QuantaCount, _ isNegative: Bool, _ rounding: OraclePolicy.Rounding, _ random: OracleRandom
  ) -> UInt64 {
    guard let between = quanta.between else { return quanta.lower }
    let isOdd = quanta.lower % 2 == 1
    return quanta.lower &+ (takesUpper(rounding, between, lowerIsOdd: isOdd, isNegative, random) ? 1 : 0)
  }

  /// The table of [rounding-2], row by row.
  func takesUpper(
    _ rounding: OraclePolicy.Rounding, _ between: Between, lowerIsOdd: Bool, _ isNegative: Bool, _ random: OracleRandom
  ) -> Bool {
    switch rounding {
    case .nearestEven: between.half > 0 || (between.half == 0 && lowerIsOdd)
    case .nearestAway: between.half >= 0
    case .nearestTowardZero: between.half > 0
    case .nearestGeometric: between.isAboveGeometricMean
    case .towardZero: false
    case .up: !isNegative
    case .down: isNegative
    case .toOdd: !lowerIsOdd
    case .stochastic: between.isCarried(by: random)
    }
  }

  /// Whether the rule never goes beyond the largest finite code on this side [overflow-2], row `nonfinite`.
  func staysFinite(_ rounding: OraclePolicy.Rounding, _ isNegative: Bool) -> Bool {
    switch rounding {
    case .towardZero, .toOdd: true
    case .up: isNegative
    case .down: !isNegative
    case .nearestEven, .nearestAway, .nearestTowardZero, .nearestGeometric, .stochastic: false
    }
  }
}
