/// One `wgmma` in fragment form: A in the registers of 128 lanes or as a matrix, B as a matrix, D in registers. Spec [fragments-5].
public struct WarpgroupProduct: Sendable {
  /// The instruction.
  public let instruction: Instruction
  /// Its shape.
  public let shape: Shape
  /// The registers of A, if A is in registers.
  public let a: Fragment
  /// The registers of C and of D.
  public let d: Fragment
  /// Signs, and what happens to C.
  public var modifiers = Modifiers()

  /// One tile of an instruction.
  ///
  /// - Parameter shape: the default shape unless given.
  /// - Throws: ``FragmentError`` for another unit, a sparse instruction, or a shape that it does not have.
  public init(_ instruction: Instruction, shape: Shape? = nil) throws(FragmentError) {
    let fragments = try instruction.fragments(shape: shape ?? instruction.shape)
    guard let a = fragments.a, fragments.b == nil else {
      throw .noFragments(instruction: instruction.name, reason: "it is no instruction of a warpgroup")
    }
    self.instruction = instruction
    self.shape = shape ?? instruction.shape
    self.a = a
    d = fragments.d
  }

  /// D = A·B + C with A in registers.
  ///
  /// - Parameters:
  ///   - a: registers of A.
  ///   - b: words of B, N × K.
  ///   - c: registers of C; empty for zeros.
  ///   - d: registers of D.
  /// - Throws: ``FragmentError``; nothing was written then.
  public func execute(
    a: Span<UInt32>, b: Span<UInt64>, c: Span<UInt32> = .init(), into d: inout MutableSpan<UInt32>
  ) throws(FragmentError) {
    let left = try self.a.words(in: a, name: "registers of A")
    try execute(matrixA: left.span, b: b, c: c, into: &d)
  }

  /// D = A·B + C with A in shared memory, here as a matrix.
  ///
  /// - Parameters: as ``execute(a:b:c:into:)``, and `matrixA`: words of A, M × K.
  public func execute(
    matrixA: Span<UInt64>, b: Span<UInt64>, c: Span<UInt32> = .init(), into d: inout MutableSpan<UInt32>
  ) throws(FragmentError) {
    if matrixA.count != shape.m * shape.k { throw .count(name: "A", expected: shape.m * shape.k, actual: matrixA.count) }
    if b.count != shape.n * shape.k { throw .count(name: "B", expected: shape.n * shape.k, actual: b.count) }
    if d.count != self.d.count { throw .count(name: "registers of D", expected: self.d.count, actual: d.count) }
    let addend = c.count == 0 ? [] : try self.d.words(in: c, name: "registers of C")
    var (left, right): ([UInt64], [UInt64]) = ([], [])
    for index in matrixA.indices { left.append(matrixA[index]) }
    for index in b.indices { right.append(b[index]) }
    let words = try instruction.product(TileOperands(a: left, b: right, c: addend), shape, modifiers)
    try self.d.write(words.span, into: &d)
  }
}
