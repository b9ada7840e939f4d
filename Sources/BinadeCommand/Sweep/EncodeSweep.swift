internal import Binade
internal import BinadeKernels

/// Encodes every word of a source format, in ascending order, and condenses the codes to a digest and a histogram.
struct EncodeSweep: Sendable {
  /// What is left of a sweep.
  struct Summary: Sendable {
    var count = 0
    var digest = FletcherDigest()
    /// How often each code came, by the stored word without its padding; empty where a format has too many codes to count.
    var histogram: [UInt64] = []
  }

  /// What makes the codes.
  let encoder: BulkEncoder
  /// Whether the codes come from the scalar definition instead of the buffer path. They are the same.
  var usesDefinition = false
  var threads: Int?

  /// Formats with wider codes have no histogram.
  static let widestHistogram = 20

  /// How many words the source has.
  var count: Int { 1 << encoder.source.wordBits }

  /// The codes whose count is kept.
  private var codeCount: Int {
    encoder.target.codeBits <= Self.widestHistogram ? 1 << encoder.target.codeBits : 0
  }

  /// Runs the sweep. The result does not depend on the number of threads.
  ///
  /// - Throws: ``CodecError/unrepresentable(index:word:)`` for the first word that the policy refuses.
  func run(_ progress: Progress? = nil) throws(CodecError) -> Summary {
    let histogram = Locked([UInt64](repeating: 0, count: codeCount))
    // A multiple of 8 elements, so that a piece of bytes is whole 64-bit words. Kernels keep no codes, and may take larger pieces.
    let piece = min(count / 8, encoder.isAccelerated ? 1 << 23 : 1 << 20)
    let pieces = Parallel.map(count: count, piece: piece, threads: threads, progress: progress) { range in
      if let (digest, counts) = folded(range) {
        histogram.withLock { total in
          for (code, count) in counts.enumerated() where count > 0 { total[code] += count }
        }
        return (digest, nil as CodecError?)
      }
      let piece = encoded(range)
      if let failure = piece.failure { return (FletcherDigest(), failure as CodecError?) }
      let counts = tally(piece.codes)
      histogram.withLock { total in
        for (code, count) in counts.enumerated() where count > 0 { total[code] += count }
      }
      return (Self.digest(piece.codes), nil)
    }
    if let failure = pieces.lazy.compactMap(\.1).first { throw failure }
    var summary = Summary(count: count, histogram: histogram.withLock { $0 })
    for piece in pieces { summary.digest.append(piece.0) }
    return summary
  }

  /// Digest and counts of a piece by a kernel, without codes in memory; `nil` if there is none for it.
  private func folded(_ range: Range<Int>) -> (FletcherDigest, [UInt64])? {
    guard !usesDefinition, codeCount > 0 else { return nil }
    var counts = [UInt64](repeating: 0, count: max(codeCount, 256))
    guard let sums = encoder.sweep(range, histogram: &counts) else { return nil }
    let words = UInt64(range.count * encoder.target.wordBits / 64)
    return (FletcherDigest(s1: sums.sum, s2: sums.sumOfSums, count: words), counts)
  }

  private func encoded(_ range: Range<Int>) -> ArrayEncoder.Piece {
    let bytes =
      encoder.source.wordBits == 16
      ? Words.bytes(count: range.count, of: UInt16.self) { Self.count(from: range.lowerBound, &$0) }
      : Words.bytes(count: range.count, of: UInt32.self) { Self.count(from: range.lowerBound, &$0) }
    var encoder = ArrayEncoder(encoder)
    encoder.usesDefinition = usesDefinition
    return encoder.piece(Words(size: self.encoder.source.wordBits / 8, bytes: bytes), 0..<range.count)
  }

  private static func count<Word: StoredWord>(from start: Int, _ words: inout MutableSpan<Word>) {
    for index in words.indices { words[index] = Word(truncatingIfNeeded: start &+ index) }
  }

  // MARK: Condensing

  private static func digest(_ codes: [UInt8]) -> FletcherDigest {
    let words = Words(size: 8, bytes: codes)
    return words.withSpan(of: 0..<words.count, as: UInt64.self) { span in
      var digest = FletcherDigest()
      for index in span.indices { digest.append(UInt64(littleEndian: span[index])) }
      return digest
    }
  }

  private func tally(_ codes: [UInt8]) -> [UInt64] {
    guard codeCount > 0 else { return [] }
    switch encoder.target.wordBits {
    case 8: return tally(codes, UInt8.self)
    case 16: return tally(codes, UInt16.self)
    default: return tally(codes, UInt32.self)
    }
  }

  /// Neighbouring inputs mostly share a code: 64 bits of equal codes are counted at once.
  private func tally<Code: StoredWord>(_ codes: [UInt8], _ type: Code.Type) -> [UInt64] {
    let words = Words(size: 8, bytes: codes)
    let perWord = 64 / Code.bitWidth
    let ones = UInt64.max / UInt64(Code.max)
    let padding = UInt64(encoder.target.paddingBits)
    return words.withSpan(of: 0..<words.count, as: UInt64.self) { span in
      var counts = [UInt64](repeating: 0, count: codeCount)
      for index in span.indices {
        var word = span[index]
        let first = Code(truncatingIfNeeded: word)
        if word == UInt64(first) &* ones {
          counts[Int(UInt64(first) >> padding)] += UInt64(perWord)
        } else {
          for _ in 0..<perWord {
            counts[Int(UInt64(Code(truncatingIfNeeded: word)) >> padding)] += 1
            word >>= UInt64(Code.bitWidth)
          }
        }
      }
      return counts
    }
  }
}
