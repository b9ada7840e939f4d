import Testing

@testable import BinadeOracle

/// Rules with a tensor scale [scale-rules-8] [scale-rules-9].
@Suite struct TwoLevelTests {
  /// One tensor, one block and one element by a rule, as Swift's own floats compute it: T, S, u, and the operand of the element.
  struct Model {
    let factors: (_ g: Float) -> (encode: Float, decode: Float)
    let scale: (_ a: Float, _ encode: Float, _ decode: Float) -> Float
    let element: (_ x: Float, _ s: Float, _ encode: Float, _ decode: Float) -> Float
  }

  /// min and max of these formulas: no NaN comes to them in the tensors of the comparison.
  static func models() -> [String: Model] {
    let (product, top): (Float, Float) = (2688, .greatestFiniteMagnitude)
    let (target, ue4m3) = (target("ue4m3"), OracleFormat.named("ue4m3")!)
    let brain = { (x: Float) -> Float in
      let (cut, rest) = (x.bitPattern & 0xFFFF_0000, x.bitPattern & 0xFFFF)
      return Float(bitPattern: cut + (rest > 0x8000 || (rest == 0x8000 && cut & 0x1_0000 != 0) ? 0x1_0000 : 0))
    }
    let multiplierFirst = { (g: Float) -> (encode: Float, decode: Float) in
      let encode = product / g
      return (encode, 1 / encode)
    }
    let limited = { (g: Float) -> (encode: Float, decode: Float) in
      let encode = min(product / g, top)
      return (encode, 1 / encode)
    }
    let scaleFirst = { (g: Float) -> (encode: Float, decode: Float) in (1 / (g / product), g / product) }
    let transformer = { (x: Float, s: Float, encode: Float, decode: Float) -> Float in x * min(1 / (s * decode), top) }
    return [
      "cublas": Model(
        factors: multiplierFirst, scale: { a, encode, _ in (a * encode) / 6 }, element: { x, s, encode, _ in (x * encode) * (1 / s) }),
      "te": Model(factors: limited, scale: { a, encode, _ in min(a * (encode * (Float(1) / 6)), top) }, element: transformer),
      "te-2025": Model(factors: limited, scale: { a, encode, _ in min((a / 6) * encode, top) }, element: transformer),
      "torchao": Model(
        factors: scaleFirst, scale: { a, _, decode in min(max((a / 6) / decode, 0x1p-6), 448) },
        element: { x, s, _, decode in x * ((1 / decode) / s) }),
      "modelopt": Model(
        factors: scaleFirst, scale: { a, _, decode in min(max(a == 0 ? 1 : a / (6 * decode), 0x1p-9), 448) },
        element: { x, s, _, decode in x / (s * decode) }),
      "compressed-tensors": Model(
        factors: { g in (product * (1 / max(g, 0x1p-126)), 1 / (product * (1 / max(g, 0x1p-126)))) },
        scale: { a, encode, _ in
          let limited = min(encode * (a / 6), 448)
          let stored = Float(ue4m3.double(target.convert(UInt64(word(limited)), from: f32, policy: policy()).word))
          return stored == 0 ? 0.125 : stored
        }, element: { x, s, encode, _ in x / (s / encode) }),
      "auto-round": Model(
        factors: { g in (product * (1 / g), 1 / (product * (1 / g))) }, scale: { a, encode, _ in encode * (a * (Float(1) / 6)) },
        element: { x, s, encode, _ in x * (1 / (s * (1 / encode))) }),
      "int-vs-fp-program": Model(
        factors: { g in (1 / ((g / 6) / 448), (g / 6) / 448) }, scale: { a, _, decode in (a / 6) / decode },
        element: { x, s, _, decode in x / min(max(brain(brain(decode) * s), brain(1e-25)), brain(1e25)) }),
      "quark": Model(
        factors: { g in (448 * (6 * (1 / g)), 1 / (448 * (6 * (1 / g)))) }, scale: { a, encode, _ in (a / 6) * encode },
        element: { x, s, encode, _ in x / (s / encode == 0 ? 0x1p-23 : s / encode) }),
      "int-vs-fp": Model(
        factors: { g in (1 / ((g / 6) / 448), (g / 6) / 448) }, scale: { a, _, decode in (a / 6) / decode },
        element: { x, s, _, decode in x / (s * decode) }),
    ]
  }

  /// Random blocks of ordinary numbers and of bfloat16 numbers, where ties are common.
  @Test func ordinaryBlocks() {
    let (e2m1, scaleTarget) = (target("e2m1fn"), target("ue4m3"))
    for (name, model) in Self.models() {
      let quantizer = block("nvfp4", ["scaleRule": name])
      var generator = FixedGenerator(21)
      for index in 0..<40 {
        var values = (0..<16).map { _ in Float(generator.gaussian()) }
        if index % 2 == 0 { values = values.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) } }
        let a = values.map(abs).max()!
        let g = a * Float(1 + 4 * generator.uniform())
        let tensor = quantizer.tensorFactors(maximum: word(g))
        let (encode, decode) = model.factors(g)
        #expect(tensor == OracleTensorFactors(maximum: word(g), multiplier: word(encode), scale: word(decode)), "\(name)")
        let scale = scaleTarget.convert(UInt64(word(model.scale(a, encode, decode))), from: f32, policy: policy()).word
        let s = Float(OracleFormat.named("ue4m3")!.double(scale))
        let codes = values.map { e2m1.convert(UInt64(word(model.element($0, s, encode, decode))), from: f32, policy: policy()).word }
        #expect(quantizer.quantize(words(values), tensor: tensor) == .init(scale: scale, zeroPoint: 0, codes: codes), "\(name)")
        #expect(quantizer.encodeElements(words(values), scale: scale, tensor: tensor) == codes)
      }
    }
  }

  /// The formulas alone, to the last bit: u and the operand of an element for random letters.
  @Test func formulas() {
    var generator = FixedGenerator(23)
    let ue4m3 = OracleFormat.named("ue4m3")!
    for (name, model) in Self.models() {
      let rule = OracleRule.named(name)!
      guard case .rounded(let scale) = rule.scale, let elements = rule.elements else {
        Issue.record("\(name)")
        continue
      }
      for _ in 0..<400 {
        let g = Float(1 + 50 * generator.uniform())
        let (encode, decode) = model.factors(g)
        let a = g * Float(generator.uniform())
        let s = Float(ue4m3.double(1 + generator.next() % 126))
        let x = a * Float(2 * generator.uniform() - 1)
        var letters = OracleLetters()
        for (letter, value): (Character, Float) in [
          ("g", g), ("S", encode), ("T", decode), ("a", a), ("s", s), ("u", s), ("x", x), ("M", 6), ("F", 448),
        ] {
          letters[letter] = word(value)
        }
        #expect(rule.tensorMultiplier?.value(letters) == word(encode) && rule.tensorScale?.value(letters) == word(decode), "\(name)")
        #expect(scale.value(letters) == word(model.scale(a, encode, decode)), "\(name)")
        #expect(elements.value(letters) == word(model.element(x, s, encode, decode)), "\(name)")
      }
    }
  }

  /// The rules with approximate reciprocals, where 1 / 6 is the rounded one.
  @Test func approximateRules() {
    var generator = FixedGenerator(24)
    let approximate = { (x: Float) -> Float in Float(bitPattern: OracleArithmetic.rcpa(x.bitPattern)) }
    for name in ["flashinfer", "cutlass"] {
      let quantizer = block("nvfp4", ["scaleRule": name])
      for _ in 0..<200 {
        let g = Float(1 + 50 * generator.uniform())
        let (a, s) = (g * Float(generator.uniform()), Float(1 + 400 * generator.uniform()))
        let x = a * Float(2 * generator.uniform() - 1)
        let encode = Float(2688) / g
        let tensor = quantizer.tensorFactors(maximum: word(g))
        #expect(tensor == .init(maximum: word(g), multiplier: word(encode), scale: word(1 / encode)))
        var letters = OracleLetters()
        for (letter, value): (Character, Float) in [("S", encode), ("a", a), ("s", s), ("x", x), ("M", 6), ("F", 448)] {
          letters[letter] = word(value)
        }
        guard case .rounded(let scale) = quantizer.policy.rule.scale, let elements = quantizer.policy.rule.elements else { continue }
        let isCutlass = name == "cutlass"
        let u = isCutlass ? a * (encode * approximate(6)) : encode * (a * approximate(6))
        let operand =
          isCutlass ? x * min(encode * approximate(s), .greatestFiniteMagnitude) : x * approximate(s * approximate(encode))
        #expect(scale.value(letters) == word(u) && elements.value(letters) == word(operand))
      }
    }
  }

  /// NVFP4 by hand: g = 1344 makes S = 2 and T = ½; the block's maximum 3 makes the scale 1, and elements are doubled.
  @Test func example() {
    let x = words([3, 1.25, -0.3, 0.125, -0.0, -1.75])
    let expected = OracleBlockResult(scale: 0x38, zeroPoint: 0, codes: [7, 4, 9, 0, 8, 0xE])
    for rule in OracleRule.all where rule.tensorScale != nil && rule.search == nil {
      let quantizer = block("nvfp4", ["scaleRule": rule.name])
      let tensor = quantizer.tensorFactors(maximum: word(1344))
      #expect(tensor == .init(maximum: word(1344), multiplier: word(2), scale: word(0.5)), "\(rule.name)")
      #expect(quantizer.quantize(x, tensor: tensor) == expected, "\(rule.name)")
      #expect(quantizer.dequantize(7, scale: 0x38, tensorScale: tensor.scale) == word(3))
    }
  }

  /// The caller's T: S = 1 / T and g = T * (M * F).
  @Test func chosenScale() {
    let chosen = block("nvfp4").tensorFactors(chosenScale: word(0.1))
    #expect(chosen == .init(maximum: word(Float(0.1) * 2688), multiplier: word(1 / Float(0.1)), scale: word(0.1)))
    #expect(block("mxfp4").tensorFactors(maximum: word(5)) == .init(maximum: word(5), multiplier: word(1), scale: word(1)))
  }

  /// [special-blocks-5] and the measured scale bytes of special tensors.
  @Test func specialTensors() {
    func scaleByte(_ rule: String, block values: [Float], tensor g: Float) -> UInt64 {
      let quantizer = block("nvfp4", ["scaleRule": rule, "zeroScale": "by-rule"])
      return quantizer.quantize(words(values), tensor: quantizer.tensorFactors(maximum: word(g))).scale
    }
    for (rule, empty, beside, tiny): (String, UInt64, UInt64, UInt64) in [
      ("te", 0, 0, 0), ("torchao", 0x7F, 8, 8), ("modelopt", 0x7F, 0x38, 1), ("compressed-tensors", 0x20, 0x20, 0x20),
      ("auto-round", 0, 0, 0),
    ] {
      #expect(scaleByte(rule, block: [0, 0], tensor: 0) == empty, "\(rule)")
      #expect(scaleByte(rule, block: [0, 0], tensor: 100) == beside, "\(rule)")
      #expect(scaleByte(rule, block: [1e-6, 0], tensor: 1000) == tiny, "\(rule)")
    }
    #expect(scaleByte("te", block: [.infinity, 1], tensor: .infinity) == 0x7E)
    #expect(scaleByte("torchao", block: [1, 1], tensor: .infinity) == 8)
    #expect(scaleByte("cublas", block: [.infinity, 1], tensor: .infinity) == 0x7F)
    // Under a scale of zero the multiplier is limited and codes saturate, unless all are made +0.
    let x = words([1e-6, -1e-6, 0])
    for (choice, codes): (String, [UInt64]) in [("by-rule", [7, 0xF, 0]), ("zero", [0, 0, 0])] {
      let quantizer = block("nvfp4", ["scaleRule": "te", "zeroScale": choice])
      let result = quantizer.quantize(x, tensor: quantizer.tensorFactors(maximum: word(1000)))
      #expect(result == .init(scale: 0, zeroPoint: 0, codes: codes))
    }
    // A scale of zero divides: ±∞, 0 / 0. E2M1 has neither.
    let quotient = block("e2m1fn-g16-ue4m3", ["zeroScale": "by-rule", "missingNaN": "zero"])
    #expect(quotient.quantize(words([1e-6, -1e-6, 0])) == .init(scale: 0, zeroPoint: 0, codes: [7, 0xF, 0]))
  }

  /// [special-blocks-7]: 0 / 0 and its like by a formula, by an exact quotient and by an infinite divisor; a NaN operand keeps its sign.
  @Test func invalidNaN() {
    for (choice, code, half): (String, UInt64, UInt64) in [("positive", 0x7F, 0x7E00), ("negative", 0xFF, 0xFE00)] {
      let choices = ["invalidNaN": choice, "zeroScale": "by-rule", "nan": "keep-sign"]
      #expect(block("e4m3fn-g16-ue4m3", choices).quantize([0]).codes == [code])
      #expect(block("e4m3fn-g16-ue4m3", choices).quantize([0xFFC0_0000]).codes == [0xFF])
      #expect(block("e4m3fn-g16-ue4m3", choices.merging(["scaleRule": "ocp-floor"]) { $1 }).quantize([0]).codes == [code])
      #expect(block("mxfp8-e4m3", choices.merging(["infiniteBlock": "nan-scale"]) { $1 }).quantize([0x7F80_0000]).codes == [code])
      #expect(block("e4m3fn-g16-f16-mf16", choices).quantize([0x7F80_0000]).scale == half)
    }
  }

  // MARK: Four over six

  /// Both candidates by hand, S = 1: the tensor's maximum is 6 · 256.
  @Test func fourOverSix() {
    let quantizer = block("nvfp4", ["rule": "four-over-six-256"])
    let tensor = quantizer.tensorFactors(maximum: word(1536))
    #expect(tensor == .init(maximum: word(1536), multiplier: word(1), scale: word(1)))
    // 6 and 5 at scale 1: 6 and 4 (a tie to even), error 1. At 1.5: 4 and 3.33 → 3: 6 and 4.5, error ½.
    #expect(quantizer.quantize(words([6, 5]), tensor: tensor) == .init(scale: 0x3C, zeroPoint: 0, codes: [6, 5]))
    // 6 and 2.5: at 1: 6 and 2, error ½; at 1.5: 1.67 → 1.5, 2.25, error ¼.
    #expect(quantizer.quantize(words([6, 2.5]), tensor: tensor).scale == 0x3C)
    // 6 alone is exact both times: the first.
    #expect(quantizer.quantize(words([6]), tensor: tensor) == .init(scale: 0x38, zeroPoint: 0, codes: [7]))
    // Absolute and squared errors part: 6, 5 and eight times 1. At 1: error 1, square 1. At 1.5: ½ + 8 · |0.75 − 1| = 2.5; ¼ + 8 / 16 = ¾.
    let parting = words([6, 5] + [Float](repeating: 1, count: 8))
    #expect(quantizer.quantize(parting, tensor: tensor).scale == 0x38)
    #expect(block("nvfp4", ["rule": "four-over-six-256-squared"]).quantize(parting, tensor: tensor).scale == 0x3C)
  }

  /// Against a model in Swift's floats, order of sums included.
  @Test func fourOverSixModel() {
    let (e2m1, scaleTarget) = (target("e2m1fn"), target("ue4m3"))
    var generator = FixedGenerator(22)
    var chosen = [0, 0]
    for index in 0..<80 {
      let isSquared = index % 2 == 1
      let top: Float = index % 4 < 2 ? 448 : 256
      let quantizer = block("nvfp4", ["rule": (top == 448 ? "four-over-six" : "four-over-six-256") + (isSquared ? "-squared" : "")])
      let values = (0..<16).map { _ in Float(bitPattern: Float(generator.gaussian()).bitPattern & 0xFFFF_0000) }
      let a = values.map(abs).max()!
      let g = a * Float(1 + 2 * generator.uniform())
      let encode = min((top * 6) / g, .greatestFiniteMagnitude)
      let decode = 1 / encode
      var best: (error: Float, result: OracleBlockResult, place: Int)?
      for (place, factor) in [Float(1), 1.5].enumerated() {
        let scale = scaleTarget.convert(UInt64(word(((a / 6) * encode) * factor)), from: f32, policy: policy()).word
        let s = Float(OracleFormat.named("ue4m3")!.double(scale))
        var (codes, error): ([UInt64], Float) = ([], 0)
        for x in values {
          let operand = x * min(1 / (s * decode), .greatestFiniteMagnitude)
          let code = e2m1.convert(UInt64(word(operand)), from: f32, policy: policy()).word
          let difference = ((Float(OracleFormat.named("e2m1fn")!.double(code)) * s) * g) / (top * 6) - x
          error += isSquared ? difference * difference : abs(difference)
          codes.append(code)
        }
        if best == nil || error < best!.error { best = (error, .init(scale: scale, zeroPoint: 0, codes: codes), place) }
      }
      chosen[best!.place] += 1
      let tensor = quantizer.tensorFactors(maximum: word(g))
      #expect(quantizer.quantize(words(values), tensor: tensor) == best!.result)
    }
    #expect(chosen.allSatisfy { $0 >= 10 })
  }
}
