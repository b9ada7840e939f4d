/// What a comparison of back-ends with plain Swift found. Spec [backends-2].
public struct KernelReport: Sendable {
  /// Operations on each back-end.
  public var count = 0
  /// Results that differ from those of plain Swift.
  public var differences = 0
  /// The first few, one line each.
  public var examples: [String] = []
  /// The first piece of work with differences.
  public var failed: Int?
  /// A digest of all results in their order. The same for every back-end, or there are differences.
  public var digest: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Nothing yet.
  public init() {}

  /// Adds what came after.
  public mutating func append(_ other: KernelReport) {
    count += other.count
    differences += other.differences
    failed = failed ?? other.failed
    examples += other.examples.prefix(max(0, 5 - examples.count))
    fold(other.digest)
  }

  /// Takes a result into the digest.
  mutating func fold(_ word: UInt64) {
    digest = (digest ^ word) &* 0x9E37_79B9_7F4A_7C15
    digest ^= digest >> 29
  }

  /// Notes a difference of piece `index`.
  mutating func differs(_ index: Int, _ example: @autoclosure () -> String) {
    differences += 1
    failed = failed ?? index
    if examples.count < 5 { examples.append(example()) }
  }
}
