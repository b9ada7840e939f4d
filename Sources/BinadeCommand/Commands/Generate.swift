internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade generate`.
  static let generate = Command(
    name: "generate",
    summary: "Write golden vectors of a suite",
    notes: [
      "A suite is a format and an operation, e4m3fn_encode or int4_decode; for block formats mxfp4_quantize or nvfp4_dequantize; layouts is"
        + " one too; for dot products it is a dense instruction, sm_90:wgmma.f32.e4m3.e4m3. 'all' writes every suite with its derived forms"
        + " and the manifest into the folder of -o."
        + " Expected results come from the oracle; the same arguments give the same bytes.",
      "Scalars, block formats and instructions have all forms, layouts json. --level is for scalar formats.",
      "text: lines for pipes, 'generate … | device | verify -'. jsonl: the same with names. mem: one group as a $readmemh image.",
      "--count adds random operands under the default policies, or dot products of all families; text and jsonl write them as they are"
        + " made, so there is no limit.",
      "--shard I/N writes part I of N of a stream, I from 0 to N - 1: an equal share of the random tests; part 0 also what stands before"
        + " them. All parts in order are the whole stream, byte for byte. Parts after the first have no group line: verify them with --suite.",
    ],
    positionals: [Positional(name: "SUITE", help: "for instance e4m3fn_encode, or an instruction; or all")],
    options: [
      .value("--level", "L", choices: ["1", "2"], standard: "1", "how many structured operands"),
      .value("--seed", "S", standard: "1", "seed of the random operands and random words"),
      .value("--count", "N", standard: "0", "how many random operands to add"),
      .value("--format", "FORM", choices: ["json", "jsonl", "text", "mem"], standard: "json", "the form"),
      .value("--group", "G", standard: "1", "which group a mem image holds"),
      .value("--shard", "I/N", standard: "0/1", "text, jsonl: which part of how many, counted from 0"),
      .value("--output", "PATH", short: "-o", standard: "standard output", "the file, or for 'all' the folder"),
    ],
    examples: [
      Example("\(Tool.name) generate e4m3fn_encode --format text | ./device | \(Tool.name) verify -", "check a device through a pipe"),
      Example("\(Tool.name) generate e2m1fn_encode --format mem -o e2m1fn.mem", "an image for $readmemh"),
      Example("\(Tool.name) generate sm_90:wgmma.f32.e4m3.e4m3 --format text --count 100000", "dot products for a device"),
      Example("\(Tool.name) generate mxfp4_quantize --format text --count 1000000 --shard 3/8 -o part3.txt", "part of a campaign"),
      Example(
        "\(Tool.name) generate nvfp4_quantize --format text --count 1000000000 --shard $SLURM_ARRAY_TASK_ID/64 | ./device",
        "the same as an array job, sbatch --array=0-63"),
      Example("\(Tool.name) generate all -o Vectors", "what the repository ships"),
    ],
    run: GenerateCommand.run)
}

/// Writes golden vectors.
enum GenerateCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let name = invocation.word("SUITE")
    if name == "all" { return try all(invocation) }
    guard let suite = GoldenSuite(name) else {
      let names = GoldenSuite.all.map(\.name) + ["all"]
      throw invocation.usage(
        "SUITE: no suite is named \(quoted(name))\(Suggestion.phrase(for: name, among: names)); expected FORMAT_encode or FORMAT_decode,"
          + " for a block format FORMAT_quantize or FORMAT_dequantize, or a dense instruction")
    }
    let seed = UInt64(try invocation.integer("--seed", in: 0...Int.max) ?? 1)
    let level = try OperandLevel(rawValue: invocation.integer("--level", in: 1...2) ?? 1) ?? .one
    let form = invocation.value("--format") ?? "json"
    try check(suite, form, invocation)
    if let lines = LineForm(rawValue: form), let stream = GoldenStream(suite, level: level, seed: seed, form: lines) {
      return try write(stream, invocation)
    }
    return try write(suite, level, seed, form, invocation)
  }

  /// Refuses options that would do nothing.
  private static func check(_ suite: GoldenSuite, _ form: String, _ invocation: Invocation) throws {
    let isStream = LineForm(rawValue: form) != nil
    switch suite {
    case .scalar: break
    case .block, .dot:
      if invocation.value("--level") != nil { throw invocation.usage("--level is for scalar formats; \(suite.name) has one set of tests") }
    case .layouts:
      guard form == "json" else { throw invocation.usage("--format: layouts have json, not \(form)") }
      for option in ["--level", "--count", "--seed"] where invocation.value(option) != nil {
        throw invocation.usage("\(option) does not go with layouts: nothing in them is random")
      }
    }
    if form != "mem", invocation.value("--group") != nil { throw invocation.usage("--group is for --format mem") }
    if !isStream, invocation.value("--shard") != nil {
      throw invocation.usage("--shard goes with --format text or jsonl: only lines can be cut into parts, not \(form)")
    }
  }

  /// Files that are made as a whole.
  private static func write(_ suite: GoldenSuite, _ level: OperandLevel, _ seed: UInt64, _ form: String, _ invocation: Invocation) throws
    -> ExitCode
  {
    let isScalar = if case .scalar = suite { true } else { false }
    let count = try invocation.integer("--count", in: 0...Int.max) ?? 0
    guard isScalar || count == 0 else { throw invocation.usage("--count goes with --format text or jsonl for \(suite.name), not \(form)") }
    guard count <= 1_000_000 else {
      throw invocation.usage("--count: expected at most 1000000 for \(form), not \(count); text and jsonl have no limit")
    }
    if case .dot = suite, invocation.value("--group") != nil {
      throw invocation.usage("--group does not go with instructions, which have one set of tests")
    }
    var output = try GenerateOutput(invocation)
    let file: GoldenFile
    switch suite {
    case .scalar(let suite): file = .scalar(.generate(suite, level: level, seed: seed, count: count))
    case .block(let suite): file = .block(.generate(suite, seed: seed))
    case .dot(let suite): file = .dot(try .generate(suite, seed: seed))
    case .layouts: file = .layouts(.generate())
    }
    func group(of count: Int) throws -> Int { (try invocation.integer("--group", in: 1...count) ?? 1) - 1 }
    let isImage = form == "mem"
    switch file {
    case .scalar(let file): try output.write(isImage ? file.mem(group: group(of: file.groups.count)).serialized() : file.json())
    case .block(let file): try output.write(isImage ? file.mem(group: group(of: file.groups.count)).serialized() : file.json())
    case .dot(let file): try output.write(isImage ? file.mem().serialized() : file.json())
    case .layouts(let file): try output.write(file.json())
    }
    return try output.finish()
  }

  /// Lines as they are made: what stands before the random tests, if this is the first part, then this part's share of them.
  private static func write(_ stream: GoldenStream, _ invocation: Invocation) throws -> ExitCode {
    let count = try invocation.integer("--count", in: 0...Int.max) ?? 0
    var shard = Shard.whole
    if let text = invocation.value("--shard") {
      guard let found = Shard(text) else {
        throw invocation.usage("--shard: expected I/N with N of 1 or more and I from 0 to N - 1, for instance 0/4, not \(quoted(text))")
      }
      shard = found
    }
    var output = try GenerateOutput(invocation)
    if shard.isFirst { try output.write(stream.head(hasRandom: count > 0)) }
    let tests = shard.range(of: count)
    let progress = invocation.progress("generate", total: tests.count, unit: "tests")
    defer { progress.finish() }
    let piece = 1 << 10
    var start = tests.lowerBound
    while start < tests.upperBound, output.isOpen {
      let end = tests.upperBound - start < piece ? tests.upperBound : start + piece
      try output.write(stream.lines(start..<end))
      progress.advance(by: end - start)
      start = end
    }
    return try output.finish()
  }

  private static func all(_ invocation: Invocation) throws -> ExitCode {
    for option in ["--level", "--seed", "--count", "--format", "--group", "--shard"] where invocation.value(option) != nil {
      throw invocation.usage("\(option) does not go with 'all', which writes exactly what ships")
    }
    guard let folder = invocation.value("--output"), folder != "-" else { throw invocation.usage("'all' needs a folder: -o PATH") }
    let progress = invocation.progress("generate", total: GoldenSuite.all.count, unit: "suites")
    defer { progress.finish() }
    try VectorLibrary(root: folder).writeAll { _, done, _ in if done > 0 { progress.advance(by: 1) } }
    return .success
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
