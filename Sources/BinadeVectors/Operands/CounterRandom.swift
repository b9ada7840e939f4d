/// Random numbers by index: number i of a seed is a pure function, so that any part of a campaign can be made on its own.
///
/// The function is the output mix of SplitMix64 over `seed + (i + 1) · 0x9E3779B97F4A7C15`.
public struct CounterRandom: Sendable {
  /// The seed.
  public let seed: UInt64

  /// The sequence of that seed.
  public init(seed: UInt64) { self.seed = seed }

  /// Number `index` of the sequence.
  public subscript(_ index: UInt64) -> UInt64 {
    var z = seed &+ (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
