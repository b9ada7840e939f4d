import Foundation

@testable import BinadeCommand

/// What one call of the tool gave.
struct Outcome {
  let exitCode: Int32
  let output: String
  let error: String

  /// The lines of standard output.
  var lines: [Substring] { output.split(separator: "\n") }
}

/// Calls the tool in this process.
func binade(_ arguments: String..., input: [UInt8] = []) -> Outcome { binade(arguments, input: input) }

/// Calls the tool in this process.
func binade(_ arguments: [String], input: [UInt8] = []) -> Outcome {
  let console = Console.memory(input: input)
  let exitCode = Tool.run(arguments, console)
  return Outcome(exitCode: exitCode, output: console.output.text, error: console.error.text)
}

/// A folder that is gone after the test.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "binade-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file and returns its path.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: self(name)))
    return self(name)
  }

  /// Writes an array file and returns its path.
  func write<Element: BitwiseCopyable>(_ name: String, _ descr: String, _ elements: [Element], shape: [Int]? = nil) throws -> String {
    try write(name, Npy.file(descr, elements, shape: shape))
  }

  /// The bytes of a file.
  func read(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(fileURLWithPath: self(name)))) }

  /// The files in the folder, temporary ones too.
  var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

/// Array files, written and read without the code under test.
enum Npy {
  /// A file with these elements, little-endian.
  static func file<Element: BitwiseCopyable>(_ descr: String, _ elements: [Element], shape: [Int]? = nil) -> [UInt8] {
    let dimensions = (shape ?? [elements.count]).map { "\($0)," }.joined(separator: " ")
    var header = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(dimensions)), }"
    while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
    header += "\n"
    let length = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(header.utf8) + bytes(elements)
  }

  /// Header text and elements of a file.
  static func parse<Element: BitwiseCopyable>(_ file: [UInt8], as type: Element.Type) -> (header: String, elements: [Element]) {
    let start = 10 + Int(file[8]) + Int(file[9]) << 8
    let data = Array(file[start...])
    let count = data.count / MemoryLayout<Element>.size
    let elements = unsafe data.withUnsafeBytes { raw in
      (0..<count).map { unsafe raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Element>.size, as: Element.self) }
    }
    return (String(decoding: file[10..<start], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines), elements)
  }

  private static func bytes<Element: BitwiseCopyable>(_ elements: [Element]) -> [UInt8] {
    unsafe elements.withUnsafeBytes { unsafe Array($0) }
  }
}

extension Folder {
  /// Encodes float32 values; the codes, or what went wrong.
  func encode(_ format: String, _ values: [Float], _ options: String...) throws -> [UInt8] {
    let input = try write("in.npy", "<f4", values)
    let outcome = binade(["encode", format, input, self("out.npy")] + options)
    if outcome.exitCode != 0 { throw Failed(description: outcome.error) }
    return Npy.parse(try read("out.npy"), as: UInt8.self).elements
  }

  /// A call that should have worked.
  struct Failed: Error, CustomStringConvertible { let description: String }
}
