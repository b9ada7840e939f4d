internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade demo`.
  static let demo = Command(
    name: "demo",
    summary: "Encode and decode real tensors in every format, and verify the golden vectors",
    notes: [
      "The tensors are weights and activations of a small language model, and ship with the package. Every format casts them as they"
        + " are, with its default policies. Integers and formats of fewer than 8 bits are shown a second time with each tensor multiplied"
        + " by the power of two that brings its largest magnitude into the format's top binade.",
      "--out writes the codes of all tensors one behind the other, NAME.npy and NAME.scaled.npy, and summary.json with the places and"
        + " figures.",
    ],
    options: [
      .value("--out", "DIR", "write codes and figures into this folder"),
      .value("--vectors", "DIR", standard: "those of the package", "the folder of golden vectors and tensors"),
    ],
    examples: [
      Example("\(Tool.name) demo", "the tables, in seconds"),
      Example("\(Tool.name) demo --out codes", "and the codes as arrays"),
    ],
    run: DemoCommand.run)
}

/// Runs the demo.
enum DemoCommand {
  /// The formats of the table by tensor.
  private static let selection: [ScalarFormatID] = [.e4m3fn, .e5m2, .e2m1fn, .int8]

  static func run(_ invocation: Invocation) throws -> ExitCode {
    let console = invocation.console
    let vectors = ShippedVectors(invocation)
    let tensors = try DemoTensor.read(vectors.tensors)
    let total = tensors.reduce(0) { $0 + $1.values.count }
    let clock = ContinuousClock()

    let formats = FormatCatalogue.all
    let progress = invocation.progress("demo", total: total * formats.count, unit: "elem")
    defer { progress.finish() }
    var summaries: [DemoSummary] = []
    let time = try clock.measure {
      for format in formats {
        summaries.append(try DemoSummary(format, tensors))
        progress.advance(by: total)
      }
    }
    progress.finish()

    console.print("\(tensors.count) real tensors, \(total) float32 values, in \(formats.count) formats with default policies:")
    console.print("encoded, decoded and measured in \(NumberText.fixed(time.seconds, 1)) s\n")
    console.print(DemoTables.formats(summaries).text)
    console.print(
      """

      SQNR: signal to quantization noise, mean of the tensors. Relative error: the largest among values in
      the format's normal range; unsigned formats lose the sign of negative values, or the value. Scaled:
      each tensor times the power of two that brings its largest magnitude into the format's top binade,
      where the format may end before the binade does; for integers and formats of fewer than 8 bits.

      SQNR in dB by tensor

      """)
    console.print(DemoTables.tensors(tensors, summaries.filter { selection.contains($0.format.id!) }).text)
    console.print("")
    console.output.flush()
    if let folder = invocation.value("--out") {
      try DemoFiles.write(summaries, tensors, to: folder)
      console.print("Codes and figures are in \(folder).")
    }
    return try verify(vectors, invocation)
  }

  private static func verify(_ vectors: ShippedVectors, _ invocation: Invocation) throws -> ExitCode {
    let report = try vectors.verify(invocation)
    for failure in report.failures.prefix(5) { invocation.console.print(failure.description) }
    for problem in report.problems.prefix(5) { invocation.console.print(problem) }
    let verdict = report.isGood ? "all agree" : "\(report.failures.count) differ, \(report.problems.count) files are damaged"
    invocation.console.print("Golden vectors: \(report.tests) tests in \(report.files) files: \(verdict).")
    return report.isGood ? .success : .mismatch
  }
}
