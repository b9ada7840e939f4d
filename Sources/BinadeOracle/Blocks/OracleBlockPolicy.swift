/// The choices of a quantization by blocks: the rule, the axes of [special-blocks-8], and the policies of the elements' conversion
/// [conversion-2]. Raw values are the names in the Spec.
public struct OracleBlockPolicy: Sendable {
  /// Which elements make the maximum [special-blocks-1].
  public enum Maximum: String, Sendable, CaseIterable {
    case all
    case numbers
    case finite
  }

  /// The scale for a maximum of zero [special-blocks-2].
  public enum ZeroBlock: String, Sendable, CaseIterable {
    case byRule = "by-rule"
    case smallest
    case one
    case minusEmax = "minus-emax"
  }

  /// What becomes of a maximum that is NaN or infinite [special-blocks-3].
  public enum SpecialBlock: String, Sendable, CaseIterable {
    case byRule = "by-rule"
    case nan
    case nanScale = "nan-scale"
    case largest
    case next
    case smallest
    case zero
  }

  /// A maximum below 2^−126 [special-blocks-1].
  public enum SubnormalMaximum: String, Sendable, CaseIterable {
    case keep
    case flush
  }

  /// A stored scale of zero [special-blocks-5].
  public enum ZeroScale: String, Sendable, CaseIterable {
    case zero
    case byRule = "by-rule"
  }

  /// A power of two beyond the ends of the scale's format [special-blocks-4].
  public enum ScaleRange: String, Sendable, CaseIterable {
    case clamp
    case wrap
    case nanAbove = "nan-above"
  }

  /// What elements are divided by under the smallest power of two [special-blocks-6].
  public enum SmallestScale: String, Sendable, CaseIterable {
    case byRule = "by-rule"
    case normal
    case flush
  }

  /// The sign of a NaN that an operation without a result gives [special-blocks-7].
  public enum InvalidNaN: String, Sendable, CaseIterable {
    case positive
    case negative
  }

  /// The range of two's complement elements [blocks-4].
  public enum IntegerRange: String, Sendable, CaseIterable {
    case format
    case symmetric
    case full
  }

  public var rule: OracleRule
  public var maximum = Maximum.all
  public var zeroBlock = ZeroBlock.byRule
  public var nanBlock = SpecialBlock.byRule
  public var infiniteBlock = SpecialBlock.byRule
  public var subnormalMaximum = SubnormalMaximum.keep
  public var zeroScale = ZeroScale.zero
  public var scaleRange = ScaleRange.clamp
  public var smallestScale = SmallestScale.byRule
  public var invalidNaN = InvalidNaN.positive
  public var integerRange = IntegerRange.format
  /// How an element's quotient is converted.
  public var element: OraclePolicy

  /// The defaults of [blocks-7].
  public init(defaultsFor format: OracleBlockFormat) {
    guard let rule = OracleRule.named(format.defaultRule) else { preconditionFailure("no rule \(format.defaultRule)") }
    self.rule = rule
    element = OraclePolicy(defaultsFor: format.element)
    if case .fixed = format.zeroPoint { element.rounding = .towardZero }
  }

  /// Sets one choice by the names of the Spec, as in ("rule", "even") or ("zeroBlock", "one"); what is no axis of blocks is one of the
  /// elements' conversion. Axes may have hyphens instead, as in files. False if either name is unknown; then nothing changes.
  public mutating func set(_ axis: String, to choice: String) -> Bool {
    switch axis {
    case "rule", "scaleRule", "scale-rule":
      guard let named = OracleRule.named(choice) else { return false }
      rule = named
      return true
    case "maximum": return assign(\.maximum, choice)
    case "zeroBlock", "zero-block": return assign(\.zeroBlock, choice)
    case "nanBlock", "nan-block": return assign(\.nanBlock, choice)
    case "infiniteBlock", "infinite-block": return assign(\.infiniteBlock, choice)
    case "subnormalMaximum", "subnormal-maximum": return assign(\.subnormalMaximum, choice)
    case "zeroScale", "zero-scale": return assign(\.zeroScale, choice)
    case "scaleRange", "scale-range": return assign(\.scaleRange, choice)
    case "smallestScale", "smallest-scale": return assign(\.smallestScale, choice)
    case "invalidNaN", "invalid-nan": return assign(\.invalidNaN, choice)
    case "integerRange", "integer-range": return assign(\.integerRange, choice)
    default: return element.set(axis, to: choice)
    }
  }

  private mutating func assign<Choice: RawRepresentable<String>>(
    _ path: WritableKeyPath<OracleBlockPolicy, Choice>, _ name: String
  ) -> Bool {
    guard let choice = Choice(rawValue: name) else { return false }
    self[keyPath: path] = choice
    return true
  }
}
