/// The loops over the elements of a block, sixteen at a time where there are so many.
///
/// Everything here is integer arithmetic on the words of floats. The callers have made sure that `start` and `count` lie inside the spans.
enum BlockLanes {
  /// The largest magnitude. Integers order magnitudes as floats do, NaN above infinity.
  @inline(__always)
  static func maximum(_ words: Span<UInt32>, _ start: Int, _ count: Int) -> UInt32 {
    unsafe words.withUnsafeBufferPointer { buffer in
      let base = unsafe UnsafeRawPointer(buffer.baseAddress! + start)
      var lanes = SIMD16<Int32>()
      var index = 0
      while index &+ 16 <= count {
        let magnitudes = unsafe load(base, index) & 0x7FFF_FFFF
        lanes.replace(with: magnitudes, where: magnitudes .> lanes)
        index &+= 16
      }
      var maximum = index == 0 ? 0 : lanes.max()
      while index < count {
        let magnitude = unsafe (base + 4 &* index).loadUnaligned(as: Int32.self) & 0x7FFF_FFFF
        maximum = Swift.max(maximum, magnitude)
        index &+= 1
      }
      return UInt32(bitPattern: maximum)
    }
  }

  /// Codes that are a sign above the number of steps that the magnitude has reached.
  @inline(__always)
  static func count(
    _ words: Span<UInt32>, _ start: Int, _ count: Int, _ steps: BlockTables.Steps, _ signShift: UInt32, _ target: inout MutableSpan<UInt8>
  ) {
    let signBit: Int32 = 1 &<< Int32(31 &- signShift)
    unsafe words.withUnsafeBufferPointer { buffer in
      unsafe target.withUnsafeMutableBufferPointer { codes in
        let base = unsafe UnsafeRawPointer(buffer.baseAddress! + start)
        let output = unsafe UnsafeMutableRawPointer(codes.baseAddress! + start)
        var index = 0
        while index &+ 16 <= count {
          let bits = unsafe load(base, index)
          let magnitudes = bits & 0x7FFF_FFFF
          var code = SIMD16<Int32>()
          let one = SIMD16<Int32>(repeating: 1)
          for step in 0..<7 {
            let reached = magnitudes .>= SIMD16<Int32>(repeating: Int32(bitPattern: steps.words[step]))
            code &+= SIMD16<Int32>().replacing(with: one, where: reached)
          }
          // An arithmetic shift fills a lane with its sign; of that, one bit is kept.
          code |= (bits &>> SIMD16<Int32>(repeating: 31)) & SIMD16<Int32>(repeating: signBit)
          unsafe (output + index).storeBytes(of: SIMD16<UInt8>(truncatingIfNeeded: code), as: SIMD16<UInt8>.self)
          index &+= 16
        }
        while index < count {
          let bits = unsafe (base + 4 &* index).loadUnaligned(as: Int32.self)
          var code: Int32 = bits < 0 ? signBit : 0
          for step in 0..<7 { code &+= bits & 0x7FFF_FFFF >= Int32(bitPattern: steps.words[step]) ? 1 : 0 }
          unsafe (output + index).storeBytes(of: UInt8(truncatingIfNeeded: code), as: UInt8.self)
          index &+= 1
        }
      }
    }
  }

  /// Codes of values whose exponents are lowered by `offset`, from a table by leading bits.
  @inline(__always)
  static func shift(
    _ words: Span<UInt32>, _ start: Int, _ count: Int, _ offset: Int32, _ table: Span<UInt8>, _ dropped: UInt32,
    _ target: inout MutableSpan<UInt8>
  ) {
    let mask: UInt32 = (1 &<< dropped) &- 1
    let step: UInt32 = dropped == 0 ? 0 : 1
    let last = UInt32(truncatingIfNeeded: table.count &- 1)  // a power of two less one: every index is inside the table
    for index in start..<start &+ count {
      let bits = unsafe words[unchecked: index]
      let magnitude = Int32(bitPattern: bits & 0x7FFF_FFFF)
      // Zero stays zero; what would become zero or less stays the smallest number.
      let moved = UInt32(bitPattern: Swift.max(magnitude &- offset, 1))
      let word = (magnitude == 0 ? 0 : moved) | (bits & 0x8000_0000)
      let sticky = ((word & mask) &+ mask) &>> dropped
      let entry = ((word &>> dropped) &<< step | sticky) & last
      unsafe target[unchecked: index] = table[unchecked: Int(truncatingIfNeeded: entry)]
    }
  }

  /// Nearest-even, saturating codes of values whose exponents are lowered by `offset`: sixteen at a time where all of them are zero or
  /// normal in the element's format, from the table where they are not.
  ///
  /// - Returns: false if the table was needed and is empty; then some codes are wrong.
  @inline(__always)
  static func round(
    _ words: Span<UInt32>, _ start: Int, _ count: Int, _ offset: Int32, _ rounding: BlockTables.LaneRounding, _ table: Span<UInt8>,
    _ dropped: UInt32, _ target: inout MutableSpan<UInt8>
  ) -> Bool {
    var index = start
    let end = start &+ count
    while index &+ 16 <= end {
      let below = unsafe words.withUnsafeBufferPointer { buffer in
        unsafe target.withUnsafeMutableBufferPointer { codes in
          let bits = unsafe load(UnsafeRawPointer(buffer.baseAddress! + index), 0)
          let magnitudes = bits & 0x7FFF_FFFF
          let moved = magnitudes &- SIMD16<Int32>(repeating: offset)
          // All ones where the value is not zero: the sign of a negative number, spread.
          let isNonzero = (SIMD16<Int32>() &- magnitudes) &>> SIMD16<Int32>(repeating: 31)
          let low = (moved &- SIMD16<Int32>(repeating: rounding.smallestNormal)) & isNonzero
          let shift = SIMD16<Int32>(repeating: rounding.shift)
          let odd = (moved &>> shift) & SIMD16<Int32>(repeating: 1)
          let rounded = (moved &+ SIMD16<Int32>(repeating: rounding.half) &+ odd) &>> shift
          var code = rounded &- SIMD16<Int32>(repeating: rounding.base)
          let limit = SIMD16<Int32>(repeating: rounding.limit)
          code.replace(with: limit, where: code .> limit)
          code &= isNonzero
          code |= (bits &>> SIMD16<Int32>(repeating: 31)) & SIMD16<Int32>(repeating: rounding.sign)
          unsafe UnsafeMutableRawPointer(codes.baseAddress! + index).storeBytes(
            of: SIMD16<UInt8>(truncatingIfNeeded: code), as: SIMD16<UInt8>.self)
          let eight = low.lowHalf | low.highHalf
          let four = eight.lowHalf | eight.highHalf
          let two = four.lowHalf | four.highHalf
          return (two.x | two.y) < 0
        }
      }
      if below {
        if table.isEmpty { return false }
        shift(words, index, 16, offset, table, dropped, &target)
      }
      index &+= 16
    }
    if index < end {
      if table.isEmpty { return false }
      shift(words, index, end &- index, offset, table, dropped, &target)
    }
    return true
  }

  @inline(__always)
  private static func load(_ base: UnsafeRawPointer, _ index: Int) -> SIMD16<Int32> {
    unsafe (base + 4 &* index).loadUnaligned(as: SIMD16<Int32>.self)
  }
}
