public import Binade

/// A group of a block suite before it has tests.
struct BlockPlan {
  var conversion: BlockConversion
  var profile: String?
  /// `f32`, or the format that the profile's row is for.
  var operandFormat = "f32"
  var layout: RandomLayout?
}

extension BlockSuite {
  /// The rules that make sense for the format, its default first; those that the oracle has.
  public var rules: [ScaleRule] {
    let base = format.descriptor.defaultConversion.rule
    return [base] + ScaleRule.catalogue.filter { $0 != base && makesSense($0) && BlockWitness.knows($0) }
  }

  private func makesSense(_ rule: ScaleRule) -> Bool {
    switch format.descriptor.zeroPoint {
    case .stored: return ["affine", "affine-fused", "affine-fused-bf16"].contains(rule.name)
    case .minimum: return ["affine-minimum", "affine-minimum-f16", "ggml-q4_1"].contains(rule.name)
    case .fixed: return ["quotient", "quotient-bf16", "half-range", "half-range-bf16", "ggml-q4_0"].contains(rule.name)
    case .none: break
    }
    if format.hasPowerOfTwoScale { return powersOfTwo.contains(rule.name) }
    if format.descriptor.hasTensorScale { return rule.tensor != .none }
    if rule.name == "torchao-one-level" { return format.scale.id == .ue4m3 }
    if ["quotient", "quotient-bf16", "half-range", "half-range-bf16", "ggml-q8_0"].contains(rule.name) { return true }
    return format.scale.id == .binary32 && ["ocp-floor", "rceil", "even"].contains(rule.name)
  }

  /// The rules of [scale-rules-6].
  private var powersOfTwo: Set<String> {
    [
      "ocp-floor", "ceil", "rceil", "rceil-reciprocal", "rceil-quotient", "rceil-log2", "rceil-log2-bf16", "ocp-floor-log2",
      "ocp-floor-log2-bf16", "auto-round-floor", "auto-round-rceil", "ceil-log2", "ceil-log2-bf16", "nearest-log2",
      "nearest-log2-bf16", "even", "even-1.75", "even-8-bit", "nearest", "nearest-geometric",
      "nearest-maximum", "floor-plus-one", "floor-minus-one", "search",
    ]
  }

  /// The groups: the defaults, each other rule, each other choice of each axis of blocks, each profile that has the format, each other
  /// choice of each axis of elements that matters to the element's format, and stochastic rounding.
  var plans: [BlockPlan] {
    let base = format.descriptor.defaultConversion
    var plans = [BlockPlan(conversion: base)]
    for rule in rules.dropFirst() { plans.append(BlockPlan(conversion: base.with(.scaleRule, rule.name))) }
    for axis in BlockPolicyAxis.allCases where axis != .scaleRule {
      for choice in axis.choices where choice != base[axis] { plans.append(BlockPlan(conversion: base.with(axis, choice))) }
    }
    plans += profiles
    let element = VectorSuite(format.element, .encode)
    for axis in [PolicyAxis.rounding, .overflow, .infinity, .nan, .missingNaN, .signedZero, .subnormalResult] {
      for choice in axis.choices where choice != base.element[axis] && choice != Rounding.stochastic.name && element.matters(axis, choice) {
        var conversion = base
        conversion.element = base.element.with(axis, choice)
        plans.append(BlockPlan(conversion: conversion))
      }
    }
    var stochastic = base
    stochastic.element = base.element.with(.rounding, Rounding.stochastic.name)
    plans.append(BlockPlan(conversion: stochastic, layout: .bytes))
    return plans
  }

  /// What each profile does with the format, for values of `f32`, and of `bf16` where that differs.
  private var profiles: [BlockPlan] {
    guard let id = format.id else { return [] }
    var plans: [BlockPlan] = []
    for profile in Profile.catalogue {
      guard let conversion = profile.blockConversion(for: id), BlockWitness.knows(conversion.rule) else { continue }
      plans.append(BlockPlan(conversion: conversion, profile: profile.qualifiedName))
      let narrow = profile.blockConversion(for: id, from: BFloat16.descriptor) ?? conversion
      if narrow != conversion && BlockWitness.knows(narrow.rule) {
        plans.append(BlockPlan(conversion: narrow, profile: profile.qualifiedName, operandFormat: NamedFormat(.bfloat16).name))
      }
    }
    return plans
  }
}

extension BlockConversion {
  /// The same with another choice on one axis; the choice must exist.
  func with(_ axis: BlockPolicyAxis, _ choice: String) -> BlockConversion {
    var result = self
    let isKnown = result.set(axis, to: choice)
    precondition(isKnown, "\(axis.name) has no choice \(choice)")
    return result
  }
}
