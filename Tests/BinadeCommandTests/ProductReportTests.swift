import Foundation
import Testing

@testable import BinadeCommand

@Suite("gemm --report")
struct ProductReportTests {
  private func report(_ instruction: String, _ a: [UInt8], _ b: [UInt8], _ options: String...) throws -> [String: Any] {
    let products = try Products()
    let first = try products.bytes("a.npy", a, rows: 1)
    let second = try products.bytes("b.npy", b, rows: 1)
    let outcome = binade(["gemm", instruction, first, second, products.folder("d.npy"), "--report", "--json"] + options)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(products.folder.files.contains("d.npy"))
    return try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  /// 1 + 2^-9: the product keeps 13 bits, so nothing is lost; 1 + 3 · 2^-18 loses the three.
  @Test func figuresAreTheErrors() throws {
    func row(_ codes: [UInt8]) -> [UInt8] { codes + [UInt8](repeating: 0, count: 32 - codes.count) }
    let fine = try report("sm_90:wgmma.f32.e4m3.e4m3", row([0x38, 0x38]), row([0x38, 0x01]))
    #expect(fine["exact"] as? Int == 1 && fine["nearest"] as? Int == 1 && fine["bias"] as? Double == 0)
    let cut = try report("sm_90:wgmma.f32.e4m3.e4m3", row([0x38, 0x03]), row([0x38, 0x01]))
    #expect(cut["exact"] as? Int == 0 && cut["nearest"] as? Int == 0)
    // 3 · 2^-18 in units of 2^-23.
    #expect(cut["bias"] as? Double == -96)
    let units = try #require(cut["ulpError"] as? [String: Double])
    #expect(units == ["max": 96, "mean": 96, "rms": 96])
    let lost = try #require(cut["bitsLost"] as? [String: Double])
    #expect(abs(lost["max"]! - 6.584_962_500_721_156) < 1e-12)
    let relative = try #require(cut["relativeError"] as? [String: Double])
    let exact = 1 + 3 / 262144.0
    #expect(abs(relative["max"]! - (exact - 1) / exact) < 1e-18)
  }

  @Test func countsWhatIsNotFinite() throws {
    let nan = try report("sm_90:wgmma.f32.e4m3.e4m3", [UInt8](repeating: 0x7F, count: 32), [UInt8](repeating: 0x38, count: 32))
    #expect(nan["notFinite"] as? Int == 1 && nan["notFiniteWhereExactIs"] as? Int == 0)
    let integer = try report("sm_90:wgmma.s32.s8.s8", [UInt8](repeating: 5, count: 32), [UInt8](repeating: 0xFF, count: 32))
    #expect(integer["exact"] as? Int == 1)
  }

  @Test func textAndChoices() throws {
    let products = try Products()
    var random = TestRandom(9)
    let a = try products.bytes("a.npy", random.codes(8 * 32), rows: 8)
    let d = products.folder("d.npy")
    let outcome = binade("gemm", "sm_90:wgmma.f32.e4m3.e4m3", a, a, d, "--report", "--report-elements", "10")
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("10 of 64 elements, spread evenly"))
    #expect(outcome.output.contains("bias, the mean signed error: "))
    let dot = binade("dot", "sm_90:wgmma.f32.e4m3.e4m3", a, a, "--report")
    #expect(dot.exitCode == 0 && dot.output.contains("8 elements"))
    let stream = binade("gemm", "sm_90:wgmma.f32.e4m3.e4m3", a, a, "-", "--report")
    #expect(stream.exitCode == 2)
  }
}
