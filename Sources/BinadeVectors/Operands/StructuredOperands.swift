public import Binade

/// The structured operands of a conversion: both sides of every rounding boundary, special values, the ends of the source's range.
public struct StructuredOperands: Sendable {
  /// Which part of the operands.
  public enum Part: Sendable {
    /// Boundaries of every code (or of structured codes of a wide target), and everything below.
    case all
    /// Boundaries around zero, the first normals, one and the maximum, and everything below.
    case probe
    /// Boundaries around the maximum, infinities and the source's extremes.
    case top
    /// Boundaries around zero, zeros, the source's subnormals.
    case bottom
    /// NaNs.
    case nan
    /// Negative operands, for unsigned targets.
    case negative
    /// Operands that only rounding twice gets wrong.
    case doubleRounding
  }

  /// The format of the operands.
  public let source: NamedFormat
  /// The format converted to.
  public let target: NamedFormat
  /// How many.
  public let level: OperandLevel

  /// The operands of conversions from `source` to `target`.
  public init(from source: NamedFormat, to target: NamedFormat, level: OperandLevel) {
    self.source = source
    self.target = target
    self.level = level
  }

  /// The operands of one part, in a fixed order, without repetition of a word.
  public func operands(_ part: Part) -> [LabelledOperand] {
    var seen: Set<UInt64> = []
    return raw(part).filter { seen.insert($0.word).inserted }
  }

  private func raw(_ part: Part) -> [LabelledOperand] {
    switch part {
    case .all:
      return zeros + bothSigns(boundaries(.all, neighboursOfValues: level == .two)) + bothSigns(boundaries(.probe)) + subnormals + extremes
        + infinities + nans + mostNegative
    case .probe: return zeros + bothSigns(boundaries(.probe)) + subnormals + extremes + infinities + nans
    case .top: return bothSigns(boundaries(.top)) + extremes + infinities + mostNegative
    case .bottom: return zeros + bothSigns(boundaries(.bottom)) + subnormals
    case .nan: return nans
    case .negative:
      return zeros + negated(boundaries(.probe)) + negated(extremes) + infinities + nans
    case .doubleRounding: return bothSigns(closeCalls)
    }
  }

  // MARK: Parts

  private var format: FormatDescriptor { source.descriptor }
  private var signWord: UInt64 { format.signMask << UInt64(format.paddingBits) }

  private func word(_ magnitude: UInt64) -> UInt64 { magnitude << UInt64(format.paddingBits) }

  private func bothSigns(_ operands: [LabelledOperand]) -> [LabelledOperand] {
    target.descriptor.sign == .unsigned ? operands : operands + negated(operands)
  }

  private func negated(_ operands: [LabelledOperand]) -> [LabelledOperand] {
    operands.map { LabelledOperand($0.word | signWord, $0.label) }
  }

  private func boundaries(_ choice: Boundaries.Choice, neighboursOfValues: Bool = true) -> [LabelledOperand] {
    let boundaries = Boundaries(source: format, target: target.descriptor)
    return boundaries.codes(choice, level).flatMap { boundaries.operands($0, neighboursOfValues: neighboursOfValues) }
  }

  private var mostNegative: [LabelledOperand] { negated(Boundaries(source: format, target: target.descriptor).mostNegative) }

  private var zeros: [LabelledOperand] { [LabelledOperand(0, .zero), LabelledOperand(signWord, .zero)] }

  private var infinities: [LabelledOperand] {
    guard let infinity = format.infinityMagnitude else { return [] }
    return [LabelledOperand(word(infinity), .infinity), LabelledOperand(word(infinity) | signWord, .infinity)]
  }

  private var nans: [LabelledOperand] {
    guard let infinity = format.infinityMagnitude else { return [] }
    let top = UInt64(1) << UInt64(format.significandBits - 1)
    let payloads = [top, 1, top | 1, top >> 1, top | top >> 1, 2 * top - 1, top - 1, top >> 1 | 1]
    return payloads.flatMap { [LabelledOperand(word(infinity + $0), .nan), LabelledOperand(word(infinity + $0) | signWord, .nan)] }
  }

  private var subnormals: [LabelledOperand] {
    guard !format.isFixedPoint, format.hasSubnormals, format.significandBits > 1 else { return [] }
    let top = UInt64(1) << UInt64(format.significandBits - 1)
    return bothSigns([1, 2, 3, top - 1, top, top + 1, 2 * top - 1].map { LabelledOperand(word($0), .sourceSubnormal) })
  }

  private var extremes: [LabelledOperand] {
    let last = format.maximumFiniteMagnitude
    let firstNormal = UInt64(1) << UInt64(format.significandBits)
    return bothSigns([last, last - 1, firstNormal, firstNormal + 1].map { LabelledOperand(word($0), .extreme) })
  }

  /// Halfway points, displaced by one unit of the source: a narrower format on the way sees a tie.
  private var closeCalls: [LabelledOperand] {
    let boundaries = Boundaries(source: format, target: target.descriptor)
    let codes = boundaries.codes(target.descriptor.codeBits <= 8 ? .all : .probe, level)
    return codes.flatMap { code -> [LabelledOperand] in
      guard let halfway = boundaries.halfwayAbove(code) else { return [] }
      let exact = format.roundPack(halfway, Conversion(rounding: .towardZero))
      guard exact.flags.isEmpty, exact.word > 1 else { return [] }
      return [LabelledOperand(exact.word - 1, .doubleRounding), LabelledOperand(exact.word + 1, .doubleRounding)]
    }
  }
}
