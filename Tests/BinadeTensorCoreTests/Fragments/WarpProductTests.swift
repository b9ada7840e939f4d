import Binade
import Testing

@testable import BinadeTensorCore

/// Products in registers against products of matrices.
@Suite struct WarpProductTests {
  /// Every `mma` with fragments, in every shape.
  static let instructions = Instruction.all.filter { $0.unit == .mma && !$0.isSparse }

  @Test func coverage() {
    #expect(Self.instructions.count > 200)
    for instruction in Instruction.all {
      let hasFragments = (instruction.unit == .mma || instruction.unit == .wgmma) && !instruction.isSparse
      #expect((instruction.fragments != nil) == hasFragments, "\(instruction.name)")
    }
  }

  /// Fills the bits that no element owns with ones: they must not matter.
  static func poisoned(_ fragment: Fragment, _ image: [UInt32]) throws -> [UInt32] {
    var image = image
    let placement = try fragment.layout.layout.placed(rows: fragment.rows, columns: fragment.columns * fragment.columnsPerElement)
    if placement.codeCount * fragment.layout.layout.elementBits == placement.bitCount { return image }
    for bit in 0..<(32 * image.count) where placement.location(atBit: bit) == nil { image[bit / 32] |= 1 << UInt32(bit % 32) }
    return image
  }

  static func execute(_ product: WarpProduct, _ tile: RandomTile, withC: Bool = true) throws -> [UInt64] {
    let a = try poisoned(product.a, product.a.registers(tile.a))
    let b = try poisoned(product.b, product.b.registers(tile.b))
    let c = try product.d.registers(tile.c)
    var (scaleA, scaleB): ([UInt32], [UInt32]) = ([], [])
    if let fragmentA = product.scaleA, let fragmentB = product.scaleB {
      let (bytesA, bytesB) = (tile.scaleA.map { UInt64($0) }, tile.scaleB.map { UInt64($0) })
      scaleA = try poisoned(fragmentA, fragmentA.registers(bytesA))
      scaleB = try poisoned(fragmentB, fragmentB.registers(bytesB))
    }
    var d = [UInt32](repeating: 0xDEAD_BEEF, count: product.d.count)
    var target = d.mutableSpan
    if withC {
      try product.execute(a: a.span, b: b.span, c: c.span, scaleA: scaleA.span, scaleB: scaleB.span, into: &target)
    } else {
      try product.execute(a: a.span, b: b.span, scaleA: scaleA.span, scaleB: scaleB.span, into: &target)
    }
    return try product.d.elements(d)
  }

  @Test(arguments: instructions.indices) func equalsMatrices(_ index: Int) throws {
    let instruction = Self.instructions[index]
    for shape in instruction.shapes {
      let orders: [MajorOrder] = instruction.hasFourProducts ? [.row, .column] : [.row]
      for order in orders {
        let product = try WarpProduct(instruction, shape: shape, orderA: order, orderB: order == .row ? .column : .row)
        var tile = RandomTile(instruction, shape, products: product.products, seed: index)
        let d = try Self.execute(product, tile)
        var expected: [UInt64] = []
        for part in 0..<product.products { expected += try tile.part(part, of: product.products).product(instruction, shape) }
        #expect(d == expected, "\(instruction.name) \(shape.name) \(order.name)")
        tile.c = tile.c.map { _ in 0 }
        let (without, zeros) = (try Self.execute(product, tile, withC: false), try Self.execute(product, tile))
        #expect(without == zeros, "\(instruction.name)")
      }
    }
  }

  @Test func modifiers() throws {
    let instruction = try #require(Instruction.named("sm_90:mma.f32.bf16.bf16"))
    var product = try WarpProduct(instruction)
    let tile = RandomTile(instruction, instruction.shape, seed: 5)
    let modifiers = Modifiers(negatesA: true, ignoresAccumulator: true)
    product.modifiers = modifiers
    let (d, expected) = (
      try Self.execute(product, tile), try tile.product(instruction, instruction.shape, modifiers)
    )
    #expect(d == expected)
  }

  // MARK: Scales

  static let scaled = [
    "sm_120:mma.mxf8f6f4.f32.e4m3.e2m1.ue8m0.block32", "sm_120:mma.mxf4.f32.e2m1.e2m1.ue8m0.block32",
    "sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block32", "sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16",
    "sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block16",
  ]

  /// Each selection reads its own bytes and no other: the rest is NaN or ones. The bytes are found by the manual's rule.
  @Test(arguments: scaled) func selectors(_ name: String) throws {
    let instruction = try #require(Instruction.named(name))
    let plain = try WarpProduct(instruction)
    let tile = RandomTile(instruction, instruction.shape, seed: 11)
    let expected = try tile.product(instruction, instruction.shape)
    let (a, b) = (try plain.a.registers(tile.a), try plain.b.registers(tile.b))
    let c = try plain.d.registers(tile.c)
    let count = instruction.shape.k / instruction.scale!.block
    let bytes = count == 1 ? [0, 1, 2, 3] : count == 2 ? [0, 2] : [0]
    for threadA in 0...1 {
      for threadB in 0...3 {
        for byteA in bytes {
          for byteB in bytes {
            var scaleA = [UInt32](repeating: .max, count: 32)
            var scaleB = [UInt32](repeating: .max, count: 32)
            func put(_ byte: UInt8, _ registers: inout [UInt32], lane: Int, at place: Int) {
              registers[lane] = registers[lane] & ~(0xFF << UInt32(8 * place)) | UInt32(byte) << UInt32(8 * place)
            }
            for block in 0..<count {
              for g in 0..<8 {
                put(tile.scaleA[g * count + block], &scaleA, lane: 4 * g + 2 * threadA, at: byteA + block)
                put(tile.scaleA[(g + 8) * count + block], &scaleA, lane: 4 * g + 2 * threadA + 1, at: byteA + block)
                put(tile.scaleB[g * count + block], &scaleB, lane: 4 * g + threadB, at: byteB + block)
              }
            }
            let selectors = ScaleSelectors(byteA: byteA, threadA: threadA, byteB: byteB, threadB: threadB)
            let product = try WarpProduct(instruction, selectors: selectors)
            var d = [UInt32](repeating: 0, count: product.d.count)
            var target = d.mutableSpan
            try product.execute(a: a.span, b: b.span, c: c.span, scaleA: scaleA.span, scaleB: scaleB.span, into: &target)
            let words = try product.d.elements(d)
            #expect(words == expected, "\(name) \(selectors)")
          }
        }
      }
    }
  }

  @Test func illegalSelectors() throws {
    let instruction = try #require(Instruction.named(Self.scaled[1]))
    #expect(throws: FragmentError.selector(name: "byte-id of A", expected: "0, 2", actual: 1)) {
      try WarpProduct(instruction, selectors: ScaleSelectors(byteA: 1))
    }
    #expect(throws: FragmentError.selector(name: "thread-id of A", expected: "0, 1", actual: 2)) {
      try WarpProduct(instruction, selectors: ScaleSelectors(threadA: 2))
    }
    #expect(throws: FragmentError.selector(name: "thread-id of B", expected: "0, 1, 2, 3", actual: -1)) {
      try WarpProduct(instruction, selectors: ScaleSelectors(threadB: -1))
    }
    let plain = try #require(Instruction.named("sm_80:mma.f32.f16.f16"))
    #expect(throws: FragmentError.self) { try WarpProduct(plain, selectors: ScaleSelectors(byteA: 1)) }
  }

  // MARK: Errors

  @Test func counts() throws {
    let product = try WarpProduct(#require(Instruction.named("sm_120:mma.mxf4.f32.e2m1.e2m1.ue8m0.block32")))
    func error(a: Int = 128, b: Int = 64, c: Int = 128, scaleA: Int = 32, scaleB: Int = 32, d: Int = 128) -> FragmentError? {
      func registers(_ count: Int) -> [UInt32] { Array(repeating: 0, count: count) }
      let (a, b, c, scaleA, scaleB) = (registers(a), registers(b), registers(c), registers(scaleA), registers(scaleB))
      var d = [UInt32](repeating: 7, count: d)
      var target = d.mutableSpan
      do {
        try product.execute(a: a.span, b: b.span, c: c.span, scaleA: scaleA.span, scaleB: scaleB.span, into: &target)
        return nil
      } catch {
        return d.allSatisfy { $0 == 7 } ? error : nil
      }
    }
    let (none, noC) = (error(), error(c: 0))
    #expect(none == nil && noC == nil)
    let errors = [error(a: 127), error(b: 65), error(c: 1), error(scaleA: 0), error(scaleB: 31), error(d: 0)]
    #expect(
      errors == [
        .count(name: "registers of A", expected: 128, actual: 127), .count(name: "registers of B", expected: 64, actual: 65),
        .count(name: "registers of C", expected: 128, actual: 1), .count(name: "scale registers of A", expected: 32, actual: 0),
        .count(name: "scale registers of B", expected: 32, actual: 31), .count(name: "registers of D", expected: 128, actual: 0),
      ])
    #expect(errors[0]?.message == "registers of A: expected 128, found 127")
  }

  @Test func otherInstructions() throws {
    for name in ["sm_80:mma.sp.f32.f16.f16", "sm_100:tcgen05.f16.f32.f16.f16", "sm_90:wgmma.f32.f16.f16", "gfx942:mfma.f32.f16.f16"] {
      let instruction = try #require(Instruction.named(name))
      #expect(throws: FragmentError.self, "\(name)") { try WarpProduct(instruction) }
    }
    let instruction = try #require(Instruction.named("sm_80:mma.f32.f16.f16"))
    #expect(throws: FragmentError.shape(name: instruction.name, expected: "m16n8k16", actual: Shape(16, 8, 8))) {
      try WarpProduct(instruction, shape: Shape(16, 8, 8))
    }
    #expect(throws: FragmentError.self) { try WarpProduct(instruction, orderA: .column) }
  }

  /// Words and images convert both ways, and refuse what does not fit.
  @Test func words() throws {
    let fragment = try WarpProduct(#require(Instruction.named("sm_120:mma.f8f6f4.f32.e2m1.e2m3"))).a
    let words = (0..<512).map { UInt64($0 / 32) }
    let image = try fragment.registers(words)
    let (back, mask) = (try fragment.elements(image), image.reduce(0, |))
    #expect(back == words && mask == 0x3C3C_3C3C)
    #expect(throws: FragmentError.count(name: "words", expected: 512, actual: 1)) { try fragment.registers([1]) }
    let wide = [UInt64](repeating: 16, count: 512)
    #expect(throws: FragmentError.self) { try fragment.registers(wide) }
  }
}
