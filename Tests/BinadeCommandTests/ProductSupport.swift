import Testing

@testable import BinadeCommand

/// Products of the tool for tests: small arrays in, words out.
struct Products {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// Writes a matrix of codes of one byte.
  func bytes(_ name: String, _ codes: [UInt8], rows: Int) throws -> String {
    try folder.write(name, "|u1", codes, shape: [rows, codes.count / max(rows, 1)])
  }

  /// The words of an output file.
  func words<Word: FixedWidthInteger & BitwiseCopyable>(_ name: String, as type: Word.Type) throws -> [Word] {
    Npy.parse(try folder.read(name), as: type).elements
  }

  /// A call that must succeed; its output.
  @discardableResult
  func run(_ arguments: String...) throws -> String {
    let outcome = binade(arguments)
    if outcome.exitCode != 0 { throw Folder.Failed(description: outcome.error) }
    return outcome.output
  }

  /// One element by `dot`: codes of A and B in bytes, scales, and C as a word of binary32.
  func dot(
    _ instruction: String, _ a: [UInt8], _ b: [UInt8], scaleA: [UInt8] = [], scaleB: [UInt8] = [], c: UInt32 = 0, _ options: String...
  ) throws -> UInt32 {
    var arguments = ["dot", instruction, try bytes("a.npy", a, rows: 1), try bytes("b.npy", b, rows: 1), folder("d.npy")]
    if !scaleA.isEmpty {
      arguments += ["--scale-a", try bytes("sa.npy", scaleA, rows: 1), "--scale-b", try bytes("sb.npy", scaleB, rows: 1)]
    }
    arguments += ["--c", try folder.write("c.npy", "<f4", [c])] + options
    let outcome = binade(arguments)
    if outcome.exitCode != 0 { throw Folder.Failed(description: outcome.error) }
    return try words("d.npy", as: UInt32.self)[0]
  }
}

/// Random words, the same every time.
struct TestRandom {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Codes of E4M3FN without NaN, of moderate size.
  mutating func codes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in
      let word = next()
      return UInt8(word & 0x80) | UInt8(0x20 + word >> 8 % 0x30)
    }
  }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
