import Testing

@testable import BinadeCommand

@Suite("generate --shard, and verify of blocks and dot products") struct StreamCommandTests {
  /// All shards one after the other are the whole stream: one suite of each kind.
  @Test(arguments: ["int2_encode", "e2m1fn_decode", "mxfp4_dequantize", "sm_75:mma.s32.s8.s8"], [1, 4, 7])
  func shardsAreTheStream(_ suite: String, _ parts: Int) {
    for form in parts == 4 ? ["text", "jsonl"] : ["text"] {
      for count in parts == 7 ? ["5", "0"] : ["5"] {
        let arguments = ["generate", suite, "--format", form, "--seed", "4", "--count", count]
        let whole = binade(arguments)
        #expect(whole.exitCode == 0)
        var text = ""
        for index in 0..<parts { text += binade(arguments + ["--shard", "\(index)/\(parts)"]).output }
        #expect(text == whole.output, "\(form) \(count)")
      }
    }
  }

  @Test func partsWithoutAHeaderNeedTheSuite() {
    let part = binade("generate", "mxfp4_quantize", "--format", "text", "--count", "9", "--shard", "2/3").output
    #expect(part.split(separator: "\n").count == 3)
    #expect(!part.contains("#"))
    let lines = Array(part.utf8)
    let alone = binade(["verify", "-"], input: lines)
    #expect(alone.exitCode == 3)
    let named = binade(["verify", "-", "--suite", "mxfp4_quantize"], input: lines)
    #expect(named.exitCode == 0 && named.output == "3 tests, 0 mismatches\n")
  }

  @Test func linesOfAllKindsAreOneStream() {
    var text = "#group operand=f32 result=e2m1fn\n3f800000 2 00\n"
    for suite in ["mxfp4_dequantize", "sm_75:mma.s32.s8.s8"] {
      for form in ["text", "jsonl"] { text += binade("generate", suite, "--format", form, "--count", "3").output }
    }
    text += "#group operand=f32 result=e2m1fn\n3f800000 2 00\n{\"group\": {\"operand\": \"f32\", \"result\": \"e2m1fn\"}}\n3f800000 3 00\n"
    let outcome = binade(["verify", "-"], input: Array(text.utf8))
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.hasSuffix("tests, 1 mismatches\n"))
    #expect(outcome.output.contains("f32 3f800000: expected e2m1fn 02"))
  }

  @Test func aTruncatedStreamIsInvalid() {
    let text = binade("generate", "mxfp4_dequantize", "--format", "text", "--count", "3").output
    let cut = binade(["verify", "-"], input: Array(text.utf8.dropLast(100)))
    #expect(cut.exitCode == 3)
    #expect(cut.error.contains("there are 16 codes and") || cut.error.contains("expected words of 8"), "\(cut.error)")
    let json = binade("generate", "mxfp4_dequantize", "--format", "jsonl", "--count", "3").output
    let broken = binade(["verify", "-"], input: Array(json.utf8.dropLast(9)))
    #expect(broken.exitCode == 3)
    #expect(broken.error.contains("expected a JSON object"))
  }

  @Test(arguments: ["4/4", "0/0", "-1/4", "5/4", "1", "a/b", "1/2/3", "", "1/4x", "99999999999999999999/4"])
  func badShardsAreUsageErrors(_ shard: String) {
    let outcome = binade("generate", "e2m1fn_encode", "--format", "text", "--count", "4", "--shard=\(shard)")
    #expect(outcome.exitCode == 2)
    #expect(outcome.error.contains("--shard: expected I/N with N of 1 or more and I from 0 to N - 1"), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }

  @Test func optionsThatWouldDoNothingAreUsageErrors() {
    for arguments in [
      ["e2m1fn_encode", "--shard", "0/2"], ["e2m1fn_encode", "--format", "mem", "--shard", "0/2"], ["all", "-o", "x", "--shard", "0/2"],
      ["mxfp4_quantize", "--level", "2"], ["mxfp4_quantize", "--count", "5"], ["layouts", "--format", "text"], ["layouts", "--seed", "2"],
      ["sm_75:mma.s32.s8.s8", "--format", "mem", "--group", "2"], ["mxfp4_quantize", "--format", "text", "--group", "2"],
    ] {
      let outcome = binade(["generate"] + arguments)
      #expect(outcome.exitCode == 2, "\(arguments)")
      #expect(outcome.output.isEmpty)
    }
  }
}
