/// What can be wrong with a datapath's parameters or with the operands of one element.
public enum DatapathError: Error, Hashable, Sendable {
  /// A parameter is out of its range, or does not go with another. Spec [datapaths-15].
  case parameter(name: String, expected: String, actual: String)
  /// A and B have different lengths.
  case lengthsDiffer(a: Int, b: Int)
  /// There are not as many scales as K has scale blocks; or some where the datapath has none.
  case scaleCount(operand: String, expected: Int, actual: Int)
  /// A modifier is out of its range, or does not go with the arithmetic.
  case modifier(name: String, expected: String, actual: String)

  /// One line: what is wrong, what was expected, what came.
  public var message: String {
    switch self {
    case .parameter(let name, let expected, let actual): "parameter \(name): expected \(expected), found \(actual)"
    case .lengthsDiffer(let a, let b): "A and B must have as many elements: A has \(a), B has \(b)"
    case .scaleCount(let operand, let expected, let actual): "scales of \(operand): expected \(expected), found \(actual)"
    case .modifier(let name, let expected, let actual): "modifier \(name): expected \(expected), found \(actual)"
    }
  }
}
