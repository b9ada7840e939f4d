internal import Binade

/// The options that choose a conversion: one for each ``PolicyAxis``, and `--profile`.
enum PolicyOptions {
  /// The options, made from the axes.
  static let all: [Command.Option] =
    [
      .value(
        "--profile", "P", choices: [], standard: "ocp",
        "start from what one real stack does, name or name@version; the options below override it ('\(Tool.name) policies' lists them)")
    ] + PolicyAxis.allCases.map(option)

  private static func option(_ axis: PolicyAxis) -> Command.Option {
    let name = "--" + axis.name
    if axis == .relu { return .flag(name, axis.meaning) }
    let choices = axis == .nan ? axis.choices + PolicyAxis.missingNaN.choices : axis.choices
    let meaning = axis == .nan ? "\(axis.meaning); the names of --missing-nan choose that instead" : axis.meaning
    return .value(name, axis.placeholder, choices: choices, standard: axis.standard, meaning)
  }

  /// The conversion that the profile and the options of a call choose.
  ///
  /// The profile comes first, then the options, each on its own axis. `--nan` with a name of `--missing-nan` chooses on that axis.
  static func conversion(
    _ invocation: Invocation, to target: FormatDescriptor, from source: FormatDescriptor
  ) throws(ToolError) -> Conversion {
    try conversion(
      invocation, onTop: try invocation.profile()?.conversion(to: target, from: source) ?? target.defaultConversion)
  }

  /// `base` with what the options of a call change.
  static func conversion(_ invocation: Invocation, onTop base: Conversion) throws(ToolError) -> Conversion {
    var conversion = base
    for axis in PolicyAxis.allCases {
      if axis == .relu {
        if invocation.flag("--relu") { conversion.isRectified = true }
        continue
      }
      guard let name = invocation.value("--" + axis.name) else { continue }
      if conversion.set(axis, to: name) { continue }
      guard axis == .nan, invocation.value("--missing-nan").map({ $0 == name }) ?? true else {
        throw invocation.usage("--nan \(name) and --missing-nan \(invocation.value("--missing-nan") ?? "") contradict each other")
      }
      guard conversion.set(.missingNaN, to: name) else { throw .fault("no policy \(axis.name) \(name)") }
    }
    return conversion
  }

  /// The policies in force, as `--profile` and its differences would name them: `rounding=nearest-even overflow=saturate …`.
  static func text(_ conversion: Conversion) -> String {
    PolicyAxis.allCases.map { "\($0.name)=\(conversion[$0])" }.joined(separator: " ")
  }
}

extension PolicyAxis {
  /// One line: what is chosen here.
  var meaning: String {
    switch self {
    case .rounding: "which of the two neighbouring codes a value takes"
    case .overflow: "what a magnitude above the largest finite one becomes"
    case .infinity: "what infinity becomes where overflow saturates"
    case .overflowNaN: "the sign of a NaN that comes from overflow"
    case .nan: "which NaN code a NaN becomes, in formats with NaN"
    case .missingNaN: "what a NaN becomes in formats without NaN"
    case .signedZero: "the sign of zero results, in formats with -0"
    case .negative: "what a negative value becomes in unsigned formats"
    case .missingZero: "what zero becomes in formats without zero"
    case .lowestBinade: "values below the second code of formats without zero"
    case .subnormalOperand: "operands that are subnormal in their own format"
    case .subnormalResult: "results that are subnormal in the target format"
    case .relu: "negative values become +0 first (PTX .relu)"
    case .tininess: "what counts as tiny for the underflow flag; never changes a code"
    }
  }

  /// What the default is, where formats differ in it.
  var standard: String {
    switch self {
    case .missingNaN: "max-positive; integers: zero"
    case .negative: "magnitude; integers: zero"
    default: choices[0]
    }
  }

  /// What the help calls a value.
  fileprivate var placeholder: String {
    switch self {
    case .rounding: "R"
    case .overflow: "O"
    case .nan: "N"
    default: "CHOICE"
    }
  }
}
