/// What an operand is [conversion-1].
public enum OracleValue: Sendable {
  /// Not a number; `payload` is the trailing significand, `payloadBits` wide, quiet bit included.
  case nan(isNegative: Bool, payload: UInt64, payloadBits: Int)
  case infinity(isNegative: Bool)
  case zero(isNegative: Bool)
  /// A number other than zero: its sign and its magnitude.
  case finite(isNegative: Bool, Dyadic)
}

extension OracleFormat {
  /// The value of a stored word. Bits above the code and the padding are ignored [formats-3].
  public func decode(_ word: UInt64) -> OracleValue {
    let (isNegative, magnitudeCode) = split(word)
    let payload = UInt64(magnitudeCode & ((1 << significandBits) - 1))
    if signBitAloneIsNaN && isNegative && magnitudeCode == 0 {
      return .nan(isNegative: true, payload: 0, payloadBits: significandBits)
    }
    if sign != .complement {
      if magnitudeCode > allOnes - highNaNCount {
        return .nan(isNegative: isNegative, payload: payload, payloadBits: significandBits)
      }
      if hasInfinity && magnitudeCode == infinityMagnitude { return .infinity(isNegative: isNegative) }
    }
    if magnitudeCode == 0 && hasSubnormals { return .zero(isNegative: isNegative) }
    return .finite(isNegative: isNegative, magnitude(magnitudeCode))
  }

  /// Whether a word is subnormal in this format: exponent field 0, but not zero and not fixed point [zero-2].
  public func isSubnormal(_ word: UInt64) -> Bool {
    let magnitudeCode = split(word).magnitude
    return exponentBits >= 1 && hasSubnormals && magnitudeCode != 0 && isSubnormal(magnitude: magnitudeCode)
  }

  /// Whether a magnitude code has exponent field 0.
  func isSubnormal(magnitude: Int) -> Bool { magnitude < 1 << significandBits }

  /// Takes a word apart into sign and magnitude code.
  func split(_ word: UInt64) -> (isNegative: Bool, magnitude: Int) {
    let codeMask = codeBits == 64 ? UInt64.max : (UInt64(1) << UInt64(codeBits)) - 1
    let code = (word >> UInt64(paddingBits)) & codeMask
    switch sign {
    case .none: return (false, Int(code))
    case .bit:
      let signBit = UInt64(1) << UInt64(magnitudeBits)
      return (code >= signBit, Int(code % signBit))
    case .complement:
      let half = UInt64(1) << UInt64(magnitudeBits)
      return code < half ? (false, Int(code)) : (true, Int(2 * half - code))
    }
  }
}

extension OracleValue {
  /// The value as a C hexadecimal literal, `-0x1.8p-3`, or `nan`, `inf`, `-inf`, `0x0p+0`, `-0x0p+0`.
  public var hexadecimal: String { text { $0.hexadecimal } }

  /// The value in full in decimal, `-0.1875`, or `nan`, `inf`, `-inf`, `0`, `-0`.
  public var decimal: String { text { $0.decimal } }

  private func text(_ write: (Dyadic) -> String) -> String {
    switch self {
    case .nan: "nan"
    case .infinity(let isNegative): isNegative ? "-inf" : "inf"
    case .zero(let isNegative): (isNegative ? "-" : "") + write(.zero)
    case .finite(let isNegative, let magnitude): (isNegative ? "-" : "") + write(magnitude)
    }
  }
}
