internal import Binade

/// The parameters of datapaths, by the names of Spec [datapaths-15].
public enum DatapathParameter: String, CaseIterable, Sendable, Hashable {
  case groupLength = "group-length"
  case termLength = "term-length"
  case termExponent = "term-exponent"
  case fractionBits = "fraction-bits"
  case alignment
  case floor
  case multiplicand
  case interleaving
  case accumulatorInput = "accumulator-input"
  case output
  case zero
  case canonicalNaN = "canonical-nan"
  case nan
  case product
  case overflow
  case subnormals
  case flushLength = "flush-length"
  case parts
  case productLimit = "product-limit"
  case productBits = "product-bits"
  case sumBits = "sum-bits"
  case accumulatorBits = "accumulator-bits"
  case normalisedBits = "normalised-bits"
  case accumulatorRange = "accumulator-range"

  /// The name in the Spec and in files.
  public var name: String { rawValue }
}

extension Datapath {
  /// The name of the arithmetic: `fused-sum`, `multiply-add-chain`, `integer-sum`, `pairwise-sum`, `two-stage-sum`.
  public var arithmeticName: String {
    switch arithmetic {
    case .fusedSum: "fused-sum"
    case .multiplyAddChain: "multiply-add-chain"
    case .integerSum: "integer-sum"
    case .pairwiseSum: "pairwise-sum"
    case .twoStageSum: "two-stage-sum"
    }
  }

  /// Every parameter of the arithmetic with its value as text, in the order of the Spec. A parameter that is off is `none`.
  public var parameters: [(parameter: DatapathParameter, value: String)] {
    switch arithmetic {
    case .fusedSum(let sum):
      return [
        (.groupLength, "\(sum.groupLength)"), (.termLength, "\(sum.termLength)"), (.termExponent, sum.termExponent.name),
        (.fractionBits, Self.text(sum.fractionBits)), (.alignment, sum.alignment.name), (.floor, Self.text(sum.floor)),
        (.multiplicand, sum.multiplicand.map { Self.name(of: $0) } ?? "none"),
        (.interleaving, sum.interleaving == .none ? "none" : "\(sum.interleaving.period), \(sum.interleaving.run)"),
        (.accumulatorInput, sum.accumulatorInput.name), (.output, sum.output.text), (.zero, sum.zero.name),
        (.canonicalNaN, hexadecimal(sum.canonicalNaN)),
      ]
    case .multiplyAddChain(let chain):
      return [(.groupLength, "1"), (.nan, chain.nan.name), (.canonicalNaN, hexadecimal(chain.canonicalNaN))]
    case .integerSum(let sum):
      return [(.groupLength, "\(sum.groupLength)"), (.product, sum.product.name), (.overflow, sum.overflow.name)]
    case .pairwiseSum(let sum):
      return [
        (.groupLength, "\(sum.groupLength)"), (.subnormals, sum.subnormals.name), (.flushLength, "\(sum.flushLength)"),
        (.canonicalNaN, hexadecimal(sum.canonicalNaN)),
      ]
    case .twoStageSum(let sum):
      return [
        (.groupLength, "\(sum.groupLength)"), (.parts, "\(sum.parts)"), (.productLimit, Self.text(sum.productLimit)),
        (.productBits, "\(sum.productBits)"), (.sumBits, "\(sum.sumBits)"), (.accumulatorBits, "\(sum.accumulatorBits)"),
        (.normalisedBits, "\(sum.normalisedBits)"), (.accumulatorRange, Self.text(sum.accumulatorRange)), (.output, sum.output.text),
        (.zero, sum.zero.name), (.canonicalNaN, hexadecimal(sum.canonicalNaN)),
      ]
    }
  }

  private static func text(_ number: Int?) -> String { number.map { "\($0)" } ?? "none" }

  private static func name(of format: FormatDescriptor) -> String {
    ScalarFormatID.allCases.first { $0.descriptor == format }?.name ?? "E\(format.exponentBits)M\(format.significandBits)"
  }

  /// A word of the accumulator, with all its digits.
  private func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, accumulator.wordBits / 4 - digits.count)) + digits
  }
}

extension OutputConversion {
  /// The name, or the rounding and the number of significand bits.
  var text: String {
    name ?? "\(rounding.name), \(format.significandBits) significand bits" + (overflow == .saturate ? ", saturate" : "")
  }
}
