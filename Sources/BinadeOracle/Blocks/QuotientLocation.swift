// Finding a quotient n / d among the values of a target: all comparisons are of n with d times a value.

extension OracleTarget {
  /// Finds an exact quantity. It has no format of its own, so it is never subnormal in the sense of [zero-2].
  public func locate(_ quantity: OracleQuantity) -> Position {
    switch quantity {
    case .nan(let word): return locate(UInt64(word), from: OracleArithmetic.single.format)
    case .infinity(let isNegative): return Position(kind: .infinity, isNegative: isNegative)
    case .number(let isNegative, let numerator, let denominator):
      if numerator.isZero { return Position(kind: .zero, isNegative: isNegative) }
      return Position(kind: .finite, isNegative: isNegative, magnitude: Location(numerator, over: denominator, of: format))
    }
  }

  /// Converts an exact quantity: one rounding.
  public func convert(_ quantity: OracleQuantity, policy: OraclePolicy, random: OracleRandom = .none) -> UInt64 {
    decide(locate(quantity), policy: policy, random: random).word
  }
}

extension Location {
  /// Locates n / d > 0. Flags are not asked for, so `smallness` is left out.
  init(_ n: Dyadic, over d: Dyadic, of format: OracleFormat) {
    // A code's value has fewer than 64 bits, so it is above the quotient exactly if it is above the truncated one.
    let below = ValueLadder(format, tableLimit: 0).lower(.truncatedQuotient(n, d))
    lower = below
    quanta = format.isFixedPoint ? QuantaCount(n, over: d, inUnitsOf: format.quantumExponent) : nil
    smallness = .normal

    let lo = below < 0 || below == ValueLadder.beyond ? nil : format.magnitude(below) * d
    if let lo, lo < n {
      between = Between(n, lower: lo, upper: format.magnitude(below + 1) * d)
    } else {
      between = nil
    }
    let minusOne = below < 0 ? format.magnitude(-1) * d : nil
    if let minusOne, minusOne < n {
      belowFirst = Between(n, lower: minusOne, upper: format.magnitude(0) * d)
    } else {
      belowFirst = nil
    }
  }
}

extension Between {
  /// Where n stands between two numbers; all three may be multiplied by the same denominator.
  init(_ n: Dyadic, lower: Dyadic, upper: Dyadic) {
    precondition(lower < n && n < upper)
    let (twice, sum) = (n.doubled, lower + upper)
    half = twice < sum ? -1 : (sum < twice ? 1 : 0)
    isAboveGeometricMean = Dyadic.isProduct(lower, upper, below: n, n)
    fraction = Self.fraction(n - lower, of: upper - lower)
  }

  /// Where a number stands between ⌊x⌋ and ⌊x⌋ + 1, for x of at least 2^64 with a remainder r / d, where d is below 2^64.
  ///
  /// Above the geometric mean: (n + r/d)² > n(n + 1), or r² > n · d · (d − 2r). With r < d < n that needs 2r ≥ d.
  init(remainder: UInt128, of divisor: UInt128) {
    precondition(0 < remainder && remainder < divisor && divisor < 1 << 64)
    half = 2 * remainder < divisor ? -1 : (divisor < 2 * remainder ? 1 : 0)
    isAboveGeometricMean = 2 * remainder >= divisor
    fraction = UInt32((remainder << 32) / divisor)
  }

  /// ⌊part / whole · 2^32⌋ for part < whole: ⌊⌊part / 2^(e − 32)⌋ / s⌋, where the whole is s · 2^e.
  private static func fraction(_ part: Dyadic, of whole: Dyadic) -> UInt32 {
    let divisor = whole.reduced
    return UInt32(part.floor(inUnitsOf: divisor.exponent - 32) / divisor.significand)
  }
}

extension QuantaCount {
  /// Counts n / d > 0 in quanta of 2^unit, by long division.
  init(_ n: Dyadic, over d: Dyadic, inUnitsOf unit: Int) {
    let quantum = d.reduced * .power(unit)
    if n < quantum {
      self.init(lower: 0, between: Between(n, lower: .zero, upper: quantum))
      return
    }
    let shift = n.exponent - quantum.exponent
    if shift <= 0 {
      // n is at least one quantum, so the shifted divisor is not above its significand.
      let divisor = quantum.significand << UInt128(-shift)
      let count = n.significand / divisor
      let (lo, hi) = (Dyadic(count) * quantum, Dyadic(count + 1) * quantum)
      self.init(lower: UInt64(truncatingIfNeeded: count), between: lo < n ? Between(n, lower: lo, upper: hi) : nil)
      return
    }
    // A larger operand: one binary digit at a time. The count can have hundreds of bits; 64 of them are kept.
    let divisor = quantum.significand
    precondition(divisor < 1 << 64)
    var count = n.significand / divisor
    var remainder = n.significand % divisor
    var isLarge = count >= 1 << 64
    for _ in 0..<shift {
      remainder *= 2
      count = count << 1 | (remainder >= divisor ? 1 : 0)
      if remainder >= divisor { remainder -= divisor }
      if count >= 1 << 64 { isLarge = true }
      if isLarge { count = UInt128(UInt64(truncatingIfNeeded: count)) }
    }
    if remainder == 0 {
      self.init(lower: UInt64(truncatingIfNeeded: count), between: nil)
    } else if isLarge {
      self.init(lower: UInt64(truncatingIfNeeded: count), between: Between(remainder: remainder, of: divisor))
    } else {
      // Counted in units of 1 / divisor.
      let lo = count * divisor
      let here = Dyadic(lo + remainder)
      self.init(
        lower: UInt64(count), between: Between(here, lower: Dyadic(lo), upper: Dyadic(lo + divisor)))
    }
  }

  private init(lower: UInt64, between: Between?) {
    self.lower = lower
    self.between = between
  }
}
