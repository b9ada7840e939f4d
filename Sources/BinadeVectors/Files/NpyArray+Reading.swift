extension NpyArray {
  /// Reads the `.npy` file, device or FIFO at `path`, versions 1.0, 2.0 and 3.0.
  ///
  /// Big-endian elements are turned around and Fortran order into C order, so that ``bytes`` is always the same kind of thing.
  /// The file must end where the array ends.
  ///
  /// - Throws: a ``FileError`` that says which file, what was expected and what came. Nothing is allocated on the word of a header.
  public init(contentsOf path: String) throws(FileError) {
    var source = try ByteSource(path: path)
    try self.init(from: &source)
  }

  /// Reads an `.npy` file that is in memory.
  ///
  /// - Parameter name: what error messages call it.
  /// - Throws: as ``init(contentsOf:)``.
  public init(bytes: [UInt8], name: String) throws(FileError) {
    var source = ByteSource(bytes: bytes, name: name)
    try self.init(from: &source)
  }

  private init(from source: inout ByteSource) throws(FileError) {
    let header = try NpyHeader(from: &source)
    let size = header.dtype.itemSize
    let byteCount = try ArraySize.byteCount(header.shape, elementSize: size, name: source.name)
    let (total, overflow) = source.position.addingReportingOverflow(byteCount)
    if overflow {
      throw .badShape(path: source.name, shape: "\(header.shape)", reason: "the data would not fit in memory")
    }
    try source.requireTotal(total)
    var bytes = try source.take(byteCount)
    try source.finish()
    if header.isBigEndian { bytes = LittleEndian.swapped(bytes, elementSize: size) }
    if header.isFortranOrder { bytes = ArrayOrder.rowMajor(fromColumnMajor: bytes, shape: header.shape, elementSize: size) }
    self.init(checkedDType: header.dtype, shape: header.shape, bytes: bytes, name: source.name)
  }
}
