import Binade
import BinadeEvidenceData
import BinadeTensorCore
import BinadeVectorData
import BinadeVectors
import Foundation
import Testing

/// The evidence speaks of things that exist, of every instruction, and says where the expected values are.
@Suite struct EvidenceTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardizedFileURL
  static let table = try! EvidenceTable(folder: EvidenceData.root)
  static let order = ["inferred", "documented", "cross-checked", "measured"]

  @Test func patternsMatch() {
    for row in Self.table.tensorCore {
      for pattern in row.instructions ?? [] {
        #expect(Instruction.all.contains { EvidenceTable.matches($0.name, pattern) }, "\(pattern) of '\(row.claim)' names no instruction")
      }
    }
  }

  /// Every instruction has a row beside those that speak of all, and what the code says of it is no better than the best of them.
  @Test func everyInstructionIsCovered() {
    for instruction in Instruction.all {
      let rows = Self.table.rows(of: instruction).filter { $0.instructions != ["all"] }
      #expect(!rows.isEmpty, "no row speaks of \(instruction.name)")
      let best = rows.compactMap { Self.order.firstIndex(of: $0.status) }.max() ?? -1
      #expect(Self.order.firstIndex(of: instruction.evidence.name)! <= best, "\(instruction.name): \(instruction.evidence.name)")
    }
  }

  /// Of Hopper nothing is called measured that no capture has.
  @Test func measuredMeansCaptured() throws {
    var captured: Set<String> = []
    for name in ["hopper-mma", "hopper-wgmma", "hopper-sparse"] {
      let data = try Data(contentsOf: VectorData.url("captures/\(name).json"))
      let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      let records = try #require(root["instructions"] as? [[String: Any]])
      captured.formUnion(records.compactMap { ($0["name"] as? String).flatMap { Instruction.named($0)?.name } })
    }
    for instruction in Instruction.all where instruction.architecture == .sm90 && instruction.evidence == .measured {
      #expect(captured.contains(instruction.name), "\(instruction.name)")
    }
    #expect(captured.count > 100)
  }

  /// Formats, block formats, rules and layouts are found by their names.
  @Test func everythingNamedIsCovered() {
    for id in ScalarFormatID.allCases { #expect(!Self.table.rows(of: NamedFormat(id)).isEmpty, "\(id.name)") }
    #expect(Self.table.rows(of: NamedFormat("binary8p3se")!).contains { $0.formats?.contains("p3109") ?? false })
    for id in BlockFormatID.allCases { #expect(!Self.table.rows(of: id).isEmpty, "\(id.name)") }
    for rule in ScaleRule.catalogue { #expect(!Self.table.rows(of: rule).isEmpty, "\(rule.name)") }
    for layout in NamedLayout.catalogue { #expect(!Self.table.rows(of: layout).isEmpty, "\(layout.name)") }
    #expect(Self.table.rows(of: NamedFormat(.e4m3fn)).allSatisfy { $0.formats != ["integers"] })
  }

  @Test func clausesExist() throws {
    for clause in Set(Self.table.tensorCore.flatMap { $0.clauses ?? [] }) {
      let file = String(clause.split(separator: "-")[0])
      let text = try String(contentsOf: Self.root.appendingPathComponent("Spec/\(file).md"), encoding: .utf8)
      #expect(text.contains("**[\(clause)]**"), "\(clause)")
    }
  }

  @Test func checksExist() {
    for check in Set(Self.table.all.flatMap { $0.checks }) where check.hasPrefix("Tests/") {
      let script = String(check.split(separator: " ")[0])
      #expect(FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(script).path), "\(check)")
    }
  }

  /// Every file that a row names is there, for every name that has one; what somebody repeated has files.
  @Test func vectorsExist() {
    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: VectorData.url(path).path) }
    let names =
      ScalarFormatID.allCases.map(\.name) + BlockFormatID.allCases.map(\.name) + ["binary8p3se"]
      + DotSuite.all.map { String($0.name.dropLast("_dot".count)) }
    for row in Self.table.all {
      for path in row.vectors {
        let found = path.contains("*") ? names.contains { exists(path.replacingOccurrences(of: "*", with: $0)) } : exists(path)
        #expect(found, "\(path) of '\(row.claim)'")
      }
      let isRepeated = !row.checks.isEmpty && (row.status == "measured" || row.status == "cross-checked")
      #expect(!row.vectors.isEmpty || !isRepeated || row.operation == "scale" || row.operation == "arithmetic", "\(row.claim)")
    }
    for id in ScalarFormatID.allCases {
      for row in Self.table.rows(of: NamedFormat(id)) {
        for path in row.vectors(of: id.name) { #expect(exists(path), "\(path)") }
      }
    }
  }

  /// The page of what is not proven has every inferred claim, in its own words, and nothing that is known better.
  @Test func notProvenIsComplete() throws {
    let page = try String(contentsOf: Self.root.appendingPathComponent("Spec/not-proven.md"), encoding: .utf8)
    for row in Self.table.all where row.status == "inferred" { #expect(page.contains("| \(row.claim) |"), "\(row.claim)") }
    for row in Self.table.all where row.status != "inferred" { #expect(!page.contains("| \(row.claim) |"), "\(row.claim)") }
    for row in Self.table.all where row.status == "measured" && row.checks.isEmpty {
      #expect(page.contains("* \(row.claim)"), "\(row.claim)")
    }
  }

  /// A folder without evidence, and one with something else in its place.
  @Test func badFolders() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("binade-evidence-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("scalar.json").path
    #expect(throws: FileError.missing(path: path)) { try EvidenceTable(folder: folder) }
    try Data("[{}]".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: FileError.badHeader(path: path, reason: "not a list of claims")) { try EvidenceTable(folder: folder) }
  }
}
