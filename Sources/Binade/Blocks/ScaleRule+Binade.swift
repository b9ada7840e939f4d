// The catalogue of scale rules: powers of two. Spec [scale-rules-3], [scale-rules-6].

extension ScaleRule {
  /// The rule of the OCP specification: the maximum's binade, above the largest element's. The maximum may saturate.
  public static let ocpFloor = ScaleRule(
    name: "ocp-floor", summary: "2^(floor(log2 a) − emax): the OCP specification", block: .binade(of: .blockMaximum, .floor))

  /// The next power of two unless the maximum is one.
  public static let ceil = ScaleRule(
    name: "ceil", summary: "2^(ceil(log2 a) − emax)", block: .binade(of: .blockMaximum, .ceil))

  /// The smallest scale under which nothing saturates. For integers this is `int-ceil`, the rule of *INT v.s. FP*.
  public static let rceil = ScaleRule(
    name: "rceil", summary: "2^ceil(log2(a / max)), exactly: nothing saturates", block: .binade(of: .blockMaximum, .ceilOfRatio))

  /// ``rceil`` by a float multiplication with the reciprocal.
  public static let rceilReciprocal = ScaleRule(
    name: "rceil-reciprocal", summary: "fl(a · fl(1/max)) rounded up: Transformer Engine's MXFP8",
    block: .rounded(.blockMaximum * (.number(1) / .elementMaximum), .up))

  /// ``rceil`` by a float division.
  public static let rceilQuotient = ScaleRule(
    name: "rceil-quotient", summary: "fl(a / max) rounded up: cuBLASLt", block: .rounded(.blockMaximum / .elementMaximum, .up))

  /// ``rceil`` through the logarithm of a float quotient.
  public static let rceilLog2 = ScaleRule(
    name: "rceil-log2", summary: "ceil(fl(log2(fl(a / max)))), one octave low just above a power of two: torchao RCEIL, Model-Optimizer",
    block: .binade(of: .blockMaximum / .elementMaximum, .ceilAloneOfLog32), elements: .formula(.element / .blockScale))

  /// ``rceilLog2`` in bfloat16: most scales just above a power of two come out one octave low.
  public static let rceilLog2BF16 = ScaleRule(
    name: "rceil-log2-bf16", summary: "ceil(bf16(log2(bf16(a / max)))): INT v.s. FP's program on bfloat16",
    block: .binade(of: (.blockMaximum / .elementMaximum).rounded(to: .bfloat16), .ceilAloneOfLog16),
    elements: .formula((.element / .blockScale).rounded(to: .bfloat16)))

  /// ``ocpFloor`` through a float logarithm.
  public static let ocpFloorLog2 = ScaleRule(
    name: "ocp-floor-log2", summary: "floor(fl(log2 a)) − emax: one octave high just below a power of two",
    block: .binade(of: .blockMaximum, .floorOfLog32))

  /// ``ocpFloorLog2`` in bfloat16.
  public static let ocpFloorLog2BF16 = ScaleRule(
    name: "ocp-floor-log2-bf16", summary: "floor(bf16(log2 a)) − emax", block: .binade(of: .blockMaximum, .floorOfLog16))

  /// ``ocpFloorLog2`` where a block of zeros counts as 2: auto-round puts 1 for its logarithm.
  public static let autoRoundFloor = ScaleRule(
    name: "auto-round-floor", summary: "as ocp-floor-log2, a = 2 for a block of zeros, fl(x / s): auto-round MX",
    block: .binade(of: .blockMaximum.ifZero(.number(2)), .floorOfLog32), elements: .formula(.element / .blockScale))

  /// ``rceilLog2`` where a block of zeros gets 2, and a quotient that underflows to zero makes the scale NaN: auto-round.
  public static let autoRoundRceil = ScaleRule(
    name: "auto-round-rceil", summary: "as rceil-log2, 2 for a block of zeros, NaN where fl(a / max) is zero otherwise: auto-round RCEIL",
    block: .binade(
      of: (.blockMaximum.ifZero(.number(2) * .elementMaximum) / .elementMaximum).ifZero(.number(.nan)), .ceilAloneOfLog32),
    elements: .formula(.element / .blockScale))

  /// ``ceil`` through a float logarithm.
  public static let ceilLog2 = ScaleRule(
    name: "ceil-log2", summary: "ceil(fl(log2 a)) − emax: Quark", block: .binade(of: .blockMaximum, .ceilOfLog32))

  /// ``ceilLog2`` in bfloat16.
  public static let ceilLog2BF16 = ScaleRule(
    name: "ceil-log2-bf16", summary: "ceil(bf16(log2 a)) − emax: Quark on bfloat16", block: .binade(of: .blockMaximum, .ceilOfLog16))

  /// ``even`` with the threshold of eight bits: Quark's INT8.
  public static let even8 = ScaleRule(
    name: "even-8-bit", summary: "2^(e − emax), next from m = 2 − 2^−9 on: Quark INT8", block: .binade(of: .blockMaximum, .evenOf8Bits))

  /// The whole number nearest to a float logarithm.
  public static let nearestLog2 = ScaleRule(
    name: "nearest-log2", summary: "rint(fl(log2(fl(a / max)))): INT v.s. FP's program, round",
    block: .binade(of: .blockMaximum / .elementMaximum, .nearestAloneOfLog32), elements: .formula(.element / .blockScale))

  /// ``nearestLog2`` in bfloat16.
  public static let nearestLog2BF16 = ScaleRule(
    name: "nearest-log2-bf16", summary: "rint(bf16(log2(bf16(a / max))))",
    block: .binade(of: (.blockMaximum / .elementMaximum).rounded(to: .bfloat16), .nearestAloneOfLog16),
    elements: .formula((.element / .blockScale).rounded(to: .bfloat16)))

  /// Up where the maximum's significand would round to the next power of two at the element's precision.
  public static let even = ScaleRule(
    name: "even", summary: "2^(e − emax), next from m = 2 − 2^−(bits + 1) on: torchao EVEN, Quark", block: .binade(of: .blockMaximum, .even)
  )

  /// The threshold of E2M1 for every element.
  public static let even175 = ScaleRule(
    name: "even-1.75", summary: "2^(e − emax), next from m = 1.75 on, whatever the element: compressed-tensors",
    block: .binade(of: .blockMaximum, .evenOfE2M1))

  /// The power of two nearest to a / max.
  public static let nearest = ScaleRule(
    name: "nearest", summary: "the power of two nearest to a / max, up from 1.5 on", block: .binade(of: .blockMaximum, .nearestOfRatio))

  /// The power of two nearest to a / max in the logarithm.
  public static let nearestGeometric = ScaleRule(
    name: "nearest-geometric", summary: "the power of two nearest to a / max, up from √2 on",
    block: .binade(of: .blockMaximum, .geometricOfRatio))

  /// One above ``ocpFloor``.
  public static let floorPlusOne = ScaleRule(
    name: "floor-plus-one", summary: "ocp-floor plus one; bytes 00, FE and FF stay: Tenstorrent exp_rnd_to_inf",
    block: .binade(of: .blockMaximum, .plusOne))

  /// One below ``ocpFloor``: the upper half of the maximum's binade saturates.
  public static let floorMinusOne = ScaleRule(
    name: "floor-minus-one", summary: "2^(floor(log2 a) − emax − 1): Brevitas MXInt8",
    block: .binade(of: .blockMaximum / .number(2), .floor))

  /// The power of two nearest to the maximum, less the largest element's exponent rounded down.
  public static let nearestMaximum = ScaleRule(
    name: "nearest-maximum", summary: "the power of two nearest to a, up from 1.5 on, less emax: aiter before 3212",
    block: .binade(of: .blockMaximum, .halfUp))

  /// ``ocpFloor``, one less and one more: the scale with the least squared error.
  public static let searchOCP = ScaleRule(
    name: "search", summary: "ocp-floor, half or twice it: the least squared error",
    block: .search(
      .binade(of: .blockMaximum, .floor), factors: [1, 0.5, 2], ErrorMeasure(value: .element * .blockScale, isSquared: true)))
}
