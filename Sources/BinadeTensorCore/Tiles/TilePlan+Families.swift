#if Kernels
  internal import Binade
  internal import BinadeKernels
  internal import CBinadeKernels

  extension TileKernel {
    /// The kernels that can do a product, the one to be tried first at the front. The last one does every tile.
    static func all(for gemm: Gemm) -> [TileKernel] {
      guard gemm.datapath.accumulator.wordBits == 32 else { return [] }
      if let only = groupSum(for: gemm) ?? integerSum(for: gemm) { return [only] }
      guard let fused = fusedSum(for: gemm) else { return [] }
      return [smallSum(for: gemm), fused].compactMap { $0 }
    }

    /// A kernel with its plan, if the back-end has one.
    init?<Plan: BitwiseCopyable>(_ table: UnsafePointer<binade_product_kernel>?, _ plan: Plan) {
      guard let table = unsafe table else { return nil }
      unsafe functions = Functions(table: table)
      self.plan = TilePlan(plan)
    }
  }

  extension FusedSum {
    /// Truncation on the way and at the end, overflow to infinity, and positive zeros: what every kernel of fused sums takes for granted.
    var isTruncation: Bool {
      alignment == .towardZero && zero == .positive && output.rounding == .towardZero && output.overflow == .infinity
    }

    /// One sum in a stretch, of the elements themselves, that takes C with it.
    var isPlain: Bool { interleaving == .none && accumulatorInput == .fused && multiplicand == nil }
  }

  extension FormatDescriptor {
    /// The word of the format in a byte: what lies above its code and padding does not count.
    func word(inByte byte: Int) -> UInt64 { UInt64(byte) & (codeMask << UInt64(paddingBits)) }

    /// The factor of every scale byte, if this is a format of scales that C can be told: unsigned, of bytes, with small exponents.
    var scaleFactors: [Factor]? {
      guard sign == .unsigned, wordBits == 8 else { return nil }
      let factors = (0..<256).map { factor(word(inByte: $0)) }
      return factors.allSatisfy { abs($0.exponent) <= 4096 } ? factors : nil
    }

    /// The same for powers of two, of which none is zero.
    var powerFactors: [Factor]? {
      guard significandBits == 0, let factors = scaleFactors, factors.allSatisfy({ !$0.isZero }) else { return nil }
      return factors
    }
  }

  /// Fills a table of C, one entry for each code.
  func fill<Table, Element: BitwiseCopyable>(_ table: inout Table, _ value: (Int) -> Element) {
    unsafe withUnsafeMutableBytes(of: &table) { bytes in
      let size = MemoryLayout<Element>.size
      for index in 0..<bytes.count / size { unsafe bytes.storeBytes(of: value(index), toByteOffset: index * size, as: Element.self) }
    }
  }
#endif
