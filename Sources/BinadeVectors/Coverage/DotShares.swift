import Binade
import BinadeTensorCore

/// Which bins of dot products apply to a datapath, and why others do not. Spec [coverage-7].
struct DotShares {
  private let datapath: Datapath
  private let stretches: Int
  private let isInteger: Bool
  private let sum: FusedSum?
  /// Reasons of wrong datapaths that nothing can tell, by name: the same facts about ranges.
  private let equal: [String: String]

  init(_ datapath: Datapath, stretches: Int) {
    self.datapath = datapath
    self.stretches = stretches
    isInteger = datapath.accumulator.isFixedPoint
    if case .fusedSum(let sum) = datapath.arithmetic { self.sum = sum } else { sum = nil }
    var equal: [String: String] = [:]
    for rival in DotRival.all(datapath) { equal[rival.name] = rival.equality }
    self.equal = equal
  }

  func share(_ bin: DotBin) -> CoverageShare {
    let noScale = datapath.scale == nil ? "the datapath has no scales" : nil
    let (a, b) = (datapath.a, datapath.b)
    let integers = isInteger ? "the datapath is of integers" : nil
    switch bin {
    case .everyPlace: return .parts(stretches)
    case .fullCancellation: return .one
    case .productsCancel:
      return .parts(1, unless: (a.sign == .unsigned && b.sign == .unsigned) || isExclusive ? "no product is negative" : nil)
    case .negativeZeroSum:
      return .parts(1, unless: integers ?? (a.hasNegativeZero || b.hasNegativeZero ? nil : "the elements have no -0"))
    case .zeroProduct: return .parts(1, unless: a.codeBits == 1 ? "elements of one bit have no number beside zero and one" : nil)
    case .subnormalElement: return .parts(2, unless: integers ?? (isFlushing ? "subnormal elements are zeros" : nil))
    case .nanElement: return .parts(2, unless: a.hasNaN && b.hasNaN ? nil : "not both elements have NaN")
    case .infiniteProduct, .infinityTimesZero:
      return .parts(2, unless: a.hasInfinity && b.hasInfinity ? nil : "not both elements have infinities")
    case .infinityMinusInfinity: return .parts(1, unless: a.hasInfinity || b.hasInfinity ? nil : "the elements have no infinity")
    case .cZero: return .parts(isInteger ? 1 : 2)
    case .cSubnormal, .cNaN: return .parts(1, unless: integers)
    case .cInfinity: return .parts(2, unless: integers)
    case .scaleNaN, .scaleLowest, .scaleSecond, .scaleOne, .scaleHighest, .scalesDiffer: return .parts(2, unless: noScale)
    case .chain: return .one
    case .integerEnds, .integerBeyond:
      // Products of unsigned numbers and of bits do not go down.
      return .parts(a.sign == .unsigned && b.sign == .unsigned ? 1 : 2, unless: !isInteger ? "the datapath is not of integers" : nil)
    case .integerExtremes: return .parts(1, unless: isInteger ? nil : "the datapath is not of integers")
    default: return .parts(1, unless: fused(bin))
    }
  }

  private var isExclusive: Bool {
    if case .integerSum(let sum) = datapath.arithmetic { sum.product == .exclusiveOr } else { false }
  }

  private var isFlushing: Bool {
    if case .pairwiseSum(let sum) = datapath.arithmetic { sum.subnormals == .flush } else { false }
  }

  /// Why a bin of the nodes of fused sums does not apply.
  private func fused(_ bin: DotBin) -> String? {
    guard let sum else { return "the datapath is no fused sum" }
    let isApart = sum.accumulatorInput == .addedAfterwards ? "C is added on its own" : nil
    let noCut = sum.fractionBits == nil ? "nothing is cut off" : nil
    switch bin {
    case .keptAtF, .lostAtF1, .partlyLost, .negativePartlyLost: return noCut
    case .cDominates:
      let lowest =
        [datapath.a, datapath.b].reduce(0) { $0 + $1.quantumExponent } + (datapath.scale.map { 2 * DotForm($0.format).quantum } ?? 0)
      let isKept = sum.fractionBits.map { datapath.accumulator.maximumExponent - $0 <= lowest } ?? false
      return noCut ?? isApart ?? (isKept ? "beside the largest C the smallest product is kept" : nil)
    case .cLost: return noCut ?? isApart
    case .floorAligns: return sum.floor == nil ? "there is no floor" : equal["floor=none"]
    case .outputOverflow: return equal["output=saturate"]
    case .outputSubnormal:
      let lowest = [datapath.a, datapath.b].reduce(0) { $0 + $1.quantumExponent }
      guard isApart != nil, datapath.scale == nil, lowest >= sum.output.format.minimumNormalExponent else { return nil }
      return "no product is below the normal numbers of the output, and C is added on its own"
    default: return nil
    }
  }
}
