import BinadeOracle
import Testing

/// The host's own conversions between its own types as an independent witness of nearest-even.
@Suite struct HardwareTests {
  let nonfinite = policy(["overflow": "nonfinite"])

  /// Every float16 and bfloat16 code has the value that the host gives it.
  @Test func decoding() {
    let single = target("f32")
    for word in UInt64(0)..<0x10000 {
      let half = Float(Float16(bitPattern: UInt16(word)))
      let brain = Float(bitPattern: UInt32(word) << 16)
      for (format, value) in [(f16, half), (bf16, brain)] {
        let result = single.convert(word, from: format, policy: nonfinite)
        if value.isNaN {
          #expect(Float(bitPattern: UInt32(result.word)).isNaN && result.flags == 0)
        } else {
          #expect(result == OracleResult(word: UInt64(value.bitPattern), flags: 0))
        }
      }
    }
  }

  #if !(os(macOS) && arch(x86_64))
    /// Float → Float16 on every float16 value, on the midpoint above it, and one unit beside both.
    @Test func floatToHalf() {
      let half = target("f16")
      for code in stride(from: UInt16(0), through: 0x7C00, by: 3) {
        let here = Float(Float16(bitPattern: code))
        let next = code < 0x7BFF ? Float(Float16(bitPattern: code + 1)) : 65536
        let middle = code < 0x7C00 ? here + (next - here) / 2 : 0x1p17
        for x in [here, here.nextUp, middle.nextDown, middle, middle.nextUp] where !x.isNaN {
          for operand in [x, -x] {
            let expected = UInt64(Float16(operand).bitPattern)
            #expect(half.convert(UInt64(operand.bitPattern), from: f32, policy: nonfinite).word == expected, "\(operand)")
          }
        }
      }
    }

    /// Double → Float16, which a host that goes through Float gets wrong.
    @Test func doubleToHalf() {
      let half = target("f16")
      for code in stride(from: UInt16(0), to: 0x7BFF, by: 61) {
        let middle = (Double(Float16(bitPattern: code)) + Double(Float16(bitPattern: code + 1))) / 2
        for x in [middle.nextDown, middle, middle.nextUp] {
          #expect(half.convert(x.bitPattern, from: f64, policy: nonfinite).word == UInt64(Float16(x).bitPattern))
        }
      }
    }
  #endif

  /// Double → Float on random patterns, in range, below and above it, and on exact midpoints.
  @Test func doubleToFloat() {
    let single = target("f32")
    var bits: UInt64 = 42
    for index in 0..<20_000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      // Exponents from below the subnormals of Float to above its largest number.
      let exponent = UInt64(1023 - 160) + (bits >> 33) % 300
      var pattern = (bits & 0x800F_FFFF_FFFF_FFFF) | (exponent << 52)
      if index % 4 == 0 { pattern = (pattern & ~0x1FFF_FFFF) | 0x1000_0000 }
      let x = Double(bitPattern: pattern)
      let result = single.convert(pattern, from: f64, policy: nonfinite)
      #expect(result.word == UInt64(Float(x).bitPattern), "\(x)")
      #expect((result.flags & inexact == 0) == (Double(Float(x)) == x))
      #expect((result.flags & overflow != 0) == Float(x).isInfinite)
    }
  }

  /// Float → Double is exact; Double's own subnormals survive their own format.
  @Test func floatToDouble() {
    let double = target("f64")
    for word in stride(from: UInt64(0), to: 0xFF80_0000, by: 0x0010_8081) {
      let x = Float(bitPattern: UInt32(word))
      if x.isNaN { continue }
      #expect(double.convert(word, from: f32, policy: nonfinite) == OracleResult(word: Double(x).bitPattern, flags: 0))
    }
  }
}
