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

  /// Fills a table of C, one entry for each code.
  func fill<Table, Element: BitwiseCopyable>(_ table: inout Table, _ value: (Int) -> Element) {
    unsafe withUnsafeMutableBytes(of: &table) { bytes in
      let size = MemoryLayout<Element>.size
      for index in 0..<bytes.count / size { unsafe bytes.storeBytes(of: value(index), toByteOffset: index * size, as: Element.self) }
    }
  }
#endif
