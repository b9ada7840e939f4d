internal import Binade
internal import BinadeTensorCore

/// A datapath as the JSON that `--datapath` reads.
enum DatapathJSON {
  static func value(_ datapath: Datapath) -> JSON {
    var members: [String: JSON] = [
      "a": format(datapath.a), "b": format(datapath.b), "accumulator": format(datapath.accumulator),
      "arithmetic": .string(datapath.arithmeticName),
      "scale": datapath.scale.map { .object(["format": format($0.format), "block": .integer($0.blockLength)]) } ?? .null,
    ]
    for (parameter, text) in datapath.parameters { members[parameter.name] = value(parameter, text, datapath) }
    return .object(members)
  }

  /// A parameter as a number, a word, `null` for none, or an object.
  static func value(_ parameter: DatapathParameter, _ text: String, _ datapath: Datapath) -> JSON {
    if text == "none" { return .null }
    if case .fusedSum(let sum) = datapath.arithmetic {
      if parameter == .interleaving {
        return .object(["period": .integer(sum.interleaving.period), "run": .integer(sum.interleaving.run)])
      }
      if parameter == .multiplicand, let multiplicand = sum.multiplicand { return format(multiplicand) }
      if parameter == .output { return output(sum.output) }
    }
    if case .twoStageSum(let sum) = datapath.arithmetic, parameter == .output { return output(sum.output) }
    if parameter == .canonicalNaN { return .string(text) }
    return Int(text).map { .integer($0) } ?? .string(text)
  }

  private static func output(_ output: OutputConversion) -> JSON {
    if let name = output.name { return .string(name) }
    return .object([
      "format": format(output.format), "rounding": .string(output.rounding.name), "overflow": .string(output.overflow.name),
    ])
  }

  /// A name, or an object of parameters.
  private static func format(_ format: FormatDescriptor) -> JSON {
    if format == ElementWord.s32.format { return .string("s32") }
    if let id = ScalarFormatID.allCases.first(where: { $0.descriptor == format }) { return .string(id.name) }
    return .object([
      "sign": .string(format.sign.rawValue), "exponent-bits": .integer(format.exponentBits),
      "significand-bits": .integer(format.significandBits), "bias": .integer(format.bias), "subnormals": .bool(format.hasSubnormals),
      "nan-codes": .integer(format.highNaNCount), "infinity": .bool(format.hasInfinity), "negative-zero": .bool(format.hasNegativeZero),
      "symmetric": .bool(format.isSymmetric), "padding-bits": .integer(format.paddingBits),
    ])
  }
}
