/// Bytes that are read once from front to back: a file, a pipe, or memory. The readers of this folder see only this.
///
/// A count that came from a file is never trusted with memory: from a file of known size no more than its size is
/// allocated, from a pipe no more than about twice what came.
struct ByteSource: ~Copyable {
  /// The path or name for error messages.
  let name: String
  /// The total size in bytes; `nil` for a pipe.
  let size: Int?
  /// How many bytes were taken.
  private(set) var position = 0

  private let memory: [UInt8]
  private let file: FileDescriptor?

  /// Reads from `bytes`.
  init(bytes: [UInt8], name: String) {
    self.name = name
    size = bytes.count
    memory = bytes
    file = nil
  }

  /// Opens the file, device or FIFO at `path`.
  init(path: String) throws(FileError) {
    name = path
    memory = []
    guard !path.utf8.contains(0) else { throw .unreadable(path: path, reason: "the path contains a NUL character") }
    do throws(SystemError) {
      let file = try FileDescriptor.reading(path)
      let status = try file.status()
      if status.kind == .directory { throw SystemError.isDirectory }
      // The files that the kernel makes up (/proc) say 0 and hold more.
      size = status.kind == .regular && status.size > 0 ? status.size : nil
      self.file = consume file
    } catch {
      throw error.isMissing ? .missing(path: path) : .unreadable(path: path, reason: error.reason)
    }
  }

  /// Reads from the process's standard input.
  init(standardInputNamed name: String) {
    self.name = name
    size = nil
    memory = []
    file = FileDescriptor.standardInput()
  }

  /// The next `count` bytes.
  ///
  /// - Throws: ``FileError/truncated(path:expected:actual:)`` if there are fewer.
  mutating func take(_ count: Int) throws(FileError) -> [UInt8] {
    precondition(count >= 0)
    if let size, size - position < count { throw truncated(count, available: size) }
    var bytes: [UInt8] = []
    if file == nil {
      bytes = Array(memory[position..<position + count])
    } else if size != nil {
      try read(count, into: &bytes)
    } else {
      var part = 1 << 16
      while bytes.count < count {
        let before = bytes.count
        try read(min(part, count - before), into: &bytes)
        if bytes.count == before { break }
        part = max(part, bytes.count)
      }
    }
    // A pipe that ended, or a file that became shorter meanwhile.
    if bytes.count < count { throw truncated(count, available: position + bytes.count) }
    position += count
    return bytes
  }

  /// The next bytes, at most `count`; none only at the end.
  mutating func takeSome(_ count: Int) throws(FileError) -> [UInt8] {
    if let size { return try take(min(count, size - position)) }
    var bytes: [UInt8] = []
    try read(count, into: &bytes)
    position += bytes.count
    return bytes
  }

  /// Everything that is left.
  mutating func takeRest() throws(FileError) -> [UInt8] {
    if let size { return try take(size - position) }
    var bytes: [UInt8] = []
    while true {
      let before = bytes.count
      try read(max(1 << 16, before), into: &bytes)
      if bytes.count == before { break }
    }
    position += bytes.count
    return bytes
  }

  /// Checks, before the data is read, that the source is exactly `total` bytes long, as far as this can be known.
  func requireTotal(_ total: Int) throws(FileError) {
    guard let size else { return }
    if size < total { throw .truncated(path: name, expected: total, actual: size) }
    if size > total { throw .trailingBytes(path: name, expected: total, actual: size) }
  }

  /// Checks that nothing is left.
  mutating func finish() throws(FileError) {
    if let size, position < size { throw .trailingBytes(path: name, expected: position, actual: size) }
    guard file != nil else { return }
    var extra: [UInt8] = []
    try read(1, into: &extra)
    if !extra.isEmpty { throw .trailingBytes(path: name, expected: position, actual: nil) }
  }

  private func read(_ count: Int, into bytes: inout [UInt8]) throws(FileError) {
    guard file != nil else { return }
    do throws(SystemError) {
      try file!.read(count, into: &bytes)
    } catch {
      throw .unreadable(path: name, reason: error.reason)
    }
  }

  private func truncated(_ count: Int, available: Int) -> FileError {
    let (expected, overflow) = position.addingReportingOverflow(count)
    return .truncated(path: name, expected: overflow ? .max : expected, actual: available)
  }
}
