import Testing

@testable import BinadeCommand

/// Bad input gives one line that says which argument, what was expected and what came, and no file.
@Suite("gemm: errors")
struct GemmErrorTests {
  private static let wgmma = "sm_90:wgmma.f32.e4m3.e4m3"
  private static let mx = "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32"

  private let products: Products
  /// Two rows of 64 codes.
  private let codes: String

  init() throws {
    products = try Products()
    codes = try products.bytes("codes.npy", [UInt8](repeating: 0x38, count: 128), rows: 2)
  }

  private func expectError(_ exitCode: Int32, _ message: String, _ arguments: [String], _ location: SourceLocation = #_sourceLocation) {
    let outcome = binade(arguments)
    #expect(outcome.exitCode == exitCode, "\(outcome.error)", sourceLocation: location)
    #expect(outcome.error.contains(message), "\(outcome.error)", sourceLocation: location)
    #expect(outcome.error.split(separator: "\n").count == 1, sourceLocation: location)
    #expect(!products.folder.files.contains("d.npy"), sourceLocation: location)
  }

  private func gemm(_ instruction: String, _ a: String, _ b: String, _ options: String...) -> [String] {
    ["gemm", instruction, a, b, products.folder("d.npy")] + options
  }

  @Test func instructionsAreNamedOrListed() {
    expectError(2, "legal are sm_90:wgmma.f32.", gemm("sm_90:wgmma.f32.e4m3.bf16", codes, codes))
    expectError(2, "is no architecture that has instructions here; legal are sm_70, sm_75", gemm("sm_91:wgmma.f32.e4m3.e4m3", codes, codes))
    expectError(2, "no instruction is named ''", gemm("", codes, codes))
    expectError(2, "m64n12k32 is no shape of it", gemm("sm_90:wgmma.m64n12k32.f32.e4m3.e4m3", codes, codes))
  }

  @Test func arraysFitTheTypes() throws {
    let floats = try products.folder.write("f.npy", "<f4", [Float](repeating: 1, count: 64), shape: [1, 64])
    expectError(3, "A: expected words of e4m3 as |u1, found <f4", gemm(Self.wgmma, floats, codes))
    expectError(3, "B: expected words of f16 as <u2 or <f2, found |u1", gemm("sm_90:wgmma.f32.f16.f16", try halves(), codes))
    expectError(3, "C: expected words of f32 as <f4 or <u4, found |u1", gemm(Self.wgmma, codes, codes, "--c", codes))
    let vector = try products.folder.write("v.npy", "|u1", [UInt8](repeating: 0, count: 64))
    expectError(3, "expected two dimensions, M x K, found 64", gemm(Self.wgmma, vector, codes))
    expectError(3, "missing.npy: no such file", gemm(Self.wgmma, products.folder("missing.npy"), codes))
    expectError(3, "not", gemm(Self.wgmma, try products.folder.write("t.npy", Array("text".utf8)), codes))
  }

  private func halves() throws -> String {
    try products.folder.write("h.npy", "<u2", [UInt16](repeating: 0x3C00, count: 64), shape: [1, 64])
  }

  @Test func shapesGoTogether() throws {
    let short = try products.bytes("short.npy", [UInt8](repeating: 0, count: 80), rows: 2)
    expectError(3, "expected a K that is a multiple of 32, that of \(Self.wgmma), found 40", gemm(Self.wgmma, short, short))
    expectError(3, "A and B do not meet in K: expected rows of the same length, found 40 and 64", gemm(Self.wgmma, short, codes))
    let c = try products.folder.write("c.npy", "<f4", [Float](repeating: 0, count: 6), shape: [2, 3])
    expectError(3, "C: expected 2 x 2 (M x N), found 2 x 3", gemm(Self.wgmma, codes, codes, "--c", c))
    let other = try products.bytes("other.npy", [UInt8](repeating: 0, count: 64), rows: 1)
    expectError(3, "A and B must have as many rows: A has 2, B has 1", ["dot", Self.wgmma, codes, other, products.folder("d.npy")])
  }

  @Test func scalesBelongToScaledKinds() throws {
    let scales = try products.bytes("s.npy", [127, 127, 127, 127], rows: 2)
    let few = try products.bytes("few.npy", [127, 127], rows: 2)
    expectError(2, "needs --scale-a and --scale-b: a byte of ue8m0 for 32 elements; --scale-a is missing", gemm(Self.mx, codes, codes))
    expectError(2, "--scale-b is missing", gemm(Self.mx, codes, codes, "--scale-a", scales))
    expectError(2, "--scale-a: \(Self.wgmma) has no scales", gemm(Self.wgmma, codes, codes, "--scale-a", scales))
    expectError(
      3, "scales of A: expected 2 x 2 (M rows, one for 32 elements), found 2 x 1",
      gemm(Self.mx, codes, codes, "--scale-a", few, "--scale-b", scales))
    let floats = try products.folder.write("f.npy", "<f4", [Float](repeating: 1, count: 4), shape: [2, 2])
    expectError(
      3, "scales of B: expected words of ue8m0 as |u1, found <f4", gemm(Self.mx, codes, codes, "--scale-a", scales, "--scale-b", floats))
  }

  /// A NaN scale is a word like others: no error, NaN results.
  @Test func scalesMayBeNaN() throws {
    let scales = try products.bytes("s.npy", [255, 127, 127, 127], rows: 2)
    let ones = try products.bytes("o.npy", [127, 127, 127, 127], rows: 2)
    let outcome = binade(gemm(Self.mx, codes, codes, "--scale-a", scales, "--scale-b", ones))
    #expect(outcome.exitCode == 0)
    #expect(try products.words("d.npy", as: UInt32.self).map { $0 == 0x7FFF_FFFF } == [true, true, false, false])
  }

  @Test func optionsGoTogether() throws {
    expectError(2, "--metadata: \(Self.wgmma) is not sparse", gemm(Self.wgmma, codes, codes, "--metadata", codes))
    expectError(2, "needs --metadata", gemm("sm_90:wgmma.sp.f32.e4m3.e4m3", codes, codes))
    let composite = "sm_90:mma.f32.e4m3.e4m3"
    expectError(2, "--preset cublaslt: expected an instruction sm_90:wgmma.f32", gemm(composite, codes, codes, "--preset", "cublaslt"))
    expectError(2, "--promotion: cublaslt-fast has none", gemm(Self.wgmma, codes, codes, "--preset", "cublaslt-fast", "--promotion", "32"))
    expectError(2, "promotion.interval: expected a multiple of 32, found 48", gemm(Self.wgmma, codes, codes, "--promotion", "48"))
    expectError(2, "--split-k: expected COUNT or COUNT,GRANULE", gemm(Self.wgmma, codes, codes, "--split-k", "0"))
    expectError(2, "--split-k: expected a granule that is a multiple of 32, found 5", gemm(Self.wgmma, codes, codes, "--split-k", "2,5"))
    expectError(2, "need an accumulator of f32", gemm("sm_90:wgmma.f16.e4m3.e4m3", codes, codes, "--promotion", "64"))
    expectError(2, "need an accumulator of f32", gemm("sm_90:wgmma.s32.s8.s8", codes, codes, "--output", "bf16"))
    expectError(2, "expected both of --tensor-scale-a", gemm(Self.wgmma, codes, codes, "--tensor-scale-a", "1"))
    expectError(2, "--block-scale-a: expected both", gemm(Self.wgmma, codes, codes, "--block-scale-a", codes))
    expectError(2, "accumulatorShift: expected 0 where C is not a term", gemm(composite, codes, codes, "--accumulator-shift", "1"))
    expectError(2, "--accumulator-shift: expected a whole number, 0 to 15", gemm(Self.wgmma, codes, codes, "--accumulator-shift", "16"))
    expectError(2, "--threads: expected a whole number, 1 to 4096", gemm(Self.wgmma, codes, codes, "--threads", "0"))
    expectError(2, "--backend: 'gpu' is none of swift", gemm(Self.wgmma, codes, codes, "--backend", "gpu"))
    expectError(2, "--json goes with --report", gemm(Self.wgmma, codes, codes, "--json"))
  }

  /// Small files ask for what no machine holds.
  @Test func hugeSizesAreRefused() throws {
    let wide = try products.folder.write("w.npy", "|u1", [UInt8](), shape: [1 << 40, 0])
    expectError(3, "expected a K of 32 or more, found 0", gemm(Self.wgmma, wide, wide))
    // Rows of 32 codes: 2^36 elements of D.
    let rows = try products.bytes("rows.npy", [UInt8](repeating: 0, count: 1 << 23), rows: 1 << 18)
    expectError(3, "D would have 262144 x 262144 elements", gemm(Self.wgmma, rows, rows))
    let overflow = try products.folder.write("o.npy", "|u1", [UInt8](), shape: [Int.max / 2, 32])
    expectError(3, "o.npy", gemm(Self.wgmma, overflow, overflow))
  }

  @Test func metadataAscends() throws {
    let a = try products.bytes("a.npy", [UInt8](repeating: 0x38, count: 32), rows: 1)
    let b = try products.bytes("b.npy", [UInt8](repeating: 0x38, count: 64), rows: 1)
    func run(_ places: [UInt8]) throws -> [String] {
      gemm("sm_90:wgmma.sp.f32.e4m3.e4m3", a, b, "--metadata", try products.bytes("m.npy", places, rows: 1))
    }
    let pairs = (0..<32).map { UInt8($0 % 2 * 2 + 1) }
    expectError(3, "metadata: expected 1 x 32", try run([1, 3]))
    expectError(3, "metadata at 1: expected more than 1, the one before, found 1", try run([1, 1] + pairs.dropFirst(2)))
    expectError(3, "metadata at 0: expected 0 … 3, found 4", try run([4] + pairs.dropFirst()))
    let outcome = binade(try run(pairs))
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try products.words("d.npy", as: UInt32.self) == [Float(32).bitPattern])
  }
}
