import BinadeVectorData
import Foundation
import Testing

@testable import BinadeVectors

/// [captures-10]: what silicon computed, computed again; and that a replay notices what is wrong.
@Suite("captures: replay") struct CaptureReplayTests {
  private static func shipped(_ name: String) throws -> CaptureFile {
    try CaptureFile(json: FileInput.bytes(of: VectorData.url("captures/\(name).json").path), name: name)
  }

  /// A few chunks of each kind.
  @Test(arguments: [
    ("hopper-mma", "sm_90:mma.m16n8k8.f16.f16.f16 floor-ties #1", 4096),
    ("hopper-wgmma", "sm_90:wgmma.f32.e5m2.e4m3 negate-a normal", 4096),
    ("hopper-probes", "sm_90:wgmma.f32", 181), ("hopper-approximate", "rsqrt.approx.ftz.f32 from 3f800000 #130", 1 << 16),
    ("hopper-approximate", "ex2.approx.ftz.f32 from 3f800000 #77", 1 << 16),
    ("hopper-approximate", "rcp.approx.ftz.f32 from 3f800000 #127", 1 << 16),
    ("cublaslt", "e4m3.e4m3 64x48x144 scaling row to bf16", 3072), ("cublaslt", "e4m3.e4m3 64x64x128 scaling 1x128,128x128 to f32", 4096),
    ("hopper-convert", "cvt.rn.satfinite.relu.e5m2x2.f32", 8001),
    ("hopper-convert", "__nv_cvt_float_to_e8m0(__NV_NOSAT, cudaRoundPosInf)", 32_256),
    ("hopper-convert", "cvt.rn.f16x2.e4m3x2", 256), ("cublaslt", "f16.f16 64x64x64 scaling none to f16 half", 4096),
  ])
  func siliconAgrees(_ name: String, _ selection: String, _ count: Int) throws {
    var verifier = CaptureVerifier(try Self.shipped(name))
    verifier.selection = CaptureSelection(selection)
    verifier.threads = 2
    let report = verifier.run()
    let lines = report.entries.flatMap { $0.problems + $0.differences.flatMap { $0.lines } }
    #expect(report.isGood && report.agreements == count && report.different == 0, "\(report.agreements) \(lines)")
  }

  /// One tile of a sparse instruction, with its first words; a whole chunk takes too long without optimization.
  @Test(arguments: ["sm_90:mma.sp.f32.tf32.tf32", "sm_90:mma.sp.f32.e5m2.e4m3", "sm_90:mma.sp.s32.s8.u8.satfinite"])
  func firstWordsOfSparseInstructions(_ name: String) throws {
    guard case .instructions(let records) = try Self.shipped("hopper-sparse").content else { return }
    let record = try #require(records.first { $0.name == name })
    let instruction = try #require(CaptureInstruction(name))
    for family in record.families {
      let replay = CaptureReplay(title: name, instruction: instruction, variant: nil, family: family, limit: 1, only: nil)
      let inputs = try #require(CaptureInputs(instruction, family.family))
      let found = try replay.results(inputs.tile(0))
      #expect(Array(found.prefix(4)) == family.results.first, "\(family.family)")
    }
  }

  @Test func theFixtureAgrees() throws {
    var verifier = CaptureVerifier(try #require(CaptureFixture().read().file))
    let one = verifier.run()
    verifier.threads = 3
    let three = verifier.run()
    #expect(one.isGood && one.agreements == 4096 && one == three)
  }

  @Test func wrongDigestsAreDifferences() throws {
    let file = try #require(CaptureFixture { $0.digests = "3b2bf69366af4d7c" }.read().file)
    let report = CaptureVerifier(file).run()
    #expect(!report.isGood && report.agreements == 0 && report.different == 4096)
    let difference = try #require(report.entries[0].differences.first)
    #expect(difference.selection == "sm_90:mma.m16n8k8.f32.f16.f16 bits #0")
    let text = difference.lines.joined(separator: "\n")
    #expect(text.contains("recorded digest 3b2bf69366af4d7c, found 3b2bf69366af4d7b"))
    #expect(text.contains("recorded ca45fa4d cc89b1ef 7fffffff 7fffffff; found ca45fa4d cc89b1ef 7fffffff 7fffffff"))
    #expect(difference.lines.contains { $0.hasPrefix("    A ") && $0.split(separator: " ").count == 9 })
  }

  /// The operands that are shown are those of the first word that differs.
  @Test func firstWordsAreNamed() throws {
    let file = try #require(
      CaptureFixture {
        $0.digests = "0000000000000000"
        $0.first = #"["ca45fa4d", "cc89b1ee", "7fffffff", "7fffffff"]"#
      }.read().file)
    let lines = CaptureVerifier(file).run().entries[0].differences[0].lines
    #expect(lines.contains("  result 1: tile 0, row 0, column 1: found cc89b1ef"))
  }

  @Test func wrongInputsCountForNothing() throws {
    let file = try #require(CaptureFixture { $0.inputs = "dae181afa1ec33a5" }.read().file)
    let report = CaptureVerifier(file).run()
    #expect(!report.isGood && report.agreements == 0 && report.different == 0)
    #expect(
      report.entries[0].problems == [
        "sm_90:mma.m16n8k8.f32.f16.f16 bits: the inputs came out differently: recorded digest dae181afa1ec33a5, found dae181afa1ec33a4"
      ])
  }

  @Test func unknownInstructionsAreNotModelled() throws {
    let file = try #require(CaptureFixture { $0.name = "sm_99:mma.f32.f16.f16" }.read().file)
    let report = CaptureVerifier(file).run()
    #expect(report.isGood && report.unmodelled == 4096 && report.agreements == 0 && !report.entries[0].isModelled)
  }

  /// Chunks that end inside a tile, one that is left over, and one alone. The digests are those of the results as they come.
  @Test func chunksNeedNotBeTiles() throws {
    let whole = try #require(CaptureFixture().read().file)
    guard case .instructions(let records) = whole.content else { return }
    let instruction = try #require(CaptureInstruction(records[0].name))
    let inputs = try #require(CaptureInputs(instruction, .bits))
    let replay = CaptureReplay(
      title: "", instruction: instruction, variant: nil, family: records[0].families[0], limit: 1, only: nil)
    var words: [UInt64] = []
    for tile in 0..<32 { words += try replay.results(inputs.tile(tile)) }
    var digests: [String] = []
    for start in stride(from: 0, to: 4096, by: 1000) {
      var digester = CaptureDigester(chunk: 5000, bytes: 4)
      digester.add(Array(words[start..<min(4096, start + 1000)]))
      digester.finish()
      digests += digester.digests.map { Hex.digits($0, bits: 64) }
    }
    let file = try #require(
      CaptureFixture {
        $0.chunk = "1000"
        $0.digests = digests.joined(separator: " ")
      }.read().file)
    var verifier = CaptureVerifier(file)
    let all = verifier.run()
    #expect(all.isGood && all.agreements == 4096)
    verifier.selection = CaptureSelection("\(records[0].name) bits #4")
    let last = verifier.run()
    #expect(last.isGood && last.agreements == 96)
    verifier.selection = CaptureSelection("\(records[0].name) bits #5")
    let none = verifier.run()
    #expect(none.entries[0].problems == ["\(records[0].name) bits: chunk 5 is not there, there are 5"])
    verifier.selection = nil
    verifier.count = 1
    let sample = verifier.run()
    #expect(sample.isGood && sample.agreements == 1000)
  }

  /// Few chunks go to families in turn.
  @Test func limitsTakeTurns() {
    let results = [CaptureDigests](repeating: CaptureDigests(chunk: 10, results: 40, digests: [1, 2, 3, 4], first: []), count: 3)
    #expect(CaptureVerifier.limits(nil, results, turn: 0) == [4, 4, 4])
    #expect(CaptureVerifier.limits(5, results, turn: 0) == [1, 0, 0])
    #expect(CaptureVerifier.limits(10, results, turn: 1).reduce(0, +) == 1)
    let taken = (0..<3).map { CaptureVerifier.limits(10, results, turn: $0) }
    #expect((0..<3).allSatisfy { family in taken.contains { $0[family] == 1 } })
    #expect(CaptureVerifier.limits(70, results, turn: 0) == [3, 2, 2])
    #expect(CaptureVerifier.limits(9999, results, turn: 2) == [4, 4, 4])
  }

  @Test func selections() {
    let titles = ["a floor", "a floor-ties", "b floor"]
    #expect(CaptureSelection("a floor").chosen(titles) == [true, false, false])
    #expect(CaptureSelection("floor").chosen(titles) == [true, true, true])
    #expect(CaptureSelection("a floor #12").chunk == 12 && CaptureSelection("a floor #12").text == "a floor")
    #expect(CaptureSelection("a #b").chunk == nil && CaptureSelection("a #-1").text == "a #-1")
  }
}
