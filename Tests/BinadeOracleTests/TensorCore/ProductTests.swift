import Testing

@testable import BinadeOracle

/// Exact results and errors [gemm-9], promotion [gemm-3], split-K [gemm-4] and the epilogue [gemm-5].
@Suite struct ProductTests {
  static let narrow = "sm_90:wgmma.f32.e4m3.e4m3"

  // MARK: Exact results

  @Test func exactResults() {
    let datapath = instruction("sm_90:wgmma.f32.bf16.bf16").datapath
    func exact(_ products: [(Double, Double)], c: UInt64 = 0) -> OracleExactProduct {
      OracleExactProduct(datapath, a: products.map { bf16.word($0.0) }, b: products.map { bf16.word($0.1) }, c: c)
    }
    let far = exact([(0x1p127, 0x1p127), (-0x1p127, 0x1p127), (0x1p-126, 0x1p-126)], c: 1)
    let same = far.number == OracleExact.power(-252) + OracleExact.power(-149)
    #expect(same)
    #expect(far.word(in: f32) == 1 && far.word(in: f32, .up) == 2)
    #expect(exact([(0x1p64, 0x1p64)]).word(in: f32) == 0x7F80_0000)
    #expect(OracleExactProduct(datapath, a: [0x7F80], b: [0], c: 0).word(in: f32) == 0x7FFF_FFFF)
    #expect(OracleExactProduct(datapath, a: [0x7F80], b: [0xBF80], c: 0).word(in: f32) == 0xFF80_0000)
    #expect(OracleExactProduct(datapath, a: [0x7F80], b: [0xBF80], c: 0x7F80_0000).number == nil)
    let whole = instruction("sm_80:mma.s32.b1.b1.xor.popc").datapath
    let count = OracleExactProduct(whole, a: [1, 1, 0], b: [1, 0, 1], c: 0xFFFF_FFFF).number == OracleExact(1)
    #expect(count)
    let scaled = instruction("sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16").datapath
    let six = [UInt64](repeating: 7, count: 17)
    let product = OracleExactProduct(scaled, a: six, b: six, scaleA: [0x38, 0x40], scaleB: [0x38, 0x38], c: 0xBF80_0000)
    let isSum = product.number == OracleExact(36 * 16 + 36 * 2 - 1)
    #expect(isSum)
    #expect(OracleExactProduct(scaled, a: [0], b: [0], scaleA: [0x7F], scaleB: [0x38], c: 0).number == nil)
  }

  @Test func errors() {
    let one = OracleExactProduct.number(OracleExact(1))
    let third = OracleExactProduct.number(OracleExact(3, exponent: -2))
    for (exact, word, relative, units): (OracleExactProduct, UInt64, Double, Double) in [
      (one, 0x3F80_0000, 0, 0), (one, 0x3F80_0001, 0x1p-23, 1), (one, 0x3F7F_FFFF, 0x1p-24, -0.5), (one, 0xBF80_0000, 2, -0x1p24),
      (third, 0x3F80_0000, 1.0 / 3, 0x1p22), (.number(.zero), 0, 0, 0), (.number(.zero), 0x8000_0000, 0, 0),
      (.number(.zero), 3, .infinity, 3), (.number(.power(-160)), 1, 0x1p11 - 1, 1 - 0x1p-11), (.number(.power(-160)), 0, 1, -0x1p-11),
      (.number(.power(-126)), 0x0080_0001, 0x1p-23, 1), (.number(-.power(10)), 0, 1, 0x1p23),
    ] {
      let error = exact.error(of: word, in: f32)
      #expect(error == OracleError(relative: relative, units: units), "\(hex(word))")
    }
    #expect(one.error(of: 0x7F80_0000, in: f32) == nil && one.error(of: 0x7FC0_0000, in: f32) == nil)
    #expect(OracleExactProduct.nan.error(of: 0, in: f32) == nil)
    #expect(OracleExactProduct.infinity(isNegative: false).error(of: 0x7F80_0000, in: f32) == nil)
    #expect(one.error(of: 0x3C01, in: f16) == OracleError(relative: 0x1p-10, units: 1))
    let whole = instruction("sm_90:wgmma.s32.s8.s8").datapath.accumulator
    #expect(OracleExactProduct.number(OracleExact(5)).error(of: 0xFFFF_FFFF, in: whole) == OracleError(relative: 1.2, units: -6))
  }

  /// A result rounded once is within half a unit; one toward zero within a unit, and not away from zero.
  @Test func errorsOfDatapaths() {
    var generator = FixedGenerator(7)
    let rounded = instruction("gfx908:mfma.f32.f16.f16").datapath
    var cut = rounded
    cut.outputRounding = .towardZero
    for _ in 0..<50 {
      let a = (0..<4).map { _ in generator.next() & 0x83FF | (10 + generator.next() % 8) << 10 }
      let b = (0..<4).map { _ in generator.next() & 0x83FF | (10 + generator.next() % 8) << 10 }
      let exact = OracleExactProduct(rounded, a: a, b: b, c: 0)
      let units = exact.error(of: rounded.result(a: a, b: b, c: 0), in: f32)!.units
      #expect(abs(units) <= 0.5)
      let cutUnits = exact.error(of: cut.result(a: a, b: b, c: 0), in: f32)!.units
      #expect(abs(cutUnits) < 1 && (cutUnits == 0 || (cutUnits < 0) != exact.number!.isNegative))
      #expect(rounded.result(a: a, b: b, c: 0) == exact.word(in: f32) && cut.result(a: a, b: b, c: 0) == exact.word(in: f32, .towardZero))
    }
  }

  // MARK: Accumulation

  @Test func promotion() {
    let k = 96
    let a = [UInt64](repeating: OracleFormat.named("e4m3fn")!.word(1.125), count: k)
    var accumulation = OracleAccumulation(instruction(Self.narrow))
    let chain = accumulation.result(a: a, b: a, c: 0x3F80_03FF)
    #expect(chain == instruction(Self.narrow).result(a: a, b: a, c: 0x3F80_03FF))
    accumulation.promotionInterval = 32
    // 32 · 1.265625 = 40.5 three times, exactly, and C in full.
    let promoted = accumulation.result(a: a, b: a, c: 0x3F80_03FF)
    let expected = ((Float(bitPattern: 0x3F80_03FF) + 40.5) + 40.5) + 40.5
    #expect(promoted == UInt64(expected.bitPattern) && promoted != chain)
    // Scales of parts.
    let scales: [(Float, Float)] = [(0.1, 0.3), (7, 1.0 / 3), (-1.1, 1e-3)]
    let words = scales.map { (a: UInt64($0.0.bitPattern), b: UInt64($0.1.bitPattern)) }
    let c = Float(0.7)
    var (product, nested) = (c, c)
    for (a, b) in scales {
      product = product.addingProduct(40.5, a * b)
      nested = nested.addingProduct(40.5 * a, b)
    }
    accumulation.scaling = .product
    #expect(accumulation.result(a: a, b: a, partScales: words, c: UInt64(c.bitPattern)) == UInt64(product.bitPattern))
    accumulation.scaling = .nested
    #expect(accumulation.result(a: a, b: a, partScales: words, c: UInt64(c.bitPattern)) == UInt64(nested.bitPattern))
    // A shorter last part is filled up.
    accumulation.scaling = .none
    let short = accumulation.result(a: Array(a[..<40]), b: Array(a[..<40]), c: 0)
    #expect(short == UInt64((Float(40.5) + 8 * 1.265625).bitPattern))
  }

  @Test func splitK() {
    #expect(OracleAccumulation.slices(of: 8192, number: 3, granule: 128) == [2816, 2816, 2560])
    #expect(OracleAccumulation.slices(of: 16384, number: 6, granule: 128) == [2816, 2816, 2816, 2816, 2816, 2304])
    #expect(OracleAccumulation.slices(of: 65536, number: 32, granule: 128) == [Int](repeating: 2048, count: 32))
    #expect(OracleAccumulation.slices(of: 100, number: 8, granule: 128) == [100])
    let found = instruction("sm_90:wgmma.f32.f16.f16")
    var generator = FixedGenerator(8)
    let a = (0..<64).map { _ in generator.next() & 0x83FF | (10 + generator.next() % 8) << 10 }
    let c: UInt64 = 0x3E99_999A
    var accumulation = OracleAccumulation(found)
    accumulation.slices = [32, 16, 16]
    let parts = [0..<32, 32..<48, 48..<64].enumerated().map { index, range in
      Float(bitPattern: UInt32(found.result(a: Array(a[range]), b: Array(a[range]), c: index == 0 ? c : 0)))
    }
    let result = accumulation.result(a: a, b: a, c: c)
    #expect(result == UInt64(((parts[0] + parts[1]) + parts[2]).bitPattern))
  }

  @Test func epilogue() {
    let (accumulator, a, b, bias) = (Float(1234.567), Float(0.1), Float(0.037), Float(-2.2))
    func word(_ x: Float) -> UInt64 { UInt64(x.bitPattern) }
    var epilogue = OracleEpilogue(target("f32"), policy: policy())
    #expect(epilogue.result(word(accumulator)) == word(accumulator))
    epilogue.scale = .tensor(a: word(a), b: word(b))
    #expect(epilogue.result(word(accumulator)) == word(accumulator * (a * b)))
    epilogue.scale = .row(a: word(a), b: word(b))
    #expect(epilogue.result(word(accumulator)) == word((accumulator * b) * a))
    epilogue.bias = word(bias)
    #expect(epilogue.result(word(accumulator)) == word((accumulator * b) * a + bias))
    epilogue.target = target("e4m3fn")
    #expect(epilogue.result(word(accumulator)) == target("e4m3fn").convert(Double((accumulator * b) * a + bias)).word)
    #expect(epilogue.result(0x7F80_0000) == 0x7E && epilogue.result(0x7FFF_FFFF) == 0x7F)
  }
}
