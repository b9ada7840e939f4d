extension OracleInstruction {
  /// Every shape that the instruction has with its K [instructions-6] [instructions-9].
  public var shapes: [Shape] {
    switch unit {
    case "mma": return mmaSizes.map { Shape(m: $0.0, n: $0.1, k: k) }
    case "wgmma":
      let isWhole = d == "s32"
      return (isWhole ? [8, 16, 24] + Array(stride(from: 32, through: 256, by: 16)) : Self.eights).map { shape(64, $0) }
    case "tcgen05": return tensorMemorySizes.flatMap { rows, columns in rows.flatMap { m in columns.map { shape(m, $0) } } }
    case "mfma": return matrixCoreShapes.filter { $0.k == k }
    default: return []
    }
  }

  private static let eights = Array(stride(from: 8, through: 256, by: 8))

  private func shape(_ m: Int, _ n: Int) -> Shape { Shape(m: m, n: n, k: k) }

  /// M × N of `mma`.
  private var mmaSizes: [(Int, Int)] {
    switch (a, products) {
    case ("f16", 4): return [(8, 8)]
    case ("f64", 4): return ["sm_80", "sm_86", "sm_89"].contains(architecture) ? [(8, 8)] : [(8, 8), (16, 8)]
    case ("s8", 16), ("u8", 16), ("s4", 32), ("u4", 32), ("b1", 128):
      // Sparse instructions have the large shape alone.
      if variants.contains(.sparse) { return [(16, 8)] }
      return architecture == "sm_75" ? [(8, 8)] : [(8, 8), (16, 8)]
    default: return [(16, 8)]
    }
  }

  /// M and N of `tcgen05`.
  private var tensorMemorySizes: [([Int], [Int])] {
    let isWhole = d == "s32"
    if variants.contains(.weightStationary) { return scale == nil ? [([32, 64, 128], [64, 128, 256])] : [] }
    if variants.contains(.twoCTA) {
      let columns = Array(stride(from: isWhole ? 32 : 16, through: 256, by: isWhole ? 32 : 16))
      return [(products == 96 ? [256] : [128, 256], columns)]
    }
    let columns = isWhole ? [8, 16, 24] + Array(stride(from: 32, through: 256, by: 16)) : Self.eights
    return [(scale == nil ? [64, 128] : [128], columns)]
  }

  /// The shapes of `mfma`, whatever their K.
  private var matrixCoreShapes: [Shape] {
    func shapes(_ sizes: [(Int, Int)]) -> [Shape] { sizes.map { Shape(m: $0.0, n: $0.0, k: $0.1) } }
    let isLate = architecture == "gfx942"
    switch a {
    case "f32": return shapes([(32, 2), (32, 1), (16, 4), (16, 1), (4, 1)])
    case "f64": return shapes([(16, 4), (4, 4)])
    case "bf16" where !isLate: return shapes([(32, 4), (32, 2), (16, 8), (16, 2), (4, 2)])
    case "f16", "bf16_1k", "bf16": return shapes([(32, 8), (32, 4), (16, 16), (16, 4), (4, 4)])
    case "xf32": return shapes([(32, 4), (16, 8)])
    case "fp8", "bf8": return shapes([(32, 16), (16, 32)])
    case "i8" where isLate: return shapes([(32, 16), (16, 32)])
    case "i8": return shapes([(32, 8), (32, 4), (16, 16), (16, 4), (4, 4)])
    default: return []
    }
  }
}
