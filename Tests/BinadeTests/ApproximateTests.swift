import Binade
import Foundation
import Testing

/// [arithmetic-5], [arithmetic-6]: the ends of the ranges as measured on an H200, and the distance from the exact function. Every significand
/// is compared with the chip by its digests: [captures-9].
@Suite struct ApproximateTests {
  @Test(
    arguments: [
      (0, 0x7F80_0000), (0x8000_0000, 0xFF80_0000), (1, 0x7F80_0000), (0x807F_FFFF, 0xFF80_0000), (0xBF80_0000, 0x7FFF_FFFF),
      (0x8080_0000, 0x7FFF_FFFF), (0xFF80_0000, 0x7FFF_FFFF), (0x7F80_0000, 0), (0x7FC0_0000, 0x7FFF_FFFF), (0xFF80_0001, 0x7FFF_FFFF),
      // Powers of four are exact.
      (0x3F80_0000, 0x3F80_0000), (0x4080_0000, 0x3F00_0000), (0x3E80_0000, 0x4000_0000), (0x7E80_0000, 0x2000_0000),
      (0x0180_0000, 0x5E80_0000),
    ] as [(UInt32, UInt32)])
  func inverseSquareRoots(_ operand: UInt32, _ expected: UInt32) { #expect(Binary32.approximateInverseSquareRoot(operand) == expected) }

  @Test(
    arguments: [
      (0, 0x3F80_0000), (0x8000_0000, 0x3F80_0000), (1, 0x3F80_0000), (0x807F_FFFF, 0x3F80_0000), (0x0080_0000, 0x3F80_0000),
      (0x3F80_0000, 0x4000_0000), (0xBF80_0000, 0x3F00_0000), (0x42FE_0000, 0x7F00_0000), (0x4300_0000, 0x7F80_0000),
      (0x7F80_0000, 0x7F80_0000), (0xC2FC_0000, 0x0080_0000), (0xC2FC_0001, 0), (0xC300_0000, 0), (0xFF80_0000, 0),
      (0x7F80_0001, 0x7FFF_FFFF), (0xFFC0_0000, 0x7FFF_FFFF),
      // One step below zero is two below one.
      (0xB400_0000, 0x3F7F_FFFE), (0xB380_0000, 0x3F80_0000), (0x3380_0000, 0x3F80_0000),
    ] as [(UInt32, UInt32)])
  func exponentials(_ operand: UInt32, _ expected: UInt32) { #expect(Binary32.approximateExponential(operand) == expected) }

  /// Through all exponents: no further from the exact value than a few units of the last place, or of the operand's last fraction bit.
  @Test func distance() {
    var furthestRoot = 0.0
    var furthestPower = 0.0
    var generator: UInt64 = 1
    for field in UInt32(1)...254 {
      for _ in 0..<40 {
        generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let word = field << 23 | UInt32(truncatingIfNeeded: generator >> 41)
        let x = Double(Float(bitPattern: word))
        let root = Double(Float(bitPattern: Binary32.approximateInverseSquareRoot(word)))
        furthestRoot = max(furthestRoot, abs(root * x.squareRoot() - 1))
        guard abs(x) < 126 else { continue }
        for (operand, exact) in [(word, exp2(x)), (word | 0x8000_0000, exp2(-x))] {
          let power = Double(Float(bitPattern: Binary32.approximateExponential(operand)))
          furthestPower = max(furthestPower, abs(power / exact - 1))
        }
      }
    }
    #expect(furthestRoot < 0x1p-22 && furthestPower < 0x1.8p-22)
    #expect(furthestRoot > 0 && furthestPower > 0)
  }
}
