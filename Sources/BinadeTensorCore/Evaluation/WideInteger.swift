internal import Binade

/// A two's complement integer of as many bits as it is made with: the exact sum of what has few bits each, far apart.
struct WideInteger {
  /// Lowest first.
  private var limbs: [UInt64]

  /// Zero, with room for `bits` bits beside the sign.
  init(bits: Int) { limbs = Array(repeating: 0, count: bits / 64 + 2) }

  /// Adds `value` · 2^`shift`.
  mutating func add(_ value: Int128, shiftedLeftBy shift: Int) {
    let sign: UInt64 = value < 0 ? .max : 0
    let low = UInt64(truncatingIfNeeded: value)
    let high = UInt64(truncatingIfNeeded: value >> 64)
    let (first, bits) = (shift / 64, UInt64(shift % 64))
    // The value's limbs, shifted; beyond them its sign.
    func piece(_ index: Int) -> UInt64 { index < 0 ? 0 : index == 0 ? low : index == 1 ? high : sign }
    var carry: UInt64 = 0
    for index in first..<limbs.count {
      let upper = piece(index - first)
      let addend = bits == 0 ? upper : upper << bits | piece(index - first - 1) >> (64 - bits)
      let (partial, overflow) = limbs[index].addingReportingOverflow(addend)
      let (total, overflow2) = partial.addingReportingOverflow(carry)
      limbs[index] = total
      carry = overflow || overflow2 ? 1 : 0
    }
  }

  /// The value times 2^`unit` as an operand; what does not fit its 64 bits is folded into the lowest one.
  func operand(unit: Int) -> Operand {
    let isNegative = limbs[limbs.count - 1] >> 63 == 1
    var magnitude = limbs
    if isNegative {
      var carry = true
      for index in magnitude.indices {
        magnitude[index] = ~magnitude[index]
        if carry { (magnitude[index], carry) = magnitude[index].addingReportingOverflow(1) }
      }
    }
    guard let top = magnitude.lastIndex(where: { $0 != 0 }) else { return Operand(significand: 0, exponent: 0) }
    let lead = UInt64(magnitude[top].leadingZeroBitCount)
    var significand = magnitude[top] << lead
    var rest: UInt64 = 0
    if top > 0 {
      if lead > 0 { significand |= magnitude[top - 1] >> (64 - lead) }
      rest = magnitude[top - 1] << lead
      for index in 0..<(top - 1) { rest |= magnitude[index] }
    }
    return Operand(significand: significand | (rest == 0 ? 0 : 1), exponent: unit + 64 * top - Int(lead), isNegative: isNegative)
  }
}

extension Int128 {
  /// The value times 2^`unit` as an operand; what does not fit its 64 bits is folded into the lowest one.
  func operand(unit: Int) -> Operand {
    if self == 0 { return Operand(significand: 0, exponent: 0) }
    return Operand(wide: magnitude, exponent: unit, isNegative: self < 0)
  }

  /// The value divided by 2^`shift` and rounded to an integer. A negative shift multiplies; the caller has made sure that it fits.
  func rounded(shift: Int, _ rounding: Rounding) -> Int128 {
    if shift <= 0 { return self << Int128(-shift) }
    if self == 0 { return 0 }
    let isNegative = self < 0
    let kept = shift < 128 ? magnitude >> UInt128(shift) : 0
    let rest = shift < 128 ? magnitude & ((1 << UInt128(shift)) - 1) : magnitude
    if rest == 0 { return self >> Int128(shift) }
    // Against a half of the unit: the magnitude has at most 127 bits, so beyond a shift of 128 it is always less.
    let half: UInt128 = shift <= 128 ? 1 << UInt128(shift - 1) : 0
    let isAbove = half != 0 && rest > half
    let isTie = half != 0 && rest == half
    let roundsUp =
      switch rounding {
      case .nearestEven: isAbove || (isTie && kept & 1 == 1)
      case .nearestAway: isAbove || isTie
      case .nearestTowardZero: isAbove
      case .up: !isNegative
      case .down: isNegative
      case .toOdd: kept & 1 == 0
      case .towardZero, .nearestGeometric, .stochastic: false
      }
    let result = Int128(kept) + (roundsUp ? 1 : 0)
    return isNegative ? -result : result
  }
}
