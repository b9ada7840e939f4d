/// The policies of one conversion [conversion-2]. Raw values are the names in the Spec.
public struct OraclePolicy: Sendable, Hashable {
  /// How a number between two codes is decided [rounding-2].
  public enum Rounding: String, Sendable, CaseIterable {
    case nearestEven = "nearest-even"
    case nearestAway = "nearest-away"
    case nearestTowardZero = "nearest-toward-zero"
    case nearestGeometric = "nearest-geometric"
    case towardZero = "toward-zero"
    case up
    case down
    case toOdd = "to-odd"
    case stochastic
  }

  /// What a number above the largest finite one becomes [overflow-2].
  public enum Overflow: String, Sendable, CaseIterable {
    case saturate
    case nonfinite
    case nonfiniteBeforeRounding = "nonfinite-before-rounding"
    case wrap
  }

  /// What an infinite operand becomes where overflow saturates or wraps [overflow-5].
  public enum Infinity: String, Sendable, CaseIterable {
    case asOverflow = "as-overflow"
    case nonfinite
    case zero
  }

  /// Which NaN stands for an overflow [overflow-4].
  public enum OverflowNaN: String, Sendable, CaseIterable {
    case keepSign = "keep-sign"
    case asNaN = "as-nan"
  }

  /// Which NaN a NaN becomes [nan-1].
  public enum NaN: String, Sendable, CaseIterable {
    case canonical
    case keepSign = "keep-sign"
    case negative
    case quiet
    case first
    case firstNegative = "first-negative"
    case payload
  }

  /// What a NaN becomes where there is none [nan-4].
  public enum MissingNaN: String, Sendable, CaseIterable {
    case maxPositive = "max-positive"
    case maxSigned = "max-signed"
    case zero
    case zeroInvertedSign = "zero-inverted-sign"
    case wrap
    case reject
  }

  /// The sign of a zero result [zero-1].
  public enum SignedZero: String, Sendable, CaseIterable {
    case keepSign = "keep-sign"
    case dropExactZero = "drop-exact-zero"
    case alwaysPositive = "always-positive"
    case exactZeroNegative = "exact-zero-negative"
  }

  /// What a negative number becomes in an unsigned format [zero-4].
  public enum Negative: String, Sendable, CaseIterable {
    case magnitude
    case zero
    case nan
    case wrap
  }

  /// What zero becomes where there is none [e8m0-2].
  public enum MissingZero: String, Sendable, CaseIterable {
    case smallest
    case nan
  }

  /// What happens below the second value of a format without zero [e8m0-4].
  public enum LowestBinade: String, Sendable, CaseIterable {
    case rounded
    case roundedUp = "rounded-up"
    case skipped
    case nanBelow = "nan-below"
  }

  /// What happens to subnormal operands and results [zero-2] [zero-3].
  public enum Subnormal: String, Sendable, CaseIterable {
    case keep
    case flush
  }

  /// When a number counts as tiny [flags-3].
  public enum Tininess: String, Sendable, CaseIterable {
    case afterRounding = "after-rounding"
    case beforeRounding = "before-rounding"
  }

  // The choices, each with its default for a floating-point target.

  public var rounding = Rounding.nearestEven
  public var overflow = Overflow.saturate
  public var infinity = Infinity.asOverflow
  public var overflowNaN = OverflowNaN.keepSign
  public var nan = NaN.canonical
  public var missingNaN = MissingNaN.maxPositive
  public var signedZero = SignedZero.keepSign
  public var negative = Negative.magnitude
  public var missingZero = MissingZero.smallest
  public var lowestBinade = LowestBinade.rounded
  public var subnormalOperand = Subnormal.keep
  public var subnormalResult = Subnormal.keep
  public var isRectified = false
  public var tininess = Tininess.afterRounding

  /// The defaults of [conversion-2] for a floating-point target.
  public init() {}

  /// The defaults of [conversion-2] for this target: fixed-point formats have their own for NaN and for negative numbers.
  public init(defaultsFor target: OracleFormat) {
    if target.isFixedPoint {
      missingNaN = .zero
      if target.sign == .none { negative = .zero }
    }
  }

  /// Sets one policy by the names of the Spec, as in ("rounding", "to-odd"). False if either name is unknown; then nothing changes.
  public mutating func set(_ policy: String, to choice: String) -> Bool {
    switch policy {
    case "rounding": return assign(\.rounding, choice)
    case "overflow": return assign(\.overflow, choice)
    case "infinity": return assign(\.infinity, choice)
    case "overflowNaN": return assign(\.overflowNaN, choice)
    case "nan": return assign(\.nan, choice)
    case "missingNaN": return assign(\.missingNaN, choice)
    case "signedZero": return assign(\.signedZero, choice)
    case "negative": return assign(\.negative, choice)
    case "missingZero": return assign(\.missingZero, choice)
    case "lowestBinade": return assign(\.lowestBinade, choice)
    case "subnormalOperand": return assign(\.subnormalOperand, choice)
    case "subnormalResult": return assign(\.subnormalResult, choice)
    case "tininess": return assign(\.tininess, choice)
    case "isRectified":
      guard choice == "on" || choice == "off" else { return false }
      isRectified = choice == "on"
      return true
    default: return false
    }
  }

  private mutating func assign<Choice: RawRepresentable<String>>(_ path: WritableKeyPath<OraclePolicy, Choice>, _ name: String) -> Bool {
    guard let choice = Choice(rawValue: name) else { return false }
    self[keyPath: path] = choice
    return true
  }
}

/// The random operand of stochastic rounding [rounding-6]: a whole number of `bits` bits.
public struct OracleRandom: Sendable, Hashable {
  /// The random number, below 2^bits.
  public let field: UInt64
  /// Its width, 1 to 32.
  public let bits: Int

  /// Takes the low `bits` bits of `field`; 1 ≤ bits ≤ 32.
  public init(field: UInt64, bits: Int) {
    precondition((1...32).contains(bits), "[rounding-6] allows 1 to 32 random bits")
    self.field = field & ((UInt64(1) << UInt64(bits)) - 1)
    self.bits = bits
  }

  /// The field 0, with which stochastic rounding goes toward zero.
  public static let none = OracleRandom(field: 0, bits: 32)
}
