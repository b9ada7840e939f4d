import Testing

@testable import BinadeCommand

@Suite("dot")
struct DotTests {
  private static let wgmma = "sm_90:wgmma.f32.e4m3.e4m3"
  private static let mx = "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32"
  private static let nvfp4 = "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16"

  /// Known answers, computed by exact rational arithmetic elsewhere.
  @Test func knownAnswers() throws {
    let products = try Products()
    // c = 1: sixteen products 2^-6 · 2^-7.
    let small = [UInt8](repeating: 0x08, count: 16)
    let smaller = [UInt8](repeating: 0x04, count: 16)
    #expect(try products.dot(Self.wgmma, small, smaller, c: 0x3F80_0000) == 0x3F80_4000)
    // C alone is cut to 13 bits.
    #expect(try products.dot(Self.wgmma, [0], [0], c: 0x3F80_03FF) == 0x3F80_0000)
    let blackwell = "sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3"
    #expect(try products.dot(blackwell, [0x54, 0x07, 0x01], [0x5C, 0x01, 0x01]) == 0x4390_0001)
    #expect(try products.dot(blackwell, [0x59, 0x07, 0x01], [0x58, 0x01, 0x01]) == 0x4390_0000)
    // Scales; a scale of one for what is filled up.
    #expect(try products.dot(Self.mx, [0x01], [0x38], scaleA: [0x07], scaleB: [0x7F]) == 0x0010_0000)
    #expect(try products.dot(Self.mx, [0x82], [0x02], scaleA: [0x00], scaleB: [0x6E]) == 0)
    #expect(try products.dot(Self.nvfp4, [2], [2], scaleA: [0x38], scaleB: [0x38]) == 0x3F80_0000)
    let sixes = [UInt8](repeating: 7, count: 64)
    let largest = [UInt8](repeating: 0x7E, count: 4)
    #expect(try products.dot(Self.nvfp4, sixes, sixes, scaleA: largest, scaleB: largest) == 0x4DDC_8000)
    // A group that cancels keeps its exponent.
    let a = [2, 10] + [UInt8](repeating: 0, count: 14) + [1]
    let b = [2, 2] + [UInt8](repeating: 0, count: 14) + [1]
    #expect(try products.dot(Self.nvfp4, a, b, scaleA: [0x78, 0x01], scaleB: [0x78, 0x01]) == 0)
    #expect(try products.dot(Self.nvfp4, a, b, scaleA: [0x38, 0x01], scaleB: [0x38, 0x01]) == 0x3580_0000)
  }

  @Test func modifiersTakeEffect() throws {
    let products = try Products()
    #expect(try products.dot(Self.wgmma, [0x38], [0x40], c: 0x3F80_0000) == 0x4040_0000)
    #expect(try products.dot(Self.wgmma, [0x38], [0x40], c: 0x3F80_0000, "--negate-a") == 0xBF80_0000)
    #expect(try products.dot(Self.wgmma, [0x38], [0x40], c: 0x3F80_0000, "--negate-a", "--negate-b") == 0x4040_0000)
    #expect(try products.dot(Self.wgmma, [0x38], [0x40], c: 0x7FC0_0000, "--ignore-c") == 0x4000_0000)
    #expect(try products.dot(Self.wgmma, [0x38], [0x40], c: 0x4100_0000, "--accumulator-shift", "3") == 0x4040_0000)
  }

  @Test func rowsGoTogether() throws {
    let products = try Products()
    var random = TestRandom(1)
    let (a, b) = (random.codes(100 * 40), random.codes(100 * 40))
    let first = try products.bytes("a.npy", a, rows: 100)
    let second = try products.bytes("b.npy", b, rows: 100)
    try products.run("dot", Self.wgmma, first, second, products.folder("d.npy"))
    let all = try products.words("d.npy", as: UInt32.self)
    try products.run("dot", Self.wgmma, first, second, products.folder("one.npy"), "--threads", "1")
    let one = try products.words("one.npy", as: UInt32.self)
    #expect(all == one)
    for row in [0, 37, 99] {
      let range = row * 40..<(row + 1) * 40
      #expect(try products.dot(Self.wgmma, Array(a[range]), Array(b[range])) == all[row])
    }
    let header = Npy.parse(try products.folder.read("one.npy"), as: UInt32.self).header
    #expect(header.contains("'<f4'") && header.contains("'shape': (100"))
  }

  @Test func noRowsGiveNoResults() throws {
    let products = try Products()
    let empty = try products.folder.write("a.npy", "|u1", [UInt8](), shape: [0, 32])
    try products.run("dot", Self.wgmma, empty, empty, products.folder("d.npy"))
    #expect(try products.words("d.npy", as: UInt32.self).isEmpty)
  }

  @Test func sparseRowsChooseAmongB() throws {
    let products = try Products()
    let a = try products.bytes("a.npy", [0x38, 0x40], rows: 1)
    let b = try products.bytes("b.npy", [0x38, 0x40, 0x44, 0x48], rows: 1)
    let places = try products.bytes("m.npy", [1, 3], rows: 1)
    try products.run("dot", "sm_90:wgmma.sp.f32.e4m3.e4m3", a, b, products.folder("d.npy"), "--metadata", places)
    // 1 · 2 + 2 · 4
    #expect(try products.words("d.npy", as: UInt32.self) == [Float(10).bitPattern])
    let wrong = try products.bytes("m.npy", [3, 1], rows: 1)
    let outcome = binade("dot", "sm_90:wgmma.sp.f32.e4m3.e4m3", a, b, products.folder("d.npy"), "--metadata", wrong)
    #expect(outcome.exitCode == 3)
    #expect(outcome.error.contains("expected more than 3, the one before, found 1"))
  }
}

@Suite("dot --explain")
struct ExplanationTests {
  private func explain(_ instruction: String, _ a: [UInt8], _ b: [UInt8], _ options: String...) throws -> String {
    let products = try Products()
    let first = try products.bytes("a.npy", a, rows: 1)
    let second = try products.bytes("b.npy", b, rows: 1)
    let outcome = binade(["dot", instruction, first, second, "--explain", "0"] + options)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    return outcome.output
  }

  @Test func saysWhereEverythingComesFrom() throws {
    let products = try Products()
    let c = try products.folder.write("c.npy", "<f4", [Float(1.5)])
    // 12 · 24 + tiny: E = 8, the tiny ones are below 2^-5.
    let text = try explain("sm_90:wgmma.f32.e4m3.e4m3", [0x54, 0x07, 0x01], [0x5C, 0x01, 0x01], "--c", c)
    #expect(text.contains("sm_90:wgmma.f32.e4m3.e4m3, row 0"))
    #expect(text.contains("C = 3fc00000 = 1.5"))
    #expect(text.contains("E = 7, by the product at k 0"))
    #expect(text.contains("unit 2^(7 - 13) = 2^-6"))
    #expect(text.contains("sum 18528 x 2^-6 = 289.5"))
    #expect(text.contains("rz-e8m13: rounded toward-zero to 14 significant bits, exactly"))
    #expect(text.contains("D = 4390c000 = 289.5"))
    #expect(text.contains("exact result: 289.5000"))
    #expect(text.contains("3-31  zeros"))
    for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test func namesFloorAndSpecials() throws {
    let products = try Products()
    let (zero, other) = (try products.bytes("s.npy", [0], rows: 1), try products.bytes("t.npy", [0x6E], rows: 1))
    let tiny = try explain("sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32", [0x82], [0x02], "--scale-a", zero, "--scale-b", other)
    #expect(tiny.contains("E = -133, the floor: no term lies above it"))
    #expect(tiny.contains("scales of k 0 ... 31"))
    let nan = try explain("sm_90:wgmma.f32.e4m3.e4m3", [0x7F], [0x38])
    #expect(nan.contains("the result is the canonical NaN"))
    #expect(nan.contains("D = 7fffffff = nan"))
    #expect(nan.contains("exact result: nan"))
  }

  /// Every arithmetic has a page, and its last line but one is what the result is.
  @Test(
    arguments: [
      ("sm_90:mma.f32.e4m3.e4m3", "Node 2 of 2"), ("sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", "sum times scales"),
      ("sm_80:mma.s32.s8.s8", "sum: "), ("gfx942:mfma.f32.fp8.bf8", "normalised sum: "),
    ])
  func pagesOfArithmetics(_ instruction: String, _ words: String) throws {
    let products = try Products()
    let one = try products.bytes("one.npy", [0x38], rows: 1)
    let options = instruction.contains("mxf4") ? ["--scale-a", one, "--scale-b", one] : []
    let a = try products.bytes("a.npy", [1, 2, 3], rows: 1)
    let outcome = binade(["dot", instruction, a, a, "--explain", "0"] + options)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.output.contains(words))
    #expect(outcome.output.contains("\nD = "))
    #expect(outcome.output.contains("\nexact result: "))
  }

  @Test func chainsAndTrees() throws {
    let folder = try Folder()
    let doubles = try folder.write("a.npy", "<f8", [1.5, 2.0], shape: [1, 2])
    let chain = binade("dot", "sm_80:mma.f64.f64.f64", doubles, doubles, "--explain", "0")
    #expect(chain.output.contains("a * b + c"))
    #expect(chain.output.contains("D = 4019000000000000 = 6.25"))
    #expect(chain.output.contains("error: none"))
    let halves = try folder.write("h.npy", "<u2", [0x3C00, 0x4000] as [UInt16], shape: [1, 2])
    let tree = binade("dot", "gfx90a:mfma.f32.f16.f16", halves, halves, "--explain", "0")
    #expect(tree.output.contains("sum 0 of 1: 5"))
    #expect(tree.output.contains("D = 40a00000 = 5"))
  }

  @Test func rowsAreCounted() throws {
    let products = try Products()
    let a = try products.bytes("a.npy", [1, 2], rows: 2)
    let outcome = binade("dot", "sm_90:wgmma.f32.e4m3.e4m3", a, a, "--explain", "2")
    #expect(outcome.exitCode == 2)
    #expect(outcome.error.contains("--explain: expected a row from 0 to 1, found 2"))
    let nothing = binade("dot", "sm_90:wgmma.f32.e4m3.e4m3", a, a)
    #expect(nothing.exitCode == 2)
    #expect(nothing.error.contains("missing argument OUT.npy"))
  }
}
