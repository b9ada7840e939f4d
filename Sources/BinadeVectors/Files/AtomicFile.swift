/// A file that appears whole or not at all.
///
/// The bytes go to a new file with a name of its own (`.binade-….tmp`) in the folder of the target. ``commit()`` waits until they
/// are on the disk and gives that file the name of the target. When the value ends without a commit, the new file is removed.
/// Until the commit a file that was there before is unchanged, and after a failure it still is.
///
/// Edge cases:
/// - A file that is replaced passes its permission bits on. A file that may not be written is not replaced.
/// - A symbolic link stays; the file behind it is replaced.
/// - A device, a FIFO, `/dev/stdout`, `/dev/stderr` and `/dev/fd/N` are written directly: nothing can be taken back there.
/// - A process that is killed leaves its `.binade-….tmp` file behind.
public struct AtomicFile: ~Copyable {
  /// The path as the caller gave it.
  public let path: String

  private var file: FileDescriptor?
  /// Where the bytes are until the commit; `nil` when they are written directly.
  private var temporary: String?
  private let place: Place
  private var pending: [UInt8] = []

  private static let bufferSize = 1 << 16

  /// Begins a file.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)`` if the folder is missing or may not be written, if the target is a folder,
  ///   or if it may not be written.
  public init(path: String) throws(FileError) {
    let place = try Place(path)
    let temporary = place.temporaryName()
    self.init(path: path, place: place, temporary: temporary, file: try place.open(temporary))
  }

  private init(path: String, place: Place, temporary: String?, file: consuming FileDescriptor) {
    self.path = path
    self.place = place
    self.temporary = temporary
    self.file = consume file
  }

  deinit {
    if let temporary { FilePaths.remove(temporary) }
  }

  // MARK: Writing

  /// Adds bytes at the end.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``, for instance when the disk is full.
  public mutating func append(_ bytes: [UInt8]) throws(FileError) {
    try unsafe append(bytes.span.bytes)
  }

  /// Adds the UTF-8 form of `text` at the end.
  public mutating func append(_ text: String) throws(FileError) {
    try append(Array(text.utf8))
  }

  /// Adds the bytes of a span at the end. Small pieces are collected, large ones are written at once.
  public mutating func append(_ bytes: RawSpan) throws(FileError) {
    if pending.count + bytes.byteCount > Self.bufferSize { try flush() }
    if bytes.byteCount >= Self.bufferSize {
      try write(bytes)
    } else {
      unsafe bytes.withUnsafeBytes { buffer in unsafe pending.append(contentsOf: buffer) }
    }
  }

  /// Puts the file in its place. Nothing more can be written.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``; then the target is what it was before.
  public consuming func commit() throws(FileError) {
    try flush()
    do throws(SystemError) {
      if temporary != nil { try file!.synchronize() }
      try file.take()!.closeChecked()
      if let name = temporary {
        try FilePaths.rename(name, to: place.target)
        temporary = nil
        place.synchronizeFolder()
      }
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// Gives the file up. The target is what it was before.
  public consuming func abort() {}

  /// Writes a whole file.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``; then the target is what it was before.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var file = try AtomicFile(path: path)
    try file.append(bytes)
    try file.commit()
  }

  // MARK: Details

  private mutating func flush() throws(FileError) {
    guard !pending.isEmpty else { return }
    try unsafe write(pending.span.bytes)
    pending.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: RawSpan) throws(FileError) {
    do throws(SystemError) {
      try file!.write(bytes)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }
}
