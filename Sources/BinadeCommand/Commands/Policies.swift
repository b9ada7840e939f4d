internal import Binade

extension Command {
  /// `binade policies`.
  static let policies = Command(
    name: "policies",
    summary: "List every policy with its choices, the scale rules, the random layouts, and the profiles",
    notes: [
      "The default stands first. Each policy is an option of encode and sweep, block policies of quantize; a profile sets several at once.",
      "'\(Tool.name) describe RULE' has the formulas of a scale rule.",
    ],
    options: [.flag("--json", "the same as JSON")],
    examples: [
      Example("\(Tool.name) policies", "everything that can be chosen"),
      Example("\(Tool.name) describe e4m3fn", "what each profile chooses for one format"),
    ],
    run: PoliciesCommand.run)
}

/// Prints policies, scale rules, random layouts and profiles.
enum PoliciesCommand {
  /// Formats in which profiles differ, one of each kind.
  private static let representatives: [ScalarFormatID] = [.e4m3fn, .e5m2, .e4m3fnuz, .e2m1fn, .e8m0fnu, .ue4m3, .int8, .uint8, .bfloat16]

  static func run(_ invocation: Invocation) -> ExitCode {
    if invocation.flag("--json") {
      invocation.console.print(json.text)
      return .success
    }
    let console = invocation.console
    console.print("Policies (the default first)\n")
    for axis in PolicyAxis.allCases {
      console.print("--\(axis.name): \(axis.meaning)" + (axis.standard == axis.choices[0] ? "" : " (default \(axis.standard))"))
      printPairs(axis.choices.map { ($0, axis.explanation(of: $0)) }, console)
    }
    console.print("Block policies, of quantize (the default first)\n")
    for axis in BlockPolicyAxis.allCases where axis != .scaleRule {
      console.print("--\(axis.name): \(axis.meaning)")
      printPairs(axis.choices.map { ($0, axis.explanation(of: $0)) }, console)
    }
    console.print("Scale rules (--scale-rule): \(BlockPolicyAxis.scaleRule.meaning)\n")
    printPairs(BlockPolicyAxis.scaleRule.choices.map { ($0, BlockPolicyAxis.scaleRule.explanation(of: $0)) }, console)
    console.print("Random layouts (--random-layout)\n")
    printPairs(RandomLayout.allCases.map { ($0.name, $0.explanation) }, console)
    console.print("Profiles (--profile), and how they differ from the default\n")
    for profile in Profile.catalogue {
      let title = "\(profile.qualifiedName): \(profile.summary) [\(profile.evidence.name)]"
      for line in HelpText.wrapped(title, indent: 0) { console.print(line) }
      for (formats, differences) in grouped(profile) {
        console.print("  \(formats.joined(separator: ", ")):")
        for line in HelpText.wrapped(differences, indent: 4) { console.print(line) }
      }
      for (formats, text) in blocks(profile) {
        for line in HelpText.wrapped(formats.joined(separator: ", ") + ":", indent: 2) { console.print(line) }
        for line in HelpText.wrapped(text, indent: 4) { console.print(line) }
      }
      if let narrow = profile.narrowsFirst { console.print("  operands wider than \(narrow.name) are first rounded to it, nearest-even") }
      console.print("")
    }
    return .success
  }

  private static func printPairs(_ pairs: [(String, String)], _ console: Console) {
    let width = pairs.map(\.0.count).max() ?? 0
    for (name, text) in pairs {
      var lines = HelpText.wrapped(text, indent: width + 4)
      lines[0] = "  " + name + String(repeating: " ", count: width - name.count + 2) + lines[0].dropFirst(width + 4)
      for line in lines { console.print(line) }
    }
    console.print("")
  }

  /// Representative formats that a profile treats alike, and how; nothing for those it leaves at the default.
  private static func grouped(_ profile: Profile) -> [(formats: [String], differences: String)] {
    var groups: [(formats: [String], differences: String)] = []
    func add(_ name: String, _ differences: [String]) {
      guard !differences.isEmpty else { return }
      let text = differences.joined(separator: " ")
      if let index = groups.firstIndex(where: { $0.differences == text }) {
        groups[index].formats.append(name)
      } else {
        groups.append(([name], text))
      }
    }
    for id in representatives {
      let format = id.descriptor
      let single = profile.conversion(to: format)
      add(id.name, single.differences(from: format.defaultConversion))
      let double = profile.conversion(to: format, from: Binary64.descriptor)
      if double != single { add("\(id.name) from f64", double.differences(from: format.defaultConversion)) }
    }
    return groups
  }

  /// Block formats that a profile treats alike, and how: the rule, and what else differs from the format's default.
  private static func blocks(_ profile: Profile) -> [(formats: [String], text: String)] {
    var groups: [(formats: [String], text: String)] = []
    for id in BlockFormatID.allCases {
      for row in BlockFacts(NamedBlockFormat(id)).profiles where row.profile == profile {
        let name = id.name + row.name.dropFirst(profile.qualifiedName.count)
        let text = (["scale-rule=\(row.conversion.rule.name)"] + row.differences).joined(separator: " ")
        if let index = groups.firstIndex(where: { $0.text == text }) {
          groups[index].formats.append(name)
        } else {
          groups.append(([name], text))
        }
      }
    }
    return groups
  }

  private static var json: JSON {
    let blockAxes = BlockPolicyAxis.allCases.map { axis in
      JSON.object([
        "name": .string(axis.name), "meaning": .string(axis.meaning),
        "default": axis == .scaleRule ? .null : .string(axis.choices[0]),
        "choices": .array(
          axis.choices.map { .object(["name": .string($0), "meaning": .string(axis.explanation(of: $0))]) }),
      ])
    }
    let blockFacts = BlockFormatID.allCases.map { BlockFacts(NamedBlockFormat($0)) }
    let axes = PolicyAxis.allCases.map { axis in
      JSON.object([
        "name": .string(axis.name), "meaning": .string(axis.meaning), "default": .string(axis.standard),
        "choices": .array(
          axis.choices.map { .object(["name": .string($0), "meaning": .string(axis.explanation(of: $0))]) }),
      ])
    }
    let profiles = Profile.catalogue.map { profile in
      let blocks: [(String, JSON)] = blockFacts.flatMap { facts in
        facts.profiles.filter { $0.profile == profile }.map { row in
          let name = facts.format.name + row.name.dropFirst(profile.qualifiedName.count)
          return (name, .object(["rule": .string(row.conversion.rule.name), "differences": .strings(row.differences)]))
        }
      }
      return JSON.object([
        "blockFormats": .object(Dictionary(uniqueKeysWithValues: blocks)),
        "name": .string(profile.name), "version": profile.version.map { .string($0) } ?? .null,
        "qualifiedName": .string(profile.qualifiedName), "summary": .string(profile.summary),
        "evidence": .string(profile.evidence.name), "narrowsFirst": profile.narrowsFirst.map { .string($0.name) } ?? .null,
        "differences": .object(
          Dictionary(
            uniqueKeysWithValues: FormatCatalogue.all.map { format in
              (format.name, .strings(profile.conversion(to: format.descriptor).differences(from: format.descriptor.defaultConversion)))
            })),
      ])
    }
    let layouts = RandomLayout.allCases.map { layout in
      JSON.object([
        "name": .string(layout.name), "meaning": .string(layout.explanation), "elementsPerWord": .integer(layout.elementsPerWord),
      ])
    }
    return .object([
      "policies": .array(axes), "blockPolicies": .array(blockAxes),
      "scaleRules": .array(ScaleRule.catalogue.map { .object(BlockJSON.rule(RuleFacts($0))) }), "profiles": .array(profiles),
      "randomLayouts": .array(layouts),
    ])
  }
}
