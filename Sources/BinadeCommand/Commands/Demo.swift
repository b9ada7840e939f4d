internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade demo`.
  static let demo = Command(
    name: "demo",
    summary: "Encode, quantize and multiply real tensors, and verify the golden vectors",
    notes: [
      "The tensors are weights and activations of a small language model, and ship with the package. Every format casts them as they"
        + " are, with its default policies. Integers and formats of fewer than 8 bits are shown a second time with each tensor multiplied"
        + " by the power of two that brings its largest magnitude into the format's top binade.",
      "Every block format quantizes them along their last axis, with the default policies; ggml's formats as ggml does. Integers under"
        + " power-of-two scales are shown a second time with the rule rceil, under which nothing saturates.",
      "At the end the network's own products, activations times weights, go through emulated matrix units, beside the exact products.",
      "--out writes the codes of all tensors one behind the other, NAME.npy and NAME.scaled.npy, a folder for each block format with a"
        + " file for each tensor, which '\(Tool.name) dequantize' reads, and summary.json with the places and figures.",
    ],
    options: [
      .value("--out", "DIR", "write codes and figures into this folder"),
      .value("--vectors", "DIR", standard: "those of the package", "the folder of golden vectors and tensors"),
    ],
    examples: [
      Example("\(Tool.name) demo", "the tables, in seconds"),
      Example("\(Tool.name) demo --out codes", "and the codes as arrays, the blocks as safetensors"),
    ],
    hasBackend: true,
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
    let blocks = try blocks(tensors, invocation)
    let products = try products(tensors, invocation)
    if let folder = invocation.value("--out") {
      try DemoFiles.write(summaries, blocks, products, tensors, to: folder)
      console.print("Codes and figures are in \(folder).")
    }
    return try verify(vectors, invocation)
  }

  /// The part on block formats.
  private static func blocks(_ tensors: [DemoTensor], _ invocation: Invocation) throws -> [DemoBlockSummary] {
    let console = invocation.console
    let choices = DemoBlockFormat.all
    let progress = invocation.progress("block formats", total: choices.count * tensors.count, unit: "tensors")
    defer { progress.finish() }
    var summaries: [DemoBlockSummary] = []
    let time = try ContinuousClock().measure { summaries = try DemoBlockSummary.all(choices, tensors, progress) }
    progress.finish()
    let size = NumberText.fixed(Double(tensors.reduce(0) { $0 + $1.values.count * 4 }) / 1024, 1)
    console.print("The same tensors, \(size) KiB of float32, in \(BlockFormatID.allCases.count) block formats along their last axis:")
    console.print("quantized, dequantized and measured in \(NumberText.fixed(time.seconds, 1)) s\n")
    console.print(DemoBlockTables.formats(summaries).text)
    console.print(
      """

      Bits per element: with scales, zero points and tensor scale. Size: the same in a safetensors file.
      QSNR: -10 log10(|x - q|^2 / |x|^2), mean and least of the tensors. Saturated: |x| above the
      largest element times the scales. To zero: values other than 0 that came back as 0. Crest: largest
      |x| / rms, mean of the blocks before and after; blocks of zeros have none.

      QSNR in dB by tensor

      """)
    console.print(DemoBlockTables.tensors(tensors, summaries.filter { DemoBlockTables.selection.contains($0.choice.name) }).text)
    console.print("")
    console.output.flush()
    return summaries
  }

  /// The part on matrix products.
  private static func products(_ tensors: [DemoTensor], _ invocation: Invocation) throws -> [DemoProductSummary] {
    let console = invocation.console
    let pairs = DemoPair.all(tensors)
    if pairs.isEmpty { return [] }
    let progress = invocation.progress("products", total: pairs.count * (DemoUnit.all.count + 1), unit: "products")
    defer { progress.finish() }
    var summaries: [DemoProductSummary] = []
    let time = try ContinuousClock().measure { summaries = try DemoProductSummary.all(pairs, progress) }
    progress.finish()
    let count = pairs.reduce(0) { $0 + $1.x.values.count * $1.w.shape[0] }
    console.print("\(pairs.count) products of the network, activations times weights, through emulated matrix units:")
    let (millions, seconds) = (NumberText.fixed(Double(count) / 1e6, 1), NumberText.fixed(time.seconds, 1))
    console.print("\(millions) million multiply-adds in \(summaries.count) ways in \(seconds) s\n")
    console.print(DemoProductTables.units(summaries).text)
    console.print(
      """

      R: the exact product of the float32 values; D: what the unit makes of their codes. Error: |D - R| / |R|,
      mean of the pairs; largest error: max |D - R| / max |R|. By accumulation: |D - Q| / |R| with Q, the
      exact product of the codes' values; its share is of the squared error, the rest is quantization.
      FP8 has one scale for each tensor; block formats are quantized as cuBLAS does (profile cublas).

      |D - R| / |R| by pair

      """)
    console.print(DemoProductTables.pairs(summaries).text)
    console.print("")
    for summary in summaries { console.print("  \(summary.name): \(summary.instruction)") }
    console.print("")
    console.output.flush()
    return summaries
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
