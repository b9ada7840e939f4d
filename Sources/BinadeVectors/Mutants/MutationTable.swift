/// The score of a set of mutants, and tables of it. Spec [coverage-8].
public struct MutationTable: Sendable {
  /// What became of each mutant in each suite.
  public let reports: [MutantReport]

  /// A table of these.
  public init(_ reports: [MutantReport]) { self.reports = reports }

  /// Mutants that a test notices.
  public var killed: Int { reports.count { if case .killed = $0.verdict { true } else { false } } }
  /// Mutants that nothing can notice.
  public var equal: Int { reports.count { if case .equal = $0.verdict { true } else { false } } }
  /// Mutants that no test notices, or that one does though a reason denies it.
  public var failures: [MutantReport] {
    reports.filter {
      switch $0.verdict {
      case .survived, .contradicted: true
      case .killed, .equal, .planned: false
      }
    }
  }

  /// One mutant over all suites.
  public struct Row: Sendable {
    public var kind: MutantClass
    public var mutant: String
    /// Suites in which it was planted, in which it was noticed, and in which nothing can.
    public var planted = 0
    public var killed = 0
    public var equal = 0
    /// The first suite and test that noticed it.
    public var first: (suite: String, test: Int)?
  }

  /// One row for each mutant, in the order of the classes.
  public var rows: [Row] {
    var rows: [Row] = []
    var places: [String: Int] = [:]
    for report in reports {
      let key = report.kind.rawValue + ":" + report.mutant
      let place = places[key] ?? rows.count
      if place == rows.count {
        places[key] = place
        rows.append(Row(kind: report.kind, mutant: report.mutant))
      }
      rows[place].planted += 1
      switch report.verdict {
      case .killed(let test):
        rows[place].killed += 1
        if rows[place].first == nil { rows[place].first = (report.suite, test) }
      case .equal: rows[place].equal += 1
      case .survived, .contradicted, .planned: break
      }
    }
    return MutantClass.allCases.flatMap { kind in rows.filter { $0.kind == kind } }
  }

  /// The page that ships: one line a class, the bugs by name, and the reasons. Mutants that were only planned count as killed: the page
  /// says what is claimed, and the tests whether it is so.
  public var markdown: String {
    var text = """
      # Mutation score

      Wrong implementations, planted in each suite one at a time, and how many of them the golden vectors notice ([coverage-8]). \
      Written by `binade mutate all --markdown`; without the option the command also says which suite and test notices each mutant first.

      | class | what is planted | suites | mutants | killed | equal |
      | --- | --- | ---: | ---: | ---: | ---: |

      """
    for kind in MutantClass.allCases { text += line(kind, reports.filter { $0.kind == kind }) }
    text += line(nil, reports)
    text += "\nA mutant counts once for each suite in which it is planted. Equal ones are those that no operand can tell from the right\n"
    text += "implementation; they are not in the score.\n\n## Bugs\n\n| bug | suites | equal |\n| --- | ---: | ---: |\n"
    let bugs: Set<MutantClass> = [.scalarBug, .blockBug, .decodeBug, .dotBug, .layoutBug]
    for row in rows where bugs.contains(row.kind) { text += "| \(row.kind.rawValue): \(row.mutant) | \(row.planted) | \(row.equal) |\n" }
    text += "\n## Why some are equal\n\n| class | reason | mutants |\n| --- | --- | ---: |\n"
    for entry in reasons { text += "| \(entry.kind.rawValue) | \(entry.reason) | \(entry.count) |\n" }
    return text
  }

  private func line(_ kind: MutantClass?, _ reports: [MutantReport]) -> String {
    let equal = reports.count { if case .equal = $0.verdict { true } else { false } }
    let failed = MutationTable(reports).failures.count
    let cells = [
      kind?.rawValue ?? "**all**", kind?.description ?? "", "\(Set(reports.map { $0.suite }).count)", "\(reports.count)",
      "\(reports.count - equal - failed)", "\(equal)",
    ]
    return "| " + cells.joined(separator: " | ") + " |\n"
  }

  /// Why mutants are equal, and how many for that reason.
  public var reasons: [(kind: MutantClass, reason: String, count: Int)] {
    var list: [(kind: MutantClass, reason: String, count: Int)] = []
    for kind in MutantClass.allCases {
      var counts: [String: Int] = [:]
      for report in reports where report.kind == kind {
        if case .equal(let reason) = report.verdict { counts[reason, default: 0] += 1 }
      }
      for reason in counts.keys.sorted() { list.append((kind, reason, counts[reason] ?? 0)) }
    }
    return list
  }
}
