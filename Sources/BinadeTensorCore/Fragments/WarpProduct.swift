/// One `mma.sync` in fragment form: registers of 32 lanes in, registers of 32 lanes out. Spec [fragments-3].
///
///     let product = try WarpProduct(Instruction.named("sm_80:mma.f32.f16.f16")!)
///     var d = [UInt32](repeating: 0, count: product.d.count)
///     var target = d.mutableSpan
///     try product.execute(a: a.span, b: b.span, c: c.span, into: &target)
public struct WarpProduct: Sendable {
  /// The instruction.
  public let instruction: Instruction
  /// Its shape; of m8n8k4 that of each of the four products.
  public let shape: Shape
  /// The registers of A and of B.
  public let a, b: Fragment
  /// The registers of C and of D.
  public let d: Fragment
  /// The registers of scales, one in each lane; `nil` without scales.
  public let scaleA, scaleB: Fragment?
  /// How many products the warp makes: 4 for m8n8k4 of f16.
  public let products: Int
  /// Signs, and what happens to C.
  public var modifiers = Modifiers()

  /// One tile of an instruction.
  ///
  /// - Parameters:
  ///   - shape: the default shape unless given.
  ///   - orderA: the order of A, only for m8n8k4 of f16 other than `row`.
  ///   - orderB: the order of B, only for m8n8k4 of f16 other than `column`.
  ///   - selectors: which bytes of the scale registers count.
  /// - Throws: ``FragmentError`` where the instruction has no such registers.
  public init(
    _ instruction: Instruction, shape: Shape? = nil, orderA: MajorOrder = .row, orderB: MajorOrder = .column,
    selectors: ScaleSelectors = .init()
  ) throws(FragmentError) {
    let fragments = try instruction.fragments(shape: shape ?? instruction.shape, orderA: orderA, orderB: orderB, selectors: selectors)
    guard let a = fragments.a, let b = fragments.b else {
      throw .noFragments(instruction: instruction.name, reason: "B is not in registers")
    }
    self.instruction = instruction
    self.shape = shape ?? instruction.shape
    self.a = a
    self.b = b
    d = fragments.d
    scaleA = fragments.scaleA
    scaleB = fragments.scaleB
    products = fragments.products
  }

  /// D = A·B + C, in registers.
  ///
  /// - Parameters:
  ///   - a: registers of A, lane after lane.
  ///   - b: registers of B.
  ///   - c: registers of C; empty for zeros.
  ///   - scaleA: a register of each lane; empty without scales. Bytes that the selectors do not name are not looked at.
  ///   - scaleB: the same of B.
  ///   - d: registers of D. Bits that belong to no element become zero.
  /// - Throws: ``FragmentError``; nothing was written then.
  public func execute(
    a: Span<UInt32>, b: Span<UInt32>, c: Span<UInt32> = .init(), scaleA: Span<UInt32> = .init(), scaleB: Span<UInt32> = .init(),
    into d: inout MutableSpan<UInt32>
  ) throws(FragmentError) {
    let left = try self.a.words(in: a, name: "registers of A")
    let right = try self.b.words(in: b, name: "registers of B")
    let addend = c.count == 0 ? [] : try self.d.words(in: c, name: "registers of C")
    if d.count != self.d.count { throw .count(name: "registers of D", expected: self.d.count, actual: d.count) }
    let scalesA = try Self.scales(self.scaleA, scaleA, name: "scale registers of A")
    let scalesB = try Self.scales(self.scaleB, scaleB, name: "scale registers of B")
    var words: [UInt64] = []
    let (rows, columns) = (self.a.rows / products, self.b.rows / products)
    for product in 0..<products {
      let tile = TileOperands(
        a: Array(left[(product * rows * shape.k)..<((product + 1) * rows * shape.k)]),
        b: Array(right[(product * columns * shape.k)..<((product + 1) * columns * shape.k)]),
        c: addend.isEmpty ? [] : Array(addend[(product * rows * columns)..<((product + 1) * rows * columns)]), scaleA: scalesA,
        scaleB: scalesB)
      words += try instruction.product(tile, Shape(rows, columns, shape.k), modifiers)
    }
    try self.d.write(words.span, into: &d)
  }

  private static func scales(_ fragment: Fragment?, _ registers: Span<UInt32>, name: String) throws(FragmentError) -> [UInt8] {
    guard let fragment else {
      if registers.count != 0 { throw .count(name: name, expected: 0, actual: registers.count) }
      return []
    }
    return try fragment.words(in: registers, name: name).map { UInt8($0) }
  }
}

/// The operands of one tile as matrices.
struct TileOperands {
  let a, b: [UInt64]
  var c: [UInt64] = []
  var scaleA: [UInt8] = []
  var scaleB: [UInt8] = []
}

extension Instruction {
  /// The words of D of one tile.
  func product(_ tile: TileOperands, _ shape: Shape, _ modifiers: Modifiers) throws(FragmentError) -> [UInt64] {
    var gemm = Gemm(self)
    gemm.modifiers = modifiers
    var words = [UInt64](repeating: 0, count: shape.m * shape.n)
    var target = words.mutableSpan
    do {
      try gemm.multiply(
        a: tile.a.span, b: tile.b.span, c: tile.c.span, scaleA: tile.scaleA.span, scaleB: tile.scaleB.span, m: shape.m, n: shape.n,
        k: shape.k, into: &target)
    } catch {
      throw .product(error)
    }
    return words
  }
}
