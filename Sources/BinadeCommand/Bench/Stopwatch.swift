/// Takes the shortest time of several runs: what disturbs a run only makes it longer.
struct Stopwatch {
  /// Another run is not begun after this time, once there were ``runs``.
  var patience: Duration = .milliseconds(300)
  /// At least so many runs.
  var runs = 3

  /// For buffers of so many values: small ones are done with once.
  static func forValues(_ count: Int) -> Stopwatch {
    count < 1 << 16 ? Stopwatch(patience: .zero, runs: 1) : Stopwatch(patience: .milliseconds(400), runs: 5)
  }

  /// The shortest time of the work in seconds.
  func seconds(_ work: () -> Void) -> Double {
    var best = Duration.seconds(1_000_000)
    repeatedly { clock in best = min(best, clock.measure(work)) }
    return best.seconds
  }

  /// The shortest times of the work and of its yardstick, run in turn.
  func secondsBeside(_ run: (_ isYardstick: Bool) -> Void) -> (work: Double, yardstick: Double) {
    var (work, yardstick) = (Duration.seconds(1_000_000), Duration.seconds(1_000_000))
    repeatedly { clock in
      work = min(work, clock.measure { run(false) })
      yardstick = min(yardstick, clock.measure { run(true) })
    }
    return (work.seconds, yardstick.seconds)
  }

  private func repeatedly(_ run: (ContinuousClock) -> Void) {
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    while count < runs || (clock.now - start < patience && count < 1000) {
      run(clock)
      count += 1
    }
  }
}
