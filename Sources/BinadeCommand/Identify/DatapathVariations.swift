internal import Binade
internal import BinadeTensorCore

/// Datapaths around the nearest named ones, one parameter after the other, as long as that explains more.
struct DatapathVariations {
  let evidence: GemmEvidence
  let threads: Int
  /// Datapaths that were tried.
  private(set) var tried = 0

  init(evidence: GemmEvidence, threads: Int) {
    self.evidence = evidence
    self.threads = threads
  }

  /// Starting points, steps from each, steps without a single right element, and products of one trial.
  private static let (seeds, steps, blindSteps, products) = (3, 8, 2, 1 << 14)

  /// The ends of the walks, the nearest first.
  ///
  /// - Parameter hasNames: whether the verdicts are those of instructions, and are no ends themselves.
  mutating func search(from verdicts: [GemmVerdict], hasNames: Bool) throws(GemmError) -> [GemmVerdict] {
    let rows = 0..<min(evidence.m, max(1, Self.products / max(1, evidence.columns * evidence.k)))
    var ends: [GemmVerdict] = []
    for seed in try seeds(verdicts, rows) {
      var best = try trials([seed], rows)!
      for step in 0..<Self.steps where !best.explains {
        if step >= Self.blindSteps, best.mismatches == best.compared { break }
        guard let next = try trials(Self.neighbours(of: best.datapath, evidence: evidence), rows), next.rank < best.rank else { break }
        best = next
      }
      // Nothing right at all is no explanation.
      if best.mismatches == best.compared { continue }
      let known = ends + (hasNames ? verdicts : [])
      if !known.contains(where: { $0.datapath == best.datapath }) { ends.append(best) }
      if best.explains { break }
    }
    return ends.sorted { $0.rank < $1.rank }
  }

  /// The nearest verdicts, one for each kind of arithmetic, and the best of a grid.
  private mutating func seeds(_ verdicts: [GemmVerdict], _ rows: Range<Int>) throws(GemmError) -> [Datapath] {
    var seeds = verdicts.prefix(Self.seeds).map(\.datapath)
    for datapath in verdicts.map(\.datapath) where !seeds.contains(where: { $0.arithmeticName == datapath.arithmeticName }) {
      seeds.append(datapath)
    }
    // One parameter at a time does not lead to a unit that differs in several: the important ones together.
    for seed in seeds {
      guard let best = try trials(Self.grid(around: seed), rows) else { continue }
      seeds.insert(best.datapath, at: 0)
      break
    }
    return seeds
  }

  /// The first of the nearest, on some rows; `nil` for none.
  private mutating func trials(_ datapaths: [Datapath], _ rows: Range<Int>) throws(GemmError) -> GemmVerdict? {
    tried += datapaths.count
    let trials = Parallel.map(count: datapaths.count, piece: 1, threads: threads) { [evidence] range in
      Result { () throws(GemmError) in
        var verdict = GemmVerdict(names: [], datapath: datapaths[range.lowerBound], width: evidence.k)
        try evidence.compare(&verdict, rows: rows, threads: 1)
        return verdict
      }
    }
    var best: GemmVerdict?
    for trial in trials {
      let verdict = try trial.get()
      if best == nil || verdict.rank < best!.rank { best = verdict }
    }
    return best
  }

  /// Sound datapaths with other lengths, fraction bits and roundings, for a fused sum.
  private static func grid(around datapath: Datapath) -> [Datapath] {
    guard case .fusedSum(let sum) = datapath.arithmetic, sum.termLength == 1 else { return [] }
    var result: [Datapath] = []
    for length in [4, 8, 16, 32, 64] {
      for bits in 8...32 {
        for rounding in [Rounding.towardZero, .nearestEven] {
          var next = sum
          (next.groupLength, next.fractionBits) = (length, bits)
          next.output = OutputConversion(format: datapath.accumulator, rounding: rounding)
          var grid = datapath
          grid.arithmetic = .fusedSum(next)
          if (try? grid.check()) != nil { result.append(grid) }
        }
      }
    }
    return result
  }

  // MARK: Neighbours

  /// Sound datapaths that differ in one parameter.
  static func neighbours(of datapath: Datapath, evidence: GemmEvidence) -> [Datapath] {
    let arithmetics: [Datapath.Arithmetic] =
      switch datapath.arithmetic {
      case .fusedSum(let sum): variations(sum, datapath, k: evidence.k).map { .fusedSum($0) }
      case .integerSum(let sum): variations(sum).map { .integerSum($0) }
      case .multiplyAddChain(let chain):
        [.multiplyAddChain(MultiplyAddChain(nan: chain.nan == .canonical ? .firstOfBCA : .canonical, canonicalNaN: chain.canonicalNaN))]
      case .pairwiseSum(let sum): variations(sum).map { .pairwiseSum($0) }
      case .twoStageSum(let sum): variations(sum).map { .twoStageSum($0) }
      }
    var result: [Datapath] = []
    for arithmetic in arithmetics {
      var next = datapath
      next.arithmetic = arithmetic
      if next != datapath, (try? next.check()) != nil { result.append(next) }
    }
    return result
  }

  private static let lengths = [1, 2, 4, 8, 16, 32, 64, 128]

  private static func variations(_ sum: FusedSum, _ datapath: Datapath, k: Int) -> [FusedSum] {
    var result: [FusedSum] = []
    func add(_ change: (inout FusedSum) -> Void) {
      var next = sum
      change(&next)
      result.append(next)
    }
    for bits in Array(6...48) { add { $0.fractionBits = bits } }
    add { $0.fractionBits = nil }
    for length in lengths + [k] where length <= 4096 { add { $0.groupLength = length } }
    for length in lengths {
      add {
        $0.termLength = length
        $0.termExponent = .products
      }
    }
    for floor in (-8...8).map({ (sum.floor ?? (2 - datapath.accumulator.bias)) + $0 }) { add { $0.floor = floor } }
    add { $0.floor = nil }
    for rounding in Rounding.allCases { add { $0.output.rounding = rounding } }
    for output in outputs(datapath.accumulator, sum.output) { add { $0.output = output } }
    for rounding in Rounding.allCases { add { $0.alignment = rounding } }
    for choice in FusedSum.AccumulatorInput.allCases { add { $0.accumulatorInput = choice } }
    for choice in FusedSum.ZeroResult.allCases { add { $0.zero = choice } }
    for choice in FusedSum.TermExponent.allCases { add { $0.termExponent = choice } }
    for (period, run) in [(1, 1), (2, 1), (4, 1), (4, 2), (8, 4), (16, 8), (32, 16)] {
      add { $0.interleaving = .init(period: period, run: run) }
      add {
        $0.groupLength = max(1, sum.stretch * run / period)
        $0.interleaving = .init(period: period, run: run)
      }
    }
    for multiplicand in [nil, Binary16.descriptor, BFloat16.descriptor] { add { $0.multiplicand = multiplicand } }
    for word in nans(datapath.accumulator) { add { $0.canonicalNaN = word } }
    return result
  }

  /// The accumulator's words with shorter significands.
  private static func outputs(_ accumulator: FormatDescriptor, _ output: OutputConversion) -> [OutputConversion] {
    guard accumulator.paddingBits == 0, accumulator.significandBits <= 23 else { return [] }
    return (max(0, accumulator.significandBits - 14)...accumulator.significandBits).compactMap { bits in
      let cut = accumulator.significandBits - bits
      let format = FormatDescriptor(
        exponentBits: accumulator.exponentBits, significandBits: bits, bias: accumulator.bias, highNaNCount: (1 << bits) - 1,
        hasInfinity: true, paddingBits: cut)
      return format.map { OutputConversion(format: $0, rounding: output.rounding, overflow: output.overflow) }
    }
  }

  /// Words that devices use for NaN.
  private static func nans(_ accumulator: FormatDescriptor) -> [UInt64] {
    guard accumulator.hasNaN, accumulator.significandBits > 0 else { return [] }
    let quiet = accumulator.magnitudeMask & ~((1 << UInt64(accumulator.significandBits - 1)) - 1)
    return [accumulator.magnitudeMask, quiet, quiet | accumulator.signMask].map { $0 << UInt64(accumulator.paddingBits) }
  }

  private static func variations(_ sum: IntegerSum) -> [IntegerSum] {
    lengths.map { IntegerSum(groupLength: $0, product: sum.product, overflow: sum.overflow) }
      + IntegerSum.Overflow.allCases.map { IntegerSum(groupLength: sum.groupLength, product: sum.product, overflow: $0) }
      + IntegerSum.Product.allCases.map { IntegerSum(groupLength: sum.groupLength, product: $0, overflow: sum.overflow) }
  }

  private static func variations(_ sum: PairwiseSum) -> [PairwiseSum] {
    var result: [PairwiseSum] = []
    func add(_ change: (inout PairwiseSum) -> Void) {
      var next = sum
      change(&next)
      result.append(next)
    }
    for length in lengths {
      add { ($0.groupLength, $0.flushLength) = (length, max(length, $0.flushLength)) }
      add { $0.flushLength = length }
    }
    for choice in PairwiseSum.Subnormals.allCases { add { $0.subnormals = choice } }
    for word in [0x7FFF_FFFF, 0x7FC0_0000] as [UInt64] { add { $0.canonicalNaN = word } }
    return result
  }

  private static func variations(_ sum: TwoStageSum) -> [TwoStageSum] {
    var result: [TwoStageSum] = []
    func add(_ change: (inout TwoStageSum) -> Void) {
      var next = sum
      change(&next)
      result.append(next)
    }
    for length in lengths { add { $0.groupLength = length } }
    for parts in 1...2 { add { $0.parts = parts } }
    for bits in 16...40 {
      add { $0.productBits = bits }
      add { $0.sumBits = bits }
      add { $0.accumulatorBits = bits }
      add { $0.normalisedBits = bits }
      add { $0.accumulatorRange = bits }
    }
    add { $0.accumulatorRange = nil }
    add { $0.productLimit = nil }
    add { $0.productLimit = 128 }
    for rounding in Rounding.allCases { add { $0.output.rounding = rounding } }
    for choice in FusedSum.ZeroResult.allCases { add { $0.zero = choice } }
    for word in [0x7FFF_FFFF, 0x7FC0_0000] as [UInt64] { add { $0.canonicalNaN = word } }
    return result
  }
}
