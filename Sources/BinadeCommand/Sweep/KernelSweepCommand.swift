internal import BinadeKernels
internal import BinadeTensorCore
internal import BinadeVectors

/// `binade sweep kernels`: every back-end against plain Swift, on random operands.
enum KernelSweepCommand {
  /// What one subject gave.
  struct Outcome {
    let name: String
    /// Operations on each back-end.
    let count: Int
    let differences: Int
    let digest: UInt64
    let examples: [String]
    /// The first product that differs.
    let failed: Int?
  }

  static func run(_ invocation: Invocation) throws -> ExitCode {
    for option in PolicyOptions.all where invocation.value(option.name) != nil || invocation.flag(option.name) {
      throw invocation.usage("\(option.name) does not go with kernels")
    }
    let threads = try invocation.integer("--threads", in: 1...1024) ?? Machine.cores
    let count = try invocation.integer("--count", in: 1...(1 << 40)) ?? 10_000_000
    let seed = UInt64(try invocation.integer("--seed", in: 0...Int.max) ?? 1)
    let backends = invocation.value("--backend") == nil ? Backend.available : [Backend.current]
    let suites = try suites(invocation)
    let only = try invocation.integer("--only", in: 0...(1 << 40))
    invocation.console.print("back-ends: \(backends.map(\.name).joined(separator: ", "))")
    var differences = 0
    for suite in suites {
      let outcome = try products(suite, count, seed, threads, only, backends)
      invocation.console.print(
        "\(outcome.name): \(outcome.count) operations, digest \(NumberText.hex(outcome.digest, digits: 16)), \(outcome.differences) differences")
      for example in outcome.examples { invocation.console.print("  \(example)") }
      if let index = outcome.failed {
        invocation.console.print("  replay: \(Tool.name) sweep kernels \(outcome.name) --seed \(seed) --only \(index)")
      }
      invocation.console.output.flush()
      differences += outcome.differences
    }
    invocation.console.print("\(suites.count) kernels, \(differences) differences")
    return differences == 0 ? .success : .mismatch
  }

  private static func products(
    _ suite: DotSuite, _ count: Int, _ seed: UInt64, _ threads: Int, _ only: Int?, _ backends: [Backend]
  ) throws -> Outcome {
    let sweep = ProductSweep(suite, seed: seed)
    var total = ProductSweep.Report()
    var next = 0
    if let only { total = try sweep.run(only, backends) }
    while only == nil && total.count < count {
      let start = next
      let reports = Parallel.map(count: 64, piece: 4, threads: threads) { range -> Result<[ProductSweep.Report], GemmError> in
        do throws(GemmError) {
          var reports: [ProductSweep.Report] = []
          for index in range { reports.append(try sweep.run(start + index, backends)) }
          return .success(reports)
        } catch {
          return .failure(error)
        }
      }
      for piece in reports { for report in try piece.get() { total.append(report) } }
      next += 64
    }
    return Outcome(
      name: suite.instruction.name, count: total.count, differences: total.differences, digest: total.digest, examples: total.examples,
      failed: total.failed)
  }

  private static func suites(_ invocation: Invocation) throws -> [DotSuite] {
    let names = invocation.words("FORMAT")
    if names == ["all"] || names == ["products"] { return DotSuite.all.filter { Gemm($0.datapath, instructionK: $0.k).isAccelerated } }
    return try names.map { name in
      guard let suite = DotSuite(name) else {
        throw invocation.usage(
          "no kernel is called \(quoted(name))\(Suggestion.phrase(for: name, among: DotSuite.all.flatMap { $0.instructions } + ["all"]))")
      }
      return suite
    }
  }
}
