extension Encoder {
  /// Encodes `values` into the first `values.count` words of `target`.
  ///
  /// The format of `Value` must be the encoder's source.
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``, ``CodecError/wordTooNarrow(expectedBits:actualBits:)``,
  ///   ``CodecError/randomWordsMismatch(rounding:)`` for stochastic rounding, ``CodecError/unrepresentable(index:word:)``.
  @inlinable
  public func encode<Value: ScalarValue, Word: FixedWidthInteger & UnsignedInteger>(
    _ values: Span<Value>, into target: inout MutableSpan<Word>
  ) throws(CodecError) {
    try check(values.count, target.count, Word.bitWidth)
    if table.isEmpty { return try define(values.count, into: &target) { UInt64(truncatingIfNeeded: values[$0].formatWord) } }
    lookUp(values.count, into: &target) { unsafe UInt64(truncatingIfNeeded: values[unchecked: $0].formatWord) }
  }

  /// Encodes stored words of the source format into the first `words.count` words of `target`.
  ///
  /// - Throws: as ``encode(_:into:)``.
  @inlinable
  public func encode<Source: FixedWidthInteger & UnsignedInteger, Word: FixedWidthInteger & UnsignedInteger>(
    words: Span<Source>, into target: inout MutableSpan<Word>
  ) throws(CodecError) {
    try check(words.count, target.count, Word.bitWidth)
    if table.isEmpty { return try define(words.count, into: &target) { UInt64(truncatingIfNeeded: words[$0]) } }
    lookUp(words.count, into: &target) { unsafe UInt64(truncatingIfNeeded: words[unchecked: $0]) }
  }

  /// Encodes stored words with stochastic rounding; `random` holds one word for each group of elements of `layout`. Spec [rounding-7].
  ///
  /// - Throws: as ``encode(_:into:)``, and ``CodecError/randomWordsTooFew(expected:actual:)``.
  @inlinable
  public func encode<Source: FixedWidthInteger & UnsignedInteger, Word: FixedWidthInteger & UnsignedInteger>(
    words: Span<Source>, random: Span<UInt32>, layout: RandomLayout, into target: inout MutableSpan<Word>
  ) throws(CodecError) {
    guard conversion.rounding == .stochastic else { throw .randomWordsMismatch(rounding: conversion.rounding) }
    guard target.count >= words.count else { throw .targetTooShort(expected: words.count, actual: target.count) }
    let needed = layout.wordCount(forElements: words.count)
    guard random.count >= needed else { throw .randomWordsTooFew(expected: needed, actual: random.count) }
    let perWord = layout.elementsPerWord
    try define(words.count, into: &target, random: { layout.field(of: random[$0 / perWord], at: $0) }) {
      UInt64(truncatingIfNeeded: words[$0])
    }
  }

  /// One word, by the definition.
  @inlinable
  public func convert(_ word: UInt64, random: RandomField = .zero) -> (word: UInt64, flags: Flags) {
    target.roundPack(source.unpack(word), conversion, random: random)
  }

  @inlinable
  func check(_ count: Int, _ room: Int, _ bits: Int) throws(CodecError) {
    guard room >= count else { throw .targetTooShort(expected: count, actual: room) }
    guard bits >= target.wordBits else { throw .wordTooNarrow(expectedBits: target.wordBits, actualBits: bits) }
    guard conversion.rounding != .stochastic else { throw .randomWordsMismatch(rounding: conversion.rounding) }
  }

  /// The caller has checked that `target` holds `count` words and that `word` accepts indices below `count`.
  @inlinable @inline(always)
  func lookUp<Word: FixedWidthInteger & UnsignedInteger>(
    _ count: Int, into target: inout MutableSpan<Word>, _ word: (Int) -> UInt64
  ) {
    let table = table.span
    let last = table.count &- 1  // a power of two less one: masking by it keeps every index inside the table
    let shift = UInt64(droppedBits)
    let mask: UInt64 = (1 &<< shift) &- 1
    let step: UInt64 = shift == 0 ? 0 : 1
    for index in 0..<count {
      let bits = word(index)
      // Adding the mask carries into bit `shift` exactly if a dropped bit is set; the table wants that as its own lowest bit.
      let sticky = ((bits & mask) &+ mask) &>> shift
      let entry = Int(truncatingIfNeeded: (bits &>> shift) &<< step | sticky) & last
      unsafe target[unchecked: index] = Word(truncatingIfNeeded: table[unchecked: entry])
    }
  }

  @inlinable
  func define<Word: FixedWidthInteger & UnsignedInteger>(
    _ count: Int, into words: inout MutableSpan<Word>, random: (Int) -> RandomField = { _ in .zero }, _ word: (Int) -> UInt64
  ) throws(CodecError) {
    let rejects = conversion.missingNaN == .reject && !target.hasNaN
    for index in 0..<count {
      let bits = word(index)
      let operand = source.unpack(bits)
      if rejects && operand.class == .nan { throw .unrepresentable(index: index, word: bits) }
      words[index] = Word(truncatingIfNeeded: target.roundPack(operand, conversion, random: random(index)).word)
    }
  }
}
