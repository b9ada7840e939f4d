import Binade
public import BinadeTensorCore

/// A dot vector that a datapath under test got wrong.
public struct DotFailure: Hashable, Sendable {
  /// The suite, and the test's number in it.
  public var suite: String
  public var id: Int
  /// The operands, as a line of a stream.
  public var operands: String
  /// What the vector says, what came, and through which door.
  public var expected: String
  public var actual: String
  public var door: String

  /// One line.
  public var description: String { "\(suite) tcId \(id) (\(door)): \(operands): expected \(expected), found \(actual)" }
}

/// Checks dot vectors against the library, by the definition and by the kernels, or against the oracle.
public enum DotVerifier {
  /// A device under test. A test can plant a wrong one here.
  public typealias Device = @Sendable (DotQuestion, Datapath) -> UInt64

  /// The library's definition.
  public static let definition: Device = { $0.result($1) }

  /// The failures of a device, at most `limit`.
  ///
  /// - Parameters:
  ///   - id: only this test.
  ///   - step: only one test of so many, for builds that are slow.
  public static func failures(
    in file: DotVectorFile, only id: Int? = nil, step: Int = 1, limit: Int = .max, device: Device = definition, door: String = "definition"
  ) -> [DotFailure] {
    var failures: [DotFailure] = []
    for test in file.tests where id == nil ? test.id % step == 0 : test.id == id {
      guard failures.count < limit else { break }
      let result = device(test.question, file.suite.datapath)
      if result != test.result { failures.append(file.failure(test, result, door)) }
    }
    return failures
  }

  /// The failures of the kernels: tests of one length as a batch.
  public static func batchFailures(
    in file: DotVectorFile, only id: Int? = nil, limit: Int = .max
  ) throws(GemmError) -> [DotFailure] {
    var failures: [DotFailure] = []
    let chosen = file.tests.filter { id == nil || $0.id == id }
    for k in Set(chosen.map { $0.question.a.count }).sorted() {
      let tests = chosen.filter { $0.question.a.count == k }
      let results = try DotBatch.results(tests.map { $0.question }, file.suite, k: k)
      for (test, result) in zip(tests, results) where result != test.result && failures.count < limit {
        failures.append(file.failure(test, result, "kernel"))
      }
    }
    return failures
  }

  /// Vectors on which the oracle no longer says what the file says: a damaged file, or a changed oracle.
  public static func oracleFailures(in file: DotVectorFile, only id: Int? = nil, step: Int = 1, limit: Int = .max) -> [DotFailure] {
    let witness = DotWitness(file.suite)
    return failures(in: file, only: id, step: step, limit: limit, device: { question, _ in witness.result(question) }, door: "oracle")
  }
}

/// Many questions of one length at once, through the kernels.
enum DotBatch {
  static func results(_ questions: [DotQuestion], _ suite: DotSuite, k: Int, threads: Int = 1) throws(GemmError) -> [UInt64] {
    var gemm = Gemm(suite.datapath, instructionK: suite.k)
    gemm.threads = threads
    let a = questions.flatMap { $0.a }
    let b = questions.flatMap { $0.b }
    let c = questions.map { $0.c }
    let scaleA = questions.flatMap { $0.scaleA }
    let scaleB = questions.flatMap { $0.scaleB }
    var d = [UInt64](repeating: 0, count: questions.count)
    var target = d.mutableSpan
    try gemm.dots(
      a: a.span, b: b.span, c: c.span, scaleA: scaleA.span, scaleB: scaleB.span, count: questions.count, k: k, into: &target)
    return d
  }
}

extension DotVectorFile {
  func failure(_ test: DotVectorTest, _ result: UInt64, _ door: String) -> DotFailure {
    let bits = suite.datapath.accumulator.wordBits
    return DotFailure(
      suite: suite.name, id: test.id, operands: DotStream.operands(test.question, suite.datapath),
      expected: Hex.digits(test.result, bits: bits), actual: Hex.digits(result, bits: bits), door: door)
  }
}
