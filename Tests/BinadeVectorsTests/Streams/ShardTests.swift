import BinadeVectors
import Testing

/// Shards tile a stream, and put together they are its bytes. Spec [coverage-1], [coverage-2].
@Suite struct ShardTests {
  @Test(arguments: [1, 2, 3, 4, 7, 64, 1000]) func rangesTile(_ count: Int) throws {
    for total in [0, 1, 5, 63, 64, 65, 1 << 40, Int.max] {
      var next = 0
      var lengths: Set<Int> = []
      for index in 0..<count {
        let range = try #require(Shard(index: index, of: count)).range(of: total)
        #expect(range.lowerBound == next)
        next = range.upperBound
        lengths.insert(range.count)
      }
      #expect(next == total)
      #expect((lengths.max() ?? 0) - (lengths.min() ?? 0) <= 1)
    }
  }

  @Test func textIsReadStrictly() {
    let good = Shard("3/7")
    #expect(good == Shard(index: 3, of: 7))
    for text in [
      "7/7", "0/0", "-1/4", "1/-4", "+1/4", "1", "1/", "/4", "1/2/3", "a/b", "1.0/4", " 1/4", "0x1/4", "", "99999999999999999999/4",
    ] {
      let shard = Shard(text)
      #expect(shard == nil, "\(text)")
    }
  }

  static let suites = [
    "e2m1fn_encode", "e4m3fn_decode", "mxfp4_quantize", "nvfp4_quantize", "nvfp4-16x16_quantize", "uint4-g32-f16-zuint4_quantize",
    "ggml-q4_1_dequantize", "sm_90:wgmma.f32.e4m3.e4m3", "sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16",
  ]

  /// The random tests: any cut gives the same lines, and another seed others.
  @Test(arguments: suites) func anyCutGivesTheSameLines(_ name: String) throws {
    let suite = try #require(GoldenSuite(name))
    for form in LineForm.allCases {
      let stream = try #require(GoldenStream(suite, seed: 5, form: form))
      let whole = stream.lines(0..<11)
      for count in [1, 4, 7, 40] where form == .text || count == 4 {
        var text = ""
        for index in 0..<count { text += stream.lines(try #require(Shard(index: index, of: count)).range(of: 11)) }
        #expect(text == whole, "\(form) \(count)")
      }
      let other = try #require(GoldenStream(suite, seed: 6, form: form)).lines(0..<11)
      #expect(other != whole)
      #expect(whole.split(separator: "\n").count == 11)
    }
  }

  @Test func layoutsHaveNoLines() {
    let stream = GoldenStream(.layouts)
    #expect(stream == nil)
  }
}
