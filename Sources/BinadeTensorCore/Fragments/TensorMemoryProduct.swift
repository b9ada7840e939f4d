public import Binade

/// One `tcgen05.mma` in fragment form: operands as shared-memory images, scale factors, C and D as cells of tensor memory.
/// Spec [fragments-6].
///
///     let instruction = Instruction.named("sm_100:tcgen05.mxf8f6f4.f32.e2m1.e2m1.ue8m0.block32")!
///     let product = try TensorMemoryProduct(instruction, shape: Shape(128, 64, 32), scaleIDA: 2)
///     product.a.name                   // b4x16_p64
public struct TensorMemoryProduct: Sendable {
  /// The instruction.
  public let instruction: Instruction
  /// Its shape, of both CTAs together.
  public let shape: Shape
  /// How A and B stand in shared memory, row after row along K; with two CTAs the rows of the first come first.
  public let a, b: NamedLayout
  /// Tensor memory of C and D in one CTA: 128 lanes × columns.
  public let d: Fragment
  /// Scale factors in tensor memory, all four bytes of their cells; `nil` without scales.
  public let scaleA, scaleB: Fragment?
  /// Which byte of its cell the first scale of a row of A and of B is.
  public let scaleIDA, scaleIDB: Int
  /// 1, or 2 with `cta_group::2`.
  public let ctas: Int
  /// Signs, and what happens to C.
  public var modifiers = Modifiers()
  private let placementA, placementB: Placement

  /// Bytes of the images of A and B.
  public var byteCountA: Int { placementA.byteCount }
  /// Bytes of the images of A and B.
  public var byteCountB: Int { placementB.byteCount }

  /// One tile of an instruction.
  ///
  /// - Parameters:
  ///   - shape: the default shape unless given.
  ///   - scaleIDA: SFA id of the instruction descriptor.
  ///   - scaleIDB: SFB id of the instruction descriptor.
  ///   - half: with 64 rows in a CTA which lanes hold D: 0 for 0 … 15 of every 32, 1 for 16 … 31.
  /// - Throws: ``FragmentError`` for another unit, and for variants whose memory is not modelled.
  public init(
    _ instruction: Instruction, shape: Shape? = nil, scaleIDA: Int = 0, scaleIDB: Int = 0, half: Int = 0
  ) throws(FragmentError) {
    let shape = shape ?? instruction.shape
    try Self.checkSupport(instruction, shape)
    let ctas = instruction.variant.contains(.twoCTAs) ? 2 : 1
    self.instruction = instruction
    self.shape = shape
    self.ctas = ctas
    a = Self.sharedLayout(instruction.a, kind: instruction.kind)
    b = Self.sharedLayout(instruction.b, kind: instruction.kind)
    placementA = Fragment.placement(a.layout, rows: shape.m, columns: shape.k)
    placementB = Fragment.placement(b.layout, rows: shape.n, columns: shape.k)
    let layout = try Self.accumulator(instruction, shape, ctas: ctas, half: half)
    d = Fragment(layout, rows: shape.m / ctas, columns: shape.n, lanes: 128, isLaneFastest: true)
    if let scale = instruction.scale {
      let blocks = shape.k / scale.block
      try Self.check("SFA id", scaleIDA, blocks)
      try Self.check("SFB id", scaleIDB, blocks)
      let columns = shape.k == 96 ? 8 : 4
      scaleA = Fragment(named: "scale-tmem", rows: shape.m, columns: columns, lanes: 128)
      scaleB = Fragment(named: "scale-tmem", rows: shape.n, columns: columns, lanes: 128)
    } else {
      if scaleIDA != 0 { throw .selector(name: "SFA id", expected: "0 without scales", actual: scaleIDA) }
      if scaleIDB != 0 { throw .selector(name: "SFB id", expected: "0 without scales", actual: scaleIDB) }
      (scaleA, scaleB) = (nil, nil)
    }
    self.scaleIDA = scaleIDA
    self.scaleIDB = scaleIDB
  }

  /// The tile that an instruction descriptor asks for, with its shape, ids and signs. Spec [fragments-10].
  ///
  /// - Parameters:
  ///   - descriptor: the descriptor; both operands K-major.
  ///   - architecture: sm_100 or sm_103.
  ///   - block: how many elements share a scale; needed where the kind has several.
  ///   - variant: whether it is of `cta_group::2`.
  ///   - half: as above.
  /// - Throws: ``FragmentError`` for a descriptor that is not legal, that no instruction has, or whose memory is not modelled.
  public init(
    _ descriptor: TensorCore5Descriptor, on architecture: Architecture, block: Int? = nil, variant: Instruction.Variant = [], half: Int = 0
  ) throws(FragmentError) {
    do {
      try descriptor.check()
    } catch {
      throw .descriptor(error)
    }
    let name = "\(architecture.name):tcgen05.\(descriptor.kind.name)"
    guard let instruction = descriptor.instruction(on: architecture, block: block, variant: variant) else {
      throw .noFragments(instruction: name, reason: "no instruction has these types, scales and this shape")
    }
    guard !descriptor.transposesA, !descriptor.transposesB else {
      throw .noFragments(instruction: name, reason: "only K-major operands are modelled")
    }
    try self.init(instruction, shape: descriptor.shape, scaleIDA: descriptor.scaleIDA, scaleIDB: descriptor.scaleIDB, half: half)
    modifiers = descriptor.modifiers
  }

  private static func checkSupport(_ instruction: Instruction, _ shape: Shape) throws(FragmentError) {
    var reason: String?
    if instruction.unit != .tcgen05 {
      reason = "it does not work on tensor memory"
    } else if instruction.isSparse {
      reason = "the place of sparsity metadata is not modelled"
    } else if instruction.variant.contains(.weightStationary) {
      reason = "the place of D of .ws is not modelled"
    } else if instruction.variant.contains(.twoCTAs), shape.m == 128, instruction.scale != nil {
      reason = "scale factors of two CTAs with M = 128 are not modelled"
    }
    if let reason { throw .noFragments(instruction: instruction.name, reason: reason) }
    try instruction.check(shape)
  }

  /// The container of an element in shared memory. Spec [fragments-7].
  private static func sharedLayout(_ element: ElementWord, kind: String?) -> NamedLayout {
    let name: String
    switch (element, kind) {
    case (.tf32, _): name = "dense-32"
    case (.f16, _), (.bf16, _): name = "dense-16"
    case (.e2m3, _), (.e3m2, _): name = "b6x16_p32"
    case (.e2m1, "f8f6f4"), (.e2m1, "mxf8f6f4"): name = "b4x16_p64"
    case (.e2m1, _): name = "b4x16"
    default: name = "dense-8"
    }
    guard let layout = NamedLayout.named(name) else { preconditionFailure("no layout \(name)") }
    return layout
  }

  /// Where D stands. Spec [fragments-8].
  private static func accumulator(
    _ instruction: Instruction, _ shape: Shape, ctas: Int, half: Int
  ) throws(FragmentError) -> NamedLayout {
    let rows = shape.m / ctas
    let isHalves = ctas == 2 && rows == 64
    guard (0...(rows == 64 && !isHalves ? 1 : 0)).contains(half) else {
      throw .selector(name: "half", expected: rows == 64 && !isHalves ? "0, 1" : "0", actual: half)
    }
    let layout =
      isHalves
      ? NamedLayout.tensorMemoryD(n: shape.n, bits: instruction.d == .f16 ? 16 : 32)
      : NamedLayout.named("tmem-d-m\(rows)\(instruction.d == .f16 ? "-f16" : "")")?.selecting(rows == 64 ? [half] : [])
    guard let layout else { preconditionFailure("every legal shape has a layout") }
    return layout
  }

  private static func check(_ name: String, _ id: Int, _ blocks: Int) throws(FragmentError) {
    let values = scaleIDs(blocks)
    if !values.contains(id) { throw .selector(name: name, expected: values.map { "\($0)" }.joined(separator: ", "), actual: id) }
  }

  /// The ids that are allowed where a row has so many scales. Spec [fragments-9].
  static func scaleIDs(_ blocks: Int) -> [Int] {
    switch blocks {
    case 1, 3: [0, 1, 2, 3]
    case 4: [0]
    default: [0, 2]
    }
  }

  // MARK: Execution

  /// D = A·B + C.
  ///
  /// - Parameters:
  ///   - a: bytes of shared memory with A, ``byteCountA``. Padding is not looked at.
  ///   - b: bytes of shared memory with B, ``byteCountB``.
  ///   - c: cells of tensor memory with C, as D; empty for zeros.
  ///   - scaleA: cells of tensor memory with the scales of A; of several copies the first is read. Empty without scales.
  ///   - scaleB: the same of B.
  ///   - d: cells of tensor memory for D: ``d``'s count for each CTA, one CTA behind the other. Cells and bits that D does not have
  ///     become zero.
  /// - Throws: ``FragmentError``; nothing was written then.
  public func execute(
    a: Span<UInt8>, b: Span<UInt8>, c: Span<UInt32> = .init(), scaleA: Span<UInt32> = .init(), scaleB: Span<UInt32> = .init(),
    into d: inout MutableSpan<UInt32>
  ) throws(FragmentError) {
    let left = try Self.words(a, placementA, name: "bytes of A")
    let right = try Self.words(b, placementB, name: "bytes of B")
    if d.count != self.d.count * ctas { throw .count(name: "cells of D", expected: self.d.count * ctas, actual: d.count) }
    if c.count != 0 && c.count != d.count { throw .count(name: "cells of C", expected: d.count, actual: c.count) }
    var tile = TileOperands(a: left, b: right)
    tile.scaleA = try scales(self.scaleA, scaleA, id: scaleIDA, name: "scale cells of A")
    tile.scaleB = try scales(self.scaleB, scaleB, id: scaleIDB, name: "scale cells of B")
    if c.count != 0 {
      for cta in 0..<ctas { tile.c += try self.d.words(in: c.extracting((cta * self.d.count)..<((cta + 1) * self.d.count))) }
    }
    let words = try instruction.product(tile, shape, modifiers)
    for cta in 0..<ctas {
      let part = Array(words[(cta * words.count / ctas)..<((cta + 1) * words.count / ctas)])
      try self.d.write(part.span, into: &d, at: cta * self.d.count)
    }
  }

  private static func words(_ image: Span<UInt8>, _ placement: Placement, name: String) throws(FragmentError) -> [UInt64] {
    if image.count != placement.byteCount { throw .count(name: name, expected: placement.byteCount, actual: image.count) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(image.count)
    for index in image.indices { bytes.append(image[index]) }
    return Fragment.words(in: placement, bytes: bytes)
  }

  /// The scales of all rows, from the byte `id` on. Spec [fragments-9].
  private func scales(_ fragment: Fragment?, _ cells: Span<UInt32>, id: Int, name: String) throws(FragmentError) -> [UInt8] {
    guard let fragment, let scale = instruction.scale else {
      if cells.count != 0 { throw .count(name: name, expected: 0, actual: cells.count) }
      return []
    }
    let words = try fragment.words(in: cells, name: name)
    var bytes: [UInt8] = []
    for row in 0..<fragment.rows {
      for block in 0..<(shape.k / scale.block) { bytes.append(UInt8(words[row * fragment.columns + id + block])) }
    }
    return bytes
  }
}
