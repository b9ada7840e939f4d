import Binade

/// Bins of codes that are decoded under a scale. Spec [coverage-6].
enum BlockDequantizeBin: String, CoverageName {
  case everyScale = "every-scale"
  case scaleLowest = "scale-lowest"
  case scaleSecond = "scale-second"
  case scaleOne = "scale-one"
  case scaleHighest = "scale-highest"
  case scaleNaN = "scale-nan"
  case scaleInfinity = "scale-infinity"
  case everyCode = "every-code"
  case codeZero = "code-zero"
  case codeLargest = "code-largest"
  case codeNaN = "code-nan"
  case codeInfinity = "code-infinity"
  case everyZeroPoint = "every-zero-point"
  case tensorOne = "tensor-one"
  case tensorZero = "tensor-zero"
  case tensorSubnormal = "tensor-subnormal"
  case tensorInfinite = "tensor-infinite"
  case tensorNaN = "tensor-nan"
  case valueOverflows = "value-overflows"
  case valueSubnormal = "value-subnormal"
  case valueRounds = "value-rounds"

  var description: String {
    switch self {
    case .everyScale: "Each code of the scale in turn, NaN too."
    case .scaleLowest: "The scale has code 0: byte 00 of E8M0."
    case .scaleSecond: "The scale has code 1: byte 01 of E8M0."
    case .scaleOne: "The scale is 1: byte 7f of E8M0, 38 of UE4M3."
    case .scaleHighest: "The scale is the largest number of its format: byte fe of E8M0, 7e of UE4M3."
    case .scaleNaN: "The scale is NaN: byte ff of E8M0, 7f of UE4M3."
    case .scaleInfinity: "The scale is infinite."
    case .everyCode: "Each code of an element in turn."
    case .codeZero: "An element is +0, and -0 where the format has it."
    case .codeLargest: "An element is the largest number."
    case .codeNaN: "An element is NaN."
    case .codeInfinity: "An element is infinite."
    case .everyZeroPoint: "Each zero point in turn."
    case .tensorOne: "The tensor scale is 1."
    case .tensorZero: "The tensor scale is zero."
    case .tensorSubnormal: "The tensor scale is a subnormal number."
    case .tensorInfinite: "The tensor scale is infinite."
    case .tensorNaN: "The tensor scale is NaN."
    case .valueOverflows: "The value is a number beyond binary32."
    case .valueSubnormal: "The value is below the normal numbers of binary32, and not zero."
    case .valueRounds: "The value has more bits than binary32."
    }
  }

  var parts: String {
    switch self {
    case .everyScale, .everyCode, .everyZeroPoint: "codes, ascending"
    case .codeZero, .codeLargest: "positive, and negative where the format has it"
    default: ""
    }
  }

  var need: CoverageNeed? { nil }
}

/// Judges tests that dequantize one format.
struct BlockDequantizeJudge: Sendable {
  private let format: BlockDescriptor
  private(set) var counts: CoverageCounts<BlockDequantizeBin>

  init(_ format: NamedBlockFormat) {
    let descriptor = format.descriptor
    self.format = descriptor
    counts = CoverageCounts { Self.share($0, descriptor) }
  }

  private static func share(_ bin: BlockDequantizeBin, _ format: BlockDescriptor) -> CoverageShare {
    let (element, scale) = (format.element, format.scale)
    let oneLevel = format.hasTensorScale ? nil : "the format has no tensor scale"
    var isSum = false
    var zeroPoints = 0
    switch format.zeroPoint {
    case .none, .fixed: break
    case .stored(let stored): zeroPoints = 1 << stored.codeBits
    case .minimum: isSum = true
    }
    let noProduct = isSum ? "the value is a sum" : nil
    let product =
      OddProduct(element.unpack(element.maximumFiniteMagnitude))
      * OddProduct(scale.unpack(scale.maximumFiniteMagnitude << UInt64(scale.paddingBits)))
    let lowest = (scale.hasSubnormals ? scale.quantumExponent : scale.minimumNormalExponent) + element.quantumExponent
    let bits = element.significandBits + scale.significandBits + 2
    switch bin {
    case .everyScale: return .parts(1 << scale.codeBits, unless: scale.codeBits > 8 ? "too many codes: a selection stands for them" : nil)
    case .scaleLowest, .scaleSecond, .scaleOne, .scaleHighest: return .one
    case .scaleNaN: return .parts(1, unless: scale.hasNaN ? nil : "the scale has no NaN")
    case .scaleInfinity: return .parts(1, unless: scale.hasInfinity ? nil : "the scale has no infinity")
    case .everyCode:
      return .parts(
        1 << element.codeBits, unless: element.codeBits > 4 ? "more than sixteen codes: both ends of each binade stand for them" : nil)
    case .codeZero: return .parts(element.hasNegativeZero ? 2 : 1)
    case .codeLargest: return .parts(element.sign == .unsigned ? 1 : 2)
    case .codeNaN: return .parts(1, unless: element.hasNaN ? nil : "the element has no NaN")
    case .codeInfinity: return .parts(1, unless: element.hasInfinity ? nil : "the element has no infinity")
    case .everyZeroPoint: return .parts(zeroPoints, unless: zeroPoints > 0 ? nil : "the format stores no zero point of few codes")
    case .tensorOne, .tensorZero, .tensorSubnormal, .tensorInfinite, .tensorNaN: return .parts(1, unless: oneLevel)
    case .valueOverflows:
      return .parts(1, unless: noProduct ?? (format.hasTensorScale || product.top > 127 ? nil : "no product is beyond binary32"))
    case .valueSubnormal:
      return .parts(1, unless: noProduct ?? (format.hasTensorScale || lowest < -126 ? nil : "every product is a normal number"))
    case .valueRounds:
      return .parts(1, unless: noProduct ?? (format.hasTensorScale || bits > 24 || lowest < -149 ? nil : "binary32 holds every product"))
    }
  }

  /// Counts a test.
  mutating func count(_ test: BlockVectorTest) {
    let (form, element) = (format.scale, format.element)
    let scale = form.unpack(UInt64(test.scale))
    if test.scale < counts.hits[.everyScale]?.count ?? 0 { counts.hit(.everyScale, Int(test.scale)) }
    if test.scale == 0 { counts.hit(.scaleLowest) }
    if test.scale == 1 { counts.hit(.scaleSecond) }
    if UInt64(test.scale) == form.maximumFiniteMagnitude << UInt64(form.paddingBits) { counts.hit(.scaleHighest) }
    if scale.class == .nan { counts.hit(.scaleNaN) }
    if scale.class == .infinity { counts.hit(.scaleInfinity) }
    if scale.class == .finite && OddProduct(scale) == OddProduct(1, 0) && !scale.isNegative { counts.hit(.scaleOne) }
    if let zero = test.zeroPoint, zero < counts.hits[.everyZeroPoint]?.count ?? 0 { counts.hit(.everyZeroPoint, Int(zero)) }
    let tensor = Binary32.descriptor.unpack(UInt64(test.tensorScale ?? 0x3F80_0000))
    if test.tensorScale == 0x3F80_0000 { counts.hit(.tensorOne) }
    if tensor.class == .zero { counts.hit(.tensorZero) }
    if tensor.isSubnormal { counts.hit(.tensorSubnormal) }
    if tensor.class == .infinity { counts.hit(.tensorInfinite) }
    if tensor.class == .nan { counts.hit(.tensorNaN) }
    for code in test.codes {
      if code < counts.hits[.everyCode]?.count ?? 0 { counts.hit(.everyCode, Int(code)) }
      let operand = element.unpack(UInt64(code))
      let sign = operand.isNegative ? 1 : 0
      if operand.class == .zero { counts.hit(.codeZero, sign) }
      if operand.class == .nan { counts.hit(.codeNaN) }
      if operand.class == .infinity { counts.hit(.codeInfinity) }
      if operand.class == .finite && OddProduct(operand) == OddProduct(element.unpack(element.maximumFiniteMagnitude)) {
        counts.hit(.codeLargest, sign)
      }
      countValue(code, operand, scale, tensor, test.zeroPoint)
    }
  }

  /// The exact value, where it is a product.
  private mutating func countValue(_ code: UInt8, _ operand: Operand, _ scale: Operand, _ tensor: Operand, _ zeroPoint: UInt32?) {
    guard operand.class == .finite || operand.class == .zero, scale.class == .finite, tensor.class == .finite else { return }
    var element = OddProduct(operand)
    switch format.zeroPoint {
    case .none: break
    case .fixed(let zero): element = OddProduct(UInt128((Int(code) - zero).magnitude), format.element.quantumExponent)
    case .stored: element = OddProduct(UInt128((Int(code) - Int(zeroPoint ?? 0)).magnitude), format.element.quantumExponent)
    case .minimum: return
    }
    guard element.odd > 0 else { return }
    let value = element * OddProduct(scale) * OddProduct(tensor)
    if value.top > 127 { counts.hit(.valueOverflows) }
    if value.top < -126 { counts.hit(.valueSubnormal) }
    if value.top - value.exponent >= 24 || value.exponent < -149 { counts.hit(.valueRounds) }
  }
}
