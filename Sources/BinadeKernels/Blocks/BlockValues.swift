internal import Binade

#if Kernels
  internal import CBinadeKernels

  /// What the kernels know of the values of one format under one tensor scale: asked of ``BlockDecoder``, for each scale when it first comes.
  struct BlockValues: Sendable {
    /// Elements of a block, and bits from one stored code to the next.
    let length: Int, stride: Int
    /// Codes of an element.
    private let codeCount: Int
    private var stops = [UInt8](repeating: 1, count: 256)
    private var isAsked = [Bool](repeating: false, count: 256)
    /// Sixteen words for each scale; or for each code two bytes, and a factor for each scale.
    private var values: [UInt32] = []
    private var halves: [UInt8] = []
    private var factors: [Float] = []
    /// The words of elements under a scale of 1.
    private var elements: [UInt32] = []

    /// `nil` if there is no kernel for the format.
    init?(_ decoder: BlockDecoder, _ tensorScale: UInt32, isDense: Bool) {
      let format = decoder.format
      guard case .none = format.zeroPoint, format.rows == 1, let columns = format.columns, columns == 16 || columns == 32,
        format.scale.wordBits == 8
      else { return nil }
      length = columns
      stride = isDense ? format.element.codeBits : 8
      codeCount = 1 << format.element.codeBits
      if codeCount <= 16 {
        guard stride == 4 || stride == 8 else { return nil }
        values = [UInt32](repeating: 0, count: 256 * 16)
        return
      }
      // One product of an element and a factor, rounded once: the factor must be the scale itself.
      guard stride == 6 || stride == 8, !format.hasTensorScale || tensorScale == 0x3F80_0000 else { return nil }
      // Elements under a scale of 1: a NaN is the one of the definition.
      guard let one = (0..<256).first(where: { Binary32.widened(UInt64($0), from: format.scale) == 0x3F80_0000 }) else { return nil }
      let header = BlockEncoder.Header(scale: UInt32(one))
      elements = (0..<256).map { decoder.value(code: UInt8($0 % codeCount), header: header) }
      guard elements.allSatisfy({ $0 & 0xFFFF == 0 }) else { return nil }
      halves = elements.map { UInt8(truncatingIfNeeded: $0 >> 16) } + elements.map { UInt8(truncatingIfNeeded: $0 >> 24) }
      factors = [Float](repeating: 0, count: 256)
    }

    /// Learns the values under a scale; false if the definition has to decode the block.
    mutating func learn(_ scale: UInt8, _ decoder: BlockDecoder) -> Bool {
      let place = Int(scale)
      if isAsked[place] { return false }
      isAsked[place] = true
      let header = BlockEncoder.Header(scale: UInt32(scale))
      if !values.isEmpty {
        for code in 0..<16 { values[16 * place + code] = decoder.value(code: UInt8(code % codeCount), header: header) }
        stops[place] = 0
        return true
      }
      let factor = Binary32.widened(UInt64(scale), from: decoder.format.scale)
      guard (1..<0x7F80_0000).contains(factor) else { return false }
      factors[place] = Float(bitPattern: factor)
      // A product of numbers is the same wherever it is rounded once. What becomes of other elements has to be asked.
      for code in 0..<codeCount where elements[code] & 0x7F80_0000 == 0x7F80_0000 || elements[code] & 0x7FFF_FFFF == 0 {
        guard decoder.value(code: UInt8(code), header: header) == elements[code] else { return false }
      }
      stops[place] = 0
      return true
    }

    /// Calls the kernel once. Returns how many blocks it has done.
    ///
    /// The caller has made sure that the pointers reach far enough.
    @unsafe
    func call(
      _ kernel:
        @convention(c) (
          UnsafePointer<binade_block_values>?, UnsafePointer<UInt8>?, UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt32>?, Int32
        ) -> Int, _ codes: UnsafePointer<UInt8>, _ scales: UnsafePointer<UInt8>, _ blocks: Int, _ words: UnsafeMutablePointer<UInt32>,
      streams: Bool
    ) -> Int {
      unsafe stops.withUnsafeBufferPointer { stops in
        unsafe values.withUnsafeBufferPointer { values in
          unsafe halves.withUnsafeBufferPointer { halves in
            unsafe factors.withUnsafeBufferPointer { factors in
              var plan = unsafe binade_block_values()
              unsafe plan.stops = stops.baseAddress
              unsafe plan.values = self.values.isEmpty ? nil : values.baseAddress
              unsafe plan.halves = halves.baseAddress
              unsafe plan.factors = factors.baseAddress
              unsafe plan.length = Int32(length)
              unsafe plan.stride = Int32(stride)
              return unsafe kernel(&plan, codes, scales, blocks, words, streams ? 1 : 0)
            }
          }
        }
      }
    }
  }
#endif
