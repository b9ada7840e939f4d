import Binade
import Foundation
import Testing

/// The registry of the Spec says what the code says: formats, policies, profiles; and the evidence speaks of things that exist.
@Suite struct RegistryTests {
  // MARK: Formats

  @Test func order() throws {
    #expect(try Registry.formats.map(\.name) == ScalarFormatID.allCases.map(\.name))
  }

  /// The ten parameters, the widths, the type's name.
  @Test(arguments: ScalarFormatID.allCases) func parameters(_ id: ScalarFormatID) throws {
    let row = try Registry.format(id)
    let format = id.descriptor
    let parameters = row.descriptor
    #expect(parameters.sign == format.sign.rawValue)
    #expect(parameters.exponentBits == format.exponentBits)
    #expect(parameters.significandBits == format.significandBits)
    #expect(parameters.bias == format.bias)
    #expect(parameters.hasSubnormals == format.hasSubnormals)
    #expect(parameters.highNaNCount == format.highNaNCount)
    #expect(parameters.hasInfinity == format.hasInfinity)
    #expect(parameters.hasNegativeZero == format.hasNegativeZero)
    #expect(parameters.isSymmetric == format.isSymmetric)
    #expect(parameters.paddingBits == format.paddingBits)
    #expect(row.codeBits == format.codeBits)
    #expect(row.wordBits == format.wordBits)
    var visitor = TypeNameVisitor()
    let type = id.open(&visitor)
    #expect(row.swiftType == type.name)
    #expect(row.wordBits == type.wordBits)
    let validated = FormatDescriptor(
      sign: format.sign, exponentBits: parameters.exponentBits, significandBits: parameters.significandBits, bias: parameters.bias,
      hasSubnormals: parameters.hasSubnormals, highNaNCount: parameters.highNaNCount, hasInfinity: parameters.hasInfinity,
      hasNegativeZero: parameters.hasNegativeZero, isSymmetric: parameters.isSymmetric, paddingBits: parameters.paddingBits)
    #expect(validated == format)
  }

  /// The limits, which a script worked out from the parameters alone, are those of the descriptor and what its words decode to.
  @Test(arguments: ScalarFormatID.allCases) func limits(_ id: ScalarFormatID) throws {
    let row = try Registry.format(id)
    let format = id.descriptor
    let padding = UInt64(format.paddingBits)
    #expect(try row.maximumFinite.bits() == format.maximumFiniteMagnitude << padding)
    // What saturation gives on both sides.
    let beyond = [false, true].map { isNegative in
      format.roundPack(Operand(significand: 1, exponent: 2000, isNegative: isNegative), Conversion(negative: .zero)).word
    }
    #expect(try [row.maximumFinite.bits(), row.minimumFinite.bits()] == beyond)
    let first: UInt64 = format.hasSubnormals ? 1 : 0
    #expect(try row.smallestPositive.bits() == first << padding)
    if let normal = row.minimumNormal {
      let code = try normal.bits() >> padding
      #expect(code == (format.hasSubnormals ? 1 << UInt64(format.significandBits) : 0))
      #expect(try normal.value() == pow(2, Double(format.minimumNormalExponent)))
      #expect(!format.unpack(code << padding).isSubnormal)
      if code > 1 { #expect(format.unpack((code - 1) << padding).isSubnormal) }
    } else {
      #expect(format.isFixedPoint)
    }
    for limit in [row.maximumFinite, row.minimumFinite, row.smallestPositive] + [row.minimumNormal].compactMap(\.self) {
      let word = try limit.bits()
      #expect(limit.word.count == format.wordBits / 4)
      #expect(try decoded(word, format) == limit.value(), "\(limit.word)")
      if let decimal = limit.decimal { #expect(try Double(decimal) == limit.value(), "\(decimal)") }
      // The value has this word, and no other.
      let again = Binary64.descriptor.unpack(try limit.value().bitPattern)
      #expect(format.roundPack(again, Conversion()).word == word, "\(limit.word)")
    }
  }

  /// Infinities, NaNs and −0: exactly those words, all of them.
  @Test(arguments: ScalarFormatID.allCases) func specialWords(_ id: ScalarFormatID) throws {
    let row = try Registry.format(id)
    let format = id.descriptor
    let step: UInt64 = 1 << UInt64(format.paddingBits)
    let infinities = try row.infinities.map(Registry.bits)
    #expect(infinities == [0, format.signMask].compactMap { sign in format.infinityMagnitude.map { ($0 | sign) * step } }.uniqued)
    #expect(infinities.map { decoded($0, format) } == [Double.infinity, -.infinity].prefix(infinities.count).map(\.self))
    let nans = try row.nans.map { (low: try Registry.bits($0[0]), high: try Registry.bits($0[1])) }
    #expect(nans.isEmpty == !format.hasNaN)
    for range in nans {
      #expect(decoded(range.low, format).isNaN && decoded(range.high, format).isNaN)
      #expect(!decoded(range.low &- step, format).isNaN)
      #expect(range.high == format.codeMask * step || !decoded(range.high + step, format).isNaN)
    }
    let perSign = UInt64(format.highNaNCount) * (format.sign == .signBit ? 2 : 1)
    #expect(nans.reduce(0) { $0 + ($1.high - $1.low) / step + 1 } == perSign + (format.signBitAloneIsNaN ? 1 : 0))
    if format.wordBits <= 16 {
      for word in 0...format.codeMask {
        #expect(decoded(word, format).isNaN == nans.contains { $0.low <= word && word <= $0.high })
        #expect(decoded(word, format).isInfinite == infinities.contains(word))
      }
    }
    #expect(try row.negativeZero.map(Registry.bits) == (format.hasNegativeZero ? format.signMask * step : nil))
    if let word = try row.negativeZero.map(Registry.bits) { #expect(decoded(word, format).bitPattern == (-0.0).bitPattern) }
  }

  /// The tables of registry/values.md, which the script made as well: every code of every floating-point format of eight bits or fewer.
  @Test func valueTables() throws {
    let sections = String(decoding: try SpecFolder.data("Spec/registry/values.md"), as: UTF8.self).split(separator: "\n## ").dropFirst()
    var seen: Set<String> = []
    for section in sections {
      guard let name = section.firstMatch(of: /(?m)^`([a-z0-9]+)`\./), let id = ScalarFormatID(rawValue: String(name.1)) else { continue }
      seen.insert(id.name)
      let format = id.descriptor
      let rows = section.split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2)
      let cells = rows.flatMap { $0.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).dropFirst() }
      #expect(UInt64(cells.count) == format.magnitudeMask + 1, "\(id.name)")
      for (code, cell) in cells.enumerated() {
        let value = try Self.value(of: cell.trimmingCharacters(in: CharacterSet(charactersIn: " *")))
        let found = decoded(UInt64(code), format)
        #expect(found == value || (found.isNaN && value.isNaN), "\(id.name) \(code)")
        #expect(format.unpack(UInt64(code)).isSubnormal == cell.contains("*"), "\(id.name) \(code)")
        if format.sign == .signBit {
          let mirror = decoded(UInt64(code) | format.signMask, format)
          #expect(mirror == -value || mirror.isNaN && (value.isNaN || code == 0 && !format.hasNegativeZero), "\(id.name) \(code)")
        }
      }
    }
    #expect(seen == Set(ScalarFormatID.allCases.filter { $0.descriptor.codeBits <= 8 && !$0.descriptor.isFixedPoint }.map(\.name)))
  }

  /// `0.375`, `3·2^−12`, `∞` or `NaN`.
  private static func value(of cell: String) throws -> Double {
    if cell == "∞" { return .infinity }
    guard let match = cell.wholeMatch(of: /(?:([0-9]+)·)?2\^(−?)([0-9]+)/) else { return try #require(Double(cell), "\(cell)") }
    let exponent = try #require(Double(match.3))
    return (match.1.flatMap { Double($0) } ?? 1) * pow(2, match.2.isEmpty ? exponent : -exponent)
  }

  /// What others call it.
  @Test(arguments: ScalarFormatID.allCases) func names(_ id: ScalarFormatID) throws {
    let row = try Registry.format(id)
    let ecosystems = ["ocp", "p3109", "ptx", "torch", "ml_dtypes", "safetensors", "dlpack", "cuda", "ggml"]
    #expect(Set(row.names.keys) == Set(ecosystems))
    let known = ecosystems.compactMap { key in row.names[key]?.map { key + " " + $0 } }
    #expect(known == id.names.all.map { $0.ecosystem + " " + $0.name })
    // A P3109 name is a promise that the parameters are the family's.
    if let member = row.names["p3109"]?.flatMap({ NamedFormat($0) }) { #expect(member.descriptor == id.descriptor) }
  }

  // MARK: Policies

  @Test func policies() throws {
    let rows = try Registry.policies
    let clauses = try SpecFolder.clauses
    #expect(rows.map(\.axis) == PolicyAxis.allCases.map(\.name))
    #expect(rows.map(\.parameter) == Mirror(reflecting: Conversion()).children.map { $0.label ?? "" })
    for (row, axis) in zip(rows, PolicyAxis.allCases) {
      #expect(row.choices.map(\.name) == axis.choices, "\(axis)")
      #expect(row.default == Conversion()[axis], "\(axis)")
      #expect(clauses.contains(row.clause), "\(axis)")
      for id in ScalarFormatID.allCases {
        let expected = id.descriptor.isInteger ? row.defaultForIntegers : row.default
        #expect(id.descriptor.defaultConversion[axis] == expected, "\(axis) \(id)")
      }
    }
  }

  // MARK: Profiles

  @Test func profileList() throws {
    let rows = try Registry.profiles
    #expect(rows.map(\.qualifiedName) == Profile.catalogue.map(\.qualifiedName))
    for (row, profile) in zip(rows, Profile.catalogue) {
      #expect(row.name == profile.name)
      #expect(row.version == profile.version)
      #expect(row.summary == profile.summary)
      #expect(row.evidence == profile.evidence.name)
      #expect(row.narrowsFirst == profile.narrowsFirst?.name)
      #expect(Profile.named(row.qualifiedName) == profile)
    }
    // The bare name is the newest version, which comes first.
    for profile in Profile.catalogue {
      #expect(Profile.named(profile.name) == Profile.catalogue.first { $0.name == profile.name })
    }
  }

  /// Every difference from the default, for every target and every source.
  @Test(arguments: Profile.catalogue.map(\.qualifiedName)) func profileRules(_ name: String) throws {
    let row = try #require(try Registry.profiles.first { $0.qualifiedName == name })
    let profile = try #require(Profile.named(name))
    for rule in row.rules {
      #expect(FormatKind(rawValue: rule.formats) != nil || ScalarFormatID(rawValue: rule.formats) != nil, "\(rule.formats)")
    }
    for id in ScalarFormatID.allCases {
      for source in [ScalarFormatID.binary32, .binary64, .binary16, .bfloat16, .e4m3fn] {
        let conversion = profile.conversion(to: id.descriptor, from: source.descriptor)
        let found = conversion.differences(from: id.descriptor.defaultConversion)
        let expected = row.differences(to: id, from: source)
        #expect(Set(found) == Set(expected.map { $0.key + "=" + $0.value }), "\(name): \(source.name) → \(id.name)")
      }
    }
  }

  /// The table of [profiles-2] is the registry in words.
  @Test func profileTable() throws {
    let parameters = try Dictionary(uniqueKeysWithValues: Registry.policies.map { ($0.parameter, $0.axis) })
    var written: [String] = []
    var name = ""
    for cells in try SpecFolder.table(after: "profiles-2", in: "Spec/profiles.md") {
      if let first = cells[0].firstMatch(of: /^`(.+)`/) { name = String(first.1) }
      let narrows = cells[0].firstMatch(of: /narrows to `(.+)`/).map { String($0.1) }
      if let narrows { #expect(try Registry.profiles.first { $0.qualifiedName == name }?.narrowsFirst == narrows) }
      let pairs = cells[2].matches(of: /`([A-Za-z]+)` ([a-z-]+)/).map { (parameters[String($0.1)] ?? "?") + "=" + $0.2 }
      let source = cells[1].firstMatch(of: /from `([a-z0-9]+)`/).map { String($0.1) }
      let targets = cells[1].replacing(/, from .*/, with: "").split(separator: ",")
      for target in targets where !pairs.isEmpty {
        let target = target.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
        written.append("\(name) \(target) \(source ?? "any") \(pairs.sorted())")
      }
    }
    let registered = try Registry.profiles.flatMap { profile in
      profile.rules.map { rule in
        "\(profile.qualifiedName) \(rule.formats) \(rule.source ?? "any") \(rule.differences.map { $0.key + "=" + $0.value }.sorted())"
      }
    }
    #expect(written.sorted() == registered.sorted())
  }

  // MARK: Evidence

  /// The rows name formats, choices, statuses and checks that exist; every format and every choice has a row.
  @Test func evidence() throws {
    let rows = try Registry.evidence
    var formats: [String: Set<String>] = [:]
    var choices: Set<String> = []
    for row in rows {
      #expect(Evidence(rawValue: row.status) != nil, "\(row.claim)")
      for name in row.formats {
        let named = ScalarFormatID.allCases.filter { $0.name == name || FormatKind($0).rawValue == name || name == "all" }
        #expect(!named.isEmpty || name == "p3109", "\(row.claim): \(name)")
        formats[row.operation, default: []].formUnion(named.map(\.name))
      }
      for (name, names) in row.policies ?? [:] {
        let axis = try #require(PolicyAxis(rawValue: name), "\(row.claim): \(name)")
        #expect(Set(names).isSubset(of: axis.choices), "\(row.claim): \(name)")
        choices.formUnion(names.map { name + "=" + $0 })
      }
      #expect((row.sources ?? []).allSatisfy { ScalarFormatID(rawValue: $0) != nil }, "\(row.claim)")
      for check in row.checks where !check.hasPrefix("binade ") {
        let place = check.split(separator: " ")[0]
        let places = place.contains("/") ? ["\(place)"] : ["Tests/\(place)", "Tests/BinadeTests/\(place).swift"]
        #expect(places.contains(where: SpecFolder.exists), "\(row.claim): \(check)")
      }
    }
    let everyFormat = Set(ScalarFormatID.allCases.map(\.name))
    #expect(formats["decode"] == everyFormat)
    #expect(formats["encode"] == everyFormat)
    #expect(formats["flags"] == everyFormat)
    #expect(choices == Set(PolicyAxis.allCases.flatMap { axis in axis.choices.map { axis.name + "=" + $0 } }))
  }

  // MARK: Schemas

  /// Every file is what the schema beside it asks for.
  @Test(arguments: [
    "registry/formats", "registry/policies", "registry/profiles", "registry/blocks", "registry/scale-rules", "registry/block-policies",
    "evidence/scalar", "evidence/blocks",
  ])
  func schemas(_ name: String) throws {
    let schema = try JSONSchema(SpecFolder.data("Spec/\(name).schema.json"))
    let problems = try schema.problems(in: SpecFolder.data("Spec/\(name).json"))
    #expect(problems.isEmpty, "\(problems.prefix(10).joined(separator: "; "))")
  }

  private func decoded(_ word: UInt64, _ format: FormatDescriptor) -> Double {
    Double(bitPattern: Binary64.descriptor.roundPack(format.unpack(word), .decoding).word)
  }
}

/// The kinds of targets of [profiles-1].
private enum FormatKind: String {
  case floatingPoint = "floating-point"
  case withoutZero = "without-zero"
  case integers
  case fixedPoint = "fixed-point"

  init(_ id: ScalarFormatID) {
    let format = id.descriptor
    self = !format.hasSubnormals ? .withoutZero : !format.isFixedPoint ? .floatingPoint : format.isInteger ? .integers : .fixedPoint
  }
}

/// The type's name, and the width of its word.
private struct TypeNameVisitor: ScalarFormatVisitor {
  func visit<Format: ScalarFormat>(_ format: Format.Type) -> (name: String, wordBits: Int) {
    (String(describing: format), Format.Word.bitWidth)
  }
}

extension Array where Element: Hashable {
  /// Without what came before.
  fileprivate var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

/// The JSON files of the Spec.
private enum Registry {
  struct Format: Decodable {
    let name, swiftType, description: String
    let descriptor: Parameters
    let codeBits, wordBits: Int
    let maximumFinite, minimumFinite, smallestPositive: Limit
    let minimumNormal: Limit?
    let infinities: [String]
    let nans: [[String]]
    let negativeZero: String?
    let names: [String: String?]
    let sources: [String]
  }

  struct Parameters: Decodable {
    let sign: String
    let exponentBits, significandBits, bias, highNaNCount, paddingBits: Int
    let hasSubnormals, hasInfinity, hasNegativeZero, isSymmetric: Bool
  }

  struct Limit: Decodable {
    let word, hexFloat: String
    let decimal: String?

    func bits() throws -> UInt64 { try Registry.bits(word) }
    func value() throws -> Double { try #require(Double(hexFloat)) }
  }

  struct Policy: Decodable {
    struct Choice: Decodable { let name, explanation: String }
    let axis, parameter, clause, concerns, explanation, `default`, defaultForIntegers: String
    let choices: [Choice]
  }

  struct ProfileRow: Decodable {
    struct Rule: Decodable {
      let formats: String
      let source: String?
      let differences: [String: String]
    }
    let name, qualifiedName, summary, evidence, peer, checked: String
    let version, narrowsFirst: String?
    let rules: [Rule]

    /// The differences of the last rule that matches.
    func differences(to target: ScalarFormatID, from source: ScalarFormatID) -> [String: String] {
      let names = [target.name, FormatKind(target).rawValue]
      return rules.last { names.contains($0.formats) && ($0.source ?? source.name) == source.name }?.differences ?? [:]
    }
  }

  struct EvidenceRow: Decodable {
    let claim, operation, status, witness, inputs: String
    let formats, checks: [String]
    let policies: [String: [String]]?
    let sources: [String]?
    let note: String?
  }

  static var formats: [Format] { get throws { try read("registry/formats") } }
  static var policies: [Policy] { get throws { try read("registry/policies") } }
  static var profiles: [ProfileRow] { get throws { try read("registry/profiles") } }
  static var evidence: [EvidenceRow] { get throws { try read("evidence/scalar") } }

  static func format(_ id: ScalarFormatID) throws -> Format { try #require(try formats.first { $0.name == id.name }) }

  static func bits(_ word: String) throws -> UInt64 { try #require(UInt64(word, radix: 16)) }

  private static func read<Row: Decodable>(_ name: String) throws -> [Row] {
    try JSONDecoder().decode([Row].self, from: SpecFolder.data("Spec/\(name).json"))
  }
}
