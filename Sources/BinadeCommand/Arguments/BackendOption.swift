internal import BinadeKernels

extension Command.Option {
  /// Who does the work on whole buffers.
  static let backend = Command.Option.value(
    "--backend", "NAME", choices: Backend.allCases.map(\.name), standard: "\(Backend.environmentVariable), or the fastest",
    "what computes; the bits are the same ('\(Tool.name) backends' lists what this machine has)")
}

extension Invocation {
  /// Runs the command with the back-end that was asked for, by option or environment.
  func run() throws -> ExitCode {
    let before = Backend.current
    do throws(BackendError) {
      if let name = value("--backend") {
        try Backend.select(try Backend.named(name))
      } else if command.hasBackend {
        // A name that cannot be chosen must not pass for another one.
        _ = try Backend.requested()
      }
    } catch {
      let place = value("--backend") == nil ? Backend.environmentVariable : "--backend"
      throw usage("\(place): \(error.description)")
    }
    // What calls this within a process of its own goes on as before.
    defer { try? Backend.select(before) }
    return try command.run(self)
  }
}
