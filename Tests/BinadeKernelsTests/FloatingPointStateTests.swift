#if arch(x86_64) && canImport(Glibc)
  import Binade
  import BinadeKernels
  import Glibc
  import Testing

  @Suite("Floating-point state of the caller")
  struct FloatingPointStateTests {
    /// Calls `body` with subnormals flushed on both sides and rounding upward, and returns the control register afterwards.
    private func perturbed(_ body: () throws -> Void) rethrows -> UInt32 {
      var standard = fenv_t()
      unsafe fegetenv(&standard)
      var strange = standard
      strange.__mxcsr |= 0x8000 | 0x0040 | 0x4000
      unsafe fesetenv(&strange)
      defer { unsafe fesetenv(&standard) }
      try body()
      var after = fenv_t()
      unsafe fegetenv(&after)
      return after.__mxcsr & 0xFFC0
    }

    @Test("neither rounding mode nor flushing changes a code, and both come back", arguments: Backend.available)
    func encode(backend: Backend) throws {
      var operands = CodecOperands(seed: 21)
      for id: ScalarFormatID in [.e4m3fn, .int8, .bfloat16, .e8m0fnu] {
        let format = id.descriptor
        for rounding: Rounding in [.nearestEven, .nearestAway, .towardZero, .up] {
          var conversion = format.defaultConversion
          conversion.rounding = rounding
          let words = CodecOperands.specials + operands.boundaries(of: format, limit: 16) + operands.random(100, near: format)
          let wide = words.map { UInt64($0) }
          var (codes, calm) = ([UInt64](repeating: 0, count: words.count), [UInt64](repeating: 1, count: words.count))
          let state = try perturbed {
            // Made in the strange state too: the proof must not fail there.
            let encoder = BulkEncoder(to: format, conversion: conversion, backend: backend, count: 4096)
            let reference = BulkEncoder(to: format, conversion: conversion, backend: .swift, count: 4096)
            #expect(encoder.isAccelerated == (backend != .swift) || backend == .baseline || rounding == .up)
            var target = codes.mutableSpan
            try encoder.encode(words: wide.span, into: &target)
            target = calm.mutableSpan
            try reference.encode(words: wide.span, into: &target)
          }
          let isSame = codes == calm
          #expect(isSame, "\(id.name) \(rounding.name) on \(backend.name)")
          #expect(state & 0xE040 == 0xC040 & 0xE040, "the caller's state is not restored")
        }
      }
    }
  }
#endif
