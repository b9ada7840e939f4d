import Binade

/// Bins of blocks that are quantized. Spec [coverage-6].
enum BlockQuantizeBin: String, CoverageName {
  case zeroBlock = "zero-block"
  case negativeZeroBlock = "negative-zero-block"
  case mixedZeroBlock = "mixed-zero-block"
  case liveLane = "live-lane"
  case nanLane = "nan-lane"
  case nanSignalling = "nan-signalling"
  case nanOnly = "nan-only"
  case nanAndInfinity = "nan-and-infinity"
  case infinityLane = "infinity-lane"
  case infinityOnly = "infinity-only"
  case amaxBinadeEdge = "amax-binade-edge"
  case amaxLargestElement = "amax-largest-element"
  case amaxSubnormal = "amax-subnormal"
  case amaxSmallest = "amax-smallest"
  case amaxLargest = "amax-largest"
  case amaxNegative = "amax-negative"
  case amaxTwice = "amax-twice"
  case scaleLowest = "scale-lowest"
  case scaleSecond = "scale-second"
  case scaleOne = "scale-one"
  case scaleHighest = "scale-highest"
  case scaleNaN = "scale-nan"
  case scaleUnderflow = "scale-underflow"
  case elementTie = "element-tie"
  case elementTieBeside = "element-tie-beside"
  case elementSaturates = "element-saturates"
  case elementToZero = "element-to-zero"
  case negativeZeroLane = "negative-zero-lane"
  case ragged, whole
  case tensorZero = "tensor-zero"
  case tensorSubnormal = "tensor-subnormal"
  case tensorLargest = "tensor-largest"
  case tensorInfinite = "tensor-infinite"
  case tensorNaN = "tensor-nan"

  var description: String {
    switch self {
    case .zeroBlock: "Every element is +0."
    case .negativeZeroBlock: "Every element is -0."
    case .mixedZeroBlock: "Zeros of both signs and nothing else."
    case .liveLane: "One element of a whole block is not zero, at each place in turn."
    case .nanLane: "A NaN beside numbers that are not zero."
    case .nanSignalling: "A signalling NaN."
    case .nanOnly: "Every element is NaN."
    case .nanAndInfinity: "A NaN and an infinity."
    case .infinityLane: "An infinity beside numbers that are not zero."
    case .infinityOnly: "Every element is an infinity."
    case .amaxBinadeEdge: "The amax is a power of two, or one step beside it."
    case .amaxLargestElement: "The amax is the largest element times a power of two, or one step beside it."
    case .amaxSubnormal: "The amax is a subnormal number."
    case .amaxSmallest: "The amax is the smallest number of binary32."
    case .amaxLargest: "The amax is the largest number of binary32."
    case .amaxNegative: "The amax is that of a negative element alone."
    case .amaxTwice: "Two elements have the magnitude of the amax."
    case .scaleLowest: "The scale has code 0: byte 00 of E8M0."
    case .scaleSecond: "The scale has code 1: byte 01 of E8M0."
    case .scaleOne: "The scale is 1: byte 7f of E8M0, 38 of UE4M3."
    case .scaleHighest: "The scale is the largest number of its format: byte fe of E8M0, 7e of UE4M3."
    case .scaleNaN: "The scale is NaN: byte ff of E8M0, 7f of UE4M3."
    case .scaleUnderflow: "The scale is zero, or its lowest power of two, though the amax is a normal number."
    case .elementTie: "An element is exactly halfway between two codes."
    case .elementTieBeside: "An element is one step of binary32 beside such a point."
    case .elementSaturates: "An element is larger than the largest code under the scale."
    case .elementToZero: "An element that is not zero is less than half the smallest code under the scale."
    case .negativeZeroLane: "An element is -0 beside numbers."
    case .ragged: "A block at an edge: fewer elements than the format's."
    case .whole: "A block with all elements that the format has."
    case .tensorZero: "The tensor maximum is zero."
    case .tensorSubnormal: "The tensor maximum is a subnormal number."
    case .tensorLargest: "The tensor maximum is the largest number of binary32."
    case .tensorInfinite: "The tensor maximum is infinite."
    case .tensorNaN: "The tensor maximum is NaN."
    }
  }

  var parts: String {
    switch self {
    case .liveLane: "places, row by row; of blocks with more than 32 elements, equal stretches of them"
    case .infinityLane: "positive, negative"
    case .amaxBinadeEdge, .amaxLargestElement: "one step below, at, one step above"
    case .elementTieBeside: "one step nearer to zero, one step farther"
    default: ""
    }
  }

  var need: CoverageNeed? {
    switch self {
    case .elementTie, .elementTieBeside: .nearest
    default: nil
    }
  }
}

/// Judges tests that quantize to one format.
struct BlockQuantizeJudge: Sendable {
  private let format: NamedBlockFormat
  private let lanes: Int
  private let stretches: Int
  /// Halfway points between the element's magnitudes.
  private let middles: Set<OddProduct>
  private let largest: OddProduct, smallest: OddProduct
  private var encoder: BlockEncoder
  private(set) var counts: CoverageCounts<BlockQuantizeBin>

  init(_ format: NamedBlockFormat) {
    self.format = format
    let descriptor = format.descriptor
    lanes = descriptor.rows * (descriptor.columns ?? 32)
    stretches = lanes <= 32 ? lanes : descriptor.rows > 16 ? 6 : 32
    encoder = BlockEncoder(format: descriptor)
    let element = descriptor.element
    let plain = (0...element.maximumFiniteMagnitude).map { element.unpack($0) }
    var middles: Set<OddProduct> = []
    for (one, other) in zip(plain, plain.dropFirst()) {
      let unit = min(one.class == .zero ? other.exponent : one.exponent, other.exponent)
      let sum =
        (one.class == .zero ? 0 : one.significand << UInt64(one.exponent - unit)) + other.significand << UInt64(other.exponent - unit)
      middles.insert(OddProduct(UInt128(sum), unit - 1))
    }
    self.middles = middles
    largest = OddProduct(plain[plain.count - 1])
    smallest = OddProduct(plain[1])
    let stretches = stretches
    counts = CoverageCounts { Self.share($0, format, stretches: stretches) }
  }

  private static func share(_ bin: BlockQuantizeBin, _ format: NamedBlockFormat, stretches: Int) -> CoverageShare {
    let descriptor = format.descriptor
    let oneLevel = descriptor.hasTensorScale ? nil : "the format has no tensor scale"
    switch bin {
    case .liveLane: return .parts(stretches)
    case .infinityLane: return .parts(2)
    case .amaxBinadeEdge, .amaxLargestElement: return .parts(3)
    case .elementTie, .elementTieBeside, .elementSaturates, .elementToZero:
      let isPlain = if case .none = descriptor.zeroPoint { true } else { false }
      return .parts(bin == .elementTieBeside ? 2 : 1, unless: isPlain ? nil : "a zero point lies between an element and its code")
    case .scaleNaN: return .parts(1, unless: descriptor.scale.hasNaN ? nil : "the scale has no NaN")
    case .tensorZero, .tensorSubnormal, .tensorLargest, .tensorInfinite, .tensorNaN: return .parts(1, unless: oneLevel)
    default: return .one
    }
  }

  /// Counts a test.
  mutating func count(_ block: VectorBlock, _ test: BlockVectorTest, _ conversion: BlockConversion, _ layout: RandomLayout?) {
    if encoder.conversion != conversion { encoder = BlockEncoder(format: format.descriptor, conversion: conversion) }
    let nearest: Set<Rounding> = [.nearestEven, .nearestAway, .nearestTowardZero]
    let isNearest = nearest.contains(conversion.element.rounding)
    if isNearest { counts.met.insert(.nearest) }
    countTensor(test.tensorMaximum)
    let answer = encoder.answer(block, tensorMaximum: test.tensorMaximum, random: test.random, layout: layout)
    let amax = countLanes(block)
    countScale(answer.scale, amax)
    guard case .none = format.descriptor.zeroPoint else { return }
    countElements(block, answer, isNearest: isNearest)
  }

  private mutating func countTensor(_ word: UInt32?) {
    guard let word else { return }
    let magnitude = word & 0x7FFF_FFFF
    switch magnitude {
    case 0: counts.hit(.tensorZero)
    case 0x7F80_0000: counts.hit(.tensorInfinite)
    case 0x7F7F_FFFF: counts.hit(.tensorLargest)
    case 1..<0x0080_0000: counts.hit(.tensorSubnormal)
    case 0x7F80_0001...: counts.hit(.tensorNaN)
    default: break
    }
  }

  /// What follows from the words alone. Returns the amax.
  private mutating func countLanes(_ block: VectorBlock) -> UInt32 {
    var (zeros, negativeZeros, nans, infinities, signalling) = (0, 0, 0, [0, 0], 0)
    var (amax, atMaximum, negativeAtMaximum, live, livePlace) = (UInt32(0), 0, 0, 0, 0)
    for (place, word) in block.words.enumerated() {
      let magnitude = word & 0x7FFF_FFFF
      if magnitude > 0 {
        live += 1
        livePlace = place
      } else if word == 0 {
        zeros += 1
      } else {
        negativeZeros += 1
      }
      if magnitude > 0x7F80_0000 {
        nans += 1
        if magnitude & 0x0040_0000 == 0 { signalling += 1 }
      } else if magnitude == 0x7F80_0000 {
        infinities[Int(word >> 31)] += 1
      } else if magnitude > 0 {
        if magnitude > amax { (amax, atMaximum, negativeAtMaximum) = (magnitude, 0, 0) }
        if magnitude == amax {
          atMaximum += 1
          negativeAtMaximum += Int(word >> 31)
        }
      }
    }
    let count = block.words.count
    if zeros == count { counts.hit(.zeroBlock) }
    if negativeZeros == count { counts.hit(.negativeZeroBlock) }
    if zeros > 0 && negativeZeros > 0 && zeros + negativeZeros == count { counts.hit(.mixedZeroBlock) }
    if live == 1 && count == lanes { counts.hit(.liveLane, livePlace * stretches / lanes) }
    if nans > 0 && amax > 0 { counts.hit(.nanLane) }
    if signalling > 0 { counts.hit(.nanSignalling) }
    if nans == count { counts.hit(.nanOnly) }
    if nans > 0 && infinities[0] + infinities[1] > 0 { counts.hit(.nanAndInfinity) }
    for sign in 0...1 where infinities[sign] > 0 && amax > 0 { counts.hit(.infinityLane, sign) }
    if infinities[0] + infinities[1] == count { counts.hit(.infinityOnly) }
    if negativeZeros > 0 && amax > 0 { counts.hit(.negativeZeroLane) }
    counts.hit(count < lanes ? .ragged : .whole)
    if atMaximum >= 2 { counts.hit(.amaxTwice) }
    if atMaximum > 0 && negativeAtMaximum == atMaximum { counts.hit(.amaxNegative) }
    return amax
  }

  private mutating func countScale(_ scale: UInt32, _ amax: UInt32) {
    if amax == 1 { counts.hit(.amaxSmallest) }
    if amax == 0x7F7F_FFFF { counts.hit(.amaxLargest) }
    if amax > 0 && amax < 0x0080_0000 { counts.hit(.amaxSubnormal) }
    for (part, step) in [1, 0, -1].enumerated() where Int(amax) + step > 0 && amax > 0 {
      let near = OddProduct(Binary32.descriptor.unpack(UInt64(Int(amax) + step)))
      if near.odd == 1 { counts.hit(.amaxBinadeEdge, part) }
      if near.odd == largest.odd { counts.hit(.amaxLargestElement, part) }
    }
    let form = format.descriptor.scale
    let value = form.unpack(UInt64(scale))
    if scale == 0 {
      counts.hit(.scaleLowest)
      if amax >= 0x0080_0000 { counts.hit(.scaleUnderflow) }
    }
    if scale == 1 { counts.hit(.scaleSecond) }
    if value.class == .nan { counts.hit(.scaleNaN) }
    if value.class == .finite && OddProduct(value) == OddProduct(1, 0) { counts.hit(.scaleOne) }
    if UInt64(scale) == form.maximumFiniteMagnitude << UInt64(form.paddingBits) { counts.hit(.scaleHighest) }
  }

  private mutating func countElements(_ block: VectorBlock, _ answer: BlockAnswer, isNearest: Bool) {
    let scale = format.descriptor.scale.unpack(UInt64(answer.scale))
    let tensor = Binary32.descriptor.unpack(UInt64(answer.tensorScale))
    guard scale.class == .finite, tensor.class == .finite else { return }
    let factor = OddProduct(scale) * OddProduct(tensor)
    for word in block.words {
      let magnitude = word & 0x7FFF_FFFF
      guard magnitude > 0, magnitude < 0x7F80_0000 else { continue }
      let value = OddProduct(Binary32.descriptor.unpack(UInt64(magnitude)))
      if Self.isLess(largest * factor, value) { counts.hit(.elementSaturates) }
      var half = smallest * factor
      half.exponent -= 1
      if Self.isLess(value, half) { counts.hit(.elementToZero) }
      guard isNearest else { continue }
      if isMiddle(magnitude, factor) { counts.hit(.elementTie) }
      if isMiddle(magnitude + 1, factor) { counts.hit(.elementTieBeside, 0) }
      if magnitude > 1 && isMiddle(magnitude - 1, factor) { counts.hit(.elementTieBeside, 1) }
    }
  }

  /// Whether a word of binary32 is a halfway point times `factor`.
  private func isMiddle(_ word: UInt32, _ factor: OddProduct) -> Bool {
    guard word < 0x7F80_0000 else { return false }
    let value = OddProduct(Binary32.descriptor.unpack(UInt64(word)))
    let (quotient, rest) = value.odd.quotientAndRemainder(dividingBy: factor.odd)
    return rest == 0 && middles.contains(OddProduct(quotient, value.exponent - factor.exponent))
  }

  static func isLess(_ one: OddProduct, _ other: OddProduct) -> Bool {
    if one.top != other.top { return one.top < other.top }
    // Equal leading exponents: both fit a common unit, for factors have at most 24 bits each.
    let unit = min(one.exponent, other.exponent)
    return one.odd << UInt128(one.exponent - unit) < other.odd << UInt128(other.exponent - unit)
  }
}
