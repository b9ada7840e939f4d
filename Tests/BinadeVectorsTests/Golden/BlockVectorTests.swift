import Binade
import BinadeVectorData
import BinadeVectors
import Foundation
import Testing

/// The shipped vectors of blocks and layouts, read back.
@Suite struct BlockVectorTests {
  /// A sample; `binade verify` and `binade lint` check all, through each door.
  @Test(arguments: BlockFiles.quantize.map(\.suite.name))
  func sampleAgrees(_ name: String) throws {
    let file = try #require(BlockFiles.quantize.first { $0.suite.name == name })
    let step = file.suite.format.descriptor.rows > 1 ? 29 : 11
    for failure in BlockVerifier.failures(in: file, step: step) { Issue.record("\(failure.description)") }
    for failure in BlockVerifier.oracleFailures(in: file, step: 5 * step) { Issue.record("\(failure.description)") }
  }

  @Test(arguments: ["mxfp4_dequantize", "nvfp4_dequantize", "ggml-q4_1_dequantize"])
  func decodingAgrees(_ name: String) {
    let file = BlockFiles.read(name)
    for failure in BlockVerifier.failures(in: file, step: 3) { Issue.record("\(failure.description)") }
    for failure in BlockVerifier.oracleFailures(in: file, step: 17) { Issue.record("\(failure.description)") }
  }

  @Test func layoutsAgree() throws {
    let path = VectorData.url("data/layouts.json").path
    let bytes = try FileInput.bytes(of: path)
    let file = try LayoutVectorFile(json: bytes, name: path)
    for failure in file.failures() + file.oracleFailures() { Issue.record("\(failure.description)") }
    #expect(file.json() == bytes)
    let names = Set(file.tests.compactMap { $0.layout.split(separator: ":").first.map(String.init) })
    #expect(names == Set(NamedLayout.catalogue.map(\.name)))
    #expect(LayoutVectorFile.generate() == file, "run `binade generate all -o Vectors`")
  }

  @Test func regeneratingGivesTheSameBytes() throws {
    for name in ["ggml-q4_1_quantize", "mxint2-symmetric_dequantize"] {
      let suite = try #require(BlockSuite(name))
      let path = VectorData.url("data/\(name).json").path
      #expect(try BlockVectorFile.generate(suite).json() == FileInput.bytes(of: path), "\(name): run `binade generate all -o Vectors`")
    }
  }

  @Test func damagedVectorIsFound() {
    var file = BlockFiles.read("mxfp4_quantize")
    file.groups[0].tests[7].codes[3] ^= 1
    file.groups[1].tests[2].scale ^= 1
    let ids = [file.groups[0].tests[7].id, file.groups[1].tests[2].id]
    for id in ids {
      #expect(BlockVerifier.failures(in: file, only: id).map(\.id) == [id])
      #expect(BlockVerifier.gridFailures(in: file, only: id).map(\.id) == [id])
      #expect(BlockVerifier.oracleFailures(in: file, only: id).map(\.id) == [id])
    }
  }

  @Test func strictReaderNamesThePlace() throws {
    let path = VectorData.url("data/mxfp4_quantize.json").path
    let text = String(decoding: try FileInput.bytes(of: path), as: UTF8.self)
    func problem(_ from: String, _ to: String) -> String {
      let changed = text.replacing(from, with: to, maxReplacements: 1)
      #expect(changed != text, "the file no longer holds \(from)")
      do {
        _ = try BlockVectorFile(json: Array(changed.utf8), name: "x.json")
        return "accepted"
      } catch {
        return error.description
      }
    }
    let id = problem("\"tcId\": 3,", "\"tcId\": 4,")
    #expect(id.contains("testGroups[0].tests[2].tcId: expected 3, found 4"))
    let words = problem("\"words\": \"00000000*32\"", "\"words\": \"00000000*33\"")
    #expect(words.contains("blocks[0].words: 33 words are no block of mxfp4"))
    let digits = problem("\"scale\": \"00\"", "\"scale\": \"0\"")
    #expect(digits.contains("testGroups[0].tests[0].scale: expected 2 hexadecimal digits"))
    let block = problem("\"block\": 2,", "\"block\": 99999,")
    #expect(block.contains("there is no block 99999"))
    let policy = problem("\"zero-block\": \"by-rule\"", "\"zero-block\": \"nothing\"")
    #expect(policy.contains("zero-block: expected one of by-rule"))
  }
}
