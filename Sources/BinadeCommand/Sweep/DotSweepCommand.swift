internal import BinadeTensorCore
internal import BinadeVectors

/// `binade sweep dots`: the library against the oracle, dot products of every family.
enum DotSweepCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    for option in PolicyOptions.all where invocation.value(option.name) != nil || invocation.flag(option.name) {
      throw invocation.usage("\(option.name) does not go with dots, whose datapaths have no policies")
    }
    if invocation.value("--source") != nil { throw invocation.usage("--source does not go with dots: the instruction says the formats") }
    let threads = try invocation.integer("--threads", in: 1...1024) ?? Machine.cores
    let count = try invocation.integer("--count", in: 1...(1 << 40)) ?? 1_000_000
    let seed = UInt64(try invocation.integer("--seed", in: 0...Int.max) ?? 1)
    let suites = try suites(invocation)
    let progress = invocation.progress("sweep dots", total: suites.count * count, unit: "dots")
    defer { progress.finish() }
    var total = 0
    var differences = 0
    for suite in suites {
      let sweep = DotSweep(suite, seed: seed)
      let reports = Parallel.map(count: count, piece: 1 << 10, threads: threads) { range -> Result<DotSweep.Report, GemmError> in
        defer { progress.advance(by: range.count) }
        do throws(GemmError) {
          return .success(try sweep.run(range))
        } catch {
          return .failure(error)
        }
      }
      let results = try reports.map { try $0.get() }
      let compared = results.reduce(0) { $0 + $1.count }
      let found = results.reduce(0) { $0 + $1.differences }
      invocation.console.print("\(suite.instruction.name): \(compared) compared, \(found) differences, \(sweep.families.count) families")
      for example in results.flatMap({ $0.examples }).prefix(5) { invocation.console.print("  \(example)") }
      total += compared
      differences += found
    }
    invocation.console.print("\(suites.count) datapaths, \(total) compared, \(differences) differences")
    return differences == 0 ? .success : .mismatch
  }

  /// The suites that were asked for, each once.
  private static func suites(_ invocation: Invocation) throws -> [DotSuite] {
    let names = invocation.words("FORMAT")
    if names == ["all"] { return DotSuite.all }
    var suites: [DotSuite] = []
    for name in names {
      guard let suite = DotSuite(name) else {
        throw invocation.usage(
          "no instruction with vectors is called \(quoted(name))"
            + "\(Suggestion.phrase(for: name, among: DotSuite.all.flatMap { $0.instructions } + ["all"]))")
      }
      if !suites.contains(suite) { suites.append(suite) }
    }
    return suites
  }
}
