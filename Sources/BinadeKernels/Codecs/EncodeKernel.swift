#if Kernels
  internal import Binade
  internal import CBinadeKernels

  /// One conversion that a back-end's kernels can do, proven on every operand where its result could change.
  final class EncodeKernel: Sendable {
    let backend: Backend
    private let plan: binade_encode_plan
    /// Bytes of one operand.
    private let operandBytes: Int
    /// Bytes of one code in a word of its own.
    let wordBytes: Int

    /// Finds the fastest back-end, not faster than the given one, that has a kernel; `nil` if none has, or none agrees with the definition.
    static func make(from source: FormatDescriptor, to target: FormatDescriptor, _ conversion: Conversion, _ backend: Backend)
      -> EncodeKernel?
    {
      guard let plan = EncodePlan(from: source, to: target, conversion)?.plan else { return nil }
      // A slower back-end is available wherever a faster one is.
      guard let place = Backend.allCases.firstIndex(of: backend) else { return nil }
      for candidate in Backend.allCases[1...max(place, 1)].reversed() where place > 0 && candidate.isAvailable {
        if let kernel = EncodeKernel(plan, source, target, conversion, candidate) { return kernel }
      }
      return nil
    }

    private init?(
      _ plan: binade_encode_plan, _ source: FormatDescriptor, _ target: FormatDescriptor, _ conversion: Conversion, _ backend: Backend
    ) {
      guard unsafe binade_encode_kernels_of(backend.code).pointee.encode != nil else { return nil }
      self.backend = backend
      self.plan = plan
      operandBytes = source.wordBits / 8
      wordBytes = target.wordBits / 8
      guard agrees(source, target, conversion) else { return nil }
    }

    /// The C packing of dense codes, for the widths that have one.
    static func dense(_ target: FormatDescriptor) -> Int32? {
      guard target.wordBits == 8 else { return nil }
      return switch target.codeBits {
      case 4: Int32(binade_packing_nibbles)
      case 6: Int32(binade_packing_sixes)
      case 8: Int32(binade_packing_words)
      default: nil
      }
    }

    /// Encodes operands into bytes that the caller has measured. False if there is no kernel for the packing; then nothing was written.
    func encode(
      _ operands: UnsafeRawBufferPointer, count: Int, into target: UnsafeMutableRawBufferPointer, _ packing: Int32,
      passesCaches: Bool? = nil
    )
      -> Bool
    {
      guard let function = unsafe binade_encode_kernels_of(backend.code).pointee.encode else { return false }
      // What does not fit the last-level cache, source and target together, is written past the caches.
      let streams: Int32 = passesCaches ?? (count * operandBytes + target.count > Self.cacheBytes) ? 1 : 0
      return unsafe withUnsafePointer(to: plan) {
        unsafe function($0, operands.baseAddress, count, target.baseAddress, packing, streams) != 0
      }
    }

    /// Whether there is a kernel for a packing.
    func has(_ packing: Int32) -> Bool {
      unsafe encode(UnsafeRawBufferPointer(start: nil, count: 0), count: 0, into: .init(start: nil, count: 0), packing)
    }

    private static let cacheBytes = Int(binade_cache_bytes())

    /// Encodes consecutive float32 words and folds their codes; false if there is no kernel for it.
    func sweep(_ words: Range<Int>, histogram: inout [UInt64]) -> (sum: UInt64, sumOfSums: UInt64)? {
      guard operandBytes == 4, words.count % 256 == 0, !histogram.isEmpty,
        let function = unsafe binade_encode_kernels_of(backend.code).pointee.sweep,
        let fold = unsafe binade_encode_kernels_of(backend.code).pointee.fold
      else { return nil }
      return unsafe histogram.withUnsafeMutableBufferPointer { counts in
        var result = unsafe binade_encode_fold(sum: 0, sum_of_sums: 0, histogram: counts.baseAddress)
        if wordBytes == 1 {
          unsafe withUnsafePointer(to: plan) { unsafe function($0, UInt32(truncatingIfNeeded: words.lowerBound), words.count, &result) }
          return unsafe (result.sum, result.sum_of_sums)
        }
        // Wider codes by way of the first-level cache.
        let piece = 2048
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * piece) { buffer in
          let operands = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<piece])
          let codes = unsafe UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[piece...]))
          var first = words.lowerBound
          while first < words.upperBound {
            let count = min(piece, words.upperBound - first)
            for index in 0..<count { unsafe operands[index] = UInt32(truncatingIfNeeded: first &+ index) }
            _ = unsafe encode(UnsafeRawBufferPointer(operands), count: count, into: codes, Int32(binade_packing_words))
            unsafe fold(codes.baseAddress, count * wordBytes, plan.word_bits, plan.padding, &result)
            first += count
          }
        }
        return unsafe (result.sum, result.sum_of_sums)
      }
    }

    // MARK: Proof

    /// Whether the kernel gives the definition's codes for every operand where they could differ.
    private func agrees(_ source: FormatDescriptor, _ target: FormatDescriptor, _ conversion: Conversion) -> Bool {
      let words = EncodePlan.operands(source, target)
      return switch source.wordBits {
      case 16: agrees(words.map { UInt16(truncatingIfNeeded: $0) }, source, target, conversion)
      default: agrees(words, source, target, conversion)
      }
    }

    private func agrees<Word: FixedWidthInteger & UnsignedInteger>(
      _ words: [Word], _ source: FormatDescriptor, _ target: FormatDescriptor, _ conversion: Conversion
    ) -> Bool {
      var bytes = [UInt8](repeating: 0, count: words.count * wordBytes)
      let isThere = unsafe words.withUnsafeBytes { operands in
        unsafe bytes.withUnsafeMutableBytes { unsafe encode(operands, count: words.count, into: $0, Int32(binade_packing_words)) }
      }
      guard isThere else { return false }
      for (index, word) in words.enumerated() {
        let expected = target.roundPack(source.unpack(UInt64(word)), conversion).word
        var actual: UInt64 = 0
        for byte in 0..<wordBytes { actual |= UInt64(bytes[index * wordBytes + byte]) << UInt64(8 * byte) }
        if actual != expected { return false }
      }
      return true
    }
  }
#endif
