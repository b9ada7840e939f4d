internal import Binade

/// The demo's tables, at most 100 columns wide.
enum DemoTables {
  /// One line for each format.
  static func formats(_ summaries: [DemoSummary]) -> Table {
    var table = Table([
      ("format", .left), ("bits", .right), ("SQNR\ndB", .right), ("satu-\nrated", .right), ("to\nzero", .right), ("codes\nused", .right),
      ("largest\nerror", .right), ("relative\nerror", .right), ("scaled:\nSQNR dB", .right), ("satu-\nrated", .right), ("to\nzero", .right),
    ])
    for summary in summaries {
      let plain = summary.plain
      var cells = [
        summary.format.name, "\(summary.format.descriptor.codeBits)", decibel(plain.meanSQNR), percent(plain.percent(\.saturated)),
        percent(plain.percent(\.flushed)), "\(summary.codesUsed)", short(plain.map(\.absoluteError).max() ?? 0),
        percent(100 * (plain.map(\.relativeError).max() ?? 0)),
      ]
      if summary.scaled.isEmpty {
        cells += ["", "", ""]
      } else {
        cells += [
          decibel(summary.scaled.meanSQNR), percent(summary.scaled.percent(\.saturated)), percent(summary.scaled.percent(\.flushed)),
        ]
      }
      table.add(cells)
    }
    return table
  }

  /// One line for each tensor, with the SQNR of some formats.
  static func tensors(_ tensors: [DemoTensor], _ summaries: [DemoSummary]) -> Table {
    var columns: [(heading: String, alignment: Table.Alignment)] = [("tensor", .left), ("shape", .right), ("absmax", .right)]
    for summary in summaries {
      columns.append(("\n\(summary.format.name)", .right))
      if !summary.scaled.isEmpty { columns.append(("\(summary.format.name)\nscaled", .right)) }
    }
    var table = Table(columns)
    for (index, tensor) in tensors.enumerated() {
      var cells = [tensor.name, tensor.shape.map(String.init).joined(separator: "x"), short(Double(tensor.absmax))]
      for summary in summaries {
        cells.append(decibel(summary.plain[index].sqnr))
        if !summary.scaled.isEmpty { cells.append(decibel(summary.scaled[index].sqnr)) }
      }
      table.add(cells)
    }
    return table
  }

  /// Decibels with one decimal; `exact` for no loss.
  static func decibel(_ value: Double) -> String { value == .infinity ? "exact" : NumberText.fixed(value, 1) }

  /// A number of percent; a dash for none.
  static func percent(_ value: Double) -> String {
    if value == 0 { return "-" }
    return value < 0.01 ? "<0.01%" : NumberText.fixed(value, value < 10 ? 2 : 1) + "%"
  }

  /// About three significant digits.
  private static func short(_ value: Double) -> String {
    if value == 0 { return "-" }
    var (mantissa, exponent) = (value, 0)
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    if exponent >= 6 || exponent < -3 { return NumberText.fixed(mantissa, 1) + "e\(exponent)" }
    return NumberText.fixed(value, max(0, 2 - exponent))
  }
}
