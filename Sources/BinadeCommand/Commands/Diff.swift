internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade diff`.
  static let diff = Command(
    name: "diff",
    summary: "Compare two arrays bit for bit",
    notes: ["The arrays have the same element type and shape. Exit code 0: equal; 1: different; 3: not comparable."],
    positionals: [
      Positional(name: "A.npy", help: "the first array; - is standard input"), Positional(name: "B.npy", help: "the second array"),
    ],
    options: [
      .value("--format", "NAME", "the format of the words, to show their values; floats say it themselves"),
      .value("--limit", "N", standard: "10", "how many differences to show"),
    ],
    examples: [
      Example("\(Tool.name) diff ours.npy theirs.npy --format e4m3fn", "codes that differ, with their values"),
      Example("\(Tool.name) diff a.npy b.npy --limit 0", "only the count"),
    ],
    run: DiffCommand.run)
}

/// Compares two array files.
enum DiffCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let console = invocation.console
    let asked = try invocation.format("--format")
    let limit = try invocation.integer("--limit", in: 0...Int.max) ?? 10
    if invocation.word("A.npy") == "-", invocation.word("B.npy") == "-" {
      throw invocation.usage("A.npy and B.npy are both standard input; expected one of them")
    }
    let first = try SourceArray.read(invocation.word("A.npy"), console)
    let second = try SourceArray.read(invocation.word("B.npy"), console)
    guard first.dtype == second.dtype, first.shape == second.shape else {
      throw ToolError.invalid(
        "\(oneLine(second.name)): expected \(first.dtype.rawValue) \(first.shape) as in \(oneLine(first.name)),"
          + " found \(second.dtype.rawValue) \(second.shape)")
    }
    if let asked, asked.descriptor.wordBits > first.dtype.itemSize * 8 {
      throw ToolError.invalid("\(oneLine(first.name)): \(first.dtype.rawValue) is too narrow for words of \(asked.name)")
    }
    let format = asked ?? SourceArray.floatFormat(first.dtype).map { NamedFormat($0) }
    let indices = differences(Words(first), Words(second))
    guard !indices.isEmpty else {
      console.print("equal: \(first.count) elements")
      return .success
    }
    console.print("different: \(indices.count) of \(first.count) elements")
    if limit > 0 { console.print(table(indices.prefix(limit), first, second, format?.descriptor).text) }
    if indices.count > limit, limit > 0 { console.print("and \(indices.count - limit) more (--limit N shows more)") }
    return .mismatch
  }

  private static func differences(_ a: Words, _ b: Words) -> [Int] {
    if a.bytes == b.bytes { return [] }
    let size = a.size
    return (0..<a.count).filter { index in
      for byte in index * size..<(index + 1) * size where a.bytes[byte] != b.bytes[byte] { return true }
      return false
    }
  }

  private static func table(_ indices: ArraySlice<Int>, _ first: NpyArray, _ second: NpyArray, _ format: FormatDescriptor?) -> Table {
    var columns: [(heading: String, alignment: Table.Alignment)] = [("index", .left), ("A", .right), ("B", .right)]
    if format != nil {
      columns += [("A hex", .right), ("B hex", .right), ("A", .right), ("B", .right)]
    }
    var table = Table(columns)
    let digits = first.dtype.itemSize * 2
    for index in indices {
      let words = [Words(first).word(at: index), Words(second).word(at: index)]
      var cells = [place(index, first.shape)] + words.map { NumberText.hex($0, digits: digits) }
      if let format {
        let values = words.map { format.unpack($0) }
        cells += values.map { NumberText.hexFloat($0) } + values.map { NumberText.rounded($0, digits: 17) }
      }
      table.add(cells)
    }
    return table
  }

  /// The element's number, and its place in an array of several dimensions.
  private static func place(_ index: Int, _ shape: [Int]) -> String {
    guard shape.count > 1 else { return "\(index)" }
    var rest = index
    let place = shape.reversed().map { size in
      defer { rest /= size }
      return rest % size
    }
    return "\(index) [\(place.reversed().map(String.init).joined(separator: ", "))]"
  }
}
