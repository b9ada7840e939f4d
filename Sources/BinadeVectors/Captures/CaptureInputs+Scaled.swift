internal import Binade
internal import BinadeTensorCore

/// A format of block scales as the input families see it: bytes. Spec [captures-7].
struct CaptureScale {
  /// UE4M3, which is E4M3 whose sign is not read; otherwise UE8M0.
  let isUE4M3: Bool

  init(_ isUE4M3: Bool) { self.isUE4M3 = isUE4M3 }

  private static let e4m3 = CaptureFormat(exponentBits: 4, mantissaBits: 3, bias: 7, hasInfinities: false)

  /// The exponents of the smallest and the largest scale.
  var low: Int { isUE4M3 ? -9 : -127 }
  var high: Int { isUE4M3 ? 8 : 127 }

  /// The scale of an exponent, held to the range; the word gives UE4M3 its mantissa.
  func code(_ word: CaptureWord, exponent: Int) -> UInt8 {
    let exponent = min(max(exponent, low), high)
    if !isUE4M3 { return UInt8(exponent + 127) }
    return UInt8(Self.e4m3.magnitude(exponent: exponent, mantissa: Self.e4m3.mantissa(word)))
  }

  /// The exact value of a scale that is not NaN.
  func value(_ code: UInt8) -> Double {
    isUE4M3 ? Self.e4m3.value(UInt64(code & 0x7F)) : Double(sign: .plus, exponent: Int(code) - 127, significand: 1)
  }

  /// A NaN, where the scale has its turn.
  func orNaN(_ word: CaptureWord, _ code: UInt8) -> UInt8 {
    guard word.below(16, at: 1, bits: 8) == 0 else { return code }
    return isUE4M3 ? 0x7F | UInt8(word.field(at: 9, bits: 1)) << 7 : 0xFF
  }

  /// The ends of the range, and the scales around one.
  var ends: [UInt8] { isUE4M3 ? [0, 1, 2, 7, 8, 9, 0x38, 0x77, 0x78, 0x7E] : [0, 1, 2, 126, 127, 128, 252, 253, 254] }
}

extension CaptureInputs {
  /// Families of instructions with block scales. Spec [captures-7].
  func scaled(_ words: CaptureWords, _ number: Int, _ scale: CaptureScale) -> CaptureTile {
    let types = instruction.instruction
    guard let block = types.scale?.block, let a = CaptureFormat.named(types.a.name), let b = CaptureFormat.named(types.b.name),
      let c = CaptureFormat.named(types.d.name)
    else { preconditionFailure("an instruction with block scales has floating-point operands") }
    let blocks = instruction.blocks
    let maker = CaptureScaledNumbers(
      numbers: CaptureNumbers(inputs: self, words: words, aFormat: a, bFormat: b, cFormat: c), scale: scale, block: block, blocks: blocks,
      columns: more("column", number, count: columns), wordsA: more("scale a", number, count: rows * blocks),
      wordsB: more("scale b", number, count: columns * blocks), groups: more("group", number, count: rows * k / 16))
    switch family {
    case .bits: return maker.bits
    case .finite: return maker.finite
    case .outliers: return maker.outliers
    case .wide: return maker.wide
    case .cancel: return maker.cancelling
    case .cancelC: return maker.cancelledByC
    case .cLarge: return maker.ordinary { c.number($0, exponent: $0.exponent(2, 44)) }
    case .cZero: return maker.withoutC
    case .blocks: return maker.farApart
    case .ties: return maker.ties(isAtFloor: false)
    case .floorTies: return maker.ties(isAtFloor: true)
    case .zeros: return maker.zeros
    case .special: return maker.specials
    case .scaleNaN: return maker.scalesOfNaN
    case .scaleEnds: return maker.scalesAtEnds
    case .scaleSign: return maker.scalesWithSign
    case .large: return maker.large
    case .floor: return maker.aroundFloor
    default: return maker.ordinary()
    }
  }
}

/// One tile with block scales in the making.
struct CaptureScaledNumbers {
  let numbers: CaptureNumbers
  let scale: CaptureScale
  /// Elements that share a scale, and scales of a row.
  let block, blocks: Int
  let columns, wordsA, wordsB, groups: [CaptureWord]

  var words: CaptureWords { numbers.words }
  var k: Int { numbers.inputs.k }
  var aFormat: CaptureFormat { numbers.aFormat }
  var bFormat: CaptureFormat { numbers.bFormat }
  var cFormat: CaptureFormat { numbers.cFormat }

  /// The word of the row that a scale of A belongs to, and that of an element.
  func row(ofScale place: Int) -> CaptureWord { words.rows[place / blocks] }
  func row(ofA place: Int) -> CaptureWord { words.rows[place / k] }

  /// Scales of A and of B with exponents by their places.
  func scalesA(_ exponent: (_ place: Int, _ word: CaptureWord) -> Int) -> [UInt8] {
    wordsA.indices.map { scale.code(wordsA[$0], exponent: exponent($0, wordsA[$0])) }
  }
  func scalesB(_ exponent: (_ place: Int, _ word: CaptureWord) -> Int) -> [UInt8] {
    wordsB.indices.map { scale.code(wordsB[$0], exponent: exponent($0, wordsB[$0])) }
  }

  /// How the exponent of a product of scales is divided: the part of A, anywhere that both sides can represent.
  func split(_ total: Int) -> Int {
    let lower = max(scale.low, total - scale.high)
    let upper = min(scale.high, total - scale.low)
    return words.tile.mixed.exponent(min(lower, upper), max(lower, upper))
  }

  /// Near one; every code where there are but sixteen.
  func element(_ format: CaptureFormat, _ word: CaptureWord) -> UInt64 {
    format.codeBits == 4 ? format.finite(word) : format.number(word, exponent: word.nearOne)
  }

  /// Elements and scales near one.
  func ordinary(c: ((CaptureWord) -> UInt64)? = nil) -> CaptureTile {
    CaptureTile(
      a: words.a.map { element(aFormat, $0) }, b: words.b.map { element(bFormat, $0) },
      c: words.c.map { word in c?(word) ?? cFormat.number(word, exponent: 1 + word.nearOne) }, index: words.index,
      scaleA: scalesA { $1.exponent(-2, 2) }, scaleB: scalesB { $1.exponent(-2, 2) })
  }

  var bits: CaptureTile {
    CaptureTile(
      a: words.a.map { aFormat.raw($0) }, b: words.b.map { bFormat.raw($0) }, c: words.c.map { cFormat.raw($0) }, index: words.index,
      scaleA: wordsA.map { UInt8($0.bits >> 56) }, scaleB: wordsB.map { UInt8($0.bits >> 56) })
  }

  var finite: CaptureTile {
    let bound = scale.isUE4M3 ? 127 : 255
    return CaptureTile(
      a: words.a.map { aFormat.finite($0) }, b: words.b.map { bFormat.finite($0) }, c: words.c.map { cFormat.finite($0) },
      index: words.index,
      scaleA: wordsA.map { UInt8($0.below(bound, at: 16, bits: 24)) }, scaleB: wordsB.map { UInt8($0.below(bound, at: 16, bits: 24)) })
  }

  /// Some scales, and some of C, 2^4 to 2^11 times larger.
  var outliers: CaptureTile {
    func lift(_ word: CaptureWord) -> Int { word.below(8, at: 1, bits: 8) == 0 ? word.below(8, at: 9, bits: 7) + 4 : 0 }
    var tile = ordinary { cFormat.number($0, exponent: 1 + $0.nearOne + lift($0)) }
    tile.scaleA = scalesA { $1.exponent(-2, 2) + lift($1) }
    tile.scaleB = scalesB { $1.exponent(-2, 2) + lift($1) }
    return tile
  }

  /// Scales in a window anywhere in the range.
  var wide: CaptureTile {
    let total = scale.isUE4M3 ? words.tile.exponent(-14, 14) : words.tile.exponent(-150, 127)
    let half = [0, 1, 4, 12][words.tile.below(4, at: 1, bits: 8)]
    let centre = split(total)
    var tile = ordinary { cFormat.number($0, exponent: total + $0.exponent(-30, 12)) }
    tile.scaleA = scalesA { centre + $1.exponent(-half, half) }
    tile.scaleB = scalesB { total - centre + $1.exponent(-half, half) }
    return tile
  }

  var withoutC: CaptureTile {
    var tile = words.tile.below(2, at: 40, bits: 8) == 1 ? wide : ordinary()
    tile.c = words.c.map { cFormat.zero($0) }
    return tile
  }

  /// Blocks far apart; in half of the groups of sixteen the products cancel in pairs of neighbours, whatever their scale.
  var farApart: CaptureTile {
    let reach = scale.isUE4M3 ? 6 : 20
    var tile = ordinary { cFormat.number($0, exponent: $0.exponent(-40, 20)) }
    for place in words.a.indices where groups[place / 16].below(2, at: 1, bits: 8) == 0 && place & 1 == 1 {
      tile.a[place] = element(aFormat, words.a[place - 1]) ^ aFormat.signBit
    }
    for place in words.b.indices where place & 1 == 1 { tile.b[place] = element(bFormat, words.b[place - 1]) }
    tile.scaleA = scalesA { $1.exponent(-reach, reach) }
    tile.scaleB = scalesB { $1.exponent(-reach, reach) }
    return tile
  }

  /// Zeros of both signs.
  var zeros: CaptureTile {
    var tile = ordinary()
    for place in words.a.indices
    where words.a[place].below(256, at: 1, bits: 8) >= [0, 1, 16, 128][row(ofA: place).below(4, at: 1, bits: 8)] {
      tile.a[place] = aFormat.zero(words.a[place])
    }
    for place in words.b.indices where words.b[place].below(4, at: 1, bits: 8) == 0 { tile.b[place] = bFormat.zero(words.b[place]) }
    for place in words.c.indices where words.c[place].below(4, at: 9, bits: 7) < 3 { tile.c[place] = cFormat.zero(words.c[place]) }
    return tile
  }

  /// Infinities, NaNs and the largest numbers among the elements.
  var specials: CaptureTile {
    var tile = ordinary { $0.below(8, at: 1, bits: 8) == 0 ? cFormat.special($0.mixed) : cFormat.number($0, exponent: 1 + $0.nearOne) }
    for place in words.a.indices where words.a[place].below(3 * k, at: 1, bits: 15) == 0 {
      tile.a[place] = aFormat.special(words.a[place].mixed)
    }
    for place in words.b.indices where words.b[place].below(3 * k, at: 1, bits: 15) == 0 {
      tile.b[place] = bFormat.special(words.b[place].mixed)
    }
    return tile
  }

  /// Scales that are NaN, over rows of zeros too.
  var scalesOfNaN: CaptureTile {
    var tile = ordinary()
    for place in words.a.indices where row(ofA: place).below(4, at: 1, bits: 8) == 0 { tile.a[place] = aFormat.zero(words.a[place]) }
    tile.scaleA = wordsA.indices.map { scale.orNaN(wordsA[$0], tile.scaleA[$0]) }
    tile.scaleB = wordsB.indices.map { scale.orNaN(wordsB[$0], tile.scaleB[$0]) }
    return tile
  }

  var scalesAtEnds: CaptureTile {
    var tile = ordinary { word in
      let exponent = scale.isUE4M3 ? word.exponent(-40, 16) : word.exponent(-149, 127)
      return word.below(2, at: 1, bits: 8) == 0 ? cFormat.zero(word) : cFormat.number(word, exponent: exponent)
    }
    tile.scaleA = wordsA.map { scale.ends[$0.below(scale.ends.count, at: 16, bits: 24)] }
    tile.scaleB = wordsB.map { scale.ends[$0.below(scale.ends.count, at: 16, bits: 24)] }
    return tile
  }

  /// The bit of UE4M3 that is not read.
  var scalesWithSign: CaptureTile {
    var tile = ordinary()
    for place in wordsA.indices { tile.scaleA[place] |= UInt8(wordsA[place].field(at: 1, bits: 1)) << 7 }
    for place in wordsB.indices { tile.scaleB[place] |= UInt8(wordsB[place].field(at: 1, bits: 1)) << 7 }
    return tile
  }

  /// Around the largest number of the accumulator.
  var large: CaptureTile {
    let total = 126 - aFormat.highest - bFormat.highest - words.tile.exponent(-3, 6)
    let centre = split(total)
    return CaptureTile(
      a: words.a.map { aFormat.number($0, exponent: aFormat.highest - $0.exponent(0, 2)) },
      b: words.b.map { bFormat.number($0, exponent: bFormat.highest - $0.exponent(0, 2)) },
      c: words.c.map { cFormat.number($0, exponent: cFormat.highest - $0.exponent(0, 3)) }, index: words.index,
      scaleA: scalesA { centre - $1.exponent(0, 1) }, scaleB: scalesB { total - centre - $1.exponent(0, 1) })
  }
}
