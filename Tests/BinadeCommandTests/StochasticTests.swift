import Testing

@testable import BinadeCommand

/// 1 1/32 lies a quarter of the way from 1 (38) to 1 1/8 (39): it goes up when the random field is at least three quarters.
@Suite("encode --rounding stochastic")
struct StochasticTests {
  private func codes<Word: BitwiseCopyable>(
    _ folder: Folder, _ count: Int, _ descr: String, _ words: [Word], _ options: String...
  ) throws -> [UInt8] {
    let random = try folder.write("random.npy", descr, words)
    let input = try folder.write("in.npy", "<f4", [Float](repeating: 1.03125, count: count))
    let outcome = binade(
      ["encode", "e4m3fn", input, folder("out.npy"), "--rounding", "stochastic", "--random", random] + options)
    if outcome.exitCode != 0 { throw Folder.Failed(description: outcome.error) }
    return Npy.parse(try folder.read("out.npy"), as: UInt8.self).elements
  }

  @Test("one word per element, by the type of the words")
  func perElement() throws {
    let folder = try Folder()
    let expected: [UInt8] = [0x38, 0x38, 0x39, 0x39]
    #expect(try codes(folder, 4, "|u1", [0, 0xBF, 0xC0, 0xFF] as [UInt8]) == expected)
    #expect(try codes(folder, 4, "<u2", [0, 0xBFFF, 0xC000, 0xFFFF] as [UInt16]) == expected)
    #expect(try codes(folder, 4, "<u4", [0, 0xBFFF_FFFF, 0xC000_0000, 0xFFFF_FFFF] as [UInt32]) == expected)
  }

  @Test("layouts with several elements per word")
  func layouts() throws {
    let folder = try Folder()
    // Byte i is element i's: only bytes 0 and 3 are large.
    #expect(try codes(folder, 4, "<u4", [0xFF00_00FF] as [UInt32], "--random-layout", "bytes") == [0x39, 0x38, 0x38, 0x39])
    // Elements 0 and 1 share the low half; element 1 reads it bit-reversed.
    #expect(try codes(folder, 4, "<u4", [0x0003_C000] as [UInt32], "--random-layout", "ptx-x4") == [0x39, 0x38, 0x38, 0x39])
    #expect(try codes(folder, 4, "<u4", [0x0003_C000] as [UInt32], "--random-layout", "ptx-x4-straight") == [0x39, 0x39, 0x38, 0x38])
    // Bytes 0, 2, 1, 3 for elements 0, 1, 2, 3.
    #expect(try codes(folder, 4, "<u4", [0x0000_FF00] as [UInt32], "--random-layout", "ptx-e2m1x4") == [0x38, 0x38, 0x39, 0x38])
    #expect(try codes(folder, 3, "<u4", [0xFFFF_0000, 0xFFFF] as [UInt32], "--random-layout", "ptx-bf16x2") == [0x38, 0x39, 0x39])
    // Five elements need two words.
    #expect(try codes(folder, 5, "<u4", [0, 0xFF] as [UInt32], "--random-layout", "bytes") == [0x38, 0x38, 0x38, 0x38, 0x39])
  }

  @Test("pieces of a large array keep to their own random words")
  func pieces() throws {
    let folder = try Folder()
    let count = Parallel.piece + 9
    var words = [UInt32](repeating: 0, count: (count + 3) / 4)
    words[words.count - 2] = 0xFF00_0000
    let result = try codes(folder, count, "<u4", words, "--random-layout", "bytes")
    #expect(result.indices.filter { result[$0] == 0x39 } == [4 * (words.count - 2) + 3])
  }

  @Test("the number and the type of the words are checked: exit 3")
  func counts() throws {
    let folder = try Folder()
    let input = try folder.write("in.npy", "<f4", [1, 2, 3, 4, 5] as [Float])
    func run<Word: BitwiseCopyable>(_ descr: String, _ words: [Word], _ options: String...) throws -> Outcome {
      let random = try folder.write("random.npy", descr, words)
      return binade(["encode", "e4m3fn", input, folder("out.npy"), "--rounding", "stochastic", "--random", random] + options)
    }
    for (outcome, part) in [
      (try run("|u1", [1, 2, 3, 4] as [UInt8]), "needs 5 random words for 5 elements, found 4"),
      (try run("<u4", [1, 2, 3] as [UInt32], "--random-layout", "bytes"), "needs 2 random words"),
      (try run("|u1", [1, 2] as [UInt8], "--random-layout", "ptx-x4"), "<u4, found |u1"),
      (try run("<f4", [1, 2, 3, 4, 5] as [Float]), "|u1, <u2 or <u4, found <f4"),
    ] {
      #expect(outcome.exitCode == 3)
      #expect(outcome.error.contains(part), "\(outcome.error)")
    }
    #expect(folder.files == ["in.npy", "random.npy"])
  }
}
