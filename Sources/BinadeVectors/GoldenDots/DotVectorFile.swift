public import BinadeTensorCore

/// The operands of one element of D, as words.
public struct DotQuestion: Hashable, Sendable {
  /// Words of A and of B, ascending k.
  public var a, b: [UInt64]
  /// A byte for each scale block of A and of B; empty without scales.
  public var scaleA, scaleB: [UInt8]
  /// The word of C.
  public var c: UInt64

  /// Operands.
  public init(a: [UInt64], b: [UInt64], scaleA: [UInt8] = [], scaleB: [UInt8] = [], c: UInt64) {
    self.a = a
    self.b = b
    self.scaleA = scaleA
    self.scaleB = scaleB
    self.c = c
  }

  /// What a datapath makes of it, by the definition.
  ///
  /// The lengths must go together, as they do in a file that was read.
  public func result(_ datapath: Datapath) -> UInt64 {
    do {
      return try datapath.dot(a: a.span, b: b.span, scaleA: scaleA.span, scaleB: scaleB.span, c: c)
    } catch {
      preconditionFailure("operands do not fit the datapath: \(error.message)")
    }
  }
}

/// One golden vector of the tensor core.
public struct DotVectorTest: Hashable, Sendable {
  /// Number within the file, from 1.
  public var id: Int
  /// Why it is there.
  public var labels: [DotLabel]
  /// The operands.
  public var question: DotQuestion
  /// The word of D.
  public var result: UInt64
  /// Wrong datapaths that give another result: names of ``DotRival``.
  public var excludes: [String]
}

/// A file of golden vectors of the tensor core.
public struct DotVectorFile: Hashable, Sendable {
  /// The suite.
  public var suite: DotSuite
  /// Seed of the random numbers.
  public var seed: UInt64
  /// The tests.
  public var tests: [DotVectorTest]

  /// How many tests there are.
  public var count: Int { tests.count }
}
