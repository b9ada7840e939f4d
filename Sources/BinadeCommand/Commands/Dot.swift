internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

extension Command {
  /// `binade dot`.
  static let dot = Command(
    name: "dot",
    summary: "Compute single elements as a matrix unit does: row i of A with row i of B",
    notes: [
      "A and B are n x K, C and OUT have n entries, scales are n x K/V; element types as of '\(Tool.name) gemm'. A K that is not a multiple of"
        + " the instruction's is filled up with zero codes, and with scales of one where a whole block is missing.",
      "--explain prints how one result came about: products, exponents, alignment, what was cut off, the sum, the final rounding, and how"
        + " far that is from the exact result. OUT.npy may be left out then.",
    ],
    positionals: [
      .instruction,
      Positional(name: "A.npy", help: "n x K codes; - is standard input"),
      Positional(name: "B.npy", help: "n x K codes; - is standard input"),
      Positional(name: "OUT.npy", help: "where the n results go; - is standard output", arity: .optional),
    ],
    options: ProductOperands.options + [.value("--explain", "ROW", "how the result of this row came about; rows count from 0")]
      + ProductReport.options,
    examples: [
      Example("\(Tool.name) dot sm_90:wgmma.f32.e4m3.e4m3 a.npy b.npy d.npy --c c.npy", "a batch"),
      Example("\(Tool.name) dot sm_90:wgmma.f32.e4m3.e4m3 a.npy b.npy --explain 0", "the first row, term by term"),
    ],
    hasBackend: true,
    run: DotCommand.run)
}

/// Computes a batch of elements.
enum DotCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let chosen = try invocation.datapath()
    let path = invocation.words("OUT.npy").first
    let row = try invocation.integer("--explain", in: 0...(.max))
    if path == nil, row == nil, !invocation.flag("--report") {
      throw invocation.usage("missing argument OUT.npy (it may be left out with --explain or --report); usage: \(invocation.command.usage)")
    }
    if path == "-", row != nil { throw invocation.usage("--explain and OUT.npy both go to standard output; leave OUT.npy out") }
    try ProductReport.checkOptions(path: path, invocation)
    let modifiers = try ProductOperands.modifiers(invocation)
    let threads = try ProductOperands.threads(invocation)
    let operands = try ProductOperands(chosen, .rows, invocation)
    if let row, row >= operands.m { throw invocation.usage("--explain: expected a row from 0 to \(operands.m - 1), found \(row)") }
    let batch = try DotBatch(operands, modifiers)
    var output = try path.map { path throws(FileError) in try OutputArray(path: path, invocation.console) }
    var report: ProductReport?
    if path != nil || invocation.flag("--report") {
      let words = try batch.results(threads: threads)
      report = try ProductReport.rows(words, batch, chosen, invocation)
      let format = chosen.datapath.accumulator
      try output?.write(OutputWords.type(of: format), shape: [batch.count], pieces: [OutputWords.bytes(of: words, format)])
      try output.take()?.commit()
    }
    operands.reportIgnoredBits(invocation)
    if let row { try ExplanationPage(chosen, batch, row: row).print(invocation.console) }
    report?.print(invocation)
    return .success
  }
}
