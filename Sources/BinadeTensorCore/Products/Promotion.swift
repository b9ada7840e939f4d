internal import Binade
internal import BinadeKernels

#if Kernels
  internal import CBinadeKernels
#endif

/// What happens to partial sums outside the unit, in binary32. Spec [gemm-3].
enum Promotion {
  /// One element: the main accumulator takes a partial sum.
  static func sum(_ total: UInt32, _ partial: UInt32, _ scaling: Accumulation.Scaling, _ a: UInt32, _ b: UInt32) -> UInt32 {
    switch scaling {
    case .none: canonical(Binary32.sum(total, partial))
    case .product: canonical(Binary32.multiplyAdd(partial, Binary32.product(a, b), total))
    case .nested: canonical(Binary32.multiplyAdd(Binary32.product(partial, a), b, total))
    }
  }

  /// A tile of the rows and columns that `scalesA` and `scalesB` are for; without scaling both are empty.
  static func add(
    _ partial: [UInt32], to total: inout [UInt32], scaling: Accumulation.Scaling, _ scalesA: [UInt32], _ scalesB: [UInt32],
    _ backend: Backend
  ) {
    #if Kernels
      if let kernel = unsafe binade_promotion_kernel(backend.code) {
        let (rows, columns) = scaling == .none ? (1, total.count) : (scalesA.count, scalesB.count)
        precondition(rows * columns == total.count && partial.count == total.count)
        unsafe kernel(scaling.code, &total, partial, rows, columns, scalesA, scalesB, nan)
        return
      }
    #endif
    let width = max(scalesB.count, 1)
    for index in total.indices {
      let (a, b) = scaling == .none ? (0, 0) : (scalesA[index / width], scalesB[index % width])
      total[index] = sum(total[index], partial[index], scaling, a, b)
    }
  }

  /// NaN results of the vector units are the canonical one, too.
  private static func canonical(_ word: UInt32) -> UInt32 { Binary32.isNaN(word) ? nan : word }

  private static let nan: UInt32 = 0x7FFF_FFFF
}

extension Binary32 {
  /// fl(a · b + c), nearest-even: one rounding.
  static func multiplyAdd(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 {
    let value = descriptor.unpack(UInt64(a)).multiplied(by: descriptor.unpack(UInt64(b)), plus: descriptor.unpack(UInt64(c)))
    return UInt32(truncatingIfNeeded: descriptor.roundPack(value, Conversion(overflow: .nonfinite)).word)
  }
}

#if Kernels
  extension Accumulation.Scaling {
    /// The number by which C knows it.
    fileprivate var code: Int32 {
      switch self {
      case .none: Int32(binade_scaling_none)
      case .product: Int32(binade_scaling_product)
      case .nested: Int32(binade_scaling_nested)
      }
    }
  }
#endif
