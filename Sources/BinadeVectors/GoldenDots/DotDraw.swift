import Binade

/// Random numbers for one question: a pure function of seed, suite, family and index.
struct DotDraw {
  private let random: CounterRandom
  private var next: UInt64 = 0

  init(seed: UInt64, suite: String, family: DotLabel, index: Int) {
    // FNV-1a over the names: the same on every machine.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in (suite + family.rawValue).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    random = CounterRandom(seed: CounterRandom(seed: seed ^ hash)[UInt64(bitPattern: Int64(index))])
  }

  /// 64 random bits.
  mutating func bits() -> UInt64 {
    next += 1
    return random[next]
  }

  /// A number below `count`.
  mutating func below(_ count: Int) -> Int { Int(bits() % UInt64(max(count, 1))) }

  /// A number of the range; its lower bound if it is empty.
  mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }

  /// True once in `count` times.
  mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  /// One of these.
  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  /// Some of `0..<count`, in random order.
  mutating func places(_ number: Int, of count: Int) -> [Int] {
    var all = Array(0..<count)
    for index in 0..<min(number, count) { all.swapAt(index, between(index, count - 1)) }
    return Array(all.prefix(number))
  }

  /// Nearly normal: the sum of twelve uniform numbers, in units of 2^-16.
  mutating func gaussian() -> Int {
    var sum = -393_210
    for _ in 0..<3 {
      let word = bits()
      for shift: UInt64 in [0, 16, 32, 48] { sum += Int(word >> shift & 0xFFFF) }
    }
    return sum
  }
}

/// A floating-point format of elements, scales or the accumulator, with words by exponent.
struct DotForm {
  let format: FormatDescriptor

  /// The exponent of the smallest normal number, of the smallest number's bit, and of the largest number.
  let low, quantum, high: Int

  init(_ format: FormatDescriptor) {
    self.format = format
    low = format.minimumNormalExponent
    quantum = format.hasSubnormals ? format.quantumExponent : format.minimumNormalExponent
    high = format.maximumExponent
  }

  /// ±1.fraction · 2^exponent; below the smallest normal number its subnormal part, beyond the largest that one.
  func word(_ exponent: Int, fraction: UInt64 = 0, isNegative: Bool = false) -> UInt64 {
    let width = UInt64(format.significandBits)
    let one = UInt64(1) << width
    var code: UInt64
    if exponent > high {
      code = format.maximumFiniteMagnitude
    } else if exponent >= low {
      code = min(UInt64(exponent + format.bias) << width | (fraction & (one - 1)), format.maximumFiniteMagnitude)
    } else {
      let shift = low - exponent
      code = shift > 60 || !format.hasSubnormals ? 0 : (one | (fraction & (one - 1))) >> UInt64(shift)
    }
    return signed(code, isNegative)
  }

  /// A magnitude code with a sign, where the format has that number.
  func signed(_ code: UInt64, _ isNegative: Bool) -> UInt64 {
    let hasSign = isNegative && format.sign == .signBit && (code != 0 || format.hasNegativeZero)
    return (code | (hasSign ? format.signMask : 0)) << UInt64(format.paddingBits)
  }

  /// The same number with the other sign.
  func negated(_ word: UInt64) -> UInt64 {
    let code = word >> UInt64(format.paddingBits) & format.magnitudeMask
    return code == 0 && !format.hasNegativeZero ? word : word ^ (format.signMask << UInt64(format.paddingBits))
  }

  /// A number of units of 2^unit, rounded.
  func rounded(_ number: Int, unit: Int) -> UInt64 {
    let operand = Operand(significand: UInt64(number.magnitude), exponent: unit, isNegative: number < 0)
    return format.roundPack(operand, Conversion(overflow: .saturate)).word
  }

  /// A zero of either sign.
  func zero(isNegative: Bool) -> UInt64 { signed(0, isNegative) }

  /// All special words of the format: infinities, and some NaNs.
  var specials: [UInt64] {
    var codes: [UInt64] = []
    if let infinity = format.infinityMagnitude { codes = [infinity, infinity | format.signMask] }
    if format.highNaNCount > 0 {
      let top = format.magnitudeMask
      for code in [top, top - UInt64(format.highNaNCount) + 1] { codes += [code, code | format.signMask] }
    } else if format.signBitAloneIsNaN {
      codes.append(format.signMask)
    }
    return codes.map { $0 << UInt64(format.paddingBits) }
  }
}
