import Binade
import BinadeTensorCore
import Testing

/// Arguments that a product must survive: words that are too wide, datapaths that cannot be, sparse sums in parts.
@Suite struct GemmArgumentTests {
  /// Bits above a format's word are not looked at.
  @Test(arguments: [
    "sm_120:mma.f8f6f4.f32.e2m1.e3m2", "sm_90:wgmma.f32.e4m3.e4m3", "sm_80:mma.f32.bf16.bf16", "sm_80:mma.s32.s4.u4",
    "sm_80:mma.s32.b1.b1.xor.popc",
  ])
  func bitsAboveTheWord(_ name: String) throws {
    let instruction = try #require(Instruction.named(name))
    let k = instruction.shape.k
    var random = Random(state: 21)
    func words(_ format: FormatDescriptor) -> (clean: [UInt64], dirty: [UInt64]) {
      let clean = (0..<k).map { _ in random.next() & (~0 >> UInt64(64 - format.wordBits)) }
      return (clean, clean.map { format.wordBits == 64 ? $0 : $0 | ~0 << UInt64(format.wordBits) })
    }
    let (a, b) = (words(instruction.datapath.a), words(instruction.datapath.b))
    var results: [[UInt64]] = []
    for (x, y) in [(a.clean, b.clean), (a.dirty, b.dirty)] {
      for isBatch in [false, true] {
        var d: [UInt64] = [0]
        var target = d.mutableSpan
        if isBatch {
          try Gemm(instruction).dots(a: x.span, b: y.span, count: 1, k: k, into: &target)
        } else {
          try Gemm(instruction).multiply(a: x.span, b: y.span, m: 1, n: 1, k: k, into: &target)
        }
        results.append(d)
      }
    }
    #expect(Set(results).count == 1, "\(results)")
    #expect(results[0][0] == (try instruction.datapath.dot(a: a.clean.span, b: b.clean.span)))
  }

  /// A datapath that does not hold together is refused by every door, before anything is computed.
  @Test func unsoundDatapaths() throws {
    let sound = GemmTests.hopper.datapath
    guard case .fusedSum(let sum) = sound.arithmetic else { return }
    func with(_ change: (inout FusedSum) -> Void) -> Datapath {
      var (datapath, wrong) = (sound, sum)
      change(&wrong)
      datapath.arithmetic = .fusedSum(wrong)
      return datapath
    }
    let wrong = [
      with { $0.groupLength = 0 }, with { $0.groupLength = -32 }, with { $0.groupLength = .max }, with { $0.termLength = 0 },
      with { $0.interleaving = .init(period: 4, run: 0) }, with { $0.interleaving = .init(period: 0, run: 1) },
      with { $0.interleaving = .init(period: .max, run: 1) }, with { $0.fractionBits = -1 },
    ]
    let bytes = [UInt8](repeating: 0, count: 32)
    for datapath in wrong {
      let gemm = Gemm(datapath)
      #expect(throws: GemmError.self, "\(datapath)") { try GemmTests.product(gemm, bytes, bytes, m: 1, n: 1, k: 32) }
      #expect(throws: GemmError.self, "\(datapath)") { try gemm.panel(.a, bytes.span, rows: 1, k: 32) }
      #expect(throws: GemmError.self, "\(datapath)") {
        var d: [UInt32] = [0]
        var target = d.mutableSpan
        try gemm.dots(a: bytes.span, b: bytes.span, count: 1, k: 32, into: &target)
      }
    }
  }

  /// An instruction is whole stretches: a part of one would be filled up with zeros in the middle of K.
  @Test(arguments: [0, -32, 5, 16, 33])
  func instructionK(_ k: Int) {
    let gemm = Gemm(GemmTests.hopper.datapath, instructionK: k)
    let expected = GemmError.parameter(name: "instructionK", expected: "a multiple of 32", actual: "\(k)")
    let bytes = [UInt8](repeating: 0, count: 64)
    #expect(throws: expected) { try GemmTests.product(gemm, bytes, bytes, m: 1, n: 1, k: 64) }
    #expect(throws: expected) { try gemm.panel(.b, bytes.span, rows: 1, k: 64) }
  }

  /// Promotion and slices count K of B: those of a sparse product are those of its kept half. Spec [gemm-8].
  @Test func sparseInParts() throws {
    let instruction = try #require(Instruction.named("sm_90:wgmma.sp.f32.e4m3.e4m3"))
    var random = Random(state: 22)
    let k = 512
    let a = (0..<(k / 2)).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    let b = (0..<k).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    let pairs: [[UInt8]] = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    let metadata = (0..<(k / 4)).flatMap { _ in pairs[random.below(6)] }
    let kept = (0..<(k / 2)).map { b[$0 / 2 * 4 + Int(metadata[$0])] }
    for accumulation in [
      Accumulation(promotion: .init(interval: 128)), Accumulation(splits: .init(count: 3, granule: 64)), Accumulation(order: .descending),
    ] {
      var sparse = Gemm(instruction)
      sparse.accumulation = accumulation
      let found = try GemmTests.product(sparse, a, b, metadata: metadata, m: 1, n: 1, k: k)
      var dense = Gemm(instruction.datapath)
      dense.accumulation = accumulation
      dense.accumulation.promotion?.interval /= 2
      dense.accumulation.splits?.granule /= 2
      #expect(found == (try GemmTests.product(dense, a, kept, m: 1, n: 1, k: k / 2)), "\(accumulation)")
    }
    #expect(throws: GemmError.self) { try GemmTests.product(Gemm(instruction.datapath), a, a, metadata: [0], m: 1, n: 1, k: k / 2) }
  }

  /// Which neighbours are kept together follows from how elements stand in a byte.
  @Test func sparsities() {
    for instruction in Instruction.all {
      let expected: Sparsity? =
        !instruction.isSparse
        ? nil
        : instruction.a == .tf32
          ? .singles : [.s4, .u4].contains(instruction.a) || instruction.kind?.hasPrefix("mxf4") ?? false ? .pairs : .halves
      #expect(instruction.sparsity == expected, "\(instruction.name)")
    }
  }

  /// Two pairs out of eight: the dense product of what is kept.
  @Test func sparsePairs() throws {
    let instruction = try #require(Instruction.all.first { $0.isSparse && $0.a == .s4 && $0.b == .s4 })
    var random = Random(state: 23)
    let k = 2 * instruction.shape.k
    let a = (0..<(k / 2)).map { _ in UInt8(random.next() & 15) }
    let b = (0..<k).map { _ in UInt8(random.next() & 15) }
    let pairs: [[UInt8]] = [[0, 1, 2, 3], [0, 1, 4, 5], [0, 1, 6, 7], [2, 3, 4, 5], [2, 3, 6, 7], [4, 5, 6, 7]]
    let metadata = (0..<(k / 8)).flatMap { _ in pairs[random.below(6)] }
    let found = try GemmTests.product(Gemm(instruction), a, b, metadata: metadata, m: 1, n: 1, k: k)
    func signed(_ code: UInt8) -> Int32 { Int32(code) - (code > 7 ? 16 : 0) }
    let expected = (0..<(k / 2)).reduce(Int32(0)) { $0 + signed(a[$1]) * signed(b[$1 / 4 * 8 + Int(metadata[$1])]) }
    #expect(found == [UInt32(bitPattern: expected)])
    func error(_ places: [UInt8]) -> GemmError? {
      do {
        _ = try GemmTests.product(Gemm(instruction), a, b, metadata: places + metadata.dropFirst(places.count), m: 1, n: 1, k: k)
        return nil
      } catch { return error }
    }
    #expect(error([0, 1, 2, 3]) == nil)
    #expect(error([1, 2, 4, 5]) == .metadata(index: 0, expected: "a multiple of 2", actual: 1))
    #expect(error([0, 2, 4, 5]) == .metadata(index: 1, expected: "1, beside the one before", actual: 2))
    #expect(error([4, 5, 2, 3]) == .metadata(index: 2, expected: "more than 5, the one before", actual: 2))
    #expect(error([8, 9, 2, 3]) == .metadata(index: 0, expected: "0 … 7", actual: 8))
  }
}
