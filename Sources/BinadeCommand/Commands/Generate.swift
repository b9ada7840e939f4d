internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade generate`.
  static let generate = Command(
    name: "generate",
    summary: "Write golden vectors of a suite",
    notes: [
      "A suite is a format and an operation, e4m3fn_encode or int4_decode; for block formats mxfp4_quantize or nvfp4_dequantize; layouts is"
        + " one too; for dot products it is an instruction, sm_90:wgmma.f32.e4m3.e4m3. 'all' writes every suite with its derived forms and the manifest into the folder of -o."
        + " Expected results come from the oracle; the same arguments give the same bytes.",
      "Block formats have json and mem, layouts json, instructions json, mem and text. --level is for scalar formats, --count for those and"
        + " for instructions.",
      "text: lines for pipes, 'generate … | device | verify -'. jsonl: the same with names. mem: one group as a $readmemh image.",
      "--count adds random operands under the default policies, or dot products of all families; text and jsonl write them as they are made,"
        + " so there is no limit.",
    ],
    positionals: [Positional(name: "SUITE", help: "for instance e4m3fn_encode, or an instruction; or all")],
    options: [
      .value("--level", "L", choices: ["1", "2"], standard: "1", "how many structured operands"),
      .value("--seed", "S", standard: "1", "seed of the random operands and random words"),
      .value("--count", "N", standard: "0", "how many random operands to add"),
      .value("--format", "FORM", choices: ["json", "jsonl", "text", "mem"], standard: "json", "the form"),
      .value("--group", "G", standard: "1", "which group a mem image holds"),
      .value("--output", "PATH", short: "-o", standard: "standard output", "the file, or for 'all' the folder"),
    ],
    examples: [
      Example("\(Tool.name) generate e4m3fn_encode --format text | ./device | \(Tool.name) verify -", "check a device through a pipe"),
      Example("\(Tool.name) generate e2m1fn_encode --format mem -o e2m1fn.mem", "an image for $readmemh"),
      Example("\(Tool.name) generate sm_90:wgmma.f32.e4m3.e4m3 --format text --count 100000", "dot products for a device"),
      Example("\(Tool.name) generate all -o Vectors", "what the repository ships"),
    ],
    run: GenerateCommand.run)
}

/// Writes golden vectors.
enum GenerateCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let name = invocation.word("SUITE")
    let level = try OperandLevel(rawValue: invocation.integer("--level", in: 1...2) ?? 1) ?? .one
    let seed = UInt64(try invocation.integer("--seed", in: 0...Int.max) ?? 1)
    let count = try invocation.integer("--count", in: 0...Int.max) ?? 0
    let form = invocation.value("--format") ?? "json"
    if name == "all" { return try all(invocation) }
    guard let found = GoldenSuite(name) else {
      let names = GoldenSuite.all.map(\.name) + ["all"]
      throw invocation.usage(
        "SUITE: no suite is named \(quoted(name))\(Suggestion.phrase(for: name, among: names)); expected FORMAT_encode or FORMAT_decode,"
          + " for a block format FORMAT_quantize or FORMAT_dequantize, or an instruction")
    }
    if case .dot(let suite) = found { return try dots(suite, seed, count, form, invocation) }
    guard case .scalar(let suite) = found else { return try blocks(found, seed, form, invocation) }
    if form != "mem", invocation.value("--group") != nil { throw invocation.usage("--group is for --format mem") }
    let isStream = form == "text" || form == "jsonl"
    guard isStream || count <= 1_000_000 else {
      throw invocation.usage("--count: expected at most 1000000 for \(form), not \(count); text and jsonl have no limit")
    }
    var output = try GenerateOutput(invocation)
    if isStream {
      try stream(suite, level, seed, count, isText: form == "text", invocation, &output)
      return try output.finish()
    }
    let file = VectorFile.generate(suite, level: level, seed: seed, count: count)
    if form == "json" {
      try output.write(file.json())
    } else {
      let group = try invocation.integer("--group", in: 1...file.groups.count) ?? 1
      try output.write(file.mem(group: group - 1).serialized())
    }
    return try output.finish()
  }

  /// Suites of block formats, and that of layouts.
  private static func blocks(_ suite: GoldenSuite, _ seed: UInt64, _ form: String, _ invocation: Invocation) throws -> ExitCode {
    for option in ["--level", "--count"] where invocation.value(option) != nil {
      throw invocation.usage("\(option) is for scalar formats; \(suite.name) has one set of blocks")
    }
    if form != "mem", invocation.value("--group") != nil { throw invocation.usage("--group is for --format mem") }
    var output = try GenerateOutput(invocation)
    switch suite {
    case .block(let suite):
      guard form == "json" || form == "mem" else { throw invocation.usage("--format: block formats have json and mem, not \(form)") }
      let file = BlockVectorFile.generate(suite, seed: seed)
      if form == "json" {
        try output.write(file.json())
      } else {
        let group = try invocation.integer("--group", in: 1...file.groups.count) ?? 1
        try output.write(file.mem(group: group - 1).serialized())
      }
    case .layouts, .scalar, .dot:
      guard form == "json" else { throw invocation.usage("--format: layouts have json, not \(form)") }
      guard invocation.value("--seed") == nil else { throw invocation.usage("--seed does not go with layouts: nothing in them is random") }
      try output.write(LayoutVectorFile.generate().json())
    }
    return try output.finish()
  }

  /// Suites of dot products.
  private static func dots(_ suite: DotSuite, _ seed: UInt64, _ count: Int, _ form: String, _ invocation: Invocation) throws -> ExitCode {
    for option in ["--level", "--group"] where invocation.value(option) != nil {
      throw invocation.usage("\(option) does not go with instructions, which have one set of tests")
    }
    guard form != "jsonl" else { throw invocation.usage("--format: instructions have json, mem and text, not jsonl") }
    guard form == "text" || count == 0 else { throw invocation.usage("--count goes with --format text for instructions") }
    let file = try DotVectorFile.generate(suite, seed: seed)
    var output = try GenerateOutput(invocation)
    switch form {
    case "json": try output.write(file.json())
    case "mem": try output.write(file.mem().serialized())
    default:
      let stream = DotStream(suite)
      try output.write(stream.text(file))
      let progress = invocation.progress("generate", total: count, unit: "tests")
      defer { progress.finish() }
      for start in stride(from: 0, to: count, by: 1 << 10) where output.isOpen {
        let indices = start..<min(count, start + 1 << 10)
        try output.write(stream.text(indices, seed: seed &+ 1))
        progress.advance(by: indices.count)
      }
    }
    return try output.finish()
  }

  private static func all(_ invocation: Invocation) throws -> ExitCode {
    for option in ["--level", "--seed", "--count", "--format", "--group"] where invocation.value(option) != nil {
      throw invocation.usage("\(option) does not go with 'all', which writes exactly what ships")
    }
    guard let folder = invocation.value("--output"), folder != "-" else { throw invocation.usage("'all' needs a folder: -o PATH") }
    let progress = invocation.progress("generate", total: GoldenSuite.all.count, unit: "suites")
    defer { progress.finish() }
    try VectorLibrary(root: folder).writeAll { _, done, _ in if done > 0 { progress.advance(by: 1) } }
    return .success
  }

  /// Structured tests first, then the random ones in blocks, under the group line of the default policies.
  private static func stream(
    _ suite: VectorSuite, _ level: OperandLevel, _ seed: UInt64, _ count: Int, isText: Bool, _ invocation: Invocation,
    _ output: inout GenerateOutput
  ) throws {
    let file = VectorFile.generate(suite, level: level, seed: seed)
    if isText { try output.write(TextStream.comment(file)) }
    for group in file.groups { try output.write(isText ? TextStream.text(group) : JSONLines.text(group)) }
    guard count > 0 else { return }
    let progress = invocation.progress("generate", total: count, unit: "tests")
    defer { progress.finish() }
    let block = 1 << 14
    for start in stride(from: 0, to: count, by: block) where output.isOpen {
      let indices = start..<min(count, start + block)
      let group = suite.randomGroup(indices, seed: seed, firstID: file.count + start + 1)
      try output.write(isText ? TextStream.text(group, withHeader: start == 0) : JSONLines.text(group, withHeader: start == 0))
      progress.advance(by: indices.count)
    }
  }
}

/// A file that is written aside, or standard output.
struct GenerateOutput: ~Copyable {
  private var file: AtomicFile?
  private let sink: TextSink

  init(_ invocation: Invocation) throws(FileError) {
    sink = invocation.console.output
    if let path = invocation.value("--output"), path != "-" { file = try AtomicFile(path: path) }
  }

  /// Whether anything that is written still arrives.
  var isOpen: Bool { sink.isOpen }

  mutating func write(_ text: String) throws(FileError) { try write(Array(text.utf8)) }

  mutating func write(_ bytes: [UInt8]) throws(FileError) {
    if file == nil { return sink.write(bytes: bytes) }
    try file?.append(bytes)
  }

  consuming func finish() throws(FileError) -> ExitCode {
    if let file = file.take() { try file.commit() }
    return .success
  }
}
