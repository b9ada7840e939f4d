extension Safetensors {
  /// Reads the safetensors file, device or FIFO at `path`.
  ///
  /// The tensors' data must fill the file from the header to the end, without holes and without overlaps, in any order of the names.
  /// Refused, although some readers take them: names that come twice, unknown keys, and a header that does not begin with `{`.
  ///
  /// - Throws: a ``FileError`` that says which file, what was expected and what came. Nothing is allocated on the word of a header.
  public init(contentsOf path: String) throws(FileError) {
    var source = try ByteSource(path: path)
    try self.init(from: &source)
  }

  /// Reads a safetensors file that is in memory.
  ///
  /// - Parameter name: what error messages call it.
  /// - Throws: as ``init(contentsOf:)``.
  public init(bytes: [UInt8], name: String) throws(FileError) {
    var source = ByteSource(bytes: bytes, name: name)
    try self.init(from: &source)
  }

  private init(from source: inout ByteSource) throws(FileError) {
    let name = source.name
    let length = try source.take(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.maximumHeaderLength) else {
      throw .badHeader(path: name, reason: "it is \(length) bytes long; at most \(Self.maximumHeaderLength) are read")
    }
    var parser = SafetensorsHeaderParser(text: try source.take(Int(length)), name: name)
    try parser.parse()
    let headerEnd = source.position
    let dataSize = try Self.checkedLayout(&parser.entries, name: name)
    let (total, overflow) = headerEnd.addingReportingOverflow(dataSize)
    guard !overflow else { throw .badHeader(path: name, reason: "the data would not fit in memory") }
    try source.requireTotal(total)
    var tensors: [Tensor] = []
    tensors.reserveCapacity(parser.entries.count)
    for entry in parser.entries {
      let bytes = try source.take(entry.end - entry.begin)
      tensors.append(Tensor(checked: entry.name, dtype: entry.dtype, shape: entry.shape, bytes: bytes))
    }
    try source.finish()
    self.init(checked: tensors, metadata: parser.metadata, name: name)
  }

  /// Sorts the entries by their place in the file, and checks that each begins where the one before it ends.
  private static func checkedLayout(_ entries: inout [SafetensorsHeaderParser.Entry], name: String) throws(FileError) -> Int {
    entries.sort { left, right in
      if (left.begin, left.end) != (right.begin, right.end) { return (left.begin, left.end) < (right.begin, right.end) }
      return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
    var position = 0
    for entry in entries {
      func bad(_ reason: String) -> FileError { .badHeader(path: name, reason: "tensor \(entry.name): \(reason)") }
      guard entry.begin == position else {
        throw bad("its data begins at \(entry.begin), and the data before it ends at \(position)")
      }
      guard entry.end >= entry.begin else { throw bad("its data ends at \(entry.end), before it begins at \(entry.begin)") }
      let size: Int
      do throws(FileError) {
        size = try Tensor.byteCount(entry.dtype, entry.shape, name: name)
      } catch {
        if case .badShape(_, let shape, let reason) = error { throw bad("shape \(shape): \(reason)") }
        throw error
      }
      guard entry.end - entry.begin == size else {
        throw bad("shape \(entry.shape) of \(entry.dtype.rawValue) needs \(size) bytes, and its data has \(entry.end - entry.begin)")
      }
      position = entry.end
    }
    return position
  }
}
