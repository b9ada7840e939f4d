/// What one real software stack or device does when it converts: a named bundle of policies for each format. Spec [profiles-1].
///
///     let profile = Profile.named("ml_dtypes")!
///     let conversion = profile.conversion(to: E5M2.descriptor, from: Binary32.descriptor)
public struct Profile: Hashable, Sendable {
  /// The stack, for instance `torch`.
  public let name: String
  /// The version that the rules were checked against, if they depend on it.
  public let version: String?
  /// One line: what is modelled.
  public let summary: String
  /// How the rules are known.
  public let evidence: Evidence
  /// Operands of a wider format are first rounded to this one, nearest-even: the stack rounds twice. `nil` for all that round once.
  /// Not for fixed-point targets: ask ``narrowing(to:)``.
  public let narrowsFirst: ScalarFormatID?
  /// Later rules win over earlier ones.
  let rules: [Rule]

  /// `name@version`, or the name alone.
  public var qualifiedName: String { version.map { name + "@" + $0 } ?? name }

  /// One row: for these targets, and operands of this source if one is named, this conversion.
  struct Rule: Hashable, Sendable {
    let targets: FormatSelector
    let source: ScalarFormatID?
    let conversion: Conversion

    init(_ targets: FormatSelector, from source: ScalarFormatID? = nil, _ conversion: Conversion) {
      self.targets = targets
      self.source = source
      self.conversion = conversion
    }
  }

  /// The conversion that this stack uses for a target and a source.
  ///
  /// A format that the stack does not have gets the policies of its kind.
  public func conversion(to target: FormatDescriptor, from source: FormatDescriptor = Binary32.descriptor) -> Conversion {
    var result = target.defaultConversion
    for rule in rules where rule.targets.contains(target) && (rule.source.map { $0.descriptor == source } ?? true) {
      result = rule.conversion
    }
    return result
  }

  /// The format that operands of a wider format are rounded to first, for this target: ``narrowsFirst``, but never for fixed-point targets,
  /// which truncate the operand itself. Spec [profiles-1].
  public func narrowing(to target: FormatDescriptor) -> ScalarFormatID? { target.isFixedPoint ? nil : narrowsFirst }

  /// The profile of that name (the newest version), or of that `name@version`.
  public static func named(_ text: String) -> Profile? {
    catalogue.first { $0.qualifiedName == text } ?? catalogue.first { $0.name == text }
  }
}

/// A set of formats, by what they are.
enum FormatSelector: Hashable, Sendable {
  case all
  /// With an exponent field and a zero.
  case floatingPoint
  /// Whole numbers.
  case integers
  /// Formats without zero: E8M0FNU.
  case withoutZero
  /// Exactly the parameters of this format.
  case only(ScalarFormatID)

  func contains(_ format: FormatDescriptor) -> Bool {
    switch self {
    case .all: true
    case .floatingPoint: !format.isFixedPoint && format.hasSubnormals
    case .integers: format.isInteger
    case .withoutZero: !format.hasSubnormals
    case .only(let id): id.descriptor == format
    }
  }
}
