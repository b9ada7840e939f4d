internal import Binade

/// Block formats and scale rules as JSON.
enum BlockJSON {
  /// A format in a list: its name, and under `block` its parts.
  static func summary(_ facts: BlockFacts) -> JSON {
    .object(["name": .string(facts.format.name), "kind": .string("block format"), "block": .object(parts(facts))])
  }

  /// Everything about a format.
  static func members(_ facts: BlockFacts) -> [String: JSON] {
    let standard = facts.descriptor.defaultConversion
    let (codes, scales, whole) = facts.layouts
    return [
      "evidence": facts.evidence?.json ?? .array([]),
      "name": .string(facts.format.name), "kind": .string("block format"), "block": .object(parts(facts)),
      "default": .object(["rule": .object(rule(RuleFacts(standard.rule))), "policies": policies(standard)]),
      "profiles": .object(
        Dictionary(
          uniqueKeysWithValues: facts.profiles.map { row in
            (
              row.name,
              .object([
                "rule": .string(row.conversion.rule.name), "differences": .strings(row.differences),
                "evidence": .string(row.profile.evidence.name),
              ])
            )
          })),
      "layouts": .object([
        "codes": .strings(codes.map(\.name)), "scales": .strings(scales.map(\.name)), "both": .strings(whole.map(\.name)),
      ]),
    ]
  }

  /// The parts of a format.
  private static func parts(_ facts: BlockFacts) -> [String: JSON] {
    let descriptor = facts.descriptor
    let zero: JSON =
      switch descriptor.zeroPoint {
      case .none: .null
      case .fixed(let code): .object(["kind": .string("fixed"), "code": .integer(code)])
      case .stored: .object(["kind": .string("stored"), "format": .string(facts.format.zeroPoint?.name ?? "")])
      case .minimum: .object(["kind": .string("minimum"), "format": .string(facts.format.zeroPoint?.name ?? "")])
      }
    return [
      "element": .string(facts.format.element.name), "scale": .string(facts.format.scale.name), "rows": .integer(descriptor.rows),
      "columns": descriptor.columns.map { .integer($0) } ?? .null, "hasTensorScale": .bool(descriptor.hasTensorScale), "zeroPoint": zero,
      "elementBits": .integer(descriptor.element.codeBits), "headerBits": .integer(facts.headerBits),
      "bitsPerElement": facts.bitsPerElement.map { .decimal($0, 6) } ?? .null, "value": .string(facts.decoding),
      "names": .object(Dictionary(uniqueKeysWithValues: facts.names.map { ($0.ecosystem, JSON.string($0.name)) })),
    ]
  }

  /// The policies of a conversion by name, those of the element under `element`.
  static func policies(_ conversion: BlockConversion) -> JSON {
    var members = Dictionary(uniqueKeysWithValues: BlockPolicyAxis.allCases.map { ($0.name, JSON.string(conversion[$0])) })
    members["element"] = FormatJSON.policies(conversion.element)
    return .object(members)
  }

  // MARK: Rules

  /// The formulas of a rule.
  static func rule(_ facts: RuleFacts) -> [String: JSON] {
    [
      "name": .string(facts.rule.name), "kind": .string("scale rule"), "aliases": .strings(facts.aliases),
      "summary": .string(facts.rule.summary),
      "steps": .array(facts.steps.map { .object(["name": .string($0.name), "formula": .string($0.formula)]) }),
    ]
  }

  /// Everything about a rule.
  static func page(_ facts: RuleFacts) -> [String: JSON] {
    var members = rule(facts)
    members["evidence"] = facts.evidence.json
    members["letters"] = .object(Dictionary(uniqueKeysWithValues: facts.letters.map { ($0.name, JSON.string($0.meaning)) }))
    members["profiles"] = .object(Dictionary(uniqueKeysWithValues: facts.users.map { ($0.profile, JSON.strings($0.formats)) }))
    let example = RuleExample(facts.rule)
    members["example"] = .object([
      "format": .string(example.format.name), "tensorMaximum": example.tensorMaximum.map { .string("\($0)") } ?? .null,
      "blocks": .array(example.rows.map { block($0, example.format) }),
    ])
    return members
  }

  private static func block(_ row: RuleExample.Row, _ format: NamedBlockFormat) -> JSON {
    func float(_ value: Operand) -> JSON { .string(NumberText.hexFloat(value)) }
    var members: [String: JSON] = [
      "values": .array(row.values.map { float(Operand($0)) }),
      "scaleCode": .string(NumberText.hex(UInt64(row.header.scale), digits: format.scale.descriptor.wordDigits)), "scale": float(row.scale),
      "codes": .strings(row.codes.map { NumberText.hex(UInt64($0), digits: 2) }), "decoded": .array(row.decoded.map { float($0) }),
    ]
    if let zero = row.zeroPoint { members["zeroPoint"] = float(zero) }
    return .object(members)
  }
}
