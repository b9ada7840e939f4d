import Binade
import BinadeTensorCore

extension DotVectorFile {
  /// Makes a suite: the known answers, some of each family, and for each wrong datapath a test that tells it from the right one.
  ///
  /// Operands are chosen with the library's formats and datapaths; every expected result comes from the oracle. The same arguments give
  /// the same vectors on every machine.
  /// - Throws: ``VectorFileError`` if the oracle contradicts a published result.
  public static func generate(_ suite: DotSuite, seed: UInt64 = 1) throws(VectorFileError) -> DotVectorFile {
    var file = DotVectorFile(suite: suite, seed: seed, tests: [])
    let witness = DotWitness(suite)
    for answer in KnownDot.all(of: suite) {
      let question = answer.question(suite)
      let result = witness.result(question)
      guard result == answer.result else {
        let bits = suite.datapath.accumulator.wordBits
        throw VectorFileError(
          file: suite.name, place: answer.source,
          problem: "expected \(Hex.digits(answer.result, bits: bits)), but the oracle says \(Hex.digits(result, bits: bits))")
      }
      file.append(.knownAnswer, question, result)
    }
    let questions = DotQuestions(suite)
    let number = file.perFamily(questions.families.count)
    var tally = CoverageTally(.dot(suite))
    for test in file.tests { tally?.add(test.question) }
    for family in questions.families {
      var chosen: [DotQuestion] = []
      if family == .position {
        for place in 0..<file.positions {
          // The same place again, until nothing else decides.
          let again = (0..<6).map { questions.question(family, place * file.positionStep + $0 * suite.k, seed: seed) }
          chosen += Self.chosen(1, again, suite.k, &tally)
        }
      } else {
        chosen = Self.chosen(number, (0..<Self.choice).map { questions.question(family, $0, seed: seed) }, suite.k, &tally)
      }
      for question in chosen { file.append(family, question, witness.result(question)) }
    }
    for rival in DotRival.all(suite.datapath) where rival.equality == nil { file.exclude(rival, questions, witness) }
    tally = CoverageTally(.dot(suite))
    for test in file.tests { tally?.add(test.question) }
    if let tally { file.complete(tally, questions, witness) }
    return file
  }

  /// How many questions of a family there are to choose from.
  private static let choice = 24

  /// So many of a family's questions: in turn the one that hits most bins that are not hit yet, of equal ones the first of one instruction.
  private static func chosen(_ number: Int, _ questions: [DotQuestion], _ k: Int, _ tally: inout CoverageTally?) -> [DotQuestion] {
    var (left, chosen) = (questions, [DotQuestion]())
    while chosen.count < number && !left.isEmpty {
      var (best, most) = (0, -1)
      for index in left.indices {
        let gain = 2 * (tally?.gain(left[index]) ?? 0) + (left[index].a.count == k ? 1 : 0)
        if gain > most { (best, most) = (index, gain) }
      }
      tally?.add(left[best])
      chosen.append(left.remove(at: best))
    }
    return chosen
  }

  /// Adds a test for the bins that nothing hits so far, where one can be found among further questions, and for bugs that nothing notices.
  private mutating func complete(_ tally: CoverageTally, _ questions: DotQuestions, _ witness: DotWitness) {
    var tally = tally
    let first = Self.choice * questions.families.count
    if tally.results.contains(where: { !$0.missing.isEmpty }) {
      var left = questions.directed(seed: seed).filter { tally.gain($0.question) > 0 }
      for index in 0..<(60 * questions.families.count) {
        let entry = questions.question(first + index, seed: seed)
        if tally.gain(entry.question) > 0 { left.append(entry) }
      }
      while let best = left.indices.max(by: { tally.gain(left[$0].question) < tally.gain(left[$1].question) }) {
        let entry = left.remove(at: best)
        guard tally.gain(entry.question) > 0 else { break }
        tally.add(entry.question)
        append(entry.family, entry.question, witness.result(entry.question))
      }
    }
    for bug in DotBugs.all(suite) where bug.equality == nil && !tests.contains(where: { bug.result($0.question) != $0.result }) {
      for index in 0..<Self.reach {
        let (family, question) = questions.question(first + index, seed: seed)
        let result = witness.result(question)
        guard bug.result(question) != result else { continue }
        append(family, question, result)
        break
      }
    }
  }

  /// How many tests of each family the files have: fewer where they are long.
  private func perFamily(_ families: Int) -> Int {
    let datapath = suite.datapath
    let size = suite.k * 4 / 3 * (datapath.a.dotDigits + datapath.b.dotDigits) + 90
    return min(max(11_500 / size / families, 2), 4)
  }

  /// Every place up to a K of 32; of a larger one some, spread by a step that shares no divisor with it.
  private var positions: Int { suite.k <= 32 ? suite.k : suite.k < 128 ? 20 : 8 }
  private var positionStep: Int { suite.k <= 32 ? 1 : suite.k % 3 == 0 ? 5 : suite.k / positions | 1 }

  private mutating func append(_ family: DotLabel, _ question: DotQuestion, _ result: UInt64, excludes: [String] = []) {
    tests.append(DotVectorTest(id: count + 1, labels: [family], question: question, result: result, excludes: excludes))
  }

  /// Notes a test that the rival gets wrong; if there is none yet, looks for one.
  private mutating func exclude(_ rival: DotRival, _ questions: DotQuestions, _ witness: DotWitness) {
    // From a place of its own, so that not one test alone carries all.
    let start = rival.name.utf8.reduce(0) { ($0 * 31 + Int($1)) & 0xFFFF } % max(count, 1)
    for step in tests.indices {
      let index = (start + step) % count
      if rival.result(tests[index].question) != tests[index].result {
        tests[index].excludes.append(rival.name)
        return
      }
    }
    for index in 0..<Self.reach {
      let (family, question) = questions.question(1000 * questions.families.count + index, seed: seed)
      if rival.result(question) != question.result(suite.datapath) {
        append(family, question, witness.result(question), excludes: [rival.name])
        return
      }
    }
  }

  /// How many questions are tried before a rival is taken for equal.
  static let reach = 40_000
}
