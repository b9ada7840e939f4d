internal import Binade
internal import BinadeOracle

/// Numbers as text: fixed decimals, hexadecimal words, and the exact value of a code.
enum NumberText {
  /// A number with so many decimals; `inf` and `nan` in words.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e18 else { return "\(value)" }
    let digits = String(UInt64(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return sign + padded.dropLast(decimals) + (decimals > 0 ? "." + padded.suffix(decimals) : "")
  }

  /// A word with leading zeros, without a prefix.
  static func hex(_ word: UInt64, digits: Int) -> String {
    let text = String(word, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// A C hexadecimal floating literal, `inf` or `nan`.
  static func hexFloat(_ operand: Operand) -> String { signed(operand) { $0.hexadecimal } }

  /// The exact decimal value: in full up to `width` characters, with an exponent beyond; `inf` or `nan`.
  static func decimal(_ operand: Operand, width: Int = 24) -> String {
    signed(operand) { value in
      let text = value.decimal
      return text.count <= width ? text : scientific(text)
    }
  }

  /// The decimal value with at most `digits` significant digits, `≈` in front if that is not all of it.
  static func rounded(_ operand: Operand, digits: Int) -> String {
    let full = decimal(operand)
    let used = full.prefix { $0 != "e" }.filter { $0.isNumber }.drop { $0 == "0" }
    guard operand.class == .finite, used.count > digits else { return full }
    let sign = operand.isNegative ? "-" : ""
    let text = scientific(dyadic(operand).decimal)
    let exponent = text[(text.firstIndex(of: "e") ?? text.endIndex)...]
    let mantissa = text.prefix { $0 != "e" }.filter { $0 != "." }.prefix(digits)
    return "≈" + sign + mantissa.prefix(1) + "." + mantissa.dropFirst() + exponent
  }

  private static func signed(_ operand: Operand, _ magnitude: (Dyadic) -> String) -> String {
    let sign = operand.isNegative ? "-" : ""
    switch operand.class {
    case .nan: return sign + "nan"
    case .infinity: return sign + "inf"
    case .zero: return sign + magnitude(.zero)
    case .finite: return sign + magnitude(dyadic(operand))
    }
  }

  private static func dyadic(_ operand: Operand) -> Dyadic {
    Dyadic(UInt128(operand.significand), exponent: operand.exponent)
  }

  /// A plain decimal number, not zero, with an exponent: the same digits.
  private static func scientific(_ text: String) -> String {
    let point = text.firstIndex(of: ".") ?? text.endIndex
    let whole = text[..<point].drop { $0 == "0" }
    let digits = text.filter { $0 != "." }.drop { $0 == "0" }
    var exponent = whole.count - 1
    if whole.isEmpty { exponent = -1 - text[point...].dropFirst().prefix { $0 == "0" }.count }
    var fraction = digits.dropFirst()
    while fraction.last == "0" { fraction = fraction.dropLast() }
    return digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e" + String(exponent)
  }
}
