internal import Binade

extension PolicyAxis {
  /// One line for a choice of this axis; empty for a name that the axis does not have.
  func explanation(of choice: String) -> String {
    switch self {
    case .rounding: Rounding(rawValue: choice)?.explanation ?? ""
    case .overflow: Overflow(rawValue: choice)?.explanation ?? ""
    case .infinity: InfinityOperand(rawValue: choice)?.explanation ?? ""
    case .overflowNaN: OverflowNaN(rawValue: choice)?.explanation ?? ""
    case .nan: NaNPolicy(rawValue: choice)?.explanation ?? ""
    case .missingNaN: MissingNaN(rawValue: choice)?.explanation ?? ""
    case .signedZero: SignedZero(rawValue: choice)?.explanation ?? ""
    case .negative: NegativeOperand(rawValue: choice)?.explanation ?? ""
    case .missingZero: MissingZero(rawValue: choice)?.explanation ?? ""
    case .lowestBinade: LowestBinade(rawValue: choice)?.explanation ?? ""
    case .subnormalOperand, .subnormalResult: Subnormals(rawValue: choice)?.explanation ?? ""
    case .relu: choice == "on" ? "negative values, -0 and -inf become +0, and NaN a positive NaN" : "no change"
    case .tininess: Tininess(rawValue: choice)?.explanation ?? ""
    }
  }
}

extension Rounding {
  fileprivate var explanation: String {
    switch self {
    case .nearestEven: "the nearer code; a tie goes to the even one"
    case .nearestAway: "the nearer code; a tie goes away from zero"
    case .nearestTowardZero: "the nearer code; a tie goes toward zero"
    case .nearestGeometric: "the code with the nearer logarithm"
    case .towardZero: "the code of smaller magnitude"
    case .up: "toward positive infinity"
    case .down: "toward negative infinity"
    case .toOdd: "inexact values take the odd code, so that a second rounding does no harm"
    case .stochastic: "up if the distance to the lower code plus a random field carries; needs --random"
    }
  }
}

extension Overflow {
  fileprivate var explanation: String {
    switch self {
    case .saturate: "the largest finite code with the operand's sign"
    case .nonfinite: "infinity, else NaN, else the largest finite code, if the rounded magnitude is too large"
    case .nonfiniteBeforeRounding: "the same as soon as the operand itself is too large"
    case .wrap: "fixed-point formats keep the low bits; floating-point formats saturate"
    }
  }
}

extension InfinityOperand {
  fileprivate var explanation: String {
    switch self {
    case .asOverflow: "saturates like any other overflow"
    case .nonfinite: "infinity, else NaN, else the largest finite code"
    case .zero: "zero"
    }
  }
}

extension OverflowNaN {
  fileprivate var explanation: String {
    switch self {
    case .keepSign: "all ones with the operand's sign"
    case .asNaN: "what a NaN operand of that sign gives"
    }
  }
}

extension NaNPolicy {
  fileprivate var explanation: String {
    switch self {
    case .canonical: "positive, all ones"
    case .keepSign: "all ones with the operand's sign"
    case .negative: "negative, all ones"
    case .quiet: "the quiet bit alone with the operand's sign"
    case .first: "the lowest NaN code with the operand's sign"
    case .firstNegative: "the lowest NaN code, negative"
    case .payload: "the quiet bit and the top of the operand's payload, with its sign"
    }
  }
}

extension MissingNaN {
  fileprivate var explanation: String {
    switch self {
    case .maxPositive: "the largest finite code"
    case .maxSigned: "the largest finite code with the operand's sign"
    case .zero: "+0"
    case .zeroInvertedSign: "zero with the operand's sign inverted, where the format has -0"
    case .wrap: "the low bits of a NaN read as a number of exponent 128"
    case .reject: "an error: exit code 3 and no file"
    }
  }
}

extension SignedZero {
  fileprivate var explanation: String {
    switch self {
    case .keepSign: "the operand's sign"
    case .dropExactZero: "a zero operand gives +0; a value rounded to zero keeps its sign"
    case .alwaysPositive: "+0"
    case .exactZeroNegative: "a zero operand gives -0; a value rounded to zero keeps its sign"
    }
  }
}

extension NegativeOperand {
  fileprivate var explanation: String {
    switch self {
    case .magnitude: "its absolute value is converted"
    case .zero: "what +0 gives"
    case .nan: "what a negative NaN gives"
    case .wrap: "fixed-point formats keep the low bits of the two's-complement result"
    }
  }
}

extension MissingZero {
  fileprivate var explanation: String {
    switch self {
    case .smallest: "the smallest value, code 0"
    case .nan: "what a positive NaN gives"
    }
  }
}

extension LowestBinade {
  fileprivate var explanation: String {
    switch self {
    case .rounded: "rounded like every other binade"
    case .roundedUp: "everything above the smallest value goes up"
    case .skipped: "the smallest value never comes from a non-zero operand"
    case .nanBelow: "rounded as if the codes went on below 0; a result there is NaN"
    }
  }
}

extension Subnormals {
  fileprivate var explanation: String {
    switch self {
    case .keep: "stay what they are"
    case .flush: "become zero"
    }
  }
}

extension Tininess {
  fileprivate var explanation: String {
    switch self {
    case .afterRounding: "below the smallest normal value after rounding to the format's precision"
    case .beforeRounding: "the operand is below the smallest normal value"
    }
  }
}

extension RandomLayout {
  /// One line: which bits an element takes.
  var explanation: String {
    switch self {
    case .perElement8: "one |u1 word for each element"
    case .perElement16: "one <u2 word for each element"
    case .perElement32: "one <u4 word for each element"
    case .bytes: "a <u4 word for four elements; element i takes byte i"
    case .ptxF16x2: "a <u4 word for two elements; 13 bits each, at bit 0 and bit 16"
    case .ptxBF16x2: "a <u4 word for two elements; 16 bits each"
    case .ptxX4: "a <u4 word for four elements; two share a half, the upper one bit-reversed"
    case .ptxX4Straight: "the same without the reversal"
    case .ptxE2M1x4: "a <u4 word for four elements; bytes 0, 2, 1, 3"
    }
  }
}
