internal import Binade

/// Tries hypotheses: all of them on a sample, the survivors on everything, and changes to the best if there is no survivor.
struct BlockSearch: Sendable {
  let identifier: BlockIdentifier

  /// What was found.
  struct Outcome: Sendable {
    /// Hypotheses under which nothing differs, profiles first.
    var explanations: [BlockVerdict]
    /// The nearest one, if nothing explains all.
    var nearest: BlockVerdict?
    /// How many were tried.
    var tried: Int
  }

  /// Blocks of the sample, in elements.
  private static let sampled = 1 << 15
  /// How many rounds of single changes.
  private static let rounds = 8

  var estimate: Int { identifier.hypotheses.count }

  func run(_ progress: Progress? = nil) -> Outcome {
    let hypotheses = identifier.hypotheses
    let bands = sample
    let first = judge(hypotheses, bands: bands, progress)
    let explanations = confirmed(first.filter { $0.explainsAll }.map(\.hypothesis))
    if !explanations.isEmpty { return Outcome(explanations: explanations, nearest: nil, tried: first.count) }
    var tried = first.count
    var best: BlockVerdict?
    for start in starts(first) {
      let end = climb(from: start, bands: bands, &tried)
      guard let full = confirmedVerdict(end.hypothesis) else { continue }
      if full.explainsAll { return Outcome(explanations: [full], nearest: nil, tried: tried) }
      if best.map({ full.cost < $0.cost }) ?? true { best = full }
    }
    return Outcome(explanations: [], nearest: best, tried: tried)
  }

  private var sample: [Int] {
    let grid = identifier.evidence.grid
    let perBand = max(1, grid.elementCount / max(1, grid.bandCount))
    return identifier.evidence.sample(max(1, Self.sampled / perBand))
  }

  /// The best few that differ in their rule, or in their whole kind.
  private func starts(_ verdicts: [BlockVerdict]) -> [BlockVerdict] {
    var rules: Set<String> = []
    var result: [BlockVerdict] = []
    for verdict in verdicts.sorted(by: { $0.cost < $1.cost }) where rules.insert(verdict.hypothesis.conversion.rule.name).inserted {
      result.append(verdict)
      if result.count == 3 { break }
    }
    return result
  }

  /// Changes one choice at a time, as long as less differs.
  private func climb(from start: BlockVerdict, bands: [Int], _ tried: inout Int) -> BlockVerdict {
    var best = start
    for _ in 0..<Self.rounds where !best.explainsAll {
      let next = judge(identifier.neighbours(of: best.hypothesis), bands: bands)
      tried += next.count
      guard let better = next.min(by: { $0.cost < $1.cost }), better.cost < best.cost else { break }
      best = better
    }
    return best
  }

  private func judge(_ hypotheses: [BlockHypothesis], bands: [Int]?, _ progress: Progress? = nil) -> [BlockVerdict] {
    let evidence = identifier.evidence
    return Parallel.map(count: hypotheses.count, piece: 1, progress: progress) { range in
      evidence.judge(hypotheses[range.lowerBound], bands: bands)
    }
  }

  /// Those that explain the whole tensor.
  private func confirmed(_ hypotheses: [BlockHypothesis]) -> [BlockVerdict] {
    let all = judge(hypotheses, bands: nil).filter { $0.explainsAll }
    // Whoever needs no tensor scale from outside explains more.
    let unaided = all.filter { !$0.hypothesis.usesGivenTensorScale }
    return unaided.isEmpty ? all : unaided
  }

  private func confirmedVerdict(_ hypothesis: BlockHypothesis) -> BlockVerdict? { judge([hypothesis], bands: nil).first }
}
