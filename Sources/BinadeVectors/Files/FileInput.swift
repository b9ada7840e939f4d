/// Whole files as bytes, for readers that take bytes and a name.
public enum FileInput {
  /// All bytes of the file, device or FIFO at `path`.
  ///
  /// - Throws: ``FileError/missing(path:)`` or ``FileError/unreadable(path:reason:)``.
  public static func bytes(of path: String) throws(FileError) -> [UInt8] {
    var source = try ByteSource(path: path)
    return try source.takeRest()
  }

  /// All bytes of the process's standard input, to its end.
  ///
  /// - Parameter name: what error messages call it.
  /// - Throws: ``FileError/unreadable(path:reason:)``.
  public static func standardInput(name: String = "standard input") throws(FileError) -> [UInt8] {
    var source = ByteSource(standardInputNamed: name)
    return try source.takeRest()
  }
}
