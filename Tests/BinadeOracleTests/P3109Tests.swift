import BinadeOracle
import Testing

/// The P3109 family against value tables that another implementation made.
@Suite struct P3109Tests {
  /// Every code of every format with 3 to 9 bits.
  @Test func valueTables() {
    for family in p3109Digests {
      for (index, digest) in family.digests.enumerated() {
        let format = OracleFormat.p3109(
          bits: family.bits, precision: index + 1, isSigned: family.isSigned, isExtended: family.isExtended)
        let text = format.words.map { format.decode($0).hexadecimal }.joined(separator: "\n")
        #expect(fnv1a(text) == digest, "\(format.name)")
      }
    }
  }

  private func fnv1a(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// Landmarks of 8-bit formats: the bias, the largest finite number, the infinities and the NaN.
  @Test func landmarks() {
    let signed = OracleFormat.p3109(bits: 8, precision: 4, isSigned: true, isExtended: true)
    #expect(signed.name == "p3109_k8p4se" && signed.bias == 8)
    #expect(signed.double(0x40) == 1 && signed.double(0x7E) == 224 && signed.double(0x7F) == .infinity)
    #expect(signed.double(0x80).isNaN && signed.double(0xFF) == -.infinity && signed.double(0x01) == 0x1p-10)
    let finite = OracleFormat.p3109(bits: 8, precision: 4, isSigned: true, isExtended: false)
    #expect(finite.double(0x7F) == 240 && finite.double(0xFF) == -240)
    let unsigned = OracleFormat.p3109(bits: 8, precision: 4, isSigned: false, isExtended: true)
    #expect(unsigned.double(0xFF).isNaN && unsigned.double(0xFE) == .infinity && unsigned.double(0x80) == 1)
  }

  /// The single NaN and the infinities as results; every code converts to itself.
  @Test func conversions() {
    for precision in 1...7 {
      for (isSigned, isExtended) in [(true, true), (true, false), (false, true), (false, false)] {
        let format = OracleFormat.p3109(bits: 8, precision: precision, isSigned: isSigned, isExtended: isExtended)
        let target = OracleTarget(format)
        let nan: UInt64 = isSigned ? 0x80 : 0xFF
        let nonfinite: UInt64 = isExtended ? (isSigned ? 0x7F : 0xFE) : nan
        #expect(target.convert(.nan).word == nan)
        #expect(target.convert(1e300, ["overflow": "nonfinite"]).word == nonfinite, "\(format.name)")
        #expect(target.convert(-0.0).word == 0)
        for word in format.words {
          let result = target.convert(word, from: format, policy: policy(["overflow": "nonfinite"]))
          #expect(result == OracleResult(word: word, flags: 0), "\(format.name) \(word)")
        }
      }
    }
  }
}
