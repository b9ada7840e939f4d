internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade describe`.
  static let describe = Command(
    name: "describe",
    summary: "Say everything about one format, block format, scale rule, layout or instruction",
    notes: [
      "Of a format: bits, parameters, special codes, limits, the names that others use, the default policies, and what each profile does differently."
        + " Of a layout: its size, its tile, and where an element lands.",
      "Of a block format: its parts, bits per element, the default rule with its formulas, what each profile does, other names and layouts."
        + " Of a scale rule: its formulas, who uses it, and what it does at the edges. A name of several things gives one page for each.",
      "Of an instruction: shapes, types, scales, every parameter of its datapath and how it is known. The member datapath of its JSON is what"
        + " --datapath of '\(Tool.name) gemm' reads: change it, and you have a unit of your own.",
      "Each page ends with the evidence: what is claimed, who says so, where the vectors are, and what repeats the check.",
    ],
    positionals: [
      Positional(
        name: "NAME",
        help:
          "any name of the format: e4m3fn, float8_e4m3fn, F8_E4M3, binary8p4se; a block format: mxfp4, e3m2fn-g24-ue5m3; a rule: rceil;"
          + " a layout: scale-128x4; or an instruction: sm_90:wgmma.f32.e4m3.e4m3")
    ],
    options: [
      .flag("--values", "also every code with its fields, as hexadecimal float and in exact decimal; formats of up to 16 bits"),
      .flag("--json", "the same as JSON"),
    ] + LayoutDescription.options,
    examples: [
      Example("\(Tool.name) describe e4m3fn", "the OCP format that others call float8_e4m3fn"),
      Example("\(Tool.name) describe e2m1fn --values", "with its 16 values"),
      Example("\(Tool.name) describe nvfp4", "a block format"),
      Example("\(Tool.name) describe even", "a scale rule, with a table of what it does"),
      Example("\(Tool.name) describe sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", "an instruction"),
    ],
    run: DescribeCommand.run)
}

/// Prints the pages of one name.
enum DescribeCommand {
  /// The widest code whose values are listed.
  private static let widestList = 16

  static func run(_ invocation: Invocation) throws -> ExitCode {
    if let code = try InstructionDescription.run(invocation) { return code }
    if let code = try BlockDescription.run(invocation) { return code }
    if let code = try LayoutDescription.run(invocation) { return code }
    if NamedFormat(invocation.word("NAME")) == nil { throw BlockDescription.unknown(invocation) }
    let facts = FormatFacts(try invocation.format("NAME")!)
    let wantsValues = invocation.flag("--values")
    if wantsValues, facts.descriptor.codeBits > widestList {
      throw invocation.usage(
        "--values lists formats of up to \(widestList) bits; \(facts.format.name) has \(facts.descriptor.codeBits)")
    }
    if invocation.flag("--json") {
      invocation.console.print(json(facts, wantsValues).text)
    } else {
      printPage(facts, invocation.console)
      if wantsValues { printValues(facts, invocation.console) }
    }
    return .success
  }

  /// The conversions of every profile, from Float and, where it differs, from Double.
  private static func profiles(_ format: FormatDescriptor) -> [(name: String, profile: Profile, differences: [String])] {
    Profile.catalogue.flatMap { profile in
      let single = profile.conversion(to: format)
      let double = profile.conversion(to: format, from: Binary64.descriptor)
      var rows = [(profile.qualifiedName, profile, single.differences(from: format.defaultConversion))]
      if double != single {
        rows.append((profile.qualifiedName + " from f64", profile, double.differences(from: format.defaultConversion)))
      }
      return rows
    }
  }

  // MARK: Text

  private static func printPage(_ facts: FormatFacts, _ console: Console) {
    let format = facts.descriptor
    console.print("\(facts.format.name): \(facts.kind)\n\n  \(facts.diagram)\n")
    console.print("  s sign, e exponent, m significand, i two's complement or magnitude, - ignored, 0 zero; top bit first\n")
    Page.section("Parameters", parameters(format), console)
    Page.section("Special codes", facts.specials.map { [$0.name, $0.codes] }, console)
    Page.section(
      "Limits",
      facts.landmarks.map { mark in
        [
          mark.name, NumberText.hex(mark.word, digits: format.wordDigits), NumberText.hexFloat(mark.value),
          NumberText.rounded(mark.value, digits: 120),
        ]
      }, console)
    let names = facts.format.id?.names.all ?? []
    Page.section("Names elsewhere", names.isEmpty ? [["none", ""]] : names.map { [$0.ecosystem, $0.name] }, console)
    Page.section("Default policies", PolicyAxis.allCases.map { [$0.name, format.defaultConversion[$0]] }, console)
    Page.section(
      "Profiles: what differs from the default",
      profiles(format).map { row in
        let narrows = row.profile.narrowsFirst.map { "wider operands are rounded to \($0.name) first" }
        let all = row.differences + [narrows].compactMap { $0 }
        return [row.name, row.profile.evidence.name, all.isEmpty ? "nothing" : all.joined(separator: " ")]
      }, console)
    evidence(facts).print(console)
  }

  private static func evidence(_ facts: FormatFacts) -> EvidencePage {
    EvidencePage(name: facts.format.name) { $0.rows(of: facts.format) }
  }

  private static func parameters(_ format: FormatDescriptor) -> [[String]] {
    var rows = [
      ["sign", format.sign.rawValue], ["exponent bits", "\(format.exponentBits)"], ["significand bits", "\(format.significandBits)"],
      ["bias", "\(format.bias)"], ["subnormals", format.hasSubnormals ? "yes" : "no, and no zero"],
      ["NaN codes at the top", "\(format.highNaNCount)"], ["infinity", format.hasInfinity ? "yes" : "no"],
      ["negative zero", format.hasNegativeZero ? "yes" : "no"],
    ]
    if format.sign == .twosComplement { rows.append(["symmetric", format.isSymmetric ? "yes" : "no"]) }
    rows.append(["stored word", "\(format.wordBits) bits" + (format.paddingBits > 0 ? ", the low \(format.paddingBits) padding" : "")])
    return rows
  }

  private static func printValues(_ facts: FormatFacts, _ console: Console) {
    console.print("Values")
    let digits = facts.descriptor.wordDigits
    let width = facts.binary(0).count
    for code in 0...facts.descriptor.codeMask where console.output.isOpen {
      let value = facts.descriptor.unpack(facts.word(code))
      let hexFloat = NumberText.hexFloat(value)
      let space = String(repeating: " ", count: max(1, 14 - hexFloat.count))
      console.print(
        "  \(NumberText.hex(facts.word(code), digits: digits))  \(String(repeating: " ", count: width - facts.binary(code).count))"
          + "\(facts.binary(code))  \(hexFloat)\(space)\(NumberText.decimal(value))")
    }
  }

  // MARK: JSON

  private static func json(_ facts: FormatFacts, _ wantsValues: Bool) -> JSON {
    var members = FormatJSON.members(facts)
    members["specialCodes"] = .object(Dictionary(uniqueKeysWithValues: facts.specials.map { ($0.name, JSON.string($0.codes)) }))
    members["defaultPolicies"] = FormatJSON.policies(facts.descriptor.defaultConversion)
    members["profiles"] = .object(
      Dictionary(
        uniqueKeysWithValues: profiles(facts.descriptor).map { row in
          let narrows = row.profile.narrowsFirst.map { JSON.string($0.name) } ?? .null
          return (
            row.name,
            .object([
              "differences": .strings(row.differences), "evidence": .string(row.profile.evidence.name), "narrowsFirst": narrows,
            ])
          )
        }))
    members["evidence"] = evidence(facts).json
    if wantsValues {
      members["values"] = .array(
        (0...facts.descriptor.codeMask).map { code in
          .object([
            "code": .string(facts.hex(code)), "fields": .string(facts.binary(code)),
            "hexFloat": .string(NumberText.hexFloat(facts.descriptor.unpack(facts.word(code)))),
            "decimal": .string(NumberText.decimal(facts.descriptor.unpack(facts.word(code)))),
          ])
        })
    }
    return .object(members)
  }
}
