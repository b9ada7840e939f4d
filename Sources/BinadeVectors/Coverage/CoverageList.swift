/// The list of all bins, as data: `coverage.json`. Spec [coverage-4].
public enum CoverageList {
  /// The schema's file name.
  static let schemaName = "coverage.schema.json"

  /// Suites to which bins do not apply, for one reason. Many bins share one.
  private struct Exception: Hashable {
    let reason: String
    let suites: [String]
  }

  /// The file's JSON, one bin after the other, and the suites to which they do not apply, by reason.
  public static func json() -> [UInt8] {
    var suites: [CoverageKind: [CoverageTally]] = [:]
    for suite in GoldenSuite.all {
      if let kind = CoverageKind(suite), let tally = CoverageTally(suite) { suites[kind, default: []].append(tally) }
    }
    var exceptions: [Exception] = []
    var numbers: [Exception: Int] = [:]
    var bins: [String] = []
    for kind in CoverageKind.allCases {
      let tallies = suites[kind] ?? []
      let results = tallies.map { $0.results }
      for index in results.first?.indices ?? 0..<0 {
        var ids: [String] = []
        for exception in Self.exceptions(index, tallies, results) {
          let number = numbers[exception] ?? exceptions.count + 1
          if number > exceptions.count { exceptions.append(exception) }
          numbers[exception] = number
          ids.append("\(number)")
        }
        bins.append(entry(kind, results[0][index], ids))
      }
    }
    let list = exceptions.enumerated().map {
      "    {\"id\": \($0.offset + 1), \"reason\": \"\($0.element.reason)\", \"suites\": [\(VectorFile.quoted($0.element.suites))]}"
    }
    var text = "{\n  \"schema\": \"\(schemaName)\",\n  \"spec\": [\"coverage-4\", \"coverage-5\", \"coverage-6\", \"coverage-7\"],\n"
    text += "  \"bins\": [\n" + bins.joined(separator: ",\n") + "\n  ],\n"
    text += "  \"exceptions\": [\n" + list.joined(separator: ",\n") + "\n  ]\n}\n"
    return Array(text.utf8)
  }

  private static func entry(_ kind: CoverageKind, _ bin: CoverageResult, _ exceptions: [String]) -> String {
    var text = "    {\"kind\": \"\(kind.rawValue)\", \"id\": \"\(bin.id)\", \"description\": \"\(bin.description)\""
    if !bin.parts.isEmpty { text += ", \"parts\": \"\(bin.parts)\"" }
    if let need = bin.need { text += ", \"needs\": \"\(need.rawValue)\"" }
    return text + (exceptions.isEmpty ? "}" : ", \"doesNotApply\": [\(exceptions.joined(separator: ", "))]}")
  }

  /// The suites to which a bin does not apply, by reason, in the order in which the reasons first appear.
  private static func exceptions(_ index: Int, _ tallies: [CoverageTally], _ results: [[CoverageResult]]) -> [Exception] {
    var reasons: [String] = []
    var absent: [String: [String]] = [:]
    for (tally, result) in zip(tallies, results) where result[index].hits.isEmpty {
      guard let reason = result[index].absence else { continue }
      if absent[reason] == nil { reasons.append(reason) }
      absent[reason, default: []].append(tally.suite.name)
    }
    return reasons.map { Exception(reason: $0, suites: absent[$0] ?? []) }
  }
}
