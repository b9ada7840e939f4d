internal import BinadeKernels
internal import Dispatch
internal import Synchronization

/// Computes again what a device computed, and compares. Spec [captures-10].
///
/// The results do not depend on the number of threads. Memory is a few tiles, one chunk, or one product for each thread.
public struct CaptureVerifier: Sendable {
  /// The capture.
  public let file: CaptureFile
  /// At most about so many results of each record, in whole chunks; `nil`: all.
  public var count: Int?
  /// Whether records of all 2^32 words of binary32 are computed whole; otherwise a few chunks of them, and the ends of runs.
  public var isSweep = false
  /// Only some records.
  public var selection: CaptureSelection?
  /// How many threads work, 1 at least.
  public var threads = 1

  /// Replays all of a capture.
  public init(_ file: CaptureFile) { self.file = file }

  /// How many pieces of work there are, for a progress line.
  public var size: Int { plan().tasks.count }

  /// Replays.
  ///
  /// - Parameter progress: called after each of ``size`` pieces, from any thread.
  public func run(progress: @Sendable () -> Void = {}) -> CaptureReport {
    let plan = plan()
    var report = CaptureReport(entries: plan.entries)
    for (task, outcome) in zip(plan.tasks, results(plan.tasks, progress)) {
      report.entries[task.entry].compared += outcome.compared
      report.entries[task.entry].different += outcome.different
      report.entries[task.entry].differences += outcome.differences
      report.entries[task.entry].problems += outcome.problems
    }
    return report
  }

  private func results(_ tasks: [CaptureTask], _ progress: @Sendable () -> Void) -> [CaptureOutcome] {
    let outcomes = Locked([CaptureOutcome](repeating: CaptureOutcome(), count: tasks.count))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, tasks.count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < tasks.count else { break }
        let outcome = tasks[index].work()
        outcomes.withLock { $0[index] = outcome }
        progress()
      }
    }
    return outcomes.withLock { $0 }
  }

  // MARK: The plan

  /// Entries of the report, and the work for them.
  private func plan() -> (entries: [CaptureReport.Entry], tasks: [CaptureTask]) {
    let plan =
      switch file.content {
      case .instructions(let records): plan(records)
      case .probes(let groups): plan(groups)
      case .products(let products): plan(products)
      case .functions(let functions): plan(functions)
      case .conversions(let conversions): plan(conversions)
      }
    return plan
  }

  func isChosen(_ titles: [String]) -> [Bool] { selection?.chosen(titles) ?? titles.map { _ in true } }

  private func plan(_ records: [CaptureRecord]) -> (entries: [CaptureReport.Entry], tasks: [CaptureTask]) {
    let titles = records.flatMap { record in record.families.map { "\(record.title) \($0.family.rawValue)" } }
    let chosen = isChosen(titles)
    var entries: [CaptureReport.Entry] = []
    var tasks: [CaptureTask] = []
    var place = 0
    for (number, record) in records.enumerated() {
      let families = record.families.indices.filter { chosen[place + $0] }
      place += record.families.count
      guard !families.isEmpty else { continue }
      var entry = CaptureReport.Entry(
        title: record.title, group: record.title, recorded: families.reduce(0) { $0 + record.families[$1].results.results })
      if let instruction = record.instruction {
        let limits = Self.limits(count, families.map { record.families[$0].results }, turn: number)
        for (family, limit) in zip(families, limits) where limit > 0 {
          let row = record.families[family]
          let replay = CaptureReplay(
            title: "\(record.title) \(row.family.rawValue)", instruction: instruction, variant: record.variant, family: row,
            limit: limit, only: selection?.chunk)
          tasks.append(CaptureTask(entry: entries.count) { replay.outcome() })
        }
      } else {
        entry.isModelled = false
      }
      entries.append(entry)
    }
    return (entries, tasks)
  }

  /// How many chunks of each are compared: at most `count` results together, but one chunk in any case. Where there are fewer chunks than
  /// families, `turn` says which families have them.
  static func limits(_ count: Int?, _ results: [CaptureDigests], turn: Int) -> [Int] {
    guard let count, let chunk = results.first?.chunk else { return results.map { $0.digests.count } }
    let chunks = max(1, count / chunk)
    return results.indices.map { index in
      let shifted = (index + turn * max(1, chunks)) % results.count
      let share = chunks / results.count + (shifted < chunks % results.count ? 1 : 0)
      return min(share, results[index].digests.count)
    }
  }

  private func plan(_ groups: [CaptureProbes]) -> (entries: [CaptureReport.Entry], tasks: [CaptureTask]) {
    let chosen = isChosen(groups.map { $0.title })
    var entries: [CaptureReport.Entry] = []
    var tasks: [CaptureTask] = []
    for (group, isChosen) in zip(groups, chosen) where isChosen {
      var entry = CaptureReport.Entry(title: group.title, group: group.name, recorded: group.probes.count)
      if let instruction = CaptureInstruction(group.name) {
        let only = selection?.chunk
        tasks.append(CaptureTask(entry: entries.count) { group.outcome(instruction, only: only) })
      } else {
        entry.isModelled = false
      }
      entries.append(entry)
    }
    return (entries, tasks)
  }

  private func plan(_ products: [CaptureProduct]) -> (entries: [CaptureReport.Entry], tasks: [CaptureTask]) {
    let chosen = isChosen(products.map { $0.title })
    let sampled = sample(products)
    var entries: [CaptureReport.Entry] = []
    var tasks: [CaptureTask] = []
    for index in products.indices where chosen[index] && sampled[index] {
      let product = products[index]
      let only = selection?.chunk
      tasks.append(CaptureTask(entry: entries.count) { product.outcome(only: only) })
      entries.append(CaptureReport.Entry(title: product.title, group: product.kind, recorded: product.results.results))
    }
    return (entries, tasks)
  }

  /// Of products that differ in their sizes alone as many as `count` results need, the first ones from a place that moves on.
  private func sample(_ products: [CaptureProduct]) -> [Bool] {
    guard let count else { return products.map { _ in true } }
    var kinds: [String: [Int]] = [:]
    var order: [String] = []
    for (index, product) in products.enumerated() {
      if kinds[product.kind] == nil { order.append(product.kind) }
      kinds[product.kind, default: []].append(index)
    }
    var isChosen = [Bool](repeating: false, count: products.count)
    for (turn, kind) in order.enumerated() {
      let places = kinds[kind] ?? []
      var results = 0
      for step in places.indices where results == 0 || results < count {
        let place = places[(turn + step) % places.count]
        isChosen[place] = true
        results += products[place].results.results
      }
    }
    return isChosen
  }

  private func plan(_ functions: [CaptureFunction]) -> (entries: [CaptureReport.Entry], tasks: [CaptureTask]) {
    let chosen = isChosen(functions.map { $0.title })
    var entries: [CaptureReport.Entry] = []
    var tasks: [CaptureTask] = []
    for (number, function) in functions.enumerated() where chosen[number] {
      var entry = CaptureReport.Entry(title: function.title, group: function.title, recorded: function.results.results)
      if let compute = CaptureFunction.computed(function.name) {
        for piece in pieces(of: function.results) {
          tasks.append(CaptureTask(entry: entries.count) { function.outcome(piece, compute) })
        }
      } else {
        entry.isModelled = false
      }
      entries.append(entry)
    }
    return (entries, tasks)
  }
}

/// A piece of work, and the entry that it counts for.
struct CaptureTask: Sendable {
  let entry: Int
  let work: @Sendable () -> CaptureOutcome
}

/// What a piece of work found.
struct CaptureOutcome: Sendable {
  var compared = 0
  var different = 0
  var differences: [CaptureDifference] = []
  var problems: [String] = []

  /// Compares the digests of consecutive chunks. Gives the numbers of those that differ.
  mutating func compare(_ found: [UInt64], _ recorded: CaptureDigests, from first: Int = 0) -> [Int] {
    var wrong: [Int] = []
    for (number, digest) in zip(first..., found) {
      let count = recorded.range(of: number).count
      compared += count
      guard digest != recorded.digests[number] else { continue }
      different += count
      wrong.append(number)
    }
    return wrong
  }

  /// Compares the first words, which say nothing that the digest does not: a file in which they differ contradicts itself.
  mutating func compare(first found: [UInt64], _ recorded: CaptureDigests, _ title: String, bits: Int) {
    let (written, made) = (recorded.first.prefix(found.count), found.prefix(recorded.first.count))
    guard written != made else { return }
    problems.append(
      "\(title): first: recorded \(CaptureReplay.text(written, bits)), found \(CaptureReplay.text(made, bits)), though the digest agrees")
  }
}

extension CaptureOutcome {
  /// Compares the digests of consecutive chunks of a function's results; `operand` names the operand of a result.
  init(
    _ title: String, _ found: [UInt64], _ recorded: CaptureDigests, from first: Int, operand: (Int) -> String
  ) {
    self.init()
    let wrong = compare(found, recorded, from: first)
    differences = wrong.map { number in
      let range = recorded.range(of: number)
      let digests = [recorded.digests[number], found[number - first]].map { Hex.digits($0, bits: 64) }
      return CaptureDifference(
        title: title, chunk: number,
        lines: [
          "\(title): operands \(operand(range.lowerBound)) to \(operand(range.upperBound - 1)):"
            + " recorded digest \(digests[0]), found \(digests[1])"
        ])
    }
  }
}
