internal import Binade

#if Kernels
  internal import CBinadeKernels

  extension BlockPlan {
    /// Calls the kernel once. Returns how many blocks it has done.
    ///
    /// The caller has made sure that the pointers reach far enough.
    @unsafe
    func call(
      _ kernel:
        @convention(c) (
          UnsafePointer<binade_block_plan>?, UnsafePointer<UInt32>?, Int, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?, Int32
        ) -> Int, _ words: UnsafePointer<UInt32>, _ blocks: Int, _ codes: UnsafeMutablePointer<UInt8>,
      _ scales: UnsafeMutablePointer<UInt8>,
      streams: Bool
    ) -> Int {
      unsafe cells.withUnsafeBufferPointer { cells in
        unsafe answers.withUnsafeBufferPointer { answers in
          unsafe factors.withUnsafeBufferPointer { factors in
            unsafe steps.withUnsafeBufferPointer { steps in
              var plan = unsafe parameters
              unsafe plan.cells = cells.baseAddress
              unsafe plan.answers = answers.baseAddress
              unsafe plan.factors = factors.baseAddress
              unsafe plan.steps = steps.baseAddress
              return unsafe kernel(&plan, words, blocks, codes, scales, streams ? 1 : 0)
            }
          }
        }
      }
    }

    /// Everything but the tables.
    private var parameters: binade_block_plan {
      var plan = unsafe binade_block_plan()
      unsafe plan.scaling = scaling
      unsafe plan.zero_answer = zeroAnswer
      unsafe plan.zero_is_positive = zeroIsPositive ? 1 : 0
      unsafe plan.length = Int32(length)
      unsafe plan.stride = Int32(stride)
      unsafe plan.kind = kind
      unsafe plan.code_bits = Int32(encoder.element.codeBits)
      unsafe plan.factor = Float(bitPattern: factor)
      unsafe plan.element = elementRounding
      unsafe plan.lowest = ends.0
      unsafe plan.highest = ends.1
      unsafe plan.magic = magic
      unsafe withUnsafeMutableBytes(of: &plan.codes) { target in
        for (index, code) in codes.enumerated() { unsafe target[index] = code }
      }
      if scaling == Int32(binade_block_binades) {
        // No magnitude is in a range that is still empty.
        unsafe plan.first_maximum = binades.isEmpty ? .max : UInt32(binades.lowerBound) << 23
        unsafe plan.last_maximum = binades.isEmpty ? .max : UInt32(binades.upperBound) << 23 - 1
        unsafe plan.binade_addend = 0x80_0000 - threshold
        unsafe plan.binade_offset = Int32(offset)
      } else {
        unsafe plan.first_maximum = 0x80_0000
        unsafe plan.last_maximum = 0x7F7F_FFFF
      }
      if let chain {
        unsafe chain.store(in: &plan)
        unsafe plan.scale = scaleRounding
        unsafe plan.first_answer = 1
      }
      return unsafe plan
    }
  }
#endif
