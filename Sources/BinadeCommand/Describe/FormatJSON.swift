internal import Binade

/// A format as JSON.
enum FormatJSON {
  /// Parameters, limits and names.
  static func summary(_ facts: FormatFacts) -> JSON { .object(members(facts)) }

  /// The members of ``summary(_:)``, to add to.
  static func members(_ facts: FormatFacts) -> [String: JSON] {
    let format = facts.descriptor
    var limits: [String: JSON] = [:]
    for landmark in facts.landmarks { limits[landmark.name] = value(landmark.word, landmark.value, facts) }
    var names: [String: JSON] = [:]
    for (ecosystem, name) in facts.format.id?.names.all ?? [] { names[ecosystem] = .string(name) }
    return [
      "name": .string(facts.format.name),
      "kind": .string(facts.kind),
      "codeBits": .integer(format.codeBits),
      "wordBits": .integer(format.wordBits),
      "parameters": .object([
        "sign": .string(format.sign.rawValue),
        "exponentBits": .integer(format.exponentBits),
        "significandBits": .integer(format.significandBits),
        "bias": .integer(format.bias),
        "hasSubnormals": .bool(format.hasSubnormals),
        "highNaNCount": .number("\(format.highNaNCount)"),
        "hasInfinity": .bool(format.hasInfinity),
        "hasNegativeZero": .bool(format.hasNegativeZero),
        "isSymmetric": .bool(format.isSymmetric),
        "paddingBits": .integer(format.paddingBits),
      ]),
      "nanCodes": .number("\(facts.nanCount)"),
      "limits": .object(limits),
      "names": .object(names),
    ]
  }

  /// One code with its value.
  static func value(_ word: UInt64, _ value: Operand, _ facts: FormatFacts) -> JSON {
    .object([
      "code": .string(NumberText.hex(word, digits: facts.descriptor.wordDigits)),
      "hexFloat": .string(NumberText.hexFloat(value)),
      "decimal": .string(NumberText.decimal(value)),
    ])
  }

  /// The policies of a conversion by name.
  static func policies(_ conversion: Conversion) -> JSON {
    .object(Dictionary(uniqueKeysWithValues: PolicyAxis.allCases.map { ($0.name, JSON.string(conversion[$0])) }))
  }
}
