#if Kernels
  internal import Binade
  internal import CBinadeKernels

  /// A table of values that a back-end's kernels can look up.
  final class DecodeKernel: Sendable {
    let backend: Backend
    /// The value of every byte.
    let values: [Float]
    private let plan: binade_decode_plan
    private let packing: Int32
    private let codeBits: Int

    /// Finds the fastest back-end, not faster than the given one, that has a kernel; `nil` if none has, or values do not fit.
    static func make(from source: FormatDescriptor, _ packing: CodePacking, _ backend: Backend) -> DecodeKernel? {
      guard source.wordBits == 8, source.paddingBits == 0, let place = Backend.allCases.firstIndex(of: backend), place > 0 else {
        return nil
      }
      let dense = packing == .words ? Int32(binade_packing_words) : EncodeKernel.dense(source)
      guard let dense else { return nil }
      for candidate in Backend.allCases[1...place].reversed() where candidate.isAvailable {
        if let kernel = DecodeKernel(source, dense, candidate) { return kernel }
      }
      return nil
    }

    private init?(_ source: FormatDescriptor, _ packing: Int32, _ backend: Backend) {
      let words = (0..<256).map { source.decoded(UInt64($0)) }
      guard words.allSatisfy({ $0 & 0xFFFF == 0 }) else { return nil }
      var plan = binade_decode_plan()
      unsafe withUnsafeMutableBytes(of: &plan.low) { table in
        for code in 0..<256 { unsafe table[code] = UInt8(truncatingIfNeeded: words[code] >> 16) }
      }
      unsafe withUnsafeMutableBytes(of: &plan.high) { table in
        for code in 0..<256 { unsafe table[code] = UInt8(truncatingIfNeeded: words[code] >> 24) }
      }
      self.plan = plan
      self.backend = backend
      self.packing = packing
      codeBits = packing == Int32(binade_packing_words) ? 8 : source.codeBits
      values = words.map { Float(bitPattern: $0) }
      guard agrees(words) else { return nil }
    }

    /// Whether the kernel is there and gives the value of every code.
    private func agrees(_ words: [UInt32]) -> Bool {
      guard let function = unsafe binade_decode_kernels_of(backend.code).pointee.decode else { return false }
      let count = 1 << codeBits
      var bytes = [UInt8](repeating: 0, count: count * codeBits / 8)
      let codes = [UInt16](0..<UInt16(count))
      var mutable = bytes.mutableSpan
      DenseBits.pack(codes.span, bits: codeBits, padding: 0, into: &mutable)
      var values = [UInt32](repeating: 1, count: count)
      let isThere = unsafe withUnsafePointer(to: plan) { unsafe function($0, bytes, count, &values, packing, 0) != 0 }
      return isThere && values == Array(words[..<count])
    }

    /// Decodes codes that the caller has counted, into floats that it has counted.
    func decode(_ codes: UnsafeRawBufferPointer, count: Int, into target: UnsafeMutableRawBufferPointer, passesCaches: Bool? = nil) {
      guard let function = unsafe binade_decode_kernels_of(backend.code).pointee.decode else { return }
      let streams: Int32 = passesCaches ?? (count * 4 + codes.count > Self.cacheBytes) ? 1 : 0
      let floats = unsafe target.bindMemory(to: UInt32.self).baseAddress
      unsafe withUnsafePointer(to: plan) { _ = unsafe function($0, codes.baseAddress, count, floats, packing, streams) }
    }

    private static let cacheBytes = Int(binade_cache_bytes())
  }

  extension FormatDescriptor {
    /// The float32 word of a stored word, by the definition.
    fileprivate func decoded(_ word: UInt64) -> UInt32 {
      UInt32(truncatingIfNeeded: Binary32.descriptor.roundPack(unpack(word), .decoding).word)
    }
  }
#endif
