/// How an exact number becomes a word [datapaths-5].
struct OutputConversion: Sendable, Hashable {
  /// The accumulator's format: word, exponent range, and what an infinity is.
  let format: OracleFormat
  /// Stored significand bits of the result; at most the format's. What is below them in the word is zero.
  let significandBits: Int
  let rounding: OraclePolicy.Rounding
  /// Whether a magnitude beyond the range becomes the largest finite number, not an infinity.
  let saturates: Bool

  /// Nearest-even, overflow to infinity: an operation of IEEE 754.
  init(ieee format: OracleFormat) {
    self.init(format: format, significandBits: format.significandBits, rounding: .nearestEven, saturates: false)
  }

  init(format: OracleFormat, significandBits: Int, rounding: OraclePolicy.Rounding, saturates: Bool) {
    precondition(significandBits <= format.significandBits)
    self.format = format
    self.significandBits = significandBits
    self.rounding = rounding
    self.saturates = saturates
  }

  /// The word of a number. A result of magnitude zero takes the sign from `zeroIsNegative`.
  func word(_ exact: OracleExact, zeroIsNegative: Bool) -> UInt64 {
    if exact.isZero { return format.word(magnitude: 0, isNegative: zeroIsNegative) }
    // Subnormals are kept: below the smallest normal number the unit no longer shrinks.
    let unit = max(exact.binade, format.smallestExponent) - significandBits
    let rounded = exact.rounded(toMultipleOf: unit, rounding)
    if rounded.isZero { return format.word(magnitude: 0, isNegative: zeroIsNegative) }
    // At 2^(e_max + 1) before rounding toward zero is the same as after it; so one comparison serves all roundings.
    // Where the top binade is not whole, as in E4M3FN, what has no code in it is beyond the range too.
    if rounded.binade > format.largestExponent { return overflow(isNegative: exact.isNegative) }
    let code = format.magnitudeCode(rounded)
    if code > largestFinite { return overflow(isNegative: exact.isNegative) }
    return format.word(magnitude: code, isNegative: exact.isNegative)
  }

  private func overflow(isNegative: Bool) -> UInt64 {
    saturates ? format.word(magnitude: largestFinite, isNegative: isNegative) : format.infinity(isNegative: isNegative)
  }

  /// The code of the output format's largest finite number: its missing low bits are zero.
  private var largestFinite: Int {
    let cut = format.significandBits - significandBits
    return (format.largestFinite(isNegative: false) >> cut) << cut
  }
}

extension OracleFormat {
  /// The exponent of the lowest exponent field: that of the smallest normal number [datapaths-3].
  var smallestExponent: Int { (hasSubnormals ? 1 : 0) - bias }

  /// e_max, the exponent of the largest finite number.
  var largestExponent: Int { (largestFinite(isNegative: false) >> significandBits) - bias }

  /// The word of an infinity; there must be one.
  func infinity(isNegative: Bool) -> UInt64 {
    precondition(hasInfinity, "\(name) has no infinity")
    return word(magnitude: infinityMagnitude, isNegative: isNegative)
  }

  /// The magnitude code of a number that is a multiple of its binade's unit, the codes going on above the largest finite one.
  func magnitudeCode(_ exact: OracleExact) -> Int {
    if exact.isZero { return 0 }
    let exponent = max(exact.binade, smallestExponent)
    // Steps of the binade, the leading one included; below the smallest normal number there is no leading one.
    let steps = Int(exact.count(ofPowerOfTwo: exponent - significandBits).low)
    let code = steps + (exponent - smallestExponent) * (1 << significandBits)
    return hasSubnormals ? code : code - (1 << significandBits)
  }

  /// The word of the number one.
  var one: UInt64 { word(magnitude: magnitudeCode(OracleExact(1)), isNegative: false) }
}
