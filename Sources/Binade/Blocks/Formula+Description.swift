extension Formula: CustomStringConvertible {
  /// The formula in the notation of the Spec: each operator is one rounded operation, parentheses give the order. Spec [arithmetic-2].
  public var description: String {
    switch self {
    case .constant(let constant): constant.description
    case .variable(let variable): variable.rawValue
    case .unary(let operation, let a): operation.rawValue + "(" + a.description + ")"
    case .binary(let operation, let a, let b):
      switch operation {
      case .product, .quotient, .sum, .difference: a.nested + " " + operation.rawValue + " " + b.nested
      default: operation.rawValue + "(" + a.description + ", " + b.description + ")"
      }
    case .rounded(let a, let format): format.name + "(" + a.description + ")"
    }
  }

  private var nested: String {
    switch self {
    case .binary(.product, _, _), .binary(.quotient, _, _), .binary(.sum, _, _), .binary(.difference, _, _): "(" + description + ")"
    default: description
    }
  }
}

extension Formula.Constant: CustomStringConvertible {
  public var description: String {
    denominator == Float(1).bitPattern ? Self.text(numerator) : "(" + Self.text(numerator) + "/" + Self.text(denominator) + ")"
  }

  /// A whole number or a half, or else the word in hexadecimal.
  private static func text(_ word: UInt32) -> String {
    let value = Float(bitPattern: word)
    if value == .greatestFiniteMagnitude { return "FLT_MAX" }
    guard value.magnitude < 0x1p20 else { return "0x" + String(word, radix: 16, uppercase: true) }
    let doubled = Int32(value * 2)
    guard Float(doubled) == value * 2 else { return "0x" + String(word, radix: 16, uppercase: true) }
    return (doubled < 0 ? "-" : "") + String(doubled.magnitude / 2) + (doubled & 1 == 1 ? ".5" : "")
  }
}
