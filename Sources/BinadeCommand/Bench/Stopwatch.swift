/// Takes the shortest time of several runs: what disturbs a run only makes it longer.
struct Stopwatch {
  /// Another run is not begun after this time, once there were ``runs``.
  var patience: Duration = .milliseconds(300)
  /// At least so many runs.
  var runs = 3

  /// The shortest time of the work in seconds.
  func seconds(_ work: () -> Void) -> Double { seconds(work, beside: nil).work }

  /// The shortest times of the work and of its yardstick, run in turn.
  func seconds(_ work: () -> Void, beside yardstick: (() -> Void)?) -> (work: Double, yardstick: Double) {
    let clock = ContinuousClock()
    let start = clock.now
    var best = (Duration.seconds(1_000_000), Duration.seconds(1_000_000))
    var count = 0
    while count < runs || (clock.now - start < patience && count < 1000) {
      best.0 = min(best.0, clock.measure(work))
      if let yardstick { best.1 = min(best.1, clock.measure(yardstick)) }
      count += 1
    }
    return (best.0.seconds, best.1.seconds)
  }
}
