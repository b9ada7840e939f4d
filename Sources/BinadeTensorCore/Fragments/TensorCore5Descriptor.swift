public import Binade

/// The 32-bit instruction descriptor of `tcgen05.mma` as a value. Spec [fragments-10].
///
///     let instruction = Instruction.named("sm_100:tcgen05.f16.f32.bf16.bf16")!
///     let descriptor = try TensorCore5Descriptor(instruction, shape: Shape(128, 256, 16))
///     try descriptor.encoded()         // 0x08400490
public struct TensorCore5Descriptor: Hashable, Sendable {
  /// PTX's kinds; mxf4nvf4 and mxf4 share a form.
  public enum Kind: String, Policy {
    case tf32, f16, i8, f8f6f4, mxf8f6f4, mxf4, mxf4nvf4

    /// Whether operands have scales.
    public var isBlockScaled: Bool { self == .mxf8f6f4 || isFP4 }
    /// Whether all elements have four bits.
    var isFP4: Bool { self == .mxf4 || self == .mxf4nvf4 }
  }

  /// The kind. It is not in the 32 bits: the instruction says it.
  public var kind: Kind
  /// The types of D, A and B.
  public var d, a, b: ElementWord
  /// M and N of the instruction.
  public var m, n: Int
  /// The products change their sign. Not for i8.
  public var negatesA = false, negatesB = false
  /// The operand is M- or N-major in shared memory. Not for FP4.
  public var transposesA = false, transposesB = false
  /// Whether A is 2:4 sparse.
  public var isSparse = false
  /// Which metadata a sparse A uses, 0 … 3; 0 if it is dense or block-scaled.
  public var sparsitySelector = 0
  /// Whether integer sums saturate.
  public var saturates = false
  /// The type of scales; `nil` without scales.
  public var scaleType: ElementWord?
  /// Which byte of its cell is the first scale of a row of A and of B.
  public var scaleIDA = 0, scaleIDB = 0
  /// K = 96 rather than 64; only FP4, dense.
  public var hasLongK = false
  /// Maximum shift for the reuse of B with `.ws`: 0 … 3 for none, 8, 16, 32.
  public var maximumShift = 0

  /// A descriptor with the flags at 0.
  public init(kind: Kind, d: ElementWord, a: ElementWord, b: ElementWord, m: Int, n: Int, scaleType: ElementWord? = nil) {
    self.kind = kind
    self.d = d
    self.a = a
    self.b = b
    self.m = m
    self.n = n
    self.scaleType = scaleType
  }

  /// The descriptor of an instruction.
  ///
  /// - Parameters:
  ///   - shape: one of its shapes, the default one unless given.
  ///   - modifiers: only their signs are in a descriptor.
  /// - Throws: ``DescriptorError`` for an instruction of another unit, a shape that it does not have, or a flag that does not go with it.
  public init(
    _ instruction: Instruction, shape: Shape? = nil, modifiers: Modifiers = .init(), scaleIDA: Int = 0, scaleIDB: Int = 0,
    sparsitySelector: Int = 0
  ) throws(DescriptorError) {
    guard instruction.unit == .tcgen05, let kind = Kind(rawValue: instruction.kind ?? "") else {
      throw .instruction(expected: "an instruction of tcgen05", actual: instruction.name)
    }
    let shape = shape ?? instruction.shape
    guard instruction.shapes.contains(shape) else { throw .instruction(expected: instruction.shapeSummary, actual: shape.name) }
    self.init(
      kind: kind, d: instruction.d, a: instruction.a, b: instruction.b, m: shape.m, n: shape.n, scaleType: instruction.scale?.type)
    isSparse = instruction.isSparse
    saturates = instruction.suffix == "satfinite"
    negatesA = modifiers.negatesA
    negatesB = modifiers.negatesB
    hasLongK = shape.k == 96
    self.scaleIDA = scaleIDA
    self.scaleIDB = scaleIDB
    self.sparsitySelector = sparsitySelector
    try check()
  }

  /// K of the instruction: 256 bits of elements, FP6 and FP4 of kinds f8f6f4 counting as bytes; twice as much if sparse.
  public var k: Int {
    let dense: Int
    switch kind {
    case .tf32: dense = 8
    case .f16: dense = 16
    case .i8, .f8f6f4, .mxf8f6f4: dense = 32
    case .mxf4, .mxf4nvf4: dense = hasLongK ? 96 : 64
    }
    return isSparse ? 2 * dense : dense
  }

  /// M × N × K.
  public var shape: Shape { Shape(m, n, k) }

  /// The signs, as the product wants them.
  public var modifiers: Modifiers { Modifiers(negatesA: negatesA, negatesB: negatesB) }

  /// The instruction that this descriptor belongs to.
  ///
  /// - Parameters:
  ///   - architecture: sm_100 or sm_103.
  ///   - block: how many elements share a scale; needed where the kind has several.
  ///   - variant: `.ws` and `cta_group::2` are in the instruction, not in the descriptor.
  /// - Returns: `nil` if there is no such instruction with this shape.
  public func instruction(on architecture: Architecture, block: Int? = nil, variant: Instruction.Variant = []) -> Instruction? {
    let wanted = isSparse ? variant.union(.sparse) : variant.subtracting(.sparse)
    let found = Instruction.all.filter { candidate in
      candidate.architecture == architecture && candidate.unit == .tcgen05 && candidate.kind == kind.name && candidate.variant == wanted
        && candidate.d == d && candidate.a == a && candidate.b == b && candidate.scale?.type == scaleType
        && (block == nil || candidate.scale?.block == block) && (candidate.suffix == "satfinite") == saturates
        && candidate.shapes.contains(shape)
    }
    return found.count == 1 ? found[0] : nil
  }
}

/// What can be wrong with an instruction descriptor.
public enum DescriptorError: Error, Hashable, Sendable {
  /// A field has a value that its kind does not allow.
  case field(name: String, bits: ClosedRange<Int>, expected: String, actual: String)
  /// The instruction has no such descriptor, or not this shape.
  case instruction(expected: String, actual: String)

  /// One line: what is wrong, what was expected, what came.
  public var message: String {
    switch self {
    case .field(let name, let bits, let expected, let actual):
      "\(name) (bit\(bits.count == 1 ? " \(bits.lowerBound)" : "s \(bits.lowerBound)-\(bits.upperBound)")): expected \(expected), found \(actual)"
    case .instruction(let expected, let actual): "expected \(expected), found \(actual)"
    }
  }
}
