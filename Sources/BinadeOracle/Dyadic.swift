/// A non-negative dyadic rational, significand · 2^exponent, held exactly.
///
/// Operands have at most 53 significant bits, so their squares and the aligned sums and differences of neighbouring values fit 128 bits.
/// Should anything not fit, the operation traps: an answer is exact or there is none.
public struct Dyadic: Sendable {
  /// The whole-number part; not necessarily odd.
  public let significand: UInt128
  /// The power of two that scales it.
  public let exponent: Int

  /// Makes significand · 2^exponent.
  public init(_ significand: UInt128, exponent: Int = 0) {
    self.significand = significand
    self.exponent = exponent
  }

  /// 2^exponent.
  public static func power(_ exponent: Int) -> Dyadic {
    Dyadic(1, exponent: exponent)
  }

  /// Zero.
  public static let zero = Dyadic(0)

  /// Whether the number is zero.
  public var isZero: Bool { significand == 0 }

  /// For a number above zero, the whole k with 2^k ≤ number < 2^(k+1).
  public var binade: Int {
    precondition(!isZero, "zero lies in no binade")
    return exponent + 127 - significand.leadingZeroBitCount
  }

  /// The same number with an odd significand; zero becomes 0 · 2^0.
  public var reduced: Dyadic {
    if isZero { return .zero }
    let shift = significand.trailingZeroBitCount
    return Dyadic(significand >> UInt128(shift), exponent: exponent + shift)
  }

  /// The whole number that stands before 2^unit when this number is written with that exponent. Traps unless exact.
  func significand(inUnitsOf unit: Int) -> UInt128 {
    if isZero { return 0 }
    let shift = exponent - unit
    if shift >= 0 {
      precondition(shift <= significand.leadingZeroBitCount, "an exact result does not fit 128 bits")
      return significand << UInt128(shift)
    }
    precondition(-shift <= significand.trailingZeroBitCount, "not a multiple of the unit")
    return significand >> UInt128(-shift)
  }

  /// ⌊number / 2^unit⌋.
  func floor(inUnitsOf unit: Int) -> UInt128 {
    let shift = exponent - unit
    if shift >= 0 { return significand(inUnitsOf: unit) }
    return -shift >= 128 ? 0 : significand >> UInt128(-shift)
  }

  /// Twice the number.
  var doubled: Dyadic { Dyadic(significand, exponent: exponent + 1) }

  static func * (a: Dyadic, b: Dyadic) -> Dyadic {
    Dyadic(a.significand * b.significand, exponent: a.exponent + b.exponent)
  }

  static func + (a: Dyadic, b: Dyadic) -> Dyadic {
    if a.isZero { return b }
    if b.isZero { return a }
    let unit = min(a.exponent, b.exponent)
    return Dyadic(a.significand(inUnitsOf: unit) + b.significand(inUnitsOf: unit), exponent: unit)
  }

  static func - (a: Dyadic, b: Dyadic) -> Dyadic {
    if b.isZero { return a }
    let unit = min(a.exponent, b.exponent)
    return Dyadic(a.significand(inUnitsOf: unit) - b.significand(inUnitsOf: unit), exponent: unit)
  }
}

extension Dyadic: Comparable {
  /// Whether the two are the same number, however written.
  public static func == (a: Dyadic, b: Dyadic) -> Bool {
    !(a < b) && !(b < a)
  }

  /// Whether `a` is the smaller number.
  public static func < (a: Dyadic, b: Dyadic) -> Bool {
    if a.isZero || b.isZero { return a.isZero && !b.isZero }
    // Numbers of different binades are ordered by them; within one binade both fit the finer unit.
    let (binadeA, binadeB) = (a.binade, b.binade)
    if binadeA != binadeB { return binadeA < binadeB }
    let unit = min(a.exponent, b.exponent)
    return a.significand(inUnitsOf: unit) < b.significand(inUnitsOf: unit)
  }
}
