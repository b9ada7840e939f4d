/// How a matrix unit makes one element of D = A·B + C, as parameters [datapaths-1]. Every one is open: describe your own unit.
///
/// ```
/// var unit = OracleDatapath(.fusedSum, a: half, b: half, accumulator: single)
/// unit.groupLength = 16
/// unit.fractionBits = 25
/// unit.floor = -133
/// unit.outputRounding = .towardZero
/// unit.result(a: [0x3C00], b: [0x3C00], c: 0x3F80_0000)   // 1 · 1 + 1: 0x40000000
/// ```
public struct OracleDatapath: Sendable, Hashable {
  /// The arithmetic [datapaths-1].
  public enum Arithmetic: String, Sendable, CaseIterable {
    case fusedSum = "fused-sum"
    case multiplyAddChain = "multiply-add-chain"
    case integerSum = "integer-sum"
    case pairwiseSum = "pairwise-sum"
    case twoStageSum = "two-stage-sum"
  }

  /// Which exponent of a term takes part in the alignment [datapaths-4].
  public enum TermExponent: String, Sendable, CaseIterable {
    case products
    case scales
  }

  /// Where C enters [datapaths-8].
  public enum AccumulatorInput: String, Sendable, CaseIterable {
    case fused
    case addedAfterwards = "added-afterwards"
  }

  /// The sign of a zero result [datapaths-7].
  public enum Zero: String, Sendable, CaseIterable {
    case positive
    case sum
    case ieee
  }

  /// What NaN a multiply-add chain gives [datapaths-9].
  public enum ChainNaN: String, Sendable, CaseIterable {
    case canonical
    case firstOfBCA = "first-of-b-c-a"
  }

  /// The product of an integer sum [datapaths-10].
  public enum IntegerProduct: String, Sendable, CaseIterable {
    case multiply
    case exclusiveOr = "exclusive-or"
  }

  /// What an integer sum outside the accumulator becomes [datapaths-10].
  public enum IntegerOverflow: String, Sendable, CaseIterable {
    case wrap
    case saturate
  }

  /// What a pairwise sum does with subnormals [datapaths-11].
  public enum Subnormals: String, Sendable, CaseIterable {
    case keep
    case flush
  }

  /// Period and run of interleaved products [datapaths-8].
  public struct Interleaving: Sendable, Hashable {
    public var period: Int
    public var run: Int

    public init(period: Int, run: Int) {
      self.period = period
      self.run = run
    }
  }

  // Of all.

  public var arithmetic: Arithmetic
  public var a: OracleFormat
  public var b: OracleFormat
  /// The format of C and of D.
  public var accumulator: OracleFormat
  /// L.
  public var groupLength = 1
  /// The word of a NaN that is not taken from an operand [datapaths-14].
  public var canonicalNaN: UInt64

  // Of a fused sum.

  /// The format of the scales, if there are any.
  public var scale: OracleFormat?
  /// V: how many k share a scale.
  public var scaleBlock = 1
  /// T.
  public var termLength = 1
  public var termExponent = TermExponent.products
  /// F; nil: nothing is cut off.
  public var fractionBits: Int?
  public var alignment = OraclePolicy.Rounding.towardZero
  /// The exponent that zeros have in the alignment, if any.
  public var floor: Int?
  /// The format that elements of A and B are converted to first [datapaths-3].
  public var multiplicand: OracleFormat?
  public var interleaving: Interleaving?
  public var accumulatorInput = AccumulatorInput.fused

  // Of a fused and of a two-stage sum: output conversion and zero results.

  /// Stored significand bits of the output format; the accumulator's unless set.
  public var outputSignificandBits: Int
  public var outputRounding = OraclePolicy.Rounding.nearestEven
  /// Whether overflow gives the largest finite number [datapaths-5].
  public var saturates = false
  public var zero = Zero.positive

  // Of a multiply-add chain.

  public var nan = ChainNaN.canonical

  // Of an integer sum.

  public var product = IntegerProduct.multiply
  public var overflow = IntegerOverflow.wrap

  // Of a pairwise sum.

  public var subnormals = Subnormals.flush
  /// C is flushed before every so many products; L unless set.
  public var flushLength: Int?

  // Of a two-stage sum.

  public var parts = 1
  public var productLimit: Int?
  public var productBits = 24
  public var sumBits = 32
  public var accumulatorBits = 24
  public var normalisedBits = 31
  public var accumulatorRange: Int?

  /// A datapath with L = 1, T = 1, nothing cut off, one rounding to nearest-even, and the quiet NaN with all significand bits set.
  public init(_ arithmetic: Arithmetic, a: OracleFormat, b: OracleFormat, accumulator: OracleFormat) {
    self.arithmetic = arithmetic
    self.a = a
    self.b = b
    self.accumulator = accumulator
    outputSignificandBits = accumulator.significandBits
    canonicalNaN = accumulator.highNaNCount > 0 ? accumulator.word(magnitude: accumulator.allOnes, isNegative: false) : 0
  }
}

/// What an operation does with its operands besides [datapaths-13].
public struct OracleModifiers: Sendable, Hashable {
  public var negateA = false
  public var negateB = false
  /// C is +0 whatever its word.
  public var ignoreC = false
  /// C enters as C · 2^−shift.
  public var accumulatorShift = 0

  /// No modifier.
  public init() {}

  /// Whether products change their sign.
  var negatesProducts: Bool { negateA != negateB }
}

extension OracleDatapath {
  /// S, the length of a stretch [datapaths-2].
  public var stretchLength: Int {
    guard let interleaving else { return groupLength }
    return groupLength * interleaving.period / interleaving.run
  }

  /// The word of D from the words of K elements of A and of B, of their scales, one for each V elements, and of C [datapaths-1].
  public func result(
    a: [UInt64], b: [UInt64], scaleA: [UInt64] = [], scaleB: [UInt64] = [], c: UInt64, modifiers: OracleModifiers = OracleModifiers()
  ) -> UInt64 {
    let operands = DatapathOperands(self, a: a, b: b, scaleA: scaleA, scaleB: scaleB, modifiers: modifiers)
    // [datapaths-2]: each stretch makes a word, which is C of the next; the first takes C, modified.
    var word = modifiers.ignoreC ? accumulator.word(magnitude: 0, isNegative: false) : c
    for start in stride(from: 0, to: a.count, by: stretchLength) {
      if arithmetic == .pairwiseSum, start % (flushLength ?? groupLength) == 0 { word = pairwiseAccumulator(word) }
      let shift = start == 0 ? modifiers.accumulatorShift : 0
      switch arithmetic {
      case .fusedSum: word = fusedStretch(operands, from: start, c: word, shift: shift)
      case .multiplyAddChain: word = chained(operands, at: start, c: word, shift: shift)
      case .integerSum: word = integerSum(operands, from: start, c: word, shift: shift)
      case .pairwiseSum: word = pairwiseSum(operands, from: start, c: word, shift: shift)
      case .twoStageSum: word = twoStageSum(operands, from: start, c: word, shift: shift)
      }
    }
    return word
  }
}
