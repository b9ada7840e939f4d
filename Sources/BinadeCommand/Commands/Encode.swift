internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade encode`.
  static let encode = Command(
    name: "encode",
    summary: "Encode an array to the codes of a format",
    notes: [
      "Reads <f4, <f2 or <f8, or with --source the stored words of any format as unsigned integers. Writes one stored word per element"
        + " in the same shape: |u1 for codes of up to 8 bits, <u2 up to 16, <u4 for tf32 and f32, <u8 for f64. Integers are two's"
        + " complement in the low bits.",
      "A profile that rounds twice (ml_dtypes, onnx) takes operands wider than float32 to float32 first, nearest-even.",
    ],
    positionals: [
      Positional(name: "FORMAT", help: "the format of the codes, for instance e4m3fn ('\(Tool.name) formats' lists them)"),
      Positional(name: "IN.npy", help: "the values; - is standard input"),
      Positional(name: "OUT.npy", help: "where the codes go; - is standard output"),
    ],
    options: [
      .value("--source", "NAME", "the format of the words in IN.npy, for instance bf16 for <u2"),
      .value("--random", "WORDS.npy", "random words for --rounding stochastic: |u1, <u2 or <u4"),
      .value(
        "--random-layout", "L", choices: RandomLayout.allCases.map(\.name), standard: "per-element, by the type of WORDS.npy",
        "which bits of a word belong to which element"),
      .value(
        "--flags", "FLAGS.npy",
        "also write a byte per element: 1 inexact, 2 underflow, 4 overflow, 16 invalid"),
    ] + PolicyOptions.all,
    examples: [
      Example("\(Tool.name) encode e4m3fn weights.npy codes.npy", "nearest-even, saturating at 448"),
      Example(
        "\(Tool.name) encode e2m1fn x.npy codes.npy --rounding stochastic --random words.npy --random-layout ptx-e2m1x4",
        "one random word for four elements, as cvt.rs reads it"),
    ],
    hasBackend: true,
    run: EncodeCommand.run)
}

/// Encodes one array file.
enum EncodeCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let console = invocation.console
    let target = try invocation.format("FORMAT")!
    let asked = try invocation.format("--source")
    _ = try invocation.profile()
    let stochastic = try StochasticOptions(invocation, target)
    try checkPaths(invocation)
    let source = try SourceArray(path: invocation.word("IN.npy"), format: asked, console)
    let conversion = try PolicyOptions.conversion(invocation, to: target.descriptor, from: source.format.descriptor)
    let random = try stochastic.words(for: source.count, console)

    var output = try OutputArray(path: invocation.word("OUT.npy"), console)
    var flags: OutputArray?
    if let path = invocation.value("--flags") { flags = try OutputArray(path: path, console) }
    let pieces = try encode(source, to: target, conversion, random, invocation)
    try output.write(OutputArray.unsignedType(bits: target.descriptor.wordBits), shape: source.shape, pieces: pieces.map(\.codes))
    try flags?.write(.uint8, shape: source.shape, pieces: pieces.map(\.flags))
    try output.commit()
    if let flags = flags.take() { try flags.commit() }
    source.reportIgnoredBits(invocation)
    return .success
  }

  private static func encode(
    _ source: SourceArray, to target: NamedFormat, _ conversion: Conversion, _ random: (words: [UInt32], layout: RandomLayout)?,
    _ invocation: Invocation
  ) throws -> [ArrayEncoder.Piece] {
    let wantsFlags = invocation.value("--flags") != nil
    var (words, format) = (source.words, source.format.descriptor)
    var narrowingFlags: [[UInt8]] = []
    if let narrow = try invocation.profile()?.narrowing(to: target.descriptor)?.descriptor, format.isWider(than: narrow) {
      var encoder = ArrayEncoder(from: format, to: narrow, conversion: .narrowing, count: source.count)
      encoder.wantsFlags = wantsFlags
      let pieces = try encoder.encode(words)
      narrowingFlags = pieces.map(\.flags)
      (words, format) = (Words(size: narrow.wordBits / 8, pieces: pieces.map(\.codes)), narrow)
    }
    var encoder = ArrayEncoder(from: format, to: target.descriptor, conversion: conversion, count: source.count)
    encoder.wantsFlags = wantsFlags
    if let random { (encoder.random, encoder.layout) = random }
    do throws(CodecError) {
      var pieces = try encoder.encode(words, invocation.progress("encode", total: source.count, unit: "elem"))
      for (index, flags) in narrowingFlags.enumerated() where wantsFlags {
        for element in flags.indices { pieces[index].flags[element] |= flags[element] }
      }
      return pieces
    } catch .unrepresentable(let index, _) {
      let word = source.words.word(at: index)
      throw ToolError.invalid(
        "\(oneLine(source.name)): element \(index) is NaN (0x\(NumberText.hex(word, digits: source.format.descriptor.wordDigits)) in"
          + " \(source.format.name)), which \(target.name) cannot hold; missing-nan is reject"
          + " (choose another with --missing-nan)")
    }
  }

  /// No output may overwrite another.
  private static func checkPaths(_ invocation: Invocation) throws(ToolError) {
    if let flags = invocation.value("--flags"), flags == invocation.word("OUT.npy") {
      throw invocation.usage("--flags and OUT.npy are both \(quoted(flags)); expected two files")
    }
    if invocation.word("IN.npy") == "-", invocation.value("--random") == "-" {
      throw invocation.usage("IN.npy and --random are both standard input; expected one of them")
    }
  }
}

extension FormatDescriptor {
  /// Whether some value of this format is none of `other`, although it is a number of the same kind.
  fileprivate func isWider(than other: FormatDescriptor) -> Bool { !isFixedPoint && !isExact(in: other) }
}

extension Conversion {
  /// What a C compiler's cast from double to float does.
  fileprivate static var narrowing: Conversion { Conversion(overflow: .nonfinite, nan: .payload) }
}
