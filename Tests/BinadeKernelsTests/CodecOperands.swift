import Binade
import BinadeKernels

/// Operands for codecs: where results change, and anything at all.
struct CodecOperands {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var word = state ^ (state >> 31)
    word = word &* 0xBF58_476D_1CE4_E5B9
    return word ^ (word >> 29)
  }

  /// Zeros, subnormals, ends of the range, infinities and NaN of every kind.
  static let specials: [UInt32] = {
    let positive: [UInt32] = [
      0, 1, 2, 0x003F_FFFF, 0x0040_0000, 0x0040_0001, 0x007F_FFFF, 0x0080_0000, 0x0080_0001, 0x00FF_FFFF, 0x3F80_0000, 0x7EFF_FFFF,
      0x7F00_0000,
      0x7F7F_FFFF, 0x7F80_0000, 0x7F80_0001, 0x7FA0_0000, 0x7FBF_FFFF, 0x7FC0_0000, 0x7FC0_0001, 0x7FFF_8000, 0x7FFF_FFFF,
    ]
    return positive + positive.map { $0 | 0x8000_0000 }
  }()

  /// The values of a format's codes and the midpoints between them, each with its neighbours up to two words away, of both signs. Formats
  /// with many codes give `limit` of them.
  mutating func boundaries(of format: FormatDescriptor, limit: Int) -> [UInt32] {
    let codes = 1 << format.magnitudeBits
    let magnitudes = codes <= limit ? Array(0..<UInt64(codes)) : (0..<limit).map { _ in next() & (UInt64(codes) - 1) }
    var words: [UInt32] = []
    for magnitude in magnitudes {
      let low = format.unpack(magnitude << UInt64(format.paddingBits))
      guard low.class == .finite || low.class == .zero else { continue }
      // One bit more than the significand has: value and midpoint.
      let unit = low.class == .zero || low.isSubnormal ? format.quantumExponent : low.exponent
      for half in [low.significand * 2, low.significand * 2 + 1] {
        let operand = Operand(significand: half, exponent: unit - 1)
        let word = UInt32(truncatingIfNeeded: Binary32.descriptor.roundPack(operand, .decoding).word)
        for distance: UInt32 in 0...2 {
          for neighbour in [word &- distance, word &+ distance] where neighbour < 0x8000_0000 {
            words += [neighbour, neighbour | 0x8000_0000]
          }
        }
      }
    }
    return words
  }

  /// Random words; half of them have exponents near the format's.
  mutating func random(_ count: Int, near format: FormatDescriptor) -> [UInt32] {
    let middle = min(max(format.minimumNormalExponent + 127, 8), 240)
    return (0..<count).map { index in
      let word = UInt32(truncatingIfNeeded: next())
      if index % 2 == 0 { return word }
      let field = UInt32(max(middle - 8, 0) + Int(next() % 24)) & 0xFF
      return word & 0x807F_FFFF | field << 23
    }
  }
}

/// What differed, in hexadecimal: operand, result, expected.
func difference(_ operand: some BinaryInteger, _ actual: some BinaryInteger, _ expected: some BinaryInteger) -> String {
  String(operand, radix: 16) + ": " + String(actual, radix: 16) + " instead of " + String(expected, radix: 16)
}
