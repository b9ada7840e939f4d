import Binade
import Foundation
import Testing

/// The registry of block formats, scale rules and their choices says what the code says; the evidence speaks of things that exist.
@Suite struct RegistryBlockTests {
  // MARK: Formats

  @Test func formatOrder() throws {
    #expect(try BlockRegistry.formats.map(\.name) == BlockFormatID.allCases.map(\.name))
  }

  @Test(arguments: BlockFormatID.allCases) func format(_ id: BlockFormatID) throws {
    let row = try #require(try BlockRegistry.formats.first { $0.name == id.name })
    let format = id.descriptor
    #expect(ScalarFormatID(rawValue: row.element)?.descriptor == format.element)
    #expect(ScalarFormatID(rawValue: row.scale)?.descriptor == format.scale)
    #expect(row.rows == format.rows && row.columns == format.columns)
    #expect(row.tensorScale == format.hasTensorScale)
    let zero: BlockDescriptor.ZeroPoint =
      switch row.zeroPoint.kind {
      case "fixed": .fixed(try #require(row.zeroPoint.code))
      case "stored": .stored(try #require(row.zeroPoint.format.flatMap { ScalarFormatID(rawValue: $0) }).descriptor)
      case "minimum": .minimum(try #require(row.zeroPoint.format.flatMap { ScalarFormatID(rawValue: $0) }).descriptor)
      default: .none
      }
    #expect(zero == format.zeroPoint)
    #expect(row.blockBits == format.storedBits(elements: row.rows * row.columns))
    #expect(row.defaultRule == format.defaultConversion.rule.name)
    #expect(NamedBlockFormat(row.name)?.descriptor == format)
  }

  /// The types that the registry names are those formats, and no named format has another.
  @Test func formatTypes() throws {
    let types: [String: BlockDescriptor] = [
      "MXFP8E4M3": MXFP8E4M3.descriptor, "MXFP8E5M2": MXFP8E5M2.descriptor, "MXFP6E2M3": MXFP6E2M3.descriptor,
      "MXFP6E3M2": MXFP6E3M2.descriptor, "MXFP4": MXFP4.descriptor, "MXINT8": MXINT8.descriptor,
      "MXINT8Symmetric": MXINT8Symmetric.descriptor, "MXINT6Symmetric": MXINT6Symmetric.descriptor,
      "MXINT4Symmetric": MXINT4Symmetric.descriptor, "MXINT2Symmetric": MXINT2Symmetric.descriptor, "NVFP4": NVFP4.descriptor,
      "NVINT4": NVINT4.descriptor,
    ]
    let rows = try BlockRegistry.formats
    #expect(Set(rows.compactMap(\.swiftType)) == Set(types.keys))
    for row in rows {
      if let type = row.swiftType { #expect(types[type] == BlockFormatID(rawValue: row.name)?.descriptor, "\(row.name)") }
    }
  }

  // MARK: Rules

  @Test func ruleOrder() throws {
    let rows = try BlockRegistry.rules
    #expect(rows.map(\.name) == ScaleRule.catalogue.map(\.name))
    #expect(rows.flatMap { row in row.aliases.map { $0 + " " + row.name } } == ScaleRule.aliases.map { $0.name + " " + $0.rule })
  }

  @Test(arguments: ScaleRule.catalogue) func rule(_ rule: ScaleRule) throws {
    let row = try #require(try BlockRegistry.rules.first { $0.name == rule.name }, "\(rule.name) has no row")
    #expect(row.summary == rule.summary)
    #expect(row.evidence == Evidence(rawValue: row.evidence)?.name)
    #expect(try SpecFolder.clauses.contains(row.clause))
    #expect(row.tensor?.encode ?? "1" == rule.tensor.encode.description)
    #expect(row.tensor?.scale ?? "1" == rule.tensor.scale.description)
    #expect(row.tensor != nil || rule.tensor == .none)
    #expect(row.zeroPoint == rule.zeroPoint?.description)
    switch rule.elements {
    case .exact: #expect(row.elements == "exact")
    case .formula(let formula): #expect(row.elements == formula.description)
    }
    #expect(row.block == BlockRegistry.Rule.Step(rule.block))
  }

  // MARK: Choices

  @Test func policies() throws {
    let rows = try BlockRegistry.policies
    let clauses = try SpecFolder.clauses
    let conversion = BlockConversion(rule: .ocpFloor)
    #expect(rows.map(\.axis) == BlockPolicyAxis.allCases.map(\.name))
    #expect(rows.map(\.parameter) + ["element"] == Mirror(reflecting: conversion).children.map { $0.label ?? "" })
    for (row, axis) in zip(rows, BlockPolicyAxis.allCases) {
      #expect(clauses.contains(row.clause), "\(axis)")
      if axis == .scaleRule {
        #expect(row.default == nil && row.choices.isEmpty)
        continue
      }
      #expect(row.choices.map(\.name) == axis.choices, "\(axis)")
      #expect(row.default == conversion[axis], "\(axis)")
      for id in BlockFormatID.allCases { #expect(id.descriptor.defaultConversion[axis] == row.default, "\(axis) \(id)") }
    }
  }

  // MARK: Profiles

  /// Every rule, and every difference from the default, for every format and for values of every format that binary32 holds.
  @Test(arguments: Profile.catalogue.map(\.qualifiedName)) func profile(_ name: String) throws {
    let row = try #require(try BlockRegistry.profiles.first { $0.qualifiedName == name })
    let profile = try #require(Profile.named(name))
    #expect(Set(row.blocks.flatMap(\.formats)).isSubset(of: BlockFormatID.allCases.map(\.name)))
    #expect(row.blocks.allSatisfy { block in block.source.map { ScalarFormatID(rawValue: $0) != nil } ?? true })
    for id in BlockFormatID.allCases {
      for source in [ScalarFormatID.binary32, .bfloat16, .binary16, .e5m2] {
        let expected = row.blocks.last { $0.formats.contains(id.name) && ($0.source ?? source.name) == source.name }
        let found = profile.blockConversion(for: id, from: source.descriptor)
        let place = "\(name): \(source.name) → \(id.name)"
        #expect(found?.rule.name == expected?.rule, "\(place)")
        guard let found, let expected else { continue }
        let differences = found.differences(from: id.descriptor.defaultConversion).filter { !$0.hasPrefix("scale-rule=") }
        #expect(Set(differences) == Set(expected.differences.map { $0.key + "=" + $0.value }), "\(place)")
      }
    }
    #expect(
      profile.blockFormats.map(\.name)
        == BlockFormatID.allCases.map(\.name).filter { id in row.blocks.contains { $0.formats.contains(id) } })
  }

  // MARK: Evidence

  /// The rows name things that exist. Every format, rule, choice and layout has a row, and so has every format of every profile.
  @Test func evidence() throws {
    let rows = try BlockRegistry.evidence
    let everyFormat = Set(BlockFormatID.allCases.map(\.name))
    let ruleNames = Set(ScaleRule.catalogue.map(\.name))
    var formats: [String: Set<String>] = [:]
    var claimed: Set<String> = []
    var choices: Set<String> = []
    var rules: [String: [Evidence]] = [:]
    var layouts: [String: [String]] = [:]
    let tests = try SpecFolder.files(in: "Tests", endingIn: ".swift").map(\.name)
    for row in rows {
      let status = try #require(Evidence(rawValue: row.status), "\(row.claim)")
      let named = row.formats == ["all"] ? everyFormat : Set(row.formats)
      #expect(named.isSubset(of: everyFormat), "\(row.claim): \(named.subtracting(everyFormat))")
      formats[row.operation, default: []].formUnion(named)
      for profile in row.profiles ?? [] {
        let known = Profile.named(profile)?.blockFormats.map(\.name) ?? []
        #expect(named.isSubset(of: known), "\(row.claim): \(profile) has no \(named.subtracting(known))")
        claimed.formUnion(named.map { profile + " " + $0 })
      }
      for rule in row.rules ?? [] {
        #expect(ruleNames.contains(rule), "\(row.claim): \(rule)")
        if row.operation != "arithmetic" { rules[rule, default: []].append(status) }
      }
      for (name, names) in row.policies ?? [:] {
        let axis = try #require(BlockPolicyAxis(rawValue: name), "\(row.claim): \(name)")
        #expect(Set(names).isSubset(of: axis.choices), "\(row.claim): \(name)")
        choices.formUnion(names.map { name + "=" + $0 })
      }
      for layout in row.layouts ?? [] { layouts[layout, default: []].append(row.status) }
      for check in row.checks where !check.hasPrefix("binade ") {
        let place = check.split(separator: " ")[0]
        #expect(
          place.contains("/")
            ? SpecFolder.exists(String(place)) : tests.contains { $0.contains("/\(place)/") || $0.hasSuffix("/\(place).swift") },
          "\(row.claim): \(check)")
      }
      if row.status == "cross-checked" { #expect(!row.checks.isEmpty, "\(row.claim): nothing repeats it") }
    }
    #expect(formats["dequantize"] == everyFormat)
    #expect(Set(claimed) == Set(Profile.catalogue.flatMap { profile in profile.blockFormats.map { profile.name + " " + $0.name } }))
    #expect(choices == Set(BlockPolicyAxis.allCases.dropFirst().flatMap { axis in axis.choices.map { axis.name + "=" + $0 } }))
    // A rule is as well known as its best row says, a layout as its only one.
    let strength: [Evidence] = [.inferred, .documented, .crossChecked, .measured]
    for row in try BlockRegistry.rules {
      let best = rules[row.name]?.max { strength.firstIndex(of: $0)! < strength.firstIndex(of: $1)! }
      #expect(best?.name == row.evidence, "\(row.name)")
    }
    for layout in NamedLayout.catalogue { #expect(layouts[layout.name] == [layout.evidence.name], "\(layout.name)") }
  }
}

/// The JSON files that speak of blocks.
enum BlockRegistry {
  struct Format: Decodable {
    struct ZeroPoint: Decodable {
      let kind: String
      let code: Int?
      let format: String?
    }
    let name, description, element, scale, defaultRule: String
    let swiftType: String?
    let rows, columns, blockBits: Int
    let tensorScale: Bool
    let zeroPoint: ZeroPoint
    let sources: [String]
  }

  struct Rule: Decodable {
    struct Tensor: Decodable { let encode, scale: String }
    struct Measure: Decodable, Equatable {
      let value, target: String
      let isSquared: Bool
    }
    final class Step: Decodable, Equatable {
      let kind: String
      let formula, position, rounding: String?
      let base: Step?
      let factors: [Float]?
      let measure: Measure?

      init(_ step: ScaleRule.BlockStep) {
        switch step {
        case .binade(let formula, let position):
          (kind, self.formula, self.position, rounding) = ("binade", formula.description, position.rawValue, nil)
          (base, factors, measure) = (nil, nil, nil)
        case .rounded(let formula, let rounding):
          (kind, self.formula, position, self.rounding) = ("rounded", formula.description, nil, rounding.name)
          (base, factors, measure) = (nil, nil, nil)
        case .search(let base, let factors, let measure):
          (kind, formula, position, rounding) = ("search", nil, nil, nil)
          (self.base, self.factors) = (Step(base), factors)
          self.measure = Measure(value: measure.value.description, target: measure.target.description, isSquared: measure.isSquared)
        }
      }

      static func == (a: Step, b: Step) -> Bool {
        a.kind == b.kind && a.formula == b.formula && a.position == b.position && a.rounding == b.rounding && a.base == b.base
          && a.factors == b.factors && a.measure == b.measure
      }
    }
    let name, summary, clause, who, evidence, elements: String
    let aliases: [String]
    let tensor: Tensor?
    let block: Step
    let zeroPoint: String?
  }

  struct Policy: Decodable {
    struct Choice: Decodable { let name, explanation: String }
    let axis, parameter, clause, concerns, explanation: String
    let `default`: String?
    let choices: [Choice]
  }

  struct ProfileRow: Decodable {
    struct Block: Decodable {
      let formats: [String]
      let source: String?
      let rule: String
      let differences: [String: String]
    }
    let name, qualifiedName: String
    let blocks: [Block]
  }

  struct EvidenceRow: Decodable {
    let claim, operation, status, witness, inputs: String
    let formats, checks: [String]
    let rules, profiles, layouts: [String]?
    let policies: [String: [String]]?
    let note: String?
  }

  static var formats: [Format] { get throws { try read("registry/blocks") } }
  static var rules: [Rule] { get throws { try read("registry/scale-rules") } }
  static var policies: [Policy] { get throws { try read("registry/block-policies") } }
  static var profiles: [ProfileRow] { get throws { try read("registry/profiles") } }
  static var evidence: [EvidenceRow] { get throws { try read("evidence/blocks") } }

  private static func read<Row: Decodable>(_ name: String) throws -> [Row] {
    try JSONDecoder().decode([Row].self, from: SpecFolder.data("Spec/\(name).json"))
  }
}
