import Binade
import BinadeTensorCore
import Testing

/// What lies around the instructions: promotion, slices, epilogue, sparsity, and arguments that are wrong.
@Suite struct GemmTests {
  static let hopper = Instruction.named("sm_90:wgmma.f32.e4m3.e4m3")!

  static func product(
    _ gemm: Gemm, _ a: [UInt8], _ b: [UInt8], c: [UInt32] = [], metadata: [UInt8] = [], blockA: BlockScales? = nil,
    blockB: BlockScales? = nil,
    m: Int, n: Int, k: Int
  ) throws(GemmError) -> [UInt32] {
    var d = [UInt32](repeating: 0, count: m * n)
    var target = d.mutableSpan
    try gemm.multiply(
      a: a.span, b: b.span, c: c.span, metadata: metadata.span, blockScalesA: blockA, blockScalesB: blockB, m: m, n: n, k: k, into: &target)
    return d
  }

  /// A panel serves several products; one of another product is refused.
  @Test func panels() throws {
    var random = Random(state: 2)
    let (m, n, k) = (3, 4, 64)
    let a = (0..<(m * k)).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    let b = (0..<(n * k)).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    let gemm = Gemm(Self.hopper)
    let expected = try Self.product(gemm, a, b, m: m, n: n, k: k)
    let (left, right) = (try gemm.panel(.a, a.span, rows: m, k: k), try gemm.panel(.b, b.span, rows: n, k: k))
    for _ in 0..<2 {
      var d = [UInt32](repeating: 0, count: m * n)
      var target = d.mutableSpan
      try gemm.multiply(left, right, into: &target)
      #expect(d == expected)
    }
    var d = [UInt32](repeating: 0, count: m * n)
    var target = d.mutableSpan
    var other = gemm
    other.modifiers.negatesA = true
    #expect(throws: GemmError.self) { try other.multiply(left, right, into: &target) }
    #expect(throws: GemmError.self) { try gemm.multiply(right, left, into: &target) }
    #expect(throws: GemmError.self) { try gemm.panel(.a, a.span, rows: 1 << 40, k: 1 << 40) }
    #expect(throws: GemmError.self) { try gemm.panel(.a, a.span, rows: -1, k: -192) }
  }

  /// Partial sums of 128 k are chains of their own, added in binary32.
  @Test func promotion() throws {
    var random = Random(state: 3)
    let (m, n, k) = (3, 5, 512)
    let a = (0..<(m * k)).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    let b = (0..<(n * k)).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    var gemm = Gemm(Self.hopper)
    gemm.accumulation.promotion = .init(interval: 128)
    let found = try Self.product(gemm, a, b, m: m, n: n, k: k)
    var parts = [Float](repeating: 0, count: m * n)
    var scaled = parts
    for interval in 0..<(k / 128) {
      func part(_ words: [UInt8], _ rows: Int) -> [UInt8] {
        (0..<rows).flatMap { row -> ArraySlice<UInt8> in words[(row * k + interval * 128)...].prefix(128) }
      }
      let partial = try Self.product(Gemm(Self.hopper), part(a, m), part(b, n), m: m, n: n, k: 128)
      for index in parts.indices {
        let value = Float(bitPattern: partial[index])
        parts[index] += value
        scaled[index] = value.plusProduct(scaled[index], Float(interval + 1) * 0.3, 1.7)
      }
    }
    #expect(found == parts.map { $0.bitPattern })
    // The same with block scales: fma(p, fl(sa · sb), acc).
    gemm.accumulation.promotion = .init(interval: 128, scaling: .product)
    let rows = (0..<(m * 4)).map { index -> UInt32 in (Float(index % 4 + 1) * 0.3).bitPattern }
    let whole = [UInt32](repeating: Float(1.7).bitPattern, count: 4)
    let blocks = try Self.product(
      gemm, a, b, blockA: BlockScales(rows, rowsPerScale: 1), blockB: BlockScales(whole, rowsPerScale: 128), m: m, n: n, k: k)
    #expect(blocks == scaled.map { $0.bitPattern })
  }

  /// Slices are products of their own, added in order.
  @Test func slices() throws {
    var random = Random(state: 4)
    let k = 640
    let a = (0..<k).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    let b = (0..<k).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    var gemm = Gemm(Self.hopper)
    gemm.accumulation.splits = .init(count: 2, granule: 128)
    let found = try Self.product(gemm, a, b, c: [0x4000_0000], m: 1, n: 1, k: k)
    let first = try Self.product(Gemm(Self.hopper), Array(a[..<384]), Array(b[..<384]), c: [0x4000_0000], m: 1, n: 1, k: 384)
    let second = try Self.product(Gemm(Self.hopper), Array(a[384...]), Array(b[384...]), m: 1, n: 1, k: 256)
    #expect(found == [(Float(bitPattern: first[0]) + Float(bitPattern: second[0])).bitPattern])
  }

  /// The last instruction first: the same as ascending over blocks that were turned around.
  @Test func descending() throws {
    var random = Random(state: 14)
    let k = 128
    let a = (0..<k).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    let b = (0..<k).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    var gemm = Gemm(Self.hopper)
    gemm.accumulation.order = .descending
    let found = try Self.product(gemm, a, b, c: [0x4B00_0000], m: 1, n: 1, k: k)
    func turned(_ words: [UInt8]) -> [UInt8] {
      (0..<4).reversed().flatMap { block -> ArraySlice<UInt8> in words[(block * 32)...].prefix(32) }
    }
    let expected = try Self.product(Gemm(Self.hopper), turned(a), turned(b), c: [0x4B00_0000], m: 1, n: 1, k: k)
    #expect(found == expected)
  }

  /// A sparse product is the product of what metadata chooses.
  @Test func sparse() throws {
    let instruction = try #require(Instruction.named("sm_90:wgmma.sp.f32.e4m3.e4m3"))
    var random = Random(state: 6)
    let (m, n, k) = (4, 3, 128)
    let a = (0..<(m * k / 2)).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    let b = (0..<(n * k)).map { _ in UInt8(random.word(E4M3FN.descriptor, family: 1)) }
    let pairs: [[UInt8]] = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    let metadata = (0..<(m * k / 4)).flatMap { _ in pairs[random.below(6)] }
    let found = try Self.product(Gemm(instruction), a, b, metadata: metadata, m: m, n: n, k: k)
    for row in 0..<m {
      for column in 0..<n {
        let x = (0..<(k / 2)).map { UInt64(a[row * k / 2 + $0]) }
        let y = (0..<(k / 2)).map { place -> UInt64 in
          let index = place / 2 * 4 + Int(metadata[row * k / 2 + place])
          return UInt64(b[column * k + index])
        }
        let word = try instruction.datapath.dot(a: x.span, b: y.span)
        #expect(UInt64(found[row * n + column]) == word)
      }
    }
    var wrong = metadata
    wrong[1] = wrong[0]
    #expect(throws: GemmError.metadata(index: 1, expected: "more than \(wrong[0]), the one before", actual: Int(wrong[0]))) {
      try Self.product(Gemm(instruction), a, b, metadata: wrong, m: m, n: n, k: k)
    }
  }

  @Test func epilogue() {
    let word = Float(3).bitPattern
    let tensor = Epilogue(scaling: .tensor(a: Float(0.1).bitPattern, b: Float(0.7).bitPattern))
    #expect(tensor.word(word, row: 0, column: 0) == UInt64((Float(3) * (Float(0.1) * Float(0.7))).bitPattern))
    let rows = Epilogue(scaling: .rows(a: [Float(0.1).bitPattern], b: [Float(0.7).bitPattern]), bias: [Float(0.3).bitPattern])
    #expect(rows.word(word, row: 0, column: 0) == UInt64((Float(3) * Float(0.7) * Float(0.1) + Float(0.3)).bitPattern))
    let short = Epilogue(output: E4M3FN.descriptor, conversion: Conversion())
    #expect(short.word(Float(1e9).bitPattern, row: 0, column: 0) == 0x7E)
    #expect(Epilogue().word(0x7FC0_1234, row: 0, column: 0) == 0x7FFF_FFFF)
  }

  /// Without products D is C; with fewer than an instruction takes, the rest is zero.
  @Test func shortRows() throws {
    #expect(try Self.product(Gemm(Self.hopper), [], [], c: [0x3F80_03FF], m: 1, n: 1, k: 0) == [0x3F80_03FF])
    let exact = try #require(Instruction.named("gfx908:mfma.f32.f16.f16"))
    var d: [UInt32] = [1]
    var target = d.mutableSpan
    // The instruction has four stretches: −0 of the first becomes +0 in the others, which hold nothing but zeros.
    try Gemm(exact).dots(a: [UInt16(0x8001)].span, b: [UInt16(0x0001)].span, c: [0x8000_0000].span, count: 1, k: 1, into: &target)
    let datapath = try exact.datapath.dot(
      a: ([0x8001] + [UInt64](repeating: 0, count: 15)).span, b: ([1] + [UInt64](repeating: 0, count: 15)).span, c: 0x8000_0000)
    #expect(UInt64(d[0]) == datapath)
  }

  /// Arguments that are wrong, each with its error.
  @Test func errors() {
    func error(_ gemm: Gemm = Gemm(Self.hopper), a: Int = 32, b: Int = 32, c: Int = 0, m: Int = 1, n: Int = 1, k: Int = 32) -> GemmError? {
      do {
        _ = try Self.product(
          gemm, Array(repeating: 0, count: a), Array(repeating: 0, count: b), c: Array(repeating: 0, count: c), m: m, n: n, k: k)
        return nil
      } catch { return error }
    }
    var gemm = Gemm(Self.hopper)
    #expect(error() == nil)
    #expect(error(k: 33) == .kMultiple(expected: 32, actual: 33))
    #expect(error(a: 31) == .count(name: "A", expected: 32, actual: 31))
    #expect(error(b: 33) == .count(name: "B", expected: 32, actual: 33))
    #expect(error(c: 2) == .count(name: "C", expected: 1, actual: 2))
    gemm.threads = 0
    #expect(error(gemm) == .parameter(name: "threads", expected: "1 … 4096", actual: "0"))
    gemm.threads = 1
    gemm.accumulation.promotion = .init(interval: 48)
    #expect(error(gemm) == .parameter(name: "promotion.interval", expected: "a multiple of 32", actual: "48"))
    gemm.accumulation.promotion = .init(interval: 128, scaling: .nested)
    #expect(error(gemm) == .count(name: "block scales of A", expected: 1, actual: 0))
    gemm.accumulation = .init(splits: .init(count: 0, granule: 32))
    #expect(error(gemm) == .parameter(name: "splits.count", expected: "1 … 4096", actual: "0"))
    // Sizes whose products do not fit are refused before anything is touched.
    var none: [UInt32] = []
    var target = none.mutableSpan
    for size in [Int.max, 1 << 41, -1] {
      #expect(throws: GemmError.self) {
        try Gemm(Self.hopper).multiply(a: [UInt8]().span, b: [UInt8]().span, m: size, n: 1, k: 32, into: &target)
      }
    }
    #expect(throws: GemmError.self) {
      try Gemm(Self.hopper).multiply(a: [UInt8]().span, b: [UInt8]().span, m: 1 << 30, n: 1 << 30, k: 32, into: &target)
    }
  }
}

extension Float {
  /// fma(self, fl(a · b), sum).
  fileprivate func plusProduct(_ sum: Float, _ a: Float, _ b: Float) -> Float { sum.addingProduct(self, a * b) }
}
