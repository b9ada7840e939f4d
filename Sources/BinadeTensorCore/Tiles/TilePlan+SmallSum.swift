#if Kernels
  internal import Binade
  internal import BinadeKernels
  internal import CBinadeKernels

  extension TileKernel {
    /// Fused sums of small numbers, as long as nothing is cut off before they are added.
    static func smallSum(for gemm: Gemm) -> TileKernel? {
      let datapath = gemm.datapath
      guard case .fusedSum(let sum) = datapath.arithmetic, sum.isTruncation, sum.isPlain, sum.termExponent == .products,
        sum.termLength == 1, let bits = sum.fractionBits, sum.output == .rzFP32, datapath.accumulator == Binary32.descriptor,
        let a = datapath.a.integers, let b = datapath.b.integers
      else { return nil }
      var plan = binade_small_sum()
      plan.group_length = Int32(sum.groupLength)
      plan.fraction_bits = Int32(bits)
      plan.floor = Int32(sum.floor ?? -1_000_000)
      plan.unit = Int32(datapath.a.quantumExponent + datapath.b.quantumExponent)
      plan.exponent = Int32(datapath.a.maximumExponent + datapath.b.maximumExponent)
      plan.negates = gemm.modifiers.negatesProducts ? 1 : 0
      fill(&plan.a) { a[$0] }
      fill(&plan.b) { b[$0] }
      if let scale = datapath.scale {
        guard let factors = scale.format.powerFactors else { return nil }
        plan.block_length = Int32(scale.blockLength)
        fill(&plan.scale_exponent) { Int16(factors[$0].exponent) }
        fill(&plan.scale_is_nan) { UInt8(factors[$0].kind == .finite ? 0 : 1) }
      }
      guard unsafe binade_small_sum_serves(&plan) != 0 else { return nil }
      return unsafe TileKernel(binade_small_sum_kernel(gemm.backend.code), plan)
    }
  }

  extension FormatDescriptor {
    /// The value of every byte in units of the smallest number, if all are finite and fit 16 bits.
    fileprivate var integers: [Int16]? {
      guard wordBits == 8 else { return nil }
      var values: [Int16] = []
      for byte in 0..<256 {
        let operand = unpack(word(inByte: byte))
        let shift = operand.class == .finite ? operand.exponent - quantumExponent : 0
        guard operand.class == .zero || operand.class == .finite, (0..<15).contains(shift),
          operand.significand << UInt64(shift) <= UInt64(Int16.max)
        else { return nil }
        let value = operand.class == .zero ? 0 : Int16(operand.significand << UInt64(shift))
        values.append(operand.isNegative ? -value : value)
      }
      return values
    }
  }
#endif
