internal import Binade
internal import BinadeVectorData
internal import BinadeVectors
internal import Foundation

extension Command {
  /// `binade verify`.
  static let verify = Command(
    name: "verify",
    summary: "Check golden vectors against the library, and what devices computed",
    notes: [
      "A .json file is checked vector by vector, through each entry point of the library: scalars, buffers,"
        + " blocks, grids, the definition and the kernels of dot products. A folder with a manifest.json is checked whole."
        + " Without PATH: the vectors that ship with the package, and some of the captures.",
      "A capture is a .json file with what a chip computed: names of inputs and digests of results. The inputs are made anew, the library"
        + " computes, and each chunk of results is compared; a folder of captures is replayed whole. Instructions that were recorded and that"
        + " the library does not have are listed as not modelled.",
      "A .txt or .jsonl file, or - for standard input, holds lines as 'generate' writes them, with a device's results in place of the expected"
        + " ones. Each is compared with the oracle as it arrives; the exceptions column may be left out. Lines that start with # pass;"
        + " a #group line, for dot products a #dots line, for blocks a #blocks line, says what follows. A device that drops it, and a shard"
        + " after the first, need --suite.",
      "Exit code 0: all agree; 1: not all; 3: unreadable.",
    ],
    positionals: [Positional(name: "PATH", help: "a file, a folder, or -", arity: .any)],
    options: [
      .value("--suite", "NAME", "streams without a #group, #dots or #blocks line: the suite whose first group they answer"),
      .value("--only", "ID", ".json: check this test alone; captures: records whose name has this text, and ' #N' for one chunk"),
      .value("--limit", "N", standard: "10", "how many mismatches to show"),
      .flag("--codes-only", "ignore the exceptions of a stream"),
    ] + CaptureVerification.options,
    examples: [
      Example("\(Tool.name) verify", "everything that ships"),
      Example("\(Tool.name) generate e4m3fn_encode --format text | ./device | \(Tool.name) verify -", "a device in a pipe"),
      Example("\(Tool.name) verify Vectors/data/e4m3fn_encode.json --only 17", "one vector again"),
      Example("\(Tool.name) verify Vectors/captures", "every result that was recorded on silicon"),
    ],
    hasBackend: true,
    run: VerifyCommand.run)
}

/// Checks vectors and streams.
enum VerifyCommand {
  /// Results of each record of a capture that are replayed where nobody asks for captures.
  private static let captureSample = 4096

  static func run(_ invocation: Invocation) throws -> ExitCode {
    let limit = try invocation.integer("--limit", in: 0...Int.max) ?? 10
    var captures = CaptureVerification(invocation, limit: limit)
    var isGood = true
    var paths = invocation.words("PATH")
    if paths.isEmpty { paths = [VectorData.root.path] }
    for path in paths {
      if path != "-", FileManager.default.fileExists(atPath: path + "/manifest.json") {
        isGood = try library(path, invocation, limit) == .success && isGood
        _ = try captures.runAll(in: path + "/captures", count: captureSample, isBrief: true)
      } else if path == "-" || path.hasSuffix(".txt") || path.hasSuffix(".jsonl") {
        var stream = try StreamVerification(path, invocation, limit)
        isGood = try stream.run() && isGood
      } else if path.hasSuffix(".json") {
        let bytes = try FileInput.bytes(of: path)
        if CaptureFile.isCapture(json: bytes) {
          try captures.run(path, bytes)
        } else {
          isGood = try file(path, bytes, invocation, limit) && isGood
        }
      } else {
        guard try captures.runAll(in: path) else {
          throw invocation.usage(
            "PATH: expected a folder of vectors or captures, a .json, .txt or .jsonl file, or -, not \(quoted(path))")
        }
      }
    }
    return try captures.finish() && isGood ? .success : .mismatch
  }

  private static func file(_ path: String, _ bytes: [UInt8], _ invocation: Invocation, _ limit: Int) throws -> Bool {
    let only = try invocation.integer("--only", in: 1...Int.max)
    let file = try GoldenFile(json: bytes, name: path)
    if let only, only > file.count { throw invocation.usage("--only: \(path) has \(file.count) tests, there is no \(only)") }
    let failures: [(id: Int, text: String)]
    switch file {
    case .scalar(let file):
      let found = VectorVerifier.failures(in: file, only: only) + VectorVerifier.bufferFailures(in: file, only: only)
      failures = found.map { ($0.id, $0.description) }
    case .block(let file):
      let found = BlockVerifier.failures(in: file, only: only) + BlockVerifier.gridFailures(in: file, only: only)
      failures = found.map { ($0.id, $0.description) }
    case .dot(let file):
      let found = try DotVerifier.failures(in: file, only: only) + DotVerifier.batchFailures(in: file, only: only)
      failures = found.map { ($0.id, $0.description) }
    case .layouts(let file): failures = file.failures(only: only).map { ($0.id, $0.description) }
    }
    for failure in failures.prefix(limit) {
      invocation.console.print(failure.text)
      invocation.console.print("  again: \(Tool.name) verify \(shellWord(path)) --only \(failure.id)")
    }
    let count = only == nil ? file.count : 1
    invocation.console.print("\(path): \(count) tests, \(Set(failures.map(\.id)).count) mismatches")
    return failures.isEmpty
  }

  private static func library(_ root: String, _ invocation: Invocation, _ limit: Int) throws -> ExitCode {
    var progress: Progress?
    defer { progress?.finish() }
    let report = try VectorLibrary(root: root).verifyAll { _, _, total in
      if let progress { progress.advance(by: 1) } else { progress = invocation.progress("verify", total: total, unit: "files") }
    }
    return print(report, root, invocation, limit)
  }

  /// Prints what a check of a whole library found.
  static func print(_ report: VectorLibrary.Report, _ root: String, _ invocation: Invocation, _ limit: Int) -> ExitCode {
    for problem in report.problems.prefix(limit) { invocation.console.print(problem) }
    for failure in report.failures.prefix(limit) {
      invocation.console.print(failure.description)
      invocation.console.print("  again: \(Tool.name) verify \(root)/data/\(failure.suite).json --only \(failure.id)")
    }
    for failure in report.blockFailures.prefix(limit) {
      invocation.console.print(failure.description)
      invocation.console.print("  again: \(Tool.name) verify \(root)/data/\(failure.suite).json --only \(failure.id)")
    }
    for failure in report.dotFailures.prefix(limit) {
      invocation.console.print(failure.description)
      invocation.console.print("  again: \(Tool.name) verify \(root)/data/\(failure.suite).json --only \(failure.id)")
    }
    let mismatches = report.failures.count + report.blockFailures.count + report.dotFailures.count
    invocation.console.print(
      "\(report.files) files, \(report.tests) tests, \(mismatches) mismatches, \(report.problems.count) problems")
    return report.isGood ? .success : .mismatch
  }
}

/// A device's answers, line by line, against the oracle.
struct StreamVerification {
  private let path: String
  private let invocation: Invocation
  private let limit: Int
  private var reader: StreamReader
  /// The stream of dot products or blocks in force.
  private var other: LineStream?

  init(_ path: String, _ invocation: Invocation, _ limit: Int) throws {
    self.path = path
    self.invocation = invocation
    self.limit = limit
    var group: VectorGroup?
    if let name = invocation.value("--suite"), let suite = GoldenSuite(name), let stream = LineStream(suite) {
      other = stream
    } else if let name = invocation.value("--suite") {
      guard let suite = VectorSuite(name) else {
        throw invocation.usage(
          "--suite: no suite is named \(quoted(name))\(Suggestion.phrase(for: name, among: GoldenSuite.all.map(\.name)))")
      }
      group = suite.randomGroup(0..<0, seed: 1, firstID: 1)
    }
    reader = StreamReader(name: path == "-" ? "standard input" : path, group: group)
  }

  /// Whether every line agrees.
  mutating func run() throws -> Bool {
    let ignoresExceptions = invocation.flag("--codes-only")
    var checker = reader.group.map { StreamChecker($0) }
    var count = 0
    var mismatches = 0
    var other = other
    var lineNumber = 0
    let name = path == "-" ? "standard input" : path
    /// Whether the line belongs to a stream of dot products or of blocks.
    func checkOther(_ line: Substring) throws -> Bool {
      lineNumber += 1
      if let stream = try LineStream.starting(with: line, name: name, lineNumber: lineNumber) {
        other = stream
        return true
      }
      guard let stream = other, !line.hasPrefix("#"), !line.contains("\"group\""), line.contains(where: { !$0.isWhitespace }) else {
        return false
      }
      count += 1
      guard let answer = try stream.mismatch(line, name: name, lineNumber: lineNumber) else { return true }
      mismatches += 1
      guard mismatches <= limit else { return true }
      invocation.console.print("line \(lineNumber): \(answer)")
      invocation.console.print("  again: printf '\(stream.header())\\n\(line)\\n' | \(Tool.name) verify -")
      return true
    }
    func check(_ line: Substring, _ reader: inout StreamReader) throws {
      if try checkOther(line) {
        reader.skip()
        return
      }
      switch try reader.read(line) {
      case .comment: return
      case .group(let group):
        checker = StreamChecker(group)
        other = nil
      case .test(let test, let hasExceptions):
        guard let checker else { return }
        count += 1
        let answer = checker.mismatch(test, comparesExceptions: hasExceptions && !ignoresExceptions && !checker.isDecoding)
        guard let answer else { return }
        mismatches += 1
        guard mismatches <= limit else { return }
        invocation.console.print("line \(reader.lineNumber): \(answer)")
        let again = "\(TextStream.header(checker.group))\\n\(line)\\n"
        invocation.console.print("  again: printf '\(again)' | \(Tool.name) verify -")
      }
    }
    if path == "-" {
      while let line = invocation.console.nextLine() { try check(line[...], &reader) }
    } else {
      let text = String(decoding: try FileInput.bytes(of: path), as: UTF8.self)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) { try check(line, &reader) }
    }
    guard count > 0 else { throw ToolError.invalid("\(name): expected at least one vector, found none") }
    invocation.console.print("\(count) tests, \(mismatches) mismatches")
    return mismatches == 0
  }
}

/// The oracle for the lines of one group.
struct StreamChecker {
  let group: VectorGroup
  private let witness: Witness
  private let policy: Witness.Policy

  init(_ group: VectorGroup) {
    self.group = group
    witness = Witness(from: group.source, to: group.target)
    policy = Witness.Policy(group.conversion)
  }

  /// Whether results have no exceptions to compare.
  var isDecoding: Bool { group.conversion == .decoding }

  /// What is wrong with an answer, in hexadecimal; `nil` if nothing is.
  func mismatch(_ test: VectorTest, comparesExceptions: Bool) -> String? {
    let expected = witness.expected(test.operand, policy, random: group.field(of: test))
    if expected.word == test.result && (!comparesExceptions || expected.flags == test.exceptions) { return nil }
    let bits = group.target.descriptor.wordBits
    var text = "\(group.source.name) \(Hex.digits(test.operand, bits: group.source.descriptor.wordBits))"
    if let random = test.random { text += " random \(Hex.digits(UInt64(random), bits: 32)) lane \(test.lane ?? 0)" }
    text += ": expected \(group.target.name) \(Hex.digits(expected.word, bits: bits))"
    if comparesExceptions { text += " exceptions \(Hex.digits(UInt64(expected.flags.rawValue), bits: 8))" }
    text += ", found \(Hex.digits(test.result, bits: bits))"
    if comparesExceptions { text += " exceptions \(Hex.digits(UInt64(test.exceptions.rawValue), bits: 8))" }
    return text
  }
}
