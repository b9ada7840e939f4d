internal import Binade

/// `mma.sync` of integers and bits. Spec [instructions-5], [instructions-6].
extension Instruction {
  private static let ampere: [Architecture] = [.sm80, .sm86, .sm89]
  private static let later: [Architecture] = [.sm100, .sm103, .sm120]

  static let integerRows: [InstructionRow] =
    [turing(InstructionRow.mixed(.s8, .u8), k: 16), turing(InstructionRow.mixed(.s4, .u4), k: 32)]
    + [(ampere, Provenance.documented), ([.sm90], .hopper), (later, .documented)].flatMap { architectures, provenance in
      [
        row(architectures, InstructionRow.mixed(.s8, .u8), k: 16, provenance),
        // The captures have no sparse elements of four bits.
        row(architectures, InstructionRow.mixed(.s4, .u4), k: 32, provenance, sparse: .documented),
        bits(architectures, ["xor.popc", "and.popc"], [[ShapeSet(16, 8, 256)], [ShapeSet(16, 8, 128), ShapeSet(8, 8, 128)]], provenance),
      ]
    } + [bits([.sm75], ["xor.popc"], [[ShapeSet(8, 8, 128)]], .documented)]

  private static func turing(_ operands: [(a: ElementWord, b: ElementWord)], k: Int) -> InstructionRow {
    InstructionRow(
      architectures: [.sm75], unit: .mma, operands: operands, accumulators: [.s32], suffixes: [nil, "satfinite"],
      shapes: [[ShapeSet(8, 8, k)]], provenance: .documented, arithmetic: sum)
  }

  private static func row(
    _ architectures: [Architecture], _ operands: [(a: ElementWord, b: ElementWord)], k: Int, _ provenance: Provenance,
    sparse variant: Provenance? = nil
  ) -> InstructionRow {
    InstructionRow(
      architectures: architectures, unit: .mma, operands: operands, accumulators: [.s32], suffixes: [nil, "satfinite"],
      shapes: [[ShapeSet(16, 8, 2 * k)], [ShapeSet(16, 8, k), ShapeSet(8, 8, k)]],
      variants: [(.sparse, [[ShapeSet(16, 8, 4 * k)], [ShapeSet(16, 8, 2 * k)]])], provenance: provenance,
      variantProvenance: variant ?? provenance, arithmetic: sum)
  }

  private static func bits(
    _ architectures: [Architecture], _ suffixes: [String], _ shapes: [[ShapeSet]], _ provenance: Provenance
  ) -> InstructionRow {
    InstructionRow(
      architectures: architectures, unit: .mma, operands: InstructionRow.same(.b1), accumulators: [.s32], suffixes: suffixes,
      shapes: shapes, provenance: provenance, arithmetic: sum)
  }

  private static let sum: @Sendable (ElementWord, Int, String?) -> Datapath.Arithmetic = { _, k, suffix in
    .integerSum(
      IntegerSum(
        groupLength: k, product: suffix == "xor.popc" ? .exclusiveOr : .multiply, overflow: suffix == "satfinite" ? .saturate : .wrap))
  }
}
