import BinadeOracle
import Testing

/// How often each E2M1 code comes out of all 65536 bfloat16 operands, by counting bit patterns between the decision thresholds.
@Suite struct HistogramTests {
  @Test func e2m1FromBFloat16() {
    let target = target("e2m1fn")
    var counts = [Int](repeating: 0, count: 16)
    for word in UInt64(0)..<0x10000 {
      counts[Int(target.convert(word, from: bf16, policy: policy()).word)] += 1
    }
    // Positive patterns ascend with their value. The last pattern of each bucket, ties to the even code:
    // ¼ → 0, just below ¾ → ½, 1¼ → 1, just below 1¾ → 1½, 2½ → 2, just below 3½ → 3, 5 → 4, and infinity → 6.
    let last = [0x3E80, 0x3F3F, 0x3FA0, 0x3FDF, 0x4020, 0x405F, 0x40A0, 0x7F80]
    for code in 0..<8 {
      let size = last[code] - (code == 0 ? -1 : last[code - 1])
      // All 127 NaNs of either sign become +6.
      #expect(counts[code] == size + (code == 7 ? 254 : 0))
      #expect(counts[code + 8] == size)
    }
    #expect(counts == [16001, 191, 97, 63, 65, 63, 65, 16350, 16001, 191, 97, 63, 65, 63, 65, 16096])
  }
}
