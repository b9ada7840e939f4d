// The catalogue of scale rules: scales with a significand, below a tensor scale or alone. Spec [scale-rules-7], [scale-rules-8].

extension ScaleRule {
  // M · F, 2688 for NVFP4: exact in binary32.
  private static var range: Formula { .scaleMaximum * .elementMaximum }

  /// The block scale is fl(a / max); no tensor scale is asked for.
  public static let quotient = ScaleRule(
    name: "quotient", summary: "s = fl(a / max), x / s: one level", block: .rounded(.blockMaximum / .elementMaximum),
    elements: .formula(.element / .blockScale))

  /// What cuBLASLt documents for a NVFP4 result: the tensor is scaled first.
  public static let cublas = ScaleRule(
    name: "cublas", summary: "cuBLASLt: the tensor times S, then s = e4m3(fl(fl(a · S) / max)), fl(fl(x · S) · fl(1/s))",
    tensor: TensorStep(encode: (range / .tensorMaximum.ifZero(range)), scale: .number(1) / .tensorEncode),
    block: .rounded((.blockMaximum * .tensorEncode) / .elementMaximum),
    elements: .formula((.element * .tensorEncode) * (.number(1) / .blockScale)))

  // S, at most the largest float; 1 for an empty tensor or an infinite one.
  private static var transformerEngineEncode: Formula {
    .minimum(range / .tensorMaximum.ifZero(range), .greatest).ifZero(.number(1))
  }
  private static var transformerEngineElements: Formula {
    .element * .minimum(.number(1) / (.blockScale * .tensorScale), .greatest)
  }

  /// Transformer Engine from 2026 on: the factor of the block maximum is computed once for the tensor.
  public static let transformerEngine = ScaleRule(
    name: "te", summary: "Transformer Engine: s = e4m3(fl(a · fl(S · fl(1/max)))), fl(x · fl(1 / fl(s · fl(1/S))))",
    tensor: TensorStep(encode: transformerEngineEncode, scale: .number(1) / .tensorEncode),
    block: .rounded(.minimum(.blockMaximum * (.tensorEncode * (.number(1) / .elementMaximum)), .greatest)),
    elements: .formula(transformerEngineElements))

  /// Transformer Engine before: the block maximum is divided first.
  public static let transformerEngine2025 = ScaleRule(
    name: "te-2025", summary: "Transformer Engine before: s = e4m3(fl(fl(a / max) · S))",
    tensor: TensorStep(encode: transformerEngineEncode, scale: .number(1) / .tensorEncode),
    block: .rounded(.minimum((.blockMaximum / .elementMaximum) * .tensorEncode, .greatest)),
    elements: .formula(transformerEngineElements))

  // The stored scale as torchao has it, in a format with a sign: that of a NaN shows in the codes.
  private static var storedWithSign: Formula { .unroundedScale.rounded(to: .e4m3fn) }

  /// torchao: the tensor's factor divides, and the block scale is never subnormal.
  public static let torchao = ScaleRule(
    name: "torchao", summary: "torchao: s = e4m3(clamp(fl(fl(a / max) / T), 2^−6, 448)), fl(x · fl(fl(1/T) / s))",
    tensor: TensorStep(encode: .number(1) / .tensorScale, scale: .tensorMaximum / range),
    block: .rounded(
      .minimum(.maximum((.blockMaximum / .elementMaximum) / .tensorScale, .number(0x1p-6)), .scaleMaximum)),
    elements: .formula(((.number(1) / .tensorScale) / storedWithSign) * .element))

  /// Model-Optimizer: the block maximum over the product; a zero scale becomes 1.
  public static let modelopt = ScaleRule(
    name: "modelopt", summary: "Model-Optimizer: s = e4m3(clamp(fl(a / fl(max · T)), 2^−9, 448)), 1 if zero, fl(x / fl(s · T))",
    tensor: TensorStep(encode: .number(1) / .tensorScale, scale: .tensorMaximum / range),
    block: .rounded(
      .minimum(.maximum((.blockMaximum / (.elementMaximum * .tensorScale)).ifZero(.number(1)), .number(0x1p-9)), .scaleMaximum)),
    elements: .formula(.element / (.blockScale * .tensorScale)))

  /// compressed-tensors: the tensor's factor is kept as a divisor. PyTorch divides a number by a tensor through its reciprocal.
  public static let compressedTensors = ScaleRule(
    name: "compressed-tensors",
    summary: "compressed-tensors: S = fl(2688 · fl(1/g)), s = e4m3(fl(S · fl(a / max))), 0.125 if zero, fl(x / fl(s / S))",
    tensor: TensorStep(
      encode: (range * (.number(1) / .maximum(.tensorMaximum, .number(0x1p-126)))).ifNotFinite(.number(1)),
      scale: .number(1) / .tensorEncode),
    block: .rounded(
      .minimum(.tensorEncode * (.blockMaximum / .elementMaximum), .scaleMaximum).rounded(to: .ue4m3).ifZero(.number(0.125))),
    elements: .formula(.element / (.blockScale / .tensorEncode)))

  /// ``compressedTensors`` for a tensor of bfloat16: S, step by step, and a / max are rounded to it.
  public static let compressedTensors16 = ScaleRule(
    name: "compressed-tensors-bf16", summary: "compressed-tensors on bfloat16: S and fl(a / max) in bfloat16",
    tensor: TensorStep(
      encode: (range * (.number(1) / .maximum(.tensorMaximum, .number(0x1p-126))).rounded(to: .bfloat16)).rounded(to: .bfloat16)
        .ifNotFinite(.number(1)),
      scale: .number(1) / .tensorEncode),
    block: .rounded(
      .minimum(.tensorEncode * (.blockMaximum / .elementMaximum).rounded(to: .bfloat16), .scaleMaximum).rounded(to: .ue4m3)
        .ifZero(.number(0.125))),
    elements: .formula(.element / (.blockScale / .tensorEncode)))

  /// auto-round: reciprocals all the way, that of zero being zero.
  public static let autoRound = ScaleRule(
    name: "auto-round", summary: "auto-round: S = fl(2688 · fl(1/g)), s = e4m3(fl(S · fl(a · fl(1/max)))), fl(x · fl(1 / fl(s · fl(1/S))))",
    tensor: TensorStep(encode: range * reciprocal(.tensorMaximum), scale: reciprocal(.tensorEncode)),
    block: .rounded(.tensorEncode * (.blockMaximum * (.number(1) / .elementMaximum))),
    elements: .formula(.element * reciprocal(.blockScale * reciprocal(.tensorEncode))))

  private static func reciprocal(_ formula: Formula) -> Formula { .number(1) / formula.ifZero(.number(.infinity)) }

  /// Quark: the tensor's factor through a reciprocal and two products; a scale of zero counts as 2^−23.
  public static let quark = ScaleRule(
    name: "quark", summary: "Quark: S = fl(448 · fl(6 · fl(1/g))), s = e4m3(fl(fl(a / max) · S)), fl(x / fl(s / S)), 2^−23 for s / S = 0",
    tensor: TensorStep(
      encode: .scaleMaximum * (.elementMaximum * (.number(1) / .tensorMaximum)), scale: .number(1) / .tensorEncode),
    block: .rounded((.blockMaximum / .elementMaximum) * .tensorEncode),
    elements: .formula(.element / (.blockScale / .tensorEncode).ifZero(.number(0x1p-23))))

  /// FlashInfer and TensorRT-LLM: approximate reciprocals.
  public static let flashinfer = ScaleRule(
    name: "flashinfer", summary: "FlashInfer, TensorRT-LLM: s = e4m3(fl(S · fl(a · rcpa(max)))), fl(x · rcpa(fl(s · rcpa(S))))",
    tensor: TensorStep(encode: range / .tensorMaximum.ifZero(range), scale: .number(1) / .tensorEncode),
    block: .rounded(.tensorEncode * (.blockMaximum * .approximateReciprocal(.elementMaximum))),
    elements: .formula(.element * .approximateReciprocal(.blockScale * .approximateReciprocal(.tensorEncode))))

  /// CUTLASS's epilogue that makes scale factors.
  public static let cutlass = ScaleRule(
    name: "cutlass", summary: "CUTLASS epilogue: s = e4m3(fl(a · fl(S · rcpa(max)))), fl(x · fl(S · rcpa(s)))",
    tensor: TensorStep(encode: range / .tensorMaximum.ifZero(range), scale: .number(1) / .tensorEncode),
    block: .rounded(.blockMaximum * (.tensorEncode * .approximateReciprocal(.elementMaximum))),
    elements: .formula(.element * .minimum(.tensorEncode * .approximateReciprocal(.blockScale), .greatest)))

  /// *INT v.s. FP*, as its text says: block scales over 448 make the tensor scale.
  public static let intVsFP = ScaleRule(
    name: "int-vs-fp", summary: "INT v.s. FP: T = fl(fl(g / max) / 448), s = e4m3(fl(fl(a / max) / T)), fl(x / fl(s · T))",
    tensor: TensorStep(encode: .number(1) / .tensorScale, scale: (.tensorMaximum / .elementMaximum) / .scaleMaximum),
    block: .rounded((.blockMaximum / .elementMaximum) / .tensorScale),
    elements: .formula(.element / (.blockScale * .tensorScale)))

  // s · T in bfloat16 from T in bfloat16, kept within 1e±25, both ends in bfloat16.
  private static var programScale: Formula {
    .minimum(.maximum((.tensorScale.rounded(to: .bfloat16) * .blockScale).rounded(to: .bfloat16), .number(0x1.fp-84)), .number(0x1.08p83))
  }

  /// *INT v.s. FP*, as its program does on binary32: T and the product of the scales are rounded to bfloat16.
  public static let intVsFPProgram = ScaleRule(
    name: "int-vs-fp-program", summary: "INT v.s. FP's program: as int-vs-fp, bf16(bf16(T) · s) for s · T, kept within 1e±25",
    tensor: intVsFP.tensor, block: intVsFP.block, elements: .formula(.element / programScale))

  /// ``intVsFPProgram`` on a tensor of bfloat16, for integers.
  public static let intVsFPProgram16 = ScaleRule(
    name: "int-vs-fp-program-bf16", summary: "INT v.s. FP's program on bfloat16, integers: every step but T rounded to it",
    tensor: TensorStep(
      encode: .number(1) / .tensorScale, scale: (.tensorMaximum / .elementMaximum).rounded(to: .bfloat16) / .scaleMaximum),
    block: .rounded(
      ((.blockMaximum / .elementMaximum).rounded(to: .bfloat16) / .tensorScale).rounded(to: .bfloat16)),
    elements: .formula((.element / programScale).rounded(to: .bfloat16)))

  // A maximum of zero counts as 1e−25.
  private static var programMaximum: Formula { .blockMaximum.ifZero(.number(1e-25)) }
  private static var programTensorMaximum: Formula { .tensorMaximum.ifZero(.number(1e-25)) }

  /// ``intVsFPProgram`` for floating-point elements.
  public static let intVsFPProgramFloat = ScaleRule(
    name: "int-vs-fp-program-float", summary: "as int-vs-fp-program, 1e−25 for a maximum of zero: floating-point elements",
    tensor: TensorStep(encode: .number(1) / .tensorScale, scale: (programTensorMaximum / .elementMaximum) / .scaleMaximum),
    block: .rounded((programMaximum / .elementMaximum) / .tensorScale), elements: intVsFPProgram.elements)

  /// ``intVsFPProgramFloat`` on a tensor of bfloat16: T too is rounded to it.
  public static let intVsFPProgramFloat16 = ScaleRule(
    name: "int-vs-fp-program-float-bf16", summary: "INT v.s. FP's program on bfloat16, floating-point elements: every step rounded to it",
    tensor: TensorStep(
      encode: .number(1) / .tensorScale,
      scale: ((programTensorMaximum / .elementMaximum).rounded(to: .bfloat16) / .scaleMaximum).rounded(to: .bfloat16)),
    block: .rounded(((programMaximum / .elementMaximum).rounded(to: .bfloat16) / .tensorScale).rounded(to: .bfloat16)),
    elements: intVsFPProgram16.elements)

  /// torchao without a tensor scale.
  public static let torchaoOneLevel = ScaleRule(
    name: "torchao-one-level", summary: "torchao, one level: s = e4m3(clamp(fl(a / max), 2^−6, 448)), fl(x · fl(1/s))",
    block: .rounded(.minimum(.maximum(.blockMaximum / .elementMaximum, .number(0x1p-6)), .scaleMaximum)),
    elements: .formula((.number(1) / storedWithSign) * .element))

  private static func fourOverSix(_ name: String, _ summary: String, limit: Float, _ measure: ErrorMeasure) -> ScaleRule {
    let range = .number(limit) * Formula.elementMaximum
    return ScaleRule(
      name: name, summary: summary,
      tensor: TensorStep(
        encode: .minimum(range / .tensorMaximum.ifZero(range), .greatest).ifZero(.number(1)), scale: .number(1) / .tensorEncode),
      block: .search(.rounded((.blockMaximum / .elementMaximum) * .tensorEncode), factors: [1, 1.5], measure),
      elements: .formula(transformerEngineElements))
  }

  private static func dequantized(limit: Float) -> Formula {
    ((.element * .blockScale) * .tensorMaximum) / (.number(limit) * .elementMaximum)
  }

  /// Four over six: the block maximum goes to 6 or to 4, whichever has the smaller sum of magnitudes of errors.
  public static let fourOverSix = fourOverSix(
    "four-over-six", "Transformer Engine, four over six: the maximum to 6 or to 4, least sum of magnitudes", limit: 448,
    ErrorMeasure(value: dequantized(limit: 448), isSquared: false))
  /// ``fourOverSix`` by squared errors.
  public static let fourOverSixSquared = fourOverSix(
    "four-over-six-squared", "four over six, least sum of squares", limit: 448,
    ErrorMeasure(value: dequantized(limit: 448), isSquared: true))
  /// ``fourOverSix`` with room above: scales up to 256 before the factor 1.5.
  public static let fourOverSix256 = fourOverSix(
    "four-over-six-256", "four over six, scales below 256", limit: 256, ErrorMeasure(value: dequantized(limit: 256), isSquared: false))
  /// ``fourOverSix256`` by squared errors.
  public static let fourOverSixSquared256 = fourOverSix(
    "four-over-six-256-squared", "four over six, scales below 256, least sum of squares", limit: 256,
    ErrorMeasure(value: dequantized(limit: 256), isSquared: true))
  /// ``fourOverSix`` with errors measured in the scaled tensor, without a division.
  public static let fourOverSixFast = fourOverSix(
    "four-over-six-fast", "four over six, errors against fl(x · S)", limit: 448,
    ErrorMeasure(value: .element * .blockScale, target: .element * .tensorEncode, isSquared: false))
}
