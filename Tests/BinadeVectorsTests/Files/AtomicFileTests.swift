import BinadeVectors
import Foundation
import Testing

@Suite("Atomic files")
struct AtomicFileTests {
  private static func text(_ path: String) throws -> String { String(decoding: try FileInput.bytes(of: path), as: UTF8.self) }

  @Test("a committed file holds what was appended, and nothing else is left")
  func commit() throws {
    try FileFixtures.withFolder { folder in
      let path = folder + "/out.txt"
      var file = try AtomicFile(path: path)
      try file.append("one ")
      try file.append([0x74, 0x77, 0x6F])
      #expect(!FileManager.default.fileExists(atPath: path), "no partial file under the final name")
      #expect(try FileFixtures.names(in: folder).count == 1)
      try file.commit()
      #expect(try Self.text(path) == "one two")
      #expect(try FileFixtures.names(in: folder) == ["out.txt"])
    }
  }

  @Test("chunks of all sizes arrive in order")
  func chunks() throws {
    try FileFixtures.withFolder { folder in
      var expected: [UInt8] = []
      var file = try AtomicFile(path: folder + "/out")
      for size in [0, 1, 65_535, 1, 65_536, 3, 65_537, 200_000, 7, 0, 40_000, 40_000] {
        let chunk = FileFixtures.ramp(size)
        try file.append(chunk)
        expected += chunk
      }
      try file.commit()
      #expect(try FileInput.bytes(of: folder + "/out") == expected)
    }
  }

  @Test("without a commit the old file stays and the new one goes", arguments: [false, true])
  func abort(explicitly: Bool) throws {
    try FileFixtures.withFolder { folder in
      let path = folder + "/out.txt"
      try AtomicFile.write(Array("old".utf8), to: path)
      func begin() throws {
        var file = try AtomicFile(path: path)
        try file.append([UInt8](repeating: 0, count: 100_000))
        #expect(try FileFixtures.names(in: folder).count == 2)
        if explicitly { file.abort() }
      }
      try begin()
      #expect(try Self.text(path) == "old")
      #expect(try FileFixtures.names(in: folder) == ["out.txt"])
    }
  }

  @Test("an existing file is replaced, with its permissions")
  func replace() throws {
    try FileFixtures.withFolder { folder in
      let path = folder + "/out.txt"
      try AtomicFile.write(Array("old and long".utf8), to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      try AtomicFile.write(Array("new".utf8), to: path)
      #expect(try Self.text(path) == "new")
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
    }
  }

  @Test("a symbolic link stays a link")
  func symbolicLink() throws {
    try FileFixtures.withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: false)
      try AtomicFile.write(Array("old".utf8), to: folder + "/data/real")
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "data/real")
      try AtomicFile.write(Array("new".utf8), to: folder + "/link")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "data/real")
      #expect(try Self.text(folder + "/data/real") == "new")
      try FileManager.default.createSymbolicLink(atPath: folder + "/lost", withDestinationPath: "nowhere")
      FileFixtures.expectError("symbolic link to a missing file") { try AtomicFile.write([1], to: folder + "/lost") }
    }
  }

  @Test("targets that cannot be written are refused at once, and nothing is left")
  func refusals() throws {
    try FileFixtures.withFolder { folder in
      try AtomicFile.write([1], to: folder + "/file")
      FileFixtures.expectError("cannot write: the folder \(folder)/none/ does not exist") {
        try AtomicFile.write([1], to: folder + "/none/out")
      }
      FileFixtures.expectError("cannot write: it is a folder") { try AtomicFile.write([1], to: folder) }
      FileFixtures.expectError("cannot write: it is a folder") { try AtomicFile.write([1], to: folder + "/") }
      FileFixtures.expectError("cannot write: it names a folder") { try AtomicFile.write([1], to: folder + "/new/") }
      FileFixtures.expectError("/file/out: cannot write: Not a directory") { try AtomicFile.write([1], to: folder + "/file/out") }
      FileFixtures.expectError("the path is empty") { try AtomicFile.write([1], to: "") }
      FileFixtures.expectError("NUL") { try AtomicFile.write([1], to: folder + "/a\0b") }
      FileFixtures.expectError("File name too long") { try AtomicFile.write([1], to: folder + "/" + String(repeating: "a", count: 300)) }
      #expect(try FileFixtures.names(in: folder) == ["file"])
    }
  }

  // A name as long as a name may be leaves no room for a suffix.
  @Test("a file name of 255 bytes is possible")
  func longName() throws {
    try FileFixtures.withFolder { folder in
      let name = String(repeating: "a", count: 255)
      try AtomicFile.write([1], to: folder + "/" + name)
      #expect(try FileFixtures.names(in: folder) == [name])
    }
  }

  @Test("a commit that fails leaves what was there")
  func failingCommit() throws {
    try FileFixtures.withFolder { folder in
      let path = folder + "/out"
      func begin() throws {
        var file = try AtomicFile(path: path)
        try file.append("new")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try AtomicFile.write(Array("inside".utf8), to: path + "/inside")
        try file.commit()
      }
      FileFixtures.expectError("\(path): cannot write: ") { try begin() }
      let names = try FileFixtures.names(in: folder)
      #expect(names == ["out"])
      #expect(try Self.text(path + "/inside") == "inside")
    }
  }

  @Test("folders and files without the right to write", .enabled(if: geteuid() != 0, "root may write everywhere"))
  func permissions() throws {
    try FileFixtures.withFolder { folder in
      try AtomicFile.write([1], to: folder + "/file")
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder + "/file")
      FileFixtures.expectError("the file that is there may not be written") { try AtomicFile.write([2], to: folder + "/file") }
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      FileFixtures.expectError("cannot write: Permission denied") { try AtomicFile.write([2], to: folder + "/new") }
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      #expect(try FileInput.bytes(of: folder + "/file") == [1])
      #expect(try FileFixtures.names(in: folder) == ["file"])
    }
  }

  @Test("devices are written directly")
  func devices() throws {
    try AtomicFile.write([1, 2, 3], to: "/dev/null")
    var file = try AtomicFile(path: "/dev/stderr")
    try file.append("")
    try file.commit()
    FileFixtures.expectError("/dev/fd/987654: cannot write: Bad file descriptor") { try AtomicFile.write([1], to: "/dev/fd/987654") }
  }

  @Test("a FIFO is written directly, and read to its end")
  func fifo() throws {
    try FileFixtures.withFolder { folder in
      let path = folder + "/fifo"
      #expect(FileFixtures.makeFIFO(path))
      let array = try NpyArray((0..<100_000).map(UInt32.init), shape: [100, 1000])
      Thread.detachNewThread { try? array.write(to: path) }
      #expect(try NpyArray(contentsOf: path) == array)
      #expect(try FileFixtures.names(in: folder) == ["fifo"])
    }
  }

  @Test(
    "a header in a FIFO cannot make the reader allocate",
    arguments: [
      ("(1000000000000000000,)", "truncated: expected 1000000000000000", [1, 2, 3]),
      ("(2,)", "data after the end: expected ", [1, 2, 3]),
    ] as [(String, String, [UInt8])])
  func hostileFIFO(shape: String, reason: String, data: [UInt8]) throws {
    try FileFixtures.withFolder { folder in
      let path = folder + "/fifo"
      #expect(FileFixtures.makeFIFO(path))
      let file = NpyHeaderTests.file("{'descr': '|u1', 'fortran_order': False, 'shape': \(shape)}", data: data)
      Thread.detachNewThread { try? AtomicFile.write(file, to: path) }
      FileFixtures.expectError(reason) { _ = try NpyArray(contentsOf: path) }
    }
  }

  #if os(Linux)
    @Test("a full device is an error")
    func fullDevice() throws {
      FileFixtures.expectError("/dev/full: cannot write: No space left on device") { try AtomicFile.write([1], to: "/dev/full") }
    }

    // The open file is exchanged for a device that is always full, as if the disk ran full in the middle.
    @Test("a disk that runs full leaves the old file", arguments: [10, 100_000])
    func fullDisk(size: Int) throws {
      try FileFixtures.withFolder { folder in
        let path = folder + "/out"
        try AtomicFile.write(Array("old".utf8), to: path)
        func begin() throws {
          var file = try AtomicFile(path: path)
          try file.append([UInt8](repeating: 7, count: 70_000))
          let name = try FileFixtures.names(in: folder).first { $0 != "out" }!
          let numbers = try FileFixtures.names(in: "/proc/self/fd")
          let number = numbers.first {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?.hasSuffix(name) == true
          }
          let full = unsafe open("/dev/full", O_WRONLY)
          #expect(dup2(full, Int32(number!)!) >= 0)
          close(full)
          try file.append([UInt8](repeating: 8, count: size))
          try file.commit()
        }
        FileFixtures.expectError("\(path): cannot write: No space left on device") { try begin() }
        #expect(try Self.text(path) == "old")
        #expect(try FileFixtures.names(in: folder) == ["out"])
      }
    }

    @Test("files that the kernel makes up are read to their end")
    func kernelFiles() throws {
      #expect(try FileInput.bytes(of: "/proc/self/status").count > 100)
    }
  #endif

  @Test("what cannot be read is said")
  func unreadable() throws {
    try FileFixtures.withFolder { folder in
      FileFixtures.expectError(.missing(path: folder + "/none")) { _ = try FileInput.bytes(of: folder + "/none") }
      FileFixtures.expectError("\(folder): cannot read: Is a directory") { _ = try FileInput.bytes(of: folder) }
      FileFixtures.expectError("cannot read: Is a directory") { _ = try NpyArray(contentsOf: folder) }
      FileFixtures.expectError("NUL") { _ = try FileInput.bytes(of: folder + "/a\0b") }
      let nothing = try FileInput.bytes(of: "/dev/null")
      #expect(nothing.isEmpty)
    }
  }
}
