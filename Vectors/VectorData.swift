public import Foundation

/// The golden vectors and sample tensors that ship with the package, found at run time: for the tool, for tests, for dependants.
public enum VectorData {
  /// The folder that holds `data`, `mem`, `text`, `schemas`, `tensors` and `manifest.json`.
  public static var root: URL { Bundle.module.resourceURL ?? Bundle.module.bundleURL }

  /// A file below ``root``, for instance `data/e4m3fn_encode.json`. It may not exist.
  public static func url(_ relativePath: String) -> URL { root.appendingPathComponent(relativePath) }
}
