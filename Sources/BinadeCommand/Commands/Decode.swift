internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade decode`.
  static let decode = Command(
    name: "decode",
    summary: "Decode an array of codes to values",
    notes: [
      "Reads stored words as unsigned integers of at least the format's width, or signed ones for two's-complement formats. Bits above"
        + " the code are ignored, with a note. Writes <f4 in the same shape: exact for every format of 8 bits or fewer. NaN gives a quiet"
        + " NaN with the sign of its code.",
      "--to names another format for the values: f64 writes <f8, f16 writes <f2, any other its stored words as unsigned integers;"
        + " values that it does not hold are rounded to nearest-even and overflow to infinity or NaN.",
    ],
    positionals: [
      Positional(name: "FORMAT", help: "the format of the codes, for instance e4m3fn ('\(Tool.name) formats' lists them)"),
      Positional(name: "IN.npy", help: "the codes; - is standard input"),
      Positional(name: "OUT.npy", help: "where the values go; - is standard output"),
    ],
    options: [.value("--to", "NAME", standard: "f32", "the format of the values")],
    examples: [
      Example("\(Tool.name) decode e4m3fn codes.npy values.npy", "|u1 codes to float32"),
      Example("\(Tool.name) decode e2m1fn codes.npy wide.npy --to bf16", "codes to bfloat16 bit patterns, as <u2"),
    ],
    hasBackend: true,
    run: DecodeCommand.run)
}

/// Decodes one array file.
enum DecodeCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let console = invocation.console
    let format = try invocation.format("FORMAT")!
    let target = try invocation.format("--to") ?? NamedFormat(.binary32)
    if invocation.value("--to") == nil, !format.descriptor.isExact(in: target.descriptor) {
      throw invocation.usage("float32 does not hold every value of \(format.name); expected --to f64, or --to f32 to round")
    }
    let source = try SourceArray(path: invocation.word("IN.npy"), format: format, console)
    var output = try OutputArray(path: invocation.word("OUT.npy"), console)
    let pieces = try ArrayDecoder.decode(
      source.words, from: format.descriptor, to: target.descriptor, invocation.progress("decode", total: source.count, unit: "elem"))
    try output.write(elementType(target.descriptor), shape: source.shape, pieces: pieces)
    try output.commit()
    source.reportIgnoredBits(invocation)
    return .success
  }

  /// Floats as floats, everything else as unsigned integers.
  private static func elementType(_ format: FormatDescriptor) -> NpyDType {
    for dtype in [NpyDType.float16, .float32, .float64] where SourceArray.floatFormat(dtype)!.descriptor == format { return dtype }
    return OutputArray.unsignedType(bits: format.wordBits)
  }
}
