internal import Binade
internal import BinadeOracle

/// Exact numbers as short text.
enum ExactText {
  /// At most `digits` significant digits, with `≈` in front if that is not all: `1.5`, `≈0.33325`, `1.2e-41`.
  static func short(_ value: Dyadic, isNegative: Bool = false, digits: Int = 7) -> String {
    if value.isZero { return "0" }
    let sign = isNegative ? "-" : ""
    let full = value.decimal
    if full.count <= digits + 2 { return sign + full }
    let point = full.firstIndex(of: ".") ?? full.endIndex
    let whole = full[..<point].drop { $0 == "0" }
    let zeros = point == full.endIndex ? 0 : full[point...].dropFirst().prefix { $0 == "0" }.count
    let exponent = whole.isEmpty ? -1 - zeros : whole.count - 1
    var used = full.filter { $0 != "." }.drop { $0 == "0" }
    while used.last == "0" { used = used.dropLast() }
    let mark = used.count > digits ? "≈" : ""
    var kept = used.prefix(digits)
    while kept.last == "0" { kept = kept.dropLast() }
    if exponent >= -4, exponent < digits {
      let before = String(repeating: "0", count: max(0, -exponent))
      let padded = before + kept + String(repeating: "0", count: max(0, exponent + 1 - kept.count))
      let split = max(1, exponent + 1)
      let fraction = padded.dropFirst(split)
      return mark + sign + padded.prefix(split) + (fraction.isEmpty ? "" : "." + fraction)
    }
    return mark + sign + kept.prefix(1) + (kept.count > 1 ? "." + kept.dropFirst() : "") + "e\(exponent)"
  }

  /// A signed integer times a power of two.
  static func short(_ integer: Int128, unit: Int, digits: Int = 7) -> String {
    short(Dyadic(integer.magnitude, exponent: unit), isNegative: integer < 0, digits: digits)
  }

  /// A number; `inf` and `nan` in words.
  static func short(_ operand: Operand, digits: Int = 7) -> String {
    switch operand.class {
    case .nan: "nan"
    case .infinity: operand.isNegative ? "-inf" : "inf"
    case .zero: operand.isNegative ? "-0" : "0"
    case .finite: short(Dyadic(UInt128(operand.significand), exponent: operand.exponent), isNegative: operand.isNegative, digits: digits)
    }
  }

  /// A measured number: up to six significant digits.
  static func short(_ value: Double) -> String {
    if value == 0 || !value.isFinite { return NumberText.fixed(value, 0) }
    func trimmed(_ text: String) -> String {
      var text = text[...]
      if text.contains(".") {
        while text.last == "0" { text = text.dropLast() }
        if text.last == "." { text = text.dropLast() }
      }
      return String(text)
    }
    var (mantissa, exponent) = (value.magnitude, 0)
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    if exponent >= -2, exponent < 6 { return trimmed(NumberText.fixed(value, 5 - max(exponent, 0))) }
    return (value < 0 ? "-" : "") + trimmed(NumberText.fixed(mantissa, 4)) + "e\(exponent)"
  }

  /// A word and its value: `3fc00000 = 1.5`.
  static func word(_ word: UInt64, _ format: FormatDescriptor) -> String {
    "\(NumberText.hex(word, digits: format.wordDigits)) = \(short(format.unpack(word), digits: 12))"
  }
}
