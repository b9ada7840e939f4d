import Testing

@testable import BinadeOracle

/// The tables of [special-blocks-9] and [special-blocks-10], with the choices of [profiles-4] that they need.
@Suite struct SpecialBlockTableTests {
  /// Rule and choices of each row for MXFP4.
  static let mxfp4: [(choices: [String: String], cells: [String])] = [
    (["rule": "ocp-floor"], ["00: 0 8 0 0", "00: 0 8 0 8", "FD: 7 0 8 8", "FF: 7 7 7 7"]),
    (["rule": "rceil"], ["00: 0 8 0 0", "00: 0 8 0 8", "FD: 7 0 8 8", "FF: 7 7 7 7"]),
    (["rule": "rceil-quotient", "zeroScale": "by-rule"], ["00: 0 8 0 0", "00: 0 8 0 8", "FE: 7 0 8 8", "FF: 7 7 7 7"]),
    (
      [
        "rule": "ocp-floor-log2", "nanBlock": "nan", "infiniteBlock": "nan", "zeroScale": "by-rule", "scaleRange": "nan-above",
        "integerRange": "symmetric", "rounding": "nearest-away", "infinity": "nonfinite", "nan": "keep-sign",
        "signedZero": "drop-exact-zero",
      ], ["00: 0 0 0 0", "00: 0 8 0 0", "FF: 7 7 7 7", "FF: 7 7 7 7"]
    ),
    (torchao("ocp-floor", "nan-scale", "normal"), ["00: 0 8 0 0", "00: 0 8 0 8", "FD: 7 0 8 8", "FF: 3 0 8 8"]),
    (torchao("ceil", "nan-scale", "normal"), ["00: 0 8 0 0", "00: 0 8 0 8", "FD: 7 0 8 8", "FF: 3 0 8 8"]),
    (torchao("even", "nan-scale", "normal"), ["00: 0 8 0 0", "00: 0 8 0 8", "FD: 7 0 8 8", "FF: 3 0 8 8"]),
    (torchao("rceil-log2", "nan", "flush"), ["00: 0 8 0 0", "00: 0 8 0 8", "FE: 7 0 8 8", "FF: 3 3 3 3"]),
    (
      [
        "rule": "rceil-log2", "nanBlock": "zero", "infiniteBlock": "zero", "zeroScale": "by-rule", "rounding": "nearest-toward-zero",
        "missingNaN": "zero", "signedZero": "exact-zero-negative",
      ], ["00: 8 8 8 8", "00: 0 8 8 8", "00: 8 8 8 8", "00: 8 8 8 8"]
    ),
    (
      ["rule": "even-1.75", "zeroScale": "by-rule", "signedZero": "drop-exact-zero"],
      ["00: 0 0 0 0", "00: 0 8 0 0", "FD: 7 0 8 0", "FF: 7 7 7 7"]
    ),
    (
      ["rule": "even", "zeroScale": "by-rule", "signedZero": "always-positive"],
      ["00: 0 0 0 0", "00: 0 0 0 0", "FD: 7 0 0 0", "FF: 7 7 7 7"]
    ),
    (
      ["rule": "ocp-floor-log2", "infiniteBlock": "largest", "zeroScale": "by-rule", "signedZero": "drop-exact-zero"],
      ["00: 0 0 0 0", "00: 0 8 0 0", "FE: 7 0 8 0", "FF: 7 7 7 7"]
    ),
    (
      ["rule": "rceil-log2", "zeroScale": "by-rule", "signedZero": "drop-exact-zero"],
      ["00: 0 0 0 0", "00: 0 8 0 0", "FE: 7 0 8 0", "FF: 7 7 7 7"]
    ),
    (
      [
        "rule": "ocp-floor-log2", "nanBlock": "zero", "infiniteBlock": "zero", "zeroScale": "by-rule", "scaleRange": "wrap",
        "rounding": "nearest-toward-zero", "infinity": "zero", "missingNaN": "zero", "signedZero": "always-positive",
      ], ["00: 0 0 0 0", "FB: 0 0 0 0", "00: 0 0 0 0", "00: 0 0 0 0"]
    ),
  ]

  static func torchao(_ rule: String, _ nanBlock: String, _ smallestScale: String) -> [String: String] {
    [
      "rule": rule, "nanBlock": nanBlock, "zeroScale": "by-rule", "smallestScale": smallestScale, "invalidNaN": "negative",
      "missingNaN": "wrap",
    ]
  }

  /// The same for NVFP4, and the tensor of zeros: scale byte, code, T.
  static let nvfp4: [(choices: [String: String], cells: [String])] = {
    var rows: [(choices: [String: String], cells: [String])] = [
      (["rule": "cublas"], ["00: 0 0 0 0", "00: 0 0 0 0", "7F: 7 7 7 7", "7F: 7 7 7 7", "00: 0, 3F800000"]),
      (["rule": "int-vs-fp"], ["00: 0 0 0 0", "00: 0 0 0 0", "7F: 7 7 7 7", "7F: 7 7 7 7", "7F: 7, 00000000"]),
    ]
    let byRule: [(String, [String: String], [String])] = [
      ("cublas", [:], ["00: 7 7 7 7", "00: 7 F 7 7", "7F: 7 7 7 7", "7F: 7 7 7 7", "00: 7, 3F800000"]),
      ("flashinfer", [:], ["00: 7 7 7 7", "00: 7 F 7 7", "7F: 7 7 7 7", "7F: 7 7 7 7", "00: 7, 3F800000"]),
      ("cutlass", ["missingNaN": "max-signed"], ["00: 0 8 0 0", "00: 0 8 0 8", "7F: 7 7 7 7", "7F: 7 7 7 7", "00: 0, 3F800000"]),
      ("te", ["maximum": "numbers"], ["00: 0 8 0 0", "00: 0 8 0 8", "7E: 7 0 8 8", "69: 7 7 F 8", "00: 0, 3F800000"]),
      ("te-2025", ["maximum": "numbers"], ["00: 0 8 0 0", "00: 0 8 0 8", "7E: 7 0 8 8", "69: 7 7 F 8", "00: 0, 3F800000"]),
      (
        "te", ["missingNaN": "zero", "signedZero": "drop-exact-zero"],
        ["00: 0 0 0 0", "00: 0 8 0 0", "7E: 7 0 8 0", "7F: 0 0 0 0", "00: 0, 3F800000"]
      ),
      (
        "torchao", ["invalidNaN": "negative", "missingNaN": "wrap"],
        ["08: 0 8 0 0", "08: 0 8 0 8", "7F: C C C C", "7F: 3 3 3 3", "7F: C, 00000000"]
      ),
      (
        "modelopt", ["invalidNaN": "negative", "signedZero": "drop-exact-zero"],
        ["38: 0 0 0 0", "01: 0 8 0 0", "7F: 7 7 7 7", "7F: 7 7 7 7", "7F: 7, 00000000"]
      ),
      (
        "compressed-tensors", ["signedZero": "drop-exact-zero", "missingNaN": "zero"],
        ["20: 0 0 0 0", "20: 0 8 0 0", "7F: 0 0 0 0", "7F: 0 0 0 0", "20: 0, 3F800000"]
      ),
      ("quark", ["signedZero": "always-positive"], ["00: 0 0 0 0", "00: 0 0 0 0", "7F: 7 7 7 7", "7F: 7 7 7 7", "7F: 7, 00000000"]),
      (
        "auto-round", ["signedZero": "drop-exact-zero"],
        ["00: 0 0 0 0", "00: 0 0 0 0", "7F: 7 7 7 7", "7F: 7 7 7 7", "00: 0, 00000000"]
      ),
      (
        "int-vs-fp-program", ["signedZero": "drop-exact-zero"],
        ["00: 0 0 0 0", "00: 0 8 0 0", "7F: 7 7 7 7", "7F: 7 7 7 7", "7F: 7, 00000000"]
      ),
    ]
    for (rule, choices, cells) in byRule {
      rows.append((choices.merging(["rule": rule, "zeroScale": "by-rule"]) { $1 }, cells))
    }
    return rows
  }()

  /// The first lanes of each column; the others are +0.
  static let lanes: [[UInt32]] = [
    [0, 0x8000_0000, 0, 0], words([0x1p-130, -0x1p-130, 0, -0.0]), words([.infinity, 1, -1, -0.0]), [0x7FC0_0000] + words([1, -1, -0.0]),
  ]

  static func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  static func cell(_ result: OracleBlockResult) -> String {
    hexadecimal(result.scale, digits: 2) + ": " + result.codes.prefix(4).map { hexadecimal($0, digits: 1) }.joined(separator: " ")
  }

  @Test func powerOfTwoScales() {
    for (choices, cells) in Self.mxfp4 {
      let quantizer = block("mxfp4", choices)
      for (lanes, expected) in zip(Self.lanes, cells) {
        let block = lanes + [UInt32](repeating: 0, count: 28)
        #expect(Self.cell(quantizer.quantize(block)) == expected, "\(choices)")
      }
    }
  }

  @Test func twoLevels() {
    let ordinary = words([6, 1] + [Float](repeating: 0, count: 14))
    for (choices, cells) in Self.nvfp4 {
      let quantizer = block("nvfp4", choices)
      for (lanes, expected) in zip(Self.lanes, cells) {
        let block = lanes + [UInt32](repeating: 0, count: 12)
        let tensor = quantizer.tensorFactors(maximum: quantizer.maximum(of: block + ordinary))
        #expect(Self.cell(quantizer.quantize(block, tensor: tensor)) == expected, "\(choices)")
      }
      let zeros = [UInt32](repeating: 0, count: 16)
      let (result, factors) = (quantizer.quantize(zeros), quantizer.tensorFactors(maximum: 0))
      let found = "\(Self.cell(result).prefix(5)), \(Self.hexadecimal(UInt64(factors.scale), digits: 8))"
      #expect(found == cells[4], "\(choices)")
    }
  }

  /// The NaNs that stand for a maximum: the first one of a block, the largest payload of a tensor.
  @Test func nanMaxima() {
    let quantizer = block("e4m3fn-g16-f32", ["nan": "keep-sign"])
    let x: [UInt32] = [word(1), 0xFFC0_0001, 0x7FC0_0007, 0xFF80_0002]
    #expect(quantizer.maximum(of: x) == 0x7FC0_0007)
    // The maximum is a magnitude, of NaN too: the scale has no sign; a number's quotient takes none, a NaN keeps its own.
    let result = quantizer.quantize(x)
    #expect(result == .init(scale: 0x7FC0_0000, zeroPoint: 0, codes: [0x7F, 0xFF, 0x7F, 0xFF]))
  }

  /// A fixed scale has zero point code 0; `next` asks the rule, with ∞ as a alone.
  @Test func zeroPoints() {
    let x = words([-3, 12])
    #expect(block("uint4-g8-f16-zuint4").quantize(x).zeroPoint == 3)
    for choice in ["nan", "nan-scale", "largest", "smallest", "zero"] {
      #expect(block("uint4-g8-f16-zuint4", ["nanBlock": choice]).quantize(x + [0x7FC0_0000]).zeroPoint == 0, "\(choice)")
    }
    #expect(block("uint4-g8-f16-mf16", ["zeroBlock": "one"]).quantize([0x8000_0000]) == .init(scale: 0x3C00, zeroPoint: 0, codes: [0]))
    #expect(block("uint4-g8-f16-mf16").quantize([0x8000_0000]) == .init(scale: 0, zeroPoint: 0x8000, codes: [0]))
    // Signed codes: L is −8, so −3 … 12 begin at −8 and zero is −5.
    let signed = block("int4-g8-f16-zint4", ["rule": "affine"]).quantize(words([-3, 12, 0]))
    #expect(signed == .init(scale: 0x3C00, zeroPoint: 0xB, codes: [8, 7, 0xB]))
    // Half the range of −8 … 7 is 7.5; of −7 … 7 it is 7.
    #expect(block("int4-g8-f32", ["rule": "half-range"]).quantize(words([15])).scale == UInt64(word(2)))
    #expect(block("int4-g8-f32", ["rule": "half-range", "integerRange": "symmetric"]).quantize(words([14])).scale == UInt64(word(2)))
  }

  /// The rows of a two-dimensional block are summed first, then the lower half onto the upper: four rows as (0 + 2) + (1 + 3).
  @Test func rowsOfASearch() {
    let (element, scale) = (OracleFormat.named("e2m1fn")!, OracleFormat.named("e8m0fnu")!)
    let e2m1 = OracleTarget(element)
    let format = OracleBlockFormat(name: "rows", element: element, scale: scale, rows: 4, columns: 2)
    var policy = OracleBlockPolicy(defaultsFor: format)
    let isKnown = policy.set("rule", to: "search")
    #expect(isKnown)
    let quantizer = OracleBlock(format, policy)
    let search = policy.rule.search!
    var generator = FixedGenerator(41)
    var differing = 0
    for _ in 0..<100 {
      let x = (0..<8).map { _ in Float(generator.gaussian()) }
      let base = Int(x.map(abs).max()!.exponent) - 2
      let letters = quantizer.letters(quantizer.statistics(of: words(x)), quantizer.tensorFactors(maximum: 0))
      var best: (error: Float, scale: Int)?
      for shift in [0, -1, 1] {
        let s = Float(sign: .plus, exponent: base + shift, significand: 1)
        let terms = x.map { value -> Float in
          let code = e2m1.convert(Double(value) / Double(s)).word
          let difference = Float(element.double(code)) * s - value
          return difference * difference
        }
        let rows = [terms[0] + terms[1], terms[2] + terms[3], terms[4] + terms[5], terms[6] + terms[7]]
        let error = (rows[0] + rows[2]) + (rows[1] + rows[3])
        let choice = OracleBlock.ScaleChoice(word: UInt64(base + shift + 127), unrounded: word(s))
        let four = stride(from: 0, to: 8, by: 2).map { words([x[$0], x[$0 + 1]]) }
        #expect(quantizer.error(four, choice, letters, search) == word(error))
        #expect(quantizer.error([words(x)], choice, letters, search) == word(terms.reduce(0, +)))
        // Of three rows the third is added to the first.
        #expect(quantizer.error(Array(four.prefix(3)), choice, letters, search) == word((rows[0] + rows[2]) + rows[1]))
        if error != terms.reduce(0, +) { differing += 1 }
        if best == nil || error < best!.error { best = (error, base + shift + 127) }
      }
      #expect(quantizer.quantize(words(x)).scale == UInt64(best!.scale))
    }
    #expect(differing > 100)
  }
}
