import Binade

/// The points at which the result of a conversion can change: the target's values and the halfway points between them.
struct Boundaries {
  let source: FormatDescriptor
  let target: FormatDescriptor

  /// Which points to take.
  enum Choice {
    /// Every code of a target of 8 bits or fewer; structured codes of a wider one.
    case all
    /// Around zero, the first normal numbers, one, and the largest number.
    case probe
    /// The last steps before overflow and the first beyond it.
    case top
    /// Around zero and the first normal numbers.
    case bottom
  }

  /// Magnitude codes of the target, ascending.
  func codes(_ choice: Choice, _ level: OperandLevel) -> [UInt64] {
    let last = target.maximumFiniteMagnitude
    let firstNormal: UInt64 = target.isFixedPoint ? 1 : 1 << UInt64(target.significandBits)
    var codes: Set<UInt64> = []
    func around(_ code: UInt64, _ reach: UInt64) {
      for step in 0...reach {
        if code >= step { codes.insert(code - step) }
        if code + step <= last { codes.insert(code + step) }
      }
    }
    let one = target.roundPack(Operand(significand: 1, exponent: 0), Conversion()).word >> UInt64(target.paddingBits) & target.magnitudeMask
    switch choice {
    case .all where target.codeBits <= 8: return Array(0...last)
    case .all: return structured(level).filter { $0 <= last }
    case .probe:
      around(0, 2)
      around(firstNormal, 2)
      around(one, 2)
      around(last, 2)
    case .top: around(last, 2)
    case .bottom:
      around(0, 3)
      around(firstNormal, 3)
    }
    return codes.sorted()
  }

  /// Chosen exponent fields times chosen significands: single ones, single zeros, runs.
  private func structured(_ level: OperandLevel) -> [UInt64] {
    let width = target.significandBits
    let top = UInt64(1) << UInt64(target.exponentBits)
    let ones = (UInt64(1) << UInt64(width)) - 1
    let bias = UInt64(max(0, target.bias))
    var fields: Set<UInt64> = [0, 1, 2, bias - 1, bias, bias + 1, top - 3, top - 2]
    var fractions: Set<UInt64> = [0, 1, 2, 3, ones, ones - 1]
    let stride = level == .one ? 3 : 1
    for bit in Swift.stride(from: 0, to: width, by: stride) {
      fractions.insert(1 << UInt64(bit))
      fractions.insert(ones ^ (1 << UInt64(bit)))
      fractions.insert(ones >> UInt64(bit))
    }
    if level == .two {
      for field in Swift.stride(from: UInt64(0), to: top, by: max(1, Int(top / 32))) { fields.insert(field) }
    }
    return fields.flatMap { field in fractions.map { field << UInt64(width) | $0 } }.sorted()
  }

  /// The source's words at and beside the value of `code` and the halfway point above it.
  func operands(_ code: UInt64, neighboursOfValues: Bool) -> [LabelledOperand] {
    var found: [LabelledOperand] = []
    let value = target.magnitudeOperand(code)
    if value.class == .finite {
      found += near(value, at: .value, below: .valueBelow, above: .valueAbove, neighbours: neighboursOfValues)
    }
    if let halfway = halfwayAbove(code) {
      found += near(halfway, at: .tie, below: .tieBelow, above: .tieAbove, neighbours: true)
    }
    return found
  }

  /// The most negative integer, which no magnitude code has, and half a step beyond it: magnitudes, without sign.
  var mostNegative: [LabelledOperand] {
    guard target.maximumNegativeMagnitude > target.maximumFiniteMagnitude else { return [] }
    let code = target.maximumNegativeMagnitude
    let value = Operand(significand: code, exponent: target.quantumExponent)
    let halfway = Operand(significand: 2 * code + 1, exponent: target.quantumExponent - 1)
    return near(value, at: .value, below: .valueBelow, above: .valueAbove, neighbours: true)
      + near(halfway, at: .tie, below: .tieBelow, above: .tieAbove, neighbours: true)
  }

  /// The point halfway between a code's value and the next one's; beyond the largest code as if the codes went on.
  func halfwayAbove(_ code: UInt64) -> Operand? {
    // One more significand bit halves every spacing: the odd codes of that format are the halfway points.
    guard target.significandBits < 52 else { return nil }
    let finer = FormatDescriptor(
      sign: .unsigned, exponentBits: target.exponentBits, significandBits: target.significandBits + 1, bias: target.bias,
      hasSubnormals: target.hasSubnormals)
    return finer.map { $0.magnitudeOperand(2 * code + 1) }
  }

  private func near(
    _ point: Operand, at: OperandLabel, below: OperandLabel, above: OperandLabel, neighbours: Bool
  ) -> [LabelledOperand] {
    let truncated = source.roundPack(point, Conversion(rounding: .towardZero))
    let word = truncated.word
    let last = source.maximumFiniteMagnitude << UInt64(source.paddingBits)
    let step = UInt64(1) << UInt64(source.paddingBits)
    var found: [LabelledOperand] = []
    if truncated.flags.isEmpty {
      if neighbours && word >= step { found.append(LabelledOperand(word - step, below)) }
      found.append(LabelledOperand(word, at))
    } else if neighbours {
      found.append(LabelledOperand(word, below))
    }
    if neighbours && word + step <= last { found.append(LabelledOperand(word + step, above)) }
    return found
  }
}

extension FormatDescriptor {
  /// The operand of a magnitude code, read without regard to sign and special codes.
  func magnitudeOperand(_ code: UInt64) -> Operand {
    let plain = FormatDescriptor(
      sign: .unsigned, exponentBits: exponentBits, significandBits: significandBits, bias: bias, hasSubnormals: hasSubnormals)
    return plain?.unpack(code) ?? Operand(significand: 0, exponent: 0)
  }
}
