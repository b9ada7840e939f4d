import Binade
import BinadeTensorCore
import Testing

/// The kernels give the bits of the definition, and a product is made of single elements.
@Suite struct KernelTests {
  /// One instruction for each datapath that is different.
  static let distinct: [Instruction] = {
    var seen = Set<Datapath>()
    return Instruction.all.filter { seen.insert($0.datapath).inserted }
  }()

  @Test(arguments: 0..<6) func batchesAreSingleElements(family: Int) throws {
    var random = Random(state: UInt64(family + 1))
    for instruction in Self.distinct {
      let datapath = instruction.datapath
      let (count, k) = (4, instruction.isSparse ? instruction.shape.k / 2 : 2 * instruction.shape.k)
      let blocks = datapath.scale.map { k / $0.blockLength } ?? 0
      let a = (0..<(count * k)).map { _ in random.word(datapath.a, family: family) }
      let b = (0..<(count * k)).map { _ in random.word(datapath.b, family: family) }
      let c = (0..<count).map { _ in random.below(3) == 0 ? 0 : random.word(datapath.accumulator, family: family) }
      let scaleA = (0..<(count * blocks)).map { _ in
        UInt8(truncatingIfNeeded: random.below(8) == 0 ? Int(random.next() & 0xFF) : 100 + random.below(20))
      }
      let scaleB = (0..<(count * blocks)).map { _ in
        UInt8(truncatingIfNeeded: random.below(8) == 0 ? Int(random.next() & 0xFF) : 100 + random.below(20))
      }
      var gemm = Gemm(datapath)
      gemm.modifiers = Modifiers(negatesA: family == 3, negatesB: family == 4, ignoresAccumulator: family == 5)
      var d = [UInt64](repeating: 0, count: count)
      var target = d.mutableSpan
      try gemm.dots(a: a.span, b: b.span, c: c.span, scaleA: scaleA.span, scaleB: scaleB.span, count: count, k: k, into: &target)
      for row in 0..<count {
        let (x, y) = (Array(a[(row * k)..<(row * k + k)]), Array(b[(row * k)..<(row * k + k)]))
        let (sx, sy) = (Array(scaleA[(row * blocks)..<(row * blocks + blocks)]), Array(scaleB[(row * blocks)..<(row * blocks + blocks)]))
        let word = try datapath.dot(a: x.span, b: y.span, scaleA: sx.span, scaleB: sy.span, c: c[row], modifiers: gemm.modifiers)
        #expect(
          d[row] == word,
          "\(instruction.name): kernel \(String(d[row], radix: 16)), definition \(String(word, radix: 16)); a \(hex(x)) b \(hex(y)) scales \(hex(sx)), \(hex(sy)) c \(String(c[row], radix: 16))"
        )
      }
    }
  }

  /// The same bits for every number of threads, for tiles of any size, and as single elements.
  @Test func threads() throws {
    var random = Random(state: 5)
    for name in [
      "sm_90:wgmma.f32.e4m3.e5m2", "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", "sm_90:mma.f32.e4m3.e4m3", "sm_80:mma.s32.s8.u8",
      "gfx942:mfma.f32.fp8.bf8",
    ] {
      let instruction = try #require(Instruction.named(name))
      let (m, n, k) = (19, 23, 2 * instruction.shape.k)
      let blocks = instruction.datapath.scale.map { k / $0.blockLength } ?? 0
      let a = (0..<(m * k)).map { _ in random.word(instruction.datapath.a, family: 4) }
      let b = (0..<(n * k)).map { _ in random.word(instruction.datapath.b, family: 4) }
      let scaleA = (0..<(m * blocks)).map { _ in UInt8(0x30 + random.below(16)) }
      let scaleB = (0..<(n * blocks)).map { _ in UInt8(0x30 + random.below(16)) }
      var first: [UInt32] = []
      for threads in [1, 2, 3, 16] {
        var gemm = Gemm(instruction)
        gemm.threads = threads
        var d = [UInt32](repeating: 0, count: m * n)
        var target = d.mutableSpan
        try gemm.multiply(a: a.span, b: b.span, scaleA: scaleA.span, scaleB: scaleB.span, m: m, n: n, k: k, into: &target)
        if first.isEmpty { first = d }
        #expect(d == first, "\(name) with \(threads) threads")
      }
      for row in 0..<m {
        let x = Array(a[(row * k)..<(row * k + k)])
        let column = row % n
        let y = Array(b[(column * k)..<(column * k + k)])
        let (sx, sy) = (
          Array(scaleA[(row * blocks)..<(row * blocks + blocks)]), Array(scaleB[(column * blocks)..<(column * blocks + blocks)])
        )
        let word = try instruction.datapath.dot(a: x.span, b: y.span, scaleA: sx.span, scaleB: sy.span)
        #expect(UInt64(first[row * n + column]) == word)
      }
    }
  }
}
