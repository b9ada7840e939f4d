/// What can be wrong with a product in fragment form. Nothing was written.
public enum FragmentError: Error, Hashable, Sendable {
  /// The instruction, or this shape of it, has no fragment form here.
  case noFragments(instruction: String, reason: String)
  /// The instruction does not have this shape.
  case shape(name: String, expected: String, actual: Shape)
  /// An argument has another number of registers, cells, bytes or words than the fragment.
  case count(name: String, expected: Int, actual: Int)
  /// A selector does not have this value.
  case selector(name: String, expected: String, actual: Int)
  /// The product itself refuses the operands or modifiers.
  case product(GemmError)
  /// The instruction descriptor is not legal.
  case descriptor(DescriptorError)

  /// One line: what is wrong, what was expected, what came.
  public var message: String {
    switch self {
    case .noFragments(let instruction, let reason): "\(instruction): no fragment form: \(reason)"
    case .shape(let name, let expected, let actual): "\(name): expected a shape of \(expected), found \(actual.name)"
    case .count(let name, let expected, let actual): "\(name): expected \(expected), found \(actual)"
    case .selector(let name, let expected, let actual): "\(name): expected \(expected), found \(actual)"
    case .product(let error): error.message
    case .descriptor(let error): error.message
    }
  }
}
