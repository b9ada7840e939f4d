import Testing

@testable import BinadeOracle

/// One-level rules, zero points and the ggml rules [scale-rules-7] [scale-rules-10] [scale-rules-11]; decoding [blocks-8].
@Suite struct ZeroPointTests {
  /// −3 … 12 in UINT4: scale 1, zero point 3.
  @Test func affine() {
    let x = words([-3, 12, 0, 4.5, 2.5])
    #expect(block("uint4-g128-f16-zuint4").quantize(x) == .init(scale: 0x3C00, zeroPoint: 3, codes: [0, 15, 3, 7, 5]))
    // Fused: 4.5 + 3 and 2.5 + 3 are ties of their own: 8 and 6.
    let fused = block("uint4-g128-f16-zuint4", ["scaleRule": "affine-fused"]).quantize(x)
    #expect(fused == .init(scale: 0x3C00, zeroPoint: 3, codes: [0, 15, 3, 8, 6]))
    // All above zero: the range begins at 0. All below: it ends there.
    #expect(block("uint4-g128-f16-zuint4").quantize(words([30, 20])) == .init(scale: 0x4000, zeroPoint: 0, codes: [15, 10]))
    #expect(block("uint4-g128-f16-zuint4").quantize(words([-30, -2])) == .init(scale: 0x4000, zeroPoint: 15, codes: [0, 14]))
    // Zeros: 0 / 0 is no number, and no zero point either.
    #expect(block("uint4-g128-f16-zuint4").quantize(words([0, -0.0])) == .init(scale: 0, zeroPoint: 0, codes: [0, 0]))
    let quantizer = block("uint4-g128-f16-zuint4")
    #expect(
      quantizer.dequantize(5, scale: 0x3C00, zeroPoint: 3) == word(2) && quantizer.dequantize(0, scale: 0x3800, zeroPoint: 3) == word(-1.5))
  }

  /// 1 … 4 in two bits, the minimum stored.
  @Test func minimum() {
    let quantizer = block("uint2-g32-f16-mf16")
    let result = quantizer.quantize(words([1, 4, 2.5, 3.4]))
    #expect(result == .init(scale: 0x3C00, zeroPoint: 0x3C00, codes: [0, 3, 2, 2]))
    #expect(quantizer.dequantize(2, scale: 0x3C00, zeroPoint: 0x3C00) == word(3))
    // −0.1 is not in binary16, and elements are measured from what is stored; the whole in binary16 rounds at each step.
    let x: [Float] = [-0.1, 0.2, 0.05]
    let half = { (value: Float) -> Float in Float(Float16(value)) }
    let z = half(-0.1)
    let (s, t) = (half((Float(0.2) - Float(-0.1)) / 3), half(half(Float(0.2) - Float(-0.1)) / 3))
    let inHalf = block("uint2-g32-f16-mf16", ["scaleRule": "affine-minimum-f16"])
    for (result, s) in [(quantizer.quantize(words(x)), s), (inHalf.quantize(words(x)), t)] {
      #expect(result.scale == UInt64(Float16(s).bitPattern) && result.zeroPoint == UInt64(Float16(z).bitPattern))
    }
    #expect(quantizer.quantize(words(x)).codes == x.map { UInt64((($0 - z) / s).rounded(.toNearestOrEven)) })
    #expect(inHalf.quantize(words(x)).codes == x.map { UInt64(half(half($0 - z) / t).rounded(.toNearestOrEven)) })
  }

  @Test func quotient() {
    // 448 · 3: scale 3 exactly; elements divided.
    let result = block("fp8-e4m3-1x128").quantize(words([1344, -3, 1]))
    #expect(result == .init(scale: 0x4040_0000, zeroPoint: 0, codes: [0x7E, 0xB8, 0x2B]))
    #expect(block("int4-g64-bf16").quantize(words([7, -7, 3.5])) == .init(scale: 0x3F80, zeroPoint: 0, codes: [7, 9, 4]))
    #expect(
      block("int4-g64-bf16", ["integerRange": "full"]).quantize(words([7, -7])) == .init(scale: 0x3F80, zeroPoint: 0, codes: [7, 9]))
  }

  /// The three ggml rules in Swift's floats.
  @Test func ggml() {
    // −8 at scale 1, and its opposite at scale −1.
    let choices = ["scaleRule": "ggml-q4_0", "rounding": "toward-zero", "zeroScale": "by-rule"]
    let q4 = block("ggml-q4_0", choices)
    #expect(q4.quantize(words([-8, 7.4, 0, 7.6, 0.4])) == .init(scale: 0x3C00, zeroPoint: 0, codes: [0, 15, 8, 15, 8]))
    #expect(q4.quantize(words([8, -8, 7])) == .init(scale: 0xBC00, zeroPoint: 0, codes: [0, 15, 1]))
    // A block of zeros: the scale is −0, x / ∞ is 0, and 8.5 is cut to 8.
    #expect(q4.quantize(words([0, 0])) == .init(scale: 0x8000, zeroPoint: 0, codes: [8, 8]))
    #expect(q4.dequantize(0, scale: 0x3C00) == word(-8) && q4.dequantize(8, scale: 0xBC00) == 0x8000_0000)
    // The scale overflows binary16; elements know the one before.
    #expect(q4.quantize(words([-8_000_000, 4_000_000])) == .init(scale: 0x7C00, zeroPoint: 0, codes: [0, 12]))

    let q41 = block("ggml-q4_1", ["scaleRule": "ggml-q4_1", "rounding": "toward-zero", "zeroScale": "by-rule"])
    #expect(q41.quantize(words([1, 16, 3.4, 3.6])) == .init(scale: 0x3C00, zeroPoint: 0x3C00, codes: [0, 15, 2, 3]))
    let q80 = block("ggml-q8_0", ["scaleRule": "ggml-q8_0", "rounding": "nearest-away"])
    #expect(q80.quantize(words([127, -127, 0.5, -2.5])) == .init(scale: 0x3C00, zeroPoint: 0, codes: [127, 0x81, 1, 0xFD]))
    // Elements use u, not the stored scale: 1000 / 127 is not in binary16.
    let u = Float(1000) / 127
    let x: [Float] = [1000, 496.06, 27.559]
    #expect(q80.quantize(words(x)).codes == x.map { UInt64(($0 * (1 / u)).rounded()) })
    #expect(q80.encodeElements(words(x), scale: UInt64(Float16(u).bitPattern), unrounded: word(u)) == q80.quantize(words(x)).codes)
  }

  // MARK: Decoding

  /// [blocks-8] against the host, where two floats' product is exact in a Double.
  @Test func decoding() {
    let quantizer = block("nvfp4")
    let (element, scale) = (OracleFormat.named("e2m1fn")!, OracleFormat.named("ue4m3")!)
    let bfloat16 = target("bf16")
    for t: Float in [1, 0.1, 0x1.fffffep-120, 0x1p-149, 0x1.8p120] {
      for code in element.words {
        for scaleWord in stride(from: UInt64(0), to: 0x7F, by: 3) {
          let exact = element.double(code) * scale.double(scaleWord) * Double(t)
          #expect(quantizer.dequantize(code, scale: scaleWord, tensorScale: word(t)) == word(Float(exact)))
          let brain = quantizer.dequantize(code, scale: scaleWord, tensorScale: word(t), to: bfloat16)
          #expect(brain == bfloat16.convert(exact, ["overflow": "nonfinite"]).word)
        }
      }
    }
    #expect(quantizer.dequantize(7, scale: 0x7F) == 0x7FC0_0000)
    #expect(quantizer.dequantize(7, scale: 0, tensorScale: 0x7F80_0000) == 0x7FC0_0000)
    #expect(quantizer.dequantize(0xF, scale: 0x38, tensorScale: 0x7F80_0000) == 0xFF80_0000)
    #expect(block("mxfp4").dequantize(7, scale: 0xFE) == word(.infinity) && block("mxfp4").dequantize(7, scale: 0xFC) == word(0x1.8p127))
    #expect(block("mxfp4").dequantize(1, scale: 0) == word(0x1p-128) && block("mxfp4").dequantize(8, scale: 0x7F) == 0x8000_0000)
    #expect(block("mxfp8-e5m2").dequantize(0x7C, scale: 0) == word(.infinity))
    #expect(block("mxfp8-e4m3").dequantize(0xFF, scale: 0x7F) == 0xFFC0_0000)
    // One rounding, not three: 15 · s + z with numbers far apart, and zeros of both signs.
    let far = block("uint4-g32-f32-mf32")
    #expect(far.dequantize(15, scale: UInt64(word(0x1p60)), zeroPoint: UInt64(word(-0x1p-60))) == word(0x1.ep63))
    #expect(far.dequantize(1, scale: UInt64(word(0x1.000002p0)), zeroPoint: UInt64(word(0x1p-24))) == word(0x1.000004p0))
    #expect(far.dequantize(1, scale: UInt64(word(0x1.000002p0)), zeroPoint: UInt64(word(0x1.fffffep-25))) == word(0x1.000002p0))
    // 3 · (1 + 2^−23) is a tie; what is added decides, however small.
    let tie = UInt64(word(0x1.000002p0))
    #expect(far.dequantize(3, scale: tie) == word(0x1.800004p1) && far.dequantize(3, scale: tie, zeroPoint: 1) == word(0x1.800004p1))
    #expect(far.dequantize(3, scale: tie, zeroPoint: UInt64(word(-0x1p-140))) == word(0x1.800002p1))
    #expect(far.dequantize(1, scale: UInt64(word(1)), zeroPoint: UInt64(word(-1))) == 0)
    #expect(far.dequantize(0, scale: UInt64(word(-1)), zeroPoint: 0x8000_0000) == 0x8000_0000)
    #expect(block("uint4-g32-f16-zuint4").dequantize(3, scale: 0xBC00, zeroPoint: 3) == 0x8000_0000)
  }
}
