extension Dyadic {
  /// The number as a C hexadecimal floating literal with leading digit 1: `0x1.8p-3`, `0x1p+0`; zero is `0x0p+0`.
  public var hexadecimal: String {
    if isZero { return "0x0p+0" }
    let power = binade
    let odd = reduced
    // The digits after the point are whole nibbles of what remains below the leading bit.
    let fractionBits = power - odd.exponent
    let digits = (fractionBits + 3) / 4
    let padded = odd.significand << UInt128(4 * digits - fractionBits)
    let fraction = padded - (1 << UInt128(4 * digits))
    var text = "0x1"
    if digits > 0 {
      let raw = String(fraction, radix: 16)
      text += "." + String(repeating: "0", count: digits - raw.utf8.count) + raw
    }
    return text + "p" + (power < 0 ? "" : "+") + String(power)
  }

  /// The number in full in decimal, without exponent: `0.1875`, `448`. Every dyadic rational has such a finite form.
  public var decimal: String {
    let odd = reduced
    var digits = DecimalDigits(odd.significand)
    if odd.exponent >= 0 {
      digits.multiply(by: 2, times: odd.exponent)
      return digits.text
    }
    // s · 2^-k = s · 5^k · 10^-k: the digits of s · 5^k, with k of them after the point.
    let places = -odd.exponent
    digits.multiply(by: 5, times: places)
    let text = digits.text
    let padded = String(repeating: "0", count: max(0, places + 1 - text.utf8.count)) + text
    return padded.dropLast(places) + "." + padded.suffix(places)
  }
}

/// A whole number without limit in base 10^9, lowest limb first. It can only be multiplied and printed.
struct DecimalDigits {
  private static let base: UInt64 = 1_000_000_000
  private var limbs: [UInt64] = []

  init(_ value: UInt128) {
    var rest = value
    repeat {
      limbs.append(UInt64(rest % UInt128(Self.base)))
      rest /= UInt128(Self.base)
    } while rest > 0
  }

  /// Multiplies by factor^times, in steps of at most factor^13: the largest power of five below 2^32.
  mutating func multiply(by factor: UInt64, times: Int) {
    precondition(factor <= 5)
    var left = times
    while left > 0 {
      let step = min(left, 13)
      var power: UInt64 = 1
      for _ in 0..<step { power *= factor }
      multiply(by: power)
      left -= step
    }
  }

  private mutating func multiply(by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * factor + carry
      limbs[index] = product % Self.base
      carry = product / Self.base
    }
    while carry > 0 {
      limbs.append(carry % Self.base)
      carry /= Self.base
    }
  }

  var text: String {
    var text = String(limbs[limbs.count - 1])
    for limb in limbs.dropLast().reversed() {
      let digits = String(limb)
      text += String(repeating: "0", count: 9 - digits.utf8.count) + digits
    }
    return text
  }
}
