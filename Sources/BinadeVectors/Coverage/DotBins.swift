import Binade
import BinadeTensorCore

/// Bins of dot products. Spec [coverage-7].
enum DotBin: String, CoverageName {
  case everyPlace = "every-place"
  case fullCancellation = "full-cancellation"
  case productsCancel = "products-cancel"
  case negativeZeroSum = "negative-zero-sum"
  case zeroProduct = "zero-product"
  case subnormalElement = "subnormal-element"
  case nanElement = "nan-element"
  case infiniteProduct = "infinite-product"
  case infinityTimesZero = "infinity-times-zero"
  case infinityMinusInfinity = "infinity-minus-infinity"
  case cZero = "c-zero"
  case cSubnormal = "c-subnormal"
  case cInfinity = "c-infinity"
  case cNaN = "c-nan"
  case scaleNaN = "scale-nan"
  case scaleLowest = "scale-lowest"
  case scaleSecond = "scale-second"
  case scaleOne = "scale-one"
  case scaleHighest = "scale-highest"
  case scalesDiffer = "scales-differ"
  case chain
  case keptAtF = "kept-at-bit-f"
  case lostAtF1 = "lost-at-bit-f-plus-1"
  case partlyLost = "partly-lost"
  case negativePartlyLost = "negative-partly-lost"
  case cDominates = "c-dominates"
  case cLost = "c-lost"
  case floorAligns = "floor-aligns"
  case nodeCancels = "node-cancels"
  case outputInexact = "output-inexact"
  case outputTie = "output-tie"
  case outputOverflow = "output-overflow"
  case outputSubnormal = "output-subnormal"
  case integerEnds = "integer-ends"
  case integerBeyond = "integer-beyond"
  case integerExtremes = "integer-extremes"

  var description: String {
    switch self {
    case .everyPlace: "All products but one are zero or cancel in pairs, or with C: the one decides, at each place in turn."
    case .fullCancellation: "Products that are not zero and a C that is not zero add up to exactly zero."
    case .productsCancel: "Products that are not zero add up to exactly zero."
    case .negativeZeroSum: "Every product is -0, and C is."
    case .zeroProduct: "A zero meets a number, beside products that are not zero."
    case .subnormalElement: "A subnormal element in a product that is not zero."
    case .nanElement: "A NaN among the elements."
    case .infiniteProduct: "Infinity times a number that is not zero."
    case .infinityTimesZero: "Infinity times zero."
    case .infinityMinusInfinity: "Infinities of both signs, among products and C."
    case .cZero: "C is a zero."
    case .cSubnormal: "C is a subnormal number."
    case .cInfinity: "C is infinite."
    case .cNaN: "C is NaN."
    case .scaleNaN: "A scale is NaN."
    case .scaleLowest: "A scale has code 0."
    case .scaleSecond: "A scale has code 1."
    case .scaleOne: "A scale is 1."
    case .scaleHighest: "A scale is the largest number of its format."
    case .scalesDiffer: "Two blocks of an operand have different scales."
    case .chain: "The test is longer than one instruction: D is the next C."
    case .keptAtF: "The highest bit of a term is the last one that is kept."
    case .lostAtF1: "The highest bit of a term is the first one that is lost: the whole term is."
    case .partlyLost: "A term loses its lower bits and keeps its upper ones."
    case .negativePartlyLost: "A negative term does: cutting toward zero is not cutting down."
    case .cDominates: "C alone has the largest exponent, and no product keeps a bit."
    case .cLost: "C is not zero, and loses all its bits."
    case .floorAligns: "The floor aligns terms that are not zero."
    case .nodeCancels: "The aligned terms of a node add up to zero, though some are not."
    case .outputInexact: "The sum is not a number of the output format."
    case .outputTie: "The sum is halfway between two numbers of the output format."
    case .outputOverflow: "The sum is a number beyond the largest."
    case .outputSubnormal: "The sum is not zero, and below the normal numbers."
    case .integerEnds: "The sum is exactly the largest or the smallest number of the accumulator."
    case .integerBeyond: "The sum is beyond the accumulator."
    case .integerExtremes: "A product of the largest magnitudes of both formats."
    }
  }

  var parts: String {
    switch self {
    case .everyPlace: "places within one instruction; of more than 32, equal stretches of them"
    case .subnormalElement, .nanElement, .infiniteProduct, .infinityTimesZero: "of A, of B, where the format has it"
    case .scaleNaN, .scaleLowest, .scaleSecond, .scaleOne, .scaleHighest, .scalesDiffer: "of A, of B"
    case .cZero, .cInfinity: "positive, negative where the format has it"
    case .integerEnds, .integerBeyond: "upper end, and the lower one where products may be negative"
    default: ""
    }
  }

  var need: CoverageNeed? { nil }
}

/// Judges tests of one datapath.
struct DotJudge: Sendable {
  private let suite: DotSuite
  private let stretches: Int
  private(set) var counts: CoverageCounts<DotBin>

  init(_ suite: DotSuite) {
    self.suite = suite
    let stretches = suite.k <= 32 ? suite.k : 8
    self.stretches = stretches
    let shares = DotShares(suite.datapath, stretches: stretches)
    counts = CoverageCounts { shares.share($0) }
  }

  /// Counts a test.
  mutating func count(_ question: DotQuestion) {
    let datapath = suite.datapath
    if question.a.count > suite.k { counts.hit(.chain) }
    countScales(question)
    let products = DotProducts(question, datapath)
    countOperands(products, question)
    countPlaces(products)
    if datapath.accumulator.isFixedPoint { return countIntegers(products) }
    if case .fusedSum(let sum) = datapath.arithmetic { countNodes(question, sum) }
  }

  private mutating func countScales(_ question: DotQuestion) {
    guard let form = suite.datapath.scale?.format else { return }
    for (side, scales) in [question.scaleA, question.scaleB].enumerated() {
      if Set(scales).count > 1 { counts.hit(.scalesDiffer, side) }
      for byte in Set(scales) {
        let code = UInt64(byte) & form.codeMask
        let value = form.unpack(code)
        if value.class == .nan { counts.hit(.scaleNaN, side) }
        if code == 0 { counts.hit(.scaleLowest, side) }
        if code == 1 { counts.hit(.scaleSecond, side) }
        if code == form.maximumFiniteMagnitude { counts.hit(.scaleHighest, side) }
        if value.class == .finite && OddProduct(value) == OddProduct(1, 0) { counts.hit(.scaleOne, side) }
      }
    }
  }

  private mutating func countOperands(_ products: DotProducts, _ question: DotQuestion) {
    let c = suite.datapath.accumulator.unpack(question.c)
    let sign = c.isNegative ? 1 : 0
    switch c.class {
    case .zero: counts.hit(.cZero, sign)
    case .infinity: counts.hit(.cInfinity, sign)
    case .nan: counts.hit(.cNaN)
    case .finite: if c.isSubnormal { counts.hit(.cSubnormal) }
    }
    var infinities = c.class == .infinity ? [sign] : []
    let isLive = products.terms.contains { $0.kind == .finite }
    for term in products.terms {
      if term.a.class == .nan { counts.hit(.nanElement, 0) }
      if term.b.class == .nan { counts.hit(.nanElement, 1) }
      for (side, pair) in [(term.a, term.b), (term.b, term.a)].enumerated() where pair.0.class == .infinity {
        if pair.1.class == .zero { counts.hit(.infinityTimesZero, side) }
        if pair.1.class == .finite { counts.hit(.infiniteProduct, side) }
      }
      if term.kind == .infinity { infinities.append(term.isNegative ? 1 : 0) }
      if term.kind == .zero && isLive && (term.a.class == .finite || term.b.class == .finite) { counts.hit(.zeroProduct) }
      if term.kind == .finite && term.a.isSubnormal { counts.hit(.subnormalElement, 0) }
      if term.kind == .finite && term.b.isSubnormal { counts.hit(.subnormalElement, 1) }
    }
    if infinities.contains(0) && infinities.contains(1) { counts.hit(.infinityMinusInfinity) }
    if c.class == .zero && c.isNegative && products.terms.allSatisfy({ $0.kind == .zero && $0.isNegative }) { counts.hit(.negativeZeroSum) }
    guard products.isFinite, c.class == .finite || c.class == .zero, isLive else { return }
    if products.sum(with: nil) == .zero { counts.hit(.productsCancel) }
    if c.class == .finite, products.sum(with: c) == .zero { counts.hit(.fullCancellation) }
  }

  /// A product that is left over when all others cancel in pairs.
  private mutating func countPlaces(_ products: DotProducts) {
    guard products.isFinite else { return }
    var net: [OddProduct: (count: Int, place: Int, number: Int)] = [:]
    for (place, term) in products.terms.enumerated() where term.kind == .finite {
      let old = net[term.value] ?? (0, place, 0)
      net[term.value] = (old.count + (term.isNegative ? -1 : 1), place, old.number + 1)
    }
    var left = net.filter { $0.value.count != 0 }
    if left.count == 2, products.c.class == .finite {
      // C may take one of them away.
      let value = OddProduct(products.c)
      if let entry = left[value], entry.count == (products.c.isNegative ? 1 : -1) { left[value] = nil }
    }
    guard left.count == 1, let only = left.first?.value, only.number == 1 else { return }
    counts.hit(.everyPlace, only.place % suite.k * stretches / suite.k)
  }

  private mutating func countIntegers(_ products: DotProducts) {
    let datapath = suite.datapath
    let extremes = [datapath.a, datapath.b].map { $0.sign == .twosComplement ? $0.magnitudeMask + 1 : $0.magnitudeMask }
    if products.terms.contains(where: { $0.a.significand == extremes[0] && $0.b.significand == extremes[1] }) {
      counts.hit(.integerExtremes)
    }
    var sum = products.c.isNegative ? -Int(products.c.significand) : Int(products.c.significand)
    for term in products.terms where term.kind == .finite {
      let product = Int(term.value.odd) << term.value.exponent
      sum += term.isNegative ? -product : product
    }
    let upper = Int(datapath.accumulator.magnitudeMask)
    if sum == upper { counts.hit(.integerEnds, 0) }
    if sum == -upper - 1 { counts.hit(.integerEnds, 1) }
    if sum > upper { counts.hit(.integerBeyond, 0) }
    if sum < -upper - 1 { counts.hit(.integerBeyond, 1) }
  }

  // MARK: Nodes of fused sums

  private mutating func countNodes(_ question: DotQuestion, _ sum: FusedSum) {
    guard
      let explanation = try? suite.datapath.explain(
        a: question.a.span, b: question.b.span, scaleA: question.scaleA.span, scaleB: question.scaleB.span, c: question.c)
    else { return }
    for node in explanation.stretches.flatMap({ $0.nodes }) where node.special == nil { countNode(node, sum) }
  }

  private mutating func countNode(_ node: FusedNode, _ sum: FusedSum) {
    let products = node.terms.filter { !$0.products.isEmpty && $0.significand != 0 }
    let c = node.terms.first { $0.products.isEmpty && $0.significand != 0 }
    let terms = products + (c.map { [$0] } ?? [])
    for term in terms where sum.fractionBits != nil {
      let top = term.unit + 127 - Int(term.significand.magnitude.leadingZeroBitCount)
      if top == node.unit { counts.hit(.keptAtF) }
      if top == node.unit - 1 { counts.hit(.lostAtF1) }
      if term.isCut && term.aligned != 0 { counts.hit(term.significand < 0 ? .negativePartlyLost : .partlyLost) }
    }
    if node.isFloor && !terms.isEmpty { counts.hit(.floorAligns) }
    if let c, !products.isEmpty {
      if c.exponent == node.exponent && products.allSatisfy({ $0.aligned == 0 }) { counts.hit(.cDominates) }
      if sum.fractionBits != nil && c.aligned == 0 { counts.hit(.cLost) }
    }
    if node.sum.class == .zero {
      if !terms.isEmpty && (sum.fractionBits == nil || terms.contains { $0.aligned != 0 }) { counts.hit(.nodeCancels) }
      return
    }
    let position = GridPosition(node.sum, in: sum.output.format)
    if position.side != .exact { counts.hit(.outputInexact) }
    if position.side == .halfway { counts.hit(.outputTie) }
    if position.lower.map({ $0 > sum.output.format.maximumFiniteMagnitude }) ?? false { counts.hit(.outputOverflow) }
    if node.sum.topExponent < sum.output.format.minimumNormalExponent { counts.hit(.outputSubnormal) }
  }
}

/// The products of a test, exactly.
struct DotProducts {
  struct Term {
    let a, b: Operand
    let kind: Operand.Class
    let isNegative: Bool
    /// The magnitude, scales included; of a finite product.
    let value: OddProduct
  }

  let terms: [Term]
  let c: Operand
  /// Whether neither a product nor a scale is infinite or NaN.
  let isFinite: Bool

  init(_ question: DotQuestion, _ datapath: Datapath) {
    c = datapath.accumulator.unpack(question.c)
    var terms: [Term] = []
    var isFinite = true
    let isExclusive = if case .integerSum(let sum) = datapath.arithmetic { sum.product == .exclusiveOr } else { false }
    for place in question.a.indices {
      let (a, b) = (datapath.a.unpack(question.a[place]), datapath.b.unpack(question.b[place]))
      var value = OddProduct(a) * OddProduct(b)
      var kind: Operand.Class = .finite
      if a.class == .zero || b.class == .zero { kind = .zero }
      if a.class == .infinity || b.class == .infinity { kind = kind == .zero ? .nan : .infinity }
      if a.class == .nan || b.class == .nan { kind = .nan }
      if isExclusive {  // bits that differ
        kind = question.a[place] == question.b[place] ? .zero : .finite
        value = OddProduct(kind == .zero ? 0 : 1, 0)
      }
      if let scale = datapath.scale {
        for byte in [question.scaleA[place / scale.blockLength], question.scaleB[place / scale.blockLength]] {
          let operand = scale.format.unpack(UInt64(byte))
          if operand.class == .nan { kind = .nan }
          if operand.class == .zero && kind == .finite { kind = .zero }
          if operand.class == .finite && kind == .finite { value = value * OddProduct(operand) }
        }
      }
      if kind == .nan || kind == .infinity { isFinite = false }
      terms.append(Term(a: a, b: b, kind: kind, isNegative: a.isNegative != b.isNegative, value: value))
    }
    self.terms = terms
    self.isFinite = isFinite
  }

  enum Sum { case zero, other, unknown }

  /// Whether the products, and a finite C, add up to zero; unknown where that takes more than 128 bits.
  func sum(with c: Operand?) -> Sum {
    var parts = terms.filter { $0.kind == .finite }.map { (value: $0.value, isNegative: $0.isNegative) }
    if let c { parts.append((OddProduct(c), c.isNegative)) }
    // What cancels in pairs needs no common unit.
    var net: [OddProduct: Int] = [:]
    for part in parts { net[part.value, default: 0] += part.isNegative ? -1 : 1 }
    let left = net.filter { $0.value != 0 }
    guard let low = left.keys.map({ $0.exponent }).min(), let high = left.keys.map({ $0.top }).max() else { return .zero }
    guard high - low < 110 else { return .unknown }
    let total = left.reduce(Int128(0)) { $0 + Int128($1.key.odd << UInt128($1.key.exponent - low)) * Int128($1.value) }
    return total == 0 ? .zero : .other
  }
}
