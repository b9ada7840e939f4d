public import Binade

/// How a matrix unit makes one element of D = A·B + C: formats and arithmetic as a value. Spec [datapaths-1].
///
/// Every named instruction has one (``Instruction/datapath``). A unit of your own is a value too; see Spec model-your-own-unit.md:
///
///     var mine = Datapath(a: E5M2.descriptor, b: E4M3FN.descriptor, accumulator: Binary32.descriptor,
///       arithmetic: .fusedSum(FusedSum(groupLength: 8, fractionBits: 20)))
///     try mine.check()
///     let word = try mine.dot(a: [0x3C, 0x40].span, b: [0x38, 0x38].span, c: 0)   // 1·1 + 2·1 as the word of a float
public struct Datapath: Hashable, Sendable {
  /// The format of the elements of A.
  public var a: FormatDescriptor
  /// The format of the elements of B.
  public var b: FormatDescriptor
  /// The format of C and D.
  public var accumulator: FormatDescriptor
  /// The scales of both operands, or `nil`.
  public var scale: Scale?
  /// What is done with the products.
  public var arithmetic: Arithmetic

  /// One scale for every so many consecutive elements along K, in A and in B.
  public struct Scale: Hashable, Sendable {
    /// The format of a scale: at most 8 bits.
    public var format: FormatDescriptor
    /// Elements that share a scale, V.
    public var blockLength: Int

    /// Scales of `format`, one for `blockLength` elements.
    public init(format: FormatDescriptor, blockLength: Int) {
      self.format = format
      self.blockLength = blockLength
    }
  }

  /// The families of arithmetic. Each has its parameters.
  public enum Arithmetic: Hashable, Sendable {
    /// Products are aligned, cut, added exactly and rounded once. Spec [datapaths-4].
    case fusedSum(FusedSum)
    /// One fused multiply-add after the other. Spec [datapaths-9].
    case multiplyAddChain(MultiplyAddChain)
    /// Exact integers. Spec [datapaths-10].
    case integerSum(IntegerSum)
    /// A tree of rounded additions. Spec [datapaths-11].
    case pairwiseSum(PairwiseSum)
    /// Products first, then C, each with its own cut. Spec [datapaths-12].
    case twoStageSum(TwoStageSum)
  }

  /// A datapath; ``check()`` says whether its parameters go together.
  public init(
    a: FormatDescriptor, b: FormatDescriptor, accumulator: FormatDescriptor, scale: Scale? = nil, arithmetic: Arithmetic
  ) {
    self.a = a
    self.b = b
    self.accumulator = accumulator
    self.scale = scale
    self.arithmetic = arithmetic
  }

  /// Products after which a result is rounded and becomes the next C. Spec [datapaths-2].
  public var stretch: Int {
    switch arithmetic {
    case .fusedSum(let sum): sum.stretch
    case .multiplyAddChain: 1
    case .integerSum(let sum): sum.groupLength
    case .pairwiseSum(let sum): sum.groupLength
    case .twoStageSum(let sum): sum.groupLength
    }
  }
}

/// What an operation can do to its operands besides the product. Spec [datapaths-13].
public struct Modifiers: Hashable, Sendable {
  /// The products change their sign: negate-A, imm-scale-a = −1.
  public var negatesA = false
  /// The products change their sign: negate-B, imm-scale-b = −1.
  public var negatesB = false
  /// C is +0 whatever its word: scale-d = 0, enable-input-d = false.
  public var ignoresAccumulator = false
  /// C enters as C · 2^−shift, 0 … 15: scale-input-d.
  public var accumulatorShift = 0

  /// No modification, unless something is set.
  public init(negatesA: Bool = false, negatesB: Bool = false, ignoresAccumulator: Bool = false, accumulatorShift: Int = 0) {
    self.negatesA = negatesA
    self.negatesB = negatesB
    self.ignoresAccumulator = ignoresAccumulator
    self.accumulatorShift = accumulatorShift
  }

  /// Whether products change their sign.
  var negatesProducts: Bool { negatesA != negatesB }
}
