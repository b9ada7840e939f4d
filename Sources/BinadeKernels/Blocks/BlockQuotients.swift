internal import Binade

#if Kernels
  internal import CBinadeKernels

  /// What the kernel knows of formats whose scales are floats by which elements are divided: everything was asked of the definition.
  struct BlockQuotients: Sendable {
    /// Elements of a block.
    let length: Int
    private let chain: BlockChain
    private let rounding: binade_block_rounding
    private let codeBits: Int
    /// Blocks of zeros: whether the kernel may do them, only those without a negative zero, and their scale.
    private var knowsZeros = false
    private var zeroIsPositive = false
    private var zeroWord: UInt32 = 0

    /// `nil` if the kernel is for something else.
    init?(_ encoder: BlockEncoder, _ tensor: BlockEncoder.TensorScale) {
      let format = encoder.format
      let conversion = encoder.conversion.element
      guard case .none = format.zeroPoint, format.rows == 1, let columns = format.columns, columns % 64 == 0,
        format.scale == Binary32.descriptor, encoder.conversion.rule.elements == .formula(.element / .blockScale),
        let formula = encoder.foldedScale(tensor), let chain = BlockChain(formula),
        chain.operations.count <= Int(binade_block_operations)
      else { return nil }
      let element = encoder.element
      guard element.sign == .signBit, element.hasNegativeZero, let rounding = binade_block_rounding(element),
        conversion.rounding == .nearestEven, conversion.overflow == .saturate, conversion.signedZero == .keepSign, !conversion.isRectified,
        conversion.subnormalOperand == .keep, conversion.subnormalResult == .keep, encoder.saturatesInfinity
      else { return nil }
      length = columns
      self.chain = chain
      self.rounding = rounding
      codeBits = element.codeBits
      let zeros: [UInt32] = (0..<length).map { $0 % 3 == 1 ? 0x8000_0000 : 0 }
      var codes = [UInt8](repeating: 0, count: length)
      var span = codes.mutableSpan
      let header = encoder.encode(zeros.span, tensor: tensor, codes: &span)
      let (positive, negative) = (codes[0], codes[1])
      let isUniform = codes.indices.allSatisfy { codes[$0] == (zeros[$0] == 0 ? positive : negative) }
      span = codes.mutableSpan
      let same = encoder.encode([UInt32](repeating: 0, count: length).span, tensor: tensor, codes: &span) == header
      knowsZeros = isUniform && same && positive == 0 && codes.allSatisfy { $0 == 0 }
      zeroIsPositive = negative != 1 << UInt8(codeBits - 1)
      zeroWord = header.scale
    }

    /// Calls the kernel once. Returns how many blocks it has done.
    ///
    /// The caller has made sure that the pointers reach far enough.
    @unsafe
    func call(
      _ kernel:
        @convention(c) (
          UnsafePointer<binade_block_plan>?, UnsafePointer<UInt32>?, Int, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt32>?, Int32
        ) -> Int, _ words: UnsafePointer<UInt32>, _ blocks: Int, _ codes: UnsafeMutablePointer<UInt8>,
      _ scales: UnsafeMutablePointer<UInt32>,
      streams: Bool
    ) -> Int {
      var plan = unsafe binade_block_plan()
      unsafe plan.length = Int32(length)
      unsafe plan.stride = 8
      unsafe plan.code_bits = Int32(codeBits)
      unsafe plan.element = rounding
      unsafe plan.zero_answer = knowsZeros ? 0 : Int32(binade_block_stop)
      unsafe plan.zero_is_positive = zeroIsPositive ? 1 : 0
      unsafe plan.zero_word = zeroWord
      unsafe plan.first_maximum = 0x80_0000
      unsafe plan.last_maximum = 0x7F7F_FFFF
      unsafe chain.store(in: &plan)
      return unsafe kernel(&plan, words, blocks, codes, scales, streams ? 1 : 0)
    }
  }

  extension BlockChain {
    /// Puts the operations into a plan.
    @unsafe
    func store(in plan: inout binade_block_plan) {
      unsafe withUnsafeMutableBytes(of: &plan.operations) { target in
        for (place, item) in operations.enumerated() {
          unsafe target.storeBytes(of: item.operation, toByteOffset: 4 * place, as: Int32.self)
        }
      }
      unsafe withUnsafeMutableBytes(of: &plan.operands) { target in
        for (place, item) in operations.enumerated() {
          unsafe target.storeBytes(of: item.operand, toByteOffset: 4 * place, as: UInt32.self)
        }
      }
    }
  }

  extension BulkQuantizer {
    /// Encodes rows of blocks whose scales are words. Rows that end inside a block, and blocks that the kernel does not know, go to the
    /// definition.
    func divide(
      _ quotients: BlockQuotients, _ bands: Range<Int>, _ grid: BlockGrid, _ words: Span<UInt32>, _ codes: inout MutableSpan<UInt8>,
      _ headers: inout MutableSpan<BlockEncoder.Header>
    ) {
      let length = quotients.length
      let kernel = unsafe backend.blocks.divide!
      let streams = words.count >= streamingCount
      precondition(bands.count * grid.columns <= words.count && bands.count * grid.columns <= codes.count)
      var scales = [UInt32](repeating: 0, count: 1 << 10)
      for row in 0..<bands.count {
        var column = 0
        while column < grid.columns {
          let block = row * grid.blockColumns + column / length
          let place = row * grid.columns + column
          let whole = Swift.min((grid.columns - column) / length, scales.count)
          var done = 0
          if whole > 0 {
            done = unsafe words.withUnsafeBufferPointer { words in
              unsafe codes.withUnsafeMutableBufferPointer { codes in
                unsafe scales.withUnsafeMutableBufferPointer { scales in
                  unsafe quotients.call(
                    kernel, words.baseAddress! + place, whole, codes.baseAddress! + place, scales.baseAddress!, streams: streams)
                }
              }
            }
            for index in 0..<done { headers[block + index] = BlockEncoder.Header(scale: scales[index]) }
            column += done * length
          }
          if done == whole && whole > 0 { continue }
          // The block that the kernel would not do, or the rest of the row.
          let start = row * grid.columns + column
          let width = Swift.min(length, grid.columns - column)
          headers[row * grid.blockColumns + column / length] = encoder.encode(
            words.extracting(start..<start + width), tensor: tensor, codes: &codes, at: start)
          column += width
        }
      }
    }
  }
#endif
