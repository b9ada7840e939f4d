/// The magnitudes of a format in ascending order of code, going on without limit above the largest finite one [rounding-1].
///
/// Formats of up to 19 bits have them all written down in a table. Wider ones divide by the spacing of the operand's binade.
struct ValueLadder: Sendable {
  private let format: OracleFormat

  /// Stands for the codes that do not fit an Int: above every finite number of every format, so their exact place does not matter.
  static let beyond = Int.max

  /// The values of the codes 0 … 2^W − 1, special or not; empty for the wide formats.
  private let table: [Dyadic]

  init(_ format: OracleFormat, tableLimit: Int = 19) {
    self.format = format
    table = format.codeBits <= tableLimit ? (0...format.allOnes).map(format.magnitude) : []
  }

  /// The value of a rung.
  func value(_ code: Int) -> Dyadic {
    code < table.count ? table[code] : format.magnitude(code)
  }

  /// The largest code whose value is not above x > 0; −1 if there is none, which needs a format without zero.
  func lower(_ x: Dyadic) -> Int {
    if table.isEmpty { return lowerByDivision(x) }
    if x < table[0] { return -1 }
    // Above the table, double the code until its value is above x.
    var tooHigh = table.count
    var notAbove = 0
    while value(tooHigh) <= x {
      notAbove = tooHigh
      tooHigh *= 2
    }
    while tooHigh - notAbove > 1 {
      let middle = (notAbove + tooHigh) / 2
      if value(middle) <= x { notAbove = middle } else { tooHigh = middle }
    }
    return notAbove
  }

  /// Counts the steps from 0 to x, or from the power of two below x to x.
  private func lowerByDivision(_ x: Dyadic) -> Int {
    let lowestField = format.hasSubnormals ? 1 : 0
    let field = max(x.binade + format.bias, lowestField)
    // Only an operand of extreme exponent and a target of extreme width meet here.
    if UInt64(field) + 1 >= UInt64(1) << UInt64(63 - format.significandBits) { return Self.beyond }
    let steps = Int(x.floor(inUnitsOf: field - format.bias - format.significandBits))
    // The binade's first code is field · 2^M and stands 2^M steps above 0. In the lowest one, steps below 2^M are the subnormals.
    let code = (field - 1) * (1 << format.significandBits) + steps
    return max(code, -1)
  }
}
