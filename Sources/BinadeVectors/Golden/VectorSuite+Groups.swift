public import Binade

/// A group of tests that share formats and policies, before it has results.
public struct VectorGroupPlan: Sendable {
  /// The format of the operands.
  public var source: NamedFormat
  /// The format of the results.
  public var target: NamedFormat
  /// The policies.
  public var conversion: Conversion
  /// Stochastic rounding only: where each element's random field stands in the random word.
  public var layout: RandomLayout?
  /// Which operands.
  public var part: StructuredOperands.Part?
}

extension VectorSuite {
  /// The groups of the suite: the default policies over all boundaries first, then each other choice of each axis that matters to the
  /// format over the operands that it concerns, then other sources, then stochastic rounding.
  public var groups: [VectorGroupPlan] {
    switch operation {
    case .decode: return [VectorGroupPlan(source: format, target: decodeTarget, conversion: .decoding)]
    case .encode: return encodeGroups
    }
  }

  private var encodeGroups: [VectorGroupPlan] {
    let single = mainSource
    var groups = [plan(single, base, .all)]
    for rounding in Rounding.allCases.dropFirst() where rounding != .stochastic && matters(.rounding, rounding.name) {
      groups.append(plan(single, base.with(.rounding, rounding.name), .probe))
    }
    for (axis, part) in axes {
      for choice in axis.choices where choice != base[axis] && matters(axis, choice) {
        groups.append(plan(single, base.with(axis, choice).prepared(for: axis), part))
      }
    }
    // Overflow depends on the rounding rule: the remaining pairs, at the top of the range.
    for overflow in Overflow.allCases where matters(.overflow, overflow.name) {
      for rounding in Rounding.allCases.dropFirst() where rounding != .stochastic && overflow != .saturate {
        groups.append(plan(single, base.with(.overflow, overflow.name).with(.rounding, rounding.name), .top))
      }
    }
    if matters(.rounding, Rounding.nearestEven.name) { groups.append(plan(NamedFormat(.binary64), base, .doubleRounding)) }
    for source in [ScalarFormatID.binary32, .binary64, .binary16, .bfloat16] where source != single.id {
      groups.append(plan(NamedFormat(source), base, .probe))
    }
    groups.append(plan(NamedFormat(.binary64), base.with(.rounding, "to-odd"), .bottom))
    guard matters(.rounding, Rounding.stochastic.name) else { return groups }
    return groups + layouts.map { plan(single, base.with(.rounding, "stochastic"), .probe, $0) }
  }

  /// Float32, the source of tensors; Float64 for the target that holds all of Float32.
  private var mainSource: NamedFormat { NamedFormat(format.id == .binary32 ? .binary64 : .binary32) }

  private var base: Conversion { format.descriptor.defaultConversion }

  private func plan(_ source: NamedFormat, _ conversion: Conversion, _ part: StructuredOperands.Part, _ layout: RandomLayout? = nil)
    -> VectorGroupPlan
  {
    VectorGroupPlan(source: source, target: format, conversion: conversion, layout: layout, part: part)
  }

  /// The axes beside rounding, with the operands that can tell their choices apart.
  private var axes: [(PolicyAxis, StructuredOperands.Part)] {
    [
      (.overflow, .top), (.infinity, .top), (.overflowNaN, .top), (.nan, .nan), (.missingNaN, .nan), (.signedZero, .bottom),
      (.negative, .negative), (.missingZero, .bottom), (.lowestBinade, .bottom), (.subnormalOperand, .bottom), (.subnormalResult, .bottom),
      (.relu, .probe), (.tininess, .bottom),
    ]
  }

  /// Whether a choice can change a result or a flag of this format.
  public func matters(_ axis: PolicyAxis, _ choice: String) -> Bool {
    let format = format.descriptor
    let isFloat = !format.isFixedPoint
    switch axis {
    case .rounding: return self.format.id != .binary64  // which holds every value of every source
    case .overflow: return choice == Overflow.wrap.name ? !isFloat : format.hasInfinity || format.hasNaN || choice == Overflow.saturate.name
    case .infinity: return choice == InfinityOperand.zero.name || format.hasInfinity || format.hasNaN
    case .overflowNaN: return format.hasNaN && !format.hasInfinity && format.highNaNCount > 0 && format.sign == .signBit
    case .nan: return format.highNaNCount > 1 || (format.highNaNCount == 1 && format.sign == .signBit)
    case .missingNaN: return !format.hasNaN && choice != MissingNaN.reject.name && (isFloat || !isZero(choice) || format.hasNegativeZero)
    case .signedZero: return format.hasNegativeZero
    case .negative: return format.sign == .unsigned && (isFloat ? choice != NegativeOperand.wrap.name : choice != NegativeOperand.nan.name)
    case .missingZero, .lowestBinade: return !format.hasSubnormals
    case .subnormalOperand: return true
    case .subnormalResult: return isFloat && format.hasSubnormals && format.significandBits > 0
    case .tininess: return isFloat && format.hasSubnormals && format.significandBits > 0 && self.format.id != .binary64
    case .relu: return format.sign != .unsigned
    }
  }

  /// The choices that take NaN to +0 in a fixed-point format without −0, as its default does.
  private func isZero(_ choice: String) -> Bool {
    [MissingNaN.zero, .zeroInvertedSign, .wrap].contains { $0.name == choice }
  }

  /// Random layouts: one word an element for every format, and the hardware layouts for the formats that have them.
  private var layouts: [RandomLayout] {
    let common: [RandomLayout] = [.perElement8, .perElement16, .perElement32]
    switch format.id {
    case .e4m3fn, .e5m2, .e2m3fn, .e3m2fn: return common + [.ptxX4, .ptxX4Straight]
    case .e2m1fn: return common + [.bytes, .ptxE2M1x4]
    case .binary16: return common + [.ptxF16x2]
    case .bfloat16: return common + [.ptxBF16x2]
    default: return common
    }
  }
}

extension Conversion {
  /// The same with another choice on one axis; the choice must exist.
  func with(_ axis: PolicyAxis, _ choice: String) -> Conversion {
    var result = self
    let isKnown = result.set(axis, to: choice)
    precondition(isKnown, "\(axis.name) has no choice \(choice)")
    return result
  }

  /// What else has to hold for an axis to be seen: the sign of an overflow NaN needs an overflow that is not saturated and a NaN policy
  /// that drops the sign.
  func prepared(for axis: PolicyAxis) -> Conversion {
    axis == .overflowNaN ? with(.overflow, Overflow.nonfinite.name) : self
  }
}
