import Binade

/// A deliberately wrong quantizer of blocks. Spec [coverage-8].
struct BlockMutant: Sendable {
  let name: String
  /// Whether the bug can show in this format at all.
  let applies: @Sendable (NamedBlockFormat) -> Bool
  let quantizer: BlockVerifier.Quantizer

  init(
    _ name: String, for applies: @escaping @Sendable (NamedBlockFormat) -> Bool = { _ in true },
    _ quantizer: @escaping BlockVerifier.Quantizer
  ) {
    self.name = name
    self.applies = applies
    self.quantizer = quantizer
  }
}

enum BlockMutants {
  /// The scale that other words would give, and the codes of the block under it.
  private static func scaled(
    by words: [UInt32], _ block: VectorBlock, _ test: BlockVectorTest, _ encoder: BlockEncoder,
    _ change: (BlockEncoder.Header) -> BlockEncoder.Header = { $0 }
  ) -> BlockAnswer {
    let tensor = test.tensorMaximum.map { encoder.tensorScale(maximum: $0) } ?? .one
    var codes = [UInt8](repeating: 0, count: Swift.max(words.count, block.words.count))
    var target = codes.mutableSpan
    let header = change(encoder.encode(words.span, tensor: tensor, codes: &target))
    encoder.encodeElements(block.words.span, header: header, tensor: tensor, codes: &target)
    return BlockAnswer(
      tensorScale: tensor.scale, scale: header.scale, zeroPoint: header.zeroPoint, codes: Array(codes.prefix(block.words.count)))
  }

  private static func right(
    _ block: VectorBlock, _ test: BlockVectorTest, _ group: BlockVectorGroup, _ encoder: BlockEncoder
  ) -> BlockAnswer { BlockVerifier.definition(block, test, group, encoder) }

  private static func with(
    _ encoder: BlockEncoder, _ change: (inout BlockConversion) -> Void
  ) -> BlockEncoder {
    var conversion = encoder.conversion
    change(&conversion)
    return BlockEncoder(format: encoder.format, conversion: conversion)
  }

  private static let isBinary: @Sendable (NamedBlockFormat) -> Bool = { $0.scale.id == .e8m0fnu }
  private static let isSigned: @Sendable (NamedBlockFormat) -> Bool = { $0.element.descriptor.sign != .unsigned }
  private static let isTwoLevel: @Sendable (NamedBlockFormat) -> Bool = { $0.descriptor.hasTensorScale }
  private static let roundsToNearest: @Sendable (NamedBlockFormat) -> Bool = {
    $0.descriptor.defaultConversion.element.rounding == .nearestEven && $0.descriptor.defaultConversion.rule.elements == .exact
  }

  static let all: [BlockMutant] = bugs + shortcuts

  /// A shortcut has one name in all the rules through which it goes.
  private static let shortcuts: [BlockMutant] = {
    var names: [String] = []
    for name in [ScaleRule.cublas, .quotient].flatMap({ ScaleShortcut.all($0) }).map(\.name) where !names.contains(name) {
      names.append(name)
    }
    return names.map { name in
      BlockMutant(name, for: { format in ScaleShortcut.all(format.descriptor.defaultConversion.rule).contains { $0.name == name } }) {
        block, test, group, encoder in
        let shortcut = ScaleShortcut.all(encoder.conversion.rule).first { $0.name == name }
        return right(block, test, group, shortcut?.encoder(encoder) ?? encoder)
      }
    }
  }()

  private static let bugs: [BlockMutant] = [
    BlockMutant("the maximum leaves the last lane out") { block, test, _, encoder in
      scaled(by: block.words.count > 1 ? Array(block.words.dropLast()) : [0], block, test, encoder)
    },
    BlockMutant("the maximum leaves the first lane out") { block, test, _, encoder in
      scaled(by: block.words.count > 1 ? Array(block.words.dropFirst()) : [0], block, test, encoder)
    },
    BlockMutant("the maximum is of values, not of magnitudes") { block, test, _, encoder in
      scaled(by: block.words.map { $0 >> 31 == 1 ? 0 : $0 }, block, test, encoder)
    },
    BlockMutant("the scale is the first element's") { block, test, _, encoder in
      scaled(by: [block.words[0]], block, test, encoder)
    },
    BlockMutant("the scale is that of the first half") { block, test, _, encoder in
      scaled(by: Array(block.words.prefix((block.words.count + 1) / 2)), block, test, encoder)
    },
    BlockMutant("the scale is one code too high") { block, test, _, encoder in
      scaled(by: block.words, block, test, encoder) { BlockEncoder.Header(scale: $0.scale &+ 1 & 0xFFFF_FFFF, zeroPoint: $0.zeroPoint) }
    },
    BlockMutant("the scale is one code too low") { block, test, _, encoder in
      scaled(by: block.words, block, test, encoder) {
        BlockEncoder.Header(scale: $0.scale == 0 ? 0 : $0.scale - 1, zeroPoint: $0.zeroPoint)
      }
    },
    BlockMutant("the smallest scale is code 01", for: isBinary) { block, test, _, encoder in
      scaled(by: block.words, block, test, encoder) { BlockEncoder.Header(scale: Swift.max(1, $0.scale)) }
    },
    BlockMutant("the largest scale is code FD", for: { $0.id == .mxint8 }) { block, test, _, encoder in
      scaled(by: block.words, block, test, encoder) { BlockEncoder.Header(scale: $0.scale == 0xFE ? 0xFD : $0.scale) }
    },
    BlockMutant("neighbouring codes are swapped") { block, test, group, encoder in
      var answer = right(block, test, group, encoder)
      for index in stride(from: 0, to: answer.codes.count - 1, by: 2) { answer.codes.swapAt(index, index + 1) }
      return answer
    },
    BlockMutant("the codes are in reverse order") { block, test, group, encoder in
      var answer = right(block, test, group, encoder)
      answer.codes.reverse()
      return answer
    },
    BlockMutant("ties go away from zero", for: roundsToNearest) { block, test, group, encoder in
      right(block, test, group, with(encoder) { $0.element.rounding = .nearestAway })
    },
    BlockMutant("elements are truncated", for: roundsToNearest) { block, test, group, encoder in
      right(block, test, group, with(encoder) { $0.element.rounding = .towardZero })
    },
    BlockMutant("-0 is stored as +0", for: { $0.element.descriptor.hasNegativeZero }) { block, test, group, encoder in
      right(block, test, group, with(encoder) { $0.element.signedZero = .alwaysPositive })
    },
    BlockMutant("the sign of elements is lost", for: isSigned) { block, test, group, encoder in
      var positive = block
      positive.words = block.words.map { $0 & 0x7FFF_FFFF }
      return right(positive, test, group, encoder)
    },
    BlockMutant("subnormal inputs count as zero", for: { $0.scale.id == .e8m0fnu || $0.scale.id == .binary32 }) {
      block, test, group, encoder in
      var flushed = block
      flushed.words = block.words.map { $0 & 0x7F80_0000 == 0 ? $0 & 0x8000_0000 : $0 }
      return right(flushed, test, group, encoder)
    },
    BlockMutant("NaN does not count in the maximum") { block, test, group, encoder in
      right(block, test, group, with(encoder) { $0.maximum = .numbers })
    },
    BlockMutant("infinities do not count in the maximum") { block, test, group, encoder in
      let words = block.words.map { $0 & 0x7FFF_FFFF == 0x7F80_0000 ? 0 : $0 }
      return scaled(by: words, block, test, encoder)
    },
    BlockMutant("the tensor scale is left out", for: isTwoLevel) { block, _, group, encoder in
      var alone = BlockVectorTest(asking: block.id)
      alone.tensorMaximum = nil
      return right(block, alone, group, encoder)
    },
    BlockMutant("the tensor scale is stored as its reciprocal", for: isTwoLevel) { block, test, group, encoder in
      var answer = right(block, test, group, encoder)
      answer.tensorScale = test.tensorMaximum.map { encoder.tensorScale(maximum: $0).encode } ?? answer.tensorScale
      return answer
    },
    BlockMutant("the tensor scale is the maximum alone", for: isTwoLevel) { block, test, group, encoder in
      var answer = right(block, test, group, encoder)
      answer.tensorScale = test.tensorMaximum ?? 0
      return answer
    },
    BlockMutant("the block starts with the last block's maximum", for: { $0.descriptor.rows == 1 }) { block, test, _, encoder in
      scaled(by: block.words + [0x4000_0000], block, test, encoder)
    },
    BlockMutant("the zero point is left out", for: { $0.zeroPoint != nil }) { block, test, group, encoder in
      var answer = right(block, test, group, encoder)
      answer.zeroPoint = 0
      return answer
    },
    BlockMutant("the exponent is one too low at exact powers of two", for: isBinary) { block, test, _, encoder in
      let amax = block.words.map { $0 & 0x7FFF_FFFF }.max() ?? 0
      let isPower = amax >= 0x0080_0000 && amax < 0x7F80_0000 && amax & 0x007F_FFFF == 0
      return scaled(by: block.words, block, test, encoder) {
        BlockEncoder.Header(scale: isPower && $0.scale > 0 ? $0.scale - 1 : $0.scale, zeroPoint: $0.zeroPoint)
      }
    },
    BlockMutant("the scale is stored as a two's complement exponent", for: isBinary) { block, test, group, encoder in
      var answer = right(block, test, group, encoder)
      answer.scale = answer.scale &- 127 & 0xFF
      return answer
    },
    BlockMutant("the scale is that of the whole row of blocks", for: { $0.descriptor.rows > 1 }) { block, test, _, encoder in
      let width = block.columns ?? block.words.count
      return scaled(by: Array(block.words.prefix(width)), block, test, encoder)
    },
    BlockMutant("elements pass through bfloat16", for: roundsToNearest) { block, test, _, encoder in
      var narrow = block
      narrow.words = block.words.map {
        UInt32(VectorVerifier.definition(UInt64($0), Binary32.descriptor, BFloat16.descriptor, Conversion(overflow: .nonfinite), nil).word)
          << 16
      }
      let tensor = test.tensorMaximum.map { encoder.tensorScale(maximum: $0) } ?? .one
      var codes = [UInt8](repeating: 0, count: block.words.count)
      var target = codes.mutableSpan
      let header = encoder.encode(block.words.span, height: block.rows, tensor: tensor, codes: &target)
      encoder.encodeElements(narrow.words.span, header: header, tensor: tensor, codes: &target)
      return BlockAnswer(tensorScale: tensor.scale, scale: header.scale, zeroPoint: header.zeroPoint, codes: codes)
    },
    BlockMutant(
      "negative codes are sign and magnitude",
      // Of two bits, -1 is 11 either way.
      for: { $0.element.descriptor.sign == .twosComplement && $0.element.descriptor.codeBits > 2 }
    ) {
      block, test, group, encoder in
      var answer = right(block, test, group, encoder)
      let element = encoder.format.element
      answer.codes = answer.codes.map { code in
        let operand = element.unpack(UInt64(code))
        return operand.isNegative ? UInt8(truncatingIfNeeded: operand.significand | element.signMask) : code
      }
      return answer
    },
    BlockMutant("a NaN lane is stored as zero and does not count", for: { _ in true }) { block, test, group, encoder in
      var cleaned = block
      cleaned.words = block.words.map { $0 & 0x7FFF_FFFF > 0x7F80_0000 ? 0 : $0 }
      return right(cleaned, test, group, encoder)
    },
  ]
}
