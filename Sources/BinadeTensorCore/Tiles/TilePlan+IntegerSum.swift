#if Kernels
  internal import Binade
  internal import BinadeKernels
  internal import CBinadeKernels

  extension TileKernel {
    /// Exact integer sums.
    static func integerSum(for gemm: Gemm) -> TileKernel? {
      let datapath = gemm.datapath
      guard case .integerSum(let sum) = datapath.arithmetic, sum.product == .multiply, datapath.scale == nil,
        datapath.a.wordBits == 8, datapath.b.wordBits == 8, datapath.a.isInteger, datapath.b.isInteger,
        datapath.accumulator == ElementWord.int32
      else { return nil }
      var plan = binade_integer_sum()
      plan.group_length = Int32(sum.groupLength)
      plan.saturates = sum.overflow == .saturate ? 1 : 0
      plan.negates = gemm.modifiers.negatesProducts ? 1 : 0
      fill(&plan.a) { Int16(datapath.a.integer(datapath.a.word(inByte: $0))) }
      fill(&plan.b) { Int16(datapath.b.integer(datapath.b.word(inByte: $0))) }
      guard unsafe binade_integer_sum_serves(&plan) != 0 else { return nil }
      return unsafe TileKernel(binade_integer_sum_kernel(gemm.backend.code), plan)
    }
  }
#endif
