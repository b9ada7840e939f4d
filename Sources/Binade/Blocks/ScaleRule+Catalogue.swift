extension ScaleRule {
  /// Every named rule. Spec [scale-rules-6] … [scale-rules-11], registry/scale-rules.json.
  public static let catalogue: [ScaleRule] = [
    ocpFloor, ceil, rceil, rceilReciprocal, rceilQuotient, rceilLog2, rceilLog2BF16, ocpFloorLog2, ocpFloorLog2BF16, autoRoundFloor,
    autoRoundRceil, ceilLog2, ceilLog2BF16, even8,
    nearestLog2,
    nearestLog2BF16, even, even175, nearest, nearestGeometric,
    nearestMaximum, floorPlusOne, floorMinusOne, searchOCP, quotient, cublas, transformerEngine, transformerEngine2025, fourOverSix,
    fourOverSixSquared, fourOverSix256, fourOverSixSquared256, fourOverSixFast, torchao, torchaoOneLevel, modelopt, compressedTensors,
    compressedTensors16, autoRound, quark, flashinfer, cutlass, intVsFP, intVsFPProgram, intVsFPProgram16,
    intVsFPProgramFloat, intVsFPProgramFloat16, halfRange, affine, affineFused,
    affineMinimum, affineMinimum16, quotient16, halfRange16, affineFused16, ggmlQ40, ggmlQ41, ggmlQ80,
  ]

  /// Names that mean a rule of another name.
  public static let aliases: [(name: String, rule: String)] = [("int-ceil", "rceil")]

  /// The rule of that name.
  public static func named(_ name: String) -> ScaleRule? {
    let wanted = aliases.first { $0.name == name }?.rule ?? name
    return catalogue.first { $0.name == wanted }
  }
}

extension BlockDescriptor {
  /// The conversion used when nothing else is asked for: OCP for powers of two, cuBLASLt's documented recipe below a tensor scale, and
  /// fl(max / limit) otherwise. Spec [blocks-7].
  public var defaultConversion: BlockConversion {
    let rule: ScaleRule =
      switch zeroPoint {
      case .none: hasBinaryScale ? .ocpFloor : hasTensorScale ? .cublas : .quotient
      case .fixed: .ggmlQ40
      case .stored: .affine
      case .minimum: .affineMinimum
      }
    var conversion = BlockConversion(rule: rule, element: element.defaultConversion)
    // Half a step is added by the rule itself.
    if case .fixed = zeroPoint { conversion.element.rounding = .towardZero }
    return conversion
  }
}
