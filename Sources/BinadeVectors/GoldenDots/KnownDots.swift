import Binade
import BinadeTensorCore

/// A published or measured result of one element.
struct KnownDot {
  let instruction: String
  /// Who says so.
  let source: String
  /// Values of A and B from k = 0 on; the others are +0.
  let products: [(Double, Double)]
  /// Words in place of values, by k.
  var words: [(k: Int, a: UInt64, b: UInt64)] = []
  /// Scale bytes from block 0 on; the others are zero bytes.
  var scaleA: [UInt8] = []
  var scaleB: [UInt8] = []
  let c: UInt64
  let result: UInt64

  init(_ instruction: String, _ source: String, _ products: [(Double, Double)], c: UInt64 = 0, _ result: UInt64) {
    self.instruction = instruction
    self.source = source
    self.products = products
    self.c = c
    self.result = result
  }

  /// With words of A and B, and scales.
  init(
    _ instruction: String, _ source: String, words: [(k: Int, a: UInt64, b: UInt64)], scaleA: [UInt8] = [], scaleB: [UInt8] = [],
    c: UInt64 = 0, _ result: UInt64
  ) {
    self.init(instruction, source, [], c: c, result)
    self.words = words
    self.scaleA = scaleA
    self.scaleB = scaleB
  }

  /// The operands for one instruction.
  func question(_ suite: DotSuite) -> DotQuestion {
    let datapath = suite.datapath
    let count = datapath.scale.map { (suite.k + $0.blockLength - 1) / $0.blockLength } ?? 0
    func filled(_ bytes: [UInt8]) -> [UInt8] { Array((bytes + [UInt8](repeating: 0, count: count)).prefix(count)) }
    var question = DotQuestion(
      a: [UInt64](repeating: 0, count: suite.k), b: [UInt64](repeating: 0, count: suite.k), scaleA: filled(scaleA), scaleB: filled(scaleB),
      c: c)
    for (k, product) in products.enumerated() {
      question.a[k] = Self.word(product.0, datapath.a)
      question.b[k] = Self.word(product.1, datapath.b)
    }
    for word in words {
      question.a[word.k] = word.a
      question.b[word.k] = word.b
    }
    return question
  }

  /// The word of a value that the format has.
  private static func word(_ value: Double, _ format: FormatDescriptor) -> UInt64 {
    let result = format.roundPack(Binary64.descriptor.unpack(value.bitPattern), Conversion())
    precondition(result.flags.isEmpty, "a known answer has a value that its format lacks")
    return result.word
  }

  /// The known answers of a suite's datapath.
  static func all(of suite: DotSuite) -> [KnownDot] {
    catalogue.filter { DotSuite($0.instruction) == suite && $0.needs <= suite.k }
  }

  private var needs: Int { max(products.count, (words.map { $0.k }.max() ?? -1) + 1) }

  private static func times(_ count: Int, _ product: (Double, Double)) -> [(Double, Double)] { Array(repeating: product, count: count) }

  // MARK: The catalogue

  private static let catalogue = published + fp8 + floors + zeros + ranges + specials + scaled

  private static let model = "published models"
  private static let h200 = "measured on an H200"
  private static let volta = "sm_70:mma.f32.f16.f16"
  private static let ampere = "sm_80:mma.f32.f16.f16"
  private static let hopper = "sm_90:mma.f32.f16.f16"
  private static let half = "sm_90:mma.f16.f16.f16"
  private static let bf16 = "sm_90:mma.f32.bf16.bf16"
  private static let tf32 = "sm_90:mma.f32.tf32.tf32"
  private static let wgmma = "sm_90:wgmma.f32.e4m3.e4m3"
  private static let wide = "sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3"
  private static let lowered = "sm_90:mma.f32.e4m3.e4m3"
  private static let mx = "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32"
  private static let nvfp4 = "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16"
  private static let one: UInt64 = 0x3F80_0000
  private static let nan: UInt64 = 0x7FFF_FFFF

  private static let published: [KnownDot] = [
    KnownDot(volta, model, times(4, (0x1p-12, 0x1p-13)), c: one, 0x3F80_0000),
    KnownDot(ampere, model, times(4, (0x1p-12, 0x1p-13)), c: one, 0x3F80_0000),
    KnownDot(hopper, model, times(4, (0x1p-12, 0x1p-13)), c: one, 0x3F80_0001),
    KnownDot(ampere, model, [(-0x1p-12, 0x1p-13)], c: one, 0x3F80_0000),
    KnownDot(hopper, model, [(-0x1p-12, 0x1p-13)], c: one, 0x3F7F_FFFF),
  ]

  private static let fp8: [KnownDot] = [
    KnownDot(wgmma, model, times(16, (0x1p-6, 0x1p-7)), c: one, 0x3F80_4000),
    KnownDot(wgmma, model, times(32, (0x1p-7, 0x1p-7)), c: one, 0x3F80_0000),
    KnownDot(wgmma, h200, [], c: 0x3F80_03FF, 0x3F80_0000),
    KnownDot(wgmma, h200, [], c: 0x3F80_3FFF, 0x3F80_3C00),
    KnownDot(wgmma, h200, [], c: 0x0000_0400, 0x0000_0400),
    KnownDot(wgmma, h200, [], c: 0x0000_03FF, 0),
    KnownDot(wgmma, h200, [], c: 0x007F_FFFF, 0x007F_FC00),
    KnownDot(wgmma, h200, [], c: 0x7F7F_FFFF, 0x7F7F_FC00),
    KnownDot(wgmma, h200, [], c: 0x8000_03FF, 0),
    KnownDot(wgmma, h200, [], c: 0x7F80_0000, 0x7F80_0000),
    // 12 · 24 and 18 · 16 with the same tiny number: another exponent, another cut.
    KnownDot(wide, model, words: [(0, 0x54, 0x5C), (1, 0x07, 0x01), (2, 0x01, 0x01)], 0x4390_0001),
    KnownDot(wide, model, words: [(0, 0x59, 0x58), (1, 0x07, 0x01), (2, 0x01, 0x01)], 0x4390_0000),
    KnownDot(lowered, model, words: [(0, 0x54, 0x5C), (1, 0x07, 0x01), (2, 0x01, 0x01)], 0x4390_0000),
  ]

  private static let floors: [KnownDot] =
    [bf16, tf32].flatMap {
      [
        KnownDot($0, h200, [(0x1p-75, 0x1p-74), (-0x1p-79, 0x1p-79)], 0),
        KnownDot($0, h200, [(0x1p-75, 0x1p-74), (-0x1p-79, 0x1p-80)], 1),
      ]
    } + [
      KnownDot(half, h200, [(0x1p-11, 0x1p-14), (0x1p-23, 0x1p-24)], 0),
      KnownDot(half, h200, [(0x1p-11, 0x1p-14), (0x1p-22, 0x1p-24)], 1),
      KnownDot(half, h200, [(0x1p-11, 0x1p-14), (0x1p-23, 0x1p-24), (0x1p-23, 0x1p-24)], 0),
      KnownDot(half, h200, [(0x1p-11, 0x1p-14), (0x1p-10, 0x1p-14)] + times(5, (-0x1p-23, 0x1p-24)), 2),
    ]

  private static let zeros: [KnownDot] = [
    KnownDot(bf16, h200, times(16, (-0.0, 1)), c: 0x8000_0000, 0),
    KnownDot(bf16, h200, [(1, 1), (-1, 1)], 0),
    KnownDot(bf16, h200, [(-0x1p-75, 0x1p-75)], 0),
    KnownDot(bf16, h200, [(-0x1p-75, 0x1p-76)], 0),
    KnownDot(half, h200, [(-0x1p-12, 0x1p-13)], 0),
    KnownDot(half, h200, [(-0x1p-13, 0x1p-13)], 0),
    // A zero factor does not raise the exponent.
    KnownDot(bf16, h200, [(0, 0x1p100), (1, 0x1p-30)], 0x3080_0000),
    KnownDot(bf16, h200, [(0x1p127, 0), (1, 0x1p-30)], 0x3080_0000),
  ]

  private static let ranges: [KnownDot] = [
    KnownDot(bf16, h200, [(0x1p127, 0x1p127), (-0x1p127, 0x1p127)], c: one, 0),
    KnownDot(bf16, h200, [(0x1p64, 0x1p64), (-0x1p64, 0x1p64), (0x1p52, 0x1p52)], 0x7380_0000),
    KnownDot(bf16, h200, [(0x1p64, 0x1p64), (-0x1p51, 0x1p51)], 0x7F80_0000),
    KnownDot(bf16, h200, [(0x1p64, 0x1p64), (-0x1p52, 0x1p51)], 0x7F7F_FFFF),
    KnownDot(bf16, h200, [(0x1p52, 0x1p51)], c: 0x7F7F_FFFF, 0x7F7F_FFFF),
    KnownDot(bf16, h200, [(0x1p64, 0x1p63), (0x1p64, 0x1p63)], 0x7F80_0000),
  ]

  private static let specials: [KnownDot] = [
    KnownDot(bf16, h200, words: [(0, 0x7F80, 0x8000)], nan),
    KnownDot(bf16, h200, words: [(0, 0x7F80, 0x3F80)], c: 0xFF80_0000, nan),
    KnownDot(bf16, h200, words: [(0, 0x7F80, 0x3F80), (1, 0xFF80, 0x3F80)], nan),
    KnownDot(bf16, h200, words: [(0, 0xFFC1, 0)], nan),
    KnownDot(bf16, h200, words: [(0, 0, 0)], c: 0xFFC0_1234, nan),
    KnownDot(half, h200, words: [(0, 0, 0)], c: 0xFE01, 0x7FFF),
    KnownDot(lowered, h200, words: [(0, 0x7F, 0)], nan),
    // TF32 is the upper 19 bits of a word, of a NaN too.
    KnownDot(tf32, h200, words: [(0, 0x7F80_0001, 0x3F80_0000)], 0x7F80_0000),
    KnownDot(tf32, h200, words: [(0, 0x7F80_0001, 0)], nan),
    KnownDot(tf32, h200, words: [(0, 0x7F80_2000, 0x3F80_0000)], nan),
    KnownDot(tf32, h200, words: [(0, 0x3F80_1FFF, 0x3F80_0000)], one),
  ]

  private static let scaled: [KnownDot] = [
    KnownDot(mx, model, words: [(0, 0x01, 0x38)], scaleA: [0x07], scaleB: [0x7F], 0x0010_0000),
    KnownDot(mx, model, words: [(0, 0x81, 0x38)], scaleA: [0x00], scaleB: [0x6E], 0),
    KnownDot(mx, model, words: [(0, 0x82, 0x02)], scaleA: [0x00], scaleB: [0x6E], 0),
    KnownDot(mx, model, words: [], scaleA: [0xFF], scaleB: [0x7F], nan),
    KnownDot(nvfp4, model, words: [(0, 2, 2)], scaleA: same(0x38), scaleB: same(0x38), one),
    KnownDot(nvfp4, model, words: (0..<64).map { ($0, 7, 7) }, scaleA: same(0x7E), scaleB: same(0x7E), 0x4DDC_8000),
    KnownDot(nvfp4, model, words: [(0, 2, 2), (1, 10, 2), (16, 1, 1)], scaleA: [0x78, 0x01], scaleB: [0x78, 0x01], 0),
    KnownDot(nvfp4, model, words: [(0, 2, 2), (1, 10, 2), (16, 1, 1)], scaleA: [0x38, 0x01], scaleB: [0x38, 0x01], 0x3580_0000),
    KnownDot(nvfp4, model, words: [(0, 2, 2), (16, 1, 1)], scaleA: [0x78, 0x01], scaleB: [0x78, 0x01], c: 0xC780_0000, 0),
    KnownDot(nvfp4, model, words: [(16, 1, 1)], scaleA: [0, 0x01], scaleB: [0, 0x01], c: 0x3F80_0001, 0x3F80_0009),
    KnownDot(nvfp4, model, words: [], scaleA: [0x7F], nan),
    KnownDot(nvfp4, model, words: [], c: 0xFF80_0000, 0xFF80_0000),
  ]

  private static func same(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 4) }
}
