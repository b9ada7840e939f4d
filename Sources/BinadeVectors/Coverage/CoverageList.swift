/// The list of all bins, as data: `coverage.json`. Spec [coverage-4].
public enum CoverageList {
  /// The schema's file name.
  static let schemaName = "coverage.schema.json"

  /// The file's JSON, one bin after the other, with the suites to which it does not apply, by reason.
  public static func json() -> [UInt8] {
    var suites: [CoverageKind: [CoverageTally]] = [:]
    for suite in GoldenSuite.all {
      if let kind = CoverageKind(suite), let tally = CoverageTally(suite) { suites[kind, default: []].append(tally) }
    }
    var text = "{\n  \"schema\": \"\(schemaName)\",\n  \"spec\": [\"coverage-4\", \"coverage-5\", \"coverage-6\", \"coverage-7\"],\n"
    text += "  \"bins\": [\n"
    var entries: [String] = []
    for kind in CoverageKind.allCases {
      let tallies = suites[kind] ?? []
      let results = tallies.map { $0.results }
      for index in results.first?.indices ?? 0..<0 { entries.append(entry(kind, index, tallies, results)) }
    }
    text += entries.joined(separator: ",\n")
    return Array((text + "\n  ]\n}\n").utf8)
  }

  private static func entry(_ kind: CoverageKind, _ index: Int, _ tallies: [CoverageTally], _ results: [[CoverageResult]]) -> String {
    let bin = results[0][index]
    var text = "    {\"kind\": \"\(kind.rawValue)\", \"id\": \"\(bin.id)\", \"description\": \"\(bin.description)\""
    if !bin.parts.isEmpty { text += ", \"parts\": \"\(bin.parts)\"" }
    if let need = bin.need { text += ", \"needs\": \"\(need.rawValue)\"" }
    var reasons: [String] = []
    var absent: [String: [String]] = [:]
    for (tally, result) in zip(tallies, results) where result[index].hits.isEmpty {
      guard let reason = result[index].absence else { continue }
      if absent[reason] == nil { reasons.append(reason) }
      absent[reason, default: []].append(tally.suite.name)
    }
    guard !reasons.isEmpty else { return text + "}" }
    let list = reasons.map { "      {\"reason\": \"\($0)\", \"suites\": [\(VectorFile.quoted(absent[$0] ?? []))]}" }
    return text + ", \"doesNotApply\": [\n\(list.joined(separator: ",\n"))\n    ]}"
  }
}
