internal import BinadeVectorData
internal import BinadeVectors
internal import Foundation

/// The golden vectors and tensors that ship with the package, or those in another folder.
struct ShippedVectors {
  /// The folder with `data`, `tensors` and `manifest.json`.
  let root: String

  /// The folder that `--vectors` names, or the package's own.
  init(_ invocation: Invocation) { root = invocation.value("--vectors") ?? VectorData.root.path }

  /// The real tensors.
  var tensors: String { root + "/tensors/minilm.safetensors" }

  /// Checks every golden vector against the library. This is the one place where the demo calls the verifier.
  func verify(_ invocation: Invocation) throws -> VectorLibrary.Report {
    var progress: Progress?
    defer { progress?.finish() }
    return try VectorLibrary(root: root).verifyAll { _, _, total in
      if let progress { progress.advance(by: 1) } else { progress = invocation.progress("golden vectors", total: total, unit: "files") }
    }
  }
}
