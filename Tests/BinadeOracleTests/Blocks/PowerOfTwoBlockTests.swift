import Testing

@testable import BinadeOracle

/// Blocks with power-of-two scales: examples worked out by hand, and the special blocks of [special-blocks-1] … [special-blocks-6].
@Suite struct PowerOfTwoBlockTests {
  let nan = UInt32(0x7FC0_0000)
  let infinity = UInt32(0x7F80_0000)

  /// MXFP4, the maximum 7 = 1.75 · 2^2: floor keeps the scale 1 and saturates, the others take 2.
  @Test func mxfp4() {
    let values: [Float] = [7, -5, 2.5, 0.25, -0.75, 1, -0.2, 0]
    let x = words(values)
    // At scale 1: 6, −5 (a tie: 4, even), 2.5 → 2, 0.25 → 0, −0.75 → −1 (even), 1, −0.2 → −0, 0.
    let one = OracleBlockResult(scale: 0x7F, zeroPoint: 0, codes: [7, 0xE, 4, 0, 0xA, 2, 8, 0])
    // At scale 2: 3.5 → 4 (even), −2.5 → −2, 1.25 → 1, 0.125 → 0, −0.375 → −0.5, 0.5, −0.1 → −0, 0.
    let two = OracleBlockResult(scale: 0x80, zeroPoint: 0, codes: [6, 0xC, 2, 0, 9, 1, 8, 0])
    for (rule, result) in [
      ("ocp-floor", one), ("ocp-floor-log2", one), ("ceil", two), ("rceil", two), ("rceil-reciprocal", two), ("rceil-quotient", two),
      ("rceil-log2", two), ("even", two), ("even-1.75", two), ("nearest", one), ("nearest-geometric", one), ("nearest-maximum", two),
      ("floor-plus-one", two),
    ] {
      #expect(block("mxfp4", ["scaleRule": rule]).quantize(x) == result, "\(rule)")
    }
    // 6.75 stays below 7: `even` keeps 1.
    #expect(block("mxfp4", ["scaleRule": "even"]).quantize([word(6.75)]).scale == 0x7F)
  }

  /// The search: squared errors by hand. Factors 1, ½, 2, the first of equals.
  @Test func search() {
    let search = block("mxfp4", ["scaleRule": "search"])
    // 7 at scale 1: 6, error 1. At ½: 3 …, error 16. At 2: 8, error 1. The first of equals wins.
    #expect(search.quantize(words([7])) == OracleBlockResult(scale: 0x7F, zeroPoint: 0, codes: [7]))
    // 7.5: 1: 1.5² = 2.25; ½: worse; 2: 3.75 → 4, 8, ¼.
    #expect(search.quantize(words([7.5])) == OracleBlockResult(scale: 0x80, zeroPoint: 0, codes: [6]))
    // 4.25 with many 0.25: at 1: ¼² + 30 · ¼²; at ½: 3 and 0.25 exactly: 1.5625 wins over 1.9375.
    let many = words([4.25] + [Float](repeating: 0.25, count: 30))
    #expect(search.quantize(many) == OracleBlockResult(scale: 0x7E, zeroPoint: 0, codes: [7] + [UInt64](repeating: 1, count: 30)))
    // Under a maximum of NaN every error is NaN; the first factor is kept.
    #expect(search.quantize([nan, word(1)]).scale == 0xFF)
  }

  /// E4M3 and E5M2 elements, and integers.
  @Test func otherElements() {
    // 480 is 1.875 · 2^8: floor saturates it to 448.
    #expect(block("mxfp8-e4m3").quantize(words([480, -1])) == OracleBlockResult(scale: 0x7F, zeroPoint: 0, codes: [0x7E, 0xB8]))
    // S1.6: 1.9 is 121.6 sixty-fourths; −1.999 would be −128 of them, which the full range has.
    #expect(block("mxint8").quantize(words([1.9, -1.999])).codes == [122, 0x80])
    #expect(block("mxint8", ["integerRange": "symmetric"]).quantize(words([1.9, -1.999])).codes == [122, 0x81])
    #expect(block("mxint8", ["integerRange": "full"]).quantize(words([1.9, -1.999])).codes == [122, 0x80])
    #expect(block("mxint8-symmetric").quantize(words([127, -127.75])) == OracleBlockResult(scale: 0x7F, zeroPoint: 0, codes: [127, 0x81]))
    #expect(block("mxint8-symmetric", ["integerRange": "full"]).quantize(words([127, -127.75])).codes == [127, 0x80])
    #expect(
      block("mxint4-symmetric", ["scaleRule": "int-ceil"]).quantize(words([7.5, -3, 1]))
        == OracleBlockResult(scale: 0x80, zeroPoint: 0, codes: [4, 0xE, 0]))
    // Half the scale: 1.9 clips at 127/128 of its binade.
    let halved = block("mxint8-symmetric", ["scaleRule": "floor-minus-one"]).quantize(words([1.9, 0.5]))
    #expect(halved == OracleBlockResult(scale: 0x78, zeroPoint: 0, codes: [127, 64]))
  }

  // MARK: Special blocks

  /// FP4 and FP8 blocks of zeros under each choice.
  @Test func zeros() {
    for (choice, fp4, fp8): (String, UInt64, UInt64) in [
      ("by-rule", 0, 0), ("smallest", 0, 0), ("one", 0x7F, 0x7F), ("minus-emax", 0x7D, 0x77),
    ] {
      #expect(block("mxfp4", ["zeroBlock": choice]).quantize(words([0, -0.0])) == .init(scale: fp4, zeroPoint: 0, codes: [0, 8]))
      #expect(block("mxfp8-e4m3", ["zeroBlock": choice]).quantize(words([0, -0.0])) == .init(scale: fp8, zeroPoint: 0, codes: [0, 0x80]))
    }
    #expect(block("mxint8-symmetric", ["zeroBlock": "minus-emax"]).quantize([0]).scale == 0x79)
    // But for a rule with a smallest scale of its own.
    let own: Set = ["torchao-one-level", "half-range", "half-range-bf16", "auto-round-floor", "auto-round-rceil"]
    for rule in OracleRule.all where rule.zeroPoint == nil && rule.tensorScale == nil && !own.contains(rule.name) {
      #expect(block("mxfp4", ["scaleRule": rule.name]).quantize([0]).scale == 0, "\(rule.name)")
    }
  }

  /// Both ends of E8M0: bytes measured from published implementations.
  @Test func ends() {
    let largest = UInt32(0x7F7F_FFFF)
    for (rule, byte, code): (String, UInt64, UInt64) in [("ocp-floor", 0xFC, 7), ("rceil", 0xFD, 6), ("even", 0xFD, 6), ("ceil", 0xFD, 6)] {
      #expect(block("mxfp4", ["scaleRule": rule]).quantize([largest]) == .init(scale: byte, zeroPoint: 0, codes: [code]), "\(rule)")
    }
    #expect(block("mxfp4").quantize([word(0x1p-126)]).scale == 0 && block("mxfp4").quantize([1]).scale == 0)
    #expect(block("mxfp4", ["scaleRange": "wrap"]).quantize([word(0x1p-126)]).scale == 0xFF)
    #expect(block("mxfp4", ["scaleRange": "wrap"]).quantize([1]).scale == 0xE8)
    #expect(block("mxfp4", ["scaleRange": "nan-above"]).quantize([1]).scale == 0)
    // A maximum of zero is at no place that could wrap.
    for range in ["clamp", "wrap", "nan-above"] { #expect(block("mxfp4", ["scaleRange": range]).quantize([0]).scale == 0) }
    // INT2 has M = 1: 2^128 is one above FE.
    for (range, byte): (String, UInt64) in [("clamp", 0xFE), ("wrap", 0xFF), ("nan-above", 0xFF)] {
      #expect(block("mxint2-symmetric", ["scaleRule": "rceil", "scaleRange": range]).quantize([largest]).scale == byte)
    }
    // plus-one: from 01 to FD; not from 00, FE and beyond.
    for (x, byte): (Float, UInt64) in [(0x1p-130, 0), (0x1p-127, 0), (0x1p-126, 2), (0x1p126, 0xFE), (0x1p127, 0xFE)] {
      let format = "mxint2-symmetric"
      for range in ["clamp", "wrap", "nan-above"] {
        #expect(block(format, ["scaleRule": "floor-plus-one", "scaleRange": range]).quantize([word(x)]).scale == byte || byte == 0)
      }
      #expect(block(format, ["scaleRule": "floor-plus-one"]).quantize([word(x)]).scale == byte, "\(x)")
    }
  }

  /// [special-blocks-3]: each choice for a NaN and for an infinity beside −1 and 0.
  @Test func nonfinite() {
    // MXFP8 in E4M3, with NaN elements 7F; floor.
    let nanRows: [(String, OracleBlockResult)] = [
      ("by-rule", .init(scale: 0xFF, zeroPoint: 0, codes: [0x7F, 0x7F, 0x7F])),
      ("nan", .init(scale: 0xFF, zeroPoint: 0, codes: [0x7F, 0x7F, 0x7F])),
      ("nan-scale", .init(scale: 0xFF, zeroPoint: 0, codes: [0x7F, 0x80, 0])),
      ("largest", .init(scale: 0xFE, zeroPoint: 0, codes: [0x7F, 0x80, 0])),
      // ∞ counts as 2^128: 2^(128 − 8).
      ("next", .init(scale: 0xF7, zeroPoint: 0, codes: [0x7F, 0x80, 0])),
      ("smallest", .init(scale: 0, zeroPoint: 0, codes: [0x7F, 0xFE, 0])),
      ("zero", .init(scale: 0, zeroPoint: 0, codes: [0, 0, 0])),
    ]
    for (choice, result) in nanRows {
      #expect(block("mxfp8-e4m3", ["nanBlock": choice]).quantize([nan, word(-1), 0]) == result, "\(choice)")
    }
    let infiniteRows: [(String, OracleBlockResult)] = [
      ("by-rule", .init(scale: 0xF7, zeroPoint: 0, codes: [0x7E, 0x80, 0])),
      ("nan", .init(scale: 0xFF, zeroPoint: 0, codes: [0x7F, 0x7F, 0x7F])),
      ("nan-scale", .init(scale: 0xFF, zeroPoint: 0, codes: [0x7F, 0x80, 0])),
      ("largest", .init(scale: 0xFE, zeroPoint: 0, codes: [0x7E, 0x80, 0])),
      ("next", .init(scale: 0xF7, zeroPoint: 0, codes: [0x7E, 0x80, 0])),
      ("smallest", .init(scale: 0, zeroPoint: 0, codes: [0x7E, 0xFE, 0])),
      ("zero", .init(scale: 0, zeroPoint: 0, codes: [0, 0, 0])),
    ]
    for (choice, result) in infiniteRows {
      #expect(block("mxfp8-e4m3", ["infiniteBlock": choice]).quantize([infinity, word(-1), 0]) == result, "\(choice)")
    }
    // FP4 with an infinity: FD and 7 by the floor; the product with fl(1/6) saturates the byte.
    #expect(block("mxfp4").quantize([infinity]) == .init(scale: 0xFD, zeroPoint: 0, codes: [7]))
    #expect(block("mxfp4", ["scaleRule": "rceil-reciprocal"]).quantize([infinity]).scale == 0xFE)
    // A NaN that no operand brought has the quiet bit alone: what `wrap` makes of it is 3 [nan-4].
    #expect(block("mxfp4", ["nanBlock": "nan", "missingNaN": "wrap"]).quantize([0xFFFF_FFFF, 0]).codes == [3, 3])
    #expect(block("mxfp4", ["nanBlock": "nan-scale", "missingNaN": "wrap"]).quantize([0xFFFF_FFFF, 0]).codes == [0xC, 0])
  }

  /// Which elements make the maximum.
  @Test func maxima() {
    let x = [nan, infinity, word(-6), word(3)]
    for (choice, a, byte): (String, UInt32, UInt64) in [("all", nan, 0xFF), ("numbers", infinity, 0xFD), ("finite", word(6), 0x7F)] {
      let quantizer = block("mxfp4", ["maximum": choice])
      #expect(quantizer.maximum(of: x) == a && quantizer.quantize(x).scale == byte, "\(choice)")
    }
    #expect(block("mxfp4", ["maximum": "finite"]).quantize(x).codes == [7, 7, 0xF, 5])
    #expect(block("mxfp4", ["maximum": "numbers"]).quantize([nan, nan]).scale == 0)
    #expect(block("mxfp4", ["maximum": "finite", "zeroBlock": "one"]).quantize([infinity]) == .init(scale: 0x7F, zeroPoint: 0, codes: [7]))
    // Flushed: only a block's maximum, and only below 2^−126.
    let flushing = block("mxfp4", ["subnormalMaximum": "flush", "zeroBlock": "one"])
    #expect(flushing.quantize([0x007F_FFFF]).scale == 0x7F && flushing.quantize([0x0080_0000]).scale == 0)
    #expect(flushing.maximum(of: [0x007F_FFFF]) == 0x007F_FFFF)
  }

  /// [special-blocks-6]: elements under code 00, the maximum 2^−127 · 6.
  @Test func smallestScale() {
    let x = words([0x1.8p-125, -0x1p-127, 0])
    #expect(block("mxfp4").quantize(x) == .init(scale: 0, zeroPoint: 0, codes: [7, 0xA, 0]))
    #expect(block("mxfp4", ["smallestScale": "normal"]).quantize(x) == .init(scale: 0, zeroPoint: 0, codes: [5, 9, 0]))
    #expect(block("mxfp4", ["smallestScale": "flush"]).quantize(x) == .init(scale: 0, zeroPoint: 0, codes: [0, 8, 0]))
    let choices = ["smallestScale": "flush", "infiniteBlock": "smallest", "missingNaN": "zero"]
    #expect(block("mxfp4", choices).quantize([infinity, word(-1)]) == .init(scale: 0, zeroPoint: 0, codes: [0, 8]))
    // What [special-blocks-3] decided is not touched, and no other scale is.
    #expect(block("mxfp4", ["smallestScale": "flush", "nanBlock": "zero"]).quantize([nan, word(-1)]).codes == [0, 0])
    #expect(block("mxfp4", ["smallestScale": "flush"]).quantize(words([0x1.8p-124])).codes == [7])
  }

  /// A stochastic element takes its own random number; a search has none.
  @Test func random() {
    let stochastic = block("mxfp4", ["rounding": "stochastic"])
    let x = words([4, 0.25, 0.25, 0.25])
    let random = [0, 0, 127, 128].map { OracleRandom(field: $0, bits: 8) }
    #expect(stochastic.quantize(x, random: random).codes == [6, 0, 0, 1])
    #expect(stochastic.quantize(x).codes == [6, 0, 0, 0])
  }
}
