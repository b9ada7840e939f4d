import Binade
import BinadeTensorCore
import Foundation
import Testing

/// The evidence speaks of instructions and clauses that exist, and of every instruction.
@Suite struct EvidenceTests {
  struct Row: Decodable {
    let claim: String
    let instructions, clauses: [String]
    let status: String
    let checks: [String]
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardizedFileURL

  static let rows: [Row] = {
    let data = try! Data(contentsOf: root.appendingPathComponent("Spec/evidence/tensor-core.json"))
    return try! JSONDecoder().decode([Row].self, from: data)
  }()

  /// Whether a name, without its shape, begins as the pattern says; a star stands for any words.
  static func matches(_ full: String, _ pattern: String) -> Bool {
    if pattern == "all" { return true }
    let words = full.split(separator: ".").filter { word in
      let letters = word.filter { !$0.isNumber }
      return letters != "mnk" && letters != "xx"
    }
    let name = words.joined(separator: ".")
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard name.hasPrefix(parts[0]) else { return false }
    var rest = name.dropFirst(parts[0].count)
    for part in parts.dropFirst() where !part.isEmpty {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  @Test func patternsMatch() {
    for row in Self.rows {
      for pattern in row.instructions {
        #expect(Instruction.all.contains { Self.matches($0.name, pattern) }, "\(pattern) of '\(row.claim)' names no instruction")
      }
    }
  }

  /// Every instruction has a row beside those that speak of all, and what the code says of it is no better than the best of them.
  @Test func everyInstructionIsCovered() {
    let order = ["inferred", "documented", "cross-checked", "measured"]
    for instruction in Instruction.all {
      let rows = Self.rows.filter { row in row.instructions.contains { $0 != "all" && Self.matches(instruction.name, $0) } }
      #expect(!rows.isEmpty, "no row speaks of \(instruction.name)")
      let best = rows.compactMap { order.firstIndex(of: $0.status) }.max() ?? -1
      #expect(order.firstIndex(of: instruction.evidence.name)! <= best, "\(instruction.name): \(instruction.evidence.name)")
    }
  }

  @Test func clausesExist() throws {
    for clause in Set(Self.rows.flatMap { $0.clauses }) {
      let file = String(clause.split(separator: "-")[0])
      let text = try String(contentsOf: Self.root.appendingPathComponent("Spec/\(file).md"), encoding: .utf8)
      #expect(text.contains("**[\(clause)]**"), "\(clause)")
    }
  }

  @Test func checksExist() {
    for check in Set(Self.rows.flatMap { $0.checks }) where check.hasPrefix("Tests/") {
      #expect(FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(check).path), "\(check)")
    }
  }
}
