import Binade
import Foundation
import Testing

@testable import BinadeCommand

@Suite("formats, describe, policies, diff, demo, bench")
struct ReportTests {
  private func object(_ outcome: Outcome) throws -> [String: Any] {
    #expect(outcome.exitCode == 0)
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test("formats lists every format with its limits")
  func formats() throws {
    let outcome = binade("formats")
    #expect(outcome.exitCode == 0)
    let row = try #require(outcome.lines.first { $0.hasPrefix("e4m3fn ") }).split(separator: " ")
    #expect(row[1...9] == ["8", "bit", "4", "3", "7", "448", "2^-6", "2^-9", "-"])
    for name in ["e8m0fnu", "f64", "int2-sign-magnitude", "uint1", "s2p6"] { #expect(outcome.output.contains("\n\(name) ")) }
    let list = try #require(try JSONSerialization.jsonObject(with: Data(binade("formats", "--json").output.utf8)) as? [[String: Any]])
    let scalars = list.filter { $0["block"] == nil }
    #expect(scalars.count == FormatCatalogue.all.count)
    for format in FormatCatalogue.all { #expect(outcome.output.contains((format.name == "e4m3fn" ? "" : "\n") + format.name + " ")) }
    #expect(list[0]["name"] as? String == "e4m3fn")
  }

  @Test("describe knows every name of a format", arguments: ["e4m3fn", "float8_e4m3fn", "F8_E4M3", "CUDA_R_8F_E4M3", "E4M3FN"])
  func describe(name: String) {
    let outcome = binade("describe", name)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.hasPrefix("e4m3fn: 8-bit floating point"))
    for part in ["│ s │ e e e e │ m m m │", "7e  0x1.cp+8  448", "7f, ff", "F8_E4M3", "ml_dtypes@0.6.0", "overflow=nonfinite"] {
      #expect(outcome.output.contains(part), "\(part)")
    }
  }

  @Test("describe --values lists every code with its exact value")
  func values() throws {
    let lines = binade("describe", "e2m1fn", "--values").lines.suffix(16)
    #expect(lines.first == "  00  0 00 0  0x0p+0        0")
    #expect(lines.last == "  0f  1 11 1  -0x1.8p+2     -6")
    #expect(binade("describe", "e8m0fnu", "--values").output.contains("0x1p-127      5.87747175411143753984368268611122838909332778"))
    let json = try object(binade("describe", "e4m3fn", "--values", "--json"))
    let values = try #require(json["values"] as? [[String: String]])
    #expect(values.count == 256)
    #expect(values[0x7E] == ["code": "7e", "fields": "0 1111 110", "hexFloat": "0x1.cp+8", "decimal": "448"])
    #expect(values[0x7F]["decimal"] == "nan")
  }

  @Test("describe knows the P3109 family")
  func p3109() {
    let outcome = binade("describe", "binary8p4se")
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("7e  0x1.cp+7  224"))
    #expect(outcome.output.contains("NaN       80"))
    #expect(binade("describe", "ue8m0").output.hasPrefix("e8m0fnu: 8-bit powers of two, unsigned"))
  }

  @Test("policies explains every choice, and every profile")
  func policies() throws {
    let outcome = binade("policies")
    #expect(outcome.exitCode == 0)
    for part in ["--rounding", "nearest-geometric", "ptx-e2m1x4", "torch@2.11", "gfloat@0.5.2", "[cross-checked]"] {
      #expect(outcome.output.contains(part), "\(part)")
    }
    let json = try object(binade("policies", "--json"))
    let policies = try #require(json["policies"] as? [[String: Any]])
    for policy in policies {
      let choices = try #require(policy["choices"] as? [[String: String]])
      #expect(choices.count >= 2)
      for choice in choices { #expect(choice["meaning"] != "") }
    }
  }

  @Test("diff counts, shows the first differences, and says so by its exit code")
  func diff() throws {
    let folder = try Folder()
    let a = try folder.write("a.npy", "|u1", [0x38, 0x7E, 0x80, 0x01] as [UInt8], shape: [2, 2])
    let b = try folder.write("b.npy", "|u1", [0x38, 0x7F, 0x00, 0x02] as [UInt8], shape: [2, 2])
    let equal = binade("diff", a, a)
    #expect(equal.exitCode == 0 && equal.output == "equal: 4 elements\n")
    let different = binade("diff", a, b, "--format", "e4m3fn", "--limit", "2")
    #expect(different.exitCode == 1)
    #expect(different.lines[0] == "different: 3 of 4 elements")
    for part in ["1 [0, 1]", "7e", "7f", "0x1.cp+8", "448", "nan", "2 [1, 0]", "-0x0p+0", "and 1 more"] {
      #expect(different.output.contains(part), "\(part)")
    }
    #expect(!different.output.contains("3 [1, 1]"))
    #expect(binade("diff", a, b, "--limit", "0").lines.count == 1)
    let x = try folder.write("x.npy", "<f4", [1.5, .nan] as [Float])
    let y = try folder.write("y.npy", "<f4", [1.5, 2] as [Float])
    #expect(binade("diff", x, x).exitCode == 0)
    #expect(binade("diff", x, y).output.contains("0x1p+1"))
  }

  @Test("the figures of the demo, worked out by hand")
  func demo() throws {
    let values: [Float] = [1, -2.5, 0.1, 9, 0, 6]
    let words = Words(size: 4, bytes: Words.bytes(count: 6, of: Float.self) { for i in $0.indices { $0[i] = values[i] } })
    let tensor = DemoTensor(name: "t", shape: [6], words: words, values: values)
    #expect(tensor.absmax == 9)
    // E2M1: 1, −2, 0, 6, 0, 6.
    let plain = try DemoResult(tensor, #require(NamedFormat("e2m1fn")).descriptor)
    #expect(plain.codes.bytes == [2, 12, 0, 7, 0, 7])
    #expect(plain.saturated == 1 && plain.flushed == 1 && plain.usedCodes == [0, 2, 7, 12])
    #expect(plain.absoluteError == 3 && plain.relativeError == 0.2)
    // 9 lies in [8, 16); the top binade of E2M1 is [4, 8): everything is halved. 4.5 → 4, −1.25 → −1, 0.05 → 0, 3 → 3.
    let format = try #require(NamedFormat("e2m1fn")).descriptor
    let exponent = tensor.scaleExponent(for: format)
    #expect(exponent == -1)
    let scaled = try DemoResult(tensor, format, scaleExponent: exponent)
    #expect(scaled.codes.bytes == [1, 10, 0, 6, 0, 5])
    #expect(scaled.saturated == 0 && scaled.absoluteError == 1)
  }

  @Test("the tables of the demo fit 100 columns")
  func demoTables() throws {
    let values: [Float] = [1, -2.5, 0.1, 9000, 0, 6]
    let words = Words(size: 4, bytes: Words.bytes(count: 6, of: Float.self) { for i in $0.indices { $0[i] = values[i] } })
    let tensor = DemoTensor(name: "layer0.attention.probabilities", shape: [64, 1536], words: words, values: values)
    let summaries = try FormatCatalogue.all.map { try DemoSummary($0, [tensor]) }
    let selection = summaries.filter { ["e4m3fn", "e5m2", "e2m1fn", "int8"].contains($0.format.name) }
    for table in [DemoTables.formats(summaries), DemoTables.tensors([tensor], selection)] {
      for line in table.text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }
  }

  @Test("demo without its tensors is exit 3")
  func demoWithoutTensors() throws {
    let folder = try Folder()
    let outcome = binade("demo", "--vectors", folder.path)
    #expect(outcome.exitCode == 3 && outcome.error.contains("minilm.safetensors"))
  }

  @Test("bench measures something, and its JSON says beside what")
  func bench() throws {
    let result = try object(binade("bench", "encode", "decode", "quantize", "dequantize", "--count", "8192", "--json"))
    for (section, name) in [("encode", "e4m3fn"), ("decode", "e2m1fn"), ("quantize", "nvfp4 transformer-engine"), ("dequantize", "mxfp4")] {
      let table = try #require(result[section] as? [String: Any])
      let row = try #require((table["rows"] as? [String: [String: Any]])?[name])
      let (rate, yardstick) = (try #require(row["rate"] as? Double), try #require(row["yardstick"] as? Double))
      #expect(rate > 0 && yardstick > 0)
    }
    #expect(result["backend"] is String)
  }
}
