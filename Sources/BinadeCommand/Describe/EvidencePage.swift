internal import Binade
internal import BinadeEvidenceData
internal import BinadeVectorData
internal import BinadeVectors
internal import Foundation

/// How what `binade describe` says is known: the rows of Spec/evidence that speak of one thing.
struct EvidencePage {
  private let rows: [EvidenceRow]
  private let name: String
  private let problem: String?

  /// The rows of something.
  ///
  /// - Parameters:
  ///   - name: what stands for the star in the names of vector files.
  ///   - choose: the rows, from the table.
  init(name: String, _ choose: (EvidenceTable) -> [EvidenceRow]) {
    self.name = name
    do {
      rows = choose(try EvidenceTable(folder: EvidenceData.root))
      problem = nil
    } catch {
      rows = []
      problem = error.description
    }
  }

  /// A section of the page.
  func print(_ console: Console) {
    if let problem { return Page.section("Evidence", [["not found: \(problem)"]], console) }
    let texts = rows.map { row in [row.status, row.operation ?? "", text(row)] }
    Page.section("Evidence", texts.isEmpty ? [["none", "", ""]] : texts, console)
  }

  /// Sentences: the claim, its choices unless they are many, who says so, where it is written down, what repeats it.
  private func text(_ row: EvidenceRow) -> String {
    var parts = [row.claim]
    let policies = (row.policies ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.joined(separator: "|"))" }
    if (1...4).contains(policies.count) { parts.append("With " + policies.joined(separator: " ")) }
    parts.append("Witness: \(row.witness)" + (row.inputs == "—" ? "" : "; \(row.inputs)"))
    let files = vectors(row)
    if !files.isEmpty { parts.append("Vectors: \(files.joined(separator: ", "))") }
    parts.append(row.checks.isEmpty ? "Nothing here repeats it" : "Repeat: \(row.checks.joined(separator: ", "))")
    if let note = row.note { parts.append(note.prefix(1).uppercased() + note.dropFirst()) }
    return parts.map { $0.hasSuffix(".") ? $0 : $0 + "." }.joined(separator: " ")
  }

  /// The row's files. Not every name has one of each kind.
  private func vectors(_ row: EvidenceRow) -> [String] {
    zip(row.vectors, row.vectors(of: name)).filter { pattern, path in
      pattern == path || FileManager.default.fileExists(atPath: VectorData.url(path).path)
    }.map { $0.1 }
  }

  /// The same as JSON; `null` if the evidence was not found.
  var json: JSON {
    if problem != nil { return .null }
    return .array(
      rows.map { row in
        .object([
          "claim": .string(row.claim), "status": .string(row.status), "operation": row.operation.map { .string($0) } ?? .null,
          "policies": .object((row.policies ?? [:]).mapValues { .strings($0) }), "witness": .string(row.witness),
          "inputs": .string(row.inputs), "vectors": .strings(vectors(row)), "checks": .strings(row.checks),
          "note": row.note.map { .string($0) } ?? .null,
        ])
      })
  }
}

extension BlockFacts {
  /// The rows of a named block format.
  var evidence: EvidencePage? { format.id.map { id in EvidencePage(name: id.name) { $0.rows(of: id) } } }
}

extension RuleFacts {
  /// The rows that name the rule.
  var evidence: EvidencePage { EvidencePage(name: "*") { $0.rows(of: rule) } }
}
