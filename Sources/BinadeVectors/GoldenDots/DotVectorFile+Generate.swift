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
    for family in questions.families {
      for index in 0..<(family == .position ? file.positions : number) {
        let question = questions.question(family, family == .position ? index * file.positionStep : index, seed: seed)
        file.append(family, question, witness.result(question))
      }
    }
    for rival in DotRival.all(suite.datapath) where rival.equality == nil { file.exclude(rival, questions, witness) }
    return file
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
