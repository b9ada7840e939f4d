import Binade
import Foundation
import Testing

@testable import BinadeCommand

@Suite("formats, describe, policies and demo on block formats")
struct BlockReportTests {
  private func object(_ outcome: Outcome) throws -> [String: Any] {
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  // MARK: formats

  @Test(
    "formats lists block formats with their bits per element",
    arguments: [
      "mxfp8-e4m3 e4m3fn e8m0fnu 1x32 - - 8.25 ocp-floor", "mxfp6-e3m2 e3m2fn e8m0fnu 1x32 - - 6.25 ocp-floor",
      "mxfp4 e2m1fn e8m0fnu 1x32 - - 4.25 ocp-floor", "nvfp4 e2m1fn ue4m3 1x16 f32 - 4.5 cublas",
      "nvfp4-16x16 e2m1fn ue4m3 16x16 f32 - 4.0313 cublas", "fp8-e4m3-1x128 e4m3fn f32 1x128 - - 8.25 quotient",
      "mxint8 s1p6 e8m0fnu 1x32 - - 8.25 ocp-floor", "ggml-q8_0 int8 f16 1x32 - - 8.5",
    ])
  func formats(row: String) throws {
    let wanted = row.split(separator: " ")
    let line = try #require(binade("formats").lines.first { $0.hasPrefix(wanted[0] + " ") })
    #expect(Array(line.split(separator: " ").prefix(wanted.count)) == wanted)
  }

  @Test("formats as JSON: block formats behind the others, under their own key")
  func formatsJSON() throws {
    let outcome = binade("formats", "--json")
    let list = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    let blocks = list.filter { $0["block"] != nil }
    #expect(blocks.compactMap { $0["name"] as? String } == BlockFormatID.allCases.map(\.name))
    #expect(list.suffix(blocks.count).allSatisfy { $0["parameters"] == nil })
    #expect(list.prefix(list.count - blocks.count).allSatisfy { $0["parameters"] != nil })
    let nvfp4 = try #require(blocks.first { $0["name"] as? String == "nvfp4" }?["block"] as? [String: Any])
    #expect(nvfp4["bitsPerElement"] as? Double == 4.5)
    #expect(nvfp4["columns"] as? Int == 16)
    #expect(nvfp4["hasTensorScale"] as? Bool == true)
    let q4 = try #require(blocks.first { $0["name"] as? String == "ggml-q4_0" }?["block"] as? [String: Any])
    let zero = try #require(q4["zeroPoint"] as? [String: Any])
    #expect(zero["kind"] as? String == "fixed")
    #expect(zero["code"] as? Int == 8)
    let page = binade("formats").output
    for part in ["ELEMENT-gN-SCALE", "e3m2fn-g24-ue5m3", "grow", "-zFORMAT", "-mFORMAT"] { #expect(page.contains(part)) }
  }

  // MARK: describe

  @Test("describe: parts, rule, profiles, names and layouts of a named format")
  func describe() throws {
    let page = binade("describe", "MXFP4")
    #expect(page.exitCode == 0)
    #expect(page.output.hasPrefix("mxfp4: e2m1fn elements in blocks of 1x32"))
    for part in [
      "4.25 = 4 + 8 / 32", "Default rule: ocp-floor", "s        = 2^n, n = k - E", "torchao-even@0.18.0", "rceil-quotient", "MXFP4",
      "GGML_TYPE_MXFP4 = 39", "dense-4", "scale-128x4", "scale-mma-a-2x", "q * s,",
    ] { #expect(page.output.contains(part), "\(part)") }
    #expect(!page.output.contains("cublaslt-vec128-f32"))
    let nvfp4 = binade("describe", "nvfp4").output
    for part in [
      "4.5 = 4 + 8 / 16, and 32 per tensor", "q * s * T", "VEC16_UE4M3 = 1", "u        = (a * S) / M", "scale-mma-a-4x",
      "compressed-tensors-bf16", "from bf16",
    ] { #expect(nvfp4.contains(part), "\(part)") }
    #expect(binade("describe", "fp8-e4m3-128x128").output.contains("cublaslt-blk128x128-f32"))
    #expect(binade("describe", "mxfp8-e4m3").output.contains("VEC32_UE8M0 = 2"))
    for (name, number) in [("mxfp4", 39), ("nvfp4", 40), ("q4_0", 2), ("q4_1", 3), ("q8_0", 8)] {
      #expect(binade("describe", "ggml-" + name).output.contains("GGML_TYPE_\(name.uppercased()) = \(number)"), "\(name)")
    }
  }

  @Test("describe: a format that was put together")
  func describeComposed() throws {
    let page = binade("describe", "e3m2fn-g24-ue5m3").output
    #expect(page.contains("6.3333 = 6 + 8 / 24"))
    #expect(page.contains("profiles know named formats"))
    #expect(page.contains("Default rule: quotient"))
    let affine = binade("describe", "uint4-g128-f16-zuint4").output
    #expect(affine.contains("(q - z) * s"))
    #expect(affine.contains("Default rule: affine"))
    #expect(affine.contains("awq"))
    #expect(binade("describe", "uint2-g32-f16-mf16").output.contains("q * s + z,"))
    #expect(binade("describe", "int8-grow-f32").output.contains("a whole row along the blocked axis"))
    let json = try object(binade("describe", "e4m3fn-grow-f32", "--json"))
    let block = try #require(json["block"] as? [String: Any])
    #expect(block["columns"] is NSNull)
    #expect(block["bitsPerElement"] is NSNull)
  }

  @Test("describe as JSON has what the page has", arguments: BlockFormatID.allCases)
  func describeJSON(id: BlockFormatID) throws {
    let json = try object(binade("describe", id.name, "--json"))
    let block = try #require(json["block"] as? [String: Any])
    #expect(block["element"] as? String == id.parts.element.name)
    #expect(block["scale"] as? String == id.parts.scale.name)
    #expect(block["rows"] as? Int == id.extent.rows)
    let standard = try #require(json["default"] as? [String: Any])
    let policies = try #require(standard["policies"] as? [String: Any])
    #expect(policies["scale-rule"] as? String == id.descriptor.defaultConversion.rule.name)
    let profiles = try #require(json["profiles"] as? [String: [String: Any]])
    for profile in Profile.catalogue {
      let rule = profiles[profile.qualifiedName]?["rule"] as? String
      #expect(rule == profile.blockConversion(for: id)?.rule.name)
    }
    let page = binade("describe", id.name)
    #expect(page.exitCode == 0)
    for line in page.lines { #expect(line.count <= 100, "\(line)") }
  }

  @Test("describe: every rule says what it does, who does it, and shows it at work", arguments: ScaleRule.catalogue.map(\.name))
  func describeRule(name: String) throws {
    let rule = try #require(ScaleRule.named(name))
    let page = binade("describe", name)
    #expect(page.exitCode == 0)
    let onOneLine = page.lines.joined(separator: " ")
    for part in ["Letters", "Used by", rule.summary] { #expect(onOneLine.contains(part), "\(part)") }
    for line in page.lines { #expect(line.count <= 100, "\(line)") }
    var json = try object(binade("describe", name, "--json"))
    if let inner = json["scaleRule"] as? [String: Any] { json = inner }
    #expect(json["name"] as? String == name)
    let steps = try #require(json["steps"] as? [[String: String]])
    #expect(steps.contains { $0["name"] == "s" })
    #expect(steps.last?["name"] == "element")
    // Every letter of a formula is explained.
    let letters = try #require(json["letters"] as? [String: String])
    for step in steps {
      for letter in ["a", "e", "h", "l", "g", "S", "T", "u", "s", "z", "M", "L", "F"] {
        let words = (step["formula"] ?? "").prefix { $0 != "," || step["name"] != "s" }.split { !$0.isLetter && !$0.isNumber }
        if words.contains(Substring(letter)) { #expect(letters[letter] != nil, "\(name): \(letter)") }
      }
    }
    let example = try #require(json["example"] as? [String: Any])
    #expect(try #require(example["blocks"] as? [Any]).count > 8)
  }

  /// Scale codes of MXFP4 for a maximum of 4, just above 4, 4.5, 6, just above 6, just below 7, 7, just below 8.
  @Test(
    "the table of a rule: scale bytes at the edges",
    arguments: [
      ("ocp-floor", ["7f", "7f", "7f", "7f", "7f", "7f", "7f", "7f"]), ("ceil", ["7f", "80", "80", "80", "80", "80", "80", "80"]),
      ("rceil", ["7f", "7f", "7f", "7f", "80", "80", "80", "80"]), ("int-ceil", ["7f", "7f", "7f", "7f", "80", "80", "80", "80"]),
      ("even", ["7f", "7f", "7f", "7f", "7f", "7f", "80", "80"]), ("even_1.75", ["7f", "7f", "7f", "7f", "7f", "7f", "80", "80"]),
      ("nearest", ["7e", "7e", "7f", "7f", "7f", "7f", "7f", "7f"]), ("ocp-floor-log2", ["7f", "7f", "7f", "7f", "7f", "7f", "7f", "80"]),
      ("rceil-log2", ["7f", "7f", "7f", "7f", "80", "80", "80", "80"]),
      ("floor-minus-one", ["7e", "7e", "7e", "7e", "7e", "7e", "7e", "7e"]),
    ] as [(String, [String])])
  func table(name: String, bytes: [String]) throws {
    let json = try object(binade("describe", name, "--json"))
    let example = try #require(json["example"] as? [String: Any])
    #expect(example["format"] as? String == "mxfp4")
    let blocks = try #require(example["blocks"] as? [[String: Any]])
    func byte(_ value: String) throws -> String? {
      let block = try #require(blocks.first { $0["values"] as? [String] == [value] })
      return block["scaleCode"] as? String
    }
    let maxima = [
      "0x1p+2", "0x1.000002p+2", "0x1.2p+2", "0x1.8p+2", "0x1.800002p+2", "0x1.bffffep+2", "0x1.cp+2", "0x1.fffffep+2",
    ]
    for (value, expected) in zip(maxima, bytes) {
      let found = try byte(value)
      #expect(found == expected, "\(name) at \(value)")
    }
    #expect(try byte("0x0p+0") == "00")
    #expect(try byte("nan") == "ff")
  }

  @Test("a name of a format, a rule and a layout gives all three pages")
  func threePages() throws {
    let page = binade("describe", "ggml-q4_0").output
    #expect(page.hasPrefix("ggml-q4_0: uint4 elements in blocks"))
    #expect(page.contains("\nggml-q4_0: s = e / "))
    #expect(page.contains("\nggml-q4_0: ggml block_q4_0: 18 bytes"))
    let json = try object(binade("describe", "ggml-q4_0", "--json"))
    #expect(json["block"] != nil && json["scaleRule"] != nil && json["layout"] != nil)
    // A shape is for the layout alone.
    #expect(binade("describe", "ggml-q4_0", "--shape", "1,32").output.hasPrefix("ggml-q4_0: ggml block_q4_0"))
    // No name of a block format or a rule is one of a format of single values.
    for name in BlockFormatID.allCases.map(\.name) + ScaleRule.catalogue.map(\.name) + ScaleRule.aliases.map(\.name) {
      #expect(NamedFormat(name) == nil, "\(name)")
    }
  }

  @Test("describe: what is wrong with a name or an option, in one line")
  func describeErrors() {
    func expectUsage(_ arguments: [String], _ parts: [String]) {
      let outcome = binade(["describe"] + arguments)
      #expect(outcome.exitCode == 2 && outcome.output == "")
      #expect(outcome.error.filter { $0 == "\n" }.count == 1)
      for part in parts { #expect(outcome.error.contains(part), "\(outcome.error)") }
    }
    expectUsage(["mxfp5"], ["'mxfp5'", "did you mean mxfp4"])
    expectUsage(["rcel"], ["did you mean rceil"])
    expectUsage(["scale-128x5"], ["did you mean scale-128x4"])
    expectUsage(["e4m3fm"], ["did you mean e4m3fn"])
    expectUsage(["e3m2fn-g24-ue9m9"], ["ELEMENT-gN-SCALE"])
    expectUsage(["e3m2fn-g0-ue5m3"], ["ELEMENT-gN-SCALE"])
    expectUsage(["mxfp4", "--values"], ["--values", "block format"])
    expectUsage(["rceil", "--values"], ["--values", "scale rule"])
    expectUsage(["mxfp4", "--shape", "1,2"], ["--shape is for layouts"])
    expectUsage(["rceil", "--at", "1,2"], ["--at is for layouts"])
  }

  // MARK: policies

  @Test("policies lists block policies, rules, and what profiles do with blocks")
  func policies() throws {
    let page = binade("policies")
    #expect(page.exitCode == 0)
    for axis in BlockPolicyAxis.allCases {
      for choice in axis.choices {
        #expect(!axis.explanation(of: choice).isEmpty, "\(axis.name) \(choice)")
        #expect(page.output.contains("\n  \(choice) "), "\(choice)")
      }
      #expect(axis.explanation(of: "nothing") == "" || axis == .subnormalMaximum || axis == .invalidNaN)
    }
    for line in page.lines { #expect(line.count <= 100, "\(line)") }
    for part in ["--zero-block: ", "another name of rceil", "scale-rule=te maximum=numbers", "scale-rule=ggml-q4_0"] {
      #expect(page.output.contains(part), "\(part)")
    }
    let json = try object(binade("policies", "--json"))
    let axes = try #require(json["blockPolicies"] as? [[String: Any]])
    #expect(axes.compactMap { $0["name"] as? String } == BlockPolicyAxis.allCases.map(\.name))
    let rules = try #require(json["scaleRules"] as? [[String: Any]])
    #expect(rules.compactMap { $0["name"] as? String } == ScaleRule.catalogue.map(\.name))
    let profiles = try #require(json["profiles"] as? [[String: Any]])
    let torchao = try #require(profiles.first { $0["name"] as? String == "torchao-even" })
    let blocks = try #require(torchao["blockFormats"] as? [String: [String: Any]])
    #expect(blocks["mxfp4"]?["rule"] as? String == "even")
    #expect((blocks["mxfp4"]?["differences"] as? [String])?.contains("nan-block=nan-scale") == true)
  }

  // MARK: Quality

  private func tensor(_ values: [Float], _ shape: [Int]? = nil, name: String = "t") -> DemoTensor {
    DemoTensor(name: name, shape: shape ?? [values.count], words: Words(size: 4, bytes: Words.bytes(of: values)), values: values)
  }

  private func choice(_ name: String) throws -> DemoBlockFormat { try #require(DemoBlockFormat.all.first { $0.name == name }) }

  @Test("a tensor of one power of two comes back exactly in every format", arguments: DemoBlockFormat.all.map(\.name))
  func constant(name: String) throws {
    let quality = try DemoBlockResult(tensor([Float](repeating: 0.25, count: 64 * 32), [64, 32]), choice(name)).quality
    // Without a tensor scale 0.25 / 6 has to do with the three bits of its scale.
    #expect(quality.qsnr > (name == "ggml-nvfp4" ? 30 : 60), "\(quality.qsnr)")
    if name.hasPrefix("mx") { #expect(quality.qsnr == .infinity && quality.noise == 0) }
    #expect(quality.crestBefore.mean == 1)
    #expect(quality.count == 2048 && quality.flushed == 0)
  }

  @Test("the figures of a block format, worked out by hand")
  func figures() throws {
    // The maximum 7 has scale 1, and 7 saturates at 6; 0.2 becomes 0; the rest is exact. The second block is empty.
    var values = [Float](repeating: 0, count: 64)
    values.replaceSubrange(0..<4, with: [7, -3, 0.2, 4])
    let result = try DemoBlockResult(tensor(values), choice("mxfp4"))
    let quality = result.quality
    let lost = 1 + Double(Float(0.2)) * Double(Float(0.2))
    #expect(quality.noise == lost)
    #expect((quality.signal - 74 - (lost - 1)).magnitude < 1e-12)
    #expect((quality.qsnr - 10 * Foundation.log10(quality.signal / quality.noise)).magnitude < 1e-12)
    #expect(quality.saturated == 1 && quality.flushed == 1)
    #expect(quality.saturatedShare == 1.0 / 64)
    #expect(quality.crestBefore.blocks == 1 && quality.crestAfter.blocks == 1)
    let before = try #require(quality.crestBefore.mean)
    #expect((before - 7 / (quality.signal / 32).squareRoot()).magnitude < 1e-12)
    let after = try #require(quality.crestAfter.mean)
    #expect((after - 6 / (61.0 / 32).squareRoot()).magnitude < 1e-12)
    #expect(quality.bitsPerElement == 4.25)
    #expect(quality.packedBytes == 32 + 2)
    // With one value of many a crest factor is √n.
    var single = [Float](repeating: 0, count: 32)
    single[7] = -2
    let alone = try DemoBlockResult(tensor(single), choice("mxint8.rceil")).quality
    let root = try #require(alone.crestBefore.mean)
    #expect((root - 32.0.squareRoot()).magnitude < 1e-12 && alone.saturated == 0)
  }

  @Test("bits and bytes count scales, tensor scale, zero points and filled-up rows")
  func sizes() throws {
    let values = [Float](repeating: 1, count: 3 * 33)
    let mxfp4 = try DemoBlockResult(tensor(values, [3, 33]), choice("mxfp4")).quality
    #expect(mxfp4.storedBits == 99 * 4 + 6 * 8 && mxfp4.packedBytes == 3 * 17 + 6)
    let nvfp4 = try DemoBlockResult(tensor(values, [3, 33]), choice("nvfp4")).quality
    #expect(nvfp4.storedBits == 99 * 4 + 9 * 8 + 32 && nvfp4.packedBytes == 3 * 17 + 9 + 4)
    let q4 = try DemoBlockResult(tensor(values, [3, 33]), choice("ggml-q4_1")).quality
    #expect(q4.storedBits == 99 * 4 + 6 * 32 && q4.packedBytes == 3 * 17 + 6 * 4)
    var total = mxfp4
    total.add(nvfp4)
    #expect(total.count == 198 && total.packedBytes == mxfp4.packedBytes + nvfp4.packedBytes)
  }

  @Test("edges: zeros, nothing, NaN, one row for a square format")
  func edges() throws {
    for name in DemoBlockFormat.all.map(\.name) {
      let zeros = try DemoBlockResult(tensor([Float](repeating: 0, count: 32)), choice(name)).quality
      #expect(zeros.qsnr == .infinity, "\(name)")
      #expect(zeros.crestBefore.mean == nil && zeros.saturated == 0, "\(name)")
      let empty = try DemoBlockResult(tensor([], [0, 32]), choice(name)).quality
      #expect(empty.qsnr == .infinity && empty.bitsPerElement == 0 && empty.saturatedShare == 0, "\(name)")
    }
    let bad = try DemoBlockResult(tensor([1, .nan, 2]), choice("mxfp4")).quality
    #expect(bad.qsnr.isNaN && bad.saturated == 0 && bad.crestBefore.mean == nil)
    let row = try DemoBlockResult(tensor([Float](repeating: 1, count: 40)), choice("nvfp4-16x16"))
    #expect(row.quality.count == 40 && row.quality.packedBytes == 20 + 3 + 4)
    #expect(BlockQuality().qsnr == .infinity && BlockQuality().crestAfter.mean == nil)
  }

  // MARK: demo

  @Test("the demo's block formats: each named one, and integers with rceil beside")
  func choices() throws {
    let all = DemoBlockFormat.all
    #expect(Set(all.map(\.format.name)) == Set(BlockFormatID.allCases.map(\.name)))
    #expect(
      all.filter(\.isVariant).map(\.name) == [
        "mxint8.rceil", "mxint8-symmetric.rceil", "mxint6-symmetric.rceil", "mxint4-symmetric.rceil", "mxint2-symmetric.rceil",
      ])
    #expect(try choice("nvfp4").conversion.rule == .cublas)
    // What nobody but ggml has is quantized as ggml does.
    #expect(try choice("ggml-q4_0").profile.name == "ggml")
    #expect(DemoBlockTables.selection.allSatisfy { name in all.contains { $0.name == name } })
  }

  /// A safetensors file with F32 tensors.
  private func file(_ tensors: [(name: String, shape: [Int], values: [Float])]) throws -> [UInt8] {
    var header: [String: Any] = [:]
    var data: [UInt8] = []
    for tensor in tensors {
      let bytes = Words.bytes(of: tensor.values)
      header[tensor.name] = ["dtype": "F32", "shape": tensor.shape, "data_offsets": [data.count, data.count + bytes.count]]
      data += bytes
    }
    let text = try [UInt8](JSONSerialization.data(withJSONObject: header))
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
  }

  @Test("demo prints blocks within 100 columns, and writes files that dequantize reads")
  func demo() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder("tensors"), withIntermediateDirectories: true)
    let values = (0..<128).map { Float($0 - 64) / 16 }
    let bytes = try file([("a.weight", [2, 64], values), ("layer0.attention.probabilities", [128], values.map { $0 * $0 })])
    _ = try folder.write("tensors/minilm.safetensors", bytes)
    _ = try folder.write("manifest.json", Array(#"{"schema": "manifest.schema.json", "version": "1", "files": []}"#.utf8))
    let outcome = binade("demo", "--vectors", folder.path, "--out", folder("out"))
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    for line in outcome.lines { #expect(line.count <= 100, "\(line)") }
    for part in [
      "in 20 block formats", "QSNR dB", "crest", "\nmxint8-symmetric  rceil", "\nnvfp4             cublas", "QSNR in dB by tensor",
    ] { #expect(outcome.output.contains(part), "\(part)") }
    for choice in DemoBlockFormat.all {
      let written = folder("out/\(choice.name)/a.weight.safetensors")
      let back = binade("dequantize", written, folder("back.npy"))
      #expect(back.exitCode == 0, "\(back.error)")
      let (header, decoded) = Npy.parse(try folder.read("back.npy"), as: Float.self)
      #expect(header.contains("(2, 64)") && decoded.count == 128)
    }
    let data = Data(try folder.read("out/summary.json"))
    let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect((summary["formats"] as? [String: Any])?.count == FormatCatalogue.all.count)
    let blocks = try #require(summary["blockFormats"] as? [String: [String: Any]])
    #expect(Set(blocks.keys) == Set(DemoBlockFormat.all.map(\.name)))
    let mxfp4 = try #require(blocks["mxfp4"])
    let total = try #require(mxfp4["total"] as? [String: Any])
    #expect(total["bitsPerElement"] as? Double == 4.25 && total["bytes"] as? Int == 128 + 8 && total["elements"] as? Int == 256)
    let list = try #require(mxfp4["tensors"] as? [[String: Any]])
    let files = list.compactMap { $0["file"] as? String }
    #expect(files == ["mxfp4/a.weight.safetensors", "mxfp4/layer0.attention.probabilities.safetensors"])
    let nvfp4 = try #require(blocks["nvfp4"]?["tensors"] as? [[String: Any]])
    #expect(nvfp4.allSatisfy { $0["tensorScale"] is String })
  }

  @Test("no name of a tensor leads out of the folder")
  func fileNames() {
    func names(_ list: String...) -> [String] { DemoFiles.fileNames(list.map { tensor([1], name: $0) }) }
    #expect(names("a.weight", "b") == ["a.weight.safetensors", "b.safetensors"])
    #expect(names("../../x", "a/b", "a_b") == ["0-.._.._x.safetensors", "1-a_b.safetensors", "2-a_b.safetensors"])
    #expect(names("..") == ["0-...safetensors"])
    #expect(names("A", "a") == ["0-A.safetensors", "1-a.safetensors"])
    #expect(names("", "é\n") == ["0-.safetensors", "1-__.safetensors"])
    #expect(names(String(repeating: "n", count: 400))[0].count < 200)
  }
}
