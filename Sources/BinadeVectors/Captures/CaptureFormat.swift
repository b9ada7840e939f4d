/// A floating-point format as the input families of captures see it: what they need to make words, and nothing of the library.
/// Spec [captures-4].
struct CaptureFormat: Sendable {
  let exponentBits, mantissaBits, bias: Int
  /// Whether the whole top binade is special; otherwise only the code of all ones.
  var hasInfinities = true
  /// Low bits of the stored word that say nothing.
  var unusedBits = 0
  /// Whether there are NaNs; otherwise every code is a number.
  var hasNaN = true

  /// Sign, exponent and mantissa.
  var codeBits: Int { 1 + exponentBits + mantissaBits }
  /// The bits of the stored word.
  var wordBits: Int { codeBits + unusedBits }
  /// The exponent of the smallest normal number.
  var lowest: Int { 1 - bias }
  /// The exponent of the last bit of a subnormal number.
  var quantum: Int { lowest - mantissaBits }
  /// The exponent of the largest finite number.
  var highest: Int { (1 << exponentBits) - (hasInfinities ? 2 : 1) - bias }

  /// The format that names of instructions call so; `nil` for integers.
  static func named(_ name: String) -> CaptureFormat? {
    switch name {
    case "f64": CaptureFormat(exponentBits: 11, mantissaBits: 52, bias: 1023)
    case "f32": CaptureFormat(exponentBits: 8, mantissaBits: 23, bias: 127)
    case "tf32": CaptureFormat(exponentBits: 8, mantissaBits: 10, bias: 127, unusedBits: 13)
    case "bf16": CaptureFormat(exponentBits: 8, mantissaBits: 7, bias: 127)
    case "f16": CaptureFormat(exponentBits: 5, mantissaBits: 10, bias: 15)
    case "e5m2": CaptureFormat(exponentBits: 5, mantissaBits: 2, bias: 15)
    case "e4m3": CaptureFormat(exponentBits: 4, mantissaBits: 3, bias: 7, hasInfinities: false)
    case "e2m3": CaptureFormat(exponentBits: 2, mantissaBits: 3, bias: 1, hasInfinities: false, hasNaN: false)
    case "e3m2": CaptureFormat(exponentBits: 3, mantissaBits: 2, bias: 3, hasInfinities: false, hasNaN: false)
    case "e2m1": CaptureFormat(exponentBits: 2, mantissaBits: 1, bias: 1, hasInfinities: false, hasNaN: false)
    default: nil
    }
  }

  // MARK: Words

  /// The sign bit of a stored word.
  var signBit: UInt64 { 1 << UInt64(wordBits - 1) }

  private func stored(_ code: UInt64, _ word: CaptureWord) -> UInt64 {
    (code | word.sign << UInt64(codeBits - 1)) << UInt64(unusedBits)
  }

  /// A random mantissa.
  func mantissa(_ word: CaptureWord) -> UInt64 {
    let bits = mantissaBits > 24 ? word.mixed.bits : word.bits
    return bits >> UInt64(64 - mantissaBits)
  }

  /// ± 1.mantissa · 2^exponent: cut off below the smallest subnormal number, and the largest finite number at most.
  func compose(_ word: CaptureWord, exponent: Int, mantissa: UInt64) -> UInt64 {
    stored(magnitude(exponent: exponent, mantissa: mantissa), word)
  }

  /// The same without a sign.
  func magnitude(exponent: Int, mantissa: UInt64) -> UInt64 {
    let exponent = min(exponent, highest)
    guard exponent >= lowest else { return (1 << UInt64(mantissaBits) | mantissa) >> UInt64(min(lowest - exponent, 63)) }
    let code = UInt64(exponent + bias) << UInt64(mantissaBits) | mantissa
    return hasNaN && !hasInfinities && code == magnitudeMask ? code - 1 : code
  }

  /// The same with a random mantissa.
  func number(_ word: CaptureWord, exponent: Int) -> UInt64 { compose(word, exponent: exponent, mantissa: mantissa(word)) }

  /// A zero of either sign.
  func zero(_ word: CaptureWord) -> UInt64 { stored(0, word) }

  /// All bits random, the unused ones too.
  func raw(_ word: CaptureWord) -> UInt64 { word.mixed.bits >> UInt64(64 - wordBits) }

  /// All bits random, but no NaN and no infinity.
  func finite(_ word: CaptureWord) -> UInt64 {
    let code = raw(word) >> UInt64(unusedBits)
    if hasInfinities {
      return (code & top == top ? code ^ (1 << UInt64(mantissaBits)) : code) << UInt64(unusedBits)
    }
    return (hasNaN && code & magnitudeMask == magnitudeMask ? code ^ 1 : code) << UInt64(unusedBits)
  }

  /// Infinities, NaNs with payloads, the largest numbers, zeros; where there is nothing but numbers, the largest ones.
  func special(_ word: CaptureWord) -> UInt64 {
    switch word.below(8, at: 1, bits: 8) {
    case 0...3: stored(hasInfinities ? top : magnitudeMask, word)
    case 4: stored(hasInfinities ? top | max(mantissa(word), 1) : magnitudeMask, word)
    case 5: stored(magnitudeMask, word)
    case 6: stored(hasInfinities ? top - 1 : hasNaN ? magnitudeMask - 1 : magnitudeMask, word)
    default: stored(0, word)
    }
  }

  private var magnitudeMask: UInt64 { 1 << UInt64(codeBits - 1) - 1 }
  /// The exponent field, all ones.
  private var top: UInt64 { magnitudeMask ^ (1 << UInt64(mantissaBits) - 1) }

  // MARK: Values

  /// The exact value of a finite word.
  func value(_ word: UInt64) -> Double {
    if mantissaBits == 52 { return Double(bitPattern: word) }
    let code = word >> UInt64(unusedBits)
    let field = Int(code & magnitudeMask) >> mantissaBits
    let mantissa = code & (1 << UInt64(mantissaBits) - 1)
    let significand = field > 0 ? mantissa | 1 << UInt64(mantissaBits) : mantissa
    let magnitude = Double(sign: .plus, exponent: max(field, 1) - bias - mantissaBits, significand: Double(significand))
    return word & signBit == 0 ? magnitude : -magnitude
  }

  /// The word of a number, to nearest even; +0 where that is not finite.
  func rounded(_ number: Double) -> UInt64 {
    if mantissaBits == 52 { return number.isFinite ? number.bitPattern : 0 }
    let sign = number.sign == .minus ? signBit : 0
    guard number.isFinite else { return 0 }
    guard number.isNormal else { return sign }  // what is subnormal in binary64 is zero elsewhere
    let exponent = max(Int(number.exponent), lowest)
    // The significand in units of the last bit of the result, which is at least 29 bits above that of binary64.
    let shift = UInt64(min(52 - mantissaBits + exponent - Int(number.exponent), 63))
    let significand = number.significandBitPattern | 1 << 52
    let (kept, rest, half) = (significand >> shift, significand & (1 << shift - 1), UInt64(1) << (shift - 1))
    let whole = kept + (rest > half || (rest == half && kept & 1 == 1) ? 1 : 0)
    // A carry out of the mantissa is the next exponent; without the leading bit the number is subnormal.
    let code = UInt64(exponent + bias - 1) << UInt64(mantissaBits) + whole
    return code >= top ? 0 : code | sign
  }
}
