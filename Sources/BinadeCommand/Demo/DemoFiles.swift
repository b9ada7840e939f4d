internal import Binade
internal import BinadeVectors

/// What `demo --out` writes: the codes of every format, the quantized tensors of every block format, and a summary.
enum DemoFiles {
  /// Writes into a folder, which is made if it is not there.
  static func write(
    _ summaries: [DemoSummary], _ blocks: [DemoBlockSummary], _ products: [DemoProductSummary], _ tensors: [DemoTensor],
    to folder: String
  ) throws {
    try makeFolder(folder)
    for summary in summaries {
      try write(summary.plain, summary.format, to: "\(folder)/\(summary.format.name).npy")
      if !summary.scaled.isEmpty { try write(summary.scaled, summary.format, to: "\(folder)/\(summary.format.name).scaled.npy") }
    }
    let names = fileNames(tensors)
    for summary in blocks {
      try makeFolder("\(folder)/\(summary.choice.name)")
      for (name, result) in zip(names, summary.results) {
        try result.quantized.safetensors().write(to: "\(folder)/\(summary.choice.name)/\(name)")
      }
    }
    try AtomicFile.write(Array((json(summaries, blocks, products, tensors).text + "\n").utf8), to: "\(folder)/summary.json")
  }

  private static func makeFolder(_ path: String) throws(FileError) {
    let made = Machine.makeFolder(path)
    guard made.isDone else { throw .unwritable(path: path, reason: made.reason) }
  }

  /// A file name for each tensor: its own, or with its place in front of all if one cannot be a file's. The names come from a file: nothing
  /// in them may lead out of the folder, and no two may be the same, on disks that know no capitals either.
  static func fileNames(_ tensors: [DemoTensor]) -> [String] {
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_".unicodeScalars)
    let safe = tensors.map { tensor in
      String(String.UnicodeScalarView(tensor.name.unicodeScalars.prefix(100).map { allowed.contains($0) ? $0 : "_" }))
    }
    let isPlain =
      zip(safe, tensors).allSatisfy { $0 == $1.name && !$0.isEmpty && !$0.hasPrefix(".") }
      && Set(safe.map { $0.lowercased() }).count == safe.count
    return safe.enumerated().map { (isPlain ? "" : "\($0)-") + $1 + ".safetensors" }
  }

  /// The codes of all tensors, one behind the other.
  private static func write(_ results: [DemoResult], _ format: NamedFormat, to path: String) throws(FileError) {
    let count = results.reduce(0) { $0 + $1.codes.count }
    var file = try AtomicFile(path: path)
    try file.append(try NpyArray.header(dtype: OutputArray.unsignedType(bits: format.descriptor.wordBits), shape: [count]))
    for result in results { try file.append(result.codes.bytes) }
    try file.commit()
  }

  private static func json(
    _ summaries: [DemoSummary], _ blocks: [DemoBlockSummary], _ products: [DemoProductSummary], _ tensors: [DemoTensor]
  ) -> JSON {
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
    return .object([
      "tensors": .array(list), "products": DemoProductTables.json(products), "formats": .object(Dictionary(uniqueKeysWithValues: formats)),
      "blockFormats": .object(Dictionary(uniqueKeysWithValues: blocks.map { ($0.choice.name, json($0, fileNames(tensors))) })),
    ])
  }

  private static func json(_ summary: DemoBlockSummary, _ names: [String]) -> JSON {
    let choice = summary.choice
    var members = figures(summary.total)
    // The decibels of one tensor among large ones would be lost in a sum.
    members["qsnr"] = nil
    members["meanQSNR"] = .decimal(summary.meanQSNR, 4)
    members["leastQSNR"] = .decimal(summary.leastQSNR, 4)
    return .object([
      "format": .string(choice.format.name), "scaleRule": .string(choice.conversion.rule.name),
      "profile": .string(choice.profile.qualifiedName), "policies": BlockJSON.policies(choice.conversion), "total": .object(members),
      "tensors": .array(
        zip(names, summary.results).map { name, result in
          var members = figures(result.quality)
          members["tensor"] = .string(result.tensor.name)
          members["file"] = .string("\(choice.name)/\(name)")
          if choice.format.descriptor.hasTensorScale {
            members["tensorScale"] = .string("\(Float(bitPattern: result.quantized.tensorScale))")
          }
          return .object(members)
        }),
    ])
  }

  /// `null` for what is infinite or not there.
  private static func figures(_ quality: BlockQuality) -> [String: JSON] {
    [
      "elements": .integer(quality.count), "qsnr": .decimal(quality.qsnr, 4), "saturated": .integer(quality.saturated),
      "flushedToZero": .integer(quality.flushed), "crestBefore": quality.crestBefore.mean.map { .decimal($0, 6) } ?? .null,
      "crestAfter": quality.crestAfter.mean.map { .decimal($0, 6) } ?? .null, "bitsPerElement": .decimal(quality.bitsPerElement, 6),
      "bytes": .integer(quality.packedBytes),
    ]
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
