internal import Binade

/// `wgmma` of Hopper and `tcgen05.mma` of data-center Blackwell. Spec [instructions-3], [instructions-6].
extension Instruction {
  private static func m64(_ k: Int) -> [[ShapeSet]] { [[ShapeSet([64], steps(8, through: 256, by: 8), k)]] }

  /// N of integer kinds: every 8 up to 32, then every 16.
  private static let integerNs = [8, 16, 24] + steps(32, through: 256, by: 16)

  static let wgmmaRows: [InstructionRow] = [
    InstructionRow(
      architectures: [.sm90], unit: .wgmma, operands: InstructionRow.same(.f16), accumulators: [.f32, .f16], shapes: m64(16),
      variants: [(.sparse, m64(32))], provenance: .hopper, variantProvenance: .hopper
    ) { d, _, _ in fused(d, length: 16, 25, floor: hopperFloor) },
    InstructionRow(
      architectures: [.sm90], unit: .wgmma, operands: InstructionRow.same(.bf16), accumulators: [.f32], shapes: m64(16),
      variants: [(.sparse, m64(32))], provenance: .hopper, variantProvenance: .hopper
    ) { d, _, _ in fused(d, length: 16, 25, floor: hopperFloor) },
    InstructionRow(
      architectures: [.sm90], unit: .wgmma, operands: InstructionRow.same(.tf32), accumulators: [.f32], shapes: m64(8),
      variants: [(.sparse, m64(16))], provenance: .hopper, variantProvenance: .hopper
    ) { d, _, _ in fused(d, length: 8, 25, floor: hopperFloor) },
    InstructionRow(
      architectures: [.sm90], unit: .wgmma, operands: InstructionRow.mixed(.e4m3, .e5m2), accumulators: [.f32, .f16], shapes: m64(32),
      variants: [(.sparse, m64(64))], provenance: .hopper, variantProvenance: .hopper
    ) { d, _, _ in fused(d, length: 32, 13, floor: hopperFloor, f32: .rzE8M13) },
    InstructionRow(
      architectures: [.sm90], unit: .wgmma, operands: InstructionRow.mixed(.s8, .u8), accumulators: [.s32], suffixes: [nil, "satfinite"],
      shapes: [[ShapeSet([64], integerNs, 32)]], variants: [(.sparse, [[ShapeSet([64], integerNs, 64)]])], provenance: .hopper,
      variantProvenance: .hopper
    ) { _, k, suffix in .integerSum(IntegerSum(groupLength: k, overflow: suffix == nil ? .wrap : .saturate)) },
    InstructionRow(
      architectures: [.sm90], unit: .wgmma, operands: InstructionRow.same(.b1), accumulators: [.s32], suffixes: ["and.popc"],
      shapes: [[ShapeSet([64], integerNs, 256)]], provenance: .hopper
    ) { _, k, _ in .integerSum(IntegerSum(groupLength: k)) },
  ]

  // MARK: tcgen05

  /// Shapes of one CTA and of the variants. Spec [instructions-6].
  private static func tcgen05(
    _ k: Int, isBlockScaled: Bool = false
  ) -> (plain: [[ShapeSet]], variants: [(variant: Variant, shapes: [[ShapeSet]])]) {
    func one(_ k: Int) -> [[ShapeSet]] { [[ShapeSet(isBlockScaled ? [128] : [64, 128], steps(8, through: 256, by: 8), k)]] }
    func two(_ k: Int) -> [[ShapeSet]] { [[ShapeSet([128, 256], steps(16, through: 256, by: 16), k)]] }
    func stationary(_ k: Int) -> [[ShapeSet]] { [[ShapeSet([32, 64, 128], [64, 128, 256], k)]] }
    var variants: [(variant: Variant, shapes: [[ShapeSet]])] = [
      (.sparse, one(2 * k)), (.twoCTAs, two(k)), ([.sparse, .twoCTAs], two(2 * k)),
    ]
    if !isBlockScaled { variants += [(.weightStationary, stationary(k)), (Variant([.weightStationary, .sparse]), stationary(2 * k))] }
    return (one(k), variants)
  }

  static let tcgen05Rows: [InstructionRow] =
    tcgen05Rows(.sm100, .simulated) + tcgen05Rows(.sm103, .inferred) + [
      InstructionRow(
        architectures: [.sm100], unit: .tcgen05, kind: "i8", operands: InstructionRow.mixed(.s8, .u8), accumulators: [.s32],
        suffixes: [nil, "satfinite"], shapes: [[ShapeSet([64, 128], integerNs, 32)]],
        variants: [
          (.sparse, [[ShapeSet([64, 128], integerNs, 64)]]), (.twoCTAs, [[ShapeSet([128, 256], steps(32, through: 256, by: 32), 32)]]),
          (Variant([.sparse, .twoCTAs]), [[ShapeSet([128, 256], steps(32, through: 256, by: 32), 64)]]),
          (.weightStationary, [[ShapeSet([32, 64, 128], [64, 128, 256], 32)]]),
          (Variant([.weightStationary, .sparse]), [[ShapeSet([32, 64, 128], [64, 128, 256], 64)]]),
        ], provenance: .documented, variantProvenance: .documented
      ) { _, k, suffix in .integerSum(IntegerSum(groupLength: k, overflow: suffix == nil ? .wrap : .saturate)) }
    ]

  private static func tcgen05Rows(_ architecture: Architecture, _ provenance: Provenance) -> [InstructionRow] {
    func row(
      _ kind: String, _ operands: [(a: ElementWord, b: ElementWord)], _ accumulators: [ElementWord], _ k: Int, length: Int
    ) -> InstructionRow {
      let shapes = tcgen05(k)
      return InstructionRow(
        architectures: [architecture], unit: .tcgen05, kind: kind, operands: operands, accumulators: accumulators, shapes: shapes.plain,
        variants: shapes.variants, provenance: provenance, untested: provenance == .simulated ? [.e2m3, .e3m2] : []
      ) { d, _, _ in fused(d, length: length, 25, floor: hopperFloor) }
    }
    return [
      row("tf32", InstructionRow.same(.tf32), [.f32], 8, length: 8),
      row("f16", InstructionRow.same(.f16), [.f32, .f16], 16, length: 16),
      row("f16", InstructionRow.same(.bf16), [.f32], 16, length: 16),
      row("f8f6f4", InstructionRow.mixed(.e4m3, .e5m2, .e2m3, .e3m2, .e2m1), [.f32, .f16], 32, length: 32),
    ]
      + blockScaled { kind, operands, scale, k, arithmetic in
        var shapes = tcgen05(k, isBlockScaled: true)
        if architecture == .sm103 && k == 64 {  // K = 96, for two CTAs alone
          shapes.variants[1].shapes.append([ShapeSet([256], steps(16, through: 256, by: 16), 96)])
        }
        return InstructionRow(
          architectures: [architecture], unit: .tcgen05, kind: kind, operands: operands, accumulators: [.f32], scale: scale,
          shapes: shapes.plain, variants: shapes.variants, provenance: provenance,
          untested: provenance == .simulated ? [.e2m3, .e3m2] : [], arithmetic: arithmetic)
      }
  }
}
