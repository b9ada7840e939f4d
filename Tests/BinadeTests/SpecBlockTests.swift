import Binade
import Foundation
import Testing

/// The tables of the Spec that speak of blocks are the registry in words, and its tables of results are what the code gives.
@Suite struct SpecBlockTests {
  // MARK: Tables of the registry

  /// [blocks-3].
  @Test func formats() throws {
    let rows = try SpecFolder.table(after: "blocks-3", in: "Spec/blocks.md")
    let expected = try BlockRegistry.formats.map { row in
      let zero =
        switch row.zeroPoint.kind {
        case "fixed": "fixed \(row.zeroPoint.code ?? 0)"
        case "none": "none"
        default: "\(row.zeroPoint.kind) `\(row.zeroPoint.format ?? "")`"
        }
      return ["`\(row.name)`", "`\(row.element)`", "`\(row.scale)`", "\(row.rows)×\(row.columns)", row.tensorScale ? "yes" : "no", zero]
    }
    #expect(rows == expected)
  }

  /// [scale-rules-6] to [scale-rules-12]: every rule stands in the table of its clause, cell by cell.
  @Test(arguments: 6...12) func rules(_ clause: Int) throws {
    let id = "scale-rules-\(clause)"
    let rules = try BlockRegistry.rules.filter { $0.clause == id }
    #expect(!rules.isEmpty)
    var written: [String: [String: String]] = [:]
    for row in try SpecFolder.tables(after: id, in: "Spec/scale-rules.md") {
      guard let name = row["rule"]?.firstMatch(of: /`([^`]+)`/) else { continue }
      written[String(name.1)] = row
    }
    #expect(Set(written.keys) == Set(rules.map(\.name)))
    for rule in rules {
      func code(_ text: String?) -> String? { text.map { "`\($0)`" } }
      var cells = ["rule": "`\(rule.name)`", "who": rule.who, "known": rule.evidence, "elements": "`\(rule.elements)`"]
      cells["rule"]! += rule.aliases.map { ", also called `\($0)`" }.joined()
      let step = rule.block.base ?? rule.block
      cells["scale"] =
        step.position.map { "binade of `\(step.formula ?? "")`, `\($0)`" } ?? "`\(step.formula ?? "")`"
        + (step.rounding == "up" ? ", rounding up" : "")
      if let measure = rule.block.measure {
        cells["error"] = "\(measure.isSquared ? "squares" : "magnitudes") of `\(measure.value)` − `\(measure.target)`"
        cells["factors"] = rule.block.factors?.map { $0 == $0.rounded() ? String(Int($0)) : String($0) }.joined(separator: ", ")
      }
      if written[rule.name]?["S"] != nil {
        cells["S"] = code(rule.tensor?.encode) ?? ""
        cells["T"] = code(rule.tensor?.scale) ?? ""
      } else {
        #expect(rule.tensor == nil, "\(rule.name)")
      }
      if written[rule.name]?["zero point"] != nil {
        cells["zero point"] = code(rule.zeroPoint) ?? ""
      } else {
        #expect(rule.zeroPoint == nil, "\(rule.name)")
      }
      #expect(written[rule.name] == cells, "\(rule.name)")
    }
  }

  /// [scale-rules-3]: every position has its row.
  @Test func positions() throws {
    let names = try SpecFolder.table(after: "scale-rules-3", in: "Spec/scale-rules.md").flatMap { row in
      row[0].matches(of: /`([^`]+)`/).map { String($0.1) }
    }
    #expect(Set(names) == Set(ScaleRule.Position.allCases.map(\.rawValue)) && Set(names).count == names.count)
  }

  /// [arithmetic-2]: every letter has its row; the operations are named in [arithmetic-1].
  @Test func letters() throws {
    let rows = try SpecFolder.table(after: "arithmetic-2", in: "Spec/arithmetic.md")
    let letters = rows.flatMap { row in row[0].matches(of: /`([^`]+)`/).map { String($0.1) } }
    #expect(Set(letters) == Set(Formula.Variable.allCases.map(\.rawValue)) && Set(letters).count == letters.count)
    let text = String(decoding: try SpecFolder.data("Spec/arithmetic.md"), as: UTF8.self)
    for operation in Formula.Unary.allCases { #expect(text.contains("`\(operation.rawValue)"), "\(operation.rawValue)") }
    for operation in Formula.Binary.allCases where operation.rawValue.count > 1 {
      #expect(text.contains("`\(operation.rawValue)"), "\(operation.rawValue)")
    }
  }

  /// [special-blocks-8].
  @Test func choices() throws {
    let rows = try SpecFolder.table(after: "special-blocks-8", in: "Spec/special-blocks.md")
    let policies = try BlockRegistry.policies
    #expect(rows.map { $0[0] } == policies.map { "`\($0.parameter)`" })
    for (row, policy) in zip(rows, policies) where !policy.choices.isEmpty {
      #expect(row[1] == policy.choices.map(\.name).joined(separator: ", "), "\(policy.axis)")
      #expect(row[2] == policy.default, "\(policy.axis)")
    }
    #expect(rows.map { $0[3] } == policies.map { "[\($0.clause)]" })
  }

  /// The table of [profiles-4] is the registry in words.
  @Test func profiles() throws {
    struct Axis: Decodable { let axis, parameter: String }
    let scalar = try JSONDecoder().decode([Axis].self, from: SpecFolder.data("Spec/registry/policies.json"))
    var parameters = Dictionary(uniqueKeysWithValues: scalar.map { ($0.axis, $0.parameter) })
    for policy in try BlockRegistry.policies { parameters[policy.axis] = policy.parameter }
    var name = ""
    let written = try SpecFolder.table(after: "profiles-4", in: "Spec/profiles.md").map { row in
      if let first = row[0].firstMatch(of: /`(.+)`/) { name = String(first.1) }
      return ([name] + row[1...3] + [row[4].split(separator: ", ").sorted().joined(separator: ", ")]).joined(separator: " | ")
    }
    let registered = try BlockRegistry.profiles.flatMap { profile in
      profile.blocks.map { row in
        let differences = row.differences.map { "`\(parameters[$0.key] ?? "?")` \($0.value)" }.sorted().joined(separator: ", ")
        return [
          profile.qualifiedName, row.formats.map { "`\($0)`" }.joined(separator: " "), row.source.map { "`\($0)`" } ?? "any",
          "`\(row.rule)`",
          differences.isEmpty ? "nothing" : differences,
        ].joined(separator: " | ")
      }
    }
    #expect(written == registered)
  }

  // MARK: Tables of results

  /// [scale-rules-4]: how many floats beside each power of two have its logarithm.
  @Test func logarithms() throws {
    let tables = try SpecFolder.tables(after: "scale-rules-4", in: "Spec/scale-rules.md")
    #expect(tables.count == 2)
    // With a largest element of 1 the scale byte is the whole number plus 127.
    let format = BlockFormatID.mxint2Symmetric.descriptor
    func byte(_ rule: ScaleRule, _ word: UInt32) -> UInt32 {
      var codes: [UInt8] = [0]
      var span = codes.mutableSpan
      return BlockEncoder(format: format, conversion: BlockConversion(rule: rule)).encode([word].span, codes: &span).scale
    }
    for table in tables {
      let isBelow = table["k"] == "read as k from below"
      let rule = isBelow ? ScaleRule.ocpFloorLog2 : .ceilLog2
      for (head, cell) in table where head != "k" {
        let ends = try head.replacing("−", with: "-").matches(of: /-?[0-9]+/).map { try #require(Int($0.0)) }
        let count = try #require(UInt32(cell))
        for k in try #require(ends.first)...(try #require(ends.last)) {
          let power = UInt32(k + 127) << 23
          let expected = UInt32(k + 127)
          #expect(byte(rule, power) == expected)
          if count > 0 { #expect(byte(rule, isBelow ? power - count : power + count) == expected, "\(k)") }
          // Above 2^127 there is no scale to go to.
          if isBelow || k < 127 { #expect(byte(rule, isBelow ? power - count - 1 : power + count + 1) != expected, "\(k)") }
        }
      }
    }
  }

  /// The lanes of [special-blocks-9], the others being +0.
  static let lanes: [(name: String, words: [UInt32])] = [
    ("all zero", [0, 0x8000_0000, 0, 0]),
    ("below 2^−126", [0x0008_0000, 0x8008_0000, 0, 0x8000_0000]),
    ("∞", [0x7F80_0000, 0x3F80_0000, 0xBF80_0000, 0x8000_0000]),
    ("NaN", [0x7FC0_0000, 0x3F80_0000, 0xBF80_0000, 0x8000_0000]),
  ]

  /// [special-blocks-9], row by row; every profile with MXFP4 has a row.
  @Test func mxfp4() throws {
    var seen: [String] = []
    for row in try SpecFolder.tables(after: "special-blocks-9", in: "Spec/special-blocks.md") {
      let cell = try #require(row["profile"])
      let format: BlockFormatID = cell.contains("as `ggml-mxfp4`") ? .ggmlMXFP4 : .mxfp4
      for name in cell.split(separator: ", as")[0].matches(of: /`([^`]+)`/).map({ String($0.1) }) {
        seen.append(name)
        for lanes in Self.lanes { #expect(try Self.result(name, format, lanes.words).block == row[lanes.name], "\(name) \(lanes.name)") }
      }
    }
    let having = Profile.catalogue.filter { !$0.blockFormats.filter { $0 == .mxfp4 || $0 == .ggmlMXFP4 }.isEmpty }
    #expect(seen.sorted() == having.map(\.name).sorted())
  }

  /// [special-blocks-10], row by row; every profile with NVFP4 has a row.
  @Test func nvfp4() throws {
    var seen: [String] = []
    for row in try SpecFolder.tables(after: "special-blocks-10", in: "Spec/special-blocks.md") {
      for name in try #require(row["profile"]).matches(of: /`([^`]+)`/).map({ String($0.1) }) {
        seen.append(name)
        for lanes in Self.lanes {
          let found = try Self.result(name, .nvfp4, lanes.words, beside: [0x40C0_0000, 0x3F80_0000])
          #expect(found.block == row[lanes.name], "\(name) \(lanes.name)")
        }
        let zeros = try Self.result(name, .nvfp4, [0])
        #expect(zeros.block + ", " + Self.hex(zeros.tensorScale, 8) == row["tensor of zeros"], "\(name)")
      }
    }
    #expect(seen.sorted() == Profile.catalogue.filter { $0.blockFormats.contains(.nvfp4) }.map(\.name).sorted())
  }

  /// The scale byte and the codes of the first lanes, as a profile has them; and the tensor scale.
  private static func result(
    _ profile: String, _ format: BlockFormatID, _ lanes: [UInt32], beside: [UInt32] = []
  ) throws -> (block: String, tensorScale: UInt32) {
    let conversion = try #require(Profile.named(profile)?.blockConversion(for: format), "\(profile)")
    let encoder = BlockEncoder(format: format.descriptor, conversion: conversion)
    let words = lanes + [UInt32](repeating: 0, count: format.extent.columns - lanes.count)
    let tensor = encoder.tensorScale(maximum: (words + beside).reduce(0) { encoder.maximum($0, $1) })
    var codes = [UInt8](repeating: 0, count: words.count)
    var span = codes.mutableSpan
    let header = encoder.encode(words.span, tensor: tensor, codes: &span)
    let shown = codes.prefix(lanes.count).map { hex(UInt32($0), 1) }.joined(separator: " ")
    return (hex(header.scale, 2) + ": " + shown, tensor.scale)
  }

  private static func hex(_ word: UInt32, _ digits: Int) -> String {
    let text = String(word, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension SpecFolder {
  /// The rows of all tables of a clause, each as its cells by the heads of their columns.
  static func tables(after clause: String, in path: String) throws -> [[String: String]] {
    let lines = String(decoding: try data(path), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let behind = lines.drop { !$0.hasPrefix("**[\(clause)]**") }.dropFirst().prefix { !$0.hasPrefix("**[") }
    func cells(_ line: Substring) -> [String] {
      line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return behind.split { !$0.hasPrefix("|") }.flatMap { table in
      let heads = cells(table.first!)
      return table.dropFirst(2).map { Dictionary(uniqueKeysWithValues: zip(heads, cells($0))) }
    }
  }
}
