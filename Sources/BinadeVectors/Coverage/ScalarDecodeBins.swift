import Binade

/// Bins of codes that are decoded. Spec [coverage-5].
enum ScalarDecodeBin: String, CoverageName {
  case zero, one
  case smallestNumber = "smallest-number"
  case largestSubnormal = "largest-subnormal"
  case smallestNormal = "smallest-normal"
  case largestNumber = "largest-number"
  case mostNegative = "most-negative"
  case infinity
  case lowestNaN = "lowest-nan"
  case highestNaN = "highest-nan"
  case everyCode = "every-code"

  var description: String {
    switch self {
    case .zero: "The code of +0, and of -0 where the format has it."
    case .one: "The code of 1, or of -1."
    case .smallestNumber: "The smallest number beside zero."
    case .largestSubnormal: "The largest subnormal number."
    case .smallestNormal: "The smallest normal number."
    case .largestNumber: "The largest finite number."
    case .mostNegative: "The most negative integer, also where encoders never produce it."
    case .infinity: "Infinity."
    case .lowestNaN: "The NaN with the lowest code."
    case .highestNaN: "The NaN with the highest code."
    case .everyCode: "Each code in turn."
    }
  }

  var parts: String {
    switch self {
    case .everyCode: "codes, ascending"
    case .mostNegative: ""
    default: "positive, and negative where the format has it"
    }
  }

  var need: CoverageNeed? { nil }
}

/// Judges tests that decode one format.
struct ScalarDecodeJudge: Sendable {
  private let format: FormatDescriptor
  private(set) var counts: CoverageCounts<ScalarDecodeBin>

  init(_ format: FormatDescriptor) {
    self.format = format
    counts = CoverageCounts { Self.share($0, format) }
  }

  private static func share(_ bin: ScalarDecodeBin, _ format: FormatDescriptor) -> CoverageShare {
    let signs = format.sign == .unsigned ? 1 : 2
    let noSubnormal =
      !format.isFixedPoint && format.hasSubnormals && format.significandBits > 0 ? nil : "the format has no subnormal numbers"
    switch bin {
    case .zero: return .parts(format.hasNegativeZero ? 2 : 1, unless: format.hasSubnormals ? nil : "the format has no zero")
    case .one, .smallestNumber, .largestNumber: return .parts(signs)
    case .largestSubnormal, .smallestNormal: return .parts(signs, unless: noSubnormal)
    case .mostNegative: return .parts(1, unless: format.sign == .twosComplement ? nil : "the format is not two's complement")
    case .infinity: return .parts(signs, unless: format.hasInfinity ? nil : "the format has no infinity")
    case .lowestNaN, .highestNaN:
      return .parts(format.signBitAloneIsNaN ? 1 : signs, unless: format.hasNaN ? nil : "the format has no NaN")
    case .everyCode: return .parts(1 << format.codeBits, unless: format.codeBits > 8 ? "too many codes: a selection stands for them" : nil)
    }
  }

  /// Counts a test.
  mutating func count(_ test: VectorTest) {
    let code = test.operand >> UInt64(format.paddingBits) & format.codeMask
    let operand = format.unpack(test.operand)
    let sign = operand.isNegative ? 1 : 0
    let magnitude = code & format.magnitudeMask
    if code < counts.hits[.everyCode]?.count ?? 0 { counts.hit(.everyCode, Int(code)) }
    switch operand.class {
    case .zero: counts.hit(.zero, sign)
    case .infinity: counts.hit(.infinity, sign)
    case .nan:
      let lowest = format.magnitudeMask - UInt64(format.highNaNCount) + 1
      if format.signBitAloneIsNaN {
        counts.hit(.lowestNaN)
        counts.hit(.highestNaN)
      } else {
        if magnitude == lowest { counts.hit(.lowestNaN, sign) }
        if magnitude == format.magnitudeMask { counts.hit(.highestNaN, sign) }
      }
    case .finite:
      if OddProduct(operand) == OddProduct(1, 0) { counts.hit(.one, sign) }
      guard format.sign != .twosComplement else {
        if operand.significand == 1 { counts.hit(.smallestNumber, sign) }
        if operand.significand == format.maximumFiniteMagnitude { counts.hit(.largestNumber, sign) }
        if operand.significand == format.magnitudeMask + 1 { counts.hit(.mostNegative) }
        return
      }
      let firstNormal = UInt64(1) << UInt64(format.significandBits)
      if magnitude == (format.hasSubnormals ? 1 : 0) { counts.hit(.smallestNumber, sign) }
      if magnitude == format.maximumFiniteMagnitude { counts.hit(.largestNumber, sign) }
      if magnitude == firstNormal - 1 { counts.hit(.largestSubnormal, sign) }
      if magnitude == firstNormal { counts.hit(.smallestNormal, sign) }
    }
  }
}
