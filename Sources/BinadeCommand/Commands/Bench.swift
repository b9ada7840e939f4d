internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade bench`.
  static let bench = Command(
    name: "bench",
    summary: "Time encoding from float32 and decoding to it, beside memcpy",
    notes: [
      "One thread, default policies, best of several runs, in millions of elements per second; every format of 8 bits or fewer, and f16,"
        + " bf16 and tf32. The last column is encoding relative to a copy of the same float32 array in the same run.",
      "Block formats: quantizing rows of 4096 values with their scales, and the same with codes packed densely.",
      "Matrix products: 256 x 256 x 1024 through datapaths, in millions of multiply-adds per second, beside a loop over float32.",
      "--json prints {\"count\", \"data\", \"memcpy\": {\"melemPerSecond\", \"gigabytesPerSecond\"}, \"formats\": {NAME: {\"encode\","
        + " \"decode\", \"encodePerMemcpy\"}}, \"blocks\": {NAME: {\"quantize\", \"packed\", \"dequantize\"}}, \"gemm\": {NAME: MACs}}; rates are in millions of elements per second.",
    ],
    options: [
      .value("--count", "N", standard: "4194304", "how many values; the data repeats or is cut to that many"),
      .value("--data", "FILE.npy", "take the values from this <f4 array, so that another program can time the same"),
      .flag("--json", "the result as JSON"),
    ],
    examples: [
      Example("\(Tool.name) bench", "the table"),
      Example("\(Tool.name) bench --data x.npy --json", "the values of x.npy, the result for a program"),
    ],
    hasBackend: true,
    run: BenchCommand.run)
}

/// Times the codec.
enum BenchCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let count = try invocation.integer("--count", in: 1...(1 << 28))
    let bench = CodecBench(data: try data(invocation, count))
    let formats = FormatCatalogue.all.filter { $0.descriptor.codeBits <= 8 || [.binary16, .bfloat16, .tf32].contains($0.id) }
    let progress = invocation.progress("bench", total: formats.count * bench.data.count, unit: "elem")
    defer { progress.finish() }
    let copy = bench.copyRate()
    var rows: [(name: String, rates: CodecBench.Rates)] = []
    for format in formats {
      rows.append((format.name, try bench.rates(of: format.descriptor)))
      progress.advance(by: bench.data.count)
    }
    var blocks: [(name: String, rates: BlockBench.Rates)] = []
    for id in BlockBench.formats {
      blocks.append((id.name, try BlockBench(bench: bench).rates(of: id)))
    }
    let products = try products()
    progress.finish()
    let name = invocation.value("--data") ?? "generated"
    if invocation.flag("--json") {
      invocation.console.print(json(rows, blocks, products, copy, bench.data.count, name).text)
      return .success
    }
    invocation.console.print(
      "\(bench.data.count) float32 values, one thread; memcpy \(NumberText.fixed(copy / 1e6, 0)) Melem/s"
        + " (\(NumberText.fixed(copy * 4 / 1e9, 1)) GB/s)\n")
    var table = Table([("format", .left), ("encode\nMelem/s", .right), ("decode\nMelem/s", .right), ("encode\n/ memcpy", .right)])
    for row in rows {
      table.add([
        row.name, NumberText.fixed(row.rates.encode / 1e6, 0), NumberText.fixed(row.rates.decode / 1e6, 0),
        NumberText.fixed(row.rates.encode / copy, 2),
      ])
    }
    invocation.console.print(table.text)
    var second = Table([
      ("block format", .left), ("quantize\nMelem/s", .right), ("and pack\nMelem/s", .right), ("dequantize\nMelem/s", .right),
    ])
    for row in blocks {
      second.add([
        row.name, NumberText.fixed(row.rates.quantize / 1e6, 0), NumberText.fixed(row.rates.packed / 1e6, 0),
        NumberText.fixed(row.rates.dequantize / 1e6, 0),
      ])
    }
    invocation.console.print("\n" + second.text)
    var third = Table([("matrix product", .left), ("million\nMAC/s", .right), ("/ f32\nloop", .right)])
    for row in products {
      third.add([row.name, NumberText.fixed(row.rate / 1e6, 1), NumberText.fixed(row.rate / products[0].rate, 3)])
    }
    invocation.console.print("\n" + third.text)
    return .success
  }

  /// Multiply-adds per second: a loop over float32, then instructions.
  private static func products() throws -> [(name: String, rate: Double)] {
    let bench = GemmBench()
    return [("f32 loop", bench.singleRate())] + (try GemmBench.instructions.map { ($0, try bench.rate(of: $0)) })
  }

  private static func data(_ invocation: Invocation, _ count: Int?) throws -> Words {
    guard let path = invocation.value("--data") else { return CodecBench.generated(count: count ?? 1 << 22) }
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

  private static func json(
    _ rows: [(name: String, rates: CodecBench.Rates)], _ blocks: [(name: String, rates: BlockBench.Rates)],
    _ products: [(name: String, rate: Double)], _ copy: Double, _ count: Int, _ data: String
  ) -> JSON {
    let formats = rows.map { row in
      (
        row.name,
        JSON.object([
          "encode": .decimal(row.rates.encode / 1e6, 2), "decode": .decimal(row.rates.decode / 1e6, 2),
          "encodePerMemcpy": .decimal(row.rates.encode / copy, 4),
        ])
      )
    }
    return .object([
      "count": .integer(count), "data": .string(data),
      "memcpy": .object(["melemPerSecond": .decimal(copy / 1e6, 2), "gigabytesPerSecond": .decimal(copy * 4 / 1e9, 3)]),
      "formats": .object(Dictionary(uniqueKeysWithValues: formats)),
      "gemm": .object(Dictionary(uniqueKeysWithValues: products.map { ($0.name, JSON.decimal($0.rate / 1e6, 3)) })),
      "blocks": .object(
        Dictionary(
          uniqueKeysWithValues: blocks.map { row in
            (
              row.name,
              JSON.object([
                "quantize": .decimal(row.rates.quantize / 1e6, 2), "packed": .decimal(row.rates.packed / 1e6, 2),
                "dequantize": .decimal(row.rates.dequantize / 1e6, 2),
              ])
            )
          })),
    ])
  }
}
