import Binade

/// Words of binary32 for comparisons of kernels: random bits, numbers of some width, and the neighbourhood of where a format's codes change.
struct FloatDraw {
  /// What is drawn.
  enum Kind: CaseIterable {
    /// Any bits.
    case bits
    /// Numbers like those of a network.
    case bell
    /// Numbers of a few binades, anywhere.
    case binades
    /// Values of codes and their midpoints, with their neighbours.
    case steps
    /// Mostly zeros of both signs.
    case zeros
    /// Subnormal numbers.
    case tiny
  }

  private let random: CounterRandom
  private var next: UInt64 = 0
  /// The values of a format's codes, ascending, as words of binary32.
  private let values: [UInt32]

  init(seed: UInt64, index: Int, values: [UInt32]) {
    random = CounterRandom(seed: CounterRandom(seed: seed)[UInt64(index)])
    self.values = values
  }

  mutating func bits() -> UInt64 {
    next += 1
    return random[next]
  }

  mutating func below(_ bound: Int) -> Int { Int(bits() % UInt64(bound)) }

  /// `count` words of one kind, a factor of 2^`shift` on those that have a size.
  mutating func words(_ kind: Kind, count: Int, shift: Int) -> [UInt32] {
    (0..<count).map { _ in word(kind, shift: shift) }
  }

  private mutating func word(_ kind: Kind, shift: Int) -> UInt32 {
    let draw = bits()
    let sign = UInt32(truncatingIfNeeded: draw >> 63) << 31
    switch kind {
    case .bits: return UInt32(truncatingIfNeeded: draw)
    case .bell:
      let sum = (draw & 0xFFFF) + (draw >> 16 & 0xFFFF) + (draw >> 32 & 0xFFFF) + (draw >> 48)
      return Self.scaled((Float(sum) - 131_070) / 37_837, shift)
    case .binades: return sign | UInt32(100 + (draw >> 40 & 31)) << 23 | UInt32(truncatingIfNeeded: draw) & 0x7F_FFFF
    case .steps:
      guard values.count > 1 else { return sign }
      let place = Int((draw >> 8) % UInt64(values.count - 1))
      let (low, high) = (Float(bitPattern: values[place]), Float(bitPattern: values[place + 1]))
      let value = draw & 1 == 0 ? low : low + (high - low) / 2
      let offset = Int32(draw >> 1 & 7) - 3
      return sign | UInt32(bitPattern: Int32(bitPattern: Self.scaled(value, shift)) &+ (offset > 3 ? 0 : offset)) & 0x7FFF_FFFF
    case .zeros:
      let isNumber = draw >> 8 & 7 == 0
      return isNumber ? sign | UInt32(110 + (draw >> 40 & 15)) << 23 | UInt32(truncatingIfNeeded: draw) & 0x7F_FFFF : sign
    case .tiny: return sign | UInt32(truncatingIfNeeded: draw) & 0x7F_FFFF
    }
  }

  private static func scaled(_ value: Float, _ shift: Int) -> UInt32 {
    (value * Float(sign: .plus, exponent: min(max(shift, -126), 127), significand: 1)).bitPattern
  }

  /// The positive values of a format, as words of binary32.
  static func values(of format: FormatDescriptor) -> [UInt32] {
    guard format.codeBits <= 16 else { return [] }
    var words: [UInt32] = []
    for code in 0...format.magnitudeMask {
      let operand = format.unpack(code << UInt64(format.paddingBits))
      guard operand.class == .finite || operand.class == .zero, !operand.isNegative else { continue }
      words.append(UInt32(Binary32.descriptor.roundPack(operand, .decoding).word))
    }
    return words.sorted()
  }
}
