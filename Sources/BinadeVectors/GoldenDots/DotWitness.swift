internal import BinadeOracle
import BinadeTensorCore

/// The independent oracle, asked about dot products: where expected results come from.
///
/// The datapath crosses over by the instruction's *name* only; the oracle has its own table.
public struct DotWitness: Sendable {
  private let instruction: OracleInstruction

  /// The witness of a suite.
  public init(_ suite: DotSuite) { self.init(suite.instruction.name) }

  /// The witness of an instruction; the name must be canonical.
  init(_ name: String) {
    guard let found = OracleInstruction.named(name) else { preconditionFailure("the oracle does not know \(name)") }
    instruction = found
  }

  /// What the instruction makes of it.
  public func result(_ question: DotQuestion) -> UInt64 {
    instruction.result(
      a: question.a, b: question.b, scaleA: question.scaleA.map { UInt64($0) }, scaleB: question.scaleB.map { UInt64($0) },
      c: question.c)
  }
}
