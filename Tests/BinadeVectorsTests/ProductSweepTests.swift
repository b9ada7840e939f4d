import Binade
import BinadeKernels
import BinadeTensorCore
import BinadeVectors
import Foundation
import Testing

/// Every back-end gives the bits of plain Swift.
@Suite struct ProductSweepTests {
  /// Everything, or what fits into seconds of a debug build.
  private static let products = ProcessInfo.processInfo.environment["BINADE_THOROUGH"] == "1" ? 40 : 2

  @Test(arguments: 0..<4) func products(part: Int) throws {
    for (place, suite) in DotSuite.all.enumerated() where place % 4 == part {
      guard Gemm(suite.datapath, instructionK: suite.k).isAccelerated else { continue }
      let sweep = ProductSweep(suite, seed: 3)
      for index in 0..<Self.products {
        let report = try sweep.run(index, Backend.available)
        #expect(report.differences == 0, "\(report.examples.joined(separator: "\n"))")
      }
    }
  }

  /// What a machine with AVX-512 does by kernels: everything with an accumulator of 32 bits that cuts off or is exact.
  @Test func kernels() {
    guard Backend.avx512.isAvailable else { return }
    for suite in DotSuite.all {
      var gemm = Gemm(suite.datapath, instructionK: suite.k)
      gemm.backend = .avx512
      let isNVIDIA = suite.name.hasPrefix("sm_")
      let isWide = suite.datapath.accumulator.wordBits == 32 && suite.datapath.a.wordBits <= 32
      let isBinary = suite.datapath.a.codeBits == 1
      if isNVIDIA && isWide && !isBinary { #expect(gemm.isAccelerated, "\(suite.name)") }
      gemm.backend = .swift
      #expect(!gemm.isAccelerated)
    }
  }

  /// A panel belongs to the back-end that it was made with.
  @Test func panelsOfAnother() throws {
    let instruction = try #require(Instruction.named("sm_90:wgmma.f32.e4m3.e4m3"))
    let words = [UInt8](repeating: 0x38, count: 32)
    for backend in Backend.available where backend != .swift {
      var (gemm, other) = (Gemm(instruction), Gemm(instruction))
      gemm.backend = backend
      other.backend = .swift
      let (a, b) = (try gemm.panel(.a, words.span, rows: 1, k: 32), try other.panel(.b, words.span, rows: 1, k: 32))
      var d: [UInt32] = [0]
      var target = d.mutableSpan
      #expect(throws: GemmError.self) { try gemm.multiply(a, b, into: &target) }
    }
  }
}
