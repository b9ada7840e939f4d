// The catalogue of scale rules: groups with a zero point, and ggml's blocks. Spec [scale-rules-10], [scale-rules-11].

extension ScaleRule {
  /// Zero as a whole number, applied before the scale. The range is stretched to hold zero.
  public static let affine = ScaleRule(
    name: "affine", summary: "s = fl(fl(max(h, 0) − min(l, 0)) / (M − L)), z = rint(L − fl(min(l, 0) / s)), rint(x / s) + z",
    block: .rounded(
      (.maximum(.blockHighest, .number(0)) - .minimum(.blockLowest, .number(0))) / (.elementMaximum - .elementMinimum)),
    zeroPoint: .whole(.elementMinimum - (.minimum(.blockLowest, .number(0)) / .blockScale)).ifNotFinite(.elementMinimum),
    elements: .formula(.whole(.element / .blockScale) + .zeroPoint))

  /// As ``affine``, rounded once after the zero point was added: QServe.
  public static let affineFused = ScaleRule(
    name: "affine-fused", summary: "as affine, rint(x / s + z): one rounding",
    block: affine.block, zeroPoint: affine.zeroPoint, elements: .formula((.element / .blockScale) + .zeroPoint))

  /// Symmetric integers whose range counts the most negative code: 15/2 for four bits. A scale of zero becomes 2^−23.
  public static let halfRange = ScaleRule(
    name: "half-range", summary: "s = fl(a / ((M − L) / 2)), 2^−23 if zero, fl(x / s): compressed-tensors integers",
    block: .rounded(halfRangeScale.ifZero(.number(0x1p-23))), elements: .formula(.element / .blockScale))
  private static var halfRangeScale: Formula { .blockMaximum / ((.elementMaximum - .elementMinimum) / .number(2)) }

  /// The smallest value is the zero point, applied after the scale; everything in binary32.
  public static let affineMinimum = ScaleRule(
    name: "affine-minimum", summary: "s = fl(fl(h − l) / max), z = l, rint(fl(fl(x − z) / s))",
    block: .rounded((.blockHighest - .blockLowest) / .elementMaximum), zeroPoint: .blockLowest,
    elements: .formula((.element - .zeroPoint) / .blockScale))

  /// As ``affineMinimum`` in binary16: KIVI.
  public static let affineMinimum16 = affineMinimum.computed(in: .binary16, "as affine-minimum, every step rounded to f16: KIVI")

  // 1/u, or 0 for a block of zeros.
  private static var inverse: Formula { .number(1) / .unroundedScale.ifZero(.number(.infinity)) }

  /// ggml Q4_0: the extreme goes to −8.
  public static let ggmlQ40 = ScaleRule(
    name: "ggml-q4_0", summary: "s = e / −8, trunc(fl(x · fl(1/u)) + 8.5): ggml Q4_0",
    block: .rounded(.blockExtreme / .number(-8)),
    elements: .formula((.element * inverse) + .number(8.5)))

  /// ggml Q4_1: scale and minimum.
  public static let ggmlQ41 = ScaleRule(
    name: "ggml-q4_1", summary: "s = fl(h − l) / 15, trunc(fl(fl(x − l) · fl(1/u)) + 0.5): ggml Q4_1",
    block: .rounded((.blockHighest - .blockLowest) / .elementMaximum), zeroPoint: .blockLowest,
    elements: .formula(((.element - .blockLowest) * inverse) + .number(0.5)))

  /// ggml Q8_0: codes from the unrounded scale.
  public static let ggmlQ80 = ScaleRule(
    name: "ggml-q8_0", summary: "s = a / 127, round(fl(x · fl(1/u))): ggml Q8_0",
    block: .rounded(.blockMaximum / .elementMaximum),
    elements: .formula(.element * inverse))

  /// The same rule computed in a narrower format: every operation is rounded to it. Scales of powers of two stay what they are.
  func computed(in format: ScalarFormatID, _ summary: String? = nil) -> ScaleRule {
    var step = block
    if case .rounded(let formula, let rounding) = block { step = .rounded(formula.computed(in: format), rounding) }
    var elementStep = elements
    if case .formula(let formula) = elements { elementStep = .formula(formula.computed(in: format)) }
    return ScaleRule(
      name: name + "-" + format.name, summary: summary ?? "as \(name), every step rounded to \(format.name)", tensor: tensor, block: step,
      zeroPoint: zeroPoint.map { $0.computed(in: format) }, elements: elementStep)
  }

  /// ``quotient`` on a tensor of bfloat16 that is quantized in it.
  public static let quotient16 = quotient.computed(in: .bfloat16)
  /// ``halfRange`` in bfloat16, with the spacing of that below 1 for a scale of zero.
  public static let halfRange16 = ScaleRule(
    name: "half-range-bf16", summary: "as half-range, every step rounded to bf16, 2^−7 if zero",
    block: .rounded(halfRangeScale.computed(in: .bfloat16).ifZero(.number(0x1p-7))),
    elements: .formula((.element / .blockScale).rounded(to: .bfloat16)))
  /// ``affineFused`` in bfloat16.
  public static let affineFused16 = affineFused.computed(in: .bfloat16)
}

extension Formula {
  /// The same formula with every operation rounded to a format; constants and variables stay.
  func computed(in format: ScalarFormatID) -> Formula {
    switch self {
    case .constant, .variable: self
    case .unary(let operation, let a): .unary(operation, a.computed(in: format))
    case .rounded(let a, let other): .rounded(a.computed(in: format), other)
    case .binary(let operation, let a, let b):
      switch operation {
      case .product, .quotient, .sum, .difference:
        .binary(operation, a.computed(in: format), b.computed(in: format)).rounded(to: format)
      default: .binary(operation, a.computed(in: format), b.computed(in: format))
      }
    }
  }
}
