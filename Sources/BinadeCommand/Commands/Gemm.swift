internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

extension Command {
  /// `binade gemm`.
  static let gemm = Command(
    name: "gemm",
    summary: "Multiply matrices as a matrix unit does, bit for bit",
    notes: [
      "D = A B^T + C: A is M x K, B is N x K, C and D are M x N. A and B hold one code in each element: |u1 up to 8 bits (s4, e2m1 and b1 too),"
        + " <u2 for 16-bit types, <u4 or <f4 for tf32 and f32, <f2 also for f16, <f8 or <u8 for f64, |i1 or |u1 for integers. C and D are <f4,"
        + " <u2 (bits of float16), <i4 or <f8, by the accumulator. '\(Tool.name) encode' and '\(Tool.name) quantize' make codes.",
      "K is a multiple of the instruction's; instructions follow each other in ascending k, each with the result of the one before as its C."
        + " Block-scaled kinds need --scale-a (M x K/V bytes) and --scale-b (N x K/V). A sparse A is M x K/2, with --metadata.",
      "With --report the product is compared with what it would be without any rounding; that takes longer than the product itself.",
    ],
    positionals: [
      .instruction,
      Positional(name: "A.npy", help: "M x K codes; - is standard input"),
      Positional(name: "B.npy", help: "N x K codes; - is standard input"),
      Positional(name: "OUT.npy", help: "where D goes, M x N; - is standard output"),
    ],
    options: ProductOperands.options + ProductOptions.options + ProductReport.options,
    examples: [
      Example("\(Tool.name) gemm sm_90:wgmma.f32.e4m3.e4m3 a.npy b.npy d.npy", "FP8 on Hopper, fast accumulation"),
      Example(
        "\(Tool.name) gemm sm_90:wgmma.f32.e4m3.e4m3 a.npy b.npy d.npy --preset cublaslt --row-scale-a sa.npy --row-scale-b sb.npy --output bf16",
        "as cuBLASLt without fast accumulation"),
      Example(
        "\(Tool.name) gemm sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16 a.npy b.npy d.npy --scale-a sa.npy --scale-b sb.npy",
        "NVFP4 on Blackwell"),
      Example("\(Tool.name) gemm --datapath mine.json a.npy b.npy d.npy --report", "a unit of your own, and its errors"),
    ],
    hasBackend: true,
    run: GemmCommand.run)
}

/// Multiplies two array files.
enum GemmCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let chosen = try invocation.datapath()
    let path = invocation.word("OUT.npy")
    try ProductReport.checkOptions(path: path, invocation)
    var gemm = chosen.gemm
    gemm.modifiers = try ProductOperands.modifiers(invocation)
    gemm.threads = try ProductOperands.threads(invocation)
    let operands = try ProductOperands(chosen, .matrix, invocation)
    let options = try ProductOptions(operands, invocation)
    gemm.accumulation = options.accumulation
    try checkSize(operands)
    var output = try OutputArray(path: path, invocation.console)
    var words = try product(gemm, operands, options)
    let report = try ProductReport.matrix(words, gemm, operands, options, invocation)
    var format = chosen.datapath.accumulator
    if let epilogue = options.epilogue {
      format = epilogue.output
      words = Self.finished(words, epilogue, columns: operands.n)
    }
    try output.write(OutputWords.type(of: format), shape: [operands.m, operands.n], pieces: [words.bytes])
    try output.commit()
    operands.reportIgnoredBits(invocation)
    report?.print(invocation)
    return .success
  }

  /// D as words of the accumulator, before the epilogue.
  private static func product(_ gemm: Gemm, _ operands: ProductOperands, _ options: ProductOptions) throws(GemmError) -> Words {
    let metadata = ProductOperands.bytes(operands.metadata)
    let work = ProductWork(
      gemm: gemm,
      a: try operands.a.panel(gemm, .a, rows: operands.m, k: operands.k / operands.chosen.ratio, ProductOperands.bytes(operands.scaleA)),
      b: try operands.b.panel(gemm, .b, rows: operands.n, k: operands.k, ProductOperands.bytes(operands.scaleB)),
      metadata: metadata, blockScales: options.blockScales)
    return try work.product(c: operands.c?.words)
  }

  /// The words after the epilogue.
  private static func finished(_ words: Words, _ epilogue: Epilogue, columns: Int) -> Words {
    let pieces = Parallel.map(count: words.count) { range in
      let results = zip(range, words.widened(range)).map { index, word in
        epilogue.word(UInt32(truncatingIfNeeded: word), row: index / columns, column: index % columns)
      }
      return OutputWords.bytes(of: results, epilogue.output)
    }
    return Words(size: epilogue.output.wordBits / 8, pieces: pieces)
  }

  /// Small files can ask for a D that no machine holds.
  private static func checkSize(_ operands: ProductOperands) throws(ToolError) {
    let (elements, isOverflow) = operands.m.multipliedReportingOverflow(by: operands.n)
    // D and C, and D once more after an epilogue.
    let limit = Machine.memory / 16
    if isOverflow || elements > limit {
      throw .invalid(
        "D would have \(operands.m) x \(operands.n) elements: expected at most \(limit), which this machine's memory can hold")
    }
  }
}
