internal import Binade

/// The demo's tables of block formats, at most 100 columns wide.
enum DemoBlockTables {
  /// The formats of the table by tensor.
  static let selection = ["mxfp8-e4m3", "mxfp6-e2m3", "mxfp4", "nvfp4", "mxint8", "mxint8.rceil", "nvint4"]

  /// One line for each format, over all tensors.
  static func formats(_ summaries: [DemoBlockSummary]) -> Table {
    var table = Table([
      ("block format", .left), ("scale rule", .left), ("bits per\nelement", .right), ("size\nKiB", .right), ("QSNR dB\nmean", .right),
      ("\nleast", .right), ("satu-\nrated", .right), ("to\nzero", .right), ("crest\nbefore", .right), ("\nafter", .right),
    ])
    for summary in summaries {
      let total = summary.total
      table.add([
        summary.choice.format.name, summary.choice.conversion.rule.name, NumberText.fixed(total.bitsPerElement, 3),
        NumberText.fixed(Double(total.packedBytes) / 1024, 1), DemoTables.decibel(summary.meanQSNR),
        DemoTables.decibel(summary.leastQSNR), DemoTables.percent(100 * total.saturatedShare),
        DemoTables.percent(100 * total.flushedShare), crest(total.crestBefore), crest(total.crestAfter),
      ])
    }
    return table
  }

  /// One line for each tensor, with its crest factor in blocks of 32 and the QSNR of some formats.
  static func tensors(_ tensors: [DemoTensor], _ summaries: [DemoBlockSummary]) -> Table {
    var columns: [(heading: String, alignment: Table.Alignment)] = [("tensor", .left), ("shape", .right), ("crest\nof 32", .right)]
    for summary in summaries {
      let parts = summary.choice.name.split(separator: ".", maxSplits: 1).map(String.init)
      let name = parts[0].split(separator: "-", maxSplits: 1).map(String.init) + parts.dropFirst()
      columns.append((name.joined(separator: "\n"), .right))
    }
    var table = Table(columns)
    for (index, tensor) in tensors.enumerated() {
      let reference = summaries.first { $0.choice.format.descriptor.columns == 32 }?.results[index].quality.crestBefore
      table.add(
        [tensor.name, tensor.shape.map(String.init).joined(separator: "x"), reference.map { crest($0) } ?? "-"]
          + summaries.map { DemoTables.decibel($0.results[index].quality.qsnr) })
    }
    return table
  }

  private static func crest(_ crest: BlockQuality.Crest) -> String { crest.mean.map { NumberText.fixed($0, 2) } ?? "-" }
}
