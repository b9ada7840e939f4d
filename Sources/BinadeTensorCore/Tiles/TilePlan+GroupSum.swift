#if Kernels
  internal import Binade
  internal import BinadeKernels
  internal import CBinadeKernels

  extension TileKernel {
    /// Fused sums whose terms are groups of small numbers, aligned by their scales.
    static func groupSum(for gemm: Gemm) -> TileKernel? {
      let datapath = gemm.datapath
      guard case .fusedSum(let sum) = datapath.arithmetic, sum.isTruncation, sum.isPlain, sum.termExponent == .scales,
        let bits = sum.fractionBits, let scale = datapath.scale, let scales = scale.format.scaleFactors, sum.output == .rzFP32,
        datapath.accumulator == Binary32.descriptor, let a = datapath.a.smallIntegers, let b = datapath.b.smallIntegers
      else { return nil }
      // A NaN stays one to the end of K, if the word of a NaN is a NaN.
      guard scales.allSatisfy({ $0.magnitude < 16 }), Binary32.isNaN(UInt32(truncatingIfNeeded: sum.canonicalNaN)) else { return nil }
      var plan = binade_group_sum()
      plan.group_length = Int32(sum.groupLength)
      plan.term_length = Int32(sum.termLength)
      plan.block_length = Int32(scale.blockLength)
      plan.fraction_bits = Int32(bits)
      plan.floor = Int32(sum.floor ?? -1_000_000)
      plan.unit = Int32(datapath.a.quantumExponent + datapath.b.quantumExponent - 2 * scale.format.significandBits)
      plan.canonical_nan = UInt32(sum.canonicalNaN)
      plan.negates = gemm.modifiers.negatesProducts ? 1 : 0
      fill(&plan.a) { a[$0] }
      fill(&plan.b) { b[$0] }
      fill(&plan.scale_significand) { UInt8(scales[$0].magnitude) }
      fill(&plan.scale_exponent) { Int16(scales[$0].exponent) }
      fill(&plan.scale_is_nan) { UInt8(scales[$0].kind == .nan || scales[$0].kind == .infinity ? 1 : 0) }
      guard unsafe binade_group_sum_serves(&plan) != 0 else { return nil }
      return unsafe TileKernel(binade_group_sum_kernel(gemm.backend.code), plan)
    }
  }

  extension FormatDescriptor {
    /// The value of every byte in units of the smallest number, if all are finite and small.
    var smallIntegers: [Int8]? {
      guard wordBits == 8 else { return nil }
      var values: [Int8] = []
      for byte in 0..<256 {
        let operand = unpack(word(inByte: byte))
        if operand.class == .zero {
          values.append(0)
          continue
        }
        let shift = operand.exponent - quantumExponent
        guard operand.class == .finite, (0..<8).contains(shift), operand.significand << UInt64(shift) <= 127 else { return nil }
        let value = Int8(operand.significand << UInt64(shift))
        values.append(operand.isNegative ? -value : value)
      }
      return values
    }
  }
#endif
