internal import Binade
internal import BinadeKernels
internal import BinadeTensorCore
internal import BinadeVectors

extension Command {
  /// `binade bench`.
  static let bench = Command(
    name: "bench",
    summary: "Time codecs, block quantizers, matrix products and sweeps, each beside its yardstick",
    notes: [
      "Sections: encode, decode, quantize, dequantize, gemm, threads, growth, sweep; without names, all of them. Each rate is the best of several"
        + " runs, on one thread unless the section says so, and stands beside a yardstick of the same run.",
      "encode, decode: against a loop that reads and writes as many bytes and does nothing else. quantize, dequantize: maximum, scales, codes"
        + " packed without gaps, against memcpy of as many bytes. gemm: packing of the operands included, against sgemm of the BLAS behind"
        + " numpy if --python has it, else against a plain loop over float32.",
      "--json prints {\"machine\", \"backend\", \"count\", \"data\", SECTION: {\"title\", \"unit\", \"yardstick\","
        + " \"rows\": {NAME: {\"rate\", \"yardstick\", \"ratio\", \"note\"}}}}.",
    ],
    positionals: [
      Positional(name: "SECTION", help: "what is timed", arity: .any, choices: BenchCommand.Section.allCases.map(\.rawValue))
    ],
    options: [
      .value("--count", "N", standard: "67108864", "how many values; the data repeats or is cut to that many"),
      .value("--data", "FILE.npy", "take the values from this <f4 array, so that another program can time the same"),
      .value("--python", "PATH", standard: "python3", "the interpreter that is asked for numpy"),
      .flag("--json", "the result as JSON"),
    ],
    examples: [
      Example("\(Tool.name) bench", "everything, a few minutes"),
      Example("\(Tool.name) bench gemm --backend avx2", "matrix products with AVX2"),
      Example("\(Tool.name) bench quantize --data x.npy --json", "the values of x.npy, the result for a program"),
    ],
    hasBackend: true,
    run: BenchCommand.run)
}

/// Times what works on whole buffers.
enum BenchCommand {
  /// What can be asked for.
  enum Section: String, CaseIterable {
    case encode, decode, quantize, dequantize, gemm, threads, growth, sweep
  }

  static func run(_ invocation: Invocation) throws -> ExitCode {
    let count = try invocation.integer("--count", in: 1...(1 << 30))
    let named = invocation.words("SECTION").compactMap { Section(rawValue: $0) }
    let sections = named.isEmpty ? Section.allCases : Section.allCases.filter { named.contains($0) }
    let isJSON = invocation.flag("--json")
    let needsData = sections.contains { [.encode, .decode, .quantize, .dequantize].contains($0) }
    let data = needsData || invocation.value("--data") != nil ? try data(invocation, count) : Words(size: 4, bytes: [])
    let (machine, name) = (MachineDescription.current, invocation.value("--data") ?? "generated")
    if !isJSON { invocation.console.print("\(machine.text); back-end \(Backend.current.name)\n") }
    var tables: [String: JSON] = [
      "machine": machine.json, "backend": .string(Backend.current.name), "count": .integer(data.count), "data": .string(name),
    ]
    for section in sections {
      for table in try Self.tables(section, data, invocation) {
        if isJSON { tables[table.id] = table.json } else { invocation.console.print(table.text) }
        invocation.console.output.flush()
      }
    }
    if isJSON { invocation.console.print(JSON.object(tables).text) }
    return .success
  }

  private static func tables(_ section: Section, _ data: Words, _ invocation: Invocation) throws -> [BenchTable] {
    let python = invocation.value("--python") ?? "python3"
    return switch section {
    case .encode: [try CodecBench(data: data).encoding()]
    case .decode: [try CodecBench(data: data).decoding()]
    case .quantize: try BlockBench(data: data).quantizing()
    case .dequantize: [try BlockBench(data: data).dequantizing()]
    case .gemm: [try products(python, invocation)]
    case .threads: [try threads()]
    case .growth: [try growth()]
    case .sweep: [try SweepBench.table()]
    }
  }

  private static func products(_ python: String, _ invocation: Invocation) throws -> BenchTable {
    let cases = GemmBench.cases
    var yardstick = Sgemm(Array(Set(cases.map(\.size))), python: python)
    let progress = invocation.progress("bench gemm", total: cases.count, unit: "products")
    var rates: [Double] = []
    for product in cases {
      rates.append(try GemmBench().rate(of: product))
      progress.advance(by: 1)
    }
    progress.finish()
    yardstick.measureAgain()
    var table = BenchTable(id: "gemm", title: "Matrix products, one thread", unit: "GMAC/s", yardstick: yardstick.name)
    for (product, rate) in zip(cases, rates) {
      let bytes = NumberText.fixed(try GemmBench.panelBytes(of: product), 2)
      table.rows.append(
        .init(
          name: product.name, rate: rate / 1e9, yardstick: yardstick.rate(product.size) / 1e9, note: "panel \(bytes) bytes an element"))
    }
    return table
  }

  private static func threads() throws -> BenchTable {
    var table = BenchTable(id: "threads", title: "Matrix products, two threads", unit: "GMAC/s", yardstick: "the same on one thread")
    for instruction in GemmBench.threaded {
      let product = GemmBench.Case(instruction)
      var bench = GemmBench()
      let one = try bench.rate(of: product)
      bench.threads = 2
      table.rows.append(.init(name: product.name, rate: try bench.rate(of: product) / 1e9, yardstick: one / 1e9))
    }
    return table
  }

  private static func growth() throws -> BenchTable {
    let yardstick = "the time at \(GrowthBench.base.text), \(GrowthBench.smallBase.text) without a kernel; twice the work"
    var table = BenchTable(id: "growth", title: "Growth of a product, one thread", unit: "ms", yardstick: yardstick)
    for instruction in GrowthBench.instructions { table.rows += try GrowthBench.rows(instruction) }
    return table
  }

  private static func data(_ invocation: Invocation, _ count: Int?) throws -> Words {
    guard let path = invocation.value("--data") else { return CodecBench.generated(count: count ?? 1 << 26) }
    let array = try SourceArray.read(path, invocation.console)
    try array.require(.float32)
    if array.count == 0 { throw ToolError.invalid("\(oneLine(array.name)): expected values, found none") }
    guard let count, count != array.count else { return Words(array) }
    let whole = Words(array)
    return Words(
      size: 4,
      bytes: whole.withSpan(of: 0..<whole.count, as: UInt32.self) { values in
        Words.bytes(count: count, of: UInt32.self) { target in
          for index in target.indices { target[index] = values[index % values.count] }
        }
      })
  }
}
