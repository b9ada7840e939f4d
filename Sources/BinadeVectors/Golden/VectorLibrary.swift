import Foundation

/// A folder of golden vectors: `data`, `mem`, `text`, `schemas`, `tensors` and `manifest.json`.
public struct VectorLibrary: Sendable {
  /// The folder.
  public let root: String

  /// The library in that folder.
  public init(root: String) { self.root = root }

  /// What a check of a whole library found.
  public struct Report: Sendable {
    /// Files and tests that were checked.
    public var files = 0
    public var tests = 0
    /// Vectors that the library under test gets wrong.
    public var failures: [VectorFailure] = []
    /// The same of block formats and layouts.
    public var blockFailures: [BlockFailure] = []
    /// The same of the tensor core.
    public var dotFailures: [DotFailure] = []
    /// Files that are damaged, missing, or not in their canonical form: one line each.
    public var problems: [String] = []
    /// Whether everything agrees.
    public var isGood: Bool { failures.isEmpty && blockFailures.isEmpty && dotFailures.isEmpty && problems.isEmpty }
  }

  /// Called with a file's name, and how many of how many files are done.
  public typealias Progress = (_ name: String, _ done: Int, _ total: Int) -> Void

  private func path(_ relative: String) -> String { root + "/" + relative }

  // MARK: Writing

  /// Writes every suite, its derived forms, the list of bins and the manifest. The same bytes every time.
  ///
  /// Schemas and tensors are not generated; they are only listed. Each file is written aside and then renamed.
  public func writeAll(progress: Progress = { _, _, _ in }) throws {
    for folder in ["data", "mem", "text"] {
      do {
        try FileManager.default.createDirectory(atPath: path(folder), withIntermediateDirectories: true)
      } catch {
        throw FileError.unwritable(path: path(folder), reason: error.localizedDescription)
      }
    }
    var entries: [VectorManifest.Entry] = []
    var written: Set<String> = []
    let suites = GoldenSuite.all
    for (index, suite) in suites.enumerated() {
      progress(suite.name, index, suites.count)
      for file in try suite.generate().files() {
        written.insert(file.path)
        try AtomicFile.write(file.bytes, to: path(file.path))
        entries.append(.init(path: file.path, bytes: file.bytes.count, sha256: SHA256.hexDigest(of: file.bytes), tests: file.tests))
      }
    }
    // What an earlier release wrote, and this one does not.
    for relative in listed(["data", "mem", "text"]) where !written.contains(relative) {
      try? FileManager.default.removeItem(atPath: path(relative))
    }
    for relative in listed(["schemas", "tensors"]) {
      let bytes = try FileInput.bytes(of: path(relative))
      entries.append(.init(path: relative, bytes: bytes.count, sha256: SHA256.hexDigest(of: bytes), tests: 0))
    }
    try AtomicFile.write(CoverageList.json(), to: path(Self.coverage))
    try AtomicFile.write(VectorManifest(entries: entries).json(), to: path("manifest.json"))
  }

  /// The list of bins, beside the manifest: it follows from the code and says nothing about expected values.
  static let coverage = "coverage.json"

  /// The files in these folders, sorted, without hidden ones.
  private func listed(_ folders: [String]) -> [String] {
    folders.flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []).filter { !$0.hasPrefix(".") }.sorted().map {
        folder + "/" + $0
      }
    }
  }

  // MARK: Checking

  /// Checks every file against the manifest, and every vector against the library, through each door of the codec.
  ///
  /// - Parameters:
  ///   - usesTables: as in ``VectorVerifier/bufferFailures(in:only:limit:usesTables:)``.
  ///   - blockStep: of the vectors of blocks and of the tensor core only one of so many, by the definition alone; 1 for all, through each door.
  public func verifyAll(usesTables: Bool = true, blockStep: Int = 1, progress: Progress = { _, _, _ in }) throws -> Report {
    let name = path("manifest.json")
    let manifest = try VectorManifest(json: FileInput.bytes(of: name), name: name)
    var report = Report()
    for (index, entry) in manifest.entries.enumerated() {
      progress(entry.path, index, manifest.entries.count)
      let bytes = try FileInput.bytes(of: path(entry.path))
      report.files += 1
      guard SHA256.hexDigest(of: bytes) == entry.sha256 else {
        report.problems.append("\(entry.path): its SHA-256 is not the manifest's")
        continue
      }
      guard entry.path.hasPrefix("data/") else { continue }
      let file = try GoldenFile(json: bytes, name: entry.path)
      report.tests += file.count
      switch file {
      case .scalar(let file):
        report.failures += VectorVerifier.failures(in: file, limit: 100)
        report.failures += VectorVerifier.bufferFailures(in: file, limit: 100, usesTables: usesTables)
      case .block(let file):
        report.blockFailures += BlockVerifier.failures(in: file, step: blockStep, limit: 100)
        if blockStep == 1 { report.blockFailures += BlockVerifier.gridFailures(in: file, limit: 100) }
      case .dot(let file):
        report.dotFailures += DotVerifier.failures(in: file, step: blockStep, limit: 100)
        if blockStep == 1 { report.dotFailures += try DotVerifier.batchFailures(in: file, limit: 100) }
      case .layouts(let file): report.blockFailures += file.failures()
      }
    }
    return report
  }

  /// Checks the form: the manifest lists exactly the files there are; every file reads strictly, is in canonical form, and its derived
  /// forms are derived from it; the oracle still gives its expected values.
  public func lint(progress: Progress = { _, _, _ in }) throws -> Report {
    let name = path("manifest.json")
    let manifestBytes = try FileInput.bytes(of: name)
    let manifest = try VectorManifest(json: manifestBytes, name: name)
    var report = Report()
    if manifest.json() != manifestBytes { report.problems.append("manifest.json: not in canonical form") }
    if (try? FileInput.bytes(of: path(Self.coverage))) != CoverageList.json() {
      report.problems.append("\(Self.coverage): missing, or not the list of bins that the tool writes")
    }
    let listed = Set(manifest.entries.map(\.path))
    let found = Set(self.listed(["data", "mem", "text", "schemas", "tensors"]))
    report.problems += found.subtracting(listed).sorted().map { "\($0): not in the manifest" }
    report.problems += listed.subtracting(found).sorted().map { "\($0): in the manifest, but missing" }
    let missing = GoldenSuite.all.map { "data/\($0.name).json" }.filter { !listed.contains($0) }
    report.problems += missing.map { "\($0): the suite has no file" }
    for (index, entry) in manifest.entries.enumerated() where found.contains(entry.path) {
      progress(entry.path, index, manifest.entries.count)
      report.files += 1
      let bytes = try FileInput.bytes(of: path(entry.path))
      if bytes.count != entry.bytes || SHA256.hexDigest(of: bytes) != entry.sha256 {
        report.problems.append("\(entry.path): size or SHA-256 is not the manifest's")
      }
      guard entry.path.hasPrefix("data/") else { continue }
      do {
        report.problems += try lint(entry.path, bytes, &report)
      } catch {
        report.problems.append("\(error)")
      }
    }
    return report
  }

  private func lint(_ relative: String, _ bytes: [UInt8], _ report: inout Report) throws -> [String] {
    let file = try GoldenFile(json: bytes, name: relative)
    var problems: [String] = []
    report.tests += file.count
    let derived = try file.files()
    if derived[0].bytes != bytes { problems.append("\(relative): not in canonical form") }
    if derived[0].path != relative { problems.append("\(relative): holds \(derived[0].path)") }
    for form in derived.dropFirst() where form.bytes != (try FileInput.bytes(of: path(form.path))) {
      problems.append("\(form.path): not derived from the JSON")
    }
    switch file {
    case .scalar(let file): report.failures += VectorVerifier.oracleFailures(in: file, limit: 20)
    case .block(let file): report.blockFailures += BlockVerifier.oracleFailures(in: file, limit: 20)
    case .dot(let file): report.dotFailures += DotVerifier.oracleFailures(in: file, limit: 20)
    case .layouts(let file): report.blockFailures += file.oracleFailures()
    }
    return problems
  }
}
