/// What a conversion gives: the stored word, and the flags as a byte [flags-5].
public struct OracleResult: Sendable, Hashable {
  /// The code at its place in the stored word, padding zero.
  public let word: UInt64
  /// The flag byte, made of `OracleFlag`.
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
  /// The result's value is not the operand's [flags-1].
  public static let inexact: UInt8 = 1 << 0
  /// Inexact and tiny [flags-3].
  public static let underflow: UInt8 = 1 << 1
  /// Above the largest finite number [flags-2].
  public static let overflow: UInt8 = 1 << 2
  /// No such number in the target [flags-4].
  public static let invalid: UInt8 = 1 << 4
}
