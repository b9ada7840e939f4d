import Testing

@testable import BinadeVectors

/// [captures-3] to [captures-7] against the generators in Vectors/capture, which are another program.
@Suite("captures: inputs") struct CaptureInputTests {
  private static let numbers: [CaptureFamily] = [
    .bits, .finite, .normal, .outliers, .wide, .cancel, .cancelC, .cLarge, .cZero, .floor, .zeros, .special, .subnormal, .powers, .large,
    .ties,
  ]
  private static let integers: [CaptureFamily] = [.bits, .cZero, .cLimit, .extremes]
  private static let scaled: [CaptureFamily] = [
    .bits, .finite, .normal, .outliers, .wide, .cancel, .cancelC, .cLarge, .cZero, .blocks, .ties, .zeros, .special, .scaleNaN, .scaleEnds,
  ]

  /// The digest of the digests of two tiles of each family, in the generators' order.
  @Test(arguments: [
    ("sm_90:mma.f32.f16.f16", 16, "24e63f020d00795b"), ("sm_90:mma.m16n8k4.f32.tf32.tf32", 17, "10db6ace01b22549"),
    ("sm_90:mma.f16.e5m2.e4m3", 16, "261607a532bfcf15"), ("sm_90:mma.m8n8k4.f64.f64.f64", 17, "67323eb819adb1fa"),
    ("sm_90:mma.s32.s4.u4.satfinite", 4, "56f25780ece459d0"), ("sm_90:mma.m16n8k128.s32.b1.b1.xor.popc", 4, "5841fad74f0ea7e7"),
    ("sm_90:wgmma.f32.e4m3.e5m2", 16, "f582c05e46940252"), ("sm_90:mma.sp.f16.f16.f16", 17, "eac5e418ec4f9091"),
    ("sm_90:mma.sp.m16n8k8.f32.tf32.tf32", 17, "2bc1a60cc10d1b65"), ("sm_90:wgmma.sp.s32.u8.s8", 4, "a517322c30391d8b"),
    ("sm_100:tcgen05.f8f6f4.f32.e2m3.e3m2", 16, "9afd46bf92233fc7"), ("sm_120:mma.f8f6f4.f32.e2m1.e4m3", 16, "3e34bc2043784177"),
    ("sm_120:mma.mxf8f6f4.f32.e4m3.e5m2.ue8m0.block32", 18, "683391d5749dc964"),
    ("sm_120:mma.mxf8f6f4.f32.e3m2.e2m1.ue8m0.block32", 18, "da434e2841d0bbe2"),
    ("sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", 16, "28527dc2aa1fa267"),
    ("sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block16", 18, "b44f3fbe2fe7bdab"),
    ("sm_100:tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32", 18, "e66aa4c05b341032"),
  ])
  func digests(_ name: String, _ count: Int, _ expected: String) throws {
    let instruction = try #require(CaptureInstruction(name))
    var families = instruction.isInteger ? Self.integers : instruction.blocks > 0 ? Self.scaled : Self.numbers
    if name.contains("ue8m0") { families += [.large, .floor, .floorTies] }
    if name.contains("ue4m3") { families.append(.scaleSign) }
    if families.count < count { families.append(.floorTies) }
    #expect(families.count == count)
    var texts: [String] = []
    for family in families {
      let inputs = try #require(CaptureInputs(instruction, family))
      let digest = CaptureInputDigest.value(inputs, tiles: 2)
      var kept = CaptureInputDigest(instruction, tiles: 2)
      for tile in 0..<2 { kept.add(inputs.tile(tile)) }
      #expect(kept.value(inputs) == digest)
      texts.append(Hex.digits(digest, bits: 64))
    }
    let joined = texts.joined(separator: " ")
    #expect(SHA256.hexDigest(of: Array(joined.utf8)).hasPrefix(expected), "\(joined)")
  }

  @Test func instructionsHaveTheirFamilies() throws {
    let integer = try #require(CaptureInstruction("sm_90:mma.s32.s8.s8"))
    let number = try #require(CaptureInstruction("sm_90:mma.f32.f16.f16"))
    let inputs = [
      CaptureInputs(integer, .normal), CaptureInputs(number, .extremes), CaptureInputs(number, .scaleNaN),
      CaptureInputs(integer, .floorTies),
    ]
    #expect(inputs.allSatisfy { $0 == nil })
    #expect(CaptureInstruction("sm_90:mma.f32.f16") == nil && CaptureInstruction("") == nil && CaptureInstruction("sm_90:mma.ü") == nil)
  }

  /// Numbers of binary64 rounded to an accumulator, against the host's own conversion.
  @Test func rounding() throws {
    let single = try #require(CaptureFormat.named("f32"))
    let random = CounterRandom(seed: 3)
    var differences = 0
    for index in 0..<20_000 {
      let word = random[UInt64(index)]
      // Exponents around and beyond the range of binary32.
      let number = Double(sign: word & 1 == 0 ? .plus : .minus, exponent: Int(word >> 8 % 300) - 160, significand: Double(word >> 11 | 1))
      let float = Float(number)
      let expected = float.isFinite ? UInt64(float.bitPattern) : 0
      if single.rounded(number) != expected { differences += 1 }
    }
    #expect(differences == 0)
    #expect(single.rounded(-0.0) == 0x8000_0000 && single.rounded(.infinity) == 0 && single.rounded(.leastNonzeroMagnitude) == 0)
    let half = try #require(CaptureFormat.named("f16"))
    let pairs: [(Double, UInt64)] = [
      (65519.99, 0x7BFF), (65520, 0), (0x1p-25, 0), (0x1.8p-25, 1), (0x1p-24, 1), (-0x1.8p-24, 0x8002), (1 + 0x1p-11, 0x3C00),
      (1 + 0x1.8p-10, 0x3C02),
      (0x1.ffcp-15, 0x400), (0x1.ff8p-15, 0x3FF),
    ]
    for (number, word) in pairs { #expect(half.rounded(number) == word, "\(number)") }
  }
}
