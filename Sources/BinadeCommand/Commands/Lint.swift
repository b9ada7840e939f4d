internal import BinadeVectorData
internal import BinadeVectors
internal import Foundation

extension Command {
  /// `binade lint`.
  static let lint = Command(
    name: "lint",
    summary: "Check the form of golden vectors: schema, manifest, canonical bytes, derived files, oracle",
    notes: [
      "Every file must be in the manifest with its SHA-256, read strictly, be written canonically, and say what the oracle says;"
        + " .mem and .txt files must be derived from their .json. Without DIR: the vectors that ship with the package."
    ],
    positionals: [Positional(name: "DIR", help: "a folder with manifest.json", arity: .any)],
    options: [.value("--limit", "N", standard: "10", "how many problems to show")],
    examples: [
      Example("\(Tool.name) lint", "what ships"), Example("\(Tool.name) lint Vectors", "the folder of a checkout"),
    ],
    run: LintCommand.run)
}

/// Lints vector folders.
enum LintCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let limit = try invocation.integer("--limit", in: 0...Int.max) ?? 10
    let folders = invocation.words("DIR").isEmpty ? [VectorData.root.path] : invocation.words("DIR")
    var isGood = true
    for folder in folders {
      var progress: Progress?
      defer { progress?.finish() }
      let report = try VectorLibrary(root: folder).lint { _, _, total in
        if let progress { progress.advance(by: 1) } else { progress = invocation.progress("lint", total: total, unit: "files") }
      }
      isGood = VerifyCommand.print(report, folder, invocation, limit) == .success && isGood
    }
    return isGood ? .success : .mismatch
  }
}
