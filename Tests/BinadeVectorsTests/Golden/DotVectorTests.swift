import Binade
import BinadeTensorCore
import BinadeVectorData
import BinadeVectors
import Foundation
import Testing

/// The shipped vectors of dot products, read back.
@Suite struct DotVectorTests {
  @Test func everyInstructionHasOneFile() {
    var files: [String: String] = [:]
    for suite in DotSuite.all {
      for name in suite.instructions {
        #expect(files[name] == nil, "\(name) is in two files")
        files[name] = suite.name
        let datapath = Instruction.named(name)?.datapath
        #expect(datapath == suite.datapath, "\(name) does not compute as \(suite.name)")
      }
      #expect(DotSuite(suite.instruction.name) == suite)
    }
    let missing = Instruction.plain.map { $0.name }.filter { files[$0] == nil }
    #expect(missing.isEmpty)
    let dense = Instruction.all.filter { !$0.isSparse }.map { $0.name }.filter { files[$0] == nil }
    #expect(dense.isEmpty)
    #expect(Set(DotFiles.names).count == DotSuite.all.count)
    // Its choice by metadata has no vectors.
    #expect(DotSuite("sm_90:wgmma.sp.f32.f16.f16") == nil)
  }

  /// A sample; `binade verify` and `binade lint` check all.
  @Test(arguments: DotFiles.names)
  func sampleAgrees(_ name: String) throws {
    let file = try #require(DotFiles.all[name])
    for failure in DotVerifier.failures(in: file, step: 7) { Issue.record("\(failure.description)") }
    for failure in DotVerifier.oracleFailures(in: file, step: 11) { Issue.record("\(failure.description)") }
  }

  @Test(arguments: DotFiles.names.enumerated().filter { $0.offset % 6 == 0 }.map { $0.element })
  func kernelsAgree(_ name: String) throws {
    let file = try #require(DotFiles.all[name])
    for failure in try DotVerifier.batchFailures(in: file) { Issue.record("\(failure.description)") }
  }

  @Test(arguments: DotFiles.names)
  func everyFamilyIsThere(_ name: String) throws {
    let file = try #require(DotFiles.all[name])
    let families = DotQuestions(file.suite).families
    for family in families {
      let number = file.tests.count { $0.labels.contains(family) }
      #expect(number >= 2, "\(name): \(family.rawValue)")
    }
    let lengths = Set(file.tests.map { $0.question.a.count })
    #expect(lengths == [file.suite.k, 2 * file.suite.k], "\(name)")
    let canonical = file.json() == (try FileInput.bytes(of: DotFiles.path(name)))
    #expect(canonical, "\(name) is not in canonical form")
  }

  @Test func knownAnswersAreThere() {
    let number = DotFiles.all.values.reduce(0) { $0 + $1.tests.count { $0.labels == [.knownAnswer] } }
    #expect(number >= 60)
    let wgmma = DotFiles.all["sm_90-wgmma-f32-e4m3-e4m3_dot"]
    let word = wgmma?.tests.first { $0.question.c == 0x3F80_3FFF }?.result
    #expect(word == 0x3F80_3C00)
  }

  @Test(arguments: ["sm_75-mma-s32-s8-s8_dot", "sm_70-mma-f16-f16-f16_dot", "gfx942-mfma-32x32x4-f32-bf16-bf16_dot"])
  func regeneratingGivesTheSameBytes(_ name: String) throws {
    let suite = try #require(DotSuite(name))
    let bytes = try DotVectorFile.generate(suite).json()
    let shipped = try FileInput.bytes(of: DotFiles.path(name))
    #expect(bytes == shipped, "\(name): run `binade generate all -o Vectors`")
  }

  /// A question depends on nothing but its family, index and seed.
  @Test func questionsAreByIndex() throws {
    for name in ["sm_90-wgmma-f32-e4m3-e4m3_dot", "sm_100-tcgen05-mxf4nvf4-f32-e2m1-e2m1-ue4m3-block16_dot"] {
      let suite = try #require(DotSuite(name))
      let questions = DotQuestions(suite)
      let forward = (0..<60).map { questions.question($0, seed: 5) }
      for index in (0..<60).reversed() {
        let again = DotQuestions(suite).question(index, seed: 5)
        #expect(again == forward[index])
      }
      let other = questions.question(3, seed: 6).question
      #expect(other != forward[3].question)
      #expect(Set(forward.map { $0.question }).count > 55)
    }
  }

  @Test func damagedVectorIsFound() throws {
    var file = try #require(DotFiles.all["sm_100-tcgen05-mxf4-f32-e2m1-e2m1-ue8m0-block32_dot"])
    file.tests[20].result ^= 1
    let definition = DotVerifier.failures(in: file, only: 21).map { $0.id }
    let kernel = try DotVerifier.batchFailures(in: file, only: 21).map { $0.id }
    let oracle = DotVerifier.oracleFailures(in: file, only: 21).map { $0.id }
    #expect(definition == [21] && kernel == [21] && oracle == [21])
    let text = DotVerifier.failures(in: file, only: 21).first?.description ?? ""
    #expect(text.contains("tcId 21 (definition): ") && text.contains("expected ") && text.contains("found "))
  }

  @Test func imageHasAWordForEachElement() throws {
    let file = try #require(DotFiles.all["sm_100-tcgen05-mxf4nvf4-f32-e2m1-e2m1-ue4m3-block16_dot"])
    let image = try file.mem()
    #expect(image.wordBits == 4 + 4 + 16 + 64)
    #expect(image.count == 64 * file.tests.count { $0.question.a.count == 64 })
    let shipped = try FileInput.bytes(of: VectorData.url("mem/\(file.suite.name).mem").path)
    let bytes = image.serialized()
    #expect(bytes == shipped)
  }

  // MARK: Hostile files

  @Test func strictReaderNamesThePlace() throws {
    let path = DotFiles.path("sm_100-tcgen05-mxf4-f32-e2m1-e2m1-ue8m0-block32_dot")
    let text = String(decoding: try FileInput.bytes(of: path), as: UTF8.self)
    let start = try #require(text.range(of: "\"tests\": [")).lowerBound
    let (head, tail) = (String(text[..<start]), String(text[start...]))
    /// Reads the file with one change: the first such place among the tests, or the first at all.
    func problem(_ from: String, _ to: String) -> String {
      let inTests: String = head + tail.replacing(from, with: to, maxReplacements: 1)
      let changed: String = inTests == text ? text.replacing(from, with: to, maxReplacements: 1) : inTests
      #expect(changed != text, "the file no longer holds \(from)")
      do {
        _ = try DotVectorFile(json: Array(changed.utf8), name: "x_dot.json")
        return "accepted"
      } catch {
        return error.description
      }
    }
    #expect(problem("\"tcId\": 3,", "\"tcId\": 4,").contains("tests[2].tcId: expected 3, found 4"))
    #expect(problem("\"a\": \"", "\"a\": \"0").contains("tests[0].a: expected a multiple of 64 words"))
    #expect(problem("\"a\": \"", "\"a\": \"G").contains("tests[0].a: expected words of 1 hexadecimal digit"))
    #expect(problem("\"b\": \"", "\"b\": \"0").contains("tests[0].b: expected"))
    #expect(problem("\"scaleA\": \"", "\"scaleA\": \"00").contains("tests[0].scaleA: expected 4 bytes, found 5"))
    #expect(problem("\"scaleB\": \"", "\"scaleB\": \"0").contains("tests[0].scaleB: expected pairs"))
    #expect(problem("\"c\": \"", "\"c\": \"0").contains("tests[0].c: expected 8 hexadecimal digits"))
    #expect(problem("\"flags\": [\"", "\"flags\": [\"X").contains("tests[0].flags[0]: no label of that name"))
    #expect(problem("\"excludes\": [\"", "\"excludes\": [\"X").contains("no wrong datapath is called"))
    #expect(problem("\"group-length\": \"64", "\"group-length\": \"32").contains("datapath.group-length: expected 64, found 32"))
    #expect(problem("\"k\": 64", "\"k\": 63").contains("k: expected 64, found 63"))
    #expect(problem("\"suite\": \"sm_100", "\"suite\": \"sm_101").contains("suite: no suite of that name"))
    #expect(problem("\"numberOfTests\": ", "\"numberOfTests\": 1").contains("numberOfTests: says"))
    #expect(problem("\"result\": ", "\"results\": ").contains("lacks \"result\""))
    #expect(problem("{", "").contains("expected JSON"))
    let half = Array(text.utf8.prefix(text.utf8.count / 2))
    #expect(throws: VectorFileError.self) { try DotVectorFile(json: half, name: "x_dot.json") }
  }

  @Test func streamLinesAreCheckedStrictly() throws {
    let suite = try #require(DotSuite("sm_100:tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32"))
    let stream = DotStream(suite)
    let line = "\(String(repeating: "2", count: 64)) \(String(repeating: "2", count: 64)) 7f7f 7f7f 00000000 42800000"
    func answer(_ line: String) -> String {
      do {
        return try stream.mismatch(line[...], name: "s", lineNumber: 9) ?? "agrees"
      } catch {
        return error.description
      }
    }
    #expect(answer(line) == "agrees")
    #expect(answer(line.uppercased()) == "agrees")
    #expect(answer(line.replacing("42800000", with: "42800001")).contains("expected 42800000, found 42800001"))
    #expect(answer(line.replacing(" 00000000", with: "")).contains("s: line 9: expected a b scaleA scaleB c result, found 5 words"))
    #expect(answer(line.replacing("7f7f 7f7f", with: "7f 7f7f")).contains("expected 2 bytes"))
    #expect(answer(line.replacing("7f7f 7f7f", with: "- -")).contains("expected 2 bytes"))
    #expect(answer("2" + line).contains("a has 65 words, b 64"))
    #expect(answer("2 2 7f 7f 0 0").contains("expected a multiple of 64"))
    #expect(answer(line.replacing("42800000", with: "142800000")).contains("result: expected a hexadecimal number of 32 bits"))
    #expect(answer(line.replacing("2222 ", with: "222x ")).contains("a: expected words of 1 digits"))
    let known = try LineStream.starting(with: "#dots instruction=sm_90:mma.f32.f16.f16", name: "s", lineNumber: 1)?.header()
    #expect(known == "#dots instruction=sm_90:mma.f32.f16.f16")
    let other = try LineStream.starting(with: "# a comment", name: "s", lineNumber: 1)?.header()
    #expect(other == nil)
    #expect(throws: VectorFileError.self) { try LineStream.starting(with: "#dots instruction=sm_91:mma", name: "s", lineNumber: 1) }
    #expect(throws: VectorFileError.self) { try LineStream.starting(with: "#dots", name: "s", lineNumber: 1) }
  }

  @Test func linesAreReadBack() throws {
    for name in ["sm_90:wgmma.f32.e4m3.e4m3", "sm_80:mma.f64.f64.f64", "sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16"] {
      let stream = DotStream(try #require(DotSuite(name)))
      for line in stream.text(0..<20, seed: 3).split(separator: "\n") {
        let answer = try stream.mismatch(line, name: name, lineNumber: 1)
        #expect(answer == nil)
      }
    }
  }

  /// The kernels and the definition against the oracle, a few of every family; `binade sweep dots all` does a million.
  @Test(arguments: DotFiles.names)
  func sweepFindsNothing(_ name: String) throws {
    let sweep = DotSweep(try #require(DotSuite(name)), seed: 11)
    let report = try sweep.run(0..<DotFiles.number(debug: 60, release: 2000))
    #expect(report.differences == 0, "\(report.examples.first ?? "")")
  }
}
