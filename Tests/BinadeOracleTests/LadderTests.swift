import Testing

@testable import BinadeOracle

/// The values of a format as a ladder of steps, and the two ways of finding a place on it.
@Suite struct LadderTests {
  static let formats = OracleFormat.catalogue.filter { $0.codeBits <= 16 }

  /// [formats-4] and [formats-6] by a second way: the same step 2^M times, then steps twice as wide, for ever.
  @Test(arguments: formats) func steps(_ format: OracleFormat) {
    let ladder = ValueLadder(format)
    let perBinade = 1 << format.significandBits
    var step = Dyadic.power((format.hasSubnormals ? 1 : 0) - format.bias - format.significandBits)
    var value = format.hasSubnormals ? Dyadic.zero : .power(-format.bias)
    for code in 0..<(format.allOnes + 3 * perBinade) {
      #expect(ladder.value(code) == value, "\(format.name) \(code)")
      value = (value + step).reduced
      // The subnormals and the first normal binade share one step.
      if (code + 1) % perBinade == 0 && (code + 1 > perBinade || !format.hasSubnormals) { step = step.doubled }
    }
  }

  /// On every value, just above it and just below the next: table and division agree, above the table too.
  @Test(arguments: formats) func tableAgreesWithDivision(_ format: OracleFormat) {
    let (table, division) = (ValueLadder(format), ValueLadder(format, tableLimit: 0))
    let stride = format.codeBits > 8 ? 97 : 1
    for code in Swift.stride(from: 0, to: 3 * format.allOnes + 8, by: stride) {
      let (here, next) = (format.magnitude(code), format.magnitude(code + 1))
      let sliver = (next - here) * .power(-20)
      for (x, expected) in [(here, code), (here + sliver, code), (next - sliver, code), (next, code + 1)] where !x.isZero {
        #expect(table.lower(x) == expected && division.lower(x) == expected, "\(format.name) \(code)")
      }
    }
    if !format.hasSubnormals {
      for x in [Dyadic.power(-format.bias - 1), .power(-5000), .power(-format.bias) - .power(-format.bias - 40)] {
        #expect(table.lower(x) == -1 && division.lower(x) == -1)
      }
    }
  }

  /// Exponents far outside a format, on both ladders: overflow and underflow, never a trap.
  @Test func extremeOperands() {
    let huge = OracleFormat(name: "huge", sign: .bit, exponentBits: 11, significandBits: 52, bias: -20_000, hasNegativeZero: true)
    let dwarf = OracleFormat(name: "dwarf", sign: .bit, exponentBits: 11, significandBits: 52, bias: 22_000, hasNegativeZero: true)
    let nonfinite = policy(["overflow": "nonfinite"])
    let wrap = policy(["overflow": "wrap", "negative": "wrap", "lowestBinade": "nan-below"])
    for format in OracleFormat.catalogue {
      let target = OracleTarget(format)
      for word: UInt64 in [1, 0x10_0000_0000_0001, 0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF] {
        let high = target.convert(word, from: huge, policy: nonfinite)
        #expect(high.flags & overflow != 0, "\(format.name)")
        let low = target.convert(word, from: dwarf, policy: nonfinite)
        #expect(low.flags & inexact != 0 && low.flags & overflow == 0, "\(format.name)")
        // The low bits of a number with thousands of zeros below its last digit.
        let cut = target.convert(word, from: huge, policy: wrap)
        #expect(cut.flags & overflow != 0, "\(format.name)")
        if format.isFixedPoint { #expect(format.split(cut.word).magnitude == 0, "\(format.name)") }
        #expect(target.convert(word, from: dwarf, policy: wrap).flags & inexact != 0, "\(format.name)")
      }
    }
  }
}
