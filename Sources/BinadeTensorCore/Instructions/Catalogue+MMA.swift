internal import Binade

/// `mma.sync`, floating point. Spec [instructions-3], [instructions-5], [instructions-6].
extension Instruction {
  private static func m16n8(_ ks: Int...) -> [[ShapeSet]] { ks.map { [ShapeSet(16, 8, $0)] } }

  private static func sparse(_ ks: Int...) -> [(variant: Variant, shapes: [[ShapeSet]])] {
    [(.sparse, ks.map { [ShapeSet(16, 8, $0)] })]
  }

  /// f16, bf16, tf32 and f64.
  static let mmaRows: [InstructionRow] =
    [
      InstructionRow(
        architectures: [.sm70], unit: .mma, operands: InstructionRow.same(.f16), accumulators: [.f32, .f16],
        shapes: [[ShapeSet(8, 8, 4)]], provenance: .published
      ) { d, _, _ in fused(d, length: 4, 23, floor: voltaFloor) },
      InstructionRow(
        architectures: [.sm75], unit: .mma, operands: InstructionRow.same(.f16), accumulators: [.f32, .f16],
        shapes: [[ShapeSet(16, 8, 8)], [ShapeSet(8, 8, 4)]], provenance: .simulated
      ) { d, k, _ in k == 4 ? fused(d, length: 4, 23, floor: voltaFloor) : fused(d, length: 8, 24, floor: ampereFloor) },
      InstructionRow(
        architectures: [.sm80, .sm86, .sm89], unit: .mma, operands: InstructionRow.same(.f16), accumulators: [.f32, .f16],
        shapes: m16n8(16, 8), variants: sparse(32, 16), provenance: .published
      ) { d, _, _ in fused(d, length: 8, 24, floor: ampereFloor) },
      InstructionRow(
        architectures: [.sm80, .sm86, .sm89], unit: .mma, operands: InstructionRow.same(.bf16), accumulators: [.f32],
        shapes: m16n8(16, 8), variants: sparse(32, 16), provenance: .published
      ) { d, _, _ in fused(d, length: 8, 24, floor: ampereFloor) },
      InstructionRow(
        architectures: [.sm80, .sm86, .sm89], unit: .mma, operands: InstructionRow.same(.tf32), accumulators: [.f32],
        shapes: m16n8(8, 4), variants: sparse(16, 8), provenance: .published
      ) { d, _, _ in fused(d, length: 4, 24, floor: ampereFloor) },
    ] + hopperRows([.sm90], .hopper, sparse: .hopper) + hopperRows([.sm100], .published, sparse: .inferred)
    + hopperRows([.sm103], .inferred, sparse: .inferred) + hopperRows([.sm120], .simulated, sparse: .inferred) + [
      InstructionRow(
        architectures: [.sm80, .sm86, .sm89], unit: .mma, operands: InstructionRow.same(.f64), accumulators: [.f64],
        shapes: [[ShapeSet(8, 8, 4)]], provenance: Provenance(.mmaSim, [.nan: .likeHopper, .canonicalNaN: .likeHopper])
      ) { _, _, _ in .multiplyAddChain(MultiplyAddChain()) },
      doubles([.sm90], .hopper), doubles([.sm103], .inferred),
      doubles([.sm100, .sm120], Provenance(.mmaSim, [.nan: .likeHopper, .canonicalNaN: .likeHopper])),
    ]

  /// f16, bf16 and tf32 from Hopper on.
  private static func hopperRows(
    _ architectures: [Architecture], _ provenance: Provenance, sparse variant: Provenance
  ) -> [InstructionRow] {
    [
      InstructionRow(
        architectures: architectures, unit: .mma, operands: InstructionRow.same(.f16), accumulators: [.f32, .f16],
        shapes: m16n8(16, 8), variants: sparse(32, 16), provenance: provenance, variantProvenance: variant
      ) { d, k, _ in fused(d, length: min(16, k), 25, floor: hopperFloor) },
      InstructionRow(
        architectures: architectures, unit: .mma, operands: InstructionRow.same(.bf16), accumulators: [.f32],
        shapes: m16n8(16, 8), variants: sparse(32, 16), provenance: provenance, variantProvenance: variant
      ) { d, k, _ in fused(d, length: min(16, k), 25, floor: hopperFloor) },
      InstructionRow(
        architectures: architectures, unit: .mma, operands: InstructionRow.same(.tf32), accumulators: [.f32],
        shapes: m16n8(8, 4), variants: sparse(16, 8), provenance: provenance, variantProvenance: variant
      ) { d, k, _ in fused(d, length: min(8, k), 25, floor: hopperFloor) },
    ]
  }

  private static func doubles(_ architectures: [Architecture], _ provenance: Provenance) -> InstructionRow {
    InstructionRow(
      architectures: architectures, unit: .mma, operands: InstructionRow.same(.f64), accumulators: [.f64],
      shapes: [[ShapeSet(16, 8, 16)], [ShapeSet(16, 8, 8)], [ShapeSet(16, 8, 4), ShapeSet(8, 8, 4)]], provenance: provenance
    ) { _, _, _ in .multiplyAddChain(MultiplyAddChain()) }
  }

  /// FP8 of Ada; of Hopper and data-center Blackwell, which have no such unit; FP8, FP6 and FP4 of RTX Blackwell.
  static let mmaFP8Rows: [InstructionRow] = [
    InstructionRow(
      architectures: [.sm89], unit: .mma, operands: InstructionRow.mixed(.e4m3, .e5m2), accumulators: [.f32, .f16],
      shapes: m16n8(32, 16), variants: sparse(64), provenance: .published
    ) { d, _, _ in fused(d, length: 16, 13, floor: ampereFloor, f32: .rzE8M13) },
    loweredRow(.sm90, .f32, .hopper, sparse: .hopper), loweredRow(.sm90, .f16, .hopper),
    loweredRow(.sm100, .f32, .published, sparse: .inferred), loweredRow(.sm100, .f16, .published),
    loweredRow(.sm103, .f32, .inferred, sparse: .inferred), loweredRow(.sm103, .f16, .inferred),
    InstructionRow(
      architectures: [.sm120], unit: .mma, operands: InstructionRow.mixed(.e4m3, .e5m2), accumulators: [.f32, .f16],
      shapes: m16n8(32, 16), variants: sparse(64), provenance: .simulated
    ) { d, k, _ in fused(d, length: min(32, k), 25, floor: hopperFloor) },
    InstructionRow(
      architectures: [.sm120], unit: .mma, kind: "f8f6f4", operands: InstructionRow.mixed(.e4m3, .e5m2, .e2m3, .e3m2, .e2m1),
      accumulators: [.f32, .f16], shapes: m16n8(32), variants: sparse(64), provenance: .simulated, untested: [.e2m3, .e3m2]
    ) { d, _, _ in fused(d, length: 32, 25, floor: hopperFloor) },
  ]

  /// - Parameter variant: how the sparse form is known; `nil` where there is none.
  private static func loweredRow(
    _ architecture: Architecture, _ d: ElementWord, _ provenance: Provenance, sparse variant: Provenance? = nil
  ) -> InstructionRow {
    InstructionRow(
      architectures: [architecture], unit: .mma, operands: InstructionRow.mixed(.e4m3, .e5m2), accumulators: [d], shapes: m16n8(32, 16),
      variants: variant == nil ? [] : sparse(64), provenance: provenance, variantProvenance: variant ?? .inferred
    ) { d, k, _ in lowered(d, length: k / 2) }
  }

  /// The block-scaled kinds of RTX Blackwell.
  static let mmaBlockScaledRows: [InstructionRow] = blockScaled { kind, operands, scale, k, arithmetic in
    InstructionRow(
      architectures: [.sm120], unit: .mma, kind: kind, operands: operands, accumulators: [.f32], scale: scale, shapes: m16n8(k),
      variants: sparse(2 * k), provenance: .simulated, untested: [.e2m3, .e3m2], arithmetic: arithmetic)
  }

  /// A row for each block-scaled kind and its scales. Spec [instructions-4].
  static func blockScaled(
    _ row: (
      _ kind: String, _ operands: [(a: ElementWord, b: ElementWord)], _ scale: (type: ElementWord, block: Int), _ k: Int,
      _ arithmetic: @escaping @Sendable (ElementWord, Int, String?) -> Datapath.Arithmetic
    ) -> InstructionRow
  ) -> [InstructionRow] {
    let fp4 = InstructionRow.same(.e2m1)
    let scales: [(String, ElementWord, Int)] = [
      ("mxf4", .ue8m0, 32), ("mxf4nvf4", .ue4m3, 16), ("mxf4nvf4", .ue8m0, 16), ("mxf4nvf4", .ue8m0, 32),
    ]
    return [
      row("mxf8f6f4", InstructionRow.mixed(.e4m3, .e5m2, .e2m3, .e3m2, .e2m1), (.ue8m0, 32), 32) { d, _, _ in
        fused(d, length: 32, 25, floor: hopperFloor)
      }
    ] + scales.map { kind, type, block in row(kind, fp4, (type, block), 64) { _, k, _ in grouped(length: k) } }
  }
}
