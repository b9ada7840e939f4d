internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade identify`.
  static let identify = Command(
    name: "identify",
    summary: "Find the rule, profile, policies or datapath that explain somebody's codes or products",
    notes: [
      "Give the values and what a device, a checkpoint or a program made of them. For a block format that is a safetensors file with codes"
        + " and scales ('\(Tool.name) quantize' writes one; --codes and --scales name other tensors in it), or two files of raw bytes or"
        + " arrays. For a scalar format it is an array of codes.",
      "Every profile and every scale rule is tried, on all values. If none explains them, single policies are changed as long as that"
        + " explains more, and the nearest explanation is shown with its first counter-examples. Several explanations: the data cannot"
        + " tell them apart. Codes are compared under the scales that were found.",
      "--gemm finds the datapath of a matrix unit: '\(Tool.name) identify --gemm A.npy B.npy D.npy' with D = A B^T + C as an unknown device gave"
        + " it, or one element for each row of A and B. Every instruction is tried whose types fit the arrays; for each that fails, the first"
        + " element that it gets wrong is shown. If none explains D, datapaths around the nearest are tried. Random bits tell more apart than"
        + " ordinary numbers; arrays as of '\(Tool.name) gemm'.",
      "Exit code 0: explained; 1: not all of it.",
    ],
    positionals: [
      Positional(name: "FORMAT", help: "the format of the codes: mxfp4, nvfp4, uint4-g128-f16-zuint4, e4m3fn"),
      Positional(name: "IN.npy", help: "the values; - is standard input"),
      Positional(name: "OUT", help: "codes and scales (.safetensors), or the codes alone (.npy, or raw bytes)", arity: .optional),
    ],
    options: [
      .value("--codes", "NAME|FILE", standard: "codes", "the codes: a tensor of OUT, or a file"),
      .value("--scales", "NAME|FILE", standard: "scales", "the scales: a tensor of OUT, or a file"),
      .value("--zero-points", "NAME|FILE", standard: "zero_points", "the zero points, where the format stores them"),
      .value(
        "--tensor-scale", "T", standard: "tensor_scale of OUT, or unknown", "the last factor of a dequantized value, or a tensor of OUT"),
      .flag("--divisor", "the tensor scale divides: 1/T is the last factor"),
      .value("--layout", "L", standard: "by the size", "how the codes lie: one a byte, dense, or a layout"),
      .value("--scale-layout", "L", standard: "rows", "how the scales lie, for instance scale-128x4"),
      .value("--source", "NAME", "the format of the words in IN.npy, for instance bf16 for <u2"),
      .value("--axis", "A", standard: "the last", "the axis that blocks run along"),
      .flag("--json", "the result as JSON"),
    ] + GemmIdentification.options,
    examples: [
      Example("\(Tool.name) identify mxfp4 weights.npy theirs.safetensors", "which stack quantized this checkpoint?"),
      Example(
        "\(Tool.name) identify nvfp4 x.npy --codes codes.bin --scales scales.bin --scale-layout scale-128x4 --tensor-scale 0.0004",
        "raw bytes from a device"),
      Example("\(Tool.name) identify e4m3fn x.npy codes.npy", "which cast is this?"),
      Example("\(Tool.name) identify --gemm a.npy b.npy d.npy --c c.npy --types e4m3,e4m3,f32", "which matrix unit is this?"),
    ],
    hasBackend: true,
    run: IdentifyCommand.run)
}

/// Finds explanations.
enum IdentifyCommand {
  /// The options that have no meaning with `--gemm`.
  static let ownOptions = [
    "--codes", "--scales", "--zero-points", "--tensor-scale", "--divisor", "--layout", "--scale-layout", "--source", "--axis",
  ]

  static func run(_ invocation: Invocation) throws -> ExitCode {
    if invocation.flag("--gemm") { return try GemmIdentification.run(invocation) }
    try GemmIdentification.requireAbsent(invocation)
    if NamedBlockFormat(invocation.word("FORMAT")) == nil, let format = NamedFormat(invocation.word("FORMAT")) {
      return try ScalarIdentification.run(format, invocation)
    }
    let format = try invocation.blockFormat("FORMAT")
    let asked = try invocation.format("--source")
    let source = try SourceArray(path: invocation.word("IN.npy"), format: asked, invocation.console)
    let tensor = try TensorWords(source, axis: invocation.value("--axis"), format, invocation)
    let found = try FoundBlocks(format, tensor, invocation)
    guard
      let evidence = BlockEvidence(
        grid: tensor.grid, words: tensor.words, source: source.format.descriptor, codes: found.codes, headers: found.headers,
        tensorScale: found.tensorScale)
    else { throw ToolError.fault("codes and scales were counted before") }
    let search = BlockSearch(identifier: BlockIdentifier(evidence, format: format.id))
    let outcome = search.run(invocation.progress("identify", total: search.estimate, unit: "tries"))
    let report = BlockReport(format: format, evidence: evidence, outcome: outcome, invocation: invocation)
    invocation.console.print(invocation.flag("--json") ? report.json.text : report.text)
    return outcome.explanations.isEmpty ? .mismatch : .success
  }
}
