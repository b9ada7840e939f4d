internal import Binade
internal import BinadeTensorCore

/// How well one datapath explains D.
struct GemmVerdict: Sendable {
  /// The instructions that have it; empty for one that nobody named.
  var names: [String]
  let datapath: Datapath
  /// K as the instruction fills it up.
  let width: Int
  /// Elements that were computed.
  var compared = 0
  /// Those that are not what D has.
  var mismatches = 0
  /// How far they are off, in bits of distance.
  var distance = 0
  /// The first of them.
  var first: (index: Int, made: UInt64)?

  /// Whether everything that was computed is what D has.
  var explains: Bool { mismatches == 0 }
}

/// Finds the datapaths that make D. Spec [gemm-10].
struct GemmSearch: Sendable {
  let evidence: GemmEvidence
  let threads: Int

  /// What was found.
  struct Outcome {
    /// Instructions whose types and shapes fit.
    let instructions: Int
    /// Every distinct datapath of theirs: first those that explain all of D, then by the number of mismatches.
    let verdicts: [GemmVerdict]
    /// Datapaths that nobody named: those that explain all, or the nearest.
    var custom: [GemmVerdict] = []
    /// How many of those were tried.
    var tried = 0

    var explanations: [GemmVerdict] { verdicts.filter(\.explains) }
    var isExplained: Bool { !explanations.isEmpty || custom.contains { $0.explains } }
  }

  /// Products of the first rows, in which most datapaths fail.
  private static let sampleProducts = 1 << 21

  /// Tries the instructions that fit, and, if none explains everything, others around the nearest.
  ///
  /// - Parameters:
  ///   - types: the types of A, B and D where no instruction need have them.
  ///   - isAllowed: whether an instruction is to be tried.
  func run(types: [FormatDescriptor]?, _ isAllowed: (Instruction) -> Bool) throws(GemmError) -> Outcome {
    let fitting = Instruction.plain.filter { instruction in
      isAllowed(instruction) && evidence.fits(instruction.datapath) && (!evidence.isMatrix || evidence.k % instruction.shape.k == 0)
    }
    var verdicts: [GemmVerdict] = []
    for instruction in fitting {
      let unit = instruction.shape.k
      let width = evidence.isMatrix ? evidence.k : (evidence.k + unit - 1) / unit * unit
      if let index = verdicts.firstIndex(where: { $0.datapath == instruction.datapath && $0.width == width }) {
        verdicts[index].names.append(instruction.name)
      } else {
        verdicts.append(GemmVerdict(names: [instruction.name], datapath: instruction.datapath, width: width))
      }
    }
    for index in verdicts.indices { try judge(&verdicts[index]) }
    let order = verdicts.indices.sorted { (verdicts[$0].rank, $0) < (verdicts[$1].rank, $1) }
    var outcome = Outcome(instructions: fitting.count, verdicts: order.map { verdicts[$0] })
    let seeds = outcome.verdicts.isEmpty ? types.map { evidence.plainDatapaths(a: $0[0], b: $0[1], d: $0[2]) } ?? [] : []
    if outcome.explanations.isEmpty {
      var variations = DatapathVariations(evidence: evidence, threads: threads)
      outcome.custom = try variations.search(
        from: outcome.verdicts + seeds.map { GemmVerdict(names: [], datapath: $0, width: evidence.k) }, hasNames: seeds.isEmpty)
      outcome.tried = variations.tried
      for index in outcome.custom.indices { try judge(&outcome.custom[index]) }
      outcome.custom.sort { $0.rank < $1.rank }
    }
    return outcome
  }

  /// Computes the first rows, and all others if those are right.
  private func judge(_ verdict: inout GemmVerdict) throws(GemmError) {
    let sample = min(evidence.m, max(1, Self.sampleProducts / max(1, evidence.columns * evidence.k)))
    (verdict.compared, verdict.mismatches, verdict.distance, verdict.first) = (0, 0, 0, nil)
    try evidence.compare(&verdict, rows: 0..<sample, threads: threads)
    if verdict.explains, sample < evidence.m { try evidence.compare(&verdict, rows: sample..<evidence.m, threads: threads) }
  }
}

extension GemmVerdict {
  /// Smaller is nearer.
  var rank: Int { explains ? -1 : distance }
}

extension GemmEvidence {
  /// Computes rows and counts what differs from D.
  func compare(_ verdict: inout GemmVerdict, rows: Range<Int>, threads: Int) throws(GemmError) {
    let made = try words(verdict.datapath, rows: rows, width: verdict.width, threads: threads)
    let format = verdict.datapath.accumulator
    let start = rows.lowerBound * columns
    let mask: UInt64 = ~0 >> UInt64(64 - format.wordBits)
    for (offset, word) in made.enumerated() {
      let found = d.words[start + offset] & mask
      if word == found { continue }
      if ignoresNaNBits, format.unpack(word).class == .nan, format.unpack(found).class == .nan { continue }
      verdict.mismatches += 1
      verdict.distance += format.distance(word, found)
      if verdict.first == nil { verdict.first = (start + offset, word) }
    }
    verdict.compared += made.count
  }
}

extension FormatDescriptor {
  /// Bits of the number of words between two different words; NaN is far from everything.
  func distance(_ a: UInt64, _ b: UInt64) -> Int {
    let classes = [unpack(a).class, unpack(b).class]
    if classes.contains(.nan), !isFixedPoint { return 40 }
    let difference = place(a) - place(b)
    return 128 - difference.magnitude.leadingZeroBitCount
  }

  /// The place of a word among all, from the most negative to the most positive.
  private func place(_ word: UInt64) -> Int128 {
    if sign == .twosComplement { return Int128(Int64(truncatingIfNeeded: word << UInt64(64 - wordBits)) >> Int64(64 - wordBits)) }
    let magnitude = Int128(word & (magnitudeMask << UInt64(paddingBits)))
    return word & (signMask << UInt64(paddingBits)) != 0 ? -magnitude : magnitude
  }
}
