internal import Binade

/// NaN and infinities among the operands of a sum. Spec [datapaths-6].
struct Specials {
  var hasNaN = false
  var hasPositiveInfinity = false
  var hasNegativeInfinity = false

  mutating func insert(_ kind: Operand.Class, isNegative: Bool) {
    switch kind {
    case .nan: hasNaN = true
    case .infinity: if isNegative { hasNegativeInfinity = true } else { hasPositiveInfinity = true }
    case .zero, .finite: break
    }
  }

  /// What they make of the result: a NaN, an infinity, or `nil` if they leave it to the numbers.
  var verdict: Operand? {
    if hasNaN || (hasPositiveInfinity && hasNegativeInfinity) { return .invalid }
    if hasPositiveInfinity || hasNegativeInfinity { return .infinity(isNegative: hasNegativeInfinity) }
    return nil
  }

  /// The class of the product of two classes.
  static func product(_ a: Operand.Class, _ b: Operand.Class) -> Operand.Class {
    if a == .nan || b == .nan { return .nan }
    if a == .infinity || b == .infinity { return a == .zero || b == .zero ? .nan : .infinity }
    return a == .zero || b == .zero ? .zero : .finite
  }
}
