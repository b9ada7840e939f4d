#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

extension Backend {
  /// The environment variable that names a back-end for a process.
  public static var environmentVariable: String { "BINADE_BACKEND" }

  /// What ``environmentVariable`` asks for; `nil` if it is not set, or empty.
  ///
  /// - Throws: ``BackendError`` for a name that cannot be chosen here.
  public static func requested() throws(BackendError) -> Backend? {
    guard let value = unsafe getenv(environmentVariable), case let name = unsafe String(cString: value), !name.isEmpty else { return nil }
    return try named(name)
  }
}
