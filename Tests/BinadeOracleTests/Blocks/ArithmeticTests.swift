import Testing

@testable import BinadeOracle

/// [arithmetic-1] against the host's own floats.
@Suite struct ArithmeticTests {
  /// + − * / on random words of every exponent and on pairs of special words.
  @Test func operators() {
    var generator = FixedGenerator(1)
    var pairs = 0
    var wrong = 0
    func check(_ x: UInt32, _ y: UInt32) {
      let (a, b) = (Float(bitPattern: x), Float(bitPattern: y))
      pairs += 1
      if !isSame(OracleArithmetic.add(x, y), word(a + b)) { wrong += 1 }
      if !isSame(OracleArithmetic.subtract(x, y), word(a - b)) { wrong += 1 }
      if !isSame(OracleArithmetic.multiply(x, y), word(a * b)) { wrong += 1 }
      if !isSame(OracleArithmetic.divide(x, y), word(a / b)) { wrong += 1 }
    }
    for index in 0..<100_000 {
      let x = generator.word()
      var y = generator.word()
      // Neighbouring exponents in three cases of four, so that sums cancel and products stay in range.
      if index % 4 != 0 { y = (y & 0x807F_FFFF) | ((x & 0x7F80_0000) &+ (y & 0x0780_0000) &- 0x0400_0000) & 0x7F80_0000 }
      if index % 8 == 1 { y = x ^ 0x8000_0000 ^ (y & 7) }
      check(x, y)
    }
    let special: [UInt32] = [
      0, 1, 2, 0x7F_FFFF, 0x80_0000, 0x80_0001, 0xFF_FFFF, 0x3F80_0000, 0x3F7F_FFFF, 0x3F80_0001, 0x4000_0000, 0x40C0_0000, 0x3EAA_AAAB,
      0x7E80_0000, 0x7F00_0000, 0x7F7F_FFFF, 0x7F7F_FFFE, 0x7F80_0000, 0x7FC0_0000, 0x1F80_0000, 0x2000_0000, 0x5F7F_FFFF, 0x0C00_0000,
    ]
    for x in special + special.map({ $0 | 0x8000_0000 }) {
      for y in special + special.map({ $0 | 0x8000_0000 }) { check(x, y) }
    }
    #expect(pairs > 100_000 && wrong == 0)
  }

  /// Sums of numbers up to 277 binades apart, on both sides of the distance where the smaller one is only stood for.
  @Test func farSums() {
    for distance in stride(from: 0, through: 250, by: 1) {
      for m: Float in [1, 1.5, 0x1.fffffep0, 0x1.000002p0] {
        for n: Float in [1, 0x1.fffffep0, 1.25] {
          let x = Float(sign: .plus, exponent: 120, significand: m)
          let y = Float(sign: .plus, exponent: 120 - distance, significand: n)
          #expect(OracleArithmetic.add(word(x), word(y)) == word(x + y))
          #expect(OracleArithmetic.add(word(x), word(-y)) == word(x - y))
          #expect(OracleArithmetic.subtract(word(y), word(x)) == word(y - x))
        }
      }
    }
  }

  /// The payload and the sign of the first NaN operand; the NaN of no operand.
  @Test func nans() {
    let (a, b): (UInt32, UInt32) = (0xFF80_0005, 0x7FC0_0007)
    for operation in [
      OracleArithmetic.add, OracleArithmetic.subtract, OracleArithmetic.multiply, OracleArithmetic.divide, OracleArithmetic.min,
      OracleArithmetic.max, OracleArithmetic.fmin, OracleArithmetic.fmax,
    ] {
      #expect(operation(a, b) == 0xFFC0_0005)
      #expect(operation(b, a) == b)
    }
    for operation in [OracleArithmetic.add, OracleArithmetic.subtract, OracleArithmetic.multiply, OracleArithmetic.divide] {
      #expect(operation(a, word(1)) == 0xFFC0_0005)
      #expect(operation(word(1), b) == b)
    }
    #expect(OracleArithmetic.divide(0, 0x8000_0000) == 0x7FC0_0000)
    #expect(OracleArithmetic.multiply(0, 0x7F80_0000) == 0x7FC0_0000)
    #expect(OracleArithmetic.rint(0xFF80_0001) == 0xFFC0_0001)
  }

  @Test func selection() {
    let (nan, one, zero, minus): (UInt32, UInt32, UInt32, UInt32) = (0x7FC0_0000, 0x3F80_0000, 0, 0x8000_0000)
    #expect(OracleArithmetic.min(zero, minus) == minus && OracleArithmetic.min(minus, zero) == minus)
    #expect(OracleArithmetic.max(zero, minus) == zero && OracleArithmetic.fmax(minus, zero) == zero)
    #expect(OracleArithmetic.min(nan, one) == nan && OracleArithmetic.max(one, nan) == nan)
    #expect(OracleArithmetic.fmin(nan, one) == one && OracleArithmetic.fmax(one, nan) == one)
    #expect(OracleArithmetic.ifzero(minus, one) == one && OracleArithmetic.ifzero(1, one) == 1 && OracleArithmetic.ifzero(nan, one) == nan)
    for x in [nan, 0x7F80_0000, 0xFF80_0000] { #expect(OracleArithmetic.ifnotfinite(x, one) == one) }
    #expect(OracleArithmetic.ifnotfinite(0x7F7F_FFFF, one) == 0x7F7F_FFFF)
    var generator = FixedGenerator(2)
    for _ in 0..<20_000 {
      let (x, y) = (generator.word(), generator.word())
      let (a, b) = (Float(bitPattern: x), Float(bitPattern: y))
      if a.isNaN || b.isNaN || a == b { continue }
      #expect(OracleArithmetic.min(x, y) == (a < b ? x : y) && OracleArithmetic.fmax(x, y) == (a < b ? y : x))
    }
  }

  @Test func wholeNumbers() {
    var generator = FixedGenerator(3)
    var operands = (0..<30_000).map { _ in generator.word() }
    for half in 0..<40 { operands += words([Float(half) / 2, -Float(half) / 2, (Float(half) / 2).nextUp, -(Float(half) / 2).nextDown]) }
    for index in 0..<2_000 { operands.append(0x3F00_0000 + UInt32(index) * 0x1_8001) }
    for x in operands {
      #expect(isSame(OracleArithmetic.rint(x), word(Float(bitPattern: x).rounded(.toNearestOrEven))))
    }
  }

  /// f16(…) and bf16(…); the operations in these formats are the same operation in binary32, rounded again.
  @Test func otherFormats() {
    let (half, brain) = (target("f16"), target("bf16"))
    var generator = FixedGenerator(4)
    for index in 0..<30_000 {
      var x = generator.word()
      if index % 2 == 0 { x = (x & 0x8FFF_FFFF) | 0x3000_0000 }
      let value = Float(bitPattern: x)
      #if !(os(macOS) && arch(x86_64))
        #expect(isSame(OracleArithmetic.round(x, to: half), word(Float(Float16(value)))))
      #endif
      if !value.isNaN {
        let cut = x & 0xFFFF_0000
        let isUp = x & 0xFFFF > 0x8000 || (x & 0xFFFF == 0x8000 && cut & 0x1_0000 != 0)
        #expect(OracleArithmetic.round(x, to: brain) == cut + (isUp ? 0x1_0000 : 0))
      }
    }
  }

  // MARK: rcpa

  /// Against the correctly rounded reciprocal of every significand: how often it is one unit below, the same, one above.
  @Test func reciprocalErrors() {
    let squares = (0..<65536).map(OracleArithmetic.truncatedSquare)
    var counts = [0, 0, 0]
    for fraction in 0..<(1 << 23) {
      let t = fraction & 0xFFFF
      let y = OracleArithmetic.reciprocalSignificand(index: fraction >> 16, t, squares[t])
      // 2^47 / m, of 24 bits but for m = 2^23, to nearest; a quotient of odd m is never a tie.
      let m = (1 << 23) + fraction
      let exact = (1 << 47 + m / 2) / m
      counts[y - exact + 1] += 1
    }
    #expect(counts == [374_723, 7_280_086, 733_799])
  }

  @Test func reciprocals() {
    // Of a power of two it is exact; of others the whole word is the table's significand with the exponent mirrored.
    for k in -126...125 {
      let x = Float(sign: .plus, exponent: k, significand: 1)
      #expect(OracleArithmetic.rcpa(word(x)) == word(1 / x) && OracleArithmetic.rcpa(word(-x)) == word(-1 / x))
    }
    for (x, y): (UInt32, UInt32) in [
      (0, 0x7F80_0000), (0x8000_0000, 0xFF80_0000), (0x7F_FFFF, 0x7F80_0000), (0x8000_0001, 0xFF80_0000), (0x7F80_0000, 0),
      (0xFF80_0000, 0x8000_0000), (0x7F80_0001, 0x7FFF_FFFF), (0xFFC0_0000, 0x7FFF_FFFF), (word(0x1p126), 0x80_0000),
      (word(0x1.000002p126), 0), (word(-0x1p127), 0x8000_0000),
    ] {
      #expect(OracleArithmetic.rcpa(x) == y)
    }
    var generator = FixedGenerator(5)
    for _ in 0..<20_000 {
      let x = (generator.word() & 0x807F_FFFF) | 0x3F80_0000
      let difference = Int64(OracleArithmetic.rcpa(x)) - Int64(word(1 / Float(bitPattern: x)))
      #expect(abs(difference) <= 1)
      // The same significand at another exponent.
      #expect(OracleArithmetic.rcpa(x &+ 0x0A00_0000) == OracleArithmetic.rcpa(x) - 0x0A00_0000)
    }
    #expect(OracleArithmetic.rcpa(word(6)) == word(Float(1) / 6))
  }
}
