internal import Synchronization

/// One line on standard error that says how far the work is: only on a terminal, and only after two seconds.
final class Progress: Sendable {
  private struct State {
    var done = 0
    var nextLine: ContinuousClock.Instant
    var isVisible = false
  }

  private let label: String
  private let total: Int
  private let unit: String
  private let sink: TextSink?
  private let start = ContinuousClock.now
  private let state: Mutex<State>

  /// - Parameters:
  ///   - unit: what is counted, for instance `elem`.
  ///   - console: `nil` for silence.
  init(_ label: String, total: Int, unit: String, console: Console?) {
    self.label = label
    self.total = total
    self.unit = unit
    sink = console.flatMap { $0.isErrorTerminal ? $0.error : nil }
    state = Mutex(State(nextLine: start.advanced(by: .seconds(2))))
  }

  /// Counts work as done. May be called from any thread.
  func advance(by count: Int) {
    guard let sink else { return }
    state.withLock { state in
      state.done += count
      let now = ContinuousClock.now
      guard now >= state.nextLine else { return }
      state.nextLine = now.advanced(by: .milliseconds(200))
      state.isVisible = true
      sink.write("\r" + line(state.done, (now - start).seconds) + "\u{1B}[K")
    }
  }

  /// Takes the line away.
  func finish() {
    state.withLock { state in
      if state.isVisible { sink?.write("\r\u{1B}[K") }
      state.isVisible = false
    }
  }

  private func line(_ done: Int, _ seconds: Double) -> String {
    let rate = Double(done) / max(seconds, 1e-9)
    let percent = total > 0 ? 100 * Double(done) / Double(total) : 100
    let left = rate > 0 ? Double(max(0, total - done)) / rate : 0
    let speed = rate < 1e4 ? NumberText.fixed(rate, 0) + " " : NumberText.fixed(rate / 1e6, rate < 1e7 ? 2 : 0) + " M"
    return "\(label): \(NumberText.fixed(percent, 1)) %, \(speed)\(unit)/s, \(NumberText.fixed(left, 0)) s left"
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    let (whole, fraction) = components
    return Double(whole) + Double(fraction) * 1e-18
  }
}
