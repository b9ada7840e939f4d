extension AtomicFile {
  /// Where the bytes for a path go.
  struct Place {
    /// The path as the caller gave it.
    let path: String
    /// The path without a symbolic link at its end.
    let target: String
    /// Whether the bytes go there at once: a device, a FIFO, an open descriptor.
    let isDirect: Bool
    /// The number of the open file that the path stands for (`/dev/stdout` is 1).
    private let number: Int32?
    /// The permission bits of the file that will be replaced.
    private let permissions: UInt32?

    init(_ path: String) throws(FileError) {
      func refusal(_ reason: String) -> FileError { .unwritable(path: path, reason: reason) }
      guard !path.isEmpty else { throw refusal("the path is empty") }
      guard !path.utf8.contains(0) else { throw refusal("the path contains a NUL character") }
      self.path = path
      if let number = Self.openNumber(path) {
        (target, isDirect, self.number, permissions) = (path, true, number, nil)
        return
      }
      number = nil
      guard let status = try Self.status(path) else {
        // A path that leads nowhere may still be a link to nothing.
        if try Self.status(path, followingLinks: false) != nil { throw refusal("it is a symbolic link to a missing file") }
        guard path.utf8.last != UInt8(ascii: "/") else { throw refusal("it names a folder") }
        (target, isDirect, permissions) = (path, false, nil)
        return
      }
      guard status.kind != .directory else { throw refusal("it is a folder") }
      guard FilePaths.isWritable(path) else { throw refusal("the file that is there may not be written") }
      isDirect = status.kind != .regular
      permissions = status.permissions
      let isLink = try Self.status(path, followingLinks: false)?.kind == .symbolicLink
      target = isLink ? FilePaths.resolved(path) ?? path : path
    }

    /// The folder of the target with its slash; empty for a bare name.
    var folder: String {
      guard let slash = target.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
      return String(target[...slash])
    }

    /// A name for the file that will take the target's place.
    func temporaryName() -> String? {
      isDirect ? nil : folder + ".binade-" + String(UInt64.random(in: .min ... .max), radix: 36) + ".tmp"
    }

    /// Creates the file of that name; without a name opens the device, the FIFO or a copy of the open file.
    func open(_ temporaryName: String?) throws(FileError) -> FileDescriptor {
      do throws(SystemError) {
        if let temporaryName { return try create(temporaryName) }
        if let number { return try FileDescriptor.duplicating(number) }
        return try FileDescriptor.writingDirectly(target)
      } catch {
        let folder = folder.isEmpty ? "." : folder
        let hasFolder = try Self.status(folder) != nil
        throw .unwritable(path: path, reason: hasFolder ? error.reason : "the folder \(folder) does not exist")
      }
    }

    private func create(_ name: String) throws(SystemError) -> FileDescriptor {
      let file = try FileDescriptor.creating(name, mode: 0o666)
      guard let permissions else { return file }
      do throws(SystemError) {
        try file.setPermissions(permissions)
      } catch {
        FilePaths.remove(name)
        throw error
      }
      return file
    }

    /// Makes the new name itself durable. A file system that cannot do it is not an error.
    func synchronizeFolder() {
      guard let file = try? FileDescriptor.reading(folder.isEmpty ? "." : folder) else { return }
      try? file.synchronize()
    }

    private static func status(_ path: String, followingLinks: Bool = true) throws(FileError) -> FileStatus? {
      do throws(SystemError) {
        return try FileStatus.of(path, followingLinks: followingLinks)
      } catch {
        throw .unwritable(path: path, reason: error.reason)
      }
    }

    /// The number N of `/dev/fd/N` and its synonyms. Opening such a path again would write over what is there already.
    private static func openNumber(_ path: String) -> Int32? {
      switch path {
      case "/dev/stdout": return 1
      case "/dev/stderr": return 2
      default:
        for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
          return Int32(path.dropFirst(folder.count)).flatMap { $0 >= 0 ? $0 : nil }
        }
        return nil
      }
    }
  }
}
