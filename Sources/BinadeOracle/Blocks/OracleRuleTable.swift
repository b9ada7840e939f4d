// The rows of [scale-rules-6] … [scale-rules-12], copied cell by cell.

extension OracleRule {
  /// Every rule, in the order of the clauses.
  public static let all = powersOfTwo + oneLevel + twoLevels + searches + zeroPoints + ggml + narrower

  /// [scale-rules-6].
  private static let powersOfTwo = [
    OracleRule("ocp-floor", position: .floor, scale: "a"),
    OracleRule("ceil", position: .ceil, scale: "a"),
    OracleRule("rceil", aliases: ["int-ceil"], position: .ceilOfRatio, scale: "a"),
    OracleRule("rceil-reciprocal", scale: "a * (1 / M)", isRoundedUp: true),
    OracleRule("rceil-quotient", scale: "a / M", isRoundedUp: true),
    OracleRule("rceil-log2", position: .ceilAloneLog32, scale: "a / M", elements: "x / s"),
    OracleRule("rceil-log2-bf16", position: .ceilAloneLog16, scale: "bf16(a / M)", elements: "bf16(x / s)"),
    OracleRule("ocp-floor-log2", position: .floorLog32, scale: "a"),
    OracleRule("ocp-floor-log2-bf16", position: .floorLog16, scale: "a"),
    OracleRule("auto-round-floor", position: .floorLog32, scale: "ifzero(a, 2)", elements: "x / s"),
    OracleRule("auto-round-rceil", position: .ceilAloneLog32, scale: "ifzero(ifzero(a, 2 * M) / M, 0x7FC00000)", elements: "x / s"),
    OracleRule("ceil-log2", position: .ceilLog32, scale: "a"),
    OracleRule("ceil-log2-bf16", position: .ceilLog16, scale: "a"),
    OracleRule("even-8-bit", position: .evenOf8Bits, scale: "a"),
    OracleRule("nearest-log2", position: .nearestAloneLog32, scale: "a / M", elements: "x / s"),
    OracleRule("nearest-log2-bf16", position: .nearestAloneLog16, scale: "bf16(a / M)", elements: "bf16(x / s)"),
    OracleRule("even", position: .even, scale: "a"),
    OracleRule("even-1.75", position: .evenOfE2M1, scale: "a"),
    OracleRule("nearest", position: .nearestOfRatio, scale: "a"),
    OracleRule("nearest-geometric", position: .geometricOfRatio, scale: "a"),
    OracleRule("nearest-maximum", position: .halfUp, scale: "a"),
    OracleRule("floor-plus-one", position: .plusOne, scale: "a"),
    OracleRule("floor-minus-one", position: .floor, scale: "a / 2"),
    OracleRule("search", position: .floor, scale: "a", search: Search([.one, .half, .two], of: "x * s", less: "x", isSquared: true)),
  ]

  /// [scale-rules-7].
  private static let oneLevel = [
    OracleRule("quotient", scale: "a / M", elements: "x / s"),
    OracleRule("torchao-one-level", scale: "min(max(a / M, 0x3C800000), F)", elements: "(1 / e4m3fn(u)) * x"),
    OracleRule("half-range", scale: "ifzero(a / ((M - L) / 2), 0x34000000)", elements: "x / s"),
  ]

  /// [scale-rules-8].
  private static let twoLevels = [
    OracleRule("cublas", S: "(F * M) / ifzero(g, F * M)", T: "1 / S", scale: "(a * S) / M", elements: "(x * S) * (1 / s)"),
    OracleRule(
      "te", S: "ifzero(min((F * M) / ifzero(g, F * M), FLT_MAX), 1)", T: "1 / S", scale: "min(a * (S * (1 / M)), FLT_MAX)",
      elements: "x * min(1 / (s * T), FLT_MAX)"),
    OracleRule(
      "te-2025", S: "ifzero(min((F * M) / ifzero(g, F * M), FLT_MAX), 1)", T: "1 / S", scale: "min((a / M) * S, FLT_MAX)",
      elements: "x * min(1 / (s * T), FLT_MAX)"),
    OracleRule(
      "torchao", S: "1 / T", T: "g / (F * M)", scale: "min(max((a / M) / T, 0x3C800000), F)", elements: "((1 / T) / e4m3fn(u)) * x"),
    OracleRule("modelopt", S: "1 / T", T: "g / (F * M)", scale: "min(max(ifzero(a / (M * T), 1), 0x3B000000), F)", elements: "x / (s * T)"),
    OracleRule(
      "compressed-tensors", S: "ifnotfinite((F * M) * (1 / max(g, 0x800000)), 1)", T: "1 / S",
      scale: "ifzero(ue4m3(min(S * (a / M), F)), 0x3E000000)", elements: "x / (s / S)"),
    OracleRule(
      "compressed-tensors-bf16", S: "ifnotfinite(bf16((F * M) * bf16(1 / max(g, 0x800000))), 1)", T: "1 / S",
      scale: "ifzero(ue4m3(min(S * bf16(a / M), F)), 0x3E000000)", elements: "x / (s / S)"),
    OracleRule(
      "auto-round", S: "(F * M) * (1 / ifzero(g, 0x7F800000))", T: "1 / ifzero(S, 0x7F800000)", scale: "S * (a * (1 / M))",
      elements: "x * (1 / ifzero(s * (1 / ifzero(S, 0x7F800000)), 0x7F800000))"),
    OracleRule("quark", S: "F * (M * (1 / g))", T: "1 / S", scale: "(a / M) * S", elements: "x / ifzero(s / S, 0x34000000)"),
    OracleRule("flashinfer", S: "(F * M) / ifzero(g, F * M)", T: "1 / S", scale: "S * (a * rcpa(M))", elements: "x * rcpa(s * rcpa(S))"),
    OracleRule(
      "cutlass", S: "(F * M) / ifzero(g, F * M)", T: "1 / S", scale: "a * (S * rcpa(M))", elements: "x * min(S * rcpa(s), FLT_MAX)"),
    OracleRule("int-vs-fp", S: "1 / T", T: "(g / M) / F", scale: "(a / M) / T", elements: "x / (s * T)"),
    OracleRule(
      "int-vs-fp-program", S: "1 / T", T: "(g / M) / F", scale: "(a / M) / T",
      elements: "x / min(max(bf16(bf16(T) * s), 0x15F80000), 0x69040000)"),
    OracleRule(
      "int-vs-fp-program-bf16", S: "1 / T", T: "bf16(g / M) / F", scale: "bf16(bf16(a / M) / T)",
      elements: "bf16(x / min(max(bf16(bf16(T) * s), 0x15F80000), 0x69040000))"),
    OracleRule(
      "int-vs-fp-program-float", S: "1 / T", T: "(ifzero(g, 0x15F79688) / M) / F", scale: "(ifzero(a, 0x15F79688) / M) / T",
      elements: "x / min(max(bf16(bf16(T) * s), 0x15F80000), 0x69040000)"),
    OracleRule(
      "int-vs-fp-program-float-bf16", S: "1 / T", T: "bf16(bf16(ifzero(g, 0x15F79688) / M) / F)",
      scale: "bf16(bf16(ifzero(a, 0x15F79688) / M) / T)",
      elements: "bf16(x / min(max(bf16(bf16(T) * s), 0x15F80000), 0x69040000))"),
  ]

  /// [scale-rules-9].
  private static let searches = [
    OracleRule(
      "four-over-six", S: "ifzero(min((448 * M) / ifzero(g, 448 * M), FLT_MAX), 1)", T: "1 / S", scale: "(a / M) * S",
      search: Search([.one, .threeHalves], of: "((x * s) * g) / (448 * M)", less: "x", isSquared: false),
      elements: "x * min(1 / (s * T), FLT_MAX)"),
    OracleRule(
      "four-over-six-squared", S: "ifzero(min((448 * M) / ifzero(g, 448 * M), FLT_MAX), 1)", T: "1 / S", scale: "(a / M) * S",
      search: Search([.one, .threeHalves], of: "((x * s) * g) / (448 * M)", less: "x", isSquared: true),
      elements: "x * min(1 / (s * T), FLT_MAX)"),
    OracleRule(
      "four-over-six-256", S: "ifzero(min((256 * M) / ifzero(g, 256 * M), FLT_MAX), 1)", T: "1 / S", scale: "(a / M) * S",
      search: Search([.one, .threeHalves], of: "((x * s) * g) / (256 * M)", less: "x", isSquared: false),
      elements: "x * min(1 / (s * T), FLT_MAX)"),
    OracleRule(
      "four-over-six-256-squared", S: "ifzero(min((256 * M) / ifzero(g, 256 * M), FLT_MAX), 1)", T: "1 / S", scale: "(a / M) * S",
      search: Search([.one, .threeHalves], of: "((x * s) * g) / (256 * M)", less: "x", isSquared: true),
      elements: "x * min(1 / (s * T), FLT_MAX)"),
    OracleRule(
      "four-over-six-fast", S: "ifzero(min((448 * M) / ifzero(g, 448 * M), FLT_MAX), 1)", T: "1 / S", scale: "(a / M) * S",
      search: Search([.one, .threeHalves], of: "x * s", less: "x * S", isSquared: false), elements: "x * min(1 / (s * T), FLT_MAX)"),
  ]

  /// [scale-rules-10].
  private static let zeroPoints = [
    OracleRule(
      "affine", scale: "(max(h, 0) - min(l, 0)) / (M - L)", zeroPoint: "ifnotfinite(rint(L - (min(l, 0) / s)), L)",
      elements: "rint(x / s) + z"),
    OracleRule(
      "affine-fused", scale: "(max(h, 0) - min(l, 0)) / (M - L)", zeroPoint: "ifnotfinite(rint(L - (min(l, 0) / s)), L)",
      elements: "(x / s) + z"),
    OracleRule("affine-minimum", scale: "(h - l) / M", zeroPoint: "l", elements: "(x - z) / s"),
    OracleRule("affine-minimum-f16", scale: "f16(f16(h - l) / M)", zeroPoint: "l", elements: "f16(f16(x - z) / s)"),
  ]

  /// [scale-rules-11].
  private static let ggml = [
    OracleRule("ggml-q4_0", scale: "e / -8", elements: "(x * (1 / ifzero(u, 0x7F800000))) + 8.5"),
    OracleRule("ggml-q4_1", scale: "(h - l) / M", zeroPoint: "l", elements: "((x - l) * (1 / ifzero(u, 0x7F800000))) + 0.5"),
    OracleRule("ggml-q8_0", scale: "a / M", elements: "x * (1 / ifzero(u, 0x7F800000))"),
  ]

  /// [scale-rules-12].
  private static let narrower = [
    OracleRule("quotient-bf16", scale: "bf16(a / M)", elements: "bf16(x / s)"),
    OracleRule("half-range-bf16", scale: "ifzero(bf16(a / bf16(bf16(M - L) / 2)), 0x3C000000)", elements: "bf16(x / s)"),
    OracleRule(
      "affine-fused-bf16", scale: "bf16(bf16(max(h, 0) - min(l, 0)) / bf16(M - L))",
      zeroPoint: "ifnotfinite(rint(bf16(L - bf16(min(l, 0) / s))), L)", elements: "bf16(bf16(x / s) + z)"),
  ]
}
