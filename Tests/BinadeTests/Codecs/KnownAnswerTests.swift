import Binade
import Testing

/// Codes typed from published tables and vendor documentation, not from any program of ours.
@Suite struct KnownAnswerTests {
  @Test(
    arguments: [
      (0.0, 0x00), (-0.0, 0x80), (1.0, 0x38), (448.0, 0x7E), (-448.0, 0xFE), (464.0, 0x7E), (465.0, 0x7E), (0.015625, 0x08),
      (0.001953125, 0x01),
      (0.0009765625, 0x00), (0.00097656256, 0x01), (.infinity, 0x7E), (-.infinity, 0xFE), (17.0, 0x58), (19.0, 0x5A),
    ] as [(Float, UInt8)])
  func e4m3fn(_ value: Float, _ code: UInt8) {
    #expect(E4M3FN.encode(value) == code)
  }

  @Test(
    arguments: [
      (57344.0, 0x7B), (61439.996, 0x7B), (61440.0, 0x7C), (-61440.0, 0xFC), (.infinity, 0x7C), (0.0000152587890625, 0x01),
      (6.1035156e-05, 0x04),
      (.nan, 0x7F),
    ] as [(Float, UInt8)])
  func e5m2NotSaturating(_ value: Float, _ code: UInt8) {
    #expect(E5M2.encode(value, Conversion(overflow: .nonfinite)) == code)
  }

  /// OCP FP4: the decision points of nearest-even.
  @Test(
    arguments: [
      (0.25, 0), (0.2500001, 1), (0.75, 2), (0.7499999, 1), (1.25, 2), (1.75, 4), (2.5, 4), (2.5000002, 5), (3.5, 6), (5.0, 6),
      (5.0000005, 7), (7.0, 7),
      (1e30, 7), (-6.0, 0xF), (-0.25, 8), (.nan, 7), (-.nan, 7),
    ] as [(Float, UInt8)])
  func e2m1fn(_ value: Float, _ code: UInt8) {
    #expect(E2M1FN.encode(value) == code)
  }

  @Test(
    arguments: [
      (1.0, 0x7F), (1.5, 0x80), (0.75, 0x7E), (2.0, 0x80), (3.4028235e38, 0xFE), (0.0, 0x00), (-4.0, 0x81), (5.8774718e-39, 0x00),
      (1.1754944e-38, 0x01),
      (.nan, 0xFF), (.infinity, 0xFE),
    ] as [(Float, UInt8)])
  func e8m0fnu(_ value: Float, _ code: UInt8) {
    #expect(E8M0FNU.encode(value) == code)
  }

  @Test func integers() {
    #expect(INT8.encode(Float(-128.4)) == 0x80)
    #expect(INT8Symmetric.encode(Float(-128.4)) == 0x81)
    #expect(INT4.encode(Float(2.5)) == 2)
    #expect(INT4.encode(Float(-3.5)) == 0xC)
    #expect(INT4.encode(Float.nan) == 0)
    #expect(UINT8.encode(Float(-1)) == 0)
    #expect(UINT8.encode(Float(300)) == 255)
    #expect(INT8SignMagnitude.encode(Float(-0.2)) == 0x80)
    #expect(S1P6.encode(Float(-2)) == 0x80)
    #expect(S1P6.encode(Float(2)) == 0x7F)
    #expect(INT4.decode(0x8) as Float == -8)
    #expect(S2F6.decode(0x7F) as Float == 1.984375)
  }

  /// The host's own conversions are another witness: nearest-even from Float and Double.
  @Test func hostConversionsAgree() {
    let conversion = Conversion(overflow: .nonfinite, nan: .quiet)
    var state: UInt64 = 42
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let single = Float(bitPattern: UInt32(truncatingIfNeeded: state >> 32))
      let double = Double(bitPattern: state ^ state << 21)
      if !single.isNaN { #expect(Binary16.encode(single, conversion) == Float16(single).bitPattern, "\(single)") }
      if !double.isNaN { #expect(Binary32.encode(double, conversion) == Float(double).bitPattern, "\(double)") }
      if !single.isNaN { #expect(Binary64.encode(single, conversion) == Double(single).bitPattern, "\(single)") }
    }
  }

  @Test func flagsAreReported() {
    #expect(E4M3FN.convert(Float(1)).flags == [])
    #expect(E4M3FN.convert(Float(1.01)).flags == .inexact)
    #expect(E4M3FN.convert(Float(1000)).flags == [.overflow, .inexact])
    #expect(E4M3FN.convert(Float(1e-9)).flags == [.underflow, .inexact])
    #expect(E4M3FN.convert(Float(0.001953125)).flags == [])
    #expect(E2M1FN.convert(Float.nan).flags == .invalid)
    #expect(UINT4.convert(Float(-1)).flags == .invalid)
  }

  @Test func encodedValues() {
    let x = Encoded<E4M3FN>(0.3)
    #expect(x.bitPattern == 0x2A)
    #expect(Float(x) == 0.3125)
    #expect(E5M2.encode(x) == 0x35)
    #expect(TF32.encode(Float(1)) == 0x3F80_0000)
    #expect(TF32.decode(0x3F80_1FFF) as Float == 1)
  }
}
