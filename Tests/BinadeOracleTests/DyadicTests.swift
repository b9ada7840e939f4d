import Testing

@testable import BinadeOracle

/// The exact number type, against facts small enough to see and against the host's Double where that is exact.
@Suite struct DyadicTests {
  @Test func orderAndArithmetic() {
    var numbers: [(Dyadic, Double)] = []
    for significand in [0, 1, 2, 3, 5, 7, 8, 255, 1 << 20, (1 << 20) + 1] {
      for exponent in [-70, -23, -1, 0, 1, 4] {
        let value = Double(sign: .plus, exponent: exponent, significand: Double(significand))
        numbers.append((Dyadic(UInt128(significand), exponent: exponent), value))
      }
    }
    for (a, x) in numbers {
      for (b, y) in numbers {
        #expect((a < b) == (x < y) && (a == b) == (x == y))
        #expect(double(a * b) == x * y)
        if abs(a.exponent - b.exponent) < 30 {
          #expect(double(a + b) == x + y)
          if y <= x { #expect(double(a - b) == x - y) }
        }
      }
      if x > 0 {
        #expect(a.binade == Int(x.exponent))
        #expect(a.reduced.significand % 2 == 1 && a.reduced == a)
      }
      for unit in -40...10 {
        let floor = (x / Double(sign: .plus, exponent: unit, significand: 1)).rounded(.down)
        if floor < 0x1p60 { #expect(a.floor(inUnitsOf: unit) == UInt128(floor)) }
      }
    }
  }

  private func double(_ x: Dyadic) -> Double {
    Double(sign: .plus, exponent: x.exponent, significand: Double(x.significand))
  }

  @Test func text() {
    for (number, hexadecimal, decimal): (Dyadic, String, String) in [
      (.zero, "0x0p+0", "0"), (Dyadic(1), "0x1p+0", "1"), (Dyadic(3, exponent: -4), "0x1.8p-3", "0.1875"),
      (Dyadic(448), "0x1.cp+8", "448"), (Dyadic(7, exponent: 6), "0x1.cp+8", "448"), (.power(-1), "0x1p-1", "0.5"),
      (Dyadic(33, exponent: -1), "0x1.08p+4", "16.5"), (Dyadic(31, exponent: -1), "0x1.fp+3", "15.5"),
      (.power(127), "0x1p+127", "170141183460469231731687303715884105728"), (.power(-9), "0x1p-9", "0.001953125"),
    ] {
      #expect(number.hexadecimal == hexadecimal)
      #expect(number.decimal == decimal)
    }
    #expect(OracleValue.finite(isNegative: true, Dyadic(3, exponent: -4)).hexadecimal == "-0x1.8p-3")
    #expect(OracleValue.zero(isNegative: true).decimal == "-0")
    #expect(OracleValue.infinity(isNegative: true).decimal == "-inf")
    #expect(OracleValue.nan(isNegative: true, payload: 0, payloadBits: 3).decimal == "nan")
    #expect(f64.decode((0.1).bitPattern).decimal == "0.1000000000000000055511151231257827021181583404541015625")
    let smallest = f64.decode(1).decimal
    #expect(smallest.count == 2 + 1074 && smallest.hasPrefix("0.000") && smallest.hasSuffix("625"))
    #expect(Double(smallest) == Double(bitPattern: 1))
  }

  /// Both texts read back by the host are the number again.
  @Test func textReadsBack() {
    var bits: UInt64 = 1
    for _ in 0..<300 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let x = Double(bitPattern: bits & ~(UInt64(1) << 63))
      guard x.isFinite else { continue }
      let value = f64.decode(x.bitPattern)
      #expect(Double(value.hexadecimal) == x && Double(value.decimal) == x)
    }
  }
}
