import Testing

@testable import BinadeCommand

@Suite("gemm")
struct GemmTests {
  private static let wgmma = "sm_90:wgmma.f32.e4m3.e4m3"
  private static let mx = "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32"

  @Test func integersAreWhatTheyAre() throws {
    let products = try Products()
    var random = TestRandom(3)
    let (m, n, k) = (5, 7, 64)
    let a = random.bytes(m * k).map { Int8(bitPattern: $0) }
    let b = random.bytes(n * k).map { Int8(bitPattern: $0) }
    let c = (0..<m * n).map { Int32($0 - 17) }
    let first = try products.folder.write("a.npy", "|i1", a, shape: [m, k])
    let second = try products.folder.write("b.npy", "|i1", b, shape: [n, k])
    let third = try products.folder.write("c.npy", "<i4", c, shape: [m, n])
    try products.run("gemm", "sm_90:wgmma.s32.s8.s8", first, second, products.folder("d.npy"), "--c", third)
    let (header, words) = Npy.parse(try products.folder.read("d.npy"), as: Int32.self)
    #expect(header.contains("'<i4'") && header.contains("(5, 7)"))
    for row in 0..<m {
      for column in 0..<n {
        let sum = (0..<k).reduce(c[row * n + column]) { $0 + Int32(a[row * k + $1]) * Int32(b[column * k + $1]) }
        #expect(words[row * n + column] == sum)
      }
    }
  }

  /// Every element is what `dot` makes of its rows, for every number of threads.
  @Test(arguments: ["1", "2", "7"])
  func elementsAreDots(_ threads: String) throws {
    let products = try Products()
    var random = TestRandom(4)
    let (m, n, k) = (9, 6, 96)
    let (a, b) = (random.codes(m * k), random.codes(n * k))
    let (sa, sb) = (random.bytes(m * 3).map { 120 + $0 % 16 }, random.bytes(n * 3).map { 120 + $0 % 16 })
    func rows<Element>(_ source: [Element], _ count: Int, _ order: (Int) -> Int) -> [Element] {
      let length = source.count / count
      return (0..<m * n).flatMap { source[order($0) * length..<(order($0) + 1) * length] }
    }
    try products.run(
      "gemm", Self.mx, products.bytes("a.npy", a, rows: m), products.bytes("b.npy", b, rows: n), products.folder("d.npy"), "--scale-a",
      products.bytes("sa.npy", sa, rows: m), "--scale-b", products.bytes("sb.npy", sb, rows: n), "--threads", threads)
    let whole = try products.words("d.npy", as: UInt32.self)
    try products.run(
      "dot", Self.mx, products.bytes("ra.npy", rows(a, m) { $0 / n }, rows: m * n),
      products.bytes("rb.npy", rows(b, n) { $0 % n }, rows: m * n),
      products.folder("e.npy"), "--scale-a", products.bytes("rsa.npy", rows(sa, m) { $0 / n }, rows: m * n), "--scale-b",
      products.bytes("rsb.npy", rows(sb, n) { $0 % n }, rows: m * n))
    #expect(try products.words("e.npy", as: UInt32.self) == whole)
  }

  @Test func wordsGoByTheAccumulator() throws {
    let products = try Products()
    let a = try products.bytes("a.npy", [UInt8](repeating: 0x38, count: 32), rows: 1)
    try products.run("gemm", "sm_90:wgmma.f16.e4m3.e4m3", a, a, products.folder("d.npy"))
    let half = Npy.parse(try products.folder.read("d.npy"), as: UInt16.self)
    #expect(half.header.contains("'<u2'") && half.elements == [0x5000])
    let doubles = try products.folder.write("f.npy", "<f8", [1.0, 2, 3, 4], shape: [1, 4])
    try products.run("gemm", "sm_80:mma.f64.f64.f64", doubles, doubles, products.folder("d.npy"))
    let double = Npy.parse(try products.folder.read("d.npy"), as: Double.self)
    #expect(double.header.contains("'<f8'") && double.elements == [30])
    // The same words under another element type.
    let floats = try products.folder.write("g.npy", "<f4", [Float](repeating: 1.5, count: 8), shape: [1, 8])
    let words = try products.folder.write("w.npy", "<u4", [UInt32](repeating: Float(1.5).bitPattern, count: 8), shape: [1, 8])
    try products.run("gemm", "sm_80:mma.f32.tf32.tf32", floats, words, products.folder("d.npy"))
    #expect(try products.words("d.npy", as: UInt32.self) == [Float(18).bitPattern])
  }

  @Test func sizesOfZeroAreFine() throws {
    let products = try Products()
    let none = try products.folder.write("a.npy", "|u1", [UInt8](), shape: [0, 32])
    let some = try products.bytes("b.npy", [UInt8](repeating: 0x38, count: 64), rows: 2)
    try products.run("gemm", Self.wgmma, none, some, products.folder("d.npy"))
    let (header, words) = Npy.parse(try products.folder.read("d.npy"), as: UInt32.self)
    #expect(header.contains("(0, 2)") && words.isEmpty)
  }

  @Test func bitsAboveTheCodeAreNoted() throws {
    let products = try Products()
    let a = try products.bytes("a.npy", [UInt8](repeating: 0x12, count: 32), rows: 1)
    let outcome = binade("gemm", "sm_100:tcgen05.f8f6f4.f32.e2m1.e2m1", a, a, products.folder("d.npy"))
    #expect(outcome.exitCode == 0)
    #expect(outcome.error.contains("A: 32 of 32 words have bits set above the code; they are ignored"))
    #expect(try products.words("d.npy", as: UInt32.self) == [Float(32).bitPattern])
  }

  // MARK: Around the unit

  /// 1 + 64 · 2^-14 in one chain loses what comes after the first; with promotion it does not.
  @Test func presetsPromote() throws {
    let products = try Products()
    let k = 256
    let a = [UInt8](repeating: 0x38, count: k)
    let b = [0x38] + [UInt8](repeating: 0, count: 127) + [UInt8](repeating: 0x01, count: 128)
    let (first, second) = (try products.bytes("a.npy", a, rows: 1), try products.bytes("b.npy", b, rows: 1))
    func result(_ options: String...) throws -> Float {
      let outcome = binade(["gemm", Self.wgmma, first, second, products.folder("d.npy")] + options)
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      return Float(bitPattern: try products.words("d.npy", as: UInt32.self)[0])
    }
    let exact = 1 + 128 * Float(sign: .plus, exponent: -9, significand: 1)
    #expect(try result("--preset", "cublaslt") == exact)
    #expect(try result("--promotion", "128") == exact)
    #expect(try result("--preset", "cutlass") == exact)
    #expect(try result("--split-k", "2") == exact)
    #expect(try result("--preset", "cublaslt-fast", "--tensor-scale-a", "0.5", "--tensor-scale-b", "4") == 2 * exact)
    #expect(try result("--preset", "cublaslt-fast") == exact)
  }

  /// Small products after a large one are cut off one by one; before it they add up: 32 · 4 beside 2^16, in units of 8.
  @Test func orderAlongKCanBeTurned() throws {
    let products = try Products()
    let codes = [0x78] + [UInt8](repeating: 0, count: 31) + [UInt8](repeating: 0x40, count: 32)
    let a = try products.bytes("a.npy", codes, rows: 1)
    for (order, expected) in [("ascending", Float(65536)), ("descending", 65664)] {
      try products.run("gemm", Self.wgmma, a, a, products.folder("d.npy"), "--k-order", order)
      #expect(try products.words("d.npy", as: UInt32.self) == [expected.bitPattern], "\(order)")
    }
  }

  @Test func epiloguesAndBlockScales() throws {
    let products = try Products()
    let ones = [UInt8](repeating: 0x38, count: 2 * 128)
    let a = try products.bytes("a.npy", ones, rows: 2)
    func floats(_ name: String, _ values: [Float], _ shape: [Int]? = nil) throws -> String {
      try products.folder.write(name, "<f4", values, shape: shape)
    }
    let (rows, bias) = (try floats("r.npy", [1, 2]), try floats("bias.npy", [0.5, -1]))
    try products.run(
      "gemm", Self.wgmma, a, a, products.folder("d.npy"), "--row-scale-a", rows, "--row-scale-b", rows, "--bias", bias, "--output", "bf16")
    let (header, words) = Npy.parse(try products.folder.read("d.npy"), as: UInt16.self)
    let expected: [Float] = [128.5, 255, 256.5, 511]
    #expect(header.contains("'<u2'"))
    // bfloat16 has eight bits: 128.5 and 256.5 are rounded to even.
    #expect(words == expected.map { UInt16(truncatingIfNeeded: ($0.bitPattern + 0x7FFF + ($0.bitPattern >> 16 & 1)) >> 16) })
    try products.run(
      "gemm", Self.wgmma, a, a, products.folder("d.npy"), "--tensor-scale-a", "8", "--tensor-scale-b", "1", "--output", "e4m3fn")
    #expect(try products.words("d.npy", as: UInt8.self) == [0x7E, 0x7E, 0x7E, 0x7E])
    try products.run(
      "gemm", Self.wgmma, a, a, products.folder("d.npy"), "--preset", "cublaslt", "--block-scale-a", floats("ba.npy", [2, 3], [2, 1]),
      "--block-scale-b", floats("bb.npy", [0.5], [1, 1]))
    #expect(try products.words("d.npy", as: UInt32.self) == [128, 128, 192, 192].map { Float($0).bitPattern })
  }

  // MARK: A datapath of one's own

  @Test func datapathsComeFromFiles() throws {
    let products = try Products()
    var random = TestRandom(5)
    let a = try products.bytes("a.npy", random.codes(4 * 64), rows: 4)
    let page = binade("describe", Self.wgmma, "--json")
    #expect(page.exitCode == 0)
    let file = try products.folder.write("mine.json", Array(page.output.utf8))
    try products.run("gemm", "--datapath", file, a, a, products.folder("own.npy"))
    try products.run("gemm", Self.wgmma, a, a, products.folder("named.npy"))
    #expect(try products.folder.read("own.npy") == products.folder.read("named.npy"))
    let text = """
      {"a": "e4m3fn", "b": "e4m3fn", "accumulator": "f32", "arithmetic": "fused-sum", "group-length": 32, "fraction-bits": 30,
       "floor": -133, "output": {"rounding": "nearest-even"}}
      """
    let other = try products.folder.write("other.json", Array(text.utf8))
    try products.run("gemm", "--datapath", other, a, a, products.folder("other.npy"))
    #expect(try products.folder.read("other.npy") != products.folder.read("named.npy"))
  }

  @Test(
    arguments: [
      ("[]", "expected an object, found an array"), ("{", "expected JSON"), (#"{"a": "e4m3fn"}"#, "b: expected a format, found nothing"),
      (#"{"a": "e4m3x", "b": 1}"#, "a: expected a format's name (did you mean"),
      (#"{"a": "e4m3fn", "b": "e4m3fn", "accumulator": "f32", "arithmetic": "fused"}"#, "arithmetic: expected one of fused-sum"),
      (
        #"{"a": "e4m3fn", "b": "e4m3fn", "accumulator": "f32", "arithmetic": "fused-sum", "group-length": true, "fraction-bits": 3}"#,
        "group-length: expected a whole number, found true"
      ),
      (
        #"{"a": "e4m3fn", "b": "e4m3fn", "accumulator": "f32", "arithmetic": "fused-sum", "group-length": 8, "fraction-bits": 97}"#,
        "fractionBits: expected 0 … 96, found 97"
      ),
      (
        #"{"a": "e4m3fn", "b": "e4m3fn", "accumulator": "f32", "arithmetic": "fused-sum", "group-length": 0, "fraction-bits": 3}"#,
        "group-length: expected 1 to 4096, found 0"
      ),
      (
        #"{"a": "e4m3fn", "b": "e4m3fn", "accumulator": "f32", "arithmetic": "fused-sum", "group-length": 8, "fraction-bit": 9, "fraction-bits": 9}"#,
        "found 'fraction-bit'; did you mean fraction-bits?"
      ),
      (
        #"{"a": "e4m3fn", "b": "e4m3fn", "accumulator": {"exponent-bits": 5, "significand-bits": 70}, "arithmetic": "fused-sum"}"#,
        "accumulator: expected parameters that go together"
      ),
    ])
  func mistakesInDatapathsAreNamed(_ text: String, _ message: String) throws {
    let products = try Products()
    let a = try products.bytes("a.npy", [UInt8](repeating: 0, count: 32), rows: 1)
    let file = try products.folder.write("mine.json", Array(text.utf8))
    let outcome = binade("gemm", "--datapath", file, a, a, products.folder("d.npy"))
    #expect(outcome.exitCode == 3)
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(outcome.error.split(separator: "\n").count == 1)
    #expect(!products.folder.files.contains("d.npy"))
  }
}
