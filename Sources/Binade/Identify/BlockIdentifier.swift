/// Finds the policies that explain somebody's codes and scales. Spec [identify-2], [identify-3].
public struct BlockIdentifier: Sendable {
  /// What is to be explained.
  public let evidence: BlockEvidence
  /// The format by name, if it has one: then profiles are asked first.
  public let format: BlockFormatID?

  public init(_ evidence: BlockEvidence, format: BlockFormatID?) {
    self.evidence = evidence
    self.format = format
  }

  /// Every profile that has the format, and every rule that makes sense for it with the default policies.
  public var hypotheses: [BlockHypothesis] {
    var result: [BlockHypothesis] = []
    func add(_ hypothesis: BlockHypothesis) {
      result.append(hypothesis)
      if evidence.grid.format.hasTensorScale && evidence.tensorScale != nil {
        var given = hypothesis
        given.usesGivenTensorScale = true
        result.append(given)
      }
    }
    if let format {
      for profile in Profile.catalogue {
        if let conversion = profile.blockConversion(for: format, from: evidence.source) {
          add(BlockHypothesis(profile: profile.qualifiedName, conversion: conversion))
        }
      }
    }
    let standard = evidence.grid.format.defaultConversion
    let stores = evidence.grid.format.zeroPoint.format != nil
    for rule in ScaleRule.catalogue where (rule.zeroPoint != nil) == stores {
      var conversion = standard
      conversion.rule = rule
      add(BlockHypothesis(conversion: conversion))
    }
    return result
  }

  /// The hypotheses that differ from `base` in one choice.
  public func neighbours(of base: BlockHypothesis) -> [BlockHypothesis] {
    var result: [BlockHypothesis] = []
    func add(_ change: (inout BlockConversion) -> Bool) {
      var next = base
      next.profile = nil
      if change(&next.conversion), next.conversion != base.conversion { result.append(next) }
    }
    for axis in BlockPolicyAxis.allCases where axis != .scaleRule {
      for choice in axis.choices { add { $0.set(axis, to: choice) } }
    }
    for axis in PolicyAxis.allCases where axis != .tininess && axis != .missingZero && axis != .lowestBinade {
      for choice in axis.choices where choice != "stochastic" && choice != "reject" { add { $0.element.set(axis, to: choice) } }
    }
    // Elements as another rule has them, under the same scales.
    for rule in ScaleRule.catalogue where rule.elements != base.conversion.rule.elements && (rule.zeroPoint != nil) == stores {
      add { conversion in
        conversion.rule = ScaleRule(
          name: conversion.rule.name + "+" + rule.name, summary: "scales of one rule, elements of another", tensor: conversion.rule.tensor,
          block: conversion.rule.block, zeroPoint: conversion.rule.zeroPoint, elements: rule.elements)
        return true
      }
    }
    return result
  }

  private var stores: Bool { evidence.grid.format.zeroPoint.format != nil }
}
