internal import BinadeVectors
internal import Synchronization

/// The streams of one call: standard output, standard error and standard input.
struct Console: Sendable {
  /// Data.
  let output: TextSink
  /// Notes, progress and errors.
  let error: TextSink
  /// Whether a person may be watching `error`.
  let isErrorTerminal: Bool
  /// All of standard input.
  let input: @Sendable () throws(FileError) -> [UInt8]
  /// The next line of standard input as it arrives, without its end; `nil` at the end of the stream.
  let nextLine: @Sendable () -> String?

  /// The streams of the process.
  static func process() -> Console {
    Console(
      output: TextSink(descriptor: 1), error: TextSink(descriptor: 2, isLineBuffered: true),
      isErrorTerminal: TextSink.isTerminal(2), input: { () throws(FileError) in try FileInput.standardInput() },
      nextLine: { readLine(strippingNewline: true) })
  }

  /// Streams in memory.
  static func memory(input: [UInt8] = [], isErrorTerminal: Bool = false) -> Console {
    let lines = Mutex(String(decoding: input, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)[...])
    return Console(
      output: TextSink(), error: TextSink(), isErrorTerminal: isErrorTerminal, input: { () throws(FileError) in input },
      nextLine: { lines.withLock { $0.popFirst().map(String.init) } })
  }

  /// One line of data.
  func print(_ line: String) { output.write(line + "\n") }
}
