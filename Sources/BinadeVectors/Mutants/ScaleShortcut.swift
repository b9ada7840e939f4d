internal import Binade

/// Rules that look like a format's default one and round elsewhere: what a design computes that saves a division. Spec [coverage-8].
struct ScaleShortcut: Sendable {
  /// What the design does.
  let name: String
  /// The rule that it follows.
  let rule: ScaleRule

  /// The shortcuts through a rule; none for those whose scales are powers of two, where nothing is rounded.
  static func all(_ rule: ScaleRule) -> [ScaleShortcut] {
    let isTwoLevel = rule == .cublas
    guard isTwoLevel || rule == .quotient else { return [] }
    func block(_ name: String, _ formula: Formula) -> ScaleShortcut {
      ScaleShortcut(
        name: name, rule: ScaleRule(name: "shortcut", summary: name, tensor: rule.tensor, block: .rounded(formula), elements: rule.elements)
      )
    }
    func element(_ name: String, _ formula: Formula) -> ScaleShortcut {
      ScaleShortcut(
        name: name,
        rule: ScaleRule(name: "shortcut", summary: name, tensor: rule.tensor, block: rule.block, elements: .formula(formula)))
    }
    let one = Formula.number(1)
    guard isTwoLevel else {
      return [
        block("the maximum is multiplied by the reciprocal of the largest element", .blockMaximum * (one / .elementMaximum)),
        element("elements are multiplied by the reciprocal of the scale", .element * (one / .blockScale)),
      ]
    }
    return [
      block(
        "the maximum is multiplied by the reciprocal of the largest element", (.blockMaximum * .tensorEncode) * (one / .elementMaximum)),
      block("the maximum has one factor", .blockMaximum * (.tensorEncode / .elementMaximum)),
      block("the maximum is divided first", (.blockMaximum / .elementMaximum) * .tensorEncode),
      element("elements have one factor", .element * (.tensorEncode * (one / .blockScale))),
      element("elements have one quotient as factor", .element * (.tensorEncode / .blockScale)),
      element("elements are divided by the scale", (.element * .tensorEncode) / .blockScale),
    ]
  }

  /// The quantizer of a device that takes the shortcut.
  func encoder(_ encoder: BlockEncoder) -> BlockEncoder {
    var conversion = encoder.conversion
    conversion.rule = rule
    return BlockEncoder(format: encoder.format, conversion: conversion)
  }
}
