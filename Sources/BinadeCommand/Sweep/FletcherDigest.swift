/// A 128-bit Fletcher sum over a stream of little-endian 64-bit words: position matters, and parts combine.
///
/// s1 is the sum of the words, s2 the sum of all running values of s1, both modulo 2^64; the text is s2, then s1.
///
///     FletcherDigest of 1, 2, 3:   s1 = 6, s2 = 1 + 3 + 6 = 10
struct FletcherDigest: Hashable, Sendable {
  /// The sum of the words.
  private(set) var s1: UInt64 = 0
  /// The sum of the running sums.
  private(set) var s2: UInt64 = 0
  /// How many words there were.
  private(set) var count: UInt64 = 0

  /// The digest of nothing.
  init() {}

  /// The digest of `count` words whose sums are known.
  init(s1: UInt64, s2: UInt64, count: UInt64) { (self.s1, self.s2, self.count) = (s1, s2, count) }

  /// Adds one word.
  mutating func append(_ word: UInt64) {
    s1 &+= word
    s2 &+= s1
    count &+= 1
  }

  /// Adds a stream that follows this one: the same as adding its words.
  mutating func append(_ next: FletcherDigest) {
    s2 &+= next.count &* s1 &+ next.s2
    s1 &+= next.s1
    count &+= next.count
  }

  /// 32 lowercase hexadecimal digits.
  var text: String { NumberText.hex(s2, digits: 16) + NumberText.hex(s1, digits: 16) }
}
