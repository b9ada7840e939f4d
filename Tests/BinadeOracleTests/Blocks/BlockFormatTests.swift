import Testing

@testable import BinadeOracle

/// Names of block formats, rules and choices.
@Suite struct BlockFormatTests {
  /// The table of [blocks-3], row by row.
  @Test func catalogue() {
    let rows = """
      mxfp8-e4m3 e4m3fn e8m0fnu 1x32 no none ocp-floor
      mxfp8-e5m2 e5m2 e8m0fnu 1x32 no none ocp-floor
      mxfp6-e2m3 e2m3fn e8m0fnu 1x32 no none ocp-floor
      mxfp6-e3m2 e3m2fn e8m0fnu 1x32 no none ocp-floor
      mxfp4 e2m1fn e8m0fnu 1x32 no none ocp-floor
      mxint8 s1p6 e8m0fnu 1x32 no none ocp-floor
      mxint8-symmetric int8-symmetric e8m0fnu 1x32 no none ocp-floor
      mxint6-symmetric int6-symmetric e8m0fnu 1x32 no none ocp-floor
      mxint4-symmetric int4-symmetric e8m0fnu 1x32 no none ocp-floor
      mxint2-symmetric int2-symmetric e8m0fnu 1x32 no none ocp-floor
      nvfp4 e2m1fn ue4m3 1x16 yes none cublas
      nvfp4-16x16 e2m1fn ue4m3 16x16 yes none cublas
      nvint4 int4-symmetric ue4m3 1x16 yes none cublas
      fp8-e4m3-1x128 e4m3fn f32 1x128 no none quotient
      fp8-e4m3-128x128 e4m3fn f32 128x128 no none quotient
      ggml-mxfp4 e2m1fn e8m0fnu 1x32 no none ocp-floor
      ggml-nvfp4 e2m1fn ue4m3 1x16 no none quotient
      ggml-q4_0 uint4 f16 1x32 no fixed-8 ggml-q4_0
      ggml-q4_1 uint4 f16 1x32 no minimum-f16 affine-minimum
      ggml-q8_0 int8 f16 1x32 no none quotient
      e3m2fn-g24-ue5m3 e3m2fn ue5m3 1x24 no none quotient
      uint4-g128-f16-zuint4 uint4 f16 1x128 no stored-uint4 affine
      uint2-g32-f16-mf16 uint2 f16 1x32 no minimum-f16 affine-minimum
      int4-g64-bf16 int4 bf16 1x64 no none quotient
      int4-symmetric-grow-f32-tensor int4-symmetric f32 1xrow yes none cublas
      int4-sign-magnitude-g8-e8m0fnu-tensor-zint8-symmetric int4-sign-magnitude e8m0fnu 1x8 yes stored-int8-symmetric ocp-floor
      """
    for row in rows.split(separator: "\n") {
      let cells = row.split(separator: " ").map(String.init)
      let format = blockFormat(cells[0])
      let zeroPoint =
        switch format.zeroPoint {
        case .none: "none"
        case .fixed(let number): "fixed-\(number)"
        case .stored(let own): "stored-\(own.name)"
        case .minimum(let own): "minimum-\(own.name)"
        }
      let found = [
        format.name, format.element.name, format.scale.name, "\(format.rows)x\(format.columns.map(String.init) ?? "row")",
        format.hasTensorScale ? "yes" : "no", zeroPoint, format.defaultRule,
      ]
      #expect(found == cells)
    }
    #expect(OracleBlockFormat.catalogue.count == 20)
    #expect(blockFormat("binary8p3se-g16-ue4m3").element.name == "p3109_k8p3se")
    for name in [
      "", "mxfp5", "e2m1fn-g0-ue4m3", "e2m1fn-g16", "e2m1fn-16-ue4m3", "f16-g16-f32", "e2m1fn-g16-ue4m3-", "e2m1fn-g16-ue4m3-x",
      "e2m1fn-g16-ue4m3-zf17", "e2m1fn-g16-ue4m3-zuint4-tensor", "e2m1fn-gx-ue4m3", "e2m1fn-g16-ue4m3-tensorx", "binary8p9se-g16-f32",
    ] {
      #expect(OracleBlockFormat.named(name) == nil, "\(name)")
    }
  }

  @Test func rules() {
    let names = OracleRule.all.map(\.name)
    #expect(names.count == 58 && Set(names).count == names.count)
    #expect(OracleRule.named("int-ceil")?.name == "rceil" && OracleRule.named("none") == nil)
    #expect(Set(OracleBinade.allCases.map(\.rawValue)).count == 23)
    // Every rule quantizes every format, whatever sense that makes.
    for format in OracleBlockFormat.catalogue + [blockFormat("uint4-g8-f16-zuint4")] {
      for rule in OracleRule.all {
        var policy = OracleBlockPolicy(defaultsFor: format)
        policy.rule = rule
        let result = OracleBlock(format, policy).quantize(words([1, -3, 0.25]))
        #expect(result.codes.count == 3 && result.codes.allSatisfy { $0 < 1 << format.element.codeBits })
      }
    }
  }

  /// Axes and choices, both spellings; the first of each row is the default.
  @Test func choices() {
    let format = blockFormat("mxfp4")
    let rows: [(String, String, [String])] = [
      ("maximum", "maximum", ["all", "numbers", "finite"]), ("zeroBlock", "zero-block", ["by-rule", "smallest", "one", "minus-emax"]),
      ("nanBlock", "nan-block", ["by-rule", "nan", "nan-scale", "largest", "next", "smallest", "zero"]),
      ("infiniteBlock", "infinite-block", ["by-rule", "nan", "nan-scale", "largest", "next", "smallest", "zero"]),
      ("subnormalMaximum", "subnormal-maximum", ["keep", "flush"]), ("zeroScale", "zero-scale", ["zero", "by-rule"]),
      ("scaleRange", "scale-range", ["clamp", "wrap", "nan-above"]), ("smallestScale", "smallest-scale", ["by-rule", "normal", "flush"]),
      ("invalidNaN", "invalid-nan", ["positive", "negative"]), ("integerRange", "integer-range", ["format", "symmetric", "full"]),
    ]
    func all(_ policy: OracleBlockPolicy) -> [String] {
      [
        policy.rule.name, policy.maximum.rawValue, policy.zeroBlock.rawValue, policy.nanBlock.rawValue, policy.infiniteBlock.rawValue,
        policy.subnormalMaximum.rawValue, policy.zeroScale.rawValue, policy.scaleRange.rawValue, policy.smallestScale.rawValue,
        policy.integerRange.rawValue, policy.invalidNaN.rawValue, policy.element.rounding.rawValue,
      ]
    }
    let standard = all(OracleBlockPolicy(defaultsFor: format))
    for (axis, hyphenated, choices) in rows {
      for choice in choices {
        for spelling in [axis, hyphenated] {
          var policy = OracleBlockPolicy(defaultsFor: format)
          let isKnown = policy.set(spelling, to: choice)
          #expect(isKnown && (all(policy) == standard) == (choice == choices[0]), "\(axis) \(choice)")
        }
      }
      var policy = OracleBlockPolicy(defaultsFor: format)
      let isKnown = policy.set(axis, to: "nonsense")
      #expect(!isKnown && all(policy) == standard)
    }
    var policy = OracleBlockPolicy(defaultsFor: format)
    let known = policy.set("scaleRule", to: "even") && policy.set("rounding", to: "toward-zero")
    #expect(known && policy.rule.name == "even" && policy.element.rounding == .towardZero)
    let unknown = policy.set("scaleRule", to: "odd") || policy.set("nothing", to: "keep")
    #expect(!unknown)
  }
}
