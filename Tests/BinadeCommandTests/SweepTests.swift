import Testing

@testable import BinadeCommand

@Suite("sweep and its digest")
struct SweepTests {
  @Test("the Fletcher sum of small streams, worked out by hand")
  func digest() {
    var digest = FletcherDigest()
    #expect(digest.text == String(repeating: "0", count: 32))
    for word in [1, 2, 3] as [UInt64] { digest.append(word) }
    #expect(digest.text == "000000000000000a0000000000000006")
    digest.append(UInt64.max)  // −1: s1 = 5, s2 = 15
    #expect(digest.text == "000000000000000f0000000000000005")
  }

  @Test("partial sums combine to the sum of the whole, wherever it is cut")
  func combining() {
    let words = (0..<20).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
    func digest(_ words: ArraySlice<UInt64>) -> FletcherDigest {
      var digest = FletcherDigest()
      for word in words { digest.append(word) }
      return digest
    }
    let whole = digest(words[...])
    for cut in 0...words.count {
      var left = digest(words[..<cut])
      left.append(digest(words[cut...]))
      #expect(left == whole)
    }
  }

  @Test("f16 sources: the same for 1, 2 and 3 threads and by the definition", arguments: ["e4m3fn", "e2m1fn", "bf16", "tf32", "int4"])
  func threads(format: String) {
    let first = binade("sweep", "encode", format, "--source", "f16")
    #expect(first.exitCode == 0)
    for options in [["--threads", "1"], ["--threads", "2"], ["--threads=3"], ["--definition"]] {
      #expect(binade(["sweep", "encode", format, "--source", "f16"] + options).output == first.output)
    }
  }

  /// Half the float16 words are negative and 2·1023 are NaN; 0x5F00 is 448 and 0x5F41 the first value above 464.
  @Test("the printed lines")
  func lines() {
    let lines = binade("sweep", "encode", "e4m3fn", "--source", "f16", "--overflow", "nonfinite").lines
    #expect(lines[0].hasPrefix("sweep encode e4m3fn source=f16 rounding=nearest-even overflow=nonfinite "))
    #expect(lines[1] == "count 65536")
    #expect(lines[2].hasPrefix("digest ") && lines[2].count == 39)
    var counts: [Substring: Int] = [:]
    for line in lines.dropFirst(3) {
      let words = line.split(separator: " ")
      #expect(words.count == 3 && words[0] == "code" && words[1].count == 2)
      counts[words[1]] = Int(words[2])
    }
    #expect(counts.values.reduce(0, +) == 65536)
    // Canonical NaN is positive: 7f also takes the NaNs of both signs, ff only the negative overflows.
    let beyond = 0x7C00 - 0x5F40
    #expect(counts["7f"] == beyond + 2 * 1023)
    #expect(counts["ff"] == beyond)
    // From the tie 432 (0x5EC0), which goes up to the even code, to the tie 464 (0x5F40), which stays.
    #expect(counts["7e"] == 0x5F40 - 0x5EC0 + 1)
  }

  @Test("the digest is that of the stream of codes")
  func digestOfStream() throws {
    let folder = try Folder()
    let words = (0..<65536).map { UInt16($0) }
    let input = try folder.write("in.npy", "<f2", words)
    #expect(binade("encode", "e5m2", input, folder("out.npy")).exitCode == 0)
    let codes = Npy.parse(try folder.read("out.npy"), as: UInt64.self).elements
    var (s1, s2): (UInt64, UInt64) = (0, 0)
    for word in codes {
      s1 &+= word
      s2 &+= s1
    }
    let text = [s2, s1].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
    #expect(binade("sweep", "encode", "e5m2", "--source", "f16").lines[2] == "digest \(text)")
    #expect(binade("sweep", "encode", "e5m2", "--source", "f16", "--json").output.contains("\"digest\": \"\(text)\""))
  }
}
