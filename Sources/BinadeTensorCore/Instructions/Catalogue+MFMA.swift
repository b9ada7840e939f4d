internal import Binade

/// `v_mfma` of CDNA1 to CDNA3. Spec [instructions-8], [instructions-9].
extension Instruction {
  /// Shapes by K, the largest K first.
  private static func shapes(_ shapes: (Int, Int, Int)...) -> [[ShapeSet]] {
    var result: [[ShapeSet]] = []
    for k in Set(shapes.map { $0.2 }).sorted(by: >) {
      result.append(shapes.filter { $0.2 == k }.map { ShapeSet($0.0, $0.1, $0.2) })
    }
    return result
  }

  private static let f32Shapes = shapes((32, 32, 2), (32, 32, 1), (16, 16, 4), (16, 16, 1), (4, 4, 1))
  private static let f16Shapes = shapes((32, 32, 8), (32, 32, 4), (16, 16, 16), (16, 16, 4), (4, 4, 4))
  private static let bf16Shapes = shapes((32, 32, 4), (32, 32, 2), (16, 16, 8), (16, 16, 2), (4, 4, 2))

  private static func row(
    _ architectures: [Architecture], _ operands: [(a: ElementWord, b: ElementWord)], d: ElementWord = .f32, _ shapes: [[ShapeSet]],
    _ provenance: Provenance = .amd, _ arithmetic: @escaping @Sendable (Int) -> Datapath.Arithmetic
  ) -> InstructionRow {
    InstructionRow(
      architectures: architectures, unit: .mfma, operands: operands, accumulators: [d], shapes: shapes, provenance: provenance
    ) { _, k, _ in arithmetic(k) }
  }

  private static func exact(length: Int) -> Datapath.Arithmetic {
    .fusedSum(FusedSum(groupLength: length, fractionBits: nil, output: .rneFP32, zero: .sum, canonicalNaN: 0x7FC0_0000))
  }

  static let mfmaRows: [InstructionRow] = [
    row([.gfx908, .gfx90a, .gfx942], InstructionRow.same(.f32), f32Shapes) { _ in
      .multiplyAddChain(MultiplyAddChain(nan: .canonical, canonicalNaN: 0x7FC0_0000))
    },
    row([.gfx90a, .gfx942], InstructionRow.same(.f64), d: .f64, shapes((16, 16, 4), (4, 4, 4))) { _ in
      .multiplyAddChain(MultiplyAddChain(nan: .canonical))
    },
    row([.gfx908], InstructionRow.same(.f16), f16Shapes) { _ in exact(length: 4) },
    row([.gfx908], InstructionRow.same(.bf16), bf16Shapes) { _ in exact(length: 2) },
    row([.gfx90a], InstructionRow.same(.f16, .bf161k), f16Shapes) { k in .pairwiseSum(PairwiseSum(groupLength: 4, flushLength: k)) },
    row([.gfx90a], InstructionRow.same(.bf16), bf16Shapes) { k in .pairwiseSum(PairwiseSum(groupLength: 2, flushLength: k)) },
    row([.gfx942], InstructionRow.same(.xf32), shapes((32, 32, 4), (16, 16, 8))) { _ in .twoStageSum(TwoStageSum(groupLength: 4)) },
    row([.gfx942], InstructionRow.same(.f16, .bf16), f16Shapes) { k in .twoStageSum(TwoStageSum(groupLength: min(8, k))) },
    row([.gfx942], InstructionRow.mixed(.fp8, .bf8), shapes((32, 32, 16), (16, 16, 32))) { _ in
      .twoStageSum(TwoStageSum(groupLength: 16, parts: 2, productLimit: nil, accumulatorRange: 25))
    },
    row([.gfx908, .gfx90a], InstructionRow.same(.i8), d: .i32, f16Shapes, .documented) { k in
      .integerSum(IntegerSum(groupLength: k))
    },
    row([.gfx942], InstructionRow.same(.i8), d: .i32, shapes((32, 32, 16), (16, 16, 32)), .documented) { k in
      .integerSum(IntegerSum(groupLength: k))
    },
  ]
}
