internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

/// `binade identify --gemm`: the datapaths that explain a matrix product. Spec [gemm-10].
enum GemmIdentification {
  static let options: [Command.Option] = [
    .flag("--gemm", "FORMAT, IN.npy and OUT are A, B and D of a matrix product: which datapath made D?"),
    .flag("--dot", "with --gemm: row i of A goes with row i of B alone"),
    .value("--c", "C.npy", standard: "+0", "with --gemm: the accumulators before"),
    .value("--scale-a", "SA.npy", "with --gemm: scales of A as bytes, rows x K/V"),
    .value("--scale-b", "SB.npy", "with --gemm: scales of B"),
    .value("--types", "A,B,D", standard: "all that fit the arrays", "with --gemm: the types, for instance e4m3,e4m3,f32"),
    .value("--nan-bits", "N", choices: ["exact", "any"], standard: "exact", "with --gemm: whether the bits of NaN results count"),
    .value("--threads", "N", standard: "the number of cores", "with --gemm: how many threads work"),
  ]

  /// Refuses options that have no meaning without `--gemm`.
  static func requireAbsent(_ invocation: Invocation) throws(ToolError) {
    for option in options where option.name != "--gemm" && (invocation.flag(option.name) || invocation.value(option.name) != nil) {
      throw invocation.usage("\(option.name) goes with --gemm")
    }
  }

  static func run(_ invocation: Invocation) throws -> ExitCode {
    for option in IdentifyCommand.ownOptions where invocation.flag(option) || invocation.value(option) != nil {
      throw invocation.usage("\(option) does not go with --gemm")
    }
    let types = try invocation.value("--types").map { text throws(ToolError) in try Self.types(text, invocation) }
    let threads = try ProductOperands.threads(invocation)
    let evidence = try GemmEvidence(invocation)
    let search = GemmSearch(evidence: evidence, threads: threads)
    let outcome = try search.run(types: types?.map { $0[0] }) { instruction in
      guard let types else { return true }
      return zip(types, [instruction.a, instruction.b, instruction.d]).allSatisfy { $0.contains($1.format) }
    }
    if outcome.verdicts.isEmpty && outcome.tried == 0 { throw ToolError.invalid(nothingFits(evidence)) }
    let report = GemmIdentificationReport(evidence: evidence, outcome: outcome)
    invocation.console.print(invocation.flag("--json") ? report.json.text : report.text)
    return outcome.isExplained ? .success : .mismatch
  }

  private static func nothingFits(_ evidence: GemmEvidence) -> String {
    let scales = evidence.blocks == 0 ? "no scales" : "\(evidence.blocks) scales in a row"
    return "\(evidence.a.file), \(evidence.b.file), \(evidence.d.file): no instruction has types and shapes like these:"
      + " A \(evidence.a.dtype.rawValue), B \(evidence.b.dtype.rawValue), D \(evidence.d.dtype.rawValue), K \(evidence.k), \(scales)"
  }

  /// Three types, by the words of instructions or the names of formats.
  private static func types(_ text: String, _ invocation: Invocation) throws(ToolError) -> [[FormatDescriptor]] {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    guard names.count == 3 else {
      throw invocation.usage("--types: expected three types A,B,D, for instance e4m3,e4m3,f32, not \(quoted(text))")
    }
    var result: [[FormatDescriptor]] = []
    for name in names {
      let formats = [ElementWord(rawValue: name)?.format, NamedFormat(name)?.descriptor].compactMap { $0 }
      guard !formats.isEmpty else {
        let near = Suggestion.phrase(for: name, among: ElementWord.allCases.map(\.name) + ScalarFormatID.allCases.map(\.name))
        throw invocation.usage("--types: no type is named \(quoted(name))\(near)")
      }
      result.append(formats)
    }
    return result
  }
}

/// What ``GemmSearch`` found, in words and as JSON.
struct GemmIdentificationReport {
  let evidence: GemmEvidence
  let outcome: GemmSearch.Outcome

  // MARK: Text

  var text: String {
    let size = evidence.isMatrix ? "\(evidence.m) x \(evidence.n) elements of D" : "\(evidence.count) elements of D"
    var lines = [
      "\(size), K \(evidence.k); \(outcome.verdicts.count) datapaths of \(outcome.instructions) instructions fit the arrays", "",
    ]
    let explanations = outcome.explanations
    if !explanations.isEmpty {
      lines.append("Explain all of D:")
      for verdict in explanations { lines += block(names(verdict, limit: 4), parameters(verdict.datapath)) }
      lines.append("")
    }
    let failures = outcome.verdicts.filter { !$0.explains }
    if !failures.isEmpty {
      lines += ["Do not, and the first element that is wrong:", failureTable(failures).text, ""]
    }
    if explanations.isEmpty { lines += custom + [""] }
    return (lines + HelpText.wrapped(verdict, indent: 0)).joined(separator: "\n")
  }

  /// One sentence.
  private var verdict: String {
    let explanations = outcome.explanations
    if explanations.count == 1 {
      let more = explanations[0].names.count - 1
      let others = more == 0 ? "" : " (and \(more) with the same datapath)"
      return "Verdict: D is what \(explanations[0].names[0])\(others) makes, all \(evidence.count) elements."
    }
    if explanations.count > 1 {
      return "Verdict: \(explanations.count) datapaths make all \(evidence.count) elements of D; this data cannot tell them apart."
        + " More elements, wider exponents or cancellation would."
    }
    if let found = outcome.custom.first(where: \.explains) {
      return "Verdict: no named instruction makes D, but a datapath of your own does, all \(evidence.count) elements: \(change(found))."
    }
    guard let nearest = outcome.verdicts.first else { return "Verdict: no instruction has such types, and nothing that was tried makes D." }
    return "Verdict: nothing that was tried makes D. The nearest named datapath is that of \(nearest.names[0]), wrong in"
      + " \(nearest.mismatches) of the first \(nearest.compared) elements."
  }

  private var custom: [String] {
    if outcome.custom.isEmpty { return ["Tried \(outcome.tried) datapaths around the nearest; none comes closer."] }
    var lines = ["Tried \(outcome.tried) datapaths around the nearest; the best:"]
    for verdict in outcome.custom.prefix(3) {
      let state = verdict.explains ? "explains all of D" : "wrong in \(verdict.mismatches) of the first \(verdict.compared)"
      lines += block(change(verdict) + ": " + state, parameters(verdict.datapath))
    }
    return lines
  }

  private func block(_ title: String, _ text: String) -> [String] {
    HelpText.wrapped(title, indent: 2) + HelpText.wrapped(text, indent: 6)
  }

  private func names(_ verdict: GemmVerdict, limit: Int) -> String {
    verdict.names.prefix(limit).joined(separator: ", ") + (verdict.names.count > limit ? " and \(verdict.names.count - limit) more" : "")
  }

  private func parameters(_ datapath: Datapath) -> String {
    datapath.arithmeticName + ": "
      + datapath.parameters.filter { $0.value != "none" }.map { "\($0.parameter.name) \($0.value)" }.joined(separator: ", ")
  }

  /// How a datapath differs from the named one that it differs least from.
  private func change(_ verdict: GemmVerdict) -> String {
    let changes = outcome.verdicts.filter { $0.datapath.arithmeticName == verdict.datapath.arithmeticName }.map { named in
      (named, zip(verdict.datapath.parameters, named.datapath.parameters).filter { $0.value != $1.value })
    }
    guard let (named, pairs) = changes.min(by: { $0.1.count < $1.1.count }) else { return verdict.datapath.arithmeticName }
    let text = pairs.map { "\($0.parameter.name) \($0.value) in place of \($1.value)" }.joined(separator: ", ")
    return "\(names(named, limit: 1)) with \(text)"
  }

  private func failureTable(_ failures: [GemmVerdict]) -> Table {
    var table = Table([
      ("datapath of", .left), ("wrong", .right), ("of", .right), ("element", .right), ("D has", .right), ("it makes", .right),
    ])
    for verdict in failures {
      guard let first = verdict.first else { continue }
      table.add([
        names(verdict, limit: 1), "\(verdict.mismatches)", "\(verdict.compared)", place(first.index),
        hex(evidence.d.words[first.index], verdict), hex(first.made, verdict),
      ])
    }
    return table
  }

  private func place(_ index: Int) -> String {
    evidence.isMatrix ? "[\(index / evidence.n), \(index % evidence.n)]" : "\(index)"
  }

  private func hex(_ word: UInt64, _ verdict: GemmVerdict) -> String {
    NumberText.hex(word, digits: verdict.datapath.accumulator.wordDigits)
  }

  // MARK: JSON

  var json: JSON {
    .object([
      "elements": .integer(evidence.count), "k": .integer(evidence.k), "instructions": .integer(outcome.instructions),
      "isExplained": .bool(outcome.isExplained), "explanations": .array(outcome.explanations.map { json($0) }),
      "others": .array(outcome.verdicts.filter { !$0.explains }.map { json($0) }), "custom": .array(outcome.custom.map { json($0) }),
      "verdict": .string(verdict),
    ])
  }

  private func json(_ verdict: GemmVerdict) -> JSON {
    let first = verdict.first.map { first in
      JSON.object([
        "index": .integer(first.index), "found": .string(hex(evidence.d.words[first.index], verdict)),
        "made": .string(hex(first.made, verdict)),
      ])
    }
    return .object([
      "instructions": .strings(verdict.names), "datapath": DatapathJSON.value(verdict.datapath), "compared": .integer(verdict.compared),
      "mismatches": .integer(verdict.mismatches), "first": first ?? .null,
    ])
  }
}
