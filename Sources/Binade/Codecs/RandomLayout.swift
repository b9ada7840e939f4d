/// Which bits of a random word belong to which element. Spec [rounding-7].
///
/// Elements are numbered in memory order; for the PTX `.rs` forms element 0 is the *last* operand of the instruction.
public enum RandomLayout: String, Policy {
  /// One word of 8 bits per element.
  case perElement8 = "per-element-8"
  /// One word of 16 bits per element.
  case perElement16 = "per-element-16"
  /// One word of 32 bits per element.
  case perElement32 = "per-element-32"
  /// Four elements per word, element i takes byte i.
  case bytes
  /// `cvt.rs.f16x2`: 13 bits each, at bit 0 and bit 16.
  case ptxF16x2 = "ptx-f16x2"
  /// `cvt.rs.bf16x2`: 16 bits each.
  case ptxBF16x2 = "ptx-bf16x2"
  /// `cvt.rs` to four 8- or 6-bit elements: two share a half word, the upper one of each pair takes it bit-reversed.
  case ptxX4 = "ptx-x4"
  /// The same without the reversal, as the manual alone would have it.
  case ptxX4Straight = "ptx-x4-straight"
  /// `cvt.rs.e2m1x4`: bytes 0, 2, 1, 3 for elements 0, 1, 2, 3.
  case ptxE2M1x4 = "ptx-e2m1x4"

  /// How many consecutive elements one random word serves.
  @inlinable
  public var elementsPerWord: Int {
    switch self {
    case .perElement8, .perElement16, .perElement32: 1
    case .ptxF16x2, .ptxBF16x2: 2
    case .bytes, .ptxX4, .ptxX4Straight, .ptxE2M1x4: 4
    }
  }

  /// How many words `count` elements need.
  @inlinable
  public func wordCount(forElements count: Int) -> Int { (count + elementsPerWord - 1) / elementsPerWord }

  /// The random field of the element at `index`, from its word.
  @inlinable
  public func field(of word: UInt32, at index: Int) -> RandomField {
    let lane = UInt32(truncatingIfNeeded: index & (elementsPerWord &- 1))
    switch self {
    case .perElement8: return RandomField(word, width: 8)
    case .perElement16: return RandomField(word, width: 16)
    case .perElement32: return RandomField(word, width: 32)
    case .bytes: return RandomField(word &>> (8 &* lane), width: 8)
    case .ptxF16x2: return RandomField(word &>> (16 &* lane), width: 13)
    case .ptxBF16x2: return RandomField(word &>> (16 &* lane), width: 16)
    case .ptxX4, .ptxX4Straight:
      let half = UInt16(truncatingIfNeeded: word &>> (16 &* (lane &>> 1)))
      var isReversed = self == .ptxX4
      if lane & 1 == 0 { isReversed = false }
      return RandomField(UInt32(isReversed ? half.bitReversed : half), width: 16)
    case .ptxE2M1x4:
      let byte = (lane &>> 1) | (lane & 1) &<< 1
      return RandomField(word &>> (8 &* byte), width: 8)
    }
  }
}

extension UInt16 {
  /// The same bits in the opposite order.
  @inlinable
  var bitReversed: UInt16 {
    var bits = self.byteSwapped
    bits = (bits &>> 4) & 0x0F0F | (bits & 0x0F0F) &<< 4
    bits = (bits &>> 2) & 0x3333 | (bits & 0x3333) &<< 2
    return (bits &>> 1) & 0x5555 | (bits & 0x5555) &<< 1
  }
}
