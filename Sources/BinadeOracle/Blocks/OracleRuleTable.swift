// The rows of [scale-rules-6] … [scale-rules-11], copied cell by cell.

extension OracleRule {
  /// Every rule, in the order of the clauses.
  public static let all = powersOfTwo + oneLevel + twoLevels + searches + zeroPoints + ggml

  /// [scale-rules-6].
  private static let powersOfTwo = [
    OracleRule("ocp-floor", position: .floor, scale: "a"),
    OracleRule("ceil", position: .ceil, scale: "a"),
    OracleRule("rceil", aliases: ["int-ceil"], position: .ceilOfRatio, scale: "a"),
    OracleRule("rceil-reciprocal", scale: "a * (1 / M)", conversion: .upSaturating),
    OracleRule("rceil-quotient", scale: "a / M", conversion: .upSaturating),
    OracleRule("rceil-log2", position: .ceilAloneLog32, scale: "a / M"),
    OracleRule("ocp-floor-log2", position: .floorLog32, scale: "a"),
    OracleRule("even", position: .even, scale: "a"),
    OracleRule("even-1.75", position: .evenOfE2M1, scale: "a"),
    OracleRule("nearest", position: .nearestOfRatio, scale: "a"),
    OracleRule("nearest-geometric", position: .geometricOfRatio, scale: "a"),
    OracleRule("nearest-maximum", position: .halfUp, scale: "a"),
    OracleRule("floor-plus-one", position: .plusOne, scale: "a"),
    OracleRule("floor-minus-one", position: .floor, scale: "a / 2"),
    OracleRule(
      "search", position: .floor, scale: "a",
      search: Search(
        factors: [.one, Factor(word: 0x3F00_0000, exponent: -1), Factor(word: 0x4000_0000, exponent: 1)],
        measure: formula("x * s"), isSquared: true)),
  ]

  /// [scale-rules-7].
  private static let oneLevel = [
    OracleRule("quotient", scale: "a / M", elements: "x / s")
  ]

  /// [scale-rules-8].
  private static let twoLevels = [
    OracleRule(
      "cublas", S: "(F * M) / ifzero(g, F * M)", T: "1 / S", scale: "(a * S) / M", elements: "(x * S) * (1 / s)"),
    OracleRule(
      "te", S: "ifzero(fmin((F * M) / ifzero(g, F * M), FLT_MAX), 1)", T: "1 / S", scale: "fmin(a * (S * (1 / M)), FLT_MAX)",
      elements: "x * fmin(1 / (s * T), FLT_MAX)"),
    OracleRule(
      "te-2025", S: "ifzero(fmin((F * M) / ifzero(g, F * M), FLT_MAX), 1)", T: "1 / S", scale: "fmin((a / M) * S, FLT_MAX)",
      elements: "x * fmin(1 / (s * T), FLT_MAX)"),
    OracleRule(
      "torchao", S: "1 / T", T: "g / (F * M)", scale: "min(max((a / M) / T, 0x3C800000), F)", elements: "x * ((1 / T) / s)"),
    OracleRule(
      "modelopt", S: "1 / T", T: "g / (F * M)", scale: "min(max(ifzero(a / (M * T), 1), 0x3B000000), F)", elements: "x / (s * T)"),
    OracleRule(
      "compressed-tensors", S: "(F * M) / g", T: "1 / S", scale: "ifzero(S * (a / M), 0x3E000000)", elements: "x / (s / S)"),
    OracleRule("auto-round", S: "(F * M) / g", T: "1 / S", scale: "S * (a * (1 / M))", elements: "x * (1 / (s * (1 / S)))"),
    OracleRule("quark", S: "F * (M / g)", T: "1 / S", scale: "(a / M) * S", elements: "x / (s / S)"),
    OracleRule(
      "flashinfer", S: "(F * M) / ifzero(g, F * M)", T: "1 / S", scale: "S * (a * rcpa(M))", elements: "x * rcpa(s * rcpa(S))"),
    OracleRule(
      "cutlass", S: "(F * M) / ifzero(g, F * M)", T: "1 / S", scale: "a * (S * rcpa(M))",
      elements: "x * min(S * rcpa(s), FLT_MAX)"),
    OracleRule("int-vs-fp", S: "1 / T", T: "(g / M) / F", scale: "(a / M) / T", elements: "x / (s * T)"),
  ]

  /// [scale-rules-9].
  private static let searches = [("four-over-six", false), ("four-over-six-squared", true)].map { name, isSquared in
    OracleRule(
      name, S: "ifzero(fmin((256 * M) / ifzero(g, 256 * M), FLT_MAX), 1)", T: "1 / S", scale: "(a / M) * S",
      search: Search(
        factors: [.one, Factor(word: 0x3FC0_0000, exponent: nil)], measure: formula("((x * s) * g) / (256 * M)"),
        isSquared: isSquared),
      elements: "x * fmin(1 / (s * T), FLT_MAX)")
  }

  /// [scale-rules-10].
  private static let zeroPoints = [
    OracleRule(
      "affine", scale: "(max(h, 0) - min(l, 0)) / M", zeroPoint: "ifnotfinite(rint((0 - min(l, 0)) / s), 0)",
      elements: "rint(x / s) + z"),
    OracleRule(
      "affine-fused", scale: "(max(h, 0) - min(l, 0)) / M", zeroPoint: "ifnotfinite(rint((0 - min(l, 0)) / s), 0)",
      elements: "(x / s) + z"),
    OracleRule("affine-minimum", scale: "(h - l) / M", zeroPoint: "l", elements: "(x - z) / s"),
    OracleRule("affine-minimum-f16", scale: "f16(f16(h - l) / M)", zeroPoint: "l", elements: "f16(f16(x - z) / s)"),
  ]

  /// [scale-rules-11].
  private static let ggml = [
    OracleRule(
      "ggml-q4_0", scale: "e / -8", conversion: .nearestNonfinite, elements: "(x * (1 / ifzero(u, 0x7F800000))) + 8.5"),
    OracleRule(
      "ggml-q4_1", scale: "(h - l) / M", conversion: .nearestNonfinite, zeroPoint: "l",
      elements: "((x - l) * (1 / ifzero(u, 0x7F800000))) + 0.5"),
    OracleRule("ggml-q8_0", scale: "a / M", conversion: .nearestNonfinite, elements: "x * (1 / ifzero(u, 0x7F800000))"),
  ]
}
