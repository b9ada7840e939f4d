import Foundation
import Testing

@testable import BinadeVectors

/// `confirmedBy` of dot files names a witness exactly where one of the file's instructions was recorded.
@Suite struct DotConfirmationTests {
  /// The folder of this checkout: what was recorded is not part of the module.
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Vectors")
    .standardizedFileURL

  private func names(_ files: [String], _ list: String, _ key: String) throws -> Set<String> {
    var names: Set<String> = []
    for file in files {
      let data = try Data(contentsOf: Self.folder.appendingPathComponent(file))
      let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      for entry in try #require(root[list] as? [[String: Any]]) { names.insert(try #require(entry[key] as? String)) }
    }
    return names
  }

  @Test func witnessesAreThoseOfTheRecordings() throws {
    let captured = try names(
      ["captures/hopper-mma.json", "captures/hopper-wgmma.json", "captures/hopper-sparse.json"], "instructions", "name")
    let published = try names(["peers/tensor-core/matlab-tensor-core.json"], "sets", "instruction")
    let simulated = try names(["peers/tensor-core/mma-sim.json"], "instructions", "instruction")
    var confirmed = 0
    for suite in DotSuite.all {
      let own = Set(suite.instructions)
      var wanted: [String] = []
      if !own.isDisjoint(with: captured) { wanted.append("NVIDIA H200") }
      if !own.isDisjoint(with: published) { wanted.append("GPUs published with MATLAB-tensor-core") }
      if !own.isDisjoint(with: simulated) { wanted.append("MMA-Sim") }
      let listed = suite.confirmations.map { $0.name }
      #expect(listed == wanted, "\(suite.name)")
      confirmed += listed.isEmpty ? 0 : 1
    }
    #expect(confirmed > DotSuite.all.count * 9 / 10)
    #expect(confirmed < DotSuite.all.count)
  }
}
