internal import Binade
internal import BinadeTensorCore

/// Families of floating-point instructions. Spec [captures-5].
extension CaptureInputs {
  func numbers(_ words: CaptureWords) -> CaptureTile {
    let types = instruction.instruction
    guard let a = CaptureFormat.named(types.a.name), let b = CaptureFormat.named(types.b.name), let c = CaptureFormat.named(types.d.name)
    else { preconditionFailure("a floating-point instruction has floating-point operands") }
    let maker = CaptureNumbers(inputs: self, words: words, aFormat: a, bFormat: b, cFormat: c)
    switch family {
    case .bits: return maker.tile(words.a.map { a.raw($0) }, words.b.map { b.raw($0) }, words.c.map { c.raw($0) })
    case .finite: return maker.tile(words.a.map { a.finite($0) }, words.b.map { b.finite($0) }, words.c.map { c.finite($0) })
    case .wide: return maker.windows
    case .cancel: return maker.cancelling
    case .cancelC: return maker.cancelledByC
    case .floor: return maker.aroundFloor
    case .ties: return maker.ties(isAtFloor: false)
    case .floorTies: return maker.ties(isAtFloor: true)
    case .outliers: return maker.outliers
    case .cLarge: return maker.plain { $0.exponent(2, types.d == .f16 ? 15 : 34) }
    case .cZero: return maker.withoutC
    case .zeros: return maker.zeros
    case .special: return maker.specials
    case .subnormal: return maker.subnormals
    case .powers: return maker.powers
    case .large: return maker.large
    default: return maker.plain { 1 + $0.nearOne }
    }
  }
}

/// One tile of numbers in the making.
struct CaptureNumbers {
  let inputs: CaptureInputs
  let words: CaptureWords
  let aFormat, bFormat, cFormat: CaptureFormat

  /// The row of A or C, and its word.
  func row(ofA place: Int) -> CaptureWord { words.rows[place / inputs.kept] }
  func row(ofC place: Int) -> CaptureWord { words.rows[place / inputs.columns] }

  func tile(_ a: [UInt64], _ b: [UInt64], _ c: [UInt64]) -> CaptureTile { CaptureTile(a: a, b: b, c: c, index: words.index) }

  /// Numbers like those of a uniform distribution around one.
  func plain(c exponent: (CaptureWord) -> Int) -> CaptureTile {
    tile(
      words.a.map { aFormat.number($0, exponent: $0.nearOne) }, words.b.map { bFormat.number($0, exponent: $0.nearOne) },
      words.c.map { cFormat.number($0, exponent: exponent($0)) })
  }

  /// The same, some 2^4 to 2^11 times larger.
  var outliers: CaptureTile {
    func lifted(_ word: CaptureWord) -> Int {
      word.nearOne + (word.below(32, at: 1, bits: 8) == 0 ? word.below(8, at: 9, bits: 7) + 4 : 0)
    }
    return tile(
      words.a.map { aFormat.number($0, exponent: lifted($0)) }, words.b.map { bFormat.number($0, exponent: lifted($0)) },
      words.c.map { cFormat.number($0, exponent: lifted($0)) })
  }

  /// Exponents in a window around a centre for each row of A and each tile of B, anywhere in the format.
  var windows: CaptureTile {
    let half = [2, 6, 12, 20][words.tile.below(4, at: 1, bits: 8)]
    func centreOfA(_ row: CaptureWord) -> Int { row.exponent(aFormat.quantum, aFormat.highest) }
    let centreOfB = words.tile.exponent(bFormat.quantum, bFormat.highest)
    return tile(
      words.a.indices.map { aFormat.number(words.a[$0], exponent: centreOfA(row(ofA: $0)) + words.a[$0].exponent(-half, half)) },
      words.b.map { bFormat.number($0, exponent: centreOfB + $0.exponent(-half, half)) },
      words.c.indices.map {
        let reach = words.c[$0].exponent(-2 * half - 4, 2 * half + 4)
        return cFormat.number(words.c[$0], exponent: centreOfA(row(ofC: $0)) + centreOfB + reach)
      })
  }

  /// C is a zero of either sign; A and B are as in `normal` or `wide`.
  var withoutC: CaptureTile {
    var result = words.tile.below(2, at: 40, bits: 8) == 1 ? plain { 1 + $0.nearOne } : windows
    result.c = words.c.map { cFormat.zero($0) }
    return result
  }

  /// Pairs of equal products of opposite signs, a power of two apart; here and there a sign or a last bit that breaks the pair.
  var cancelling: CaptureTile {
    let kept = inputs.kept
    let step = 1 << words.tile.below(Int.bitWidth - 1 - kept.leadingZeroBitCount, at: 1, bits: 8)
    let a = words.a.indices.map { place in
      let column = place % kept
      let first = words.a[place - column + (column & ~step)]
      let word = aFormat.number(first, exponent: first.nearOne)
      let breaks = words.a[place].below(4 * kept, at: 1, bits: 12)
      guard column & step != 0, breaks != 0 else { return word }
      return word ^ aFormat.signBit ^ (breaks == 1 ? 1 << UInt64(aFormat.unusedBits) : 0)
    }
    let isSparse = inputs.instruction.instruction.isSparse
    let b = words.b.indices.map { place in
      let column = place % inputs.k
      let partner = words.b[place - column + (isSparse ? 0 : column & ~step)]
      return bFormat.number(partner, exponent: partner.nearOne)
    }
    return tile(
      a, b, words.c.map { $0.below(2, at: 1, bits: 8) == 0 ? cFormat.zero($0) : cFormat.number($0, exponent: $0.exponent(-30, 0)) })
  }

  /// One product, minus itself in C, and small ones beside it.
  var cancelledByC: CaptureTile {
    var result = plain { _ in 0 }
    for place in words.a.indices where place % inputs.kept != 0 {
      let depth = row(ofA: place).exponent(4, 34)
      result.a[place] = aFormat.number(words.a[place], exponent: words.a[place].nearOne - depth)
    }
    for place in words.c.indices {
      let (row, column) = place.quotientAndRemainder(dividingBy: inputs.columns)
      let first = row * inputs.kept
      let product = aFormat.value(result.a[first]) * bFormat.value(result.b[column * inputs.k + Int(words.index[first])])
      result.c[place] = cFormat.rounded(-product)
    }
    return result
  }

  /// Zeros of both signs.
  var zeros: CaptureTile {
    var result = plain { word in
      word.below(2, at: 1, bits: 8) == 0 ? word.nearOne : cFormat.lowest - word.exponent(1, cFormat.mantissaBits)
    }
    for place in words.a.indices
    where words.a[place].below(256, at: 1, bits: 8) >= [0, 1, 16, 128][row(ofA: place).below(4, at: 1, bits: 8)] {
      result.a[place] = aFormat.zero(words.a[place])
    }
    for place in words.b.indices where words.b[place].below(4, at: 1, bits: 8) == 0 { result.b[place] = bFormat.zero(words.b[place]) }
    for place in words.c.indices where words.c[place].below(4, at: 9, bits: 7) < 3 { result.c[place] = cFormat.zero(words.c[place]) }
    return result
  }

  /// Infinities and NaNs, about one in three dot products each from A and from B.
  var specials: CaptureTile {
    func element(_ format: CaptureFormat, _ word: CaptureWord, of length: Int) -> UInt64 {
      if word.below(5 * length, at: 1, bits: 15) == 1 { return format.zero(word) }
      if word.below(3 * length, at: 1, bits: 15) == 0 { return format.special(word.mixed) }
      return format.number(word, exponent: word.nearOne)
    }
    return tile(
      words.a.map { element(aFormat, $0, of: inputs.kept) }, words.b.map { element(bFormat, $0, of: inputs.k) },
      words.c.map { word in
        word.below(8, at: 1, bits: 8) == 0 ? cFormat.special(word.mixed) : cFormat.number(word, exponent: 1 + word.nearOne)
      })
  }

  /// Subnormal A and C.
  var subnormals: CaptureTile {
    let isUp = words.tile.below(2, at: 1, bits: 8) == 0
    return tile(
      words.a.map { aFormat.number($0, exponent: aFormat.lowest - $0.exponent(0, aFormat.mantissaBits + 1)) },
      words.b.map { bFormat.number($0, exponent: isUp ? bFormat.highest + $0.nearOne : $0.nearOne - 1) },
      words.c.map { cFormat.number($0, exponent: cFormat.lowest - $0.exponent(0, cFormat.mantissaBits + 1)) })
  }

  /// Powers of two, sums that tie.
  var powers: CaptureTile {
    func element(_ format: CaptureFormat, _ word: CaptureWord, from low: Int) -> UInt64 {
      let mantissa = word.below(8, at: 1, bits: 8) == 0 ? format.mantissa(word) : 0
      return format.compose(word, exponent: word.exponent(low, 0), mantissa: mantissa)
    }
    return tile(
      words.a.map { element(aFormat, $0, from: -12) }, words.b.map { element(bFormat, $0, from: -1) },
      words.c.map { word in
        let isShort = word.below(2, at: 1, bits: 8) == 0
        let mantissa = cFormat.mantissa(word)
        return cFormat.compose(
          word, exponent: word.exponent(-10, 12), mantissa: isShort ? cFormat.leading(8, of: mantissa) : mantissa)
      })
  }

  /// Around the largest numbers: of the operands in half of the tiles, of the accumulator in the others.
  var large: CaptureTile {
    let half = cFormat.highest / 2
    let isOfOperands = words.tile.below(2, at: 1, bits: 8) == 0
    let topA = isOfOperands ? aFormat.highest : min(half, aFormat.highest)
    let topB = isOfOperands ? bFormat.highest : min(cFormat.highest - half, bFormat.highest)
    return tile(
      words.a.map { aFormat.number($0, exponent: topA - $0.exponent(0, 4)) },
      words.b.map { bFormat.number($0, exponent: topB - $0.exponent(0, 4)) },
      words.c.map { cFormat.number($0, exponent: cFormat.highest - $0.exponent(0, 3)) })
  }
}
