import Foundation
import Testing

@testable import BinadeCommand

@Suite("Files: exit 3, one line, nothing half-written")
struct FileErrorTests {
  private func expectInvalid(_ outcome: Outcome, _ parts: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(outcome.exitCode == 3, "\(outcome.error)", sourceLocation: sourceLocation)
    #expect(outcome.error.hasPrefix("binade: error: "), sourceLocation: sourceLocation)
    #expect(outcome.error.filter { $0 == "\n" }.count == 1, sourceLocation: sourceLocation)
    for part in parts { #expect(outcome.error.contains(part), "\(outcome.error)", sourceLocation: sourceLocation) }
  }

  @Test("files that are missing, empty, truncated, too long or something else")
  func unreadable() throws {
    let folder = try Folder()
    let good = Npy.file("<f4", [1, 2, 3] as [Float])
    let cases: [(String, [UInt8])] = [
      ("empty.npy", []), ("magic.npy", Array("hello, world".utf8)), ("short.npy", Array(good.dropLast(5))),
      ("long.npy", good + [0]), ("header.npy", Array(good.prefix(20))), ("void.npy", Npy.file("|V1", [1] as [UInt8])),
      ("complex.npy", Npy.file("<c8", [1] as [UInt64])),
    ]
    for (name, bytes) in cases {
      let path = try folder.write(name, bytes)
      expectInvalid(binade("encode", "e4m3fn", path, folder("out.npy")), [name])
      #expect(!folder.files.contains("out.npy"))
    }
    expectInvalid(binade("encode", "e4m3fn", folder("none.npy"), folder("out.npy")), ["none.npy", "no such file"])
    expectInvalid(binade("encode", "e4m3fn", folder.path, folder("out.npy")), [folder.path])
    #expect(!folder.files.contains { $0.hasSuffix(".tmp") || $0 == "out.npy" })
  }

  @Test("integers without --source say what to do")
  func integers() throws {
    let folder = try Folder()
    for (descr, bytes) in [("|u1", 1), ("<u2", 2), ("<i4", 4), ("|b1", 1)] {
      let input = try folder.write("in.npy", Npy.file(descr, [UInt8](repeating: 1, count: bytes), shape: [1]))
      expectInvalid(binade("encode", "e4m3fn", input, folder("out.npy")), [descr, "--source"])
    }
  }

  @Test("element types that do not go with the format")
  func wrongTypes() throws {
    let folder = try Folder()
    let bytes = try folder.write("bytes.npy", "|u1", [1] as [UInt8])
    let floats = try folder.write("floats.npy", "<f4", [1] as [Float])
    expectInvalid(binade("encode", "e4m3fn", bytes, folder("out.npy"), "--source", "bf16"), ["bf16", "<u2", "|u1"])
    expectInvalid(binade("encode", "e4m3fn", floats, folder("out.npy"), "--source", "bf16"), ["bf16", "<f4"])
    expectInvalid(binade("decode", "e4m3fn", floats, folder("out.npy")), ["e4m3fn", "|u1", "found <f4"])
    expectInvalid(binade("decode", "f16", bytes, folder("out.npy")), ["f16", "<u2", "found |u1"])
    expectInvalid(binade("bench", "--data", bytes), ["<f4", "|u1"])
    #expect(folder.files == ["bytes.npy", "floats.npy"])
  }

  @Test("an output that cannot be written leaves nothing, and what was there stays")
  func unwritable() throws {
    let folder = try Folder()
    let input = try folder.write("in.npy", "<f4", [1] as [Float])
    expectInvalid(binade("encode", "e4m3fn", input, folder("none/out.npy")), ["cannot write"])
    expectInvalid(binade("encode", "e4m3fn", input, folder.path), ["cannot write"])
    expectInvalid(binade("encode", "e4m3fn", input, folder("out.npy"), "--flags", folder("none/flags.npy")), ["cannot write"])
    #expect(folder.files == ["in.npy"])
    let old = try folder.write("out.npy", [1, 2, 3])
    expectInvalid(binade("encode", "e4m3fn", folder("missing.npy"), old), ["missing.npy"])
    #expect(try folder.read("out.npy") == [1, 2, 3])
  }

  @Test("missing-nan reject names the element and the operand, and writes nothing")
  func reject() throws {
    let folder = try Folder()
    var values = [Float](repeating: 1, count: Parallel.piece + 20)
    values[Parallel.piece + 7] = Float(bitPattern: 0xFFC0_1234)
    values[Parallel.piece + 9] = .nan
    let input = try folder.write("in.npy", "<f4", values)
    for options in [["--nan", "reject"], ["--profile", "gfloat"], ["--profile", "gfloat", "--flags", folder("flags.npy")]] {
      expectInvalid(
        binade(["encode", "e2m1fn", input, folder("out.npy")] + options), ["element \(Parallel.piece + 7) ", "0xffc01234", "e2m1fn"])
      #expect(folder.files == ["in.npy"])
    }
    #expect(binade("encode", "e4m3fn", input, folder("out.npy"), "--nan", "reject").exitCode == 0)
  }

  @Test("standard output that cannot be written is an error; a reader that went away is not")
  func standardOutput() throws {
    func run(_ descriptor: Int32) -> (Int32, String) {
      let console = Console(
        output: TextSink(descriptor: descriptor), error: TextSink(), isErrorTerminal: false, input: { [] }, nextLine: { nil })
      return (Tool.run(["formats"], console), console.error.text)
    }
    #if os(Linux)
      let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
      let (code, error) = run(full.fileDescriptor)
      #expect(code == 3 && error.contains("standard output"))
    #endif
    signal(SIGPIPE, SIG_IGN)
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let (closedCode, closedError) = run(pipe.fileHandleForWriting.fileDescriptor)
    #expect(closedCode == 141 && closedError == "")
  }

  @Test("diff needs arrays of one type and shape")
  func diff() throws {
    let folder = try Folder()
    let a = try folder.write("a.npy", "|u1", [1, 2] as [UInt8])
    let b = try folder.write("b.npy", "|u1", [1, 2] as [UInt8], shape: [2, 1])
    let c = try folder.write("c.npy", "|i1", [1, 2] as [UInt8])
    expectInvalid(binade("diff", a, b), ["b.npy", "[2]", "[2, 1]"])
    expectInvalid(binade("diff", a, c), ["|u1", "|i1"])
    expectInvalid(binade("diff", a, a, "--format", "f16"), ["f16"])
    expectInvalid(binade("diff", a, folder("none.npy")), ["none.npy"])
  }
}
