import Foundation
import Testing

@testable import BinadeCommand

@Suite("instructions, describe INSTRUCTION")
struct InstructionTests {
  private func list(_ arguments: String...) throws -> [[String: Any]] {
    let outcome = binade(["instructions", "--json"] + arguments)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    return try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
  }

  /// The keys that programs outside rely on.
  @Test func jsonHasTheKeys() throws {
    let all = try list()
    #expect(all.count > 500)
    var names: Set<String> = []
    for entry in all {
      let name = try #require(entry["name"] as? String)
      names.insert(name)
      for key in ["m", "n", "k", "groupLength"] { #expect((entry[key] as? Int ?? 0) > 0, "\(name) \(key)") }
      for key in ["fractionBits", "output"] { #expect(entry[key] != nil, "\(name) \(key)") }
      let evidence = try #require(entry["evidence"] as? String)
      #expect(["measured", "documented", "cross-checked", "inferred"].contains(evidence))
      let parameters = try #require(entry["parameters"] as? [String: Any])
      let provenance = try #require(entry["provenance"] as? [String: Any])
      #expect(Set(parameters.keys) == Set(provenance.keys), "\(name)")
    }
    #expect(names.count == all.count)
    #expect(names.isSuperset(of: ["sm_90:wgmma.f32.e4m3.e4m3", "sm_70:mma.f16.f16.f16", "gfx942:mfma.f32.fp8.bf8"]))
  }

  @Test func jsonSaysWhatIsKnown() throws {
    let entry = try #require(try list("sm_90:wgmma.f32.e4m3.e4m3").first)
    #expect(entry["k"] as? Int == 32 && entry["m"] as? Int == 64 && entry["groupLength"] as? Int == 32)
    #expect(entry["fractionBits"] as? Int == 13 && entry["output"] as? String == "rz-e8m13" && entry["evidence"] as? String == "measured")
    let integer = try #require(try list("sm_90:wgmma.s32.s8.s8").first)
    #expect(integer["fractionBits"] is NSNull && integer["output"] is NSNull)
    let scaled = try #require(try list("sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16").first)
    let scale = try #require(scaled["scale"] as? [String: Any])
    #expect(scale["type"] as? String == "ue4m3" && scale["block"] as? Int == 16)
  }

  /// Every name can be used, and says the same about itself.
  @Test func variantsAreAskedFor() throws {
    #expect(try list().allSatisfy { $0["isSparse"] as? Bool == false })
    let sparse = try list("--variants", ".sp").filter { $0["isSparse"] as? Bool == true }
    #expect(!sparse.isEmpty)
  }

  @Test func tableGroupsTypes() throws {
    let table = binade("instructions")
    #expect(table.exitCode == 0)
    #expect(table.output.contains("sm_90 (Hopper)"))
    let hopperFP8 = table.lines.first { $0.hasPrefix("wgmma") && $0.contains("{e4m3 e5m2}") && $0.contains("rz-e8m13") }
    #expect(hopperFP8?.hasSuffix("measured") == true)
    #expect(table.lines.count < 200)
    let hopper = binade("instructions", "hopper", "E4M3")
    #expect(hopper.output.contains("sm_90 (Hopper)") && !hopper.output.contains("sm_80"))
    let names = binade("instructions", "--all", "sm_70")
    #expect(names.output.contains("sm_70:mma.f32.f16.f16  m8n8k4"))
    let none = binade("instructions", "sm_90", "nothing")
    #expect(none.exitCode == 2)
    #expect(none.error.contains("no instruction contains 'sm_90' and 'nothing'"))
  }

  @Test func describeHasEverything() throws {
    let page = binade("describe", "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16")
    #expect(page.exitCode == 0)
    for words in [
      "M 128; N 8 … 256 in steps of 8; K 64", "scales    ue4m3; one for 16 elements", "fraction-bits      35", "term-exponent      scales",
      "floor              -139", "How the parameters are known", "[datapaths-4]", "binade gemm sm_100:tcgen05.mxf4nvf4", "--scale-a sa.npy",
    ] { #expect(page.output.contains(words), "\(words)") }
    for line in page.lines { #expect(line.count <= 100, "\(line)") }
    let json = binade("describe", "sm_90:mma.f32.e4m3.e4m3", "--json")
    let object = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let datapath = try #require(object["datapath"] as? [String: Any])
    #expect(datapath["multiplicand"] as? String == "f16" && datapath["accumulator-input"] as? String == "added-afterwards")
    #expect((datapath["interleaving"] as? [String: Int]) == ["period": 4, "run": 2])
  }

  @Test func describeRefusesWhatIsNone() {
    let unknown = binade("describe", "sm_90:wgmma.f32.e4m3.e2m1")
    #expect(unknown.exitCode == 2)
    #expect(unknown.error.contains("NAME: no instruction is named") && unknown.error.contains("sm_90:wgmma.f32.e4m3.e4m3"))
    let option = binade("describe", "sm_90:wgmma.f32.e4m3.e4m3", "--values")
    #expect(option.exitCode == 2)
    #expect(option.error.contains("is an instruction"))
  }
}
