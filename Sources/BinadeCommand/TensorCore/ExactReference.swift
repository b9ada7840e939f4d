internal import Binade
internal import BinadeOracle
internal import BinadeTensorCore

/// The oracle's exact product for a datapath: what the result would be without any rounding. Spec [gemm-9].
struct ExactReference: Sendable {
  private let datapath: OracleDatapath
  private let modifiers: OracleModifiers
  private let scale: FormatDescriptor?
  /// The accumulator's format, as the oracle has it.
  let accumulator: OracleFormat

  init(_ datapath: Datapath, _ modifiers: Modifiers) {
    accumulator = OracleFormat(datapath.accumulator, name: "accumulator")
    scale = datapath.scale?.format
    var exact = OracleDatapath(
      .fusedSum, a: OracleFormat(datapath.a, name: "a"), b: OracleFormat(datapath.b, name: "b"), accumulator: accumulator)
    if let scale = datapath.scale { (exact.scale, exact.scaleBlock) = (OracleFormat(scale.format, name: "scale"), scale.blockLength) }
    if case .integerSum(let sum) = datapath.arithmetic {
      exact.arithmetic = .integerSum
      exact.product = sum.product == .multiply ? .multiply : .exclusiveOr
    }
    self.datapath = exact
    var own = OracleModifiers()
    (own.negateA, own.negateB) = (modifiers.negatesA, modifiers.negatesB)
    (own.ignoreC, own.accumulatorShift) = (modifiers.ignoresAccumulator, modifiers.accumulatorShift)
    self.modifiers = own
  }

  /// The exact result of one element.
  func product(a: [UInt64], b: [UInt64], scaleA: [UInt8], scaleB: [UInt8], c: UInt64) -> OracleExactProduct {
    if let scale {
      // The oracle knows no infinite scales; a datapath takes them for NaN.
      for byte in scaleA + scaleB where scale.unpack(UInt64(byte)).class == .infinity { return .nan }
    }
    return OracleExactProduct(
      datapath, a: a, b: b, scaleA: scaleA.map { UInt64($0) }, scaleB: scaleB.map { UInt64($0) }, c: c, modifiers: modifiers)
  }

  /// The word of the accumulator that is nearest to an exact result; `nil` for an infinity in a format that has none.
  func nearestWord(to product: OracleExactProduct) -> UInt64? {
    if case .number = product { return product.word(in: accumulator) }
    return accumulator.hasInfinity ? product.word(in: accumulator) : nil
  }
}

extension OracleFormat {
  /// The same format for the oracle.
  init(_ format: FormatDescriptor, name: String) {
    let sign: Sign =
      switch format.sign {
      case .unsigned: .none
      case .signBit: .bit
      case .twosComplement: .complement
      }
    self.init(
      name: name, sign: sign, exponentBits: format.exponentBits, significandBits: format.significandBits, bias: format.bias,
      hasSubnormals: format.hasSubnormals, highNaNCount: format.highNaNCount, hasInfinity: format.hasInfinity,
      hasNegativeZero: format.hasNegativeZero, isSymmetric: format.isSymmetric, paddingBits: format.paddingBits)
  }
}

extension OracleExact {
  /// The exact number that a finite word stands for; `nil` for NaN and infinities.
  init?(_ word: UInt64, _ format: FormatDescriptor) {
    let operand = format.unpack(word)
    switch operand.class {
    case .nan, .infinity: return nil
    case .zero: self = .zero
    case .finite:
      self.init(isNegative: operand.isNegative, Dyadic(UInt128(operand.significand), exponent: operand.exponent))
    }
  }
}
