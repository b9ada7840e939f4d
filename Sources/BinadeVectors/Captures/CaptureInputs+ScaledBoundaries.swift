internal import BinadeTensorCore

/// Families with block scales that aim at the places where nodes cut. Spec [captures-7].
extension CaptureScaledNumbers {
  /// The floor and the fraction bits of a node: they decide where the small terms lie, nothing else.
  private var floor: Int { isGrouped ? -139 : -133 }
  private var fraction: Int { isGrouped ? 35 : 25 }
  private var isGrouped: Bool { ["mxf4", "mxf4nvf4"].contains(numbers.inputs.instruction.instruction.kind) }

  /// Pairs of equal products of opposite signs, a power of two apart, under equal scales; here and there something that breaks the pair.
  var cancelling: CaptureTile {
    let step = 1 << words.tile.below(Int.bitWidth - 1 - k.leadingZeroBitCount, at: 1, bits: 8)
    var tile = ordinary { $0.below(2, at: 1, bits: 8) == 0 ? cFormat.zero($0) : cFormat.number($0, exponent: $0.exponent(-40, 0)) }
    for place in words.a.indices {
      let column = place % k
      tile.a[place] = element(aFormat, words.a[place - column + (column & ~step)])
      let breaks = words.a[place].below(4 * k, at: 1, bits: 12)
      if column & step != 0 && breaks != 0 { tile.a[place] ^= aFormat.signBit ^ (breaks == 1 ? 1 : 0) }
    }
    for place in words.b.indices {
      let column = place % k
      tile.b[place] = element(bFormat, words.b[place - column + (column & ~step)])
    }
    tile.scaleA = wordsA.indices.map { scale.code(row(ofScale: $0), exponent: row(ofScale: $0).exponent(-2, 2)) }
    tile.scaleB = wordsB.indices.map { scale.code(columns[$0 / blocks], exponent: columns[$0 / blocks].exponent(-2, 2)) }
    return tile
  }

  /// One product, minus itself in C, and small ones beside it: by their scales, or by their elements where the whole K is one block.
  var cancelledByC: CaptureTile {
    var tile = ordinary()
    if blocks == 1 {
      func smaller(_ format: CaptureFormat, _ word: CaptureWord, _ place: Int) -> UInt64 {
        format.number(word, exponent: place % k == 0 ? format.highest : format.quantum + word.exponent(0, 6))
      }
      tile.a = words.a.indices.map { smaller(aFormat, words.a[$0], $0) }
      tile.b = words.b.indices.map { smaller(bFormat, words.b[$0], $0) }
    } else {
      for place in words.a.indices where place % k != 0 && place % k < block { tile.a[place] = aFormat.zero(words.a[place]) }
      tile.scaleA = scalesA { place, _ in
        let row = row(ofScale: place)
        return place % blocks == 0 ? row.exponent(-2, 2) : -row.exponent(4, 44)
      }
      tile.scaleB = scalesB { place, word in place % blocks == 0 ? word.exponent(-2, 2) : word.exponent(-1, 0) }
    }
    for place in words.c.indices {
      let (row, column) = place.quotientAndRemainder(dividingBy: numbers.inputs.columns)
      let left = aFormat.value(tile.a[row * k]) * scale.value(tile.scaleA[row * blocks])
      let right = bFormat.value(tile.b[column * k]) * scale.value(tile.scaleB[column * blocks])
      tile.c[place] = cFormat.rounded(-left * right)
    }
    return tile
  }

  /// A sum on a rounding boundary, and terms around the place where a node cuts them off. Scales are powers of two.
  ///
  /// The boundary is made by the first element, the small terms by the other blocks or, where the whole K is one block, by the other
  /// elements.
  func ties(isAtFloor: Bool) -> CaptureTile {
    let top = isAtFloor ? floor : scale.isUE4M3 ? words.tile.exponent(14, 22) : words.tile.exponent(-20, 20)
    let boundary = isAtFloor ? cFormat.quantum : top - cFormat.mantissaBits
    let (highA, highB) = (min(2, aFormat.highest), min(2, bFormat.highest))
    let scaleTop = boundary - highA - highB
    let centre = split(scaleTop)
    let isOneBlock = blocks == 1
    // The exponent of a small product of elements, or of their scales.
    let rest = isOneBlock ? top - fraction - scaleTop : split(top - fraction)
    let zero = CaptureWord(bits: 0)

    let a = words.a.indices.map { place in
      let word = words.a[place]
      let isFirst = place % k == 0
      let isSmall = isOneBlock ? !isFirst : place % k >= block
      let keep = [8, 32, 96, 256][row(ofA: place).below(4, at: 1, bits: 8)]
      guard isFirst || (isSmall && word.below(256, at: 40, bits: 8) < keep) else { return aFormat.zero(word) }
      let exponent = isFirst ? highA : isOneBlock ? rest >> 1 + word.exponent(-2, 2) : word.exponent(-1, 1)
      let isShort = isSmall && word.below(2, at: 8, bits: 4) == 0
      return aFormat.compose(word, exponent: exponent, mantissa: isShort ? aFormat.leading(2, of: aFormat.mantissa(word)) : 0)
    }
    let b = words.b.indices.map { place in
      let word = words.b[place]
      let small = isOneBlock ? rest - rest >> 1 + word.exponent(-1, 1) : word.exponent(0, 1)
      return bFormat.compose(word, exponent: place % k == 0 ? highB : small, mantissa: 0)
    }
    let c = words.c.map { word in
      guard isAtFloor else { return cFormat.number(word, exponent: top + word.trailing(from: 1, limit: 3)) }
      guard word.below(16, at: 1, bits: 8) == 0 else { return cFormat.zero(word) }
      return cFormat.number(word, exponent: cFormat.lowest - word.exponent(0, cFormat.mantissaBits))
    }
    return CaptureTile(
      a: a, b: b, c: c, index: words.index,
      scaleA: wordsA.indices.map { place in
        let small = rest + wordsA[place].exponent(-1, 1)
        return scale.code(zero, exponent: isOneBlock || place % blocks == 0 ? centre : small)
      },
      scaleB: wordsB.indices.map { place in
        scale.code(zero, exponent: isOneBlock || place % blocks == 0 ? scaleTop - centre : top - fraction - rest)
      })
  }

  /// Few products, their exponents around the floor.
  var aroundFloor: CaptureTile {
    let total = floor - words.tile.exponent(-4, fraction + 3)
    let reach = [0, 1, 3, 10][words.tile.below(4, at: 1, bits: 8)]
    let centre = split(total)
    var tile = ordinary { word in
      word.below(8, at: 1, bits: 8) < 6 ? cFormat.zero(word) : cFormat.number(word, exponent: cFormat.quantum + word.exponent(0, 6))
    }
    for place in words.a.indices where words.a[place].below(256, at: 1, bits: 8) < 64 + row(ofA: place).below(192, at: 1, bits: 8) {
      tile.a[place] = aFormat.zero(words.a[place])
    }
    tile.scaleA = scalesA { centre + $1.exponent(0, reach) }
    tile.scaleB = scalesB { total - centre + $1.exponent(0, 1) }
    return tile
  }
}
