#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// An open file, closed when the value ends. Every system call of this folder is in this file.
struct FileDescriptor: ~Copyable {
  /// The system's number for the open file.
  let number: Int32
  private let isOwned: Bool

  /// The process's standard input. It is not closed at the end.
  static func standardInput() -> FileDescriptor { FileDescriptor(number: 0, isOwned: false) }

  private init(number: Int32, isOwned: Bool = true) {
    self.number = number
    self.isOwned = isOwned
  }

  deinit {
    if isOwned { _ = close(number) }
  }

  // MARK: Opening

  /// Opens an existing file for reading.
  static func reading(_ path: String) throws(SystemError) -> FileDescriptor {
    FileDescriptor(number: try SystemError.check { unsafe open(path, O_RDONLY | O_CLOEXEC) })
  }

  /// Opens a device or a FIFO for writing. A FIFO blocks until someone reads.
  static func writingDirectly(_ path: String) throws(SystemError) -> FileDescriptor {
    FileDescriptor(number: try SystemError.check { unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY) })
  }

  /// Another number for a file that is already open: what is written goes where `number` stands.
  static func duplicating(_ number: Int32) throws(SystemError) -> FileDescriptor {
    FileDescriptor(number: try SystemError.check { fcntl(number, F_DUPFD_CLOEXEC, 3) })
  }

  /// Creates a file that was not there. Fails with ``SystemError/exists`` otherwise.
  static func creating(_ path: String, mode: UInt32) throws(SystemError) -> FileDescriptor {
    FileDescriptor(number: try SystemError.check { unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode)) })
  }

  // MARK: Using

  /// Reads up to `count` bytes to the end of `bytes`; fewer only at the end of the file.
  func read(_ count: Int, into bytes: inout [UInt8]) throws(SystemError) {
    var failure: SystemError?
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        // No system takes more than 2 GiB at once.
        let part = min(count - filled, 1 << 30)
        let got = unsafe sysRead(number, buffer.baseAddress! + filled, part)
        if got > 0 {
          filled += got
        } else if got == 0 {
          break
        } else if errno != EINTR {
          failure = SystemError(code: errno)
          break
        }
      }
    }
    if let failure { throw failure }
    if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
  }

  /// Writes all of `bytes`.
  func write(_ bytes: RawSpan) throws(SystemError) {
    try unsafe bytes.withUnsafeBytes { (buffer) throws(SystemError) in
      var done = 0
      while done < buffer.count {
        let put = unsafe sysWrite(number, buffer.baseAddress! + done, min(buffer.count - done, 1 << 30))
        if put >= 0 {
          done += put
        } else if errno != EINTR {
          throw SystemError(code: errno)
        }
      }
    }
  }

  /// Waits until the data is on the disk.
  func synchronize() throws(SystemError) {
    _ = try SystemError.check { fsync(number) }
  }

  /// Gives the file these permission bits.
  func setPermissions(_ mode: UInt32) throws(SystemError) {
    _ = try SystemError.check { fchmod(number, mode_t(mode)) }
  }

  /// What kind of file this is, and how large.
  func status() throws(SystemError) -> FileStatus {
    var info = stat()
    _ = try SystemError.check { unsafe fstat(number, &info) }
    return FileStatus(info)
  }

  /// Closes the file and says whether the system kept everything.
  consuming func closeChecked() throws(SystemError) {
    let number = number
    discard self
    // Interrupted or not, the number is free afterwards: to try again could close the file of another thread.
    if close(number) != 0, errno != EINTR { throw SystemError(code: errno) }
  }
}

/// What the system knows about a path.
struct FileStatus {
  enum Kind { case regular, directory, symbolicLink, other }
  let kind: Kind
  let size: Int
  let permissions: UInt32

  fileprivate init(_ info: stat) {
    kind =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      default: .other
      }
    size = Int(info.st_size)
    permissions = UInt32(info.st_mode) & 0o777
  }

  /// The status of the file behind `path`, through symbolic links or of the link itself; `nil` if there is none.
  static func of(_ path: String, followingLinks: Bool = true) throws(SystemError) -> FileStatus? {
    var info = stat()
    do throws(SystemError) {
      _ = try SystemError.check { unsafe followingLinks ? stat(path, &info) : lstat(path, &info) }
    } catch  where error.isMissing {
      return nil
    }
    return FileStatus(info)
  }
}

/// Calls on paths.
enum FilePaths {
  /// The path without symbolic links; `nil` if the system cannot tell.
  static func resolved(_ path: String) -> String? {
    guard let text = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

  /// Gives the file `source` the name `target`; a file of that name is replaced in one step.
  static func rename(_ source: String, to target: String) throws(SystemError) {
    _ = try SystemError.check { sysRename(source, target) }
  }

  static func remove(_ path: String) { _ = unsafe unlink(path) }
}

/// A failed system call.
struct SystemError: Error {
  let code: Int32

  static var isDirectory: SystemError { SystemError(code: EISDIR) }
  var isMissing: Bool { code == ENOENT }
  var exists: Bool { code == EEXIST }
  var reason: String { unsafe String(cString: strerror(code)) }

  /// Calls until the call is not interrupted by a signal.
  fileprivate static func check(_ call: () -> Int32) throws(SystemError) -> Int32 {
    while true {
      let result = call()
      if result >= 0 { return result }
      if errno != EINTR { throw SystemError(code: errno) }
    }
  }
}

// Inside the types above, the members of the same name would hide these.
private func sysRead(_ number: Int32, _ target: UnsafeMutableRawPointer, _ count: Int) -> Int { unsafe read(number, target, count) }
private func sysWrite(_ number: Int32, _ source: UnsafeRawPointer, _ count: Int) -> Int { unsafe write(number, source, count) }
private func sysRename(_ source: String, _ target: String) -> Int32 { unsafe rename(source, target) }
