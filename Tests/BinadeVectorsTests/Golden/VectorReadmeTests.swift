import BinadeVectorData
import Foundation
import Testing

@testable import BinadeVectors

/// The figures in the README of the vectors are those of the data.
@Suite struct VectorReadmeTests {
  @Test func figuresAreCurrent() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Vectors").standardizedFileURL
    let text = try String(decoding: Data(contentsOf: folder.appendingPathComponent("README.md")), as: UTF8.self)
    let path = VectorData.url("manifest.json").path
    let manifest = try VectorManifest(json: FileInput.bytes(of: path), name: path)
    for (kind, title) in [
      ("_encode", "`*_encode`"), ("_decode", "`*_decode`"), ("_quantize", "`*_quantize`"), ("_dequantize", "`*_dequantize`"),
      ("layouts", "`layouts`"), ("_dot", "`*_dot`"),
    ] {
      let entries = manifest.entries.filter { $0.path.hasPrefix("data/") && $0.path.hasSuffix(kind + ".json") }
      let tests = entries.reduce(0) { $0 + $1.tests }
      let digits = String(tests)
      let grouped = digits.count > 3 ? "\(digits.dropLast(3)),\(digits.suffix(3))" : digits
      let row = "| \(title) (\(entries.count)) | \(grouped) |"
      #expect(text.contains(row), "expected \(row)")
    }
    let confirmed = DotSuite.all.count { !$0.confirmations.isEmpty }
    #expect(text.contains("| \(confirmed) files by an H200"))
    let image = try String(decoding: FileInput.bytes(of: VectorData.url("mem/sm_90-wgmma-f32-e4m3-e4m3_dot.mem").path), as: UTF8.self)
    let first = try #require(image.split(separator: "\n").first)
    let tests = try #require(text.firstMatch(of: /K = 32, TESTS = ([0-9]+);/)).output.1
    #expect(first.contains(" \(tests) tests of 32 elements"))
  }

  /// The changelog has an entry for the version in force.
  @Test func theChangelogKnowsTheVersion() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Vectors").standardizedFileURL
    let text = try String(decoding: Data(contentsOf: folder.appendingPathComponent("CHANGELOG.md")), as: UTF8.self)
    #expect(text.contains("\n## \(VectorManifest.version)\n"))
  }
}
