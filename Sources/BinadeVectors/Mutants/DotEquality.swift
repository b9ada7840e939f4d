import Binade
import BinadeTensorCore

/// Why two datapaths cannot be told apart, where that follows from their ranges. `Tests` checks it on random operands.
struct DotEquality {
  let right, rival: Datapath
  private let x, y, z: DotForm

  init(_ right: Datapath, _ rival: Datapath) {
    self.right = right
    self.rival = rival
    (x, y, z) = (DotForm(right.a), DotForm(right.b), DotForm(right.accumulator))
  }

  /// The reason, or `nil` if some operands tell them apart.
  func reason(_ parameter: DatapathParameter) -> String? {
    switch (right.arithmetic, rival.arithmetic) {
    case (.fusedSum(let a), .fusedSum(let b)): fused(parameter, a, b)
    case (.twoStageSum(let a), .twoStageSum(let b)): twoStage(parameter, a, b)
    case (.integerSum(let a), .integerSum(let b)): integer(parameter, a, b)
    case (.pairwiseSum, .pairwiseSum) where parameter == .flushLength:
      // Elements are normal; what C and a sum of products leave is no less than the last bit of the product's size.
      x.low + y.low - x.format.significandBits - y.format.significandBits - z.format.significandBits > z.low
        ? "no sum becomes a zero with a sign" : nil
    default: nil
    }
  }

  /// The smallest exponents of scales together.
  private var lowestScale: Int { right.scale.map { 2 * DotForm($0.format).low } ?? 0 }
  /// The largest exponents of scales together.
  private var highestScale: Int { right.scale.map { 2 * DotForm($0.format).high } ?? 0 }
  /// The weight of the lowest bit that a product can have.
  private var lowestBit: Int { x.quantum + y.quantum + (right.scale.map { 2 * DotForm($0.format).quantum } ?? 0) }
  /// Every sum of products is less than 2 to this.
  private var largestSum: Int {
    let scales = right.scale == nil ? 0 : highestScale + 2
    return x.high + y.high + 2 + scales + 64 - max(right.stretch, rival.stretch).leadingZeroBitCount
  }

  private func fused(_ parameter: DatapathParameter, _ a: FusedSum, _ b: FusedSum) -> String? {
    // The smallest exponent that a product can have; converted, subnormal elements are normal.
    let smallest = (a.multiplicand == nil ? x.low + y.low : x.quantum + y.quantum) + lowestScale
    let isAdded = a.accumulatorInput == .addedAfterwards
    if a.fractionBits == nil && b.fractionBits == nil, [.alignment, .termExponent, .termLength, .floor].contains(parameter) {
      return "nothing is cut off"
    }
    switch parameter {
    case .termLength:
      let exponent = max(x.high + y.high + highestScale, z.high)
      if let cut = a.fractionBits, exponent - cut <= lowestBit { return "no product has bits that are cut off" }
    case .floor:
      let floor = max(a.floor ?? .min, b.floor ?? .min)
      if floor <= smallest { return "no product has an exponent below the floor" }
      let bits = a.termExponent == .scales ? lowestBit : min(lowestBit, .max)
      if let cut = a.fractionBits, floor - cut <= min(bits, z.quantum) { return "no term has bits that the floor would cut off" }
    case .output where b.output.overflow != a.output.overflow:
      let last = z.high - z.format.significandBits - 1
      if largestSum <= last { return "products cannot take a finite C beyond the largest number" }
    case .zero:
      if isAdded && b.zero == .ieee && a.zero == .positive, let reason = zero(a, smallest, isAdded) {
        return reason + ", and the first node takes +0 for C"
      }
      if b.zero != .ieee { return zero(a, smallest, isAdded) }
    case .multiplicand:
      let format = a.multiplicand ?? b.multiplicand
      if let format, format.minimumNormalExponent == x.low, x.low == y.low { return "subnormal elements have the same exponent in both" }
      if a.termExponent == .scales { return "terms are aligned by their scales" }
      let subnormal = max(x.low + y.high, x.high + y.low)
      if isAdded, let cut = a.fractionBits, subnormal - cut <= lowestBit {
        return "beside a product with a subnormal factor nothing is cut off"
      }
    default: break
    }
    return nil
  }

  /// Why no sum that is not zero is rounded to zero.
  private func zero(_ sum: FusedSum, _ smallest: Int, _ isAdded: Bool) -> String? {
    let bits = isAdded ? lowestBit : min(lowestBit, z.quantum)
    let exponent = max(sum.floor ?? .min, min(smallest, isAdded ? .max : z.low))
    let unit = max(sum.fractionBits.map { exponent - $0 } ?? .min, bits)
    return unit >= sum.output.format.quantumExponent ? "every sum is a multiple of the smallest number" : nil
  }

  private func twoStage(_ parameter: DatapathParameter, _ a: TwoStageSum, _ b: TwoStageSum) -> String? {
    switch parameter {
    case .productLimit:
      if x.high + y.high + 1 < min(a.productLimit ?? .max, b.productLimit ?? .max) { return "no product reaches the limit" }
    case .sumBits where b.sumBits > a.sumBits && a.sumBits > a.normalisedBits:
      return "the bits that are kept more are cut off again by the normalised bits"
    case .output where b.output.overflow != a.output.overflow:
      if largestSum <= z.high - z.format.significandBits - 1 { return "products cannot take a finite C beyond the largest number" }
    case .zero where b.zero == .positive:
      if x.low + y.low - max(a.sumBits, a.normalisedBits) >= z.quantum { return "every sum is a multiple of the smallest number" }
    default: break
    }
    return nil
  }

  private func integer(_ parameter: DatapathParameter, _ a: IntegerSum, _ b: IntegerSum) -> String? {
    guard parameter == .groupLength else { return nil }
    if a.overflow == .wrap { return "sums modulo 2^32 do not depend on groups" }
    return right.a.sign == .unsigned && right.b.sign == .unsigned ? "no product is negative: what is clamped stays so" : nil
  }
}
