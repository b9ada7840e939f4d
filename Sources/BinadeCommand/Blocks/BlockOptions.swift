internal import Binade

/// The options that choose how blocks are quantized: one for each ``BlockPolicyAxis``, those of the element, and `--profile`.
enum BlockOptions {
  /// The options, made from the axes.
  static let all: [Command.Option] = BlockPolicyAxis.allCases.map(option) + PolicyOptions.all

  private static func option(_ axis: BlockPolicyAxis) -> Command.Option {
    .value(
      "--" + axis.name, axis == .scaleRule ? "S" : "CHOICE", choices: axis.choices,
      standard: axis == .scaleRule ? "by the format" : axis.choices[0], axis.meaning)
  }

  /// The conversion that profile and options choose. The profile comes first, then the options, each on its own axis.
  static func conversion(
    _ invocation: Invocation, for format: NamedBlockFormat, from source: FormatDescriptor
  ) throws(ToolError) -> BlockConversion {
    var conversion =
      format.id.flatMap { id in standardProfile(format)?.blockConversion(for: id, from: source) } ?? format.descriptor.defaultConversion
    if let profile = try invocation.profile() {
      if let id = format.id, let known = profile.blockConversion(for: id, from: source) {
        conversion = known
      } else if invocation.value("--scale-rule") != nil {
        // The stack's element, under a rule that the caller names.
        conversion.element = profile.conversion(to: format.descriptor.element, from: source)
      } else {
        let has = profile.blockFormats.map(\.name)
        throw invocation.usage(
          "--profile: \(profile.qualifiedName) says nothing of \(format.name)"
            + (has.isEmpty ? " or any block format" : "; its block formats are \(has.joined(separator: " "))"))
      }
    }
    for axis in BlockPolicyAxis.allCases {
      if let name = invocation.value("--" + axis.name), !conversion.set(axis, to: name) { throw .fault("no policy \(axis.name) \(name)") }
    }
    conversion.element = try PolicyOptions.conversion(invocation, onTop: conversion.element)
    try check(conversion, format, invocation)
    return conversion
  }

  /// Whose policies hold without `--profile`: OCP's where they speak of the format, else the first profile's that does.
  static func standardProfile(_ format: NamedBlockFormat) -> Profile? {
    guard let id = format.id else { return nil }
    return Profile.ocp.blockConversion(for: id) != nil ? .ocp : Profile.catalogue.first { $0.blockConversion(for: id) != nil }
  }

  /// Combinations that make no sense.
  private static func check(
    _ conversion: BlockConversion, _ format: NamedBlockFormat, _ invocation: Invocation
  ) throws(ToolError) {
    let stores = format.zeroPoint != nil
    if stores, conversion.rule.zeroPoint == nil {
      throw invocation.usage("--scale-rule: \(conversion.rule.name) has no zero point, and \(format.name) stores one")
    }
    if !stores, conversion.rule.zeroPoint != nil {
      throw invocation.usage("--scale-rule: \(conversion.rule.name) makes a zero point, and \(format.name) has no place for it")
    }
  }

  /// The policies in force, for a file's metadata.
  static func metadata(_ conversion: BlockConversion) -> [String: String] {
    var result: [String: String] = [:]
    for axis in BlockPolicyAxis.allCases { result[axis.name] = conversion[axis] }
    for axis in PolicyAxis.allCases { result[axis.name] = conversion.element[axis] }
    return result
  }
}

extension BlockPolicyAxis {
  /// One line: what is chosen here.
  var meaning: String {
    switch self {
    case .scaleRule: "how scales follow from maxima, and elements from scales"
    case .zeroBlock: "the scale of a block of zeros"
    case .maximum: "which elements the maximum is taken over"
    case .nanBlock: "blocks whose maximum is NaN"
    case .infiniteBlock: "blocks whose maximum is infinite"
    case .subnormalMaximum: "maxima that are subnormal in float32"
    case .zeroScale: "elements under a stored scale of zero"
    case .smallestScale: "what elements are divided by under scale code 00 of e8m0fnu"
    case .scaleRange: "power-of-two scales beyond the format's range"
    case .invalidNaN: "the sign of a NaN that an operation makes of numbers, such as 0/0"
    case .integerRange: "whether two's-complement elements take the most negative code"
    }
  }
}
