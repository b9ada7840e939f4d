public import Binade
public import BinadeKernels

/// A matrix product through a datapath: D = A·Bᵀ + C, bit for bit what the unit makes. Spec [gemm-2].
///
/// A is M × K and B is N × K, K last in both; C and D are M × N. The result does not depend on tiles or threads.
///
///     let gemm = Gemm(Instruction.named("sm_90:wgmma.f32.e4m3.e4m3")!)
///     var d = [UInt32](repeating: 0, count: m * n)
///     var target = d.mutableSpan
///     try gemm.multiply(a: a.span, b: b.span, m: m, n: n, k: k, into: &target)
public struct Gemm: Sendable {
  /// The datapath.
  public let datapath: Datapath
  /// K is a multiple of this.
  public let instructionK: Int
  /// How A is sparse; `nil` if it is not. Spec [gemm-8].
  public let sparsity: Sparsity?
  /// Whether A holds half of K.
  public var isSparse: Bool { sparsity != nil }
  /// Signs, and what happens to C.
  public var modifiers = Modifiers()
  /// What happens outside the unit along K.
  public var accumulation = Accumulation()
  /// How many threads work, 1 … 4096.
  public var threads = 1
  /// Who works; the bits are the same. A panel is for the back-end that it was made with.
  public var backend = Backend.current

  /// The product of an instruction.
  public init(_ instruction: Instruction) {
    datapath = instruction.datapath
    instructionK = instruction.shape.k
    sparsity = instruction.sparsity
  }

  /// The product of a datapath of one's own.
  ///
  /// - Parameter instructionK: K is a multiple of this; a stretch of the datapath unless given.
  public init(_ datapath: Datapath, instructionK: Int? = nil) {
    self.datapath = datapath
    self.instructionK = instructionK ?? datapath.stretch
    sparsity = nil
  }

  /// D = A·Bᵀ + C.
  ///
  /// - Parameters:
  ///   - a: words of A, M × K; of a sparse A, M × K/2.
  ///   - b: words of B, N × K.
  ///   - c: words of C, M × N; empty for zeros.
  ///   - scaleA: scales of A, M × K/V (a sparse A: V of its own elements); empty without scales.
  ///   - scaleB: scales of B, N × K/V (with a sparse A: 2V of its elements).
  ///   - metadata: for a sparse A the place of each element in its group, M × K/2.
  ///   - blockScalesA: scales for a promotion, or `nil`.
  ///   - blockScalesB: the same of B.
  ///   - d: words of D, M × N.
  /// - Throws: ``GemmError``; nothing was written then.
  @inlinable
  public func multiply<
    A: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, B: FixedWidthInteger & UnsignedInteger & BitwiseCopyable,
    D: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
  >(
    a: Span<A>, b: Span<B>, c: Span<D> = .init(), scaleA: Span<UInt8> = .init(), scaleB: Span<UInt8> = .init(),
    metadata: Span<UInt8> = .init(), blockScalesA: BlockScales? = nil, blockScalesB: BlockScales? = nil, m: Int, n: Int, k: Int,
    into d: inout MutableSpan<D>
  ) throws(GemmError) {
    try check(m: m, n: n, k: k)
    let left = try panel(.a, a, rows: m, k: isSparse ? k / 2 : k, scales: scaleA)
    let right = try panel(.b, b, rows: n, k: k, scales: scaleB)
    try multiply(
      left, right, c: c, metadata: metadata, blockScalesA: blockScalesA, blockScalesB: blockScalesB, into: &d)
  }

  /// D = A·Bᵀ + C of operands that are decoded already.
  ///
  /// - Parameters: as of ``multiply(a:b:c:scaleA:scaleB:metadata:blockScalesA:blockScalesB:m:n:k:into:)``; the panels are of a product with
  ///   the same datapath and modifiers.
  /// - Throws: ``GemmError``; nothing was written then.
  @inlinable
  public func multiply<D: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ a: Panel, _ b: Panel, c: Span<D> = .init(), metadata: Span<UInt8> = .init(), blockScalesA: BlockScales? = nil,
    blockScalesB: BlockScales? = nil, into d: inout MutableSpan<D>
  ) throws(GemmError) {
    try check(a, b)
    let count = a.rows * b.rows
    try checkAccumulators(count, d: d.count, c: c.count, bits: D.bitWidth)
    let hasC = c.count > 0
    try unsafe c.withUnsafeBytes { (c: UnsafeRawBufferPointer) throws(GemmError) in
      try unsafe d.withUnsafeMutableBytes { (d: UnsafeMutableRawBufferPointer) throws(GemmError) in
        guard let target = d.baseAddress else { return }
        let memory = unsafe AccumulatorMemory(c: hasC ? c.baseAddress : nil, d: target, size: MemoryLayout<D>.size)
        try run(a, b, memory, metadata: metadata, blockScalesA, blockScalesB, k: b.k)
      }
    }
  }

  /// Decodes an operand, to be used in several products.
  ///
  /// - Parameters:
  ///   - side: which operand.
  ///   - words: `rows` × `k`.
  ///   - scales: `rows` × `k`/V; empty without scales.
  @inlinable
  public func panel<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ side: Panel.Side, _ words: Span<Word>, rows: Int, k: Int, scales: Span<UInt8> = .init()
  ) throws(GemmError) -> Panel {
    let format = side == .a ? datapath.a : datapath.b
    try checkPanel(side, rows: rows, k: k, count: words.count, scales: scales.count, bits: Word.bitWidth)
    if Word.bitWidth == 8 * StoredWords.size(ofBits: format.wordBits) {
      let packed = unsafe words.withUnsafeBytes { unsafe tiles(side, rows: rows, k: k, $0, scales) }
      if let packed { return packed }
    }
    return panel(side, rows: rows, k: k, bytes: StoredWords.bytes(of: words, bits: format.wordBits), scales: scales)
  }
}
