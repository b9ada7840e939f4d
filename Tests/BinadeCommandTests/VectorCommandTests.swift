import Testing

@testable import BinadeCommand

@Suite("generate, verify, lint") struct VectorCommandTests {
  /// One group line for E2M1FN, then whatever a device answers.
  private let group = "#group operand=f32 result=e2m1fn\n"

  private func verify(_ lines: String, _ options: String...) -> Outcome {
    binade(["verify", "-"] + options, input: Array(lines.utf8))
  }

  @Test func generatedLinesVerify() {
    for form in ["text", "jsonl"] {
      let generated = binade("generate", "e2m1fn_encode", "--format", form, "--count", "100", "--seed", "9")
      #expect(generated.exitCode == 0)
      let verified = binade(["verify", "-"], input: Array(generated.output.utf8))
      #expect(verified.exitCode == 0, "\(verified.output)\(verified.error)")
      #expect(verified.output.hasSuffix(" tests, 0 mismatches\n"))
    }
  }

  @Test func randomOperandsDoNotDependOnTheCount() {
    let few = binade("generate", "int4_encode", "--format", "text", "--count", "50").output
    let many = binade("generate", "int4_encode", "--format", "text", "--count", "80").output
    #expect(many.hasPrefix(few))
    #expect(many.split(separator: "\n").count == few.split(separator: "\n").count + 30)
  }

  /// 1 is code 2, 2.5 ties to 2 (code 4), NaN is 7: the published FP4 table.
  @Test func devicesAreJudged() {
    #expect(verify(group + "3f800000 2 00\n40200000 4 01\n7fc00000 7 10\n").exitCode == 0)
    #expect(verify(group + "3f800000 2\n# a comment\n\n40200000 04\n").exitCode == 0)
    let wrong = verify(group + "3f800000 2 00\n40200000 5 01\n")
    #expect(wrong.exitCode == 1)
    #expect(wrong.output.contains("line 3: f32 40200000: expected e2m1fn 04 exceptions 01, found 05 exceptions 01"))
    #expect(wrong.output.contains("| binade verify -"))
    #expect(wrong.output.hasSuffix("2 tests, 1 mismatches\n"))
    let flags = group + "40200000 4 00\n"
    #expect(verify(flags).exitCode == 1)
    #expect(verify(flags, "--codes-only").exitCode == 0)
    #expect(verify("3f800000 2 00\n", "--suite", "e2m1fn_encode").exitCode == 0)
  }

  @Test(arguments: [
    ("3f800000 2 00\n", "expected a line that starts with #group"), ("", "expected at least one vector"),
    ("#group operand=f32\n", "expected operand=FORMAT and result=FORMAT"), ("#group operand=f32 result=e9m9\n", "no format is called e9m9"),
    ("#group operand=f32 result=e2m1fn rounding=up-ish\n", "expected one of nearest-even"),
    ("#group operand=f32 result=e2m1fn\n3f80000000 2 00\n", "operand: expected a hexadecimal number of 32 bits"),
    ("#group operand=f32 result=e2m1fn\n3f800000\n", "expected operand result exceptions"),
    ("#group operand=f32 result=e2m1fn\nzz 2 00\n", "operand: expected"), ("{\"group\": 3}\n", "before the first vector"),
    ("{nonsense\n", "JSON object"),
    ("#group operand=f32 result=e2m1fn rounding=stochastic\n", "come together"),
  ])
  func badStreamsAreInvalid(_ text: String, _ message: String) {
    let outcome = verify(text)
    #expect(outcome.exitCode == 3)
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(outcome.error.split(separator: "\n").count == 1)
  }

  @Test func filesAreWrittenAndChecked() throws {
    let folder = try Folder()
    #expect(binade("generate", "e2m1fn_decode", "-o", folder("a.json")).exitCode == 0)
    #expect(binade("verify", folder("a.json")).exitCode == 0)
    let text = String(decoding: try folder.read("a.json"), as: UTF8.self)
    let damaged = text.replacing("\"result\": \"3f000000\"", with: "\"result\": \"3f000001\"")
    #expect(damaged != text)
    let path = try folder.write("b.json", Array(damaged.utf8))
    let outcome = binade("verify", path)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("--only 2"))
    #expect(binade("verify", path, "--only", "3").exitCode == 0)
    #expect(binade("verify", path, "--only", "99").exitCode == 2)
    let truncated = try folder.write("c.json", Array(text.utf8.prefix(900)))
    #expect(binade("verify", truncated).exitCode == 3)
    #expect(binade("verify", folder("missing.json")).exitCode == 3)
    #expect(binade("verify", folder("a.bin")).exitCode == 2)
    #expect(binade("lint", folder.path).exitCode == 3)
    #expect(binade("generate", "e2m1fn_encode", "--format", "mem", "-o", folder("x/y.mem")).exitCode == 3)
    #expect(folder.files == ["a.json", "b.json", "c.json"])
  }

  @Test func wrongArgumentsAreUsageErrors() {
    let unknown = binade("generate", "e4m3fm_encode")
    #expect(unknown.exitCode == 2 && unknown.error.contains("e4m3fn_encode"))
    #expect(binade("generate", "all").exitCode == 2)
    #expect(binade("generate", "all", "-o", "x", "--level", "2").exitCode == 2)
    #expect(binade("generate", "e4m3fn_encode", "--count", "2000000").exitCode == 2)
    #expect(binade("generate", "e4m3fn_encode", "--group", "2").exitCode == 2)
    #expect(binade("generate", "e4m3fn_encode", "--format", "mem", "--group", "999").exitCode == 2)
    #expect(binade("sweep", "policies", "e2m1fn", "--overflow", "saturate").exitCode == 2)
    #expect(binade("sweep", "policies", "e2m1fn", "--source", "f32").exitCode == 2)
    #expect(binade("verify", "-", "--suite", "nothing").exitCode == 2)
  }
}
