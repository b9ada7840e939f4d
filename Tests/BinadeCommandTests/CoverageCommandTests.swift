import Foundation
import Testing

@testable import BinadeCommand

@Suite("coverage, mutate") struct CoverageCommandTests {
  @Test func aWholeStreamHitsEverything() {
    let lines = binade("generate", "e2m1fn_encode", "--format", "text").output
    let outcome = binade(["coverage", "-"], input: Array(lines.utf8))
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.output.contains("e2m1fn_encode: ") && outcome.output.hasSuffix("0 missing\n"))
    let bins = binade(["coverage", "-", "--bins"], input: Array(lines.utf8)).output
    #expect(bins.contains("  overflow-midpoint: ") && bins.contains("negative-operand: does not apply: the target is signed"))
  }

  @Test func whatIsMissingIsNamed() throws {
    let outcome = binade(["coverage", "-"], input: Array("#group operand=f32 result=e2m1fn\n3f800000 2 00\n".utf8))
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("  missing infinity: 0 tests, 0 of 2 parts, without 0, 1"))
    let suite = binade(["coverage", "-", "--suite", "e2m1fn_encode", "--json"], input: Array("3f800000 2\n".utf8))
    #expect(suite.exitCode == 1)
    let root = try #require(JSONSerialization.jsonObject(with: Data(suite.output.utf8)) as? [String: [[String: Any]]])
    let first = try #require(root["suites"]?.first)
    #expect(first["suite"] as? String == "e2m1fn_encode" && first["tests"] as? Int == 1 && first["isComplete"] as? Bool == false)
    let bins = try #require(first["bins"] as? [[String: Any]])
    let one = bins.first { $0["id"] as? String == "one" }
    #expect(one?["hits"] as? [Int] == [1, 0] && one?["missing"] as? [Int] == [1])
    let stochastic = bins.first { $0["id"] as? String == "random-extremes" }
    #expect(stochastic?["doesNotApply"] as? String == "no group of the set rounds stochastically")
  }

  @Test func filesAndFoldersAreRead() throws {
    let folder = try Folder()
    for suite in ["e2m1fn_decode", "mxfp4_dequantize"] {
      let outcome = binade("generate", suite, "-o", folder("\(suite).json"))
      #expect(outcome.exitCode == 0)
    }
    let all = binade("coverage", folder.path)
    #expect(all.exitCode == 0)
    #expect(all.output.contains("2 suites, 272 tests"))
    let one = binade("coverage", folder.path, "--suite", "mxfp4_dequantize")
    #expect(one.exitCode == 0 && one.output.contains("1 suites, 256 tests"))
    let text = try folder.write("part.txt", Array("#blocks format=mxfp4 operation=dequantize\n7f 2 3f800000\n".utf8))
    let part = binade("coverage", text)
    #expect(part.exitCode == 1)
    let both = binade("coverage", folder("mxfp4_dequantize.json"), folder("mxfp4_dequantize.json"))
    #expect(both.output.contains("1 suites, 512 tests"))
    #expect(binade("coverage", folder("missing.json")).exitCode == 3)
    #expect(binade("coverage", folder("x.bin")).exitCode == 2)
    #expect(binade("coverage", folder.path, "--suite", "nvfp4_dequantize").exitCode == 3)
  }

  @Test(arguments: [
    ("", "expected at least one vector, found none"), ("3f800000 2\n", "before the first vector"),
    ("#blocks format=mxfp4 operation=dequantize\n7f 2\n", "expected scale codes values, found 2 words"),
    ("#dots instruction=none\n", "no instruction with vectors"),
  ])
  func badStreamsAreInvalid(_ lines: String, _ message: String) {
    let outcome = binade(["coverage", "-"], input: Array(lines.utf8))
    #expect(outcome.exitCode == 3)
    #expect(outcome.error.contains(message), "\(outcome.error)")
  }

  @Test func mutantsOfASuite() throws {
    let text = binade("mutate", "e2m1fn_decode")
    #expect(text.exitCode == 0)
    #expect(text.output.contains("decode: the sign of zero is lost") && text.output.contains("e2m1fn_decode tcId 9"))
    #expect(text.output.contains("score 3 of 3 killed"))
    let json = binade("mutate", "e2m1fn_decode", "--json")
    let root = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(root["killed"] as? Int == 3 && root["survived"] as? Int == 0)
  }

  @Test func vectorsThatNoticeNothingFail() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder("data"), withIntermediateDirectories: true)
    let file = binade("generate", "e2m1fn_decode").output
    // Only +0 is left, which every mutant but a wrong one gets right.
    let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
    let kept = lines.filter { !$0.contains("\"tcId\"") || $0.contains("\"tcId\": 1,") }.joined(separator: "\n")
    let short = kept.replacing("\"numberOfTests\": 16", with: "\"numberOfTests\": 1").replacing("[\"Code\"]},", with: "[\"Code\"]}")
    _ = try folder.write("data/e2m1fn_decode.json", Array(short.utf8))
    let outcome = binade("mutate", "e2m1fn_decode", "--vectors", folder.path)
    #expect(outcome.exitCode == 1, "\(outcome.error)")
    #expect(outcome.output.contains("SURVIVED"))
    #expect(binade("mutate", "e2m1fn_encode", "--vectors", folder.path).exitCode == 3)
  }

  @Test func wrongArgumentsAreUsageErrors() {
    let unknown = binade("mutate", "e2m1fm_decode")
    #expect(unknown.exitCode == 2 && unknown.error.contains("e2m1fn_decode"))
    #expect(binade("mutate", "e2m1fn_decode", "--json", "--markdown").exitCode == 2)
    #expect(binade("mutate", "e2m1fn_decode", "--threads", "0").exitCode == 2)
    #expect(binade("coverage", "--suite", "layouts").exitCode == 2)
    #expect(binade("coverage", "--suite", "nothing").exitCode == 2)
  }
}
