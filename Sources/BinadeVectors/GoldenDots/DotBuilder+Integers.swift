import Binade

/// Families of integer units.
extension DotBuilder {
  mutating func buildIntegers(_ family: DotLabel) {
    let (widthX, widthY) = (x.format.codeBits, y.format.codeBits)
    for place in 0..<k {
      a[place] = draw.bits() & x.format.codeMask
      b[place] = draw.bits() & y.format.codeMask
    }
    c = draw.bits() & z.format.codeMask
    switch family {
    case .normal:
      for place in 0..<k {
        a[place] = UInt64(bitPattern: Int64(draw.gaussian() >> max(16 - widthX / 2, 8))) & x.format.codeMask
        b[place] = UInt64(bitPattern: Int64(draw.gaussian() >> max(16 - widthY / 2, 8))) & y.format.codeMask
      }
      c = word(draw.between(-70_000, 70_000))
    case .cancellation:
      for place in stride(from: 1, to: k, by: 2) {
        a[place] = (0 &- a[place - 1]) & x.format.codeMask
        b[place] = b[place - 1]
      }
      c = word(draw.between(-300, 300))
    case .accumulator: c = word((draw.oneIn(2) ? 1 : -1) * (1 << 30) + draw.between(-1 << 29, 1 << 29))
    case .noAccumulator: c = 0
    case .zero:
      let isA = draw.oneIn(2)
      for place in 0..<k {
        if isA { a[place] = 0 } else { b[place] = 0 }
      }
      if draw.oneIn(2) { c = 0 }
    case .extreme: fillExtremes()
    case .position:
      for place in 0..<k { a[place] = 0 }
      a[index % k] = x.format.codeMask >> UInt64(draw.below(widthX))
      b[index % k] |= 1
      if draw.oneIn(2) { c = 0 }
    default: break
    }
  }

  /// The largest products, and C such that the sum is at an end of the accumulator, or one beside it.
  private mutating func fillExtremes() {
    if !draw.oneIn(3) {
      let (largestX, largestY) = (x.format.maximumFiniteMagnitude, y.format.maximumFiniteMagnitude)
      let signs = draw.below(4)
      for place in 0..<k {
        a[place] = signs & 1 == 1 && x.format.sign != .unsigned ? largestX + 1 : largestX
        b[place] = signs & 2 == 2 && y.format.sign != .unsigned ? largestY + 1 : largestY
      }
    }
    // Of two instructions the first alone may already be beyond the end; the second comes back.
    let own = k / 2
    let sum = (0..<(draw.oneIn(2) ? k : own)).reduce(0) { $0 + value(a[$1], x.format) * value(b[$1], y.format) }
    let end = draw.oneIn(2) ? Int(Int32.max) : Int(Int32.min)
    c = word(min(max(end - sum + draw.between(-2, 2), Int(Int32.min)), Int(Int32.max)))
    if draw.oneIn(4) { c = word(end) }
    if k > own && draw.oneIn(3) {
      for place in own..<k where x.format.sign != .unsigned { a[place] = (0 &- a[place]) & x.format.codeMask }
    }
  }

  private func value(_ word: UInt64, _ format: FormatDescriptor) -> Int {
    let operand = format.unpack(word)
    return operand.isNegative ? -Int(operand.significand) : Int(operand.significand)
  }

  private func word(_ number: Int) -> UInt64 { UInt64(bitPattern: Int64(number)) & z.format.codeMask }
}
