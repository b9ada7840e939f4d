import Binade

/// A deliberately wrong scalar codec: a bug that hardware teams and quantizers really make. Spec [coverage-8].
struct ScalarMutant: Sendable {
  let name: String
  /// Whether the bug can show in this suite at all.
  let applies: @Sendable (VectorSuite) -> Bool
  let codec: VectorVerifier.Codec

  init(
    _ name: String, for applies: @escaping @Sendable (VectorSuite) -> Bool = { $0.operation == .encode },
    _ codec: @escaping VectorVerifier.Codec
  ) {
    self.name = name
    self.applies = applies
    self.codec = codec
  }
}

/// Structural bugs; wrong policies are made from the policies themselves, see ``Mutation``.
enum ScalarMutants {
  private static func right(
    _ word: UInt64, _ source: FormatDescriptor, _ target: FormatDescriptor, _ conversion: Conversion, _ random: RandomField?
  ) -> (word: UInt64, flags: Flags) {
    VectorVerifier.definition(word, source, target, conversion, random)
  }

  private static let rounding: @Sendable (VectorSuite) -> Bool = { $0.operation == .encode && $0.format.id != .binary64 }
  private static let narrow: @Sendable (VectorSuite) -> Bool = { $0.operation == .encode && $0.format.descriptor.codeBits <= 16 }
  private static let floating: @Sendable (VectorSuite) -> Bool = {
    $0.operation == .encode && $0.format.descriptor.codeBits <= 16 && !$0.format.descriptor.isFixedPoint
      && $0.format.descriptor.hasSubnormals && $0.format.descriptor.significandBits > 0
  }
  private static let decoding: @Sendable (VectorSuite) -> Bool = { $0.operation == .decode }

  static let all: [ScalarMutant] = [
    ScalarMutant("sticky bit lost: only one guard and one round bit are kept", for: narrow) { word, source, target, conversion, random in
      let kept = target.significandBits + 2
      let dropped = max(0, source.significandBits - kept)
      return right((word >> UInt64(dropped)) << UInt64(dropped), source, target, conversion, random)
    },
    ScalarMutant(
      "double rounding through binary16",
      for: {
        narrow($0) && ![.binary16, .tf32].contains($0.format.id) && !$0.format.descriptor.isFixedPoint && $0.format.descriptor.hasSubnormals
      }
    ) {
      word, source, target, conversion, random in
      let half = right(word, source, Binary16.descriptor, Conversion(overflow: .nonfinite), nil)
      return right(half.word, Binary16.descriptor, target, conversion, random)
    },
    ScalarMutant("Double is narrowed to Float first", for: narrow) { word, source, target, conversion, random in
      guard source == Binary64.descriptor else { return right(word, source, target, conversion, random) }
      let single = right(word, source, Binary32.descriptor, Conversion(overflow: .nonfinite), nil)
      return right(single.word, Binary32.descriptor, target, conversion, random)
    },
    ScalarMutant("carry lost: rounding up to the next binade forgets the exponent", for: floating) {
      word, source, target, conversion, random in
      var result = right(word, source, target, conversion, random)
      var down = conversion
      down.rounding = .towardZero
      let truncated = right(word, source, target, down, nil)
      let step = UInt64(1) << UInt64(target.significandBits)
      if result.word & target.magnitudeMask == (truncated.word & target.magnitudeMask) + 1, result.word & (step - 1) == 0,
        result.word & target.magnitudeMask > step
      {
        result.word -= step
      }
      return result
    },
    ScalarMutant("saturates one code below the maximum") { word, source, target, conversion, random in
      var result = right(word, source, target, conversion, random)
      let maximum = target.maximumFiniteMagnitude << UInt64(target.paddingBits)
      if result.word == maximum && result.flags.contains(.overflow) { result.word = maximum - (1 << UInt64(target.paddingBits)) }
      return result
    },
    ScalarMutant("the subnormal shift is one too far", for: floating) { word, source, target, conversion, random in
      var result = right(word, source, target, conversion, random)
      let magnitude = result.word & target.magnitudeMask
      if magnitude > 0 && magnitude >> UInt64(target.significandBits) == 0 {
        result.word = result.word & ~target.magnitudeMask | magnitude >> 1
      }
      return result
    },
    ScalarMutant("the sign is applied twice") { word, source, target, conversion, random in
      let operand = source.unpack(word)
      guard operand.isNegative, operand.class == .finite else { return right(word, source, target, conversion, random) }
      return right(word & ~(source.signMask << UInt64(source.paddingBits)), source, target, conversion, random)
    },
    ScalarMutant("infinity is taken for NaN") { word, source, target, conversion, random in
      guard source.unpack(word).class == .infinity else { return right(word, source, target, conversion, random) }
      return right(word | 1 << UInt64(source.paddingBits), source, target, conversion, random)
    },
    ScalarMutant("a signalling NaN is taken for infinity") { word, source, target, conversion, random in
      let operand = source.unpack(word)
      guard operand.class == .nan, operand.significand >> 63 == 0 else { return right(word, source, target, conversion, random) }
      let infinity = (source.infinityMagnitude ?? 0) << UInt64(source.paddingBits)
      return right(infinity | word & (source.signMask << UInt64(source.paddingBits)), source, target, conversion, random)
    },
    ScalarMutant("source subnormals have an implicit one") { word, source, target, conversion, random in
      let operand = source.unpack(word)
      guard operand.isSubnormal else { return right(word, source, target, conversion, random) }
      let wrong = Operand(
        significand: operand.significand | 1 << UInt64(source.significandBits), exponent: operand.exponent, isNegative: operand.isNegative)
      return target.roundPack(wrong, conversion, random: random ?? .zero)
    },
    ScalarMutant("inexact is never raised") { word, source, target, conversion, random in
      let result = right(word, source, target, conversion, random)
      return (result.word, result.flags.subtracting(.inexact))
    },
    ScalarMutant("overflow is never raised") { word, source, target, conversion, random in
      let result = right(word, source, target, conversion, random)
      return (result.word, result.flags.subtracting(.overflow))
    },
    ScalarMutant("stochastic: the random field is added bit-reversed", for: rounding) { word, source, target, conversion, random in
      var reversed: UInt32 = 0
      if let random {
        for bit in 0..<random.width where random.bits >> UInt32(bit) & 1 == 1 { reversed |= 1 << UInt32(random.width - 1 - bit) }
      }
      return right(word, source, target, conversion, random.map { RandomField(reversed, width: $0.width) })
    },
    ScalarMutant("stochastic: half a unit of the field is added", for: rounding) { word, source, target, conversion, random in
      guard let random, random.width < 32 else { return right(word, source, target, conversion, random) }
      return right(word, source, target, conversion, RandomField(random.bits << 1 | 1, width: random.width + 1))
    },
    ScalarMutant("stochastic: the random field is ignored", for: rounding) { word, source, target, conversion, random in
      right(word, source, target, conversion, random.map { RandomField(0, width: $0.width) })
    },
    ScalarMutant("decode: subnormals have an implicit one", for: { decoding($0) && floatingWithSubnormals($0) }) {
      word, source, target, conversion, random in
      let operand = source.unpack(word)
      guard operand.isSubnormal else { return right(word, source, target, conversion, random) }
      let wrong = Operand(
        significand: operand.significand | 1 << UInt64(source.significandBits), exponent: operand.exponent, isNegative: operand.isNegative)
      return target.roundPack(wrong, conversion)
    },
    ScalarMutant("decode: the top codes are numbers, not NaN", for: { decoding($0) && $0.format.descriptor.highNaNCount > 0 }) {
      word, source, target, conversion, random in
      let operand = source.unpack(word)
      guard operand.class == .nan else { return right(word, source, target, conversion, random) }
      return target.roundPack(Operand(significand: 1, exponent: 8, isNegative: operand.isNegative), conversion)
    },
    ScalarMutant("decode: the sign of zero is lost", for: { decoding($0) && $0.format.descriptor.hasNegativeZero }) {
      word, source, target, conversion, random in
      let result = right(word, source, target, conversion, random)
      return (source.unpack(word).class == .zero ? 0 : result.word, result.flags)
    },
    ScalarMutant("decode: the bias is off by one", for: decoding) { word, source, target, conversion, random in
      var operand = source.unpack(word)
      operand.exponent += 1
      return target.roundPack(operand, conversion)
    },
  ]

  private static func floatingWithSubnormals(_ suite: VectorSuite) -> Bool {
    let format = suite.format.descriptor
    return !format.isFixedPoint && format.hasSubnormals && format.significandBits > 0
  }
}
