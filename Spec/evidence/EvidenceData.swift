public import Foundation

/// The evidence that ships with the package, found at run time: what is claimed, who says so, and what repeats the check.
public enum EvidenceData {
  /// The folder that holds `scalar.json`, `blocks.json` and `tensor-core.json`.
  ///
  /// The package's own sources where the program was built, or else the copy that the package manager put beside the executable. If neither
  /// is there the folder does not exist, and reading from it says so.
  public static let root: URL = {
    let beside = Bundle.main.bundleURL.appendingPathComponent("binade_BinadeEvidenceData.resources")
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return [sources, beside].first { FileManager.default.fileExists(atPath: $0.appendingPathComponent("scalar.json").path) } ?? beside
  }()
}
