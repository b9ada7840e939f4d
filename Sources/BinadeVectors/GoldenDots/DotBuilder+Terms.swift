import Binade
import BinadeTensorCore

/// Families that plan single terms.
extension DotBuilder {
  /// Terms at the floor of the alignment, and at the accumulator's smallest numbers.
  mutating func fillTiny() {
    if s != nil, termLength == 1, draw.oneIn(2) { return fillTinyScaled() }
    let target = draw.oneIn(2) ? floor + draw.between(-3, 3) : z.quantum + draw.between(-1, 1)
    if s != nil { setScales(target - (termLength > 1 ? draw.between(0, 4) : draw.between(lowest, highest))) }
    let shift = scaleExponent()
    let places = draw.places(6, of: k)
    func place(_ number: Int) -> Int { places[number % places.count] }
    if k == 1 {
      putOdd(lowest: z.quantum + draw.between(-3, 2), at: 0, isNegative: draw.oneIn(2))
      c = z.signed(UInt64(draw.below(9)), draw.oneIn(2))
      return
    }
    // Smaller terms first: where places repeat, the large ones stay.
    if termLength > 1 {
      for block in 1..<max(blocks, 2) where block < blocks { setScale(block, floor - cut + draw.between(-3, 4)) }
      for block in 1..<max(blocks, 2) where block < blocks && draw.oneIn(2) {
        putPower(draw.between(-2, 2), at: block * (k / blocks) + draw.below(k / blocks), isNegative: draw.oneIn(3))
      }
      putPower(draw.between(-2, 2), at: draw.below(k / blocks), isNegative: draw.oneIn(4))
    } else {
      let isNegative = draw.oneIn(2)
      for number in 2..<(3 + draw.below(3)) {
        putOdd(lowest: floor - cut + draw.between(-2, 2) - shift, at: place(number), isNegative: draw.oneIn(3) != isNegative)
        if draw.oneIn(2) { putPower(floor - cut + draw.between(-2, 1) - shift, at: place(number), isNegative: isNegative) }
      }
      putPower(target - shift, at: place(0))
      switch draw.below(4) {
      case 0: putNegative(of: place(0), at: place(1))
      case 1: putPower(target + 1 - shift, at: place(1))
      default: break
      }
    }
    if draw.oneIn(5) { c = z.signed(UInt64(1 + draw.below(3)), draw.oneIn(2)) }
    signZeros()
  }

  /// The same where one scale serves all products: as many of the largest as make the accumulator's smallest number, and little beside them.
  private mutating func fillTinyScaled() {
    setScales(floor - cut + draw.between(-2, 0) - lowest)
    let shift = scaleExponent()
    let exponent = max(min(highest, z.quantum - shift), lowest)
    let number = min(1 << min(max(z.quantum - shift - exponent, 0), 10), k - min(k / 2, 3))
    let order = draw.places(k, of: k)
    let isNegative = draw.oneIn(2)
    for place in order.prefix(number) { putPower(exponent, at: place, isNegative: isNegative) }
    for place in order.dropFirst(number).prefix(1 + draw.below(3)) {
      putPower(lowest + draw.below(2), at: place, isNegative: draw.oneIn(5) == isNegative)
    }
    signZeros()
  }

  /// A term at the last kept bit, beside larger ones that cancel, or under a large C.
  mutating func fillAligned() {
    if termLength > 1 { return fillAlignedGroups() }
    setScales(s == nil ? 0 : draw.between(-40, 40))
    let shift = scaleExponent()
    guard k > 1 else {
      putOdd(lowest: draw.between(lowest, highest) / 2, at: 0, isNegative: draw.oneIn(2))
      c = z.word(draw.between(-6, kept + 6), fraction: draw.bits(), isNegative: draw.oneIn(2))
      return
    }
    let places = draw.places(min(k, 40), of: k)
    let kind = draw.below(5)
    let reach = max(min(cut + lowest + draw.between(-1, 6), highest), lowest)
    let top = kind >= 3 ? draw.between(lowest, highest) : draw.oneIn(2) ? draw.between(reach, highest) : reach
    let delta = draw.pick([-2, -1, -1, 0, 0, 1])
    if kind == 2 || k < 3 {  // C keeps the largest exponent; many small terms add up to something that the result shows
      let base = draw.between(lowest, max(lowest, highest - 4))
      let number = min(draw.pick([1, 2, 4, 8, 16, 32]), k)
      let isNegative = draw.oneIn(2)
      for place in draw.places(number, of: k) { putPower(base, at: place, isNegative: isNegative != draw.oneIn(16)) }
      c = z.word(base + shift + cut - delta, fraction: draw.oneIn(2) ? 0 : draw.bits(), isNegative: draw.oneIn(2))
      return signZeros()
    }
    let isNegative = draw.oneIn(2)
    putPower(top, at: places[0], isNegative: isNegative)
    var copies = 0  // log2 of how many large products C cancels
    if kind != 1 {
      putNegative(of: places[0], at: places[1])
    } else {
      while copies < 5, (2 << copies) + 3 <= places.count, !draw.oneIn(3) { copies += 1 }
      for number in 1..<(1 << copies) where copies > 0 { (a[places[number]], b[places[number]]) = (a[places[0]], b[places[0]]) }
      c = z.word(top + copies + shift, isNegative: !isNegative)
    }
    let large = max(2, 1 << copies)
    for number in large..<max(large, min(places.count, large + 1 + draw.below(3))) where kind != 3 {
      let place = places[number]
      putOdd(lowest: top + copies - cut + delta + (draw.oneIn(3) ? draw.between(0, 4) : 0), at: place, isNegative: draw.oneIn(2))
      // Its neighbour as well: together they may have a bit that each alone has not.
      if draw.oneIn(3), place ^ 1 < k, !places.prefix(large).contains(place ^ 1) { (a[place ^ 1], b[place ^ 1]) = (a[place], b[place]) }
    }
    if kind >= 3 {  // C is cut
      let exponent = top + shift - cut + delta + draw.between(0, min(kept, cut))
      let drop = UInt64(max(0, exponent - (top + shift - cut + delta)))
      let fraction =
        drop >= UInt64(z.format.significandBits) ? draw.bits() | 1 : (draw.bits() | 1) << (UInt64(z.format.significandBits) - drop)
      c = z.word(exponent, fraction: fraction, isNegative: draw.oneIn(2))
    }
    signZeros()
  }

  /// The same for groups that are aligned by their scales.
  private mutating func fillAlignedGroups() {
    guard let s, blocks > 1 else { return fillNormal() }
    let group = max(termLength, k / blocks)
    let order = draw.places(k / termLength, of: k / termLength)
    func block(_ number: Int) -> Int { order[number % order.count] * termLength / group }
    func place(_ number: Int, _ offset: Int) -> Int { order[number % order.count] * termLength + offset }
    let top = draw.between(max(2 * s.quantum + cut - 8, -40), min(2 * s.high, 40))
    for number in 0..<blocks { setScale(number, top - draw.between(0, 3), fractions: true) }
    setScale(block(2), top - cut + draw.between(-3, 5), fractions: true)
    setScale(block(0), top)
    for number in 2..<min(order.count, 3) {
      for _ in 0..<draw.between(1, 4) {
        putOdd(lowest: draw.between(-2, 0), at: place(number, draw.below(termLength)), isNegative: draw.oneIn(3))
      }
    }
    putPower(0, at: place(0, 3))
    if block(1) != block(0) {
      (scaleA[block(1)], scaleB[block(1)]) = (scaleA[block(0)], scaleB[block(0)])
    }
    if draw.oneIn(2) { putNegative(of: place(0, 3), at: place(1, 7)) } else { putNegative(of: place(0, 3), at: place(0, 5)) }
    if draw.oneIn(2) {
      let exponent = top - cut + draw.between(-2, 12)
      c = z.word(exponent, fraction: draw.bits(), isNegative: draw.oneIn(2))
    }
    signZeros()
  }

  /// A group that cancels under a large scale, beside one under a small scale.
  mutating func fillCancelledGroup() {
    guard let s, blocks > 1 else { return fillNormal() }
    let length = datapath.scale?.blockLength ?? 16
    let order = draw.places(blocks, of: blocks)
    let top = draw.between(max(2 * s.quantum + cut - 4, -30), min(2 * s.high, 30))
    for block in 0..<blocks { setScale(block, top - cut + draw.between(-6, 10), fractions: true) }
    setScale(order[0], draw.oneIn(3) ? top - draw.between(1, 10) : top, fractions: true)
    let start = order[0] * length
    for number in 0..<draw.between(1, 3) {
      // Neighbours, in the same group of sixteen.
      putOdd(lowest: draw.between(-2, 1), at: start + 2 * number, isNegative: draw.oneIn(2))
      putNegative(of: start + 2 * number, at: start + 2 * number + 1)
    }
    for number in 1..<order.count where number == 1 || draw.oneIn(2) {
      for _ in 0..<draw.between(1, 5) { putOdd(lowest: -2, at: order[number] * length + draw.below(length), isNegative: draw.oneIn(3)) }
    }
    if draw.oneIn(3) { c = z.word(top - draw.between(0, cut + 4), fraction: draw.bits(), isNegative: draw.oneIn(2)) }
  }

  /// NaN and extreme scales.
  mutating func fillScales() {
    fillNormal()
    guard let s else { return }
    let top = UInt8(s.format.maximumFiniteMagnitude)
    let bytes: [UInt8] =
      [0, 1, 2, top, top - 1, top / 2, UInt8(truncatingIfNeeded: draw.bits())]
      + (s.format.sign == .unsigned && s.format.codeBits < 8 ? [0x80, 0xB8, 0xFE, 0x81] : [])
    for _ in 0..<(1 + draw.below(2)) {
      let block = draw.below(blocks)
      scaleA[block] = draw.pick(bytes)
      if draw.oneIn(2) { scaleB[block] = draw.pick(bytes) }
    }
    if index % 3 == 0 {
      let nan = UInt8(s.format.codeMask)
      if draw.oneIn(2) { scaleA[draw.below(blocks)] = nan } else { scaleB[draw.below(blocks)] = nan }
      if draw.oneIn(2) { (a, b) = ([UInt64](repeating: 0, count: k), [UInt64](repeating: 0, count: k)) }
    }
    if draw.oneIn(3) { c = 0 }
  }

  /// Sums at ties, at the first numbers beyond the range, and at the smallest numbers.
  mutating func fillOutput() {
    setScales(s == nil ? 0 : draw.between(-20, 20))
    let places = draw.places(3, of: k)
    func place(_ number: Int) -> Int { places[number % places.count] }
    let isNegative = draw.oneIn(2)
    if case .twoStageSum(let sum) = datapath.arithmetic, draw.oneIn(4) {
      // A power of two less one and a half units, and a bit that decides if it is kept.
      let depth = sum.sumBits - kept - 2
      let exponent = draw.between(min(lowest + depth, highest - 1), highest - 1)
      putPower(exponent - depth + draw.between(-1, 1), at: place(2), isNegative: !isNegative)
      putPower(exponent + 1, at: place(1), isNegative: isNegative)
      putPower(exponent, at: place(0), isNegative: isNegative)
      c = z.word(exponent + kept + 2, isNegative: !isNegative)
      return signZeros()
    }
    switch draw.below(4) {
    case 0, 1:  // half a unit of C, and a little more or less
      let exponent = draw.between(lowest, highest)
      if draw.oneIn(2) { putPower(exponent - draw.between(1, 10), at: place(1), isNegative: draw.oneIn(2)) }
      if draw.oneIn(3) { putPower(exponent + 1, at: place(2), isNegative: isNegative) }
      putPower(exponent, at: place(0), isNegative: isNegative)
      let top = exponent + scaleExponent() + kept + draw.between(0, 2)
      var fraction = draw.bits()
      if draw.oneIn(2) { fraction = draw.oneIn(2) ? .max : 0 }
      if kept < z.format.significandBits && draw.oneIn(2) { fraction &= .max << UInt64(z.format.significandBits - kept) }
      c = z.word(min(top, z.high), fraction: fraction, isNegative: draw.oneIn(2))
    case 2:  // at the largest number
      let unit = z.high - kept
      if s != nil { setScales(min(unit - draw.between(lowest, highest), 254)) }
      let shift = scaleExponent()
      if draw.oneIn(2) { putPower(unit - draw.between(0, 3) - shift, at: place(1), isNegative: isNegative != draw.oneIn(3)) }
      putPower(unit - draw.between(-1, 1) - shift, at: place(0), isNegative: isNegative)
      c = z.signed(z.format.maximumFiniteMagnitude - UInt64(draw.below(3)), isNegative != draw.oneIn(4))
      if draw.oneIn(3) { putPower(z.high - shift, at: place(2), isNegative: isNegative) }
    default:  // at the smallest numbers
      if s != nil { setScales(z.quantum - draw.between(lowest, highest)) }
      let shift = scaleExponent()
      putOdd(lowest: z.quantum - draw.between(0, 2) - shift, at: place(1), isNegative: draw.oneIn(2))
      putPower(z.quantum - draw.between(-2, 2) - shift, at: place(0), isNegative: isNegative)
      c = z.signed(draw.bits() & ((1 << UInt64(draw.between(1, z.format.significandBits + 1))) - 1), draw.oneIn(2))
    }
    signZeros()
  }

  /// One small product at place `index`, and large ones that cancel elsewhere.
  mutating func fillPosition() {
    setScales(s == nil ? 0 : draw.between(-8, 8))
    let live = index % k
    let others = draw.places(k, of: k).filter { $0 != live }
    let reach = max(min(cut + lowest + draw.between(1, 6), highest), lowest)
    if others.count >= 2 {
      putPower(reach, at: others[0])
      if draw.oneIn(4) { c = product(others[0], isNegated: true) } else { putNegative(of: others[0], at: others[1]) }
    }
    if termLength > 1 {
      setScales(0)
      if blocks > 1 { setScale(live * blocks / k, max(-cut - 1, s?.quantum ?? 0)) }
    }
    putOdd(lowest: reach - cut - draw.between(1, 4), at: live, isNegative: draw.oneIn(2))
    if others.count < 2 || draw.oneIn(3) {
      c = z.word(reach + scaleExponent() - draw.between(2, kept), fraction: draw.bits(), isNegative: draw.oneIn(2))
    }
  }
}
