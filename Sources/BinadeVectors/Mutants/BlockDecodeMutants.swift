import Binade

/// A deliberately wrong decoder of blocks. Spec [coverage-8].
struct BlockDecodeMutant: Sendable {
  /// The values of a test's codes.
  typealias Decoder = @Sendable (_ test: BlockVectorTest, _ format: BlockDescriptor) -> [UInt32]

  let name: String
  /// Whether the bug can show in this format at all.
  let applies: @Sendable (BlockDescriptor) -> Bool
  let decoder: Decoder

  init(_ name: String, for applies: @escaping @Sendable (BlockDescriptor) -> Bool = { _ in true }, _ decoder: @escaping Decoder) {
    self.name = name
    self.applies = applies
    self.decoder = decoder
  }
}

enum BlockDecodeMutants {
  /// The right values, of other inputs.
  private static func values(
    _ test: BlockVectorTest, _ format: BlockDescriptor, scale: UInt32? = nil, zeroPoint: UInt32? = nil, tensorScale: UInt32? = nil,
    codes: (UInt8) -> UInt8 = { $0 }
  ) -> [UInt32] {
    let decoder = BlockDecoder(format: format, tensorScale: tensorScale ?? test.tensorScale ?? one)
    let header = BlockEncoder.Header(scale: scale ?? test.scale, zeroPoint: zeroPoint ?? test.zeroPoint ?? 0)
    return test.codes.map { decoder.value(code: codes($0), header: header) }
  }

  private static let one: UInt32 = 0x3F80_0000
  private static let isBinary: @Sendable (BlockDescriptor) -> Bool = { $0.hasBinaryScale }
  private static let isTwoLevel: @Sendable (BlockDescriptor) -> Bool = { $0.hasTensorScale }
  private static let hasZeroPoint: @Sendable (BlockDescriptor) -> Bool = { $0.zeroPoint.format != nil }
  private static let isFloat: @Sendable (BlockDescriptor) -> Bool = { !$0.element.isFixedPoint }

  static let all: [BlockDecodeMutant] = [
    BlockDecodeMutant("NaN scale is the largest number", for: { $0.scale.hasNaN && $0.scale.codeBits <= 8 }) { test, format in
      let isNaN = format.scale.unpack(UInt64(test.scale)).class == .nan
      return values(test, format, scale: isNaN ? UInt32(format.scale.maximumFiniteMagnitude) : test.scale)
    },
    BlockDecodeMutant("NaN scale is 2^128", for: isBinary) { test, format in
      // Beyond binary32 but for the smallest codes: by one binade less, and doubled.
      guard test.scale == 0xFF else { return values(test, format) }
      return values(test, format, scale: 0xFE).map { Binary32.product($0, 0x4000_0000) }
    },
    BlockDecodeMutant("NaN scale is zero", for: { $0.scale.hasNaN }) { test, format in
      let isNaN = format.scale.unpack(UInt64(test.scale)).class == .nan
      return values(test, format).map { isNaN ? 0 : $0 }
    },
    BlockDecodeMutant("scale code 00 is zero", for: isBinary) { test, format in
      values(test, format).map { test.scale == 0 ? $0 & 0x8000_0000 : $0 }
    },
    BlockDecodeMutant("scale is one code higher") { test, format in
      values(test, format, scale: UInt64(test.scale) < format.scale.maximumFiniteMagnitude ? test.scale + 1 : test.scale)
    },
    BlockDecodeMutant("scale is one code lower") { test, format in
      values(test, format, scale: test.scale > 0 ? test.scale - 1 : 0)
    },
    BlockDecodeMutant("scale is a two's complement exponent", for: isBinary) { test, format in
      values(test, format, scale: test.scale &+ 127 & 0xFF)
    },
    BlockDecodeMutant("top bit of the scale is lost", for: { $0.scale.codeBits == 8 }) { test, format in
      values(test, format, scale: test.scale & 0x7F)
    },
    BlockDecodeMutant("subnormal scales are zero", for: { $0.scale.hasSubnormals }) { test, format in
      let isSubnormal = format.scale.unpack(UInt64(test.scale)).isSubnormal
      return values(test, format, scale: isSubnormal ? 0 : test.scale)
    },
    BlockDecodeMutant("the tensor scale is left out", for: isTwoLevel) { test, format in values(test, format, tensorScale: one) },
    BlockDecodeMutant("the tensor scale divides", for: isTwoLevel) { test, format in
      values(test, format, tensorScale: Binary32.quotient(one, test.tensorScale ?? one))
    },
    BlockDecodeMutant("the sign of elements is lost", for: { $0.element.sign != .unsigned }) { test, format in
      values(test, format).map { $0 & 0x7FFF_FFFF }
    },
    BlockDecodeMutant("-0 is +0", for: { $0.element.hasNegativeZero }) { test, format in
      values(test, format).map { $0 == 0x8000_0000 ? 0 : $0 }
    },
    BlockDecodeMutant("subnormal elements are zero", for: { isFloat($0) && $0.element.significandBits > 0 }) { test, format in
      values(test, format) { format.element.unpack(UInt64($0)).isSubnormal ? UInt8(UInt64($0) & format.element.signMask) : $0 }
    },
    BlockDecodeMutant("neighbouring codes are swapped") { test, format in
      var values = values(test, format)
      for place in stride(from: 0, to: values.count - 1, by: 2) { values.swapAt(place, place + 1) }
      return values
    },
    BlockDecodeMutant("subnormal values are zero", for: { $0.hasBinaryScale || $0.hasTensorScale || $0.scale.wordBits == 32 }) {
      test, format in
      values(test, format).map { $0 & 0x7F80_0000 == 0 ? $0 & 0x8000_0000 : $0 }
    },
    BlockDecodeMutant(
      "values beyond binary32 are its largest number", for: { $0.hasBinaryScale || $0.hasTensorScale || $0.scale.wordBits == 32 }
    ) {
      test, format in
      values(test, format).map { $0 & 0x7FFF_FFFF == 0x7F80_0000 ? $0 - 1 : $0 }
    },
    BlockDecodeMutant("the zero point is left out", for: { if case .none = $0.zeroPoint { false } else { true } }) { test, format in
      let plain = BlockDescriptor(element: format.element, scale: format.scale, rows: format.rows, columns: format.columns)
      return values(test, plain ?? format)
    },
    BlockDecodeMutant("the zero point is added", for: { if case .stored = $0.zeroPoint { true } else { false } }) { test, format in
      values(test, format).map { $0 ^ 0x8000_0000 }
    },
    BlockDecodeMutant("a minimum counts from zero before the scale", for: { if case .minimum = $0.zeroPoint { true } else { false } }) {
      test, format in
      let zero = values(test, format, zeroPoint: 0)
      let scale = Binary32.descriptor.roundPack(format.scale.unpack(UInt64(test.scale)), Conversion()).word
      let minimum = Binary32.descriptor.roundPack(format.scale.unpack(UInt64(test.zeroPoint ?? 0)), Conversion()).word
      let shift = Binary32.product(UInt32(scale), UInt32(minimum))
      return zero.map { Binary32.sum($0, shift) }
    },
  ]
}
