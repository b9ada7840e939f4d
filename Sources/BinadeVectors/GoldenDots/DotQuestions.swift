import Binade
import BinadeTensorCore

/// The operands that a datapath is asked about, by family and index: they decide which questions are put, never the answers.
///
/// Integers only: the same words on every machine. Any question can be made on its own.
public struct DotQuestions: Sendable {
  let suite: DotSuite
  private let name: String
  /// The families that make sense for the datapath.
  public let families: [DotLabel]

  /// The questions of a suite.
  public init(_ suite: DotSuite) {
    self.suite = suite
    name = suite.name
    let datapath = suite.datapath
    let isInteger = datapath.accumulator.isFixedPoint
    var isGrouped = false
    if case .fusedSum(let sum) = datapath.arithmetic { isGrouped = sum.termLength > 1 }
    let ofIntegers: [DotLabel] = [.random, .normal, .cancellation, .accumulator, .noAccumulator, .zero, .extreme, .position]
    families = DotLabel.families.filter {
      switch $0 {
      case .scale: datapath.scale != nil
      case .cancelledGroup: isGrouped
      case .extreme: isInteger
      default: !isInteger || ofIntegers.contains($0)
      }
    }
  }

  /// Question `index` of a family. One in three has the K of two instructions.
  public func question(_ family: DotLabel, _ index: Int, seed: UInt64) -> DotQuestion {
    let draw = DotDraw(seed: seed, suite: name, family: family, index: index)
    let turn = index + index / 6
    let isLong = suite.k >= 128 ? turn % 5 == 4 : turn % 3 == 2
    var builder = DotBuilder(suite.datapath, k: isLong ? 2 * suite.k : suite.k, index: index, draw)
    builder.build(family)
    return DotQuestion(a: builder.a, b: builder.b, scaleA: builder.scaleA, scaleB: builder.scaleB, c: builder.c)
  }

  /// Question `index` of all families in turn.
  public func question(_ index: Int, seed: UInt64) -> (family: DotLabel, question: DotQuestion) {
    let family = families[index % families.count]
    return (family, question(family, index / families.count, seed: seed))
  }
}

/// Makes one question.
struct DotBuilder {
  let datapath: Datapath
  let k: Int
  let index: Int
  let x, y, z: DotForm
  let s: DotForm?
  /// Bits kept below the largest exponent, the floor, and the bits of a result.
  let cut, floor, kept: Int
  /// Products that are aligned as one term.
  let termLength: Int
  var draw: DotDraw
  var a, b: [UInt64]
  var scaleA: [UInt8] = []
  var scaleB: [UInt8] = []
  var c: UInt64 = 0

  init(_ datapath: Datapath, k: Int, index: Int, _ draw: DotDraw) {
    self.datapath = datapath
    self.k = k
    self.index = index
    self.draw = draw
    (x, y, z) = (DotForm(datapath.a), DotForm(datapath.b), DotForm(datapath.accumulator))
    s = datapath.scale.map { DotForm($0.format) }
    a = [UInt64](repeating: 0, count: k)
    b = a
    let own = datapath.accumulator.significandBits
    switch datapath.arithmetic {
    case .fusedSum(let sum):
      (cut, floor, kept) = (sum.fractionBits ?? own + 8, sum.floor ?? z.low - 7, sum.output.format.significandBits)
      termLength = sum.termExponent == .scales ? sum.termLength : 1
    case .twoStageSum(let sum): (cut, floor, kept, termLength) = (sum.productBits, z.low - 7, own, 1)
    case .multiplyAddChain, .integerSum, .pairwiseSum: (cut, floor, kept, termLength) = (own + 2, z.low - 2, own, 1)
    }
  }

  mutating func build(_ family: DotLabel) {
    if datapath.accumulator.isFixedPoint { return buildIntegers(family) }
    if family != .random { setScales(0) }
    switch family {
    case .knownAnswer: break
    case .random: fillRandom()
    case .normal: fillNormal()
    case .outlier: fillNormal(outliers: true)
    case .wide: fillWide()
    case .cancellation: fillCancelling()
    case .accumulator: fillBelowAccumulator()
    case .noAccumulator:
      if draw.oneIn(2) { fillWide() } else { fillNormal() }
      c = z.zero(isNegative: draw.oneIn(2))
    case .tiny: fillTiny()
    case .zero: fillZeros()
    case .special: fillSpecials()
    case .scale: fillScales()
    case .cancelledGroup: fillCancelledGroup()
    case .alignment: fillAligned()
    case .output: fillOutput()
    case .extreme: break
    case .position: fillPosition()
    }
  }

  // MARK: Parts

  var blocks: Int { datapath.scale.map { (k + $0.blockLength - 1) / $0.blockLength } ?? 0 }

  /// Scales of all blocks with these exponents, as near as the format has them.
  mutating func setScales(_ exponent: Int, fractions: Bool = false) {
    guard s != nil else { return }
    scaleA = [UInt8](repeating: 0, count: blocks)
    scaleB = scaleA
    for block in 0..<blocks { setScale(block, exponent, fractions: fractions) }
  }

  /// Scales of one block whose exponents add up to this, as near as the format has them.
  mutating func setScale(_ block: Int, _ exponent: Int, fractions: Bool = false) {
    guard let s else { return }
    let low = max(s.quantum, exponent - s.high)
    let one = draw.between(low, max(low, min(s.high, exponent - s.quantum, low + 40)))
    let (p, q) = fractions ? (draw.bits(), draw.bits()) : (0, 0)
    scaleA[block] = UInt8(s.word(min(max(one, s.quantum), s.high), fraction: p))
    scaleB[block] = UInt8(s.word(min(max(exponent - one, s.quantum), s.high), fraction: q))
  }

  /// The exponents of the scales of block 0 together; 0 without scales.
  func scaleExponent(_ block: Int = 0) -> Int {
    guard let s else { return 0 }
    return [scaleA[block], scaleB[block]].reduce(0) { sum, byte in
      let operand = s.format.unpack(UInt64(byte))
      return sum + (operand.class == .finite ? operand.exponent + s.format.significandBits : s.low)
    }
  }

  /// The values of products of powers of two lie between these.
  var lowest: Int { x.quantum + y.quantum }
  var highest: Int { x.high + y.high }

  /// Puts a product of two powers of two, 2^exponent as near as the formats have it, at a place.
  mutating func putPower(_ exponent: Int, at place: Int, isNegative: Bool = false) {
    let wanted = min(max(exponent, lowest), highest)
    let low = max(x.quantum, wanted - y.high)
    let one = draw.between(low, min(x.high, wanted - y.quantum))
    a[place] = x.word(one, isNegative: isNegative)
    b[place] = y.word(wanted - one)
  }

  /// Puts a product whose lowest bit is 2^exponent, where the formats allow it, with random bits above.
  mutating func putOdd(lowest exponent: Int, at place: Int, isNegative: Bool = false) {
    let top = exponent + x.format.significandBits
    let wanted = min(max(top, x.low + y.quantum), highest)
    let low = max(x.low, wanted - y.high)
    let one = draw.between(low, min(x.high, wanted - y.quantum))
    a[place] = x.word(one, fraction: draw.bits() | 1, isNegative: isNegative)
    b[place] = y.word(wanted - one)
  }

  /// Puts the negative of another product.
  mutating func putNegative(of other: Int, at place: Int) {
    a[place] = x.negated(a[other])
    b[place] = b[other]
  }

  /// Random signs on the zero words.
  mutating func signZeros() {
    guard draw.oneIn(2) else { return }
    for place in 0..<k where a[place] == 0 && b[place] == 0 {
      let signs = draw.bits()
      a[place] = x.zero(isNegative: signs & 1 == 1)
      b[place] = y.zero(isNegative: signs & 2 == 2)
    }
  }
}
