/// The independent choices of a ``Conversion`` by name: for command lines, files and reports. Spec [conversion-2].
public enum PolicyAxis: String, CaseIterable, Sendable, Hashable {
  case rounding
  case overflow
  case infinity
  case overflowNaN = "overflow-nan"
  case nan
  case missingNaN = "missing-nan"
  case signedZero = "signed-zero"
  case negative
  case missingZero = "missing-zero"
  case lowestBinade = "lowest-binade"
  case subnormalOperand = "subnormal-operand"
  case subnormalResult = "subnormal-result"
  case relu
  case tininess

  /// The axis's name, for instance `missing-nan`.
  public var name: String { rawValue }

  /// The names that the axis can take, the default first.
  public var choices: [String] {
    switch self {
    case .rounding: Self.names(Rounding.self)
    case .overflow: Self.names(Overflow.self)
    case .infinity: Self.names(InfinityOperand.self)
    case .overflowNaN: Self.names(OverflowNaN.self)
    case .nan: Self.names(NaNPolicy.self)
    case .missingNaN: Self.names(MissingNaN.self)
    case .signedZero: Self.names(SignedZero.self)
    case .negative: Self.names(NegativeOperand.self)
    case .missingZero: Self.names(MissingZero.self)
    case .lowestBinade: Self.names(LowestBinade.self)
    case .subnormalOperand, .subnormalResult: Self.names(Subnormals.self)
    case .relu: ["off", "on"]
    case .tininess: Self.names(Tininess.self)
    }
  }

  private static func names<P: Policy>(_ type: P.Type) -> [String] { type.allCases.map { $0.name } }
}

extension Conversion {
  /// The name in force on an axis.
  public subscript(_ axis: PolicyAxis) -> String {
    switch axis {
    case .rounding: rounding.name
    case .overflow: overflow.name
    case .infinity: infinity.name
    case .overflowNaN: overflowNaN.name
    case .nan: nan.name
    case .missingNaN: missingNaN.name
    case .signedZero: signedZero.name
    case .negative: negative.name
    case .missingZero: missingZero.name
    case .lowestBinade: lowestBinade.name
    case .subnormalOperand: subnormalOperand.name
    case .subnormalResult: subnormalResult.name
    case .relu: isRectified ? "on" : "off"
    case .tininess: tininess.name
    }
  }

  /// Takes the choice of that name on an axis. Returns false, and changes nothing, if the axis has no such choice.
  public mutating func set(_ axis: PolicyAxis, to name: String) -> Bool {
    switch axis {
    case .rounding: Self.set(&rounding, name)
    case .overflow: Self.set(&overflow, name)
    case .infinity: Self.set(&infinity, name)
    case .overflowNaN: Self.set(&overflowNaN, name)
    case .nan: Self.set(&nan, name)
    case .missingNaN: Self.set(&missingNaN, name)
    case .signedZero: Self.set(&signedZero, name)
    case .negative: Self.set(&negative, name)
    case .missingZero: Self.set(&missingZero, name)
    case .lowestBinade: Self.set(&lowestBinade, name)
    case .subnormalOperand: Self.set(&subnormalOperand, name)
    case .subnormalResult: Self.set(&subnormalResult, name)
    case .relu: setRectified(name)
    case .tininess: Self.set(&tininess, name)
    }
  }

  private static func set<P: Policy>(_ field: inout P, _ name: String) -> Bool {
    guard let choice = P(rawValue: name) else { return false }
    field = choice
    return true
  }

  private mutating func setRectified(_ name: String) -> Bool {
    guard name == "on" || name == "off" else { return false }
    isRectified = name == "on"
    return true
  }

  /// The axes on which this conversion differs from `other`, as `axis=name`, in the order of ``PolicyAxis``.
  public func differences(from other: Conversion) -> [String] {
    PolicyAxis.allCases.filter { self[$0] != other[$0] }.map { $0.name + "=" + self[$0] }
  }
}
