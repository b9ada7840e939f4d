import Binade
import BinadeTensorCore

/// Questions for single bins, where the families do not happen to ask them. Spec [coverage-7].
extension DotQuestions {
  /// Questions about infinities, exact sums, and the ends of C: most of them hit a bin, some of them none.
  func directed(seed: UInt64) -> [(family: DotLabel, question: DotQuestion)] {
    let datapath = suite.datapath
    var list: [(family: DotLabel, question: DotQuestion)] = []
    func add(_ family: DotLabel, _ change: (inout DotBuilder) -> Void) {
      let draw = DotDraw(seed: seed, suite: suite.name, family: family, index: -1 - list.count)
      var builder = DotBuilder(datapath, k: suite.k, index: 0, draw)
      if !datapath.accumulator.isFixedPoint { builder.setScales(0) }
      change(&builder)
      list.append(
        (family, DotQuestion(a: builder.a, b: builder.b, scaleA: builder.scaleA, scaleB: builder.scaleB, c: builder.c)))
    }
    if datapath.accumulator.isFixedPoint { addIntegers(add) } else { addFloats(add) }
    return list
  }

  private func addIntegers(_ add: (DotLabel, (inout DotBuilder) -> Void) -> Void) {
    let mask = suite.datapath.accumulator.magnitudeMask
    let top = suite.datapath.accumulator.signMask
    // One product of 1, or of two different bits; C at an end, one before it, and its negative.
    for (label, c) in [(DotLabel.extreme, mask - 1), (.extreme, mask), (.cancellation, mask | top), (.extreme, top)] {
      add(label) {
        ($0.a[0], $0.b[0]) = (1, $0.isExclusive ? 0 : 1)
        $0.c = c
      }
    }
    add(.extreme) {  // −1 at the lower end
      ($0.a[0], $0.b[0]) = ($0.x.format.sign == .unsigned ? 1 : $0.x.format.codeMask, 1)
      if $0.x.format.sign == .unsigned && $0.y.format.sign != .unsigned { $0.b[0] = $0.y.format.codeMask }
      $0.c = top
    }
    add(.extreme) {  // the same, one above: exactly the end
      ($0.a[0], $0.b[0]) = ($0.x.format.sign == .unsigned ? 1 : $0.x.format.codeMask, 1)
      if $0.x.format.sign == .unsigned && $0.y.format.sign != .unsigned { $0.b[0] = $0.y.format.codeMask }
      $0.c = top | 1
    }
    for place in stride(from: 0, to: suite.k, by: max(1, suite.k / 8)) {
      add(.position) { builder in  // one pair of bits that differ
        guard builder.isExclusive else { return }
        for other in 0..<builder.k { builder.a[other] = builder.draw.bits() & 1 }
        builder.b = builder.a
        builder.b[place] ^= 1
      }
    }
    add(.cancellation) { builder in  // 1 − 1
      guard builder.k > 1 else { return }
      (builder.a[0], builder.b[0]) = (1, 1)
      (builder.a[1], builder.b[1]) = (builder.x.format.sign == .unsigned ? 1 : builder.x.format.codeMask, 1)
      if builder.x.format.sign == .unsigned { builder.b[1] = builder.y.format.codeMask }
    }
  }

  private func addFloats(_ add: (DotLabel, (inout DotBuilder) -> Void) -> Void) {
    for isNegative in [false, true] {
      add(.special) { $0.c = $0.infinity($0.z, isNegative) }
      add(.special) {  // +∞ − ∞
        ($0.a[0], $0.b[0]) = ($0.infinity($0.x, isNegative), $0.y.word(0))
        $0.c = $0.infinity($0.z, !isNegative)
      }
      add(.special) {
        ($0.a[0], $0.b[0]) = ($0.x.word(0), $0.infinity($0.y, isNegative))
        $0.c = $0.infinity($0.z, !isNegative)
      }
      add(.special) { ($0.a[0], $0.b[0]) = ($0.infinity($0.x, isNegative), $0.y.zero(isNegative: false)) }
      add(.special) { ($0.a[0], $0.b[0]) = ($0.x.zero(isNegative: false), $0.infinity($0.y, isNegative)) }
      add(.cancellation) {  // a product against C
        $0.putPower(0, at: 0, isNegative: isNegative)
        $0.c = $0.product(0, isNegated: true)
      }
      add(.accumulator) {  // C against the smallest product
        $0.putPower($0.lowest, at: 0)
        $0.c = $0.z.word($0.z.high, isNegative: isNegative)
      }
      add(.output) { builder in  // beyond the largest number
        for place in 0..<builder.k { builder.putPower(builder.highest, at: place, isNegative: isNegative) }
        builder.c = builder.z.word(builder.z.high + 1, isNegative: isNegative)
      }
      add(.alignment) {  // the last kept bit, and the first that is lost
        let exponent = isNegative ? $0.lowest : $0.lowest + 1
        $0.putPower(exponent, at: 0)
        $0.c = $0.z.word(exponent + $0.scaleExponent() + $0.cut + (isNegative ? 1 : 0))
      }
      add(.alignment) {
        $0.putPower($0.highest, at: 0)
        $0.c = $0.z.word($0.highest + $0.scaleExponent() - $0.cut - (isNegative ? 1 : 0))
      }
      add(.alignment) {
        $0.putPower($0.lowest, at: 0)
        $0.putPower($0.lowest + $0.cut + (isNegative ? 1 : 0), at: $0.k - 1)
      }
    }
    add(.cancellation) {  // a product against another
      $0.putPower(0, at: 0)
      $0.putNegative(of: 0, at: $0.k - 1)
    }
  }
}

extension DotBuilder {
  /// The infinity of a format; the largest number of one that has none.
  fileprivate func infinity(_ form: DotForm, _ isNegative: Bool) -> UInt64 {
    form.signed(form.format.infinityMagnitude ?? form.format.maximumFiniteMagnitude, isNegative)
  }

  /// Whether a product is the bits that differ.
  fileprivate var isExclusive: Bool {
    if case .integerSum(let sum) = datapath.arithmetic { sum.product == .exclusiveOr } else { false }
  }
}
