/// Operations of IEEE 754 in a format: the exact result, rounded once to nearest-even; subnormals are kept; overflow gives an infinity.
///
/// An exact zero is +0, unless everything added is −0. A NaN is always the one given here.
struct IEEEArithmetic: Sendable {
  let format: OracleFormat
  let nan: UInt64
  private let output: OutputConversion

  init(_ format: OracleFormat, nan: UInt64) {
    self.format = format
    self.nan = nan
    output = OutputConversion(ieee: format)
  }

  /// The value of a word.
  func operand(_ word: UInt64) -> DatapathOperand { DatapathOperand(word, from: format) }

  /// fl(x + y).
  func sum(_ x: DatapathOperand, _ y: DatapathOperand) -> UInt64 {
    sum(DatapathProduct(kind: x.kind, isNegative: x.isNegative, value: x.value), y)
  }

  /// fl(x · y).
  func product(_ x: DatapathOperand, _ y: DatapathOperand) -> UInt64 {
    let product = DatapathProduct(x, y, isNegated: false)
    switch product.kind {
    case .nan: return nan
    case .infinity: return format.infinity(isNegative: product.isNegative)
    case .number: return output.word(product.value, zeroIsNegative: product.isNegative)
    }
  }

  /// fl(product + z): with an exact product of two numbers, a fused multiply-add.
  func sum(_ product: DatapathProduct, _ z: DatapathOperand) -> UInt64 {
    switch SpecialResult([product], c: z) {
    case .nan: return nan
    case .infinity(let isNegative): return format.infinity(isNegative: isNegative)
    case nil: break
    }
    let exact = product.value + z.value
    // A sum that is rounded to zero keeps its sign; an exact zero is −0 only of two −0.
    let bothNegativeZero = product.isZero && product.isNegative && z.isZero && z.isNegative
    return output.word(exact, zeroIsNegative: exact.isNegative || bothNegativeZero)
  }

  // The same on words.

  func add(_ x: UInt64, _ y: UInt64) -> UInt64 { sum(operand(x), operand(y)) }

  func multiply(_ x: UInt64, _ y: UInt64) -> UInt64 { product(operand(x), operand(y)) }

  /// fma(x, y, z).
  func multiplyAdd(_ x: UInt64, _ y: UInt64, _ z: UInt64) -> UInt64 {
    sum(DatapathProduct(operand(x), operand(y), isNegated: false), operand(z))
  }
}
