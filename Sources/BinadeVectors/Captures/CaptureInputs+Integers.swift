internal import BinadeTensorCore

/// Families of integer instructions. Spec [captures-6].
extension CaptureInputs {
  func integers(_ words: CaptureWords) -> CaptureTile {
    let types = instruction.instruction
    let (aBits, bBits) = (UInt64(CaptureInstruction.width(types.a)), UInt64(CaptureInstruction.width(types.b)))
    func random(_ word: CaptureWord, _ bits: UInt64) -> UInt64 { word.bits >> (64 - bits) }
    // Within 2^20 of the ends of C's range.
    let limit = words.c.map { word in
      word.sign == 1 ? 0x7FFF_FFFF - word.bits >> 44 : 0x8000_0000 + word.bits >> 44
    }
    var tile = CaptureTile(
      a: words.a.map { random($0, aBits) }, b: words.b.map { random($0, bBits) }, c: words.c.map { $0.bits >> 32 }, index: words.index)
    switch family {
    case .cZero: tile.c = [UInt64](repeating: 0, count: tile.c.count)
    case .cLimit:
      tile.c = limit
      // In half of the tiles every product has the sign of its row.
      if bBits > 1, words.tile.below(2, at: 1, bits: 8) == 1 { tile.b = tile.b.map { $0 & (1 << (bBits - 1) - 1) } }
    case .extremes:
      tile.a = words.a.indices.map { place in
        let isOwn = words.a[place].below(16, at: 16, bits: 8) == 0
        return extreme(isOwn ? words.a[place] : words.ones[place / kept], aBits)
      }
      tile.b = words.b.indices.map { extreme(words.b[$0 / k * k], bBits) }
      tile.c = words.c.indices.map { limit[$0] & 0xFFFF_C000 | words.c[$0].field(at: 1, bits: 14) }
    default: break
    }
    return tile
  }

  /// The ends of the range, and the numbers around zero.
  private func extreme(_ word: CaptureWord, _ bits: UInt64) -> UInt64 {
    let ends: [UInt64] = bits > 1 ? [0, 1, 1 << bits - 1, 1 << (bits - 1), 1 << (bits - 1) - 1] : [0, 1]
    return ends[word.below(ends.count, at: 1, bits: 15)]
  }
}
