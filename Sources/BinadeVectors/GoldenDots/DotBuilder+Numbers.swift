import Binade
import BinadeTensorCore

/// Families without a plan for single terms.
extension DotBuilder {
  mutating func fillRandom() {
    for place in 0..<k {
      a[place] = draw.bits() & wordMask(x)
      b[place] = draw.bits() & wordMask(y)
    }
    scaleA = (0..<blocks).map { _ in UInt8(truncatingIfNeeded: draw.bits()) }
    scaleB = (0..<blocks).map { _ in UInt8(truncatingIfNeeded: draw.bits()) }
    c = draw.bits() & wordMask(z)
    // Formats with many special codes would give little else: most of these are numbers.
    guard index % 4 != 0 else { return }
    let (formX, formY, formZ) = (x, y, z)
    for place in 0..<k {
      a[place] = finite(a[place], formX)
      b[place] = finite(b[place], formY)
    }
    c = finite(c, formZ)
    if let s {
      for block in 0..<blocks {
        while s.format.unpack(UInt64(scaleA[block])).class == .nan { scaleA[block] = UInt8(truncatingIfNeeded: draw.bits()) }
        while s.format.unpack(UInt64(scaleB[block])).class == .nan { scaleB[block] = UInt8(truncatingIfNeeded: draw.bits()) }
      }
    }
  }

  /// All bits of a word, those below the code included.
  func wordMask(_ form: DotForm) -> UInt64 {
    (form.format.codeMask << UInt64(form.format.paddingBits)) | ((1 << UInt64(form.format.paddingBits)) - 1)
  }

  private mutating func finite(_ word: UInt64, _ form: DotForm) -> UInt64 {
    var word = word
    while [.nan, .infinity].contains(form.format.unpack(word).class) { word = draw.bits() & wordMask(form) }
    return word
  }

  /// Normal numbers under scales near one, with C of their size.
  mutating func fillNormal(outliers: Bool = false) {
    let (up, down) = (draw.between(-1, 1), draw.between(-1, 1))
    let exponent = draw.between(-4, 4)
    setScales(exponent, fractions: true)
    for place in 0..<k {
      let rare = outliers && draw.oneIn(12) ? draw.between(4, 9) : 0
      a[place] = x.rounded(draw.gaussian(), unit: up - 16 + rare - (outliers ? 3 : 0))
      b[place] = y.rounded(draw.gaussian(), unit: down - 16)
    }
    let wide = draw.oneIn(3) ? draw.between(-8, 8) : 2
    c = z.rounded(draw.gaussian(), unit: up + down + (s == nil ? 0 : exponent) + wide - 16)
  }

  /// Exponents from anywhere; of wide formats from a window, so that more than one product counts.
  mutating func fillWide() {
    let window = draw.pick([6, 12, 24, 40, 1000])
    let (ea, eb) = (draw.between(x.quantum, x.high), draw.between(y.quantum, y.high))
    if s != nil {
      let middle = draw.between(-20, 20)
      for block in 0..<blocks { setScale(block, middle + draw.between(-window, window), fractions: true) }
    }
    for place in 0..<k {
      a[place] = word(x, around: ea, window)
      b[place] = word(y, around: eb, window)
    }
    let center = ea + eb + scaleExponent()
    c = z.word(min(max(center + draw.between(-30, 30), z.quantum), z.high), fraction: draw.bits(), isNegative: draw.oneIn(2))
  }

  private mutating func word(_ form: DotForm, around exponent: Int, _ window: Int) -> UInt64 {
    let low = max(form.quantum, exponent - window)
    let high = min(form.high, exponent + window)
    return form.word(draw.between(low, high), fraction: draw.bits(), isNegative: draw.oneIn(2))
  }

  /// Every product with its negative, at random places; a few are changed, and C is small or the negative of one.
  mutating func fillCancelling() {
    setScales(draw.between(-4, 4))
    if draw.oneIn(3) { return fillNegated() }
    let order = draw.places(k, of: k)
    let (ea, eb) = (draw.between(max(x.low, -8), min(x.high, 8)), draw.between(max(y.low, -8), min(y.high, 8)))
    for pair in 0..<(k / 2) {
      let (one, other) = (order[2 * pair], order[2 * pair + 1])
      a[one] = word(x, around: ea, 5)
      b[one] = word(y, around: eb, 5)
      putNegative(of: one, at: other)
    }
    for _ in 0..<draw.below(3) {
      let place = draw.below(k)
      a[place] = x.word(draw.between(max(x.quantum, ea - 12), max(x.quantum, ea - 4)), fraction: draw.bits(), isNegative: draw.oneIn(2))
    }
    let center = ea + eb + scaleExponent()
    if k == 1 {  // a · b − fl(a · b)
      a[0] = word(x, around: ea, 5)
      b[0] = word(y, around: eb, 5)
    }
    let place = order[0]
    switch draw.below(4) {
    case 0: c = z.zero(isNegative: draw.oneIn(2))
    case 1: c = z.word(center - draw.between(5, 30), fraction: draw.bits(), isNegative: draw.oneIn(2))
    case 2 where k > 1:  // C against one product, and nothing left
      putPower(ea + eb, at: place, isNegative: draw.oneIn(2))
      a[order[1]] = x.zero(isNegative: false)
      c = product(place, isNegated: true)
    default: c = product(place, isNegated: true)
    }
  }

  /// C is the negative of what the unit makes without it.
  private mutating func fillNegated() {
    let (ea, eb) = (draw.between(max(x.low, x.high - 12), x.high), draw.between(max(y.low, y.high - 12), y.high))
    let others = draw.pick([2, 8, 1000])
    for place in 0..<k {
      a[place] = x.word(draw.between(max(x.low, ea - 6), ea), fraction: draw.bits(), isNegative: draw.oneIn(others))
      b[place] = y.word(draw.between(max(y.low, eb - 6), eb), fraction: draw.bits())
    }
    let sum = DotQuestion(a: a, b: b, scaleA: scaleA, scaleB: scaleB, c: 0).result(datapath)
    c = z.format.unpack(sum).class == .finite ? z.negated(sum) : z.zero(isNegative: false)
  }

  /// The product at a place, rounded to the accumulator's format.
  func product(_ place: Int, isNegated: Bool) -> UInt64 {
    let (one, other) = (x.format.unpack(a[place]), y.format.unpack(b[place]))
    guard one.class == .finite, other.class == .finite else { return 0 }
    let (high, low) = one.significand.multipliedFullWidth(by: other.significand)
    // Of more than 64 bits the lowest are dropped.
    let shift = high == 0 ? 0 : UInt64(64 - high.leadingZeroBitCount)
    let significand = shift == 0 ? low : high << (64 - shift) | low >> shift
    let operand = Operand(
      significand: significand, exponent: one.exponent + other.exponent + Int(shift) + scaleExponent(),
      isNegative: (one.isNegative != other.isNegative) != isNegated)
    return z.format.roundPack(operand, Conversion(overflow: .saturate)).word
  }

  /// C far above the products, or nearly their negative.
  mutating func fillBelowAccumulator() {
    fillNormal()
    let size = scaleExponent() + draw.between(0, kept + 6)
    c = z.word(min(size, z.high), fraction: draw.oneIn(4) ? 0 : draw.bits(), isNegative: draw.oneIn(2))
  }

  /// Zeros alone, or a sum that is zero.
  mutating func fillZeros() {
    setScales(draw.between(-3, 3))
    for place in 0..<k {
      // Zero times a number, whatever its exponent, is zero.
      let number = draw.oneIn(3) ? draw.between(0, x.high) : 0
      let isA = draw.oneIn(2)
      let isNegative = index % 4 == 0 || draw.oneIn(2)
      a[place] = isA && number > 0 ? x.word(number, fraction: draw.bits(), isNegative: isNegative) : x.zero(isNegative: isNegative)
      b[place] = !isA && number > 0 ? y.word(min(number, y.high), fraction: draw.bits()) : y.zero(isNegative: false)
    }
    if case .pairwiseSum = datapath.arithmetic, draw.oneIn(2) {  // −0 from a flushed sum, then products that are all −0
      for place in 0..<k { (a[place], b[place]) = (x.word(0, isNegative: true), y.zero(isNegative: false)) }
      putPower(z.low, at: draw.below(k))
      c = z.word(z.low, fraction: draw.bits(), isNegative: true)
      return
    }
    switch index % 6 {
    case 0, 1: c = z.zero(isNegative: true)
    case 2: c = z.zero(isNegative: false)
    case 3:  // exact cancellation
      let places = draw.places(2, of: k)
      if places.count == 2 {
        putOdd(lowest: -2, at: places[0])
        putNegative(of: places[0], at: places[1])
      }
      c = z.zero(isNegative: draw.oneIn(2))
    case 4: c = z.signed(UInt64(1 + draw.below(1 << draw.between(1, z.format.significandBits))), draw.oneIn(2))
    default:  // a negative sum too small for the result
      let reach = z.quantum - 1 - draw.below(3)
      setScales(reach - lowest > 0 ? 0 : min(0, reach))
      putPower(reach - scaleExponent(), at: draw.below(k), isNegative: true)
      c = z.zero(isNegative: draw.oneIn(2))
    }
  }

  /// NaNs and infinities among numbers.
  mutating func fillSpecials() {
    fillNormal()
    let (inA, inB, inC) = (x.specials, y.specials, z.specials)
    let kind = index % 6
    let number = 1 + draw.below(2)
    if kind == 0 || (inA.isEmpty && inB.isEmpty) || kind == 3 { c = draw.pick(inC) }
    for _ in 0..<number where kind != 0 {
      let place = draw.below(k)
      if !inA.isEmpty && (inB.isEmpty || draw.oneIn(2)) {
        a[place] = draw.pick(inA)
        if kind == 4 { b[place] = y.zero(isNegative: draw.oneIn(2)) }
      } else if !inB.isEmpty {
        b[place] = draw.pick(inB)
        if kind == 4 { a[place] = x.zero(isNegative: draw.oneIn(2)) }
      }
    }
    if kind == 5 && z.format.significandBits > 2 {  // a NaN of C with a payload
      c = z.format.magnitudeMask << UInt64(z.format.paddingBits)
      c ^= draw.bits() & ((1 << UInt64(z.format.significandBits)) - 1) & ~1
      if draw.oneIn(2) { c |= z.format.signMask << UInt64(z.format.paddingBits) }
    }
  }
}
