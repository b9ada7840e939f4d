import Binade

/// Bins of operands that are encoded. Spec [coverage-5].
enum ScalarEncodeBin: String, CoverageName {
  case zero, one
  case smallestNumber = "smallest-number"
  case largestSubnormal = "largest-subnormal"
  case smallestNormal = "smallest-normal"
  case largestNumber = "largest-number"
  case everyValue = "every-value"
  case tieLowerEven = "tie-lower-even"
  case tieLowerOdd = "tie-lower-odd"
  case tieSubnormal = "tie-subnormal"
  case tieZero = "tie-zero"
  case tieStepBelow = "tie-step-below"
  case tieStepAbove = "tie-step-above"
  case everyTie = "every-tie"
  case overflowMidpoint = "overflow-midpoint"
  case overflowMidpointBelow = "overflow-midpoint-below"
  case overflowMidpointAbove = "overflow-midpoint-above"
  case carryToBinade = "carry-to-binade"
  case carryToNormal = "carry-to-normal"
  case lostBitsAboveValue = "lost-bits-above-value"
  case lostBitsBelowValue = "lost-bits-below-value"
  case belowHalfSmallest = "below-half-smallest"
  case sourceLargest = "source-largest"
  case sourceSmallest = "source-smallest"
  case sourceSubnormal = "source-subnormal"
  case negativeOperand = "negative-operand"
  case infinity
  case quietNaN = "quiet-nan"
  case signallingNaN = "signalling-nan"
  case nanPayloadLowest = "nan-payload-lowest"
  case nanPayloadFull = "nan-payload-full"
  case randomExtremes = "random-extremes"

  var description: String {
    switch self {
    case .zero: "The operand is +0, or -0."
    case .one: "The operand is 1, or -1."
    case .smallestNumber: "The operand is the target's smallest number beside zero."
    case .largestSubnormal: "The operand is the target's largest subnormal number."
    case .smallestNormal: "The operand is the target's smallest normal number."
    case .largestNumber: "The operand is the target's largest finite number."
    case .everyValue: "The operand is a value of the target, each in turn."
    case .tieLowerEven: "Halfway between two values, the code of the lower one even."
    case .tieLowerOdd: "Halfway between two values, the code of the lower one odd."
    case .tieSubnormal: "Halfway between two subnormal values, or the largest of them and the smallest normal value."
    case .tieZero: "Half the smallest number: halfway to zero."
    case .tieStepBelow: "One step of the source below a halfway point."
    case .tieStepAbove: "One step of the source above a halfway point."
    case .everyTie: "Halfway above a value of the target, each but the largest in turn."
    case .overflowMidpoint: "Halfway between the largest number and the one that would follow it: 464 in E4M3FN, 61440 in E5M2."
    case .overflowMidpointBelow: "One step of the source below that point."
    case .overflowMidpointAbove: "One step of the source above that point."
    case .carryToBinade: "Above halfway to a power of two: rounding up carries into the exponent."
    case .carryToNormal: "Above halfway between the largest subnormal and the smallest normal number."
    case .lostBitsAboveValue: "Above a value by less than a quarter of a step: only the sticky bit says so."
    case .lostBitsBelowValue: "Below a value by less than a quarter of a step."
    case .belowHalfSmallest: "Not zero, and less than half the target's smallest number."
    case .sourceLargest: "The source's largest finite number."
    case .sourceSmallest: "The source's smallest subnormal number."
    case .sourceSubnormal: "A subnormal number of the source."
    case .negativeOperand: "A negative number for an unsigned target."
    case .infinity: "Infinity."
    case .quietNaN: "A quiet NaN."
    case .signallingNaN: "A signalling NaN."
    case .nanPayloadLowest: "A NaN whose payload is its lowest bit alone."
    case .nanPayloadFull: "A NaN with all payload bits set."
    case .randomExtremes: "A random field of zeros, and one of ones, for an operand between two values."
    }
  }

  var parts: String {
    switch self {
    case .zero, .infinity, .quietNaN, .signallingNaN: "positive, negative"
    case .one, .sourceLargest, .sourceSmallest, .smallestNumber, .largestSubnormal, .smallestNormal, .largestNumber, .tieLowerEven,
      .tieLowerOdd, .tieSubnormal, .tieZero,
      .overflowMidpoint, .overflowMidpointBelow, .overflowMidpointAbove, .lostBitsAboveValue, .lostBitsBelowValue, .belowHalfSmallest:
      "positive, and negative for a signed target"
    case .everyValue, .everyTie: "magnitude codes of the target, ascending"
    case .randomExtremes: "zeros, ones"
    default: ""
    }
  }

  var need: CoverageNeed? {
    switch self {
    case .tieLowerEven, .tieLowerOdd, .tieSubnormal, .tieZero, .tieStepBelow, .tieStepAbove, .everyTie, .overflowMidpoint,
      .overflowMidpointBelow, .overflowMidpointAbove, .carryToBinade, .carryToNormal:
      .nearest
    case .lostBitsAboveValue, .lostBitsBelowValue: .directed
    case .randomExtremes: .stochastic
    default: nil
    }
  }
}

/// Judges tests that encode to one format.
struct ScalarEncodeJudge: Sendable {
  private let target: FormatDescriptor
  private(set) var counts: CoverageCounts<ScalarEncodeBin>

  init(_ format: NamedFormat) {
    target = format.descriptor
    counts = CoverageCounts { Self.share($0, format) }
  }

  private static func share(_ bin: ScalarEncodeBin, _ format: NamedFormat) -> CoverageShare {
    let target = format.descriptor
    let signs = target.sign == .unsigned ? 1 : 2
    let isFloat = !target.isFixedPoint
    let holdsAll = format.id == .binary64 ? "the target holds every value of every source" : nil
    let noSubnormal = isFloat && target.hasSubnormals && target.significandBits > 0 ? nil : "the target has no subnormal numbers"
    let isWide = target.codeBits > 8 ? "too many codes: a selection stands for them" : nil
    switch bin {
    case .zero, .infinity, .quietNaN, .signallingNaN: return .parts(2)
    case .one, .sourceLargest, .sourceSmallest, .smallestNumber, .largestNumber: return .parts(signs)
    case .largestSubnormal, .smallestNormal: return .parts(signs, unless: noSubnormal)
    case .everyValue: return .parts(Int(target.maximumFiniteMagnitude) + 1, unless: isWide)
    case .everyTie: return .parts(Int(target.maximumFiniteMagnitude), unless: holdsAll ?? isWide)
    case .tieLowerEven: return .parts(signs, unless: holdsAll)
    case .tieLowerOdd: return .parts(signs, unless: holdsAll ?? (target.maximumFiniteMagnitude < 2 ? "the target has one step" : nil))
    case .tieSubnormal: return .parts(signs, unless: holdsAll ?? noSubnormal)
    case .tieZero, .belowHalfSmallest:
      return .parts(signs, unless: holdsAll ?? (target.hasSubnormals || bin != .tieZero ? nil : "the target has no zero"))
    case .overflowMidpoint, .overflowMidpointBelow, .overflowMidpointAbove, .lostBitsAboveValue, .lostBitsBelowValue:
      return .parts(signs, unless: holdsAll)
    case .tieStepBelow, .tieStepAbove, .randomExtremes: return .parts(bin == .randomExtremes ? 2 : 1, unless: holdsAll)
    case .carryToBinade: return .parts(1, unless: holdsAll ?? (isFloat ? nil : "the target has no exponent"))
    case .carryToNormal: return .parts(1, unless: holdsAll ?? noSubnormal)
    case .negativeOperand: return .parts(1, unless: target.sign == .unsigned ? nil : "the target is signed")
    case .sourceSubnormal, .nanPayloadLowest, .nanPayloadFull: return .one
    }
  }

  /// Counts a test.
  mutating func count(_ test: VectorTest, _ group: VectorGroup) {
    let source = group.source.descriptor
    let nearest: Set<Rounding> = [.nearestEven, .nearestAway, .nearestTowardZero]
    let rounding = group.conversion.rounding
    let isNearest = nearest.contains(rounding)
    let isDirected = !isNearest && rounding != .stochastic
    if isNearest { counts.met.insert(.nearest) }
    if isDirected { counts.met.insert(.directed) }
    if rounding == .stochastic { counts.met.insert(.stochastic) }
    let operand = source.unpack(test.operand)
    let sign = operand.isNegative ? 1 : 0
    let fraction = test.operand >> UInt64(source.paddingBits) & ((1 << UInt64(source.significandBits)) - 1)
    switch operand.class {
    case .zero:
      counts.hit(.zero, sign)
      counts.hit(.everyValue)
    case .infinity: counts.hit(.infinity, sign)
    case .nan:
      counts.hit(fraction >> UInt64(source.significandBits - 1) == 1 ? .quietNaN : .signallingNaN, sign)
      if fraction == 1 { counts.hit(.nanPayloadLowest) }
      if fraction == (1 << UInt64(source.significandBits)) - 1 { counts.hit(.nanPayloadFull) }
    case .finite: countFinite(test, operand, group, isNearest: isNearest, isDirected: isDirected)
    }
  }

  private mutating func countFinite(_ test: VectorTest, _ operand: Operand, _ group: VectorGroup, isNearest: Bool, isDirected: Bool) {
    let source = group.source.descriptor
    let sign = operand.isNegative ? 1 : 0
    let magnitude = test.operand >> UInt64(source.paddingBits) & source.magnitudeMask
    if magnitude == source.maximumFiniteMagnitude { counts.hit(.sourceLargest, sign) }
    if magnitude == 1 { counts.hit(.sourceSmallest, sign) }
    if operand.isSubnormal { counts.hit(.sourceSubnormal) }
    // A negative number for an unsigned target is judged by its sign alone.
    if operand.isNegative && target.sign == .unsigned { return counts.hit(.negativeOperand) }
    let position = GridPosition(operand, in: target)
    let limit = operand.isNegative ? target.maximumNegativeMagnitude : target.maximumFiniteMagnitude
    let isInside = position.lower.map { $0 <= limit } ?? false
    if position.isBelowHalfSmallest { counts.hit(.belowHalfSmallest, sign) }
    if OddProduct(operand) == OddProduct(1, 0) { counts.hit(.one, sign) }
    if position.side == .exact, isInside, let code = position.lower { countValue(code, sign, limit) }
    if isDirected && isInside {
      if position.isCloseAbove { counts.hit(.lostBitsAboveValue, sign) }
      if position.isCloseBelow { counts.hit(.lostBitsBelowValue, sign) }
    }
    if let field = group.field(of: test), position.side != .exact, isInside {
      if field.bits == 0 { counts.hit(.randomExtremes, 0) }
      if field.bits == UInt32.max >> UInt32(32 - field.width) { counts.hit(.randomExtremes, 1) }
    }
    guard isNearest else { return }
    countTies(position, sign, limit)
    // One step to either side.
    for (step, isBelow) in [(1, true), (-1, false)] where magnitude > 0 || step > 0 {
      let next = isBelow ? magnitude + 1 : magnitude - 1
      let beside = source.unpack(next << UInt64(source.paddingBits))
      guard beside.class == .finite else { continue }
      let point = GridPosition(beside, in: target)
      guard point.side == .halfway, let code = point.lower else { continue }
      if code < limit { counts.hit(isBelow ? .tieStepBelow : .tieStepAbove) }
      if code == limit { counts.hit(isBelow ? .overflowMidpointBelow : .overflowMidpointAbove, sign) }
    }
  }

  /// An operand that is a value of the target.
  private mutating func countValue(_ code: UInt64, _ sign: Int, _ limit: UInt64) {
    let firstNormal = UInt64(1) << UInt64(target.significandBits)
    // The most negative integer has no magnitude code of its own.
    if code < counts.hits[.everyValue]?.count ?? 0 { counts.hit(.everyValue, Int(code)) }
    if code == (target.hasSubnormals ? 1 : 0) { counts.hit(.smallestNumber, sign) }
    if code == limit { counts.hit(.largestNumber, sign) }
    if code == firstNormal - 1 { counts.hit(.largestSubnormal, sign) }
    if code == firstNormal { counts.hit(.smallestNormal, sign) }
  }

  private mutating func countTies(_ position: GridPosition, _ sign: Int, _ limit: UInt64) {
    guard let code = position.lower, code <= limit else { return }
    let firstNormal = UInt64(1) << UInt64(target.significandBits)
    if position.side == .above && code < limit {
      if code >= firstNormal && code & (firstNormal - 1) == firstNormal - 1 || firstNormal == 1 { counts.hit(.carryToBinade) }
      if code == firstNormal - 1 { counts.hit(.carryToNormal) }
    }
    guard position.side == .halfway else { return }
    if code == limit { return counts.hit(.overflowMidpoint, sign) }
    counts.hit(code & 1 == 0 ? .tieLowerEven : .tieLowerOdd, sign)
    if code == 0 && target.hasSubnormals { counts.hit(.tieZero, sign) }
    if code > 0 && code < firstNormal { counts.hit(.tieSubnormal, sign) }
    if code < counts.hits[.everyTie]?.count ?? 0 { counts.hit(.everyTie, Int(code)) }
  }
}
