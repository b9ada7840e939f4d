internal import Binade
internal import BinadeKernels

extension Command {
  /// `binade sweep`.
  static let sweep = Command(
    name: "sweep",
    summary: "Try every word of a source format, or many dot products: a digest of the codes, or the library against the oracle",
    notes: [
      "All 2^32 words of f32, or all 2^16 of f16 or bf16, in ascending order. The digest is a 128-bit Fletcher sum over the stream of"
        + " stored words: read as little-endian 64-bit words w, s1 is the sum of w, s2 the sum of the running s1, modulo 2^64; printed"
        + " s2, s1. It is the same for every number of threads. Formats of more than \(EncodeSweep.widestHistogram) bits have no histogram.",
      "sweep policies: every word of f16 and of bf16, under every rounding rule, every overflow rule and every choice of every other axis,"
        + " codes and flags against the oracle. FORMAT may be all. Exit code 1 if anything differs.",
      "sweep kernels: --count operations of each kernel on every back-end of this machine (or the one of --backend) against plain Swift,"
        + " of random sizes, on one thread and two. In place of FORMAT stand instructions, scalar formats, block formats (also as FORMAT@PROFILE), or codecs, blocks, products, all.",
      "sweep dots: --count dot products of each instruction's datapath, of every family of the golden vectors in turn, through the definition"
        + " and the kernels, against the oracle. In place of FORMAT stand instructions, or all. Exit code 1 if anything differs.",
    ],
    positionals: [
      Positional(name: "OPERATION", help: "what is swept", choices: ["encode", "policies", "dots", "kernels"]),
      Positional(
        name: "FORMAT", help: "the format of the codes, for instance e4m3fn; policies: or all; dots: instructions, or all",
        arity: .oneOrMore),
    ],
    options: [
      .value("--source", "NAME", choices: ["f32", "f16", "bf16"], standard: "f32", "the format whose words are encoded"),
      .value("--threads", "N", standard: "all cores", "how many threads work at once"),
      .value("--count", "N", standard: "1000000; kernels 10000000", "dots, kernels: how many of each"),
      .value("--seed", "S", standard: "1", "dots, kernels: the seed of the operands"),
      .value("--only", "INDEX", "kernels: this piece alone"),
      .flag("--definition", "use the scalar definition instead of the buffer path: slower, same result"),
      .flag("--json", "the result as JSON"),
    ] + PolicyOptions.all,
    examples: [
      Example("\(Tool.name) sweep encode e4m3fn", "all float32 values, seconds"),
      Example("\(Tool.name) sweep dots sm_90:wgmma.f32.e4m3.e4m3 --count 100000", "one datapath against the oracle"),
      Example("\(Tool.name) sweep encode e5m2 --source f16 --profile ml_dtypes --json", "what ml_dtypes gives for all float16 values"),
    ],
    hasBackend: true,
    run: SweepCommand.run)
}

/// Runs a sweep and prints what is left of it.
enum SweepCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    if invocation.word("OPERATION") == "dots" { return try DotSweepCommand.run(invocation) }
    if invocation.word("OPERATION") == "kernels" { return try KernelSweepCommand.run(invocation) }
    for option in ["--count", "--seed"] where invocation.value(option) != nil {
      throw invocation.usage("\(option) goes with dots and kernels")
    }
    if let extra = invocation.words("FORMAT").dropFirst().first { throw invocation.usage("unexpected argument \(quoted(extra))") }
    if invocation.word("OPERATION") == "policies" { return try PolicySweepCommand.run(invocation) }
    let target = try invocation.format("FORMAT")!
    let source = try invocation.format("--source") ?? NamedFormat(.binary32)
    let conversion = try PolicyOptions.conversion(invocation, to: target.descriptor, from: source.descriptor)
    let threads = try invocation.integer("--threads", in: 1...1024)
    if conversion.rounding == .stochastic {
      throw invocation.usage("--rounding stochastic needs random words, which a sweep does not have; expected another rounding")
    }
    var sweep = EncodeSweep(encoder: BulkEncoder(from: source.descriptor, to: target.descriptor, conversion: conversion))
    sweep.usesDefinition = invocation.flag("--definition")
    sweep.threads = threads
    let summary: EncodeSweep.Summary
    do throws(CodecError) {
      summary = try sweep.run(invocation.progress("sweep encode \(target.name)", total: sweep.count, unit: "elem"))
    } catch .unrepresentable(_, let word) {
      throw invocation.usage(
        "\(target.name) has no NaN, and missing-nan=reject refuses 0x\(NumberText.hex(word, digits: source.descriptor.wordDigits));"
          + " expected another --missing-nan")
    }
    let counts = summary.histogram.enumerated().filter { $0.element > 0 }.map { code, count in
      (NumberText.hex(UInt64(code) << UInt64(target.descriptor.paddingBits), digits: target.descriptor.wordDigits), count)
    }
    let console = invocation.console
    if invocation.flag("--json") {
      console.print(
        JSON.object([
          "operation": .string("encode"), "format": .string(target.name), "source": .string(source.name),
          "policies": FormatJSON.policies(conversion), "count": .integer(summary.count), "digest": .string(summary.digest.text),
          "histogram": .object(Dictionary(uniqueKeysWithValues: counts.map { ($0.0, .integer(Int($0.1))) })),
        ]).text)
      return .success
    }
    console.print("sweep encode \(target.name) source=\(source.name) \(PolicyOptions.text(conversion))")
    console.print("count \(summary.count)")
    console.print("digest \(summary.digest.text)")
    for (code, count) in counts { console.print("code \(code) \(count)") }
    return .success
  }
}
