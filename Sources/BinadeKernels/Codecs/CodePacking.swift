/// How codes stand in memory. Spec [layouts-1].
///
/// | four codes of 4 bits: 1, 2, 3, 4 | bytes |
/// | --- | --- |
/// | `words` | 01 02 03 04 |
/// | `dense` | 21 43 |
public enum CodePacking: String, CaseIterable, Sendable, Hashable {
  /// One code in each stored word.
  case words
  /// Code after code without a gap, in the order of bits: the first code lowest in the first byte. Bits behind the last one are 0.
  case dense

  /// Bytes of `count` codes of a format, the last one filled up with zero bits.
  @inlinable
  public func byteCount(codeBits: Int, wordBits: Int, count: Int) -> Int {
    self == .words ? count * (wordBits / 8) : (count * codeBits + 7) / 8
  }

  /// Bytes that a row of `columns` codes of at most 8 bits takes: each row of a matrix begins with a byte. Spec [blocks-6].
  public func rowBytes(columns: Int, bits: Int) -> Int { byteCount(codeBits: bits, wordBits: 8, count: columns) }
}

/// Dense codes one by one: the definition of ``CodePacking/dense``.
struct DenseBits {
  /// Writes codes from bit 0 of `target` on and clears what is left of the last byte.
  static func pack<Code: FixedWidthInteger & UnsignedInteger>(
    _ codes: Span<Code>, bits: Int, padding: Int, into target: inout MutableSpan<UInt8>
  ) {
    var pending: UInt64 = 0
    var held = 0
    var place = 0
    for index in codes.indices {
      var code = UInt64(truncatingIfNeeded: codes[index]) >> UInt64(padding)
      var left = bits
      while left > 0 {
        let taken = min(left, 32)
        pending |= (code & ((1 << UInt64(taken)) - 1)) << UInt64(held)
        held += taken
        code >>= UInt64(taken)
        left -= taken
        while held >= 8 {
          target[place] = UInt8(truncatingIfNeeded: pending)
          place += 1
          pending >>= 8
          held -= 8
        }
      }
    }
    if held > 0 { target[place] = UInt8(truncatingIfNeeded: pending) }
  }

  /// Reads `count` codes of up to 57 bits, the first one at bit 0 of byte `first`, and puts zeros below them.
  static func unpack(
    _ source: Span<UInt8>, from first: Int, bits: Int, padding: Int, count: Int, into codes: inout MutableSpan<UInt64>
  ) {
    var pending: UInt64 = 0
    var held = 0
    var place = first
    let mask: UInt64 = (1 << UInt64(bits)) - 1
    for index in 0..<count {
      while held < bits {
        pending |= UInt64(source[place]) << UInt64(held)
        place += 1
        held += 8
      }
      codes[index] = (pending & mask) << UInt64(padding)
      pending >>= UInt64(bits)
      held -= bits
    }
  }

  /// The code at a place, up to 64 bits wide.
  static func code(at index: Int, bits: Int, _ source: Span<UInt8>) -> UInt64 {
    var result: UInt64 = 0
    var taken = 0
    var bit = index * bits
    while taken < bits {
      let count = min(8 - bit % 8, bits - taken)
      let part = UInt64(source[bit / 8] >> UInt8(bit % 8)) & ((1 << UInt64(count)) - 1)
      result |= part << UInt64(taken)
      taken += count
      bit += count
    }
    return result
  }
}
