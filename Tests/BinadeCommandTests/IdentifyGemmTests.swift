import Foundation
import Testing

@testable import BinadeCommand

@Suite("identify --gemm")
struct IdentifyGemmTests {
  private let products: Products
  private let a: String
  private let b: String

  init() throws {
    products = try Products()
    var random = TestRandom(11)
    a = try products.bytes("a.npy", random.codes(12 * 64), rows: 12)
    b = try products.bytes("b.npy", random.codes(12 * 64), rows: 12)
  }

  private func identify(_ d: String, _ options: String...) -> Outcome { binade(["identify", "--gemm", a, b, d] + options) }

  @Test(
    arguments: [
      "sm_89:mma.f32.e4m3.e4m3", "sm_90:wgmma.f32.e4m3.e4m3", "sm_90:mma.f32.e4m3.e4m3", "sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3",
      "gfx942:mfma.f32.fp8.fp8", "sm_90:wgmma.s32.s8.u8", "sm_90:wgmma.f16.e4m3.e5m2",
    ])
  func namesTheInstruction(_ instruction: String) throws {
    let d = products.folder("d.npy")
    for command in ["gemm", "dot"] {
      try products.run(command, instruction, a, b, d)
      let outcome = identify(d, "--json")
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let object = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let explanations = try #require(object["explanations"] as? [[String: Any]])
      let names = explanations.flatMap { $0["instructions"] as? [String] ?? [] }
      #expect(names.contains(instruction), "\(command)")
      // The others name an element that is really different.
      for other in try #require(object["others"] as? [[String: Any]]) {
        let first = try #require(other["first"] as? [String: Any])
        #expect(first["found"] as? String != first["made"] as? String)
      }
    }
  }

  @Test func saysItInOneSentence() throws {
    let d = products.folder("d.npy")
    try products.run("gemm", "sm_90:wgmma.f32.e4m3.e4m3", a, b, d)
    let outcome = identify(d, "--types", "e4m3,e4m3,f32")
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("Verdict: D is what sm_90:wgmma.f32.e4m3.e4m3 makes, all 144 elements."))
    #expect(outcome.output.contains("12 x 12 elements of D, K 64"))
    #expect(outcome.output.contains("[0, 0]"))
    for line in outcome.lines { #expect(line.count <= 100, "\(line)") }
  }

  @Test func scalesAndAccumulatorsCount() throws {
    let (d, c) = (products.folder("d.npy"), try products.folder.write("c.npy", "<f4", (0..<144).map { Float($0) - 70 }, shape: [12, 12]))
    let scales = try products.bytes("s.npy", (0..<24).map { UInt8(120 + $0 % 9) }, rows: 12)
    let name = "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32"
    try products.run("gemm", name, a, b, d, "--scale-a", scales, "--scale-b", scales, "--c", c)
    let outcome = identify(d, "--scale-a", scales, "--scale-b", scales, "--c", c)
    #expect(outcome.exitCode == 0 && outcome.output.contains(name))
    let without = identify(d, "--scale-a", scales, "--scale-b", scales)
    #expect(without.exitCode == 1)
  }

  /// A unit that nobody named is found by changing single parameters.
  @Test func findsOtherParameters() throws {
    let text = """
      {"a": "e4m3fn", "b": "e4m3fn", "accumulator": "f32", "arithmetic": "fused-sum", "group-length": 16, "fraction-bits": 17,
       "floor": -133, "output": "rz-fp32"}
      """
    let (file, d) = (try products.folder.write("mine.json", Array(text.utf8)), products.folder("d.npy"))
    try products.run("gemm", "--datapath", file, a, b, d)
    let outcome = identify(d, "--types", "e4m3,e4m3,f32")
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("no named instruction makes D, but a datapath of your own does"))
    #expect(outcome.output.contains("fraction-bits 17"))
  }

  /// Types and scales that no instruction has.
  @Test func findsUnitsWithoutAnInstruction() throws {
    let text = """
      {"a": "e4m3fn", "b": "e5m2", "accumulator": "f32", "scale": {"format": "e8m0fnu", "block": 16}, "arithmetic": "fused-sum",
       "group-length": 16, "fraction-bits": 20, "alignment": "down", "zero": "sum"}
      """
    let (file, d) = (try products.folder.write("mine.json", Array(text.utf8)), products.folder("d.npy"))
    let scales = try products.bytes("s.npy", (0..<48).map { UInt8(120 + $0 % 9) }, rows: 12)
    try products.run("gemm", "--datapath", file, a, b, d, "--scale-a", scales, "--scale-b", scales)
    let outcome = identify(d, "--scale-a", scales, "--scale-b", scales, "--types", "e4m3,e5m2,f32")
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.error)")
    let words = outcome.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(words.contains("group-length 16") && words.contains("fraction-bits 20") && words.contains("alignment down"))
  }

  @Test func saysWhenNothingExplains() throws {
    let noise = try products.folder.write("noise.npy", "<f4", (0..<144).map { Float($0) * 1.37 }, shape: [12, 12])
    let outcome = identify(noise, "--types", "e4m3,e4m3,f32")
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("nothing that was tried makes D"))
  }

  @Test func nanBitsMayDiffer() throws {
    let nan = try products.bytes("nan.npy", [UInt8](repeating: 0x7F, count: 32), rows: 1)
    let d = try products.folder.write("d.npy", "<f4", [0x7FC0_1234] as [UInt32], shape: [1, 1])
    let exact = binade("identify", "--gemm", nan, nan, d, "--types", "e4m3,e4m3,f32")
    #expect(exact.exitCode == 1)
    let any = binade("identify", "--gemm", nan, nan, d, "--types", "e4m3,e4m3,f32", "--nan-bits", "any")
    #expect(any.exitCode == 0)
  }

  @Test func mistakesAreNamed() throws {
    let d = products.folder("d.npy")
    try products.run("gemm", "sm_90:wgmma.f32.e4m3.e4m3", a, b, d)
    func expect(_ exitCode: Int32, _ message: String, _ arguments: String...) {
      let outcome = binade(["identify"] + arguments)
      #expect(outcome.exitCode == exitCode && outcome.error.contains(message), "\(outcome.error)")
    }
    expect(2, "expected three arrays, A.npy B.npy D.npy", "--gemm", a, b)
    expect(2, "expected three types A,B,D", "--gemm", a, b, d, "--types", "e4m3")
    expect(2, "no type is named 'e4m4'", "--gemm", a, b, d, "--types", "e4m4,e4m3,f32")
    expect(2, "expected both --scale-a and --scale-b", "--gemm", a, b, d, "--scale-a", a)
    expect(2, "--axis does not go with --gemm", "--gemm", a, b, d, "--axis", "0")
    expect(2, "--types goes with --gemm", "e4m3fn", a, b, "--types", "e4m3,e4m3,f32")
    expect(3, "no instruction has types and shapes like these", "--gemm", a, b, d, "--types", "f16,f16,f32")
    expect(3, "D: expected 12 x 12", "--gemm", a, b, a)
  }
}
