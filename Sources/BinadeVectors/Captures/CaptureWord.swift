/// A random word of an input family, and the numbers that are cut out of it. Spec [captures-3].
///
/// Bit 0 is the sign, bits 1 to 15 are choices, bits 16 to 39 exponents, bits 40 to 63 the mantissa.
struct CaptureWord {
  let bits: UInt64

  /// The sign.
  var sign: UInt64 { bits & 1 }

  /// The word for a second use: an odd multiple.
  var mixed: CaptureWord { times(0xD6E8_FEB8_6659_FD93) }

  /// The word times an odd number, modulo 2^64.
  func times(_ factor: UInt64) -> CaptureWord { CaptureWord(bits: bits &* factor) }

  /// A field of the word.
  func field(at low: Int, bits count: Int) -> UInt64 { bits >> UInt64(low) & (1 << UInt64(count) - 1) }

  /// A field modulo `bound`; 0 if there is nothing below `bound`.
  func below(_ bound: Int, at low: Int, bits count: Int) -> Int { bound < 1 ? 0 : Int(field(at: low, bits: count)) % bound }

  /// How many zero bits stand from bit `low` on, at most `limit`: none half of the time, one a quarter of the time, …
  func trailing(from low: Int, limit: Int) -> Int { min((bits >> UInt64(low)).trailingZeroBitCount, limit) }

  /// An exponent from `low` to `high`.
  func exponent(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1, at: 16, bits: 24) }

  /// 0 half of the time, −1 a quarter of the time, … −20.
  var nearOne: Int { -trailing(from: 16, limit: 20) }
}

/// Random words by place: those of a label, 0, 1, 2, … Spec [captures-3].
struct CaptureRandom: Sendable {
  private let random: CounterRandom

  /// The sequence of a label: its seed is the first eight bytes of the label's SHA-256.
  init(_ label: String) {
    var hash = SHA256()
    hash.update(label)
    random = CounterRandom(seed: hash.digest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) })
  }

  subscript(_ place: Int) -> CaptureWord { CaptureWord(bits: random[UInt64(place)]) }

  /// The words of part `part`, of `count` words.
  func part(_ part: Int, count: Int) -> [CaptureWord] { (0..<count).map { self[part * count + $0] } }
}
