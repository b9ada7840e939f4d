import BinadeVectors
import Foundation
import Testing

/// What the tests of the file layer share.
enum FileFixtures {
  /// The bytes of a hexadecimal text; spaces and line ends do not count.
  static func bytes(hex: String) -> [UInt8] {
    let digits = hex.filter { !$0.isWhitespace }.map { UInt8($0.hexDigitValue!) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// Bytes that are not all alike.
  static func ramp(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) } }

  /// Runs `body` with the path of a new folder, without a slash at its end, and removes the folder.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("binade-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }

  /// Makes a FIFO.
  static func makeFIFO(_ path: String) -> Bool { unsafe mkfifo(path, 0o600) == 0 }

  /// The names in a folder, sorted.
  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  /// What `body` throws, if it is a ``FileError``. Not for use inside `#expect`: where that stands in a closure, Swift 6.3.1
  /// compiles a closure in the macro's argument and the next closure beside it to the same code.
  static func error(_ body: () throws -> Void) -> FileError? {
    do {
      try body()
      return nil
    } catch {
      return error as? FileError
    }
  }

  /// Expects `body` to throw this error.
  static func expectError(_ expected: FileError, _ body: () throws -> Void, at location: SourceLocation = #_sourceLocation) {
    let error = error(body)
    #expect(error == expected, sourceLocation: location)
  }

  /// Expects `body` to throw an error whose text contains `text`.
  static func expectError(_ text: String, _ body: () throws -> Void, at location: SourceLocation = #_sourceLocation) {
    let error = error(body)
    #expect(error != nil, "nothing was thrown, expected: \(text)", sourceLocation: location)
    let description = error?.description ?? ""
    #expect(description.contains(text), "\(description)", sourceLocation: location)
    #expect(!description.contains("\n"), sourceLocation: location)
  }
}
