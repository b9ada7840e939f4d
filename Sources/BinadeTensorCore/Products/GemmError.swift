/// What can be wrong with the arguments of a product. Nothing was written.
public enum GemmError: Error, Hashable, Sendable {
  /// A dimension is negative, or two together are too large for an array.
  case dimension(name: String, expected: String, actual: Int)
  /// K is no multiple of the instruction's.
  case kMultiple(expected: Int, actual: Int)
  /// An argument has another number of elements than the dimensions say.
  case count(name: String, expected: Int, actual: Int)
  /// Words of this argument are narrower than its format.
  case wordTooNarrow(name: String, expectedBits: Int, actualBits: Int)
  /// A metadata index is not ascending in its group, or beyond it.
  case metadata(index: Int, expected: String, actual: Int)
  /// A parameter of the accumulation is out of range.
  case parameter(name: String, expected: String, actual: String)
  /// The datapath is not sound, or does not have a modifier.
  case datapath(DatapathError)

  /// One line: what is wrong, what was expected, what came.
  public var message: String {
    switch self {
    case .dimension(let name, let expected, let actual): "\(name): expected \(expected), found \(actual)"
    case .kMultiple(let expected, let actual): "K: expected a multiple of \(expected), found \(actual)"
    case .count(let name, let expected, let actual): "\(name): expected \(expected) elements, found \(actual)"
    case .wordTooNarrow(let name, let expected, let actual): "\(name): expected words of \(expected) bits, found \(actual)"
    case .metadata(let index, let expected, let actual): "metadata at \(index): expected \(expected), found \(actual)"
    case .parameter(let name, let expected, let actual): "\(name): expected \(expected), found \(actual)"
    case .datapath(let error): error.message
    }
  }
}
