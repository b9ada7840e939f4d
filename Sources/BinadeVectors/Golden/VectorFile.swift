public import Binade

/// One golden vector.
public struct VectorTest: Hashable, Sendable {
  /// Number within the file, from 1.
  public var id: Int
  /// Stored word of the operand.
  public var operand: UInt64
  /// Random word, and which of the elements it serves this one is; stochastic groups only.
  public var random: UInt32?
  public var lane: Int?
  /// Stored word of the result.
  public var result: UInt64
  /// Exception flags of the conversion, as of Spec [flags-5].
  public var exceptions: Flags
  /// Why the operand is there.
  public var labels: [OperandLabel]
}

/// Tests that share formats and policies.
public struct VectorGroup: Hashable, Sendable {
  /// The format of the operands.
  public var source: NamedFormat
  /// The format of the results.
  public var target: NamedFormat
  /// The policies.
  public var conversion: Conversion
  /// Stochastic rounding only.
  public var layout: RandomLayout?
  /// The tests.
  public var tests: [VectorTest]

  /// The random field of a test: its lane of its word.
  public func field(of test: VectorTest) -> RandomField? {
    guard let layout, let word = test.random else { return nil }
    return layout.field(of: word, at: test.lane ?? 0)
  }
}

/// A file of golden vectors: everything that its JSON form says.
public struct VectorFile: Hashable, Sendable {
  /// The suite.
  public var suite: VectorSuite
  /// Which operands it has.
  public var level: OperandLevel
  /// Seed of the random words.
  public var seed: UInt64
  /// The tests.
  public var groups: [VectorGroup]

  /// How many tests there are.
  public var count: Int { groups.reduce(0) { $0 + $1.tests.count } }
}
