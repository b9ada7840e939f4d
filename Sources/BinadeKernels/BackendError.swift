/// Why a back-end cannot be chosen.
public enum BackendError: Error, Hashable, Sendable {
  /// No back-end has this name.
  case unknown(String)
  /// This machine, or this build, cannot run it.
  case unavailable(Backend)
}

extension BackendError: CustomStringConvertible {
  /// What was expected, and what came.
  public var description: String {
    let choices = Backend.available.map(\.name).joined(separator: ", ")
    return switch self {
    case .unknown(let name): "no back-end is called '\(name)': expected one of \(choices)"
    case .unavailable(let backend): "this machine or this build has no back-end \(backend.name): expected one of \(choices)"
    }
  }
}
