private let ampere = ["sm_80", "sm_86", "sm_89"]
private let hopper = ["sm_90", "sm_100", "sm_103", "sm_120"]
private let later = ["sm_90", "sm_100", "sm_103"]
private let blackwell = ["sm_100", "sm_103"]
private let turingOn = ["sm_75"] + ampere + hopper
private let eightBits = ["e4m3", "e5m2"]
private let narrow = ["e4m3", "e5m2", "e2m3", "e3m2", "e2m1"]

/// Output conversion of an accumulator of binary32 [datapaths-5].
private enum SingleOutput {
  /// RZ-FP32.
  case full
  /// RZ-E8M13.
  case short
}

extension OracleInstruction {
  /// A row of [instructions-3]. `floors` are those of binary32 and of binary16; `sparse` is K, halved, where there is a sparse form.
  private static func fused(
    _ architectures: [String], _ unitAndKind: String, _ elements: [String], mixes: Bool = false, _ accumulators: [String],
    l: Int, f: Int, floors: (single: Int, half: Int), _ output: SingleOutput = .full, k: [Int], sparse: [Int] = [],
    _ variants: [[Variant]] = [[]]
  ) -> InstructionRow {
    let hasTermsOf16 = unitAndKind.contains(" mxf4")
    var row = InstructionRow(architectures, unitAndKind, elements, mixes: mixes, accumulators, k, .fusedSum) { datapath, _ in
      let isHalf = datapath.accumulator.name == "f16"
      datapath.groupLength = l
      datapath.fractionBits = f
      datapath.floor = isHalf ? floors.half : floors.single
      // RNE-FP16 in every row.
      datapath.outputRounding = isHalf ? .nearestEven : .towardZero
      if !isHalf && output == .short { datapath.outputSignificandBits = 13 }
      if hasTermsOf16 {
        datapath.termLength = 16
        datapath.termExponent = .scales
      }
    }
    row.variants = variants
    row.sparse = sparse
    // [instructions-4].
    switch row.kind {
    case "mxf8f6f4", "mxf4": row.scales = [("ue8m0", 32)]
    case "mxf4nvf4": row.scales = [("ue4m3", 16), ("ue8m0", 16), ("ue8m0", 32)]
    default: break
    }
    return row
  }

  /// [instructions-3].
  static let nvidiaFloating: [InstructionRow] = {
    let both = ["f32", "f16"]
    var rows = [
      fused(["sm_70", "sm_75"], "mma", ["f16"], both, l: 4, f: 23, floors: (-131, -19), k: [4]),
      fused(["sm_75"], "mma", ["f16"], both, l: 8, f: 24, floors: (-132, -20), k: [8]),
      fused(ampere, "mma", ["f16"], both, l: 8, f: 24, floors: (-132, -20), k: [8, 16], sparse: [8, 16]),
      fused(ampere, "mma", ["bf16"], ["f32"], l: 8, f: 24, floors: (-132, 0), k: [8, 16], sparse: [8, 16]),
      fused(ampere, "mma", ["tf32"], ["f32"], l: 4, f: 24, floors: (-132, 0), k: [4, 8], sparse: [4, 8]),
      fused(["sm_89"], "mma", eightBits, mixes: true, both, l: 16, f: 13, floors: (-132, -20), .short, k: [16, 32], sparse: [32]),
      fused(hopper, "mma", ["f16"], both, l: 16, f: 25, floors: (-133, -21), k: [8, 16], sparse: [8, 16]),
      fused(hopper, "mma", ["bf16"], ["f32"], l: 16, f: 25, floors: (-133, 0), k: [8, 16], sparse: [8, 16]),
      fused(hopper, "mma", ["tf32"], ["f32"], l: 8, f: 25, floors: (-133, 0), k: [4, 8], sparse: [4, 8]),
      lowered("f32", sparse: [32]), lowered("f16", sparse: []),
      fused(["sm_120"], "mma", eightBits, mixes: true, both, l: 32, f: 25, floors: (-133, -21), k: [16, 32], sparse: [32]),
      fused(["sm_120"], "mma f8f6f4", narrow, mixes: true, both, l: 32, f: 25, floors: (-133, -21), k: [32], sparse: [32]),
      fused(["sm_120"], "mma mxf8f6f4", narrow, mixes: true, ["f32"], l: 32, f: 25, floors: (-133, 0), k: [32], sparse: [32]),
      fused(["sm_120"], "mma mxf4", ["e2m1"], ["f32"], l: 64, f: 35, floors: (-139, 0), k: [64], sparse: [64]),
      fused(["sm_120"], "mma mxf4nvf4", ["e2m1"], ["f32"], l: 64, f: 35, floors: (-139, 0), k: [64], sparse: [64]),
      fused(["sm_90"], "wgmma", ["f16"], both, l: 16, f: 25, floors: (-133, -21), k: [16], sparse: [16]),
      fused(["sm_90"], "wgmma", ["bf16"], ["f32"], l: 16, f: 25, floors: (-133, 0), k: [16], sparse: [16]),
      fused(["sm_90"], "wgmma", ["tf32"], ["f32"], l: 8, f: 25, floors: (-133, 0), k: [8], sparse: [8]),
      fused(["sm_90"], "wgmma", eightBits, mixes: true, both, l: 32, f: 13, floors: (-133, -21), .short, k: [32], sparse: [32]),
    ]
    let plain: [[Variant]] = [[], [.weightStationary], [.twoCTA]]
    let scaled: [[Variant]] = [[], [.twoCTA]]
    rows += [
      fused(blackwell, "tcgen05 tf32", ["tf32"], ["f32"], l: 8, f: 25, floors: (-133, 0), k: [8], sparse: [8], plain),
      fused(blackwell, "tcgen05 f16", ["f16"], both, l: 16, f: 25, floors: (-133, -21), k: [16], sparse: [16], plain),
      fused(blackwell, "tcgen05 f16", ["bf16"], ["f32"], l: 16, f: 25, floors: (-133, 0), k: [16], sparse: [16], plain),
      fused(blackwell, "tcgen05 f8f6f4", narrow, mixes: true, both, l: 32, f: 25, floors: (-133, -21), k: [32], sparse: [32], plain),
      fused(blackwell, "tcgen05 mxf8f6f4", narrow, mixes: true, ["f32"], l: 32, f: 25, floors: (-133, 0), k: [32], sparse: [32], scaled),
    ]
    for kind in ["mxf4", "mxf4nvf4"] {
      rows += [
        fused(blackwell, "tcgen05 " + kind, ["e2m1"], ["f32"], l: 64, f: 35, floors: (-139, 0), k: [64], sparse: [64], scaled),
        fused(["sm_103"], "tcgen05 " + kind, ["e2m1"], ["f32"], l: 96, f: 35, floors: (-139, 0), k: [96], [[.twoCTA]]),
      ]
    }
    return rows
  }()

  /// The row of FP8 that the compiler builds of instructions for binary16.
  private static func lowered(_ accumulator: String, sparse: [Int]) -> InstructionRow {
    var row = fused(
      later, "mma", eightBits, mixes: true, [accumulator], l: 16, f: 25, floors: (-133, -21), k: [16, 32], sparse: sparse)
    let adjust = row.adjust
    row.adjust = { datapath, products in
      adjust(&datapath, products)
      datapath.groupLength = products / 2
      datapath.multiplicand = OracleFormat.named("f16")
      datapath.interleaving = OracleDatapath.Interleaving(period: 4, run: 2)
      datapath.accumulatorInput = .addedAfterwards
    }
    return row
  }

  /// [instructions-5].
  static let nvidiaOther: [InstructionRow] = {
    func chain(_ architectures: [String], _ products: [Int]) -> InstructionRow {
      InstructionRow(architectures, "mma", ["f64"], ["f64"], products, .multiplyAddChain) { datapath, _ in
        datapath.nan = .firstOfBCA
        datapath.canonicalNaN = 0xFFF8_0000_0000_0000
      }
    }
    func whole(
      _ architectures: [String], _ unitAndKind: String, _ elements: [String], _ products: [Int],
      sparse: [Int] = [], _ suffixes: [String?] = [nil, "satfinite"], _ variants: [[Variant]] = [[]]
    ) -> InstructionRow {
      var row = InstructionRow(architectures, unitAndKind, elements, mixes: true, ["s32"], products, .integerSum) { datapath, products in
        datapath.groupLength = products
      }
      row.suffixes = suffixes
      row.variants = variants
      row.sparse = sparse
      return row
    }
    return [
      chain(ampere, [4]), chain(hopper, [4, 8, 16]),
      whole(["sm_75"], "mma", ["s8", "u8"], [16]), whole(["sm_75"], "mma", ["s4", "u4"], [32]),
      whole(ampere + hopper, "mma", ["s8", "u8"], [16, 32], sparse: [16, 32]),
      whole(ampere + hopper, "mma", ["s4", "u4"], [32, 64], sparse: [32, 64]),
      whole(["sm_75"], "mma", ["b1"], [128], ["xor.popc"]),
      whole(ampere + hopper, "mma", ["b1"], [128, 256], ["xor.popc", "and.popc"]),
      whole(["sm_90"], "wgmma", ["s8", "u8"], [32], sparse: [32]),
      whole(["sm_90"], "wgmma", ["b1"], [256], ["and.popc"]),
      whole(["sm_100"], "tcgen05 i8", ["s8", "u8"], [32], sparse: [32], [nil, "satfinite"], [[], [.weightStationary], [.twoCTA]]),
    ]
  }()
}
