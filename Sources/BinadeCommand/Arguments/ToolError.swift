internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

/// What the process returns.
enum ExitCode: Int32, Sendable {
  /// Done; or compared and equal.
  case success = 0
  /// Compared and different.
  case mismatch = 1
  /// The arguments make no sense.
  case usage = 2
  /// A file cannot be read or written, or does not hold what it should.
  case invalidInput = 3
  /// A fault of the tool itself.
  case internalError = 4
  /// Whoever read standard output went away: what a shell reports for SIGPIPE.
  case readerGone = 141
}

/// An error that ends a command: one line and an exit code.
struct ToolError: Error, Equatable {
  let exitCode: ExitCode
  /// One line, without the tool's name.
  let message: String

  private init(_ exitCode: ExitCode, _ message: String) {
    self.exitCode = exitCode
    self.message = message
  }

  /// The arguments make no sense. Name the argument, what was expected, and what came.
  static func usage(_ message: String) -> ToolError { ToolError(.usage, message) }
  /// A file does not hold what it should.
  static func invalid(_ message: String) -> ToolError { ToolError(.invalidInput, message) }
  /// A fault of the tool itself.
  static func fault(_ message: String) -> ToolError { ToolError(.internalError, "internal: " + message) }

  /// Any error as one that ends a command.
  init(_ error: any Error) {
    switch error {
    case let error as ToolError: self = error
    case let error as FileError: self = .invalid(error.description)
    case let error as VectorFileError: self = .invalid(oneLine(error.description))
    case let error as GemmError: self = error.isUsage ? .usage(oneLine(error.message)) : .invalid(oneLine(error.message))
    case let error as DatapathError: self = .usage(oneLine(error.message))
    default: self = .fault(oneLine("\(error)"))
    }
  }
}

extension GemmError {
  /// Whether an option is wrong, and not what a file holds.
  fileprivate var isUsage: Bool {
    switch self {
    case .parameter, .datapath: true
    default: false
    }
  }
}

/// The text between single quotes on one line.
func quoted(_ text: String) -> String { "'" + oneLine(text) + "'" }

/// One word of a command line, as a shell reads it: as it stands where it is plain, else between quotes.
func shellWord(_ text: String) -> String {
  let line = oneLine(text)
  let isPlain = line.utf8.allSatisfy { byte in
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-_./:,+=@".utf8.contains(byte)
  }
  return isPlain && !line.isEmpty
    ? line : "'" + line.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}

/// The text with control characters written as `\u{…}`, and cut after 200 characters.
func oneLine(_ text: String) -> String {
  var line = ""
  for scalar in text.unicodeScalars.prefix(200) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: line += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: line.unicodeScalars.append(scalar)
    }
  }
  return text.unicodeScalars.count > 200 ? line + "…" : line
}
