extension Profile {
  /// Every profile; of several versions of one stack the newest comes first. Spec [profiles-2].
  public static let catalogue: [Profile] = [
    ocp, cuda, cublas, cutlass, mlDtypes, torch213, torch211, gfloat, onnx, microxcaling, transformerEngine, transformerEngine2025,
    transformerEngineReference, torchao, torchaoCeil, torchaoEven, torchaoRceil, modelopt, compressedTensors, quark, autoRound, flashinfer,
    ggml, intVsFP, intVsFPProgram,
  ]

  /// The default: what OCP says where it speaks, what CUDA does where it does not.
  public static let ocp = Profile(
    name: "ocp", version: nil, summary: "OCP FP8 and MX where they speak, CUDA where they do not; the default",
    evidence: .documented, narrowsFirst: nil, rules: [])

  /// `cvt` with `.satfinite`, and the CUDA headers' conversions with `__NV_SATFINITE`.
  ///
  /// `--overflow nonfinite` gives the headers' `__NV_NOSAT`. E8M0 rounds as `cudaRoundNearest`: ties up.
  public static let cuda = Profile(
    name: "cuda", version: "13.5", summary: "CUDA headers and PTX cvt .satfinite; NaN from Double keeps sign and payload",
    evidence: .measured, narrowsFirst: nil,
    rules: [
      Rule(.floatingPoint, from: .binary64, Conversion(nan: .payload)),
      Rule(.withoutZero, Conversion(rounding: .nearestAway)),
    ])

  /// CUTLASS host conversions: `float8.h` for FP8, the generic small-float classes for the rest.
  public static let cutlass = Profile(
    name: "cutlass", version: nil, summary: "CUTLASS host conversions; FP6 and FP4 NaN keeps its sign, E8M0 rounds up",
    evidence: .crossChecked, narrowsFirst: nil,
    rules: [
      Rule(.floatingPoint, Conversion(missingNaN: .maxSigned)),
      Rule(.withoutZero, Conversion(rounding: .up, infinity: .nonfinite)),
    ])

  /// `array.astype` with an ml_dtypes type. Doubles are rounded to Float first; integers truncate and wrap.
  public static let mlDtypes = Profile(
    name: "ml_dtypes", version: "0.6.0", summary: "NumPy astype with ml_dtypes: not saturating, NaN keeps its sign",
    evidence: .crossChecked, narrowsFirst: .binary32,
    rules: [
      Rule(.all, Conversion(overflow: .nonfinite, nan: .quiet, missingNaN: .zeroInvertedSign)),
      Rule(.withoutZero, nearestScale(overflow: .nonfinite, negative: .nan, missingZero: .nan)),
      Rule(.integers, truncatedInteger),
    ])

  /// PyTorch 2.13 and later on the CPU: E4M3FN saturates, everything else does not.
  public static let torch213 = Profile(
    name: "torch", version: "2.13", summary: "PyTorch CPU casts from 2.13 on: E4M3FN saturates, E5M2 and FNUZ do not",
    evidence: .crossChecked, narrowsFirst: nil,
    rules: torch211.rules + [Rule(.only(.e4m3fn), Conversion(infinity: .asOverflow, nan: .keepSign))])

  /// PyTorch before 2.13: nothing saturates.
  public static let torch211 = Profile(
    name: "torch", version: "2.11", summary: "PyTorch CPU casts before 2.13: nothing saturates",
    evidence: .measured, narrowsFirst: nil,
    rules: [
      Rule(.floatingPoint, Conversion(overflow: .nonfinite, nan: .keepSign)),
      Rule(.withoutZero, nearestScale(overflow: .nonfinite, negative: .magnitude, missingZero: .smallest)),
    ])

  /// gfloat's `encode_float(round_float(…))`, without saturation as by default.
  public static let gfloat = Profile(
    name: "gfloat", version: "0.5.2", summary: "gfloat: NaN is negative, FP6 and FP4 refuse NaN; not saturating by default",
    evidence: .crossChecked, narrowsFirst: nil,
    rules: [
      Rule(.all, Conversion(overflow: .nonfinite, overflowNaN: .asNaN, nan: .negative, missingNaN: .reject, negative: .nan)),
      Rule(
        .withoutZero,
        Conversion(
          overflow: .nonfinite, overflowNaN: .asNaN, nan: .negative, missingNaN: .reject, negative: .nan, missingZero: .nan,
          lowestBinade: .nanBelow)),
      Rule(.integers, integer()),
    ])

  /// ONNX `Cast` with `saturate = 1`; E8M0 with `round_mode = "up"`.
  public static let onnx = Profile(
    name: "onnx", version: "1.23.2", summary: "ONNX Cast, saturating; E8M0 rounds up and never gives code 00 for a non-zero value",
    evidence: .crossChecked, narrowsFirst: .binary32,
    rules: [
      Rule(.all, Conversion(nan: .quiet, missingNaN: .zeroInvertedSign)),
      Rule(.withoutZero, Conversion(rounding: .up, infinity: .nonfinite, lowestBinade: .skipped)),
      Rule(.integers, truncatedInteger),
    ])

  /// microxcaling's element rounding: ties away from zero, saturating.
  ///
  /// The package computes values, not codes: NaN and infinity stay what they are, which here is the nearest thing that a code can say.
  public static let microxcaling = Profile(
    name: "microxcaling", version: nil, summary: "microxcaling elements: ties away from zero, saturating",
    evidence: .crossChecked, narrowsFirst: nil,
    rules: [
      Rule(.all, Conversion(rounding: .nearestAway, infinity: .nonfinite, nan: .keepSign)),
      Rule(.withoutZero, Conversion(rounding: .towardZero)),
      Rule(.integers, integer(rounding: .nearestAway)),
    ])

  /// Transformer Engine on the device: the hardware's `cvt`; E8M0 scales round up.
  public static let transformerEngine = Profile(
    name: "transformer-engine", version: nil, summary: "Transformer Engine on the device: PTX cvt .satfinite; E8M0 rounds up",
    evidence: .documented, narrowsFirst: nil,
    rules: [Rule(.withoutZero, Conversion(rounding: .up))])

  /// "m ≥ 1.5 goes up", and in Float's subnormal range everything above 2^−127 does: ml_dtypes, PyTorch.
  private static func nearestScale(overflow: Overflow, negative: NegativeOperand, missingZero: MissingZero) -> Conversion {
    Conversion(
      rounding: .nearestAway, overflow: overflow, negative: negative, missingZero: missingZero, lowestBinade: .roundedUp)
  }

  /// The defaults of whole-number formats, with a rounding rule: for stacks that say nothing else of them.
  private static func integer(rounding: Rounding = .nearestEven) -> Conversion {
    Conversion(rounding: rounding, missingNaN: .zero, negative: .zero)
  }

  /// A C cast to an integer, cut to the format's bits.
  private static let truncatedInteger = Conversion(
    rounding: .towardZero, overflow: .wrap, infinity: .zero, missingNaN: .zero, negative: .wrap)
}
