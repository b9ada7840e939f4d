public import Foundation

/// The golden vectors and sample tensors that ship with the package, found at run time: for the tool, for tests, for dependants.
public enum VectorData {
  /// The folder that holds `data`, `mem`, `text`, `schemas`, `tensors` and `manifest.json`.
  ///
  /// The package's own sources where the program was built, or else the copy that the package manager put beside the executable. Unlike
  /// `Bundle.module` this does not trap where neither is there: the folder then does not exist, and reading from it says so. The sources come
  /// first because the copy may be older: it is only made anew when the package manager sees a reason.
  public static let root: URL = {
    let beside = Bundle.main.bundleURL.appendingPathComponent("binade_BinadeVectorData.resources")
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let folders = [sources, beside]
    return folders.first { FileManager.default.fileExists(atPath: $0.appendingPathComponent("manifest.json").path) } ?? beside
  }()

  /// A file below ``root``, for instance `data/e4m3fn_encode.json`. It may not exist.
  public static func url(_ relativePath: String) -> URL { root.appendingPathComponent(relativePath) }
}
