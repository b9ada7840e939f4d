/// Where a number stands between two neighbouring values, as every rounding rule needs it: with d = (x − lo) / (hi − lo), 0 < d < 1.
struct Between: Sendable, Hashable {
  /// The order of d and ½: −1, 0 or 1.
  let half: Int
  /// Whether x² > lo · hi.
  let isAboveGeometricMean: Bool
  /// ⌊d · 2^32⌋.
  let fraction: UInt32

  init(_ x: Dyadic, _ lo: Dyadic, _ hi: Dyadic) {
    precondition(lo < x && x < hi)
    let (twice, sum) = (x.doubled, lo + hi)
    half = twice < sum ? -1 : (sum < twice ? 1 : 0)
    isAboveGeometricMean = lo * hi < x * x
    // The gap of neighbours is one step, a power of two, so division by it is a change of unit.
    let gap = (hi - lo).reduced
    precondition(gap.significand == 1)
    fraction = UInt32((x - lo).floor(inUnitsOf: gap.exponent - 32))
  }

  /// ⌊d · 2^w⌋ + r ≥ 2^w [rounding-2]. Cutting d to 32 bits first loses nothing, since w ≤ 32.
  func isCarried(by random: OracleRandom) -> Bool {
    let cut = UInt64(fraction) >> UInt64(32 - random.bits)
    return cut + random.field >= UInt64(1) << UInt64(random.bits)
  }
}

/// A magnitude counted in quanta of a fixed-point format, however large: what wrapping needs [overflow-2].
///
/// The codes of [rounding-1] go on with growing steps, quanta do not. They differ where a magnitude has more than one bit beyond the code.
struct QuantaCount: Sendable, Hashable {
  /// The low 64 bits of the whole number of quanta not above the magnitude.
  let lower: UInt64
  /// The place between that number of quanta and the next; nil on the number itself.
  let between: Between?

  /// Counts x > 0 in quanta of 2^unit.
  init(_ x: Dyadic, inUnitsOf unit: Int) {
    let shift = x.exponent - unit
    if shift >= 0 {
      lower = UInt64(truncatingIfNeeded: x.significand) << shift
      between = nil
      return
    }
    let count = x.floor(inUnitsOf: unit)
    let (lo, hi) = (Dyadic(count, exponent: unit), Dyadic(count + 1, exponent: unit))
    lower = UInt64(truncatingIfNeeded: count)
    between = lo < x ? Between(x, lo, hi) : nil
  }
}

/// A magnitude located among the codes of a target.
struct Location: Sendable, Hashable {
  /// Where the magnitude is against the smallest normal value, for [flags-3].
  enum Smallness: Sendable, Hashable {
    /// Not below the smallest normal value, or in a format whose underflow is decided otherwise.
    case normal
    /// So small that M + 1 significant bits without exponent limit cannot round it up to the smallest normal value.
    case tiny
    /// Between the last value of M + 1 significant bits below the smallest normal one, and that.
    case between(Between)
  }

  /// The largest code not above the magnitude, the codes going on without limit; −1 below the first value of a format without zero.
  let lower: Int
  /// The place between `lower` and the next code; nil where there is none: on the code itself, below the first one, or beyond all.
  let between: Between?
  /// Below the first code of a format without zero, where codes that go on below 0 would be −1 and 0: the place between these two.
  /// Nil on −1 and below it, and everywhere else [e8m0-4].
  let belowFirst: Between?
  /// For a fixed-point format, the magnitude in quanta.
  let quanta: QuantaCount?
  let smallness: Smallness

  /// Whether the magnitude is the value of `lower`.
  var isExact: Bool { between == nil && lower >= 0 }

  /// Whether the magnitude is above the value of a code.
  func isAbove(_ code: Int) -> Bool {
    lower > code || (lower == code && !isExact)
  }

  /// Locates x > 0.
  init(_ x: Dyadic, on ladder: ValueLadder, of format: OracleFormat) {
    lower = ladder.lower(x)
    let below = lower < 0 || lower == ValueLadder.beyond ? nil : ladder.value(lower)
    if let below, below < x {
      between = Between(x, below, ladder.value(lower + 1))
    } else {
      between = nil
    }
    let minusOne = lower < 0 ? format.magnitude(-1) : nil
    if let minusOne, minusOne < x {
      belowFirst = Between(x, minusOne, ladder.value(0))
    } else {
      belowFirst = nil
    }
    quanta = format.isFixedPoint ? QuantaCount(x, inUnitsOf: format.quantumExponent) : nil
    smallness = Self.smallness(x, format)
  }

  private static func smallness(_ x: Dyadic, _ format: OracleFormat) -> Smallness {
    let normal = format.smallestNormal
    guard format.hasSubnormals && !format.isFixedPoint && x < normal else { return .normal }
    // The M + 1 bits all ones, one binade below the smallest normal value.
    let ones = UInt128((1 << (format.significandBits + 1)) - 1)
    let last = Dyadic(ones, exponent: -format.bias - format.significandBits)
    return x <= last ? .tiny : .between(Between(x, last, normal))
  }
}
