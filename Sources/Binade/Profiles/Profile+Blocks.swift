// What each stack does with blocks. Spec [profiles-4]; later rows win.

extension Profile {
  private static let mxFloat: [BlockFormatID] = [.mxfp8E4M3, .mxfp8E5M2, .mxfp6E2M3, .mxfp6E3M2, .mxfp4]
  private static let mxInteger: [BlockFormatID] = [.mxint8, .mxint8Symmetric, .mxint6Symmetric, .mxint4Symmetric, .mxint2Symmetric]
  private static let nv: [BlockFormatID] = [.nvfp4, .nvfp4Square, .nvint4]
  private static let vector: [BlockFormatID] = [.fp8E4M3Vector, .fp8E4M3Square]

  static let blockRules: [String: [BlockRule]] = [
    "ocp": [
      BlockRule(formats: mxFloat + mxInteger, rule: .ocpFloor, zeroScale: .zero),
      BlockRule(formats: nv, rule: .cublas, zeroScale: .zero),
      BlockRule(formats: vector, rule: .quotient, zeroScale: .zero),
    ],
    "cuda": documented,
    "cublas": documented,
    "transformer-engine": [
      BlockRule(formats: [.mxfp8E4M3, .mxfp8E5M2], rule: .rceilReciprocal, maximum: .numbers),
      BlockRule(formats: [.nvfp4, .nvfp4Square], rule: .transformerEngine, maximum: .numbers),
    ],
    "torchao": torchao(.ocpFloor),
    "torchao-ceil": torchao(.ceil),
    "torchao-even": torchao(.even),
    "torchao-rceil": [
      BlockRule(formats: mxFloat, rule: .rceilLog2, nanBlock: .nan, smallestScale: .flush, invalidNaN: .negative),
      BlockRule(formats: [.nvfp4], rule: .torchao, invalidNaN: .negative),
    ],
    "modelopt": [
      BlockRule(formats: [.mxfp8E4M3], rule: .rceilLog2, nanBlock: .smallest, infiniteBlock: .largest),
      BlockRule(
        formats: [.mxfp4], rule: .rceilLog2, nanBlock: .zero, infiniteBlock: .zero,
        element: Conversion(rounding: .nearestTowardZero, missingNaN: .zero, signedZero: .exactZeroNegative)),
      BlockRule(formats: [.nvfp4], rule: .modelopt, invalidNaN: .negative, element: Conversion(signedZero: .dropExactZero)),
    ],
    "compressed-tensors": [
      BlockRule(formats: [.mxfp8E4M3], rule: .even175, element: Conversion(nan: .keepSign)),
      BlockRule(formats: [.mxfp6E2M3], rule: .even),
      BlockRule(formats: [.mxfp4], rule: .even175, element: Conversion(missingNaN: .zero, signedZero: .dropExactZero)),
      BlockRule(
        formats: [.nvfp4], rule: .compressedTensors, element: Conversion(missingNaN: .zero, signedZero: .dropExactZero)),
      BlockRule(
        formats: [.nvfp4], source: .bfloat16, rule: .compressedTensors16,
        element: Conversion(missingNaN: .zero, signedZero: .dropExactZero)),
    ],
    "microxcaling": [
      BlockRule(
        formats: mxFloat + mxInteger, rule: .ocpFloorLog2, nanBlock: .nan, infiniteBlock: .nan, scaleRange: .nanAbove,
        integerRange: .symmetric,
        element: Conversion(rounding: .nearestAway, infinity: .nonfinite, nan: .keepSign, signedZero: .dropExactZero))
    ],
    "quark": [
      BlockRule(formats: mxFloat, rule: .even, element: Conversion(signedZero: .alwaysPositive)),
      BlockRule(formats: [.mxfp8E4M3, .mxfp8E5M2], rule: .even, element: Conversion(nan: .keepSign)),
      BlockRule(formats: [.mxint8], rule: .even8, integerRange: .symmetric),
      BlockRule(formats: [.nvfp4], rule: .quark, element: Conversion(signedZero: .alwaysPositive)),
    ],
    "auto-round": [
      BlockRule(
        formats: mxFloat + mxInteger, rule: .autoRoundFloor, infiniteBlock: .nan, integerRange: .symmetric,
        element: Conversion(signedZero: .dropExactZero)),
      BlockRule(formats: [.nvfp4], rule: .autoRound, element: Conversion(signedZero: .dropExactZero)),
    ],
    "transformer-engine-reference": [
      BlockRule(
        formats: [.nvfp4, .nvfp4Square], rule: .transformerEngine, element: Conversion(missingNaN: .zero, signedZero: .dropExactZero))
    ],
    "transformer-engine-2025": [
      BlockRule(formats: [.mxfp8E4M3, .mxfp8E5M2], rule: .rceilReciprocal, maximum: .numbers),
      BlockRule(formats: [.nvfp4, .nvfp4Square], rule: .transformerEngine2025, maximum: .numbers),
    ],
    "flashinfer": [BlockRule(formats: [.nvfp4], rule: .flashinfer, zeroScale: .zero)],
    "cutlass": [BlockRule(formats: [.nvfp4], rule: .cutlass, zeroScale: .zero)],
    "ggml": [
      BlockRule(
        formats: [.ggmlMXFP4], rule: .ocpFloorLog2, nanBlock: .zero, infiniteBlock: .zero, scaleRange: .wrap,
        element: Conversion(
          rounding: .nearestTowardZero, infinity: .zero, missingNaN: .zero, signedZero: .alwaysPositive)),
      BlockRule(formats: [.ggmlNVFP4], rule: .quotient),
      BlockRule(
        formats: [.ggmlQ40], rule: .ggmlQ40,
        element: Conversion(rounding: .towardZero, infinity: .zero, missingNaN: .zero, negative: .zero)),
      BlockRule(
        formats: [.ggmlQ41], rule: .ggmlQ41,
        element: Conversion(rounding: .towardZero, infinity: .zero, missingNaN: .zero, negative: .zero)),
      BlockRule(formats: [.ggmlQ80], rule: .ggmlQ80, element: Conversion(rounding: .nearestAway, infinity: .zero, missingNaN: .zero)),
    ],
    "int-vs-fp": [
      BlockRule(formats: mxFloat + mxInteger.dropFirst(), rule: .rceil, zeroScale: .zero),
      BlockRule(formats: nv, rule: .intVsFP, zeroScale: .zero),
    ],
    "int-vs-fp-program": [
      BlockRule(formats: mxFloat + mxInteger.dropFirst(), rule: .rceilLog2, element: Conversion(signedZero: .dropExactZero)),
      BlockRule(
        formats: mxFloat + mxInteger.dropFirst(), source: .bfloat16, rule: .rceilLog2BF16,
        element: Conversion(signedZero: .dropExactZero)),
      BlockRule(formats: nv, rule: .intVsFPProgramFloat, element: Conversion(signedZero: .dropExactZero)),
      BlockRule(formats: [.nvint4], rule: .intVsFPProgram, element: Conversion(signedZero: .dropExactZero)),
      BlockRule(formats: nv, source: .bfloat16, rule: .intVsFPProgramFloat16, element: Conversion(signedZero: .dropExactZero)),
      BlockRule(formats: [.nvint4], source: .bfloat16, rule: .intVsFPProgram16, element: Conversion(signedZero: .dropExactZero)),
    ],
  ]

  private static func torchao(_ rule: ScaleRule) -> [BlockRule] {
    [
      BlockRule(formats: mxFloat, rule: rule, nanBlock: .nanScale, smallestScale: .normal, invalidNaN: .negative),
      BlockRule(formats: [.nvfp4], rule: .torchao, invalidNaN: .negative),
    ]
  }

  private static let documented = [
    BlockRule(formats: mxFloat, rule: .rceilQuotient),
    BlockRule(formats: [.nvfp4, .nvfp4Square], rule: .cublas, zeroScale: .zero),
    BlockRule(formats: vector, rule: .quotient),
  ]
}
