import Binade
public import BinadeTensorCore

/// Dot products of every family, the kernels and the definition against the oracle.
public struct DotSweep: Sendable {
  /// The suite whose datapath is swept.
  public let suite: DotSuite
  private let questions: DotQuestions
  private let witness: DotWitness
  private let seed: UInt64

  /// What a sweep found.
  public struct Report: Sendable {
    /// Elements compared.
    public var count = 0
    /// Elements on which the oracle differs from the kernels or from the definition.
    public var differences = 0
    /// The first few, one line each.
    public var examples: [String] = []
  }

  /// The sweep of a suite. The same seed gives the same operands, however the work is cut.
  public init(_ suite: DotSuite, seed: UInt64) {
    self.suite = suite
    self.seed = seed
    questions = DotQuestions(suite)
    witness = DotWitness(suite)
  }

  /// The families that the questions go through in turn.
  public var families: [DotLabel] { questions.families }

  /// Compares the questions of these indices.
  public func run(_ indices: Range<Int>) throws(GemmError) -> Report {
    var report = Report()
    let batch = indices.map { questions.question($0, seed: seed) }
    for k in Set(batch.map { $0.question.a.count }).sorted() {
      let chosen = batch.filter { $0.question.a.count == k }
      let results = try DotBatch.results(chosen.map { $0.question }, suite, k: k)
      for (entry, kernel) in zip(chosen, results) {
        let expected = witness.result(entry.question)
        let definition = entry.question.result(suite.datapath)
        report.count += 1
        guard kernel != expected || definition != expected else { continue }
        report.differences += 1
        if report.examples.count < 10 { report.examples.append(example(entry, expected, definition, kernel)) }
      }
    }
    return report
  }

  private func example(
    _ entry: (family: DotLabel, question: DotQuestion), _ expected: UInt64, _ definition: UInt64, _ kernel: UInt64
  ) -> String {
    let bits = suite.datapath.accumulator.wordBits
    return "\(suite.instruction.name) \(entry.family.rawValue) \(DotStream.operands(entry.question, suite.datapath)): "
      + "oracle \(Hex.digits(expected, bits: bits)), definition \(Hex.digits(definition, bits: bits)), "
      + "kernel \(Hex.digits(kernel, bits: bits))"
  }
}
