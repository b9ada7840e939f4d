internal import Binade

extension BlockPolicyAxis {
  /// One line for a choice of this axis; empty for a name that the axis does not have.
  func explanation(of choice: String) -> String {
    switch self {
    case .scaleRule: ScaleRule.named(choice).map { ($0.name == choice ? "" : "another name of \($0.name): ") + $0.summary } ?? ""
    case .zeroBlock: ZeroBlock(rawValue: choice)?.explanation ?? ""
    case .maximum: MaximumOver(rawValue: choice)?.explanation ?? ""
    case .nanBlock: NonFiniteBlock(rawValue: choice)?.explanation(isNaN: true) ?? ""
    case .infiniteBlock: NonFiniteBlock(rawValue: choice)?.explanation(isNaN: false) ?? ""
    case .subnormalMaximum: choice == Subnormals.keep.name ? "stay what they are" : "count as zero"
    case .zeroScale: ZeroScale(rawValue: choice)?.explanation ?? ""
    case .smallestScale: SmallestScale(rawValue: choice)?.explanation ?? ""
    case .scaleRange: ScaleRange(rawValue: choice)?.explanation ?? ""
    case .invalidNaN: choice == InvalidNaN.positive.name ? "positive, as on GPUs and ARM" : "negative, as with SSE and AVX on x86"
    case .integerRange: IntegerRange(rawValue: choice)?.explanation ?? ""
    }
  }
}

extension ZeroBlock {
  fileprivate var explanation: String {
    switch self {
    case .byRule: "what the rule makes of a maximum of zero; among powers of two the smallest"
    case .smallest: "the smallest scale: code 00"
    case .one: "1"
    case .minusElementExponent: "2^-emax, emax the exponent of the largest element"
    }
  }
}

extension MaximumOver {
  fileprivate var explanation: String {
    switch self {
    case .all: "all: one NaN makes the maximum NaN"
    case .numbers: "all but NaN"
    case .finite: "finite ones only"
    }
  }
}

extension NonFiniteBlock {
  fileprivate func explanation(isNaN: Bool) -> String {
    switch self {
    case .byRule: "what the rule makes of it: " + (isNaN ? "a NaN scale, where the format has one" : "the largest scale")
    case .nan: "the scale is NaN, and every element is coded as NaN"
    case .nanScale: "the scale is NaN; finite elements become zero with their sign, others NaN"
    case .largest: "the largest finite scale"
    case .next: "as if the maximum were infinite, which counts as 2^128"
    case .smallest: "the smallest scale"
    case .zero: "the smallest scale, and every element is zero"
    }
  }
}

extension ZeroScale {
  fileprivate var explanation: String {
    switch self {
    case .zero: "become zero"
    case .byRule: "what the rule makes of them, division by zero included"
    }
  }
}

extension SmallestScale {
  fileprivate var explanation: String {
    switch self {
    case .byRule: "what the rule says"
    case .normal: "2^-126, although the scale is 2^-127"
    case .flush: "nothing: they become zero with their sign"
    }
  }
}

extension ScaleRange {
  fileprivate var explanation: String {
    switch self {
    case .clamp: "the nearest finite scale"
    case .wrap: "the exponent keeps its low bits"
    case .nanAbove: "NaN above the range, the smallest scale below it"
    }
  }
}

extension IntegerRange {
  fileprivate var explanation: String {
    switch self {
    case .format: "as the format's name says"
    case .symmetric: "no"
    case .full: "yes"
    }
  }
}
