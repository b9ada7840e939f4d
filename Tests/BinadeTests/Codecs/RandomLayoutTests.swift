import Binade
import Testing

/// The random fields of each layout, for the word 0x89ABCDEF. Spec [rounding-7].
@Suite struct RandomLayoutTests {
  @Test(
    arguments: [
      (.perElement8, 8, [0xEF, 0xEF]), (.perElement16, 16, [0xCDEF]), (.perElement32, 32, [0x89AB_CDEF]),
      (.bytes, 8, [0xEF, 0xCD, 0xAB, 0x89]),
      (.ptxF16x2, 13, [0x0DEF, 0x09AB]), (.ptxBF16x2, 16, [0xCDEF, 0x89AB]),
      // CDEF = 1100110111101111 reversed is 1111011110110011; 89AB = 1000100110101011 reversed is 1101010110010001.
      (.ptxX4, 16, [0xCDEF, 0xF7B3, 0x89AB, 0xD591]), (.ptxX4Straight, 16, [0xCDEF, 0xCDEF, 0x89AB, 0x89AB]),
      (.ptxE2M1x4, 8, [0xEF, 0xAB, 0xCD, 0x89]),
    ] as [(RandomLayout, Int, [UInt32])])
  func fields(_ layout: RandomLayout, _ width: Int, _ expected: [UInt32]) {
    for (index, bits) in expected.enumerated() {
      let field = layout.field(of: 0x89AB_CDEF, at: index)
      #expect(field.bits == bits && field.width == width, "\(layout.name) element \(index): \(String(field.bits, radix: 16))")
    }
  }

  /// The probability of rounding up is the truncated distance: counted over every field of 8 bits.
  @Test func everyFieldCountsOnce() {
    for (value, ups) in [(1.0, 0), (1.125, 64), (1.25, 128), (1.4921875, 252), (1.498046875, 255), (1.4990234375, 255)] as [(Float, Int)] {
      let conversion = Conversion(rounding: .stochastic)
      let count = (0..<256).count { E2M1FN.encode(value, conversion, random: RandomField(UInt32($0), width: 8)) == 3 }
      #expect(count == ups, "\(value)")
    }
  }
}
