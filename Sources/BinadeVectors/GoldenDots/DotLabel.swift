/// Why a test is in a file of dot vectors; the key of its `notes`, and a family of operands.
public enum DotLabel: String, CaseIterable, Sendable, Hashable {
  case knownAnswer = "KnownAnswer"
  case random = "Random"
  case normal = "Normal"
  case outlier = "Outlier"
  case wide = "Wide"
  case cancellation = "Cancellation"
  case accumulator = "Accumulator"
  case noAccumulator = "NoAccumulator"
  case tiny = "Tiny"
  case zero = "Zero"
  case special = "Special"
  case scale = "Scale"
  case cancelledGroup = "CancelledGroup"
  case alignment = "Alignment"
  case output = "Output"
  case extreme = "Extreme"
  case position = "Position"

  /// What the operands are, in a sentence.
  public var description: String {
    switch self {
    case .knownAnswer: "A result that was published, or measured on a device; the oracle was found to agree."
    case .random: "Random bits in all operands."
    case .normal: "Numbers that are nearly normally distributed."
    case .outlier: "Normal numbers, a few of them much larger."
    case .wide: "Exponents from the whole range of the formats."
    case .cancellation: "Products that cancel but for a little."
    case .accumulator: "C is far larger than the products, or nearly their negative sum."
    case .noAccumulator: "C is a zero."
    case .tiny: "Products just at, above and below the floor of the alignment, and at the accumulator's smallest numbers."
    case .zero: "Zeros of both signs, sums that are exactly zero, and sums that are rounded to zero."
    case .special: "Infinities, NaNs and products of infinity and zero among numbers."
    case .scale: "NaN scales and the largest and smallest scales."
    case .cancelledGroup: "A group of products under a large scale cancels exactly, beside one under a small scale."
    case .alignment: "A term whose lowest bit lies at the last kept bit or just below it, beside terms that cancel."
    case .output: "Ties, carries, overflow and subnormal numbers at the output conversion."
    case .extreme: "Sums at both ends of the accumulator."
    case .position: "One small product at a place of its own, beside large ones that cancel at other places."
    }
  }

  /// Families made by rule, in the order of a file: all but the known answers.
  static let families = allCases.filter { $0 != .knownAnswer }
}
