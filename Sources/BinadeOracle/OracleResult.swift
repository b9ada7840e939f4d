/// What a conversion gives: the stored word, and the flags as a byte [flags-5].
public struct OracleResult: Sendable, Hashable {
  public let word: UInt64
  public let flags: UInt8

  /// A result from its parts.
  public init(word: UInt64, flags: UInt8) {
    self.word = word
    self.flags = flags
  }

  /// The same word with more flags.
  func adding(_ more: UInt8) -> OracleResult {
    OracleResult(word: word, flags: flags | more)
  }
}

/// The bits of the flag byte [flags-5].
public enum OracleFlag {
  public static let inexact: UInt8 = 1 << 0
  public static let underflow: UInt8 = 1 << 1
  public static let overflow: UInt8 = 1 << 2
  public static let invalid: UInt8 = 1 << 4
}
