internal import BinadeTensorCore

/// Families that aim at the places where fused nodes cut. Spec [captures-5].
extension CaptureNumbers {
  /// The exponent below which an accumulator's node keeps nothing.
  private var floor: Int {
    switch inputs.instruction.instruction.d {
    case .f16: -21
    case .f64: -1022
    default: -133
    }
  }

  /// Fraction bits that a fused node keeps: where the small terms of the tie families lie, nothing else.
  private var fraction: Int {
    let instruction = inputs.instruction.instruction
    if instruction.d == .f64 { return 54 }
    return instruction.unit == .wgmma && (instruction.a == .e4m3 || instruction.a == .e5m2) ? 13 : 25
  }

  /// Few products, their exponents around the accumulator's floor.
  var aroundFloor: CaptureTile {
    let target = floor - words.tile.exponent(-4, 28)
    let reach = [1, 3, 10, 24][words.tile.below(4, at: 1, bits: 8)]
    let low = max(aFormat.quantum, target - bFormat.highest)
    let high = min(aFormat.highest, target - bFormat.quantum)
    let centre = words.tile.mixed.exponent(min(low, high), max(low, high))
    func element(_ format: CaptureFormat, _ word: CaptureWord, _ exponent: Int) -> UInt64 {
      let mantissa = word.below(2, at: 9, bits: 7) == 0 ? 0 : format.mantissa(word)
      return format.compose(word, exponent: max(exponent, format.quantum), mantissa: mantissa)
    }
    let a = words.a.indices.map { place in
      let word = words.a[place]
      if word.below(256, at: 1, bits: 8) < 64 + row(ofA: place).below(192, at: 1, bits: 8) { return aFormat.zero(word) }
      return element(aFormat, word, centre + word.exponent(0, reach))
    }
    return tile(
      a, words.b.map { element(bFormat, $0, target - centre + $0.exponent(0, 2)) },
      words.c.map { word in
        word.below(8, at: 1, bits: 8) < 6 ? cFormat.zero(word) : cFormat.number(word, exponent: cFormat.quantum + word.exponent(0, 6))
      })
  }

  /// A sum on a rounding boundary, and terms around the place where a fused node cuts them off.
  ///
  /// The first group of columns makes the boundary, the others are the small terms.
  ///
  /// - Parameter isAtFloor: below the floor; otherwise below an ordinary C.
  func ties(isAtFloor: Bool) -> CaptureTile {
    let instruction = inputs.instruction.instruction
    let isHalf = instruction.d == .f16
    let top = isAtFloor ? floor : max(0, aFormat.quantum + bFormat.quantum + fraction + 3)
    let boundary = isAtFloor ? cFormat.quantum - (isHalf ? 1 : 0) : top - (isHalf ? 11 : min(fraction, cFormat.mantissaBits + 1))
    let groups = max(1, inputs.k / inputs.instruction.group)
    let slot = instruction.isSparse ? max(1, inputs.kept / groups) : 1
    let group = instruction.isSparse ? inputs.instruction.group : 1

    /// The part of A in the exponent of a product, anywhere that both sides can represent.
    func share(_ total: Int, _ factor: UInt64) -> Int {
      let lower = max(aFormat.quantum + 2, total - bFormat.highest)
      let upper = min(aFormat.highest - 3, total - bFormat.quantum)
      return words.tile.times(factor).exponent(min(lower, upper), max(lower, upper))
    }
    let first = share(boundary, 0x9E37_79B9_7F4A_7C15)
    let rest = share(top - fraction, 0xD6E8_FEB8_6659_FD93)

    let a = words.a.indices.map { place in
      let word = words.a[place]
      let isFirst = place % inputs.kept / slot == 0
      let keep = [8, 32, 96, 256][row(ofA: place).below(4, at: 1, bits: 8)]
      guard isFirst || word.below(256, at: 40, bits: 8) < keep else { return aFormat.zero(word) }
      let isPower = word.below(isFirst ? 4 : 2, at: 8, bits: 4) != 0
      let exponent = isFirst ? first + word.trailing(from: 1, limit: 3) : rest + word.exponent(-2, 2)
      return aFormat.compose(word, exponent: exponent, mantissa: isPower ? 0 : aFormat.leading(2, of: aFormat.mantissa(word)))
    }
    let b = words.b.indices.map { place in
      let word = words.b[place]
      let isFirst = place % inputs.k / group == 0
      let exponent =
        isFirst ? boundary - first + word.trailing(from: 1, limit: 1) : top - fraction - rest + word.trailing(from: 1, limit: 2)
      return bFormat.compose(word, exponent: exponent, mantissa: 0)
    }
    let c = words.c.map { word in
      guard isAtFloor else { return cFormat.number(word, exponent: top + word.trailing(from: 1, limit: 3)) }
      guard word.below(16, at: 1, bits: 8) == 0 else { return cFormat.zero(word) }
      return cFormat.number(word, exponent: cFormat.lowest - word.exponent(0, cFormat.mantissaBits))
    }
    return tile(a, b, c)
  }
}

extension CaptureFormat {
  /// A mantissa of which only the leading bits are left.
  func leading(_ bits: Int, of mantissa: UInt64) -> UInt64 { mantissa & ~(1 << UInt64(max(0, mantissaBits - bits)) - 1) }
}
