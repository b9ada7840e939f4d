internal import Binade
internal import BinadeVectors

/// `binade sweep policies`: the library against the oracle, exhaustively over 16-bit operands.
enum PolicySweepCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    for option in PolicyOptions.all where invocation.value(option.name) != nil || invocation.flag(option.name) {
      throw invocation.usage("\(option.name) does not go with policies, which tries every choice")
    }
    let threads = try invocation.integer("--threads", in: 1...1024) ?? Machine.cores
    let sources = try invocation.format("--source").map { [$0] } ?? [NamedFormat(.binary16), NamedFormat(.bfloat16)]
    guard sources.allSatisfy({ $0.descriptor.wordBits <= 16 }) else {
      throw invocation.usage("--source: expected f16 or bf16; all of f32 under every policy would take years")
    }
    let targets: [NamedFormat]
    if invocation.word("FORMAT") == "all" {
      targets = VectorSuite.all.filter { $0.operation == .encode }.map(\.format)
    } else {
      targets = [try invocation.format("FORMAT")!]
    }
    let pairs = targets.flatMap { target in sources.map { (source: $0, target: target) } }
    let progress = invocation.progress("sweep policies", total: pairs.count << 16, unit: "operands")
    defer { progress.finish() }
    var count = 0
    var differences = 0
    for pair in pairs {
      let sweep = PolicySweep(from: pair.source, to: pair.target)
      let words = 1 << pair.source.descriptor.codeBits
      let reports = Parallel.map(count: words, piece: min(words, 1 << 11), threads: threads) { range in
        defer { progress.advance(by: range.count) }
        return sweep.run(words: UInt64(range.lowerBound)..<UInt64(range.upperBound))
      }
      let pairCount = reports.reduce(0) { $0 + $1.count }
      let pairDifferences = reports.reduce(0) { $0 + $1.differences }
      invocation.console.print("\(pair.source.name) to \(pair.target.name): \(pairCount) compared, \(pairDifferences) differences")
      for example in reports.flatMap(\PolicySweep.Report.examples).prefix(5) { invocation.console.print("  \(example)") }
      count += pairCount
      differences += pairDifferences
    }
    invocation.console.print("\(count) compared, \(differences) differences")
    return differences == 0 ? .success : .mismatch
  }
}
