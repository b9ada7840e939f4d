#if arch(x86_64) && canImport(Glibc)
  import Binade
  import BinadeKernels
  import BinadeVectors
  import Glibc
  import Testing

  /// Kernels compute with floats, but not in the caller's state: neither rounding modes nor flushing change a bit.
  @Suite struct StrangeFloatingPointStateTests {
    /// Flushing on both sides, and each rounding mode.
    private static let states: [UInt32] = [0x8040, 0x8040 | 0x2000, 0x8040 | 0x4000, 0x6000]

    private func perturbed<Result>(_ state: UInt32, _ body: () throws -> Result) rethrows -> Result {
      var standard = fenv_t()
      unsafe fegetenv(&standard)
      var strange = standard
      strange.__mxcsr |= state
      unsafe fesetenv(&strange)
      defer { unsafe fesetenv(&standard) }
      return try body()
    }

    @Test(arguments: states) func blocks(state: UInt32) throws {
      for id: BlockFormatID in [.mxfp8E4M3, .mxfp6E2M3, .mxfp4, .mxint8, .nvfp4, .nvint4] {
        let sweep = BlockKernelSweep(BlockEncoder(format: id.descriptor), name: id.name, seed: UInt64(state), Backend.available)
        let report = try perturbed(state) { try sweep.run(1) }
        #expect(report.differences == 0, "\(report.examples.joined(separator: "\n"))")
      }
    }

    @Test(arguments: states) func products(state: UInt32) throws {
      for name in [
        "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", "sm_100:tcgen05.mxf8f6f4.f32.e2m3.e2m1.ue8m0.block32",
        "sm_100:tcgen05.f8f6f4.f32.e4m3.e5m2", "sm_90:wgmma.f32.e4m3.e4m3", "sm_90:wgmma.f32.bf16.bf16", "sm_90:wgmma.f32.f16.f16",
      ] {
        let sweep = ProductSweep(try #require(DotSuite(name)), seed: UInt64(state))
        for index in 0..<3 {
          let report = try perturbed(state) { try sweep.run(index, Backend.available) }
          #expect(report.differences == 0, "\(report.examples.joined(separator: "\n"))")
        }
      }
    }
  }
#endif
