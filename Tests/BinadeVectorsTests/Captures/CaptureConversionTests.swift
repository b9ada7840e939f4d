import BinadeVectors
import Foundation
import Testing

/// [captures-12]: records of conversions.
@Suite("captures: conversions") struct CaptureConversionTests {
  /// What CUDA's documented table of E2M1 says: magnitudes 0, 0.5, 1, 1.5, 2, 3, 4, 6 as binary16.
  static let words = "0000 3800 3c00 3e00 4000 4200 4400 4600 8000 b800 bc00 be00 c000 c200 c400 c600"
  static let decode =
    #"{"name": "decode", "kind": "header", "source": "e2m1", "destination": "f16", "rounding": "none", "#
    + #""saturate": false, "relu": false, "count": 16, "words": "\#(words)"}"#
  /// From E3M2, whose codes stand in the low six bits, to E2M1. By hand: 0.25 (code 04) ties to 0, 0.75 (0a) to 1, 1.25 (0d) to 1, 1.75
  /// (0f) to 2, 2.5 (11) to 2, 3.5 (13) to 4, 5 (15) to 4.
  static let edges = "00:00 05:01 0a:02 0e:03 0f:04 12:05 13:06 16:07 20:08 25:09 2a:0a 2e:0b 2f:0c 32:0d 33:0e 36:0f"
  static let runs =
    #"{"name": "narrow", "kind": "header", "source": "e3m2", "destination": "e2m1", "rounding": "rn", "#
    + #""saturate": true, "relu": false, "count": 64, "runs": "\#(edges)"}"#

  private func file(_ record: String) -> (file: CaptureFile?, problem: String) {
    CaptureFixture.read(Array(#"{"capture": "x", "chip": "y", "chunk": 4096, "conversions": [\#(record)]}"#.utf8))
  }

  @Test func wordsAgree() throws {
    let report = CaptureVerifier(try #require(file(Self.decode).file)).run()
    #expect(report.isGood && report.agreements == 16)
    let wrong = Self.decode.replacingOccurrences(of: "be00", with: "be01")
    let different = CaptureVerifier(try #require(file(wrong).file)).run()
    #expect(different.different == 1 && different.entries[0].differences[0].selection == "decode #11")
    #expect(different.entries[0].differences[0].lines == ["decode: operand 0b: recorded be01, found be00"])
  }

  @Test func runsAgree() throws {
    let report = CaptureVerifier(try #require(file(Self.runs).file)).run()
    #expect(report.isGood && report.agreements == 64)
    let wrong = Self.runs.replacingOccurrences(of: " 0a:02", with: " 0b:02")
    let different = CaptureVerifier(try #require(file(wrong).file)).run()
    #expect(different.entries[0].differences.map { $0.lines } == [["narrow: operand 0a: recorded 01, found 02"]])
    #expect(different.different == 1 && different.agreements == 63)
  }

  @Test(arguments: [
    ("\"e2m1\"", "\"e1m0\"", "no type is called"), ("\"none\"", "\"up\"", "expected rn, rz"),
    ("\"header\"", "\"table\"", "expected instruction or header"),
    ("\"count\": 16", "\"count\": 15", "expected 16, found 15"), ("0000 3800", "0000", "expected 16 words, found 15"),
    ("3800", "380", "expected 4 hexadecimal digits"), ("\"words\"", "\"runs\"", "expected WORD:CODE"),
    ("\"words\"", "\"codes\"", "unknown key"),
    ("\"count\": 16, ", "", "lacks \"count\""), ("\"relu\": false", "\"relu\": \"no\"", "relu: expected true or false"),
  ])
  func damageIsNamed(_ old: String, _ new: String, _ message: String) {
    let damaged = Self.decode.replacingOccurrences(of: old, with: new)
    let (file, problem) = file(damaged)
    #expect(damaged != Self.decode && file == nil && problem.contains(message), "\(problem)")
  }

  @Test(arguments: ["00:00 05:01 05:02", "01:00", "00:00 40:01", "00:00 0x:01", "00:00  05:01", "00:0", ""])
  func runsAscend(_ runs: String) {
    let damaged = Self.runs.replacingOccurrences(of: Self.edges, with: runs)
    let (file, problem) = file(damaged)
    #expect(file == nil && problem.contains("conversions[0].runs: expected"), "\(problem)")
  }

  /// What the library does not have is listed, and no difference.
  @Test func notModelled() throws {
    let away = Self.decode.replacingOccurrences(of: "\"none\"", with: "\"rna\"")
    let report = CaptureVerifier(try #require(file(away).file)).run()
    #expect(report.isGood && report.unmodelled == 16)
    let random =
      #"{"name": "rs", "kind": "instruction", "source": "f32", "destination": "e2m1", "rounding": "rs", "saturate": true, "relu": false, "#
      + #""families": [{"family": "bits", "words": 1, "results": 4, "inputs": "0000000000000000", "first": [], "digests": ""}]}"#
    let stochastic = CaptureVerifier(try #require(file(random).file)).run()
    #expect(stochastic.isGood && stochastic.unmodelled == 4)
  }
}
