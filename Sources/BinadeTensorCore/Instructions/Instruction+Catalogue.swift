internal import Binade

extension Instruction {
  /// Every named instruction, by architecture and unit. Spec registry/instructions.json has the same.
  public static let all: [Instruction] = {
    let rows = mmaRows + mmaFP8Rows + mmaBlockScaledRows + wgmmaRows + tcgen05Rows + integerRows + mfmaRows
    let instructions = rows.flatMap { $0.instructions }
    return Architecture.allCases.flatMap { architecture in
      MatrixUnit.allCases.flatMap { unit in instructions.filter { $0.architecture == architecture && $0.unit == unit } }
    }
  }()

  /// The plain instructions: ``all`` without variants.
  public static let plain: [Instruction] = all.filter { $0.variant.isEmpty }

  /// A fused sum of a row of Spec [instructions-3].
  static func fused(
    _ d: ElementWord, length: Int, _ bits: Int, floor: (f32: Int, f16: Int), f32: OutputConversion = .rzFP32
  ) -> Datapath.Arithmetic {
    .fusedSum(fusedSum(d, length: length, bits, floor: floor, f32: f32))
  }

  static func fusedSum(
    _ d: ElementWord, length: Int, _ bits: Int, floor: (f32: Int, f16: Int), f32: OutputConversion = .rzFP32
  ) -> FusedSum {
    d == .f16
      ? FusedSum(groupLength: length, fractionBits: bits, floor: floor.f16, output: .rneFP16, canonicalNaN: 0x7FFF)
      : FusedSum(groupLength: length, fractionBits: bits, floor: floor.f32, output: f32)
  }

  /// FP8 `mma.sync` on chips without such a unit: two halves as f16, then a rounded addition of C. Spec [datapaths-8].
  static func lowered(_ d: ElementWord, length: Int) -> Datapath.Arithmetic {
    var sum = fusedSum(d, length: length, 25, floor: hopperFloor)
    sum.multiplicand = Binary16.descriptor
    sum.interleaving = .init(period: 4, run: 2)
    sum.accumulatorInput = .addedAfterwards
    return .fusedSum(sum)
  }

  /// Sixteen products at a time, aligned by their scales. Spec [instructions-4].
  static func grouped(length: Int) -> Datapath.Arithmetic {
    .fusedSum(FusedSum(groupLength: length, termLength: 16, termExponent: .scales, fractionBits: 35, floor: -139))
  }

  static let voltaFloor = (f32: -131, f16: -19)
  static let ampereFloor = (f32: -132, f16: -20)
  static let hopperFloor = (f32: -133, f16: -21)
}
