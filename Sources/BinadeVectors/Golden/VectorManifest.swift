import Foundation

/// The list of every file that ships below `Vectors`, with its SHA-256.
public struct VectorManifest: Hashable, Sendable {
  /// One file.
  public struct Entry: Hashable, Sendable {
    /// Path below `Vectors`, with `/`.
    public var path: String
    /// Size in bytes.
    public var bytes: Int
    /// SHA-256 in lower-case hexadecimal.
    public var sha256: String
    /// How many tests it has; 0 for files that are not vectors.
    public var tests: Int
  }

  /// Version of the vectors: raised whenever an expected value changes.
  public static let version = "1"

  /// The files, sorted by path.
  public var entries: [Entry]

  /// The manifest's JSON, one file a line. Schema: `manifest.schema.json`.
  public func json() -> [UInt8] {
    var text = "{\n  \"schema\": \"manifest.schema.json\",\n  \"version\": \"\(Self.version)\",\n  \"files\": [\n"
    text += entries.sorted { $0.path < $1.path }.map {
      "    {\"path\": \"\($0.path)\", \"bytes\": \($0.bytes), \"tests\": \($0.tests), \"sha256\": \"\($0.sha256)\"}"
    }.joined(separator: ",\n")
    return Array((text + "\n  ]\n}\n").utf8)
  }

  /// A manifest with these entries.
  public init(entries: [Entry]) { self.entries = entries }

  /// Reads a manifest strictly.
  public init(json bytes: [UInt8], name: String) throws(VectorFileError) {
    let root = try JSONPlace(json: bytes, file: name).members(["schema", "version", "files"])
    let version = try root["version"].string()
    guard version == Self.version else { throw root["version"].error("expected \(Self.version), found \(version)") }
    entries = []
    for place in try root["files"].elements() {
      let entry = try place.members(["path", "bytes", "tests", "sha256"])
      let path = try entry["path"].string()
      guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
        throw entry["path"].error("must stay below the folder")
      }
      entries.append(
        Entry(
          path: path, bytes: try entry["bytes"].integer(), sha256: try entry["sha256"].string(), tests: try entry["tests"].integer()))
    }
  }
}
