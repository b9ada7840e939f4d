extension NpyArray {
  /// The file that `numpy.save` of numpy 2 writes for this array in C order, byte for byte: version 1.0, data from a multiple of 64.
  public func serialized() -> [UInt8] {
    NpyHeader(dtype: dtype, shape: shape).serialized() + bytes
  }

  /// Writes the file whole or not at all; see ``AtomicFile``.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``; then a file that was there before is unchanged.
  public func write(to path: String) throws(FileError) {
    var file = try AtomicFile(path: path)
    try file.append(NpyHeader(dtype: dtype, shape: shape).serialized())
    try file.append(bytes)
    try file.commit()
  }

  /// The bytes before the data, for a writer that streams the data itself.
  ///
  /// - Throws: ``FileError/badShape(path:shape:reason:)``.
  public static func header(dtype: NpyDType, shape: [Int], name: String = "array") throws(FileError) -> [UInt8] {
    _ = try ArraySize.byteCount(shape, elementSize: dtype.itemSize, name: name)
    return NpyHeader(dtype: dtype, shape: shape).serialized()
  }
}
