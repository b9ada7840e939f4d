/// The independent choices of a ``BlockConversion`` by name, beside those of its element. Spec [scale-rules-1], [special-blocks-8].
public enum BlockPolicyAxis: String, CaseIterable, Sendable, Hashable {
  case scaleRule = "scale-rule"
  case zeroBlock = "zero-block"
  case maximum
  case nanBlock = "nan-block"
  case infiniteBlock = "infinite-block"
  case subnormalMaximum = "subnormal-maximum"
  case zeroScale = "zero-scale"
  case smallestScale = "smallest-scale"
  case scaleRange = "scale-range"
  case invalidNaN = "invalid-nan"
  case integerRange = "integer-range"

  /// The axis's name, for instance `zero-block`.
  public var name: String { rawValue }

  /// The names that the axis can take; but for the rule, the default first.
  public var choices: [String] {
    switch self {
    case .scaleRule: ScaleRule.catalogue.map { $0.name } + ScaleRule.aliases.map { $0.name }
    case .zeroBlock: Self.names(ZeroBlock.self)
    case .maximum: Self.names(MaximumOver.self)
    case .nanBlock, .infiniteBlock: Self.names(NonFiniteBlock.self)
    case .subnormalMaximum: Self.names(Subnormals.self)
    case .zeroScale: Self.names(ZeroScale.self)
    case .smallestScale: Self.names(SmallestScale.self)
    case .scaleRange: Self.names(ScaleRange.self)
    case .invalidNaN: Self.names(InvalidNaN.self)
    case .integerRange: Self.names(IntegerRange.self)
    }
  }

  private static func names<P: Policy>(_ type: P.Type) -> [String] { type.allCases.map { $0.name } }
}

extension BlockConversion {
  /// The name in force on an axis.
  public subscript(_ axis: BlockPolicyAxis) -> String {
    switch axis {
    case .scaleRule: rule.name
    case .zeroBlock: zeroBlock.name
    case .maximum: maximum.name
    case .nanBlock: nanBlock.name
    case .infiniteBlock: infiniteBlock.name
    case .subnormalMaximum: subnormalMaximum.name
    case .zeroScale: zeroScale.name
    case .smallestScale: smallestScale.name
    case .scaleRange: scaleRange.name
    case .invalidNaN: invalidNaN.name
    case .integerRange: integerRange.name
    }
  }

  /// Takes the choice of that name on an axis. Returns false, and changes nothing, if the axis has no such choice.
  public mutating func set(_ axis: BlockPolicyAxis, to name: String) -> Bool {
    switch axis {
    case .scaleRule:
      guard let rule = ScaleRule.named(name) else { return false }
      self.rule = rule
      return true
    case .zeroBlock: return Self.set(&zeroBlock, name)
    case .maximum: return Self.set(&maximum, name)
    case .nanBlock: return Self.set(&nanBlock, name)
    case .infiniteBlock: return Self.set(&infiniteBlock, name)
    case .subnormalMaximum: return Self.set(&subnormalMaximum, name)
    case .zeroScale: return Self.set(&zeroScale, name)
    case .smallestScale: return Self.set(&smallestScale, name)
    case .scaleRange: return Self.set(&scaleRange, name)
    case .invalidNaN: return Self.set(&invalidNaN, name)
    case .integerRange: return Self.set(&integerRange, name)
    }
  }

  private static func set<P: Policy>(_ field: inout P, _ name: String) -> Bool {
    guard let choice = P(rawValue: name) else { return false }
    field = choice
    return true
  }

  /// The axes on which this conversion differs from `other`, those of the element behind those of the block, as `axis=name`.
  public func differences(from other: BlockConversion) -> [String] {
    BlockPolicyAxis.allCases.filter { self[$0] != other[$0] }.map { $0.name + "=" + self[$0] } + element.differences(from: other.element)
  }
}
