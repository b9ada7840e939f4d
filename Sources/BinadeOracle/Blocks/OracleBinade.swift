/// How a binade follows from a value: the table of [scale-rules-3]. Raw values are the names in the Spec.
public enum OracleBinade: String, Sendable, CaseIterable {
  case floor
  case ceil
  case ceilOfRatio = "ceil-of-ratio"
  case even
  case evenOfE2M1 = "even-of-e2m1"
  case halfUp = "half-up"
  case nearestOfRatio = "nearest-of-ratio"
  case geometricOfRatio = "geometric-of-ratio"
  case plusOne = "plus-one"
  case floorAlone = "floor-alone"
  case ceilAlone = "ceil-alone"
  case nearestAlone = "nearest-alone"
  case floorLog32 = "floor-log32"
  case ceilLog32 = "ceil-log32"
  case ceilLog16 = "ceil-log16"
  case evenOf8Bits = "even-of-8-bits"
  case floorLog16 = "floor-log16"
  case floorAloneLog32 = "floor-alone-log32"
  case ceilAloneLog32 = "ceil-alone-log32"
  case nearestAloneLog32 = "nearest-alone-log32"
  case floorAloneLog16 = "floor-alone-log16"
  case ceilAloneLog16 = "ceil-alone-log16"
  case nearestAloneLog16 = "nearest-alone-log16"

  /// n for w > 0 and the elements' largest finite value M. What `plus-one` does to the code afterwards is not in it.
  ///
  /// Every row is an inequality between w and a number times 2^n, and is decided as such, on exact numbers.
  public func exponent(_ w: Dyadic, element: OracleFormat) -> Int {
    let m = element.largestElement
    let e = Dyadic.power(m.binade)
    let start = w.binade - m.binade
    switch self {
    case .floor, .plusOne: return Self.last(start) { e.scaled($0) <= w }
    case .ceil: return Self.first(start) { w <= e.scaled($0) }
    case .ceilOfRatio: return Self.first(start) { w <= m.scaled($0) }
    case .even:
      // (2 − 2^−(bits + 1)) · 2^E.
      let bits = element.significandBits
      let threshold = Dyadic((UInt128(1) << UInt128(bits + 2)) - 1, exponent: -bits - 1) * e
      return Self.raised(Self.last(start) { e.scaled($0) <= w }) { threshold.scaled($0) <= w }
    case .evenOfE2M1: return Self.raised(Self.last(start) { e.scaled($0) <= w }) { (Dyadic(7, exponent: -2) * e).scaled($0) <= w }
    case .halfUp: return Self.raised(Self.last(start) { e.scaled($0) <= w }) { (Dyadic(3, exponent: -1) * e).scaled($0) <= w }
    case .nearestOfRatio: return Self.raised(Self.last(start) { m.scaled($0) <= w }) { (Dyadic(3, exponent: -1) * m).scaled($0) <= w }
    case .geometricOfRatio:
      // w / M > √2 · 2^n, squared.
      return Self.raised(Self.last(start) { m.scaled($0) <= w }) { (m * m).scaled(2 * $0 + 1) < w * w }
    case .floorAlone: return Self.last(w.binade) { .power($0) <= w }
    case .ceilAlone: return Self.first(w.binade) { w <= .power($0) }
    case .nearestAlone: return Self.raised(Self.last(w.binade) { .power($0) <= w }) { Dyadic(3, exponent: -1).scaled($0) <= w }
    case .floorLog32: return OracleLogarithm.in32(w, .floor) - m.binade
    case .ceilLog32: return OracleLogarithm.in32(w, .ceil) - m.binade
    case .ceilLog16: return OracleLogarithm.in16(w, .ceil) - m.binade
    case .evenOf8Bits:
      // (2 − 2^−9) · 2^E.
      let threshold = Dyadic(1023, exponent: -9) * e
      return Self.raised(Self.last(start) { e.scaled($0) <= w }) { threshold.scaled($0) <= w }
    case .floorLog16: return OracleLogarithm.in16(w, .floor) - m.binade
    case .floorAloneLog32: return OracleLogarithm.in32(w, .floor)
    case .ceilAloneLog32: return OracleLogarithm.in32(w, .ceil)
    case .nearestAloneLog32: return OracleLogarithm.in32(w, .rint)
    case .floorAloneLog16: return OracleLogarithm.in16(w, .floor)
    case .ceilAloneLog16: return OracleLogarithm.in16(w, .ceil)
    case .nearestAloneLog16: return OracleLogarithm.in16(w, .rint)
    }
  }

  /// The largest n near `start` for which a condition holds that holds for small n.
  private static func last(_ start: Int, _ holds: (Int) -> Bool) -> Int {
    first(start) { !holds($0) } - 1
  }

  /// The smallest n near `start` for which a condition holds that holds for large n.
  private static func first(_ start: Int, _ holds: (Int) -> Bool) -> Int {
    var n = start - 2
    precondition(!holds(n), "the search starts too high")
    while !holds(n) { n += 1 }
    return n
  }

  /// One more if the condition holds for n.
  private static func raised(_ n: Int, _ condition: (Int) -> Bool) -> Int { condition(n) ? n + 1 : n }
}

extension Dyadic {
  /// The number times 2^n.
  func scaled(_ n: Int) -> Dyadic { Dyadic(significand, exponent: exponent + n) }
}

extension OracleFormat {
  /// M, the largest finite value.
  public var largestElement: Dyadic { magnitude(largestFinite(isNegative: false)).reduced }
}
