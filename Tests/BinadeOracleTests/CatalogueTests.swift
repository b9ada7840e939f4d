import Testing

@testable import BinadeOracle

/// Constants typed from the published format tables, and properties of every format.
@Suite struct CatalogueTests {
  /// Largest finite value and its code, smallest normal and smallest subnormal value.
  static let floats: [(name: String, word: Int, largest: (UInt64, Double), normal: Double, smallest: Double)] = [
    ("e4m3fn", 8, (0x7E, 448), 0x1p-6, 0x1p-9),
    ("e5m2", 8, (0x7B, 57344), 0x1p-14, 0x1p-16),
    ("e2m3fn", 8, (0x1F, 7.5), 1, 0.125),
    ("e3m2fn", 8, (0x1F, 28), 0.25, 0.0625),
    ("e2m1fn", 8, (0x7, 6), 1, 0.5),
    ("e8m0fnu", 8, (0xFE, 0x1p127), 0x1p-127, 0x1p-127),
    ("ue4m3", 8, (0x7E, 448), 0x1p-6, 0x1p-9),
    ("ue5m3", 8, (0xFE, 114688), 0x1p-14, 0x1p-17),
    ("e4m3fnuz", 8, (0x7F, 240), 0x1p-7, 0x1p-10),
    ("e5m2fnuz", 8, (0x7F, 57344), 0x1p-15, 0x1p-17),
    ("e4m3b11fnuz", 8, (0x7F, 30), 0x1p-10, 0x1p-13),
    ("e4m3", 8, (0x77, 240), 0x1p-6, 0x1p-9),
    ("e3m4", 8, (0x6F, 15.5), 0.25, 0x1p-6),
    ("f16", 16, (0x7BFF, 65504), 0x1p-14, 0x1p-24),
    ("bf16", 16, (0x7F7F, 0x1.fep127), 0x1p-126, 0x1p-133),
    ("tf32", 32, (0x7F7F_E000, 0x1.ffcp127), 0x1p-126, 0x1p-136),
    ("f32", 32, (0x7F7F_FFFF, 0x1.fffffep127), 0x1p-126, 0x1p-149),
    ("f64", 64, (0x7FEF_FFFF_FFFF_FFFF, 0x1.fffffffffffffp1023), 0x1p-1022, 0x1p-1074),
  ]

  @Test(arguments: floats) func limits(_ row: (name: String, word: Int, largest: (UInt64, Double), normal: Double, smallest: Double)) {
    let format = OracleFormat.named(row.name)!
    #expect(format.wordBits == row.word)
    let largest = format.largestFinite(isNegative: false)
    #expect(format.word(magnitude: largest, isNegative: false) == row.largest.0)
    #expect(format.double(row.largest.0) == row.largest.1)
    let smallest = format.hasSubnormals ? 1 : 0
    #expect(format.double(format.word(magnitude: smallest, isNegative: false)) == row.smallest)
    let normal = format.hasSubnormals ? 1 << format.significandBits : 0
    #expect(format.double(format.word(magnitude: normal, isNegative: false)) == row.normal)
    #expect(format.isSubnormal(format.word(magnitude: max(normal - 1, 0), isNegative: false)) == format.hasSubnormals)
    #expect(!format.isSubnormal(format.word(magnitude: normal, isNegative: false)))
  }

  /// Code bits, lowest and highest value, and spacing.
  static let integers: [(name: String, bits: Int, lowest: Double, highest: Double, quantum: Double)] = [
    ("int8", 8, -128, 127, 1), ("int7", 7, -64, 63, 1), ("int6", 6, -32, 31, 1), ("int5", 5, -16, 15, 1), ("int4", 4, -8, 7, 1),
    ("int3", 3, -4, 3, 1), ("int2", 2, -2, 1, 1),
    ("int8-symmetric", 8, -127, 127, 1), ("int6-symmetric", 6, -31, 31, 1), ("int4-symmetric", 4, -7, 7, 1),
    ("int2-symmetric", 2, -1, 1, 1),
    ("int8-sign-magnitude", 8, -127, 127, 1), ("int5-sign-magnitude", 5, -15, 15, 1), ("int2-sign-magnitude", 2, -1, 1, 1),
    ("uint8", 8, 0, 255, 1), ("uint7", 7, 0, 127, 1), ("uint4", 4, 0, 15, 1), ("uint1", 1, 0, 1, 1),
    ("s1p6", 8, -2, 127.0 / 64, 1.0 / 64), ("s2p6", 8, -2, 127.0 / 64, 1.0 / 64),
  ]

  @Test(arguments: integers)
  func integerLimits(_ row: (name: String, bits: Int, lowest: Double, highest: Double, quantum: Double)) {
    let target = target(row.name)
    #expect(target.format.codeBits == row.bits && target.format.wordBits == 8)
    #expect(target.format.double(target.convert(1e9).word) == row.highest)
    #expect(target.format.double(target.convert(-1e9, ["negative": "zero"]).word) == row.lowest)
    #expect(target.format.double(1) == row.quantum)
    #expect(!target.format.isSubnormal(1))
  }

  /// The special codes of the one-byte formats, counted.
  @Test func specialCodes() {
    for (name, nans, infinities): (String, [UInt64], [UInt64]) in [
      ("e4m3fn", [0x7F, 0xFF], []), ("e5m2", [0x7D, 0x7E, 0x7F, 0xFD, 0xFE, 0xFF], [0x7C, 0xFC]), ("e2m1fn", [], []),
      ("e2m3fn", [], []), ("e3m2fn", [], []), ("e8m0fnu", [0xFF], []), ("ue4m3", [0x7F], []), ("ue5m3", [0xFF], []),
      ("e4m3fnuz", [0x80], []), ("e5m2fnuz", [0x80], []), ("e4m3b11fnuz", [0x80], []),
      ("e4m3", [0x79, 0x7A, 0x7B, 0x7C, 0x7D, 0x7E, 0x7F, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF], [0x78, 0xF8]),
    ] {
      let format = OracleFormat.named(name)!
      #expect(format.words.filter { format.double($0).isNaN } == nans, "\(name)")
      #expect(format.words.filter { format.double($0).isInfinite } == infinities, "\(name)")
    }
    // Bits outside the code mean nothing [formats-3].
    #expect(OracleFormat.named("ue4m3")!.double(0xB8) == 1)
    #expect(OracleFormat.named("e2m1fn")!.double(0xF7) == 6)
    #expect(OracleFormat.named("tf32")!.double(0x3F80_1FFF) == 1)
    #expect(f16.double(0xABCD_3C00) == 1)
  }

  @Test func names() {
    #expect(OracleFormat.catalogue.count == 18 + 7 * 3 + 8 + 2)
    #expect(Set(OracleFormat.catalogue.map(\.name)).count == OracleFormat.catalogue.count)
    #expect(OracleFormat.named("e4m3fnx") == nil)
  }

  /// Every code converts to itself, but for NaN payloads, and but for the one code that a symmetric format never produces.
  @Test func roundTrips() {
    for format in OracleFormat.catalogue where format.codeBits <= 16 {
      let target = OracleTarget(format)
      let keep = policy(["nan": "payload", "overflow": "nonfinite"])
      for word in format.words {
        let result = target.convert(word, from: format, policy: keep)
        if format.isSymmetric && word == UInt64(1) << UInt64(format.magnitudeBits) {
          #expect(result == OracleResult(word: word + 1, flags: overflow | inexact))
        } else if case .nan(_, let payload, _) = format.decode(word) {
          let quietBit = UInt64(1) << UInt64(max(format.significandBits - 1, 0))
          let quiet = payload & quietBit != 0 || format.highNaNCount <= 1 ? word : word | quietBit
          #expect(result == OracleResult(word: quiet, flags: 0), "\(format.name) \(word)")
        } else {
          #expect(result == OracleResult(word: word, flags: 0), "\(format.name) \(word)")
        }
      }
    }
  }

  /// The same for samples of the wide formats, both ways of finding neighbours.
  @Test(arguments: ["tf32", "f32", "f64"]) func wideRoundTrips(_ name: String) {
    let target = target(name)
    let nonfinite = policy(["nan": "payload", "overflow": "nonfinite"])
    var bits: UInt64 = 1
    for _ in 0..<5000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let padding = (UInt64(1) << UInt64(target.format.paddingBits)) - 1
      let word = (bits >> UInt64(64 - target.format.wordBits)) & ~padding
      if case .nan = target.format.decode(word) { continue }
      #expect(target.convert(word, from: target.format, policy: nonfinite) == OracleResult(word: word, flags: 0))
    }
  }
}
