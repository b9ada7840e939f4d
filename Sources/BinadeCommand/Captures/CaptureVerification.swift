internal import BinadeVectors
internal import Foundation

/// Captures of devices, replayed: files, or a folder of them. Spec [captures-10].
struct CaptureVerification {
  private let invocation: Invocation
  private let limit: Int
  /// What was replayed so far.
  private var reports: [(path: String, file: CaptureFile, report: CaptureReport)] = []

  static let options: [Command.Option] = [
    .value("--count", "N", standard: "all", "captures: at most about so many results of each instruction, and whole chunks of them"),
    .flag("--sweep", "captures: also all of the records of 2^32 words, of which otherwise a part is computed; takes minutes"),
    .value("--threads", "N", standard: "the number of cores", "captures: how many threads work; the results do not depend on it"),
    .value("--json", "FILE", "captures: write what was found as JSON, too"),
  ]

  init(_ invocation: Invocation, limit: Int) {
    self.invocation = invocation
    self.limit = limit
  }

  /// The JSON files of a folder, by name; empty if it has none.
  static func files(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { folder + "/" + $0 }
  }

  /// Replays the captures of a folder. Whether there was one.
  ///
  /// - Throws: an error for a file that is broken; JSON of another kind is left out with a note.
  mutating func runAll(in folder: String, count: Int? = nil, isBrief: Bool = false) throws -> Bool {
    var hasCapture = false
    for path in Self.files(in: folder) {
      let bytes = try FileInput.bytes(of: path)
      if CaptureFile.isCapture(json: bytes) {
        hasCapture = true
        try run(path, bytes, count: count, isBrief: isBrief)
      } else if (try? JSONSerialization.jsonObject(with: Data(bytes))) == nil {
        throw ToolError.invalid("\(path): expected JSON, found something else")
      } else {
        invocation.note("\(path): no capture, left out")
      }
    }
    return hasCapture
  }

  /// Replays a capture.
  ///
  /// - Parameters:
  ///   - count: results of each instruction, where `--count` does not say.
  ///   - isBrief: prints the last line alone, and what is wrong.
  mutating func run(_ path: String, _ bytes: [UInt8], count: Int? = nil, isBrief: Bool = false) throws {
    let file = try CaptureFile(json: bytes, name: path)
    var verifier = CaptureVerifier(file)
    verifier.count = try invocation.integer("--count", in: 1...Int.max) ?? count
    verifier.threads = try invocation.integer("--threads", in: 1...4096) ?? Parallel.cores
    verifier.isSweep = invocation.flag("--sweep")
    verifier.selection = invocation.value("--only").map { CaptureSelection($0) }
    let progress = invocation.progress(file.title, total: verifier.size, unit: "pieces")
    let report = verifier.run { progress.advance(by: 1) }
    progress.finish()
    print(report, path, file, isBrief: isBrief)
    reports.append((path, file, report))
  }

  // MARK: Text

  private func print(_ report: CaptureReport, _ path: String, _ file: CaptureFile, isBrief: Bool) {
    let console = invocation.console
    if !isBrief && !report.entries.isEmpty { console.print(table(report.entries)) }
    for problem in report.entries.flatMap({ $0.problems }).prefix(limit) { console.print(problem) }
    for difference in report.entries.flatMap({ $0.differences }).prefix(limit) {
      for line in difference.lines { console.print(line) }
      console.print("  again: \(Tool.name) verify \(shellWord(path)) --only \(shellWord(difference.selection))")
    }
    var line = "\(path): \(file.chip): \(report.agreements) results agree, \(report.different) differ"
    if report.unmodelled > 0 { line += ", \(report.unmodelled) recorded and not modelled" }
    let problems = report.entries.reduce(0) { $0 + $1.problems.count }
    if problems > 0 { line += ", \(problems) problems" }
    console.print(line)
  }

  /// A line for each instruction: entries of one title count together.
  private func table(_ entries: [CaptureReport.Entry]) -> String {
    var lines: [(title: String, recorded: Int, compared: Int, different: Int, isModelled: Bool)] = []
    var places: [String: Int] = [:]
    for entry in entries {
      let place = places[entry.group] ?? lines.count
      if place == lines.count {
        places[entry.group] = place
        lines.append((entry.group, 0, 0, 0, entry.isModelled))
      }
      lines[place].recorded += entry.recorded
      lines[place].compared += entry.compared
      lines[place].different += entry.different
    }
    var table = Table([("", .left), ("recorded", .right), ("compared", .right), ("different", .right)])
    for line in lines {
      table.add([
        oneLine(line.title), "\(line.recorded)", line.isModelled ? "\(line.compared)" : "not modelled",
        line.isModelled ? "\(line.different)" : "",
      ])
    }
    return table.text
  }

  // MARK: The end

  /// Says what all captures gave, and writes the report. Whether all agree.
  ///
  /// - Throws: ``ToolError`` where `--only` named nothing, or `FileError` where the report cannot be written.
  func finish() throws -> Bool {
    guard !reports.isEmpty else {
      for option in ["--count", "--sweep", "--threads", "--json"] where invocation.flag(option) || invocation.value(option) != nil {
        throw invocation.usage("\(option) goes with captures, and none was given")
      }
      return true
    }
    if invocation.value("--json") == "-" { throw invocation.usage("--json: expected a file; standard output has the text") }
    if let text = invocation.value("--only"), reports.allSatisfy({ $0.report.entries.isEmpty }) {
      throw invocation.usage("--only: no record is called \(quoted(text))")
    }
    let (agreements, different, unmodelled) = totals
    if reports.count > 1 {
      invocation.console.print(
        "\(reports.count) captures: \(agreements) results agree, \(different) differ, \(unmodelled) recorded and not modelled")
    }
    if let path = invocation.value("--json") { try AtomicFile.write(Array((json.text + "\n").utf8), to: path) }
    return reports.allSatisfy { $0.report.isGood }
  }

  private var totals: (agreements: Int, different: Int, unmodelled: Int) {
    reports.reduce((0, 0, 0)) { ($0.0 + $1.report.agreements, $0.1 + $1.report.different, $0.2 + $1.report.unmodelled) }
  }

  private var json: JSON {
    let (agreements, different, unmodelled) = totals
    return .object([
      "captures": .array(
        reports.map { path, file, report in
          .object([
            "file": .string(path), "capture": .string(file.title), "chip": .string(file.chip),
            "circumstances": .object(file.circumstances.mapValues { .string($0) }), "records": .array(report.entries.map { $0.json }),
          ])
        }), "agreements": .integer(agreements), "different": .integer(different), "notModelled": .integer(unmodelled),
    ])
  }
}

extension CaptureReport.Entry {
  fileprivate var json: JSON {
    .object([
      "title": .string(title), "recorded": .integer(recorded), "compared": .integer(compared), "different": .integer(different),
      "isModelled": .bool(isModelled), "problems": .strings(problems),
      "differences": .array(differences.map { .object(["only": .string($0.selection), "lines": .strings($0.lines)]) }),
    ])
  }
}
