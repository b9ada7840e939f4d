import Testing

@testable import BinadeOracle

/// The instruction with that name.
func instruction(_ name: String) -> OracleInstruction { OracleInstruction.named(name)! }

extension OracleFormat {
  /// The word of a number that the format has.
  func word(_ x: Double) -> UInt64 {
    let exact = OracleExact(x)
    let word = word(magnitude: magnitudeCode(exact), isNegative: x.sign == .minus)
    precondition(double(word) == x, "\(name) does not have \(x)")
    return word
  }
}

extension OracleExact {
  /// A finite Double, exactly.
  init(_ x: Double) {
    guard case .finite(let isNegative, let magnitude) = f64.decode(x.bitPattern) else {
      self = .zero
      return
    }
    self.init(isNegative: isNegative, magnitude)
  }
}

extension OracleDatapath {
  /// The word for products of numbers, at k = 0, 1, 2 ….
  func result(_ products: [(Double, Double)], c: UInt64 = 0, modifiers: OracleModifiers = OracleModifiers()) -> UInt64 {
    result(a: products.map { a.word($0.0) }, b: products.map { b.word($0.1) }, c: c, modifiers: modifiers)
  }
}

extension OracleInstruction {
  /// The word for products of numbers, at k = 0, 1, 2 …, filled up to K.
  func result(_ products: [(Double, Double)], c: UInt64 = 0, modifiers: OracleModifiers = OracleModifiers()) -> UInt64 {
    let words = (a: products.map { datapath.a.word($0.0) }, b: products.map { datapath.b.word($0.1) })
    return result(a: words.a, b: words.b, c: c, modifiers: modifiers)
  }
}

/// A list of equal pairs.
func times(_ count: Int, _ pair: (Double, Double)) -> [(Double, Double)] { Array(repeating: pair, count: count) }

/// An uppercase hexadecimal text, for messages.
func hex(_ word: UInt64) -> String { String(word, radix: 16, uppercase: true) }
