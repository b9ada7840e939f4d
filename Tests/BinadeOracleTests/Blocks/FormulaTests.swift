import Testing

@testable import BinadeOracle

/// The notation of [arithmetic-2].
@Suite struct FormulaTests {
  static let letters: OracleLetters = {
    var letters = OracleLetters()
    for (letter, value): (Character, Float) in [
      ("x", 3), ("a", 5), ("e", -5), ("h", 4), ("l", -5), ("g", 100), ("S", 26.88), ("T", 0.0372), ("u", 0.8), ("s", 0.75), ("z", 7),
      ("M", 6), ("L", -6), ("F", 448),
    ] {
      letters[letter] = value.bitPattern
    }
    return letters
  }()

  func value(_ text: String) -> Float? { OracleFormula(text).map { Float(bitPattern: $0.value(Self.letters)) } }

  /// Numbers, constants, order of operations: each against Swift's own floats, written out.
  @Test func values() {
    let (a, s, g, m): (Float, Float, Float, Float) = (5, 0.75, 100, 6)
    #expect(value("8.5") == 8.5 && value("0x3F800001") == Float(1).nextUp && value("FLT_MAX") == Float.greatestFiniteMagnitude)
    #expect(value("0.1") == 0.1 && value("16777217") == 16_777_216 && value("-8") == -8)
    // (p/q) is rounded once: 0.1/0.3 as numbers is 1/3, which fl(0.1)/fl(0.3) is not.
    #expect(value("(0.1/0.3)") == Float(1) / 3 && Float(0.1) / Float(0.3) != Float(1) / 3)
    #expect(value("(1/6)") == Float(1) / 6 && value("1 / M") == Float(1) / 6)
    #expect(value("(M - L) / 2") == 6)
    #expect(value("a - 1 - 2") == 2 && value("a / 2 / 2") == 1.25 && value("1 + a * 2") == 11 && value("(1 + a) * 2") == 12)
    #expect(value("a * (1 / M)") == a * (1 / m) && value("a / M") == a / m)
    #expect(value("e / -8") == 0.625 && value("e * -1") == 5)
    #expect(value("ifzero(l + a, g)") == g && value("ifzero(a, g)") == a)
    #expect(value("ifnotfinite(a / 0, 0)") == 0 && value("min(max((a / M) / s, 0x3C800000), F)") == (a / m) / s)
    #expect(value("rint((0 - min(l, 0)) / s)") == 7 && value("fmin(1 / 0, FLT_MAX)") == Float.greatestFiniteMagnitude)
    #expect(value("f16(0.1)") == Float(Float16(0.1 as Float)) && value("bf16(g + s)") == 101)
    #expect(value("f16(65520)") == Float.infinity && value("x * rcpa(M)") == 3 * (Float(1) / 6))
    #expect(value("((x * s) * g) / (256 * M)") == ((3 * s) * g) / (256 * m))
  }

  /// What is no formula, and which letters a formula has.
  @Test func texts() {
    for text in ["", "a +", "b", "min(a)", "rint(a, a)", "(a", "a)", "a b", "f17(a)", "2x", "a ^ 2", "1.2.3", "min a", "0xG", "- a"] {
      #expect(OracleFormula(text) == nil, "\(text)")
    }
    let formula = OracleFormula("min(T, 1 / f16(g))")
    #expect(formula?.mentions("T") == true && formula?.mentions("g") == true && formula?.mentions("S") == false)
  }
}
