import Testing

@testable import BinadeOracle

/// Numbers of unlimited size, against identities and against the host where its arithmetic is exact.
@Suite struct ExactNumberTests {
  /// Numbers of up to five limbs, many of them with long runs of zeros or ones.
  private func numbers(_ count: Int, seed: UInt64) -> [WholeNumber] {
    var generator = FixedGenerator(seed)
    return (0..<count).map { _ in
      let limbs = (0..<Int(generator.next() % 6)).map { _ in [0, UInt64.max, generator.next(), 1][Int(generator.next() % 4)] }
      return WholeNumber(limbs: limbs)
    }
  }

  @Test func wholeNumberIdentities() {
    let list = numbers(40, seed: 1)
    for x in list {
      for y in list {
        let (sum, product) = (x + y, x * y)
        let isSame = sum == y + x && sum - y == x && product == y * x && (sum < x) == false
        #expect(isSame)
        // (x + y)² = x² + 2xy + y².
        let isSquare = sum * sum == x * x + (product << 1) + y * y
        #expect(isSquare)
        if !y.isZero {
          let (whole, isExact) = WholeNumber.quotient(x, y)
          let rest = x - whole * y
          #expect(rest < y && isExact == rest.isZero)
        }
      }
    }
  }

  @Test func wholeNumberBits() {
    for x in numbers(100, seed: 2) {
      for shift in [0, 1, 63, 64, 65, 127, 128, 129, 200] {
        let power = (0..<shift).reduce(WholeNumber(1)) { number, _ in number + number }
        let left = x << shift
        #expect(left == x * power && left >> shift == x)
        let right = x >> shift
        let isFloor = !(x < right * power) && x < (right + WholeNumber(1)) * power
        #expect(isFloor)
        #expect(x.bit(shift) == right.bit(0))
      }
      if !x.isZero {
        #expect(x.bit(x.bitWidth - 1) && !x.bit(x.bitWidth) && x.bit(x.trailingZeroBitCount))
        #expect((x >> x.trailingZeroBitCount) << x.trailingZeroBitCount == x)
      }
    }
    #expect(WholeNumber(limbs: [1, 2]) == WholeNumber(UInt128(2) << 64 | 1))
    #expect(WholeNumber(limbs: [5, 0, 0]) == WholeNumber(5))
    #expect(WholeNumber.zero.bitWidth == 0 && WholeNumber(UInt128.max).bitWidth == 128)
  }

  @Test func signedArithmetic() {
    for a in stride(from: -9, through: 9, by: 3) {
      for b in stride(from: -8, through: 8, by: 4) {
        let (x, y) = (OracleExact(a, exponent: -1), OracleExact(b, exponent: 1))
        #expect(x + y == OracleExact(a + 4 * b, exponent: -1))
        #expect(x - y == OracleExact(a - 4 * b, exponent: -1))
        #expect(x * y == OracleExact(a * b))
        #expect((x < y) == (a < 4 * b))
      }
    }
    // Far apart: nothing is lost.
    let far = OracleExact.power(5000) + OracleExact.power(-5000)
    #expect(far - OracleExact.power(5000) == OracleExact.power(-5000))
    #expect(far.binade == 5000 && (-far).binade == 5000)
  }

  @Test func rounding() {
    // Quarters, rounded to whole numbers.
    let table: [(OraclePolicy.Rounding, [Int])] = [
      (.towardZero, [0, 0, 0, 1, 1, 1, 1, 2, 0, 0, 0, -1, -1, -1, -1, -2]),
      (.down, [0, 0, 0, 1, 1, 1, 1, 2, -1, -1, -1, -1, -2, -2, -2, -2]),
      (.up, [1, 1, 1, 1, 2, 2, 2, 2, 0, 0, 0, -1, -1, -1, -1, -2]),
      (.nearestEven, [0, 0, 1, 1, 1, 2, 2, 2, 0, 0, -1, -1, -1, -2, -2, -2]),
      (.nearestAway, [0, 1, 1, 1, 1, 2, 2, 2, 0, -1, -1, -1, -1, -2, -2, -2]),
      (.nearestTowardZero, [0, 0, 1, 1, 1, 1, 2, 2, 0, 0, -1, -1, -1, -1, -2, -2]),
      (.toOdd, [1, 1, 1, 1, 1, 1, 1, 2, -1, -1, -1, -1, -1, -1, -1, -2]),
    ]
    for (rule, expected) in table {
      for (index, whole) in expected.enumerated() {
        let quarters = index < 8 ? index + 1 : 7 - index
        let number = OracleExact(quarters, exponent: -2)
        let rounded = number.rounded(toMultipleOf: 0, rule)
        #expect(rounded == OracleExact(whole), "\(rule) \(quarters)/4")
        // The same with the quarter 300 binades away: no tie, and no whole but 0 and 1.
        let far = OracleExact(number.isNegative ? -3 : 3, exponent: -400).rounded(toMultipleOf: -50, rule)
        let nearOne = OracleExact(number.isNegative ? -1 : 1, exponent: -2).rounded(toMultipleOf: 0, rule)
        #expect(far == nearOne.scaled(byPowerOfTwo: -50))
      }
    }
    let seven = OracleExact(-7, exponent: 0)
    #expect(seven.floor(toMultipleOf: 2) == OracleExact(-8) && seven.truncated(toMultipleOf: 2) == OracleExact(-4))
    #expect(seven.floor(toMultipleOf: -2) == seven)
  }

  /// Quotients and conversions to Double are the host's, which rounds once.
  @Test func quotients() {
    var generator = FixedGenerator(3)
    for _ in 0..<300 {
      let x = Double(bitPattern: generator.next() & 0x800F_FFFF_FFFF_FFFF | (900 + generator.next() % 200) << 52)
      let y = Double(bitPattern: generator.next() & 0x800F_FFFF_FFFF_FFFF | (900 + generator.next() % 200) << 52)
      #expect(OracleExact.quotient(OracleExact(x), OracleExact(y)) == x / y)
      #expect((OracleExact(x) + OracleExact(y)).double == x + y)
      #expect((OracleExact(x) * OracleExact(y)).double == x * y)
    }
    #expect(OracleExact.quotient(OracleExact(1), OracleExact(3)) == 1.0 / 3)
    #expect(OracleExact.quotient(.zero, OracleExact(3)) == 0)
  }

  /// One rounding into a float is the host's conversion from Double.
  @Test func encodingSingle() {
    let output = OutputConversion(ieee: f32)
    var generator = FixedGenerator(4)
    for _ in 0..<500 {
      let field = (UInt64(1023 - 160) + generator.next() % 300) << 52
      let x = Double(bitPattern: generator.next() & 0x800F_FFFF_C000_0001 | field)
      let word = output.word(OracleExact(x), zeroIsNegative: x < 0)
      #expect(word == UInt64(Float(x).bitPattern), "\(x)")
    }
  }
}
