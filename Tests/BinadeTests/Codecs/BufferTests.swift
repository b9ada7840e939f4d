import Binade
import Testing

/// Buffers give what single values give, through tables or not, under every choice of every axis; and they refuse what does not fit.
@Suite struct BufferTests {
  static let operands: [Float] = {
    var values: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, -.nan, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
    ]
    values += [
      Float(bitPattern: 0x7F80_0001), Float(bitPattern: 0xFF80_0001), Float(bitPattern: 0x7FFF_FFFF), Float(bitPattern: 0x003F_FFFF),
    ]
    var state: UInt32 = 1
    for exponent in UInt32(0)...254 {
      for pattern: UInt32 in [0, 1, 0x40_0000, 0x40_0001, 0x3F_FFFF, 0x60_0000, 0x7F_FFFF] {
        values.append(Float(bitPattern: exponent << 23 | pattern))
        values.append(Float(bitPattern: 0x8000_0000 | exponent << 23 | pattern))
      }
      state = state &* 1_664_525 &+ 1_013_904_223
      values.append(Float(bitPattern: (state & 0x807F_FFFF) | exponent << 23))
    }
    return values
  }()

  @Test(arguments: ScalarFormatID.allCases)
  func tablesAgreeWithTheDefinition(_ id: ScalarFormatID) throws {
    let target = id.descriptor
    var conversions = [target.defaultConversion]
    for axis in PolicyAxis.allCases {
      for choice in axis.choices where choice != Rounding.stochastic.name && choice != MissingNaN.reject.name {
        var conversion = target.defaultConversion
        let isKnown = conversion.set(axis, to: choice)
        #expect(isKnown)
        conversions.append(conversion)
      }
    }
    // In a debug build a table takes longer than the test should: the choices that a table could get wrong, then a spread of the others.
    let takesAll = id == .e2m1fn || target.codeBits <= 2
    let step = Thoroughness.isFull ? 6 : 20
    for (index, conversion) in conversions.enumerated() where takesAll || index == 0 || index % step == target.codeBits % step {
      let encoder = Encoder(from: Binary32.descriptor, to: target, conversion: conversion)
      var words = [UInt64](repeating: 0, count: Self.operands.count)
      var span = words.mutableSpan
      try encoder.encode(Self.operands.span, into: &span)
      let wrong = Self.operands.indices.first { index in
        words[index] != target.roundPack(Binary32.descriptor.unpack(UInt64(Self.operands[index].bitPattern)), conversion).word
      }
      if let wrong {
        Issue.record(
          "\(id.name) \(conversion.differences(from: target.defaultConversion)): \(String(Self.operands[wrong].bitPattern, radix: 16)) gave \(String(words[wrong], radix: 16))"
        )
      }
    }
  }

  @Test(arguments: ScalarFormatID.allCases.filter { $0.descriptor.wordBits == 8 })
  func decodingAgreesWithTheDefinition(_ id: ScalarFormatID) throws {
    let words = (0..<512).map { UInt8(truncatingIfNeeded: $0) }
    var values = [Float](repeating: 0, count: words.count)
    var span = values.mutableSpan
    try Decoder<Float>(from: id.descriptor).decode(words.span, into: &span)
    for (word, value) in zip(words, values) {
      let expected = Binary32.descriptor.roundPack(id.descriptor.unpack(UInt64(word)), .decoding).word
      #expect(UInt64(value.bitPattern) == expected, "\(id.name) \(String(word, radix: 16))")
    }
  }

  /// Every value comes back: encoding what was decoded gives the code again, NaN and the codes that are never produced aside.
  @Test(arguments: ScalarFormatID.allCases.filter { $0.descriptor.codeBits <= 16 })
  func everyCodeRoundTrips(_ id: ScalarFormatID) {
    let format = id.descriptor
    for word in 0...format.codeMask {
      let operand = format.unpack(word)
      if operand.class == .nan || (format.isSymmetric && word == format.signMask) { continue }
      let back = format.roundPack(operand, Conversion(overflow: .nonfinite))
      if back.word != word || !back.flags.isEmpty { Issue.record("\(id.name) \(String(word, radix: 16)) came back as \(back)") }
    }
  }

  /// Larger operands never have smaller results, and the sign does not matter to the magnitude.
  @Test(arguments: ScalarFormatID.allCases.filter { $0.descriptor.sign == .signBit && $0.descriptor.codeBits <= 16 })
  func encodingIsMonotonicAndSymmetric(_ id: ScalarFormatID) {
    let format = id.descriptor
    for rounding in [Rounding.nearestEven, .nearestAway, .nearestTowardZero, .towardZero, .nearestGeometric] {
      let conversion = Conversion(rounding: rounding)
      var last: UInt64 = 0
      for high in stride(from: UInt32(0), to: 0x7F80_0000, by: Thoroughness.isFull ? 0x1_2345 : 0x4_8D13) {
        let positive = format.roundPack(Binary32.descriptor.unpack(UInt64(high)), conversion).word
        let negative = format.roundPack(Binary32.descriptor.unpack(UInt64(high | 0x8000_0000)), conversion).word
        if positive < last { Issue.record("\(id.name) \(rounding.name) falls at \(String(high, radix: 16))") }
        // FNUZ formats have no −0, so a negative zero result is +0.
        let isZero = positive == 0 && !format.hasNegativeZero
        if !isZero && negative != positive | format.signMask << UInt64(format.paddingBits) {
          Issue.record("\(id.name) \(rounding.name) is not symmetric at \(String(high, radix: 16))")
        }
        last = positive
      }
    }
  }

  @Test func badBuffersAreRefused() {
    let values: [Float] = [1, 2, .nan]
    var short = [UInt8](repeating: 7, count: 2)
    #expect(throws: CodecError.targetTooShort(expected: 3, actual: 2)) {
      var span = short.mutableSpan
      try E4M3FN.encode(values.span, into: &span)
    }
    #expect(short == [7, 7])
    var narrow = [UInt8](repeating: 0, count: 3)
    #expect(throws: CodecError.wordTooNarrow(expectedBits: 16, actualBits: 8)) {
      var span = narrow.mutableSpan
      try Encoder(from: Binary32.descriptor, to: Binary16.descriptor).encode(values.span, into: &span)
    }
    #expect(throws: CodecError.unrepresentable(index: 2, word: 0x7FC0_0000)) {
      var span = narrow.mutableSpan
      try E2M1FN.encode(values.span, into: &span, Conversion(missingNaN: .reject))
    }
    #expect(throws: CodecError.randomWordsMismatch(rounding: .stochastic)) {
      var span = narrow.mutableSpan
      try E2M1FN.encode(values.span, into: &span, Conversion(rounding: .stochastic))
    }
    let words = values.map(\.bitPattern)
    #expect(throws: CodecError.randomWordsTooFew(expected: 1, actual: 0)) {
      var span = narrow.mutableSpan
      let encoder = Encoder(from: Binary32.descriptor, to: E4M3FN.descriptor, conversion: Conversion(rounding: .stochastic))
      try encoder.encode(words: words.span, random: [UInt32]().span, layout: .ptxX4, into: &span)
    }
  }

  /// A decoder whose count is not known makes no table of a wide format.
  @Test func wideFormatsNeedNoTable() throws {
    let word = try #require(UInt32(exactly: TF32.descriptor.roundPack(Binary32.descriptor.unpack(0x3FC0_0000), .decoding).word))
    var values: [Float] = [0]
    var target = values.mutableSpan
    try Decoder(from: TF32.descriptor, as: Float.self).decode([word].span, into: &target)
    #expect(values == [1.5])
  }
}
