internal import BinadeVectorData
internal import BinadeVectors
internal import Foundation

extension Command {
  /// `binade coverage`.
  static let coverage = Command(
    name: "coverage",
    summary: "Say which coverage bins a set of vectors hits, and which it misses",
    notes: [
      "A bin is a class of tests that a bench should contain: ties of both parities, the overflow midpoint, one live lane at each position,"
        + " a term at the last kept bit. Whether a test is in it follows from its operands and policies alone, not from labels and not from"
        + " results, so a device's own stream can be judged as well. Vectors/coverage.json lists all bins, and where they do not apply.",
      "PATH is a .json file of vectors, a folder of them (or one with a folder data), lines as 'generate' writes them, or - for"
        + " standard input. Files of one suite are counted together. Without PATH: the vectors that ship with the package.",
      "Exit code 0: every bin that applies is hit; 1: some are not; 3: unreadable.",
    ],
    positionals: [Positional(name: "PATH", help: "a file, a folder, or -", arity: .any)],
    options: [
      .value("--suite", "NAME", "lines without a header: the suite that they are of; files: this suite alone"),
      .flag("--bins", "each bin with its count, also those that are hit"),
      .flag("--json", "everything as JSON"),
    ],
    examples: [
      Example("\(Tool.name) generate mxfp4_quantize --format text | \(Tool.name) coverage -", "what the structured tests contain"),
      Example("\(Tool.name) coverage out.txt --bins", "what a device was asked, bin by bin"),
      Example("\(Tool.name) coverage Vectors --suite nvfp4_quantize", "one suite of a folder"),
      Example("\(Tool.name) coverage random.txt", "what a random campaign leaves out"),
    ],
    run: CoverageCommand.run)
}

/// Counts bins.
enum CoverageCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    var wanted: GoldenSuite?
    if let name = invocation.value("--suite") {
      guard let suite = GoldenSuite(name), CoverageKind(suite) != nil else {
        throw invocation.usage(
          "--suite: no suite with operands is named \(quoted(name))\(Suggestion.phrase(for: name, among: GoldenSuite.all.map(\.name)))")
      }
      wanted = suite
    }
    let paths = invocation.words("PATH").isEmpty ? [VectorData.root.path] : invocation.words("PATH")
    var tallies: [CoverageTally] = []
    for path in paths { try read(path, wanted, invocation, &tallies) }
    guard !tallies.isEmpty, tallies.contains(where: { $0.tests > 0 }) else {
      throw ToolError.invalid("\(paths.joined(separator: ", ")): expected at least one vector, found none")
    }
    report(tallies, invocation)
    return tallies.allSatisfy { $0.results.allSatisfy { $0.missing.isEmpty } } ? .success : .mismatch
  }

  private static func read(_ path: String, _ wanted: GoldenSuite?, _ invocation: Invocation, _ tallies: inout [CoverageTally]) throws {
    var isFolder: ObjCBool = false
    if path != "-", unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      let data = FileManager.default.fileExists(atPath: path + "/data") ? path + "/data" : path
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: data)) ?? []).filter { $0.hasSuffix(".json") }.sorted()
      let progress = invocation.progress("coverage", total: names.count, unit: "files")
      defer { progress.finish() }
      for name in names {
        progress.advance(by: 1)
        if let wanted, name != wanted.name + ".json" { continue }
        try file(data + "/" + name, wanted, &tallies)
      }
    } else if path != "-", path.hasSuffix(".json") {
      try file(path, wanted, &tallies)
    } else if path == "-" || path.hasSuffix(".txt") || path.hasSuffix(".jsonl") {
      var stream = CoverageStream(name: path == "-" ? "standard input" : path, suite: wanted)
      if path == "-" {
        while let line = invocation.console.nextLine() { try stream.read(line[...]) }
      } else {
        let text = String(decoding: try FileInput.bytes(of: path), as: UTF8.self)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { try stream.read(line) }
      }
      tallies += stream.tallies
    } else {
      throw invocation.usage("PATH: expected a folder, a .json, .txt or .jsonl file, or -, not \(quoted(path))")
    }
  }

  private static func file(_ path: String, _ wanted: GoldenSuite?, _ tallies: inout [CoverageTally]) throws {
    let file = try GoldenFile(json: FileInput.bytes(of: path), name: path)
    let suite = file.suite
    if let wanted, suite != wanted { return }
    if !tallies.contains(where: { $0.suite == suite }) {
      guard let tally = CoverageTally(suite) else { return }
      tallies.append(tally)
    }
    if let place = tallies.firstIndex(where: { $0.suite == suite }) { tallies[place].add(file) }
  }

  private static func report(_ tallies: [CoverageTally], _ invocation: Invocation) {
    let console = invocation.console
    if invocation.flag("--json") { return console.print(JSON.object(["suites": .array(tallies.map(json))]).text) }
    var missed = 0
    var bins = 0
    for tally in tallies {
      let results = tally.results
      let applying = results.filter { $0.absence == nil }
      let missing = applying.filter { !$0.missing.isEmpty }
      missed += missing.count
      bins += applying.count
      console.print("\(tally.suite.name): \(tally.tests) tests, \(applying.count - missing.count) of \(applying.count) bins hit")
      if invocation.flag("--bins") {
        for result in results { console.print("  " + line(result)) }
      } else {
        for result in missing { console.print("  missing \(line(result))") }
      }
    }
    let tests = tallies.reduce(0) { $0 + $1.tests }
    console.print("\(tallies.count) suites, \(tests) tests, \(bins - missed) of \(bins) bins hit, \(missed) missing")
  }

  private static func line(_ result: CoverageResult) -> String {
    if let absence = result.absence { return "\(result.id): does not apply: \(absence)" }
    let parts = result.hits.count > 1 ? ", \(result.hits.count - result.missing.count) of \(result.hits.count) parts" : ""
    guard !result.missing.isEmpty else { return "\(result.id): \(result.count) tests\(parts)" }
    let list = result.missing.prefix(12).map { String($0) }.joined(separator: ", ") + (result.missing.count > 12 ? ", …" : "")
    let which = result.hits.count > 1 ? "\(parts), without \(list) (\(result.parts))" : ""
    return "\(result.id): \(result.count) tests\(which). \(result.description)"
  }

  private static func json(_ tally: CoverageTally) -> JSON {
    let results = tally.results
    let bins = results.map { result -> JSON in
      var members: [String: JSON] = ["id": .string(result.id), "hits": .array(result.hits.map { .integer($0) })]
      if let absence = result.absence { members["doesNotApply"] = .string(absence) }
      if !result.missing.isEmpty { members["missing"] = .array(result.missing.map { .integer($0) }) }
      return .object(members)
    }
    return .object([
      "suite": .string(tally.suite.name), "kind": .string(CoverageKind(tally.suite)?.rawValue ?? ""), "tests": .integer(tally.tests),
      "isComplete": .bool(results.allSatisfy { $0.missing.isEmpty }), "bins": .array(bins),
    ])
  }
}
