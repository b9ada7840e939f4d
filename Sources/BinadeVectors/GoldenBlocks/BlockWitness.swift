public import Binade
internal import BinadeOracle

/// The independent oracle for blocks, asked in the library's vocabulary: where expected values come from.
///
/// Formats, rules and policies cross over by *name* only; the oracle has its own tables of each.
public struct BlockWitness: Sendable {
  private let oracle: OracleBlock

  /// A witness for a format under these policies; without them, for decoding.
  public init(_ format: NamedBlockFormat, _ conversion: BlockConversion? = nil) {
    guard let known = OracleBlockFormat.named(format.name) else { preconditionFailure("the oracle does not know \(format.name)") }
    var policy = OracleBlockPolicy(defaultsFor: known)
    if let conversion {
      for axis in BlockPolicyAxis.allCases {
        let isKnown = policy.set(axis.name, to: conversion[axis])
        precondition(isKnown, "the oracle does not know \(axis.name)=\(conversion[axis])")
      }
      for axis in PolicyAxis.allCases {
        let isKnown = policy.element.set(Witness.Policy.key(axis), to: conversion.element[axis])
        precondition(isKnown, "the oracle does not know \(axis.name)=\(conversion.element[axis])")
      }
    }
    oracle = OracleBlock(known, policy)
  }

  /// Whether the oracle has a rule. Of a rule that is not in the Spec yet there is nobody to ask.
  public static func knows(_ rule: ScaleRule) -> Bool { OracleRule.named(rule.name) != nil }

  /// Whether the oracle has a format; it has those of the registry and what is put together from parts that it knows.
  static func knows(_ format: NamedBlockFormat) -> Bool { OracleBlockFormat.named(format.name) != nil }

  /// What a test of a group must say.
  func answer(_ block: VectorBlock, tensorMaximum: UInt32?, random: [UInt32]?, layout: RandomLayout?) -> BlockAnswer {
    let factors = oracle.tensorFactors(maximum: tensorMaximum ?? oracle.maximum(of: block.words))
    let fields: [OracleRandom]? = layout.flatMap { layout in
      random.map { words in
        block.words.indices.map { index in
          let field = layout.field(of: words[index / layout.elementsPerWord], at: index)
          return OracleRandom(field: UInt64(field.bits), bits: field.width)
        }
      }
    }
    let result = oracle.quantize(block.words, columns: block.columns, tensor: factors, random: fields)
    return BlockAnswer(
      tensorScale: factors.scale, scale: UInt32(result.scale), zeroPoint: UInt32(result.zeroPoint), codes: result.codes.map { UInt8($0) })
  }

  /// The value of a code, as a word of binary32.
  public func value(code: UInt8, scale: UInt32, zeroPoint: UInt32 = 0, tensorScale: UInt32 = 0x3F80_0000) -> UInt32 {
    oracle.dequantize(UInt64(code), scale: UInt64(scale), zeroPoint: UInt64(zeroPoint), tensorScale: tensorScale)
  }
}

/// What a quantizer makes of a block.
public struct BlockAnswer: Hashable, Sendable {
  /// T, 1 for formats without a tensor scale.
  public var tensorScale: UInt32
  /// Word of the scale.
  public var scale: UInt32
  /// Word of the zero point, 0 without one.
  public var zeroPoint: UInt32
  /// The codes.
  public var codes: [UInt8]

  /// Takes the four parts.
  public init(tensorScale: UInt32, scale: UInt32, zeroPoint: UInt32, codes: [UInt8]) {
    self.tensorScale = tensorScale
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.codes = codes
  }

  /// What a test says.
  public init(_ test: BlockVectorTest) {
    self.init(tensorScale: test.tensorScale ?? 0x3F80_0000, scale: test.scale, zeroPoint: test.zeroPoint ?? 0, codes: test.codes)
  }

  /// The same question asked again of a quantizer that is not the oracle: a number that tells answers apart.
  var digest: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ value: UInt64) { hash = (hash ^ value) &* 0x0000_0100_0000_01B3 }
    add(UInt64(tensorScale))
    add(UInt64(scale))
    add(UInt64(zeroPoint))
    for code in codes { add(UInt64(code)) }
    return hash
  }
}

extension BlockEncoder {
  /// The library's answer, by the definition.
  func answer(_ block: VectorBlock, tensorMaximum: UInt32?, random: [UInt32]? = nil, layout: RandomLayout? = nil) -> BlockAnswer {
    let tensor = tensorMaximum.map { tensorScale(maximum: $0) } ?? .one
    var codes = [UInt8](repeating: 0, count: block.words.count)
    var target = codes.mutableSpan
    let header = encode(
      block.words.span, height: block.rows, tensor: tensor, codes: &target,
      random: { index in
        guard let layout, let random else { return .zero }
        return layout.field(of: random[index / layout.elementsPerWord], at: index)
      })
    return BlockAnswer(tensorScale: tensor.scale, scale: header.scale, zeroPoint: header.zeroPoint, codes: codes)
  }
}
