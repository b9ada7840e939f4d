#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// The command line tool: a list of commands, and the one place where errors become exit codes.
enum Tool {
  static let name = "binade"
  static let version = "0.1.0"

  /// Every command, in the order of the help. A new one is one value here and one file in `Commands/`.
  static let commands: [Command] = [
    .demo, .formats, .describe, .layouts, .policies, .instructions, .encode, .decode, .quantize, .dequantize, .gemm, .dot, .identify,
    .pack, .unpack, .diff, .sweep, .backends, .bench,
    .generate, .verify, .coverage, .mutate, .lint,
  ]

  /// Runs the process's own arguments and ends the process.
  static func main() -> Never {
    // A reader that goes away (`| head`) is an error of `write`, not the end of the process: temporary files are removed first.
    _ = signal(SIGPIPE, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst()), Console.process()))
  }

  /// Runs one command.
  ///
  /// - Parameter arguments: without the program's name.
  /// - Returns: the exit code; see ``ExitCode``.
  static func run(_ arguments: [String], _ console: Console) -> Int32 {
    var code: ExitCode
    do {
      code = try dispatch(arguments, console)
    } catch {
      let failure = ToolError(error)
      console.error.write("\(name): error: \(failure.message)\n")
      code = failure.exitCode
    }
    console.output.flush()
    if let failure = console.output.failure {
      if failure.isClosedPipe { return ExitCode.readerGone.rawValue }
      if code == .success || code == .mismatch {
        console.error.write("\(name): error: standard output: cannot write: \(failure.reason)\n")
        code = .invalidInput
      }
    }
    console.error.flush()
    return code.rawValue
  }

  private static func dispatch(_ arguments: [String], _ console: Console) throws -> ExitCode {
    guard let first = arguments.first else {
      throw ToolError.usage("expected a command: \(commands.map(\.name).joined(separator: ", ")) ('\(name) help' explains)")
    }
    let rest = Array(arguments.dropFirst())
    switch first {
    case "--version", "version":
      try requireNothing(after: first, rest)
      console.print("\(name) \(version)")
      return .success
    case "--help", "-h", "help":
      guard let topic = rest.first else {
        console.print(HelpText.overview(commands))
        return .success
      }
      try requireNothing(after: "help \(topic)", Array(rest.dropFirst()))
      console.print(HelpText.page(of: try command(named: topic)))
      return .success
    default:
      let command = try command(named: first)
      let invocation = try ArgumentParser.parse(rest, for: command, console)
      if invocation.flag("--help") {
        console.print(HelpText.page(of: command))
        return .success
      }
      return try invocation.run()
    }
  }

  private static func command(named text: String) throws(ToolError) -> Command {
    if let command = commands.first(where: { $0.name == text }) { return command }
    let what = text.hasPrefix("-") ? "option" : "command"
    throw .usage(
      "unknown \(what) \(quoted(text))\(Suggestion.phrase(for: text, among: commands.map(\.name))) ('\(name) help' lists the commands)")
  }

  private static func requireNothing(after what: String, _ rest: [String]) throws(ToolError) {
    if let extra = rest.first { throw .usage("unexpected argument \(quoted(extra)) after '\(what)'") }
  }
}
