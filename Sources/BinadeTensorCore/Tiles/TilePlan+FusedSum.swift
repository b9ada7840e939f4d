#if Kernels
  internal import Binade
  internal import BinadeKernels
  internal import CBinadeKernels

  extension TileKernel {
    /// Fused sums whose terms are single products.
    static func fusedSum(for gemm: Gemm) -> TileKernel? {
      let datapath = gemm.datapath
      guard case .fusedSum(let sum) = datapath.arithmetic, sum.isTruncation, sum.termExponent == .products, sum.termLength == 1,
        let bits = sum.fractionBits, datapath.accumulator == Binary32.descriptor, sum.output.format.isShortBinary32,
        let a = binade_fused_operand(datapath.a, as: sum.multiplicand, datapath.scale),
        let b = binade_fused_operand(datapath.b, as: sum.multiplicand, datapath.scale)
      else { return nil }
      var plan = binade_fused_sum()
      plan.group_length = Int32(sum.groupLength)
      plan.fraction_bits = Int32(bits)
      plan.floor = sum.floor.map { Int32($0) } ?? .min
      plan.output_fraction_bits = Int32(sum.output.format.significandBits)
      plan.nan = UInt32(sum.canonicalNaN)
      plan.negates_a = gemm.modifiers.negatesProducts ? 1 : 0
      plan.scale_block = Int32(datapath.scale?.blockLength ?? 0)
      (plan.period, plan.run) = (Int32(sum.interleaving.period), Int32(sum.interleaving.run))
      plan.adds_afterwards = sum.accumulatorInput == .addedAfterwards ? 1 : 0
      (plan.a, plan.b) = (a, b)
      guard unsafe binade_fused_sum_serves(&plan) != 0 else { return nil }
      return unsafe TileKernel(binade_fused_sum_kernel(gemm.backend.code), plan)
    }
  }

  extension FormatDescriptor {
    /// Whether this is binary32, perhaps with padding in place of the last bits of the significand.
    fileprivate var isShortBinary32: Bool {
      let whole = Binary32.descriptor
      return hasInfinity && sign == .signBit && hasSubnormals && exponentBits == 8 && bias == whole.bias && wordBits == 32
        && codeBits == 9 + significandBits && highNaNCount == 1 << significandBits - 1
    }

    /// Whether infinities and NaN are the words whose exponent is all ones, and no others, and the sign is the word's first bit.
    fileprivate var isIEEELike: Bool {
      hasInfinity && sign == .signBit && hasSubnormals && !isFixedPoint && highNaNCount == 1 << significandBits - 1
        && codeBits + paddingBits == wordBits
    }
  }

  extension binade_fused_operand {
    /// What the words of a format mean; `nil` if C cannot be told.
    fileprivate init?(_ format: FormatDescriptor, as multiplicand: FormatDescriptor?, _ scale: Datapath.Scale?) {
      self.init()
      let aligned = multiplicand ?? format
      // A wider word is taken apart by its fields, which are those of its own format.
      guard !format.isFixedPoint, !aligned.isFixedPoint, format.wordBits == 8 || multiplicand == nil,
        format.wordBits == 8 || format.wordBits <= 32 && format.isIEEELike
      else { return nil }
      word_bytes = Int32(format.wordBits / 8)
      significand_bits = Int32(format.significandBits)
      bias = Int32(format.bias)
      padding_bits = Int32(format.paddingBits)
      smallest_exponent = Int32(aligned.minimumNormalExponent)
      largest_exponent = Int32(format.maximumExponent)
      if format.wordBits == 8 {
        fill(&values) { code -> UInt32 in
          let operand = format.unpack(format.word(inByte: code))
          return UInt32(Binary32.descriptor.roundPack(operand, .decoding).word)
        }
      }
      guard let scale else { return }
      guard let factors = scale.format.powerFactors else { return nil }
      fill(&scale_exponents) { code -> Int16 in
        factors[code].kind == .finite ? Int16(factors[code].exponent) : Int16(binade_fused_scale_nan)
      }
    }
  }
#endif
