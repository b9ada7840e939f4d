import Binade
import BinadeVectorData
import Foundation
import Testing

@testable import BinadeVectors

/// The shipped vectors find every wrong implementation: other policies, rules, profiles and layouts, and the classic bugs, planted one at a
/// time. `binade mutate all` runs every mutant in every suite; here dot products and layouts are a sample. Spec [coverage-8].
@Suite struct MutationTests {
  static let scalars: [String: VectorFile] = Dictionary(
    uniqueKeysWithValues: VectorSuite.all.map { suite in
      let path = VectorData.url("data/\(suite.name).json").path
      do {
        return (suite.name, try VectorFile(json: FileInput.bytes(of: path), name: path))
      } catch {
        fatalError("\(error)")
      }
    })

  private func expectScore(_ reports: [MutantReport]) {
    let table = MutationTable(reports)
    for failure in table.failures { Issue.record("\(failure.suite): \(failure.kind.rawValue) \(failure.mutant): \(failure.verdict)") }
    #expect(table.killed + table.equal == reports.count)
    #expect(table.killed > 0)
  }

  @Test(arguments: VectorSuite.all.map { $0.name }) func scalarMutantsAreKilled(_ name: String) throws {
    expectScore(Mutation.run(.scalar(try #require(Self.scalars[name]))))
  }

  @Test(arguments: BlockSuite.all.map { $0.name }) func blockMutantsAreKilled(_ name: String) throws {
    let file = BlockFiles.quantize.first { $0.suite.name == name } ?? BlockFiles.read(name)
    expectScore(Mutation.run(.block(file)))
  }

  @Test(arguments: ["sm_90-wgmma-f32-e4m3-e4m3_dot", "sm_120-mma-mxf4nvf4-f32-e2m1-e2m1-ue4m3-block16_dot", "sm_75-mma-s32-s8-s8_dot"])
  func datapathMutantsAreKilled(_ name: String) throws {
    let known = DotFiles.all[name] ?? DotFiles.all[DotFiles.names.first { $0.contains("mxf4nvf4") } ?? ""]
    expectScore(Mutation.run(.dot(try #require(known))))
  }

  static let layouts: LayoutVectorFile = {
    let path = VectorData.url("data/layouts.json").path
    do {
      return try LayoutVectorFile(json: FileInput.bytes(of: path), name: path)
    } catch {
      fatalError("\(error)")
    }
  }()

  @Test(arguments: [
    ("dense-4", "nibbles of each byte are swapped"), ("nibble-high-first", "layout=dense-4"),
    ("ggml-mxfp4", "nibbles of each byte are swapped"),
    ("dense-6", "bits of each byte are reversed"), ("scale-128x4", "the tile is transposed"),
    ("scale-128x4", "tiles follow each other down the columns"), ("scale-128x4", "padding is ones"), ("b6x16_p32", "padding is ones"),
    ("b4x8", "bytes of each 32-bit word are reversed"), ("scale-tmem", "rows and columns are exchanged"),
  ])
  func layoutMutantsAreKilled(_ layout: String, _ mutant: String) {
    let own = LayoutVectorFile(tests: Self.layouts.tests.filter { $0.layout == layout })
    let reports = Mutation.run(.layouts(own))
    expectScore(reports)
    let found = reports.contains { if case .killed = $0.verdict { $0.mutant == mutant } else { false } }
    #expect(found, "\(layout): \(mutant)")
  }

  /// A mutant that nothing notices, and one that should be equal and is not, are failures.
  @Test func theScoreCanFail() {
    let kinds: [MutantVerdict] = [
      .killed(test: 3), .survived, .equal(reason: "it is"), .contradicted(test: 4, reason: "it is not"), .planned,
    ]
    let table = MutationTable(kinds.map { MutantReport(kind: .scalarBug, mutant: "m", suite: "s", verdict: $0) })
    #expect(table.killed == 1 && table.equal == 1 && table.failures.count == 2)
    #expect(table.rows.count == 1 && table.rows[0].planted == 5 && table.rows[0].first?.test == 3)
    var empty = Self.layouts
    empty.tests = empty.tests.filter { $0.layout == "dense-4" }
    for index in empty.tests.indices { empty.tests[index].image = empty.tests[index].image.map { _ in 0 } }
    #expect(!empty.tests.isEmpty)
    let swapped = Mutation.run(.layouts(empty)).first { $0.mutant == "nibbles of each byte are swapped" }
    #expect(swapped?.verdict == .survived)
  }

  /// Where peers disagree bit for bit, each of their rules is planted somewhere.
  @Test(arguments: [
    // NaN
    ("e2m1fn_encode", "missing-nan=max-signed"), ("e2m1fn_encode", "missing-nan=zero-inverted-sign"), ("e2m1fn_encode", "missing-nan=zero"),
    ("e2m1fn_encode", "missing-nan=wrap"), ("e4m3fn_encode", "nan=keep-sign"), ("e4m3fn_encode", "nan=negative"),
    ("e5m2_encode", "nan=quiet"),
    ("e5m2_encode", "nan=first"), ("e5m2_encode", "nan=first-negative"),
    // overflow, zero, ties
    ("e4m3fn_encode", "overflow=nonfinite"), ("e4m3fn_encode", "overflow=nonfinite-before-rounding"), ("e5m2_encode", "overflow=nonfinite"),
    ("e2m1fn_encode", "signed-zero=drop-exact-zero"), ("e2m1fn_encode", "signed-zero=always-positive"),
    ("e2m1fn_encode", "signed-zero=exact-zero-negative"), ("e2m1fn_encode", "rounding=nearest-away"),
    ("e2m1fn_encode", "rounding=nearest-toward-zero"),
    // scale bytes
    ("e8m0fnu_encode", "missing-zero=nan"), ("e8m0fnu_encode", "negative=nan"), ("e8m0fnu_encode", "rounding=up"),
    ("e8m0fnu_encode", "lowest-binade=skipped"), ("mxfp8-e5m2_quantize", "the scale is stored as a two's complement exponent"),
    ("mxfp4_dequantize", "NaN scale is 2^128"), ("mxfp8-e5m2_dequantize", "values beyond binary32 are its largest number"),
    ("mxfp8-e5m2_dequantize", "subnormal values are zero"),
    // scale rules
    ("mxfp4_quantize", "scale-rule=ceil for ocp-floor"), ("mxfp4_quantize", "scale-rule=rceil for ocp-floor"),
    ("mxfp4_quantize", "scale-rule=rceil-log2 for ocp-floor"), ("mxfp8-e4m3_quantize", "scale-rule=even-1.75 for ocp-floor"),
    ("mxfp4_quantize", "scale-rule=nearest for ocp-floor"), ("mxfp4_quantize", "scale-rule=nearest-geometric for ocp-floor"),
    ("mxfp4_quantize", "scale-rule=ocp-floor-log2 for ocp-floor"), ("mxfp4_quantize", "scale-rule=floor-plus-one for ocp-floor"),
    ("mxfp4_quantize", "scale-rule=floor-minus-one for ocp-floor"), ("mxfp4_quantize", "scale-rule=search for ocp-floor"),
    // special blocks
    ("mxfp4_quantize", "zero-block=one"), ("mxfp4_quantize", "zero-block=minus-emax"), ("mxfp4_quantize", "nan-block=largest"),
    ("mxfp4_quantize", "nan-block=zero"), ("mxfp4_quantize", "maximum=numbers"), ("mxfp4_quantize", "infinite-block=nan"),
    ("mxfp4_quantize", "scale-range=wrap"), ("mxfp4_quantize", "a NaN lane is stored as zero and does not count"),
    // two levels, integers
    ("nvfp4_quantize", "the tensor scale is stored as its reciprocal"), ("nvfp4_quantize", "smallest-scale=flush"),
    ("nvfp4_dequantize", "the tensor scale divides"), ("mxint8_quantize", "integer-range=symmetric"),
    ("mxint8-symmetric_quantize", "negative codes are sign and magnitude"), ("nvfp4_quantize", "scale-rule=te for cublas"),
    ("nvfp4_quantize", "scale-rule=four-over-six for cublas"), ("nvfp4_quantize", "scale-rule=torchao for cublas"),
    ("nvfp4_quantize", "scale-rule=modelopt for cublas"), ("nvfp4_quantize", "scale-rule=compressed-tensors for cublas"),
    ("nvfp4_quantize", "scale-rule=auto-round for cublas"), ("nvfp4_quantize", "scale-rule=quark for cublas"),
    ("nvfp4_quantize", "scale-rule=flashinfer for cublas"), ("nvfp4_quantize", "scale-rule=int-vs-fp for cublas"),
    ("nvfp4_quantize", "transformer-engine-reference for transformer-engine"),
    // layouts
    ("layouts", "layout=nibble-high-first"), ("layouts", "layout=ggml-mxfp4"), ("layouts", "padding is ones"),
    ("layouts", "the tile is transposed"), ("layouts", "layout=byte-bits-2"),
    // matrix units
    ("sm_70-mma-f32-f16-f16_dot", "fraction-bits=24"), ("sm_90-mma-f32-f16-f16_dot", "fraction-bits=24"),
    ("sm_90-wgmma-f32-e4m3-e4m3_dot", "fraction-bits=12"), ("sm_90-wgmma-f32-e4m3-e4m3_dot", "group-length=16"),
    ("sm_90-mma-f32-e4m3-e4m3_dot", "accumulator-input=fused"),
    ("sm_100-tcgen05-mxf4nvf4-f32-e2m1-e2m1-ue4m3-block16_dot", "fraction-bits=34"),
    ("sm_100-tcgen05-mxf4nvf4-f32-e2m1-e2m1-ue4m3-block16_dot", "term-exponent=products"),
    ("sm_100-tcgen05-mxf4nvf4-f32-e2m1-e2m1-ue4m3-block16_dot", "top bit of a scale is a sign"),
  ])
  func rulesOfPeersAreMutants(_ suite: String, _ mutant: String) throws {
    let file: GoldenFile
    if suite == "layouts" {
      file = .layouts(
        LayoutVectorFile(tests: Self.layouts.tests.filter { ["dense-4", "dense-6", "scale-128x4", "ggml-nvfp4"].contains($0.layout) }))
    } else if let dot = DotFiles.all[suite] {
      file = .dot(dot)
    } else if let scalar = Self.scalars[suite] {
      file = .scalar(scalar)
    } else {
      file = .block(BlockFiles.quantize.first { $0.suite.name == suite } ?? BlockFiles.read(suite))
    }
    let reports = Mutation.plan(file)
    let found = reports.contains { $0.mutant == mutant }
    #expect(found, "\(suite) has no mutant \(mutant): \(Set(reports.map { $0.mutant.split(separator: "=")[0] }).sorted())")
  }

  /// Rules that are called equal are so on other blocks than those that ship.
  @Test(arguments: BlockFiles.quantize.map { $0.suite.format.name }) func equalChoicesAreEqual(_ name: String) throws {
    let format = try #require(NamedBlockFormat(name))
    let base = format.descriptor.defaultConversion
    let operands = BlockOperands(format)
    let random = RandomBlocks(operands)
    var questions = operands.questions.map { (operands.blocks[$0.block], $0.tensorMaximum) }
    let step = DotFiles.number(debug: 61, release: 1)
    questions = questions.enumerated().filter { $0.offset % step == 0 }.map { $0.element }
    for index in 0..<DotFiles.number(debug: 10, release: 2000) {
      let maximum = random.maxima(index, seed: 0xE0).first
      questions.append((VectorBlock(id: 1, labels: [], columns: operands.columns, words: random.words(index, seed: 0xE0)), maximum))
    }
    var pairs: [(String, BlockConversion, BlockConversion)] = []
    for pair in EqualBlocks.rules[name] ?? [] {
      let rules = pair.split(separator: " ").filter { $0 != "=" }.map(String.init)
      pairs.append((pair, base.with(.scaleRule, rules[0]), base.with(.scaleRule, rules[1])))
    }
    for policy in EqualBlocks.policies[name] ?? [] {
      let parts = policy.split(separator: "=").map(String.init)
      let axis = try #require(BlockPolicyAxis(rawValue: parts[0]))
      pairs.append((policy, base, base.with(axis, parts[1])))
      let reason = EqualBlocks.reason(policy: policy, format)
      #expect(reason != nil, "\(policy)")
    }
    for (title, one, other) in pairs {
      let encoders = [one, other].map { BlockEncoder(format: format.descriptor, conversion: $0) }
      for (block, maximum) in questions {
        let answers = encoders.map { $0.answer(block, tensorMaximum: maximum) }
        if answers[0] != answers[1] {
          Issue.record("\(name): \(title) shows on \(block.words.map { String($0, radix: 16) }), g \(maximum ?? 0)")
        }
      }
    }
  }

  /// The page that ships speaks of these mutants.
  @Test func thePageIsCurrent() throws {
    var reports: [MutantReport] = []
    for suite in GoldenSuite.all {
      switch suite {
      case .scalar(let suite): reports += Mutation.plan(.scalar(try #require(Self.scalars[suite.name])))
      case .block(let suite):
        reports += Mutation.plan(.block(BlockFiles.quantize.first { $0.suite == suite } ?? BlockFiles.read(suite.name)))
      case .dot(let suite): reports += Mutation.plan(.dot(try #require(DotFiles.all[suite.name])))
      case .layouts: reports += Mutation.plan(.layouts(Self.layouts))
      }
    }
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Vectors/MUTATION.md")
    let page = try String(decoding: Data(contentsOf: file.standardizedFileURL), as: UTF8.self)
    let table = MutationTable(reports)
    #expect(page == table.markdown, "run `binade mutate all --markdown > Vectors/MUTATION.md`")
  }
}
