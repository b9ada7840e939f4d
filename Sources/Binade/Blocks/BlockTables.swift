/// What an encoder has found out while working, so that ordinary blocks cost a look-up instead of the definition.
///
/// A scale is a step function of the block's maximum, and the code of an element one of its magnitude: the definition is asked where the
/// steps are, once, and the answers are kept. Blocks out of the ordinary (maxima that are zero, subnormal or not finite, rules that look at
/// more than the maximum, …) go to the definition. The results are the same; tests compare them for every rule.
///
/// Tables belong to one encoder and one tensor scale, and to one thread.
public struct BlockTables: Sendable {
  let encoder: BlockEncoder
  let tensor: BlockEncoder.TensorScale
  /// How elements are coded, or `nil` if every block goes to the definition.
  let elements: Elements?

  /// For each run of 2^18 maxima: the first one with another scale than the run's first, and the two scales.
  var cells: [Cell]
  /// For each scale, where the codes of its elements change.
  var steps: [Steps]

  /// The code of every float under a scale of 1, by its leading bits; and how many low bits do not take part.
  var codes: [UInt8]
  let droppedBits: UInt32
  /// How normal elements are rounded without the table.
  let rounding: LaneRounding?
  /// The exponent bias of a power-of-two scale.
  let bias: Int32
  /// Codes by sign and count: eight for positive values, eight for negative ones.
  let signed: [UInt8]
  /// Codes of +0 and −0.
  let zeros: (UInt8, UInt8)
  /// Whether a code is the sign of the value above the count.
  let isPlain: Bool
  /// How far the sign of a float is above the code's.
  let signShift: UInt32

  /// What the elements of a block need to be coded without the definition.
  package enum Elements {
    /// Scales are powers of two: an element's bits are moved by the exponent and looked up.
    case shifted
    /// Seven steps or fewer: they are counted.
    case counted
  }

  struct Cell {
    /// The first maximum with the second scale; 0: not asked yet; 1: ask the definition for each block.
    var step: UInt32 = 0
    var first: UInt32 = 0
    var second: UInt32 = 0
  }

  struct Steps {
    enum State { case unknown, known, none }

    var state = State.unknown
    /// The smallest magnitude that does not become zero before it is rounded to an element.
    var vanishing: UInt32 = 0
    /// The smallest magnitudes with codes 1 … 7, and one that is never reached.
    var words = SIMD8<UInt32>(repeating: 0x7F80_0000)
  }

  /// Nearest-even rounding of normal values to a format, as integer operations on the words of floats.
  struct LaneRounding {
    /// How many fraction bits go.
    let shift: Int32
    /// Half of the last unit that stays, less one.
    let half: Int32
    /// The word of the smallest normal value.
    let smallestNormal: Int32
    /// What the exponents' biases differ by, in units of the code.
    let base: Int32
    /// The largest finite magnitude code.
    let limit: Int32
    /// The sign bit of the code.
    let sign: Int32

    /// `nil` for formats without exponents or signs, and for other policies.
    init?(_ format: FormatDescriptor, _ conversion: Conversion) {
      guard format.sign == .signBit, !format.isFixedPoint, format.hasSubnormals, format.hasNegativeZero, format.significandBits < 23,
        format.exponentBits < 8, conversion.rounding == .nearestEven, conversion.signedZero == .keepSign
      else { return nil }
      shift = Int32(23 - format.significandBits)
      half = (1 << (shift - 1)) - 1
      smallestNormal = Int32(127 + format.minimumNormalExponent) << 23
      base = Int32(127 - format.bias) << Int32(format.significandBits)
      limit = Int32(format.maximumFiniteMagnitude)
      sign = Int32(format.signMask)
    }
  }

  static var runBits: UInt32 { 18 }

  /// Empty tables; none at all if `count` elements are not worth them.
  public init(_ encoder: BlockEncoder, _ tensor: BlockEncoder.TensorScale, count: Int = .max) {
    self.encoder = encoder
    self.tensor = tensor
    var kind = count >= 1 << 14 ? encoder.tableKind : nil
    var codes: [UInt8] = []
    var dropped = 0
    let rounding = LaneRounding(encoder.element, encoder.conversion.element)
    if kind == .shifted {
      let (source, target, conversion) = (Binary32.descriptor, encoder.element, encoder.conversion.element)
      if rounding != nil, let bits = Encoder.droppedBits(source, target, conversion) {
        dropped = bits
      } else {
        let scalar = Encoder(from: source, to: target, conversion: conversion)
        if scalar.table.isEmpty { kind = nil }
        (codes, dropped) = (scalar.table, scalar.droppedBits)
      }
    }
    elements = kind
    self.codes = codes
    droppedBits = UInt32(dropped)
    self.rounding = rounding
    bias = Int32(encoder.format.scale.bias)
    cells = kind == nil ? [] : [Cell](repeating: Cell(), count: 0x7F80_0000 >> Int(Self.runBits))
    steps = kind == .counted ? [Steps](repeating: Steps(), count: 1 << encoder.format.scale.codeBits) : []
    (signed, zeros) = kind == .counted ? encoder.signedCodes : ([], (0, 0))
    isPlain = encoder.element.sign == .signBit && encoder.conversion.element.signedZero == .keepSign
    signShift = UInt32(31 - encoder.element.magnitudeBits)
  }
}

extension BlockEncoder {
  /// How elements can be coded by tables, or `nil`.
  package var tableKind: BlockTables.Elements? {
    guard case .none = format.zeroPoint, format.rows == 1, format.scale.wordBits == 8 else { return nil }
    let scaleFormula: Formula
    switch conversion.rule.block {
    case .binade(let formula, _), .rounded(let formula, _): scaleFormula = formula
    case .search: return nil
    }
    let others: [Formula.Variable] = [.blockExtreme, .blockHighest, .blockLowest]
    guard !others.contains(where: scaleFormula.mentions) else { return nil }
    let policies = conversion.element
    switch policies.rounding {
    case .nearestEven, .nearestAway, .nearestTowardZero, .towardZero: break
    default: return nil
    }
    guard policies.overflow == .saturate, !policies.isRectified, policies.subnormalOperand == .keep, policies.subnormalResult == .keep
    else {
      return nil
    }
    // A quotient that overflows must not become zero.
    guard policies.infinity != .zero || conversion.rule.elements == .exact else { return nil }
    // Which zero a value becomes can depend on where it vanishes: counting knows that, the other table does not.
    let keepsSigns = policies.signedZero == .keepSign || policies.signedZero == .alwaysPositive || conversion.rule.elements == .exact
    let isQuotient = conversion.rule.elements == .exact || conversion.rule.elements == .formula(.element / .blockScale)
    // Moving exponents by the block scale leaves the tensor's out.
    if format.hasBinaryScale && isQuotient && !(format.hasTensorScale && conversion.rule.elements == .exact) {
      return element.maximumFiniteMagnitude <= 7 && isSymmetric ? .counted : keepsSigns ? .shifted : nil
    }
    guard element.maximumFiniteMagnitude <= 7, isSymmetric else { return nil }
    if case .formula(let formula) = tabulatedElements {
      guard !(others + [.blockMaximum, .unroundedScale]).contains(where: formula.mentions) else { return nil }
    }
    return .counted
  }

  /// Whether a value and its negative have codes of the same magnitude.
  private var isSymmetric: Bool { element.maximumNegativeMagnitude == element.maximumFiniteMagnitude && element.sign != .unsigned }

  /// The element step of blocks with a finite scale: there, the unrounded scale in a format like the stored one is the stored one.
  var tabulatedElements: ScaleRule.ElementStep {
    guard case .formula(let formula) = conversion.rule.elements else { return .exact }
    let stored = Formula.unroundedScale.rounded(to: .e4m3fn)
    return .formula(format.scale == UE4M3.descriptor ? formula.replacing(stored, by: .blockScale) : formula)
  }

  /// Codes of the magnitudes 0 … 7, positive then negative, and those of the two zeros.
  package var signedCodes: ([UInt8], (UInt8, UInt8)) {
    func code(_ operand: Operand) -> UInt8 { UInt8(truncatingIfNeeded: element.roundPack(operand, conversion.element).word) }
    var codes: [UInt8] = []
    for isNegative in [false, true] {
      // A value that is not zero and rounds to it.
      codes.append(code(Operand(significand: 1, exponent: -1000, isNegative: isNegative)))
      for magnitude in 1..<8 {
        var operand = element.unpack(UInt64(magnitude) & element.magnitudeMask)
        operand.isNegative = isNegative
        codes.append(code(operand))
      }
    }
    return (codes, (code(Operand(.zero, isNegative: false)), code(Operand(.zero, isNegative: true))))
  }
}

extension Formula {
  /// This formula with every occurrence of another one replaced.
  func replacing(_ part: Formula, by other: Formula) -> Formula {
    if self == part { return other }
    return switch self {
    case .constant, .variable: self
    case .unary(let operation, let a): .unary(operation, a.replacing(part, by: other))
    case .binary(let operation, let a, let b): .binary(operation, a.replacing(part, by: other), b.replacing(part, by: other))
    case .rounded(let a, let format): .rounded(a.replacing(part, by: other), format)
    }
  }
}
