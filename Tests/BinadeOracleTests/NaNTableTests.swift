import BinadeOracle
import Testing

/// The tables of the NaN clauses, transcribed.
@Suite struct NaNTableTests {
  static let rows: [(nan: String, e4m3fn: [UInt64], e5m2: [UInt64], e4m3fnuz: [UInt64])] = [
    ("canonical", [0x7F, 0x7F], [0x7F, 0x7F], [0x80, 0x80]),
    ("keep-sign", [0x7F, 0xFF], [0x7F, 0xFF], [0x80, 0x80]),
    ("negative", [0xFF, 0xFF], [0xFF, 0xFF], [0x80, 0x80]),
    ("quiet", [0x7F, 0xFF], [0x7E, 0xFE], [0x80, 0x80]),
    ("first", [0x7F, 0xFF], [0x7D, 0xFD], [0x80, 0x80]),
    ("first-negative", [0xFF, 0xFF], [0xFD, 0xFD], [0x80, 0x80]),
  ]

  /// [nan-6], left half.
  @Test func nan6WithNaN() {
    for row in Self.rows {
      for (name, codes) in [("e4m3fn", row.e4m3fn), ("e5m2", row.e5m2), ("e4m3fnuz", row.e4m3fnuz)] {
        let target = target(name)
        for (operand, code): (UInt64, UInt64) in [(0x7FC0_0000, codes[0]), (0xFFC0_0000, codes[1])] {
          let result = target.convert(operand, from: f32, policy: policy(["nan": row.nan]))
          #expect(result == OracleResult(word: code, flags: 0), "\(name) \(row.nan)")
        }
      }
    }
  }

  /// [nan-6], right half.
  @Test func nan6WithoutNaN() {
    let rows: [(String, [UInt64], [UInt64])] = [
      ("max-positive", [0x7, 0x7], [0x1F, 0x1F]),
      ("max-signed", [0x7, 0xF], [0x1F, 0x3F]),
      ("zero", [0, 0], [0x00, 0x00]),
      ("zero-inverted-sign", [8, 0], [0x20, 0x00]),
      ("wrap", [3, 0xB], [0x0C, 0x2C]),
      ("reject", [0x7, 0x7], [0x1F, 0x1F]),
    ]
    for (choice, e2m1, e2m3) in rows {
      for (name, codes) in [("e2m1fn", e2m1), ("e2m3fn", e2m3)] {
        let target = target(name)
        for (operand, code): (UInt64, UInt64) in [(0x7FC0_0000, codes[0]), (0xFFC0_0000, codes[1])] {
          let result = target.convert(operand, from: f32, policy: policy(["missingNaN": choice]))
          #expect(result == OracleResult(word: code, flags: invalid), "\(name) \(choice)")
        }
      }
    }
  }

  /// [nan-4]: the codes that `wrap` explains.
  @Test func wrap() {
    let e2m1 = target("e2m1fn")
    for (operand, code): (UInt64, UInt64) in [(0x7FC0_0000, 3), (0x7FFF_FFFF, 4), (0xFFFF_FFFF, 0xC), (0x7F80_0001, 2)] {
      #expect(e2m1.convert(operand, from: f32, policy: policy(["missingNaN": "wrap"])).word == code)
    }
    // By the rule in force: without rounding up, the all-ones payload stays in its binade.
    #expect(e2m1.convert(0x7FFF_FFFF, from: f32, policy: policy(["missingNaN": "wrap", "rounding": "toward-zero"])).word == 3)
    // From float16 and bfloat16 the number is the same; only the payload is shorter.
    #expect(e2m1.convert(0x7E00, from: f16, policy: policy(["missingNaN": "wrap"])).word == 3)
    #expect(e2m1.convert(0xFFFF, from: bf16, policy: policy(["missingNaN": "wrap"])).word == 0xC)
  }

  /// [nan-4], row `wrap`: in a fixed-point format 0 whatever the payload and the rule, with the sign where zero can have one.
  @Test func wrapToFixedPoint() {
    for (name, positive, negative): (String, UInt64, UInt64) in [
      ("int8", 0, 0), ("int4", 0, 0), ("int2-symmetric", 0, 0), ("s1p6", 0, 0), ("uint8", 0, 0), ("uint1", 0, 0),
      ("int8-sign-magnitude", 0, 0x80), ("int4-sign-magnitude", 0, 8),
    ] {
      for rule in ["nearest-even", "up", "to-odd"] {
        for signedZero in OraclePolicy.SignedZero.allCases {
          let wrap = policy(["missingNaN": "wrap", "rounding": rule, "signedZero": signedZero.rawValue])
          for (operand, code) in [(0x7FC0_0000, positive), (0x7FFF_FFFF, positive), (0xFF80_0001, negative)] as [(UInt64, UInt64)] {
            #expect(target(name).convert(operand, from: f32, policy: wrap) == OracleResult(word: code, flags: invalid), "\(name)")
          }
        }
      }
    }
    // A NaN that a negative number becomes [zero-4] is one as well.
    #expect(target("uint4").convert(-3, ["negative": "nan", "missingNaN": "wrap"]) == OracleResult(word: 0, flags: invalid))
  }

  /// [nan-2]: the payload meets the field's top bit.
  @Test func payload() {
    for (name, source, operand, code): (String, OracleFormat, UInt64, UInt64) in [
      ("f16", f32, 0x7FC0_0000, 0x7E00), ("f16", f32, 0x7F80_2000, 0x7E01), ("f16", f32, 0xFF80_1FFF, 0xFE00),
      ("f16", f32, 0xFFAA_A000, 0xFF55), ("f64", f32, 0x7FA0_0001, 0x7FFC_0000_2000_0000), ("e5m2", f32, 0x7FA0_0000, 0x7F),
      ("e5m2", f16, 0xFD00, 0xFF), ("e4m3fn", f32, 0xFF80_0001, 0xFF), ("tf32", f32, 0x7F80_2000, 0x7FC0_2000),
      ("f32", target("e4m3fn").format, 0xFF, 0xFFF0_0000), ("f32", target("e4m3fnuz").format, 0x80, 0xFFC0_0000),
    ] {
      let result = target(name).convert(operand, from: source, policy: policy(["nan": "payload"]))
      #expect(result == OracleResult(word: code, flags: 0), "\(name) \(String(operand, radix: 16))")
    }
  }

  /// [conversion-5]: a NaN code decodes to a quiet NaN with its sign.
  @Test func decodedNaN() {
    for (name, code, expected): (String, UInt64, UInt64) in [
      ("e4m3fn", 0x7F, 0x7FC0_0000), ("e4m3fn", 0xFF, 0xFFC0_0000), ("e5m2", 0x7D, 0x7FC0_0000), ("e8m0fnu", 0xFF, 0x7FC0_0000),
      ("e5m2fnuz", 0x80, 0xFFC0_0000), ("f16", 0xFC01, 0xFFC0_0000), ("tf32", 0x7F80_2000, 0x7FC0_0000),
    ] {
      let result = target("f32").convert(code, from: .named(name)!, policy: policy(["nan": "quiet"]))
      #expect(result == OracleResult(word: expected, flags: 0), "\(name)")
    }
  }

  /// [nan-5]: a rectified NaN is positive. Unsigned formats drop the sign [nan-2]; integers become zero by default [conversion-2].
  @Test func signs() {
    let negative: UInt64 = 0xFFC0_0000
    #expect(target("e4m3fn").convert(negative, from: f32, policy: policy(["nan": "keep-sign", "isRectified": "on"])).word == 0x7F)
    #expect(target("e2m1fn").convert(negative, from: f32, policy: policy(["missingNaN": "max-signed", "isRectified": "on"])).word == 7)
    for nan in OraclePolicy.NaN.allCases {
      #expect(target("e8m0fnu").convert(negative, from: f32, policy: policy(["nan": nan.rawValue])).word == 0xFF)
      #expect(target("ue4m3").convert(negative, from: f32, policy: policy(["nan": nan.rawValue])).word == 0x7F)
    }
    let int8 = target("int8")
    #expect(int8.convert(negative, from: f32, policy: OraclePolicy(defaultsFor: int8.format)) == OracleResult(word: 0, flags: invalid))
    #expect(int8.convert(negative, from: f32, policy: policy(["missingNaN": "max-signed"])).word == 0x80)
    #expect(int8.convert(negative, from: f32, policy: policy(["missingNaN": "zero-inverted-sign"])).word == 0)
  }
}
