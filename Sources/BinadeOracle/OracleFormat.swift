/// A scalar format: the ten parameters of [formats-1], and the facts that follow from them.
public struct OracleFormat: Sendable, Hashable {
  /// How a code carries a sign.
  public enum Sign: Sendable, Hashable {
    case none
    case bit
    case complement
  }

  /// The name on the command line and in files.
  public let name: String
  /// How a code carries a sign.
  public let sign: Sign
  /// E, the width of the exponent field; 0 for fixed point.
  public let exponentBits: Int
  /// M, the width of the stored significand field.
  public let significandBits: Int
  /// The exponent bias.
  public let bias: Int
  /// Whether exponent field 0 holds zero and the subnormals; false also means that there is no zero.
  public let hasSubnormals: Bool
  /// How many magnitude codes are NaN, counted down from all ones.
  public let highNaNCount: Int
  /// Whether the code below those NaNs is infinity.
  public let hasInfinity: Bool
  /// For sign and magnitude: whether the sign bit alone is −0, not NaN.
  public let hasNegativeZero: Bool
  /// For two's complement: whether the most negative code is never produced.
  public let isSymmetric: Bool
  /// Low bits of the stored word below the code.
  public let paddingBits: Int

  /// Makes a format from its parameters. Traps if they do not fit a 64-bit word or leave no finite value but zero.
  public init(
    name: String, sign: Sign, exponentBits: Int, significandBits: Int, bias: Int, hasSubnormals: Bool = true,
    highNaNCount: Int = 0, hasInfinity: Bool = false, hasNegativeZero: Bool = true, isSymmetric: Bool = false, paddingBits: Int = 0
  ) {
    self.name = name
    self.sign = sign
    self.exponentBits = exponentBits
    self.significandBits = significandBits
    self.bias = bias
    self.hasSubnormals = hasSubnormals
    self.highNaNCount = highNaNCount
    self.hasInfinity = hasInfinity
    self.hasNegativeZero = hasNegativeZero
    self.isSymmetric = isSymmetric
    self.paddingBits = paddingBits
    precondition(exponentBits >= 0 && (0...52).contains(significandBits) && paddingBits >= 0 && highNaNCount >= 0)
    precondition(codeBits + paddingBits <= 64 && (1...63).contains(magnitudeBits), "the code does not fit a 64-bit word")
    precondition(sign != .complement || (exponentBits == 0 && highNaNCount == 0 && !hasInfinity), "[formats-5]")
    precondition(largestFinite(isNegative: false) >= 1, "no finite value but one")
  }
}

extension OracleFormat {
  /// W = E + M [formats-2].
  public var magnitudeBits: Int { exponentBits + significandBits }

  /// The bits of a code: W, and one more if signed [formats-2].
  public var codeBits: Int { magnitudeBits + (sign == .none ? 0 : 1) }

  /// The stored word: the smallest of 8, 16, 32 and 64 bits that holds code and padding [formats-2].
  public var wordBits: Int {
    var width = 8
    while width < codeBits + paddingBits { width *= 2 }
    return width
  }

  /// 2^W − 1.
  var allOnes: Int { Int((UInt64(1) << UInt64(magnitudeBits)) - 1) }

  /// The largest magnitude code that is a finite number, for each sign [formats-4] [formats-5].
  public func largestFinite(isNegative: Bool) -> Int {
    if sign == .complement && isNegative && !isSymmetric { return allOnes + 1 }
    return allOnes - highNaNCount - (hasInfinity ? 1 : 0)
  }

  /// The code of infinity, where there is one.
  var infinityMagnitude: Int { allOnes - highNaNCount }

  /// Whether the sign bit alone, which would be −0, is NaN [formats-5]. Without zero there is no −0 to replace.
  var signBitAloneIsNaN: Bool { sign == .bit && hasSubnormals && !hasNegativeZero }

  /// Whether any code is NaN.
  public var hasNaN: Bool { highNaNCount > 0 || signBitAloneIsNaN }

  /// Whether there is a code for −0.
  public var canBeNegativeZero: Bool { sign == .bit && hasNegativeZero && hasSubnormals }

  /// Fixed point: E = 0.
  public var isFixedPoint: Bool { exponentBits == 0 }

  /// 1 − bias − M, the power of two that is the quantum [formats-4].
  var quantumExponent: Int { 1 - bias - significandBits }

  /// The value of a magnitude code, read as a number even where the code is special or above the field [formats-4] [rounding-1].
  ///
  /// Without subnormals the codes go on below 0 in the same way, into the exponents below [e8m0-4].
  public func magnitude(_ code: Int) -> Dyadic {
    let exponentField = code >> significandBits
    let fraction = code & ((1 << significandBits) - 1)
    if exponentField == 0 && hasSubnormals {
      return Dyadic(UInt128(fraction), exponent: quantumExponent)
    }
    return Dyadic(UInt128((1 << significandBits) + fraction), exponent: exponentField - bias - significandBits)
  }

  /// 2^(1 − bias), the smallest normal value of a format with subnormals.
  public var smallestNormal: Dyadic { .power(1 - bias) }

  /// The stored word of a magnitude code with a sign. Unsigned formats drop the sign; two's complement has one zero.
  func word(magnitude: Int, isNegative: Bool) -> UInt64 {
    let code: UInt64
    switch sign {
    case .none: code = UInt64(magnitude)
    case .bit: code = UInt64(magnitude) + (isNegative ? UInt64(1) << UInt64(magnitudeBits) : 0)
    case .complement:
      let count = 1 << codeBits
      code = UInt64(isNegative ? (count - magnitude) % count : magnitude)
    }
    return code << UInt64(paddingBits)
  }

  /// The stored word of a number of quanta cut to the code's bits [overflow-2]. Only the low 64 bits of the number are needed.
  func word(quanta: UInt64, isNegative: Bool) -> UInt64 {
    switch sign {
    case .bit: return word(magnitude: Int(quanta & UInt64(allOnes)), isNegative: isNegative)
    case .none, .complement:
      let twosComplement = isNegative ? 0 &- quanta : quanta
      let code = twosComplement & (UInt64.max >> UInt64(64 - codeBits))
      return code << UInt64(paddingBits)
    }
  }
}
