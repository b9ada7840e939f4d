extension Placement {
  // MARK: Packing

  /// Writes the codes of the matrix, row by row, and zeros everywhere else. Spec [layouts-4].
  ///
  /// - Parameters:
  ///   - codes: rows × columns codes in row-major order, each in the low bits of its word.
  ///   - image: ``byteCount`` bytes; what they held does not matter.
  /// - Throws: ``LayoutError/codeCountMismatch(expected:actual:)``, ``LayoutError/imageSizeMismatch(expected:actual:)``,
  ///   ``LayoutError/codeTooWide(row:column:code:bits:)``; then nothing was written.
  @inlinable
  public func pack<Word: FixedWidthInteger & UnsignedInteger>(
    _ codes: Span<Word>, into image: inout MutableSpan<UInt8>
  ) throws(LayoutError) {
    try check(codes, image.count)
    for index in image.indices { image[index] = 0 }
    write(codes, &image)
  }

  /// Writes the codes of the matrix and leaves every other bit as it is: for images that several matrices share. Spec [layouts-6].
  ///
  /// - Throws: as ``pack(_:into:)``.
  @inlinable
  public func insert<Word: FixedWidthInteger & UnsignedInteger>(
    _ codes: Span<Word>, into image: inout MutableSpan<UInt8>
  ) throws(LayoutError) {
    try check(codes, image.count)
    write(codes, &image)
  }

  /// Reads the codes of the matrix, row by row; of several copies the first. Padding is not looked at. Spec [layouts-4].
  ///
  /// - Parameters:
  ///   - image: ``byteCount`` bytes.
  ///   - codes: rows × columns words; the bits above the field become zero.
  /// - Throws: ``LayoutError/imageSizeMismatch(expected:actual:)``, ``LayoutError/codeCountMismatch(expected:actual:)``,
  ///   ``LayoutError/wordTooNarrow(expectedBits:actualBits:)``; then nothing was written.
  @inlinable
  public func unpack<Word: FixedWidthInteger & UnsignedInteger>(
    _ image: Span<UInt8>, into codes: inout MutableSpan<Word>
  ) throws(LayoutError) {
    guard image.count == byteCount else { throw .imageSizeMismatch(expected: byteCount, actual: image.count) }
    guard codes.count == codeCount else { throw .codeCountMismatch(expected: codeCount, actual: codes.count) }
    guard Word.bitWidth >= layout.elementBits else { throw .wordTooNarrow(expectedBits: layout.elementBits, actualBits: Word.bitWidth) }
    let width = layout.elementBits
    let isWholeRow = run >= columns
    let across = isWholeRow ? max(columns, 1) : layout.tileColumns
    let step = isWholeRow ? max(columns, 1) : run
    for row in 0..<rows {
      var tile = row / rowBits.count * tileRowStride + rowBits[row % rowBits.count]
      for first in stride(from: 0, to: columns, by: across) {
        let last = min(across, columns - first)
        for column in stride(from: 0, to: last, by: step) {
          let start = row &* columns &+ first &+ column
          FieldRun.read(image, at: tile &+ columnBits[column], width, into: &codes, start, count: min(step, last - column))
        }
        tile = tile &+ tileColumnStride
      }
    }
  }

  @inlinable
  func check<Word: FixedWidthInteger & UnsignedInteger>(_ codes: Span<Word>, _ bytes: Int) throws(LayoutError) {
    guard codes.count == codeCount else { throw .codeCountMismatch(expected: codeCount, actual: codes.count) }
    guard bytes == byteCount else { throw .imageSizeMismatch(expected: byteCount, actual: bytes) }
    guard Word.bitWidth > layout.elementBits else { return }
    var all: Word = 0
    for index in codes.indices { all |= codes[index] }
    guard all >> Word(layout.elementBits) != 0 else { return }
    for index in codes.indices where codes[index] >> Word(layout.elementBits) != 0 {
      throw .codeTooWide(row: index / columns, column: index % columns, code: UInt64(codes[index]), bits: layout.elementBits)
    }
  }

  /// The caller has checked the sizes and the codes.
  @inlinable
  func write<Word: FixedWidthInteger & UnsignedInteger>(_ codes: Span<Word>, _ image: inout MutableSpan<UInt8>) {
    let width = layout.elementBits
    let isWholeRow = run >= columns
    let across = isWholeRow ? max(columns, 1) : layout.tileColumns
    let step = isWholeRow ? max(columns, 1) : run
    for copy in 0..<(layout.copies?.size ?? 1) {
      let moved = copy * (layout.copies?.stride ?? 0)
      for row in 0..<rows {
        var tile = row / rowBits.count * tileRowStride + rowBits[row % rowBits.count] + moved
        for first in stride(from: 0, to: columns, by: across) {
          let last = min(across, columns - first)
          for column in stride(from: 0, to: last, by: step) {
            let start = row &* columns &+ first &+ column
            FieldRun.write(codes, start, count: min(step, last - column), width, into: &image, at: tile &+ columnBits[column])
          }
          tile = tile &+ tileColumnStride
        }
      }
    }
  }
}

/// Runs of adjacent fields in a byte image. Field i of a run begins at bit + i × width.
@usableFromInline
enum FieldRun {
  /// Writes `count` codes from `start` on; bits of the image outside the run keep their values. Codes fit `width` ≤ 32 bits.
  @inlinable @inline(always)
  static func write<Word: FixedWidthInteger & UnsignedInteger>(
    _ codes: Span<Word>, _ start: Int, count: Int, _ width: Int, into image: inout MutableSpan<UInt8>, at bit: Int
  ) {
    var byte = bit &>> 3
    var next = start
    let end = start + count
    if bit & 7 == 0, width == 8 {
      while next < end {
        image[byte] = UInt8(truncatingIfNeeded: codes[next])
        (byte, next) = (byte &+ 1, next &+ 1)
      }
      return
    }
    if bit & 7 == 0, width == 4 {
      let pairs = count &>> 1
      // One check for all, so that the loop becomes a few wide instructions.
      precondition(start >= 0 && byte >= 0 && end <= codes.count && byte + pairs <= image.count)
      for pair in 0..<pairs {
        let low = unsafe codes[unchecked: start &+ 2 &* pair]
        let high = unsafe codes[unchecked: start &+ 2 &* pair &+ 1]
        unsafe image[unchecked: byte &+ pair] = UInt8(truncatingIfNeeded: low | high &<< 4)
      }
      if count & 1 == 0 { return }
      (byte, next) = (byte &+ pairs, end &- 1)
    }
    if count == 1, (bit & 7) &+ width <= 8 {
      let shift = UInt8(truncatingIfNeeded: bit & 7)
      let mask = (0xFF as UInt8 &>> UInt8(truncatingIfNeeded: 8 &- width)) &<< shift
      image[byte] = image[byte] & ~mask | UInt8(truncatingIfNeeded: codes[start]) &<< shift
      return
    }
    // Bits that wait for their byte to become full; in front of the run they are the image's own.
    var held = bit & 7
    var pending = held == 0 ? 0 : UInt64(image[byte] & Self.low(held))
    while next < end {
      pending |= UInt64(truncatingIfNeeded: codes[next]) &<< UInt64(held)
      held &+= width
      next &+= 1
      while held >= 8 {
        image[byte] = UInt8(truncatingIfNeeded: pending)
        pending &>>= 8
        (byte, held) = (byte &+ 1, held &- 8)
      }
    }
    if held > 0 { image[byte] = image[byte] & ~Self.low(held) | UInt8(truncatingIfNeeded: pending) }
  }

  /// The lowest `count` bits of a byte, fewer than 8.
  @inlinable @inline(always)
  static func low(_ count: Int) -> UInt8 { (1 &<< UInt8(truncatingIfNeeded: count)) &- 1 }

  /// Reads `count` codes into `codes` from `start` on.
  @inlinable @inline(always)
  static func read<Word: FixedWidthInteger & UnsignedInteger>(
    _ image: Span<UInt8>, at bit: Int, _ width: Int, into codes: inout MutableSpan<Word>, _ start: Int, count: Int
  ) {
    var byte = bit &>> 3
    var next = start
    let end = start + count
    if bit & 7 == 0, width == 8 {
      while next < end {
        codes[next] = Word(truncatingIfNeeded: image[byte])
        (byte, next) = (byte &+ 1, next &+ 1)
      }
      return
    }
    if bit & 7 == 0, width == 4 {
      let pairs = count &>> 1
      precondition(start >= 0 && byte >= 0 && end <= codes.count && byte + pairs <= image.count)
      for pair in 0..<pairs {
        let both = unsafe image[unchecked: byte &+ pair]
        unsafe codes[unchecked: start &+ 2 &* pair] = Word(truncatingIfNeeded: both & 15)
        unsafe codes[unchecked: start &+ 2 &* pair &+ 1] = Word(truncatingIfNeeded: both &>> 4)
      }
      if count & 1 == 0 { return }
      (byte, next) = (byte &+ pairs, end &- 1)
    }
    if count == 1, (bit & 7) &+ width <= 8 {
      let field = image[byte] &>> UInt8(truncatingIfNeeded: bit & 7) & (0xFF &>> UInt8(truncatingIfNeeded: 8 &- width))
      codes[start] = Word(truncatingIfNeeded: field)
      return
    }
    let mask = (1 &<< UInt64(width)) &- 1
    var pending: UInt64 = 0
    var held = 0
    if bit & 7 != 0 {
      pending = UInt64(image[byte] &>> UInt8(bit & 7))
      held = 8 - bit & 7
      byte &+= 1
    }
    while next < end {
      while held < width {
        pending |= UInt64(image[byte]) &<< UInt64(held)
        (byte, held) = (byte &+ 1, held &+ 8)
      }
      codes[next] = Word(truncatingIfNeeded: pending & mask)
      pending &>>= UInt64(width)
      held &-= width
      next &+= 1
    }
  }
}
