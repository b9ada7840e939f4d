import Binade
import Testing

@testable import BinadeTensorCore

/// `wgmma` in registers against products of matrices.
@Suite struct WarpgroupProductTests {
  static let instructions = Instruction.all.filter { $0.unit == .wgmma && !$0.isSparse }

  @Test(arguments: instructions.indices) func equalsMatrices(_ index: Int) throws {
    let instruction = Self.instructions[index]
    for n in [8, 24, 64] {
      let shape = Shape(64, n, instruction.shape.k)
      let product = try WarpgroupProduct(instruction, shape: shape)
      let tile = RandomTile(instruction, shape, seed: index * 8 + n)
      let expected = try tile.product(instruction, shape)
      let a = try product.a.registers(tile.a)
      let c = try product.d.registers(tile.c)
      var (d, e) = (c, [UInt32](repeating: 1, count: c.count))
      var target = d.mutableSpan
      try product.execute(a: a.span, b: tile.b.span, c: c.span, into: &target)
      var other = e.mutableSpan
      try product.execute(matrixA: tile.a.span, b: tile.b.span, c: c.span, into: &other)
      let words = try product.d.elements(d)
      #expect(words == expected && d == e, "\(instruction.name) \(n)")
      #expect(product.d.registers == n / (instruction.d == .f16 ? 4 : 2) && product.a.registers == 4)
    }
  }

  @Test func errors() throws {
    let instruction = try #require(Instruction.named("sm_90:wgmma.f32.f16.f16"))
    let product = try WarpgroupProduct(instruction, shape: Shape(64, 8, 16))
    func error(a: Int = 512, b: Int = 128, c: Int = 512, d: Int = 512) -> FragmentError? {
      let (a, b, c) = (
        [UInt32](repeating: 0, count: a), [UInt64](repeating: 0, count: b), [UInt32](repeating: 0, count: c)
      )
      var d = [UInt32](repeating: 0, count: d)
      var target = d.mutableSpan
      do {
        try product.execute(a: a.span, b: b.span, c: c.span, into: &target)
        return nil
      } catch {
        return error
      }
    }
    let found = [error(), error(a: 0), error(b: 127), error(c: 1), error(d: 511)]
    #expect(
      found == [
        nil, .count(name: "registers of A", expected: 512, actual: 0), .count(name: "B", expected: 128, actual: 127),
        .count(name: "registers of C", expected: 512, actual: 1), .count(name: "registers of D", expected: 512, actual: 511),
      ])
    let mma = try #require(Instruction.named("sm_90:mma.f32.f16.f16"))
    #expect(throws: FragmentError.self) { try WarpgroupProduct(mma) }
    #expect(throws: FragmentError.self) { try WarpgroupProduct(instruction, shape: Shape(64, 12, 16)) }
  }
}
