// Stacks that quantize tensors: what they do with single elements. Their blocks stand in Profile+Blocks.swift. Spec [profiles-2], [profiles-4].

extension Profile {
  /// cuBLASLt's quantized outputs: the hardware's `cvt`.
  public static let cublas = Profile(
    name: "cublas", version: nil, summary: "cuBLASLt quantized outputs: PTX cvt .satfinite; documented scale recipes",
    evidence: .documented, narrowsFirst: nil, rules: cuda.rules)

  /// Transformer Engine before its NVFP4 scale factor was computed once for the tensor.
  public static let transformerEngine2025 = Profile(
    name: "transformer-engine-2025", version: nil, summary: "Transformer Engine before: another order in the NVFP4 scale",
    evidence: .documented, narrowsFirst: nil, rules: transformerEngine.rules)

  /// Transformer Engine's reference in Python, which knows no NaN and no −0.
  public static let transformerEngineReference = Profile(
    name: "transformer-engine-reference", version: "d0067d0d", summary: "Transformer Engine's Python reference for NVFP4",
    evidence: .crossChecked, narrowsFirst: nil,
    rules: [Rule(.only(.e2m1fn), Conversion(missingNaN: .zero, signedZero: .dropExactZero))])

  // FP8 by a torch cast after a clamp; FP6 and FP4 by its own bit manipulation, which makes something of NaN.
  private static let torchaoElements = [
    Rule(.floatingPoint, Conversion(missingNaN: .wrap)),
    Rule(.only(.e4m3fn), Conversion(infinity: .asOverflow, nan: .keepSign)),
    Rule(.only(.e5m2), Conversion(infinity: .asOverflow, nan: .keepSign)),
  ]
  private static func torchao(_ name: String, _ mode: String) -> Profile {
    Profile(
      name: name, version: "0.18.0", summary: "torchao MX with \(mode), and its two-level NVFP4", evidence: .crossChecked,
      narrowsFirst: nil, rules: torchaoElements)
  }
  /// torchao's default: FLOOR.
  public static let torchao = torchao("torchao", "FLOOR")
  /// torchao with CEIL.
  public static let torchaoCeil = torchao("torchao-ceil", "CEIL")
  /// torchao with EVEN.
  public static let torchaoEven = torchao("torchao-even", "EVEN")
  /// torchao with RCEIL.
  public static let torchaoRceil = torchao("torchao-rceil", "RCEIL")

  /// Model-Optimizer's packed tensors.
  public static let modelopt = Profile(
    name: "modelopt", version: "0.47.0", summary: "Model-Optimizer: MXFP8, MXFP4, NVFP4 tensors", evidence: .crossChecked,
    narrowsFirst: nil, rules: [Rule(.floatingPoint, Conversion(nan: .keepSign))])

  /// compressed-tensors' compressors on the CPU.
  public static let compressedTensors = Profile(
    name: "compressed-tensors", version: "0.20.0", summary: "compressed-tensors: MXFP8, MXFP4, NVFP4 and integers", evidence: .crossChecked,
    narrowsFirst: nil, rules: [Rule(.floatingPoint, Conversion(nan: .keepSign))])

  /// AMD Quark.
  public static let quark = Profile(
    name: "quark", version: "0.13", summary: "Quark: MX with EVEN scales", evidence: .crossChecked, narrowsFirst: nil, rules: [])

  /// auto-round.
  public static let autoRound = Profile(
    name: "auto-round", version: "0.16.1", summary: "auto-round: MX and NVFP4", evidence: .crossChecked, narrowsFirst: nil, rules: [])

  /// FlashInfer's and TensorRT-LLM's quantization kernels.
  public static let flashinfer = Profile(
    name: "flashinfer", version: nil, summary: "FlashInfer, TensorRT-LLM: NVFP4 with approximate reciprocals", evidence: .documented,
    narrowsFirst: nil, rules: transformerEngine.rules)

  /// ggml's reference quantizers.
  public static let ggml = Profile(
    name: "ggml", version: "0.19.0", summary: "ggml blocks, as the gguf package computes them", evidence: .crossChecked, narrowsFirst: nil,
    rules: [
      Rule(.floatingPoint, Conversion(rounding: .nearestTowardZero, missingNaN: .zero, signedZero: .alwaysPositive)),
      Rule(.integers, Conversion(missingNaN: .zero, negative: .zero)),
    ])

  /// The program of *INT v.s. FP*, which computes in the tensor's own format.
  public static let intVsFPProgram = Profile(
    name: "int-vs-fp-program", version: nil, summary: "INT v.s. FP's program: logarithms and products as it rounds them",
    evidence: .crossChecked, narrowsFirst: nil, rules: [])

  /// The quantizers of *INT v.s. FP*, as the text says.
  public static let intVsFP = Profile(
    name: "int-vs-fp", version: nil, summary: "INT v.s. FP: symmetric integers, scales rounded up", evidence: .crossChecked,
    narrowsFirst: nil, rules: [])
}
