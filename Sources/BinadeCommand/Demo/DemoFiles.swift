internal import Binade
internal import BinadeVectors

/// What `demo --out` writes: the codes of every format, and a summary.
enum DemoFiles {
  /// Writes into a folder, which is made if it is not there.
  static func write(_ summaries: [DemoSummary], _ tensors: [DemoTensor], to folder: String) throws {
    let made = Machine.makeFolder(folder)
    guard made.isDone else { throw FileError.unwritable(path: folder, reason: made.reason) }
    for summary in summaries {
      try write(summary.plain, summary.format, to: "\(folder)/\(summary.format.name).npy")
      if !summary.scaled.isEmpty { try write(summary.scaled, summary.format, to: "\(folder)/\(summary.format.name).scaled.npy") }
    }
    try AtomicFile.write(Array((json(summaries, tensors).text + "\n").utf8), to: "\(folder)/summary.json")
  }

  /// The codes of all tensors, one behind the other.
  private static func write(_ results: [DemoResult], _ format: NamedFormat, to path: String) throws(FileError) {
    let count = results.reduce(0) { $0 + $1.codes.count }
    var file = try AtomicFile(path: path)
    try file.append(try NpyArray.header(dtype: OutputArray.unsignedType(bits: format.descriptor.wordBits), shape: [count]))
    for result in results { try file.append(result.codes.bytes) }
    try file.commit()
  }

  private static func json(_ summaries: [DemoSummary], _ tensors: [DemoTensor]) -> JSON {
    var offset = 0
    let list = tensors.map { tensor in
      defer { offset += tensor.values.count }
      return JSON.object([
        "name": .string(tensor.name), "shape": .array(tensor.shape.map { .integer($0) }), "offset": .integer(offset),
        "absmax": .string("\(tensor.absmax)"),
      ])
    }
    let formats = summaries.map { summary in
      (
        summary.format.name,
        JSON.object([
          "bits": .integer(summary.format.descriptor.codeBits), "codesUsed": .integer(summary.codesUsed),
          "policies": FormatJSON.policies(summary.format.descriptor.defaultConversion),
          "plain": figures(summary.plain), "scaled": summary.scaled.isEmpty ? .null : figures(summary.scaled),
        ])
      )
    }
    return .object(["tensors": .array(list), "formats": .object(Dictionary(uniqueKeysWithValues: formats))])
  }

  private static func figures(_ results: [DemoResult]) -> JSON {
    .array(
      results.map { result in
        .object([
          "tensor": .string(result.tensor.name), "scaleExponent": .integer(result.scaleExponent), "sqnr": .decimal(result.sqnr, 4),
          "saturated": .integer(result.saturated), "flushedToZero": .integer(result.flushed),
          "largestError": .string("\(result.absoluteError)"), "largestRelativeError": .string("\(result.relativeError)"),
        ])
      })
  }
}
