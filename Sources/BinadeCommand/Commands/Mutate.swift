internal import BinadeVectorData
internal import BinadeVectors
internal import Foundation

extension Command {
  /// `binade mutate`.
  static let mutate = Command(
    name: "mutate",
    summary: "Plant wrong implementations in golden vectors, and say which test notices each first",
    notes: [
      "Mutants are the other choices of every policy, the other scale rules, profiles and layouts, the neighbours of every datapath"
        + " parameter, and classic bugs: a lost sticky bit, a wrong tie, a NaN scale that counts as a number, swapped nibbles. Each is"
        + " planted alone, in every suite where it can show. The vectors are those of a folder; results come from the files, not from the"
        + " library.",
      "Mutants that no operand can tell from the right implementation are listed apart, with the reason. The score is killed over the"
        + " others.",
      "Exit code 0: every mutant is killed; 1: one survives, or one that should be equal is not.",
    ],
    positionals: [Positional(name: "SUITE", help: "suites, instructions, layouts; or all", arity: .any)],
    options: [
      .value("--vectors", "DIR", standard: "the vectors that ship", "the folder with data"),
      .value("--threads", "N", standard: "all cores", "how many suites at once"),
      .flag("--markdown", "the page that ships as Vectors/MUTATION.md"),
      .flag("--json", "every mutant in every suite as JSON"),
    ],
    examples: [
      Example("\(Tool.name) mutate e4m3fn_encode", "each mutant of one suite, and the test that kills it"),
      Example("\(Tool.name) mutate layouts", "swapped nibbles, transposed tiles"),
      Example("\(Tool.name) mutate all --markdown > Vectors/MUTATION.md", "the table of the repository"),
    ],
    run: MutateCommand.run)
}

/// Runs mutants.
enum MutateCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let root = invocation.value("--vectors") ?? VectorData.root.path
    let threads = try invocation.integer("--threads", in: 1...1024) ?? Machine.cores
    if invocation.flag("--json") && invocation.flag("--markdown") { throw invocation.usage("--json and --markdown exclude each other") }
    let suites = try suites(invocation)
    let progress = invocation.progress("mutate", total: suites.count, unit: "suites")
    defer { progress.finish() }
    let pieces = Parallel.map(count: suites.count, piece: 1, threads: threads) { range -> Result<[MutantReport], any Error> in
      defer { progress.advance(by: range.count) }
      return Result {
        var reports: [MutantReport] = []
        for suite in suites[range] {
          let path = "\(root)/data/\(suite.name).json"
          reports += Mutation.run(try GoldenFile(json: FileInput.bytes(of: path), name: path))
        }
        return reports
      }
    }
    let table = MutationTable(try pieces.flatMap { try $0.get() })
    if invocation.flag("--markdown") {
      invocation.console.output.write(table.markdown)
    } else if invocation.flag("--json") {
      invocation.console.print(json(table).text)
    } else {
      print(table, invocation)
    }
    for failure in table.failures.prefix(20) {
      invocation.note("\(failure.suite): \(failure.kind.rawValue) \(failure.mutant): \(text(failure))")
    }
    return table.failures.isEmpty ? .success : .mismatch
  }

  /// The suites that were asked for, each once.
  private static func suites(_ invocation: Invocation) throws -> [GoldenSuite] {
    let names = invocation.words("SUITE")
    if names.isEmpty || names == ["all"] { return GoldenSuite.all }
    var suites: [GoldenSuite] = []
    for name in names {
      guard let suite = GoldenSuite(name), GoldenSuite.all.contains(suite) else {
        throw invocation.usage(
          "SUITE: no suite that ships is named \(quoted(name))\(Suggestion.phrase(for: name, among: GoldenSuite.all.map(\.name) + ["all"]))"
        )
      }
      if !suites.contains(suite) { suites.append(suite) }
    }
    return suites
  }

  private static func print(_ table: MutationTable, _ invocation: Invocation) {
    let console = invocation.console
    var text = Table([
      ("class", .left), ("mutant", .left), ("suites", .right), ("killed", .right), ("equal", .right), ("first killed by", .left),
    ])
    for row in table.rows {
      let first = row.first.map { "\($0.suite) tcId \($0.test)" } ?? ""
      text.add([row.kind.rawValue, row.mutant, "\(row.planted)", "\(row.killed)", "\(row.equal)", first])
    }
    console.print(text.text)
    if table.equal > 0 { console.print("\nequal by definition:") }
    for entry in table.reasons { console.print("  \(entry.count) of \(entry.kind.rawValue): \(entry.reason)") }
    for failure in table.failures { console.print("\(failure.suite): \(failure.mutant): \(Self.text(failure))") }
    let total = table.reports.count - table.equal
    console.print("\n\(table.reports.count) mutants, \(table.equal) equal; score \(table.killed) of \(total) killed")
  }

  private static func text(_ report: MutantReport) -> String {
    switch report.verdict {
    case .killed(let test): "killed by tcId \(test)"
    case .survived: "SURVIVED"
    case .equal(let reason): "equal: \(reason)"
    case .contradicted(let test, let reason): "tcId \(test) notices it, though \(reason)"
    case .planned: "not run"
    }
  }

  private static func json(_ table: MutationTable) -> JSON {
    let mutants = table.reports.map { report -> JSON in
      var members: [String: JSON] = [
        "class": .string(report.kind.rawValue), "mutant": .string(report.mutant), "suite": .string(report.suite),
      ]
      switch report.verdict {
      case .killed(let test): members["killedBy"] = .integer(test)
      case .survived, .planned: members["killedBy"] = .null
      case .equal(let reason): members["equal"] = .string(reason)
      case .contradicted(let test, let reason): (members["killedBy"], members["equal"]) = (.integer(test), .string(reason))
      }
      return .object(members)
    }
    return .object([
      "total": .integer(table.reports.count), "equal": .integer(table.equal), "killed": .integer(table.killed),
      "survived": .integer(table.failures.count), "mutants": .array(mutants),
    ])
  }
}
