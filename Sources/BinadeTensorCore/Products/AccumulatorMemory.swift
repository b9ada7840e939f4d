/// C and D as memory, whatever the width of their words. Threads may store different words at once.
@usableFromInline
@safe struct AccumulatorMemory: @unchecked Sendable {
  /// C, or `nil` for zeros.
  let c: UnsafeRawPointer?
  /// D.
  let d: UnsafeMutableRawPointer
  /// Bytes of a word: 1, 2, 4, 8 or 16.
  let size: Int

  @usableFromInline
  init(c: UnsafeRawPointer?, d: UnsafeMutableRawPointer, size: Int) {
    unsafe self.c = c
    unsafe self.d = d
    self.size = size
  }

  /// Words of C, zero-extended.
  func load(_ range: Range<Int>) -> [UInt64] {
    guard unsafe c != nil else { return [UInt64](repeating: 0, count: range.count) }
    return switch size {
    case 1: load(range, UInt8.self)
    case 2: load(range, UInt16.self)
    case 4: load(range, UInt32.self)
    case 8: load(range, UInt64.self)
    default: load(range, UInt128.self)
    }
  }

  /// Makes `words` the words of D from `start` on.
  func store(_ words: [UInt64], at start: Int) {
    switch size {
    case 1: store(words, start, UInt8.self)
    case 2: store(words, start, UInt16.self)
    case 4: store(words, start, UInt32.self)
    case 8: store(words, start, UInt64.self)
    default: store(words, start, UInt128.self)
    }
  }

  private func load<Word: FixedWidthInteger & BitwiseCopyable>(_ range: Range<Int>, _ type: Word.Type) -> [UInt64] {
    let base = unsafe c! + range.lowerBound * size
    return (0..<range.count).map { unsafe UInt64(truncatingIfNeeded: base.loadUnaligned(fromByteOffset: $0 * size, as: type)) }
  }

  private func store<Word: FixedWidthInteger & BitwiseCopyable>(_ words: [UInt64], _ start: Int, _ type: Word.Type) {
    let base = unsafe d + start * size
    for index in words.indices { unsafe base.storeBytes(of: Word(truncatingIfNeeded: words[index]), toByteOffset: index * size, as: type) }
  }
}
