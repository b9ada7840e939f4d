/// Part `index` of `count` of a stream of tests: `2/8`. Spec [coverage-2].
///
/// All shards of one count, one after the other, are the whole stream, whatever the count.
public struct Shard: Hashable, Sendable {
  /// Which part, from 0.
  public let index: Int
  /// How many parts there are, at least 1.
  public let count: Int

  /// The whole stream.
  public static let whole = Shard(index: 0, of: 1)!

  /// Part `index` of `count`; `nil` unless 0 ≤ `index` < `count`.
  public init?(index: Int, of count: Int) {
    guard count >= 1, (0..<count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  /// Reads `index/count`, both in decimal digits; `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Self.number(parts[0]), let count = Self.number(parts[1]) else { return nil }
    self.init(index: index, of: count)
  }

  private static func number(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }

  /// Whether this part has what stands before the random tests.
  public var isFirst: Bool { index == 0 }

  /// Which of `total` tests are in this part: an even share, the first ones one longer where it does not come out even.
  public func range(of total: Int) -> Range<Int> {
    let (share, rest) = total.quotientAndRemainder(dividingBy: count)
    let start = index * share + min(index, rest)
    return start..<(start + share + (index < rest ? 1 : 0))
  }
}
