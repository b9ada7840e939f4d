import Binade
import BinadeVectorData
import BinadeVectors
import Foundation
import Testing

/// The shipped vectors, read back: right, canonical, and what the tool would write again.
@Suite struct GoldenVectorTests {
  private static let library = VectorLibrary(root: VectorData.root.path)

  @Test func everyShippedVectorAgrees() throws {
    let report = try Self.library.verifyAll(usesTables: false, blockStep: 307)
    #expect(report.problems.isEmpty)
    for failure in report.failures.prefix(20) {
      Issue.record("\(failure.description)\n  binade verify data/\(failure.suite).json --only \(failure.id)")
    }
    #expect(report.failures.isEmpty)
    for failure in report.blockFailures.prefix(20) {
      Issue.record("\(failure.description)\n  binade verify data/\(failure.suite).json --only \(failure.id)")
    }
    #expect(report.blockFailures.isEmpty)
    #expect(report.dotFailures.isEmpty)
    #expect(report.tests > 100_000)
    #expect(report.files >= 2 * (VectorSuite.all.count + BlockSuite.all.count) + DotSuite.all.count)
  }

  /// Through the encoder's tables, some formats; `binade verify` does it for all.
  @Test(arguments: ["e2m1fn_encode", "e8m0fnu_encode", "int2_encode"])
  func tablesAgree(_ name: String) throws {
    let path = VectorData.url("data/\(name).json").path
    let file = try VectorFile(json: FileInput.bytes(of: path), name: path)
    for failure in VectorVerifier.bufferFailures(in: file) { Issue.record("\(failure.description)") }
  }

  /// Some suites of each kind; continuous integration regenerates the whole set with `binade generate all` and compares.
  @Test(arguments: ["e4m3fn_encode", "e8m0fnu_encode", "int4_encode", "uint4_encode", "e2m1fn_decode", "binary8p4se_encode"])
  func regeneratingGivesTheSameBytes(_ name: String) throws {
    let suite = try #require(VectorSuite(name))
    let path = VectorData.url("data/\(name).json").path
    #expect(try VectorFile.generate(suite).json() == FileInput.bytes(of: path), "\(name): run `binade generate all -o Vectors`")
  }

  @Test func damagedVectorIsFound() throws {
    let path = VectorData.url("data/e2m1fn_encode.json").path
    var file = try VectorFile(json: FileInput.bytes(of: path), name: path)
    file.groups[0].tests[7].result ^= 1
    #expect(VectorVerifier.failures(in: file).map(\.id).contains(8))
    #expect(VectorVerifier.bufferFailures(in: file).map(\.id).contains(8))
    #expect(VectorVerifier.oracleFailures(in: file).map(\.id).contains(8))
  }

  @Test func strictReaderNamesThePlace() throws {
    let path = VectorData.url("data/e2m1fn_decode.json").path
    let text = String(decoding: try FileInput.bytes(of: path), as: UTF8.self)
    func problem(_ from: String, _ to: String) -> String {
      let changed = text.replacing(from, with: to, maxReplacements: 1)
      #expect(changed != text, "the file no longer holds \(from)")
      do {
        _ = try VectorFile(json: Array(changed.utf8), name: "x.json")
        return "accepted"
      } catch {
        return error.description
      }
    }
    #expect(problem("\"tcId\": 3,", "\"tcId\": 4,").contains("testGroups[0].tests[2].tcId: expected 3, found 4"))
    #expect(problem("\"operand\": \"00\"", "\"operand\": \"0\"").contains("testGroups[0].tests[0].operand: expected 2 hexadecimal digits"))
    #expect(problem("\"numberOfTests\": 16", "\"numberOfTests\": 17").contains("numberOfTests"))
    #expect(problem("\"tcId\": 1,", "\"tcId\": 1, \"extra\": 1,").contains("unknown key \"extra\""))
    #expect(problem("\"format\": \"e2m1fn\"", "\"format\": \"e2m3fn\"").contains("format"))
    #expect(problem("{", "").contains("expected JSON"))
  }

  /// The oracle and the library on a spread of 16-bit operands, under every policy; all operands in `binade sweep policies`.
  @Test(arguments: ScalarFormatID.allCases)
  func policiesAgreeWithTheOracle(_ id: ScalarFormatID) {
    for source in [ScalarFormatID.binary16, .bfloat16] {
      let sweep = PolicySweep(from: NamedFormat(source), to: NamedFormat(id))
      let random = CounterRandom(seed: 7)
      for index in 0..<10 {
        let word = random[UInt64(index)] & 0xFFFF
        let report = sweep.run(words: word..<word + 1)
        #expect(report.differences == 0, "\(report.examples.first ?? "")")
      }
    }
  }
}
