/// Conversions between formats of one number, of every word of the source. Spec [captures-12].
public struct CaptureConversion: Sendable, Hashable {
  /// A PTX instruction without its operands, or a call of CUDA's headers.
  public let name: String
  /// Types of operands and results, in PTX's words.
  public let source, destination: String
  /// PTX's word; `none` where the conversion is exact.
  public let rounding: String
  /// Whether overflow saturates, and whether negative numbers become zero.
  public let saturates, isRectified: Bool
  /// What was recorded.
  public let content: Content

  /// The forms of the results, of words 0, 1, 2, …
  public enum Content: Sendable, Hashable {
    /// Where the result changes: so many words of the source, and the words from which on there is another code.
    case runs(count: Int, [Run])
    /// Each result.
    case words([UInt64])
    /// Digests.
    case digests(CaptureDigests)
    /// Stochastic rounding, of so many results: recorded, not replayed.
    case stochastic(results: Int)
  }

  /// From this word on, up to the next run, the results are this code.
  public struct Run: Sendable, Hashable {
    public let first, code: UInt64
  }

  /// How many results were recorded.
  public var results: Int {
    switch content {
    case .runs(let count, _): count
    case .words(let words): words.count
    case .digests(let digests): digests.results
    case .stochastic(let results): results
    }
  }

  /// Bits of a word of a type; `nil` for types that there are not.
  static func bits(of type: String) -> Int? {
    switch type {
    case "f32", "tf32": 32
    case "f16", "bf16": 16
    case "e4m3", "e5m2", "ue8m0", "s2f6": 8
    case "e2m3", "e3m2": 6
    case "e2m1": 4
    default: nil
    }
  }
}
