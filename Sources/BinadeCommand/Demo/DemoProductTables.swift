/// The demo's tables of products, at most 100 columns wide.
enum DemoProductTables {
  /// One line for each unit, means over the pairs.
  static func units(_ summaries: [DemoProductSummary]) -> Table {
    var table = Table([
      ("operands, unit", .left), ("error\n|D-R|/|R|", .right), ("worst\npair", .right), ("largest\nerror", .right),
      ("by accu-\nmulation", .right), ("its\nshare", .right),
    ])
    for summary in summaries {
      let error = summary.mean(\.relativeError)
      let accumulation = summary.mean(\.accumulationError)
      let share = error == 0 ? 0 : accumulation * accumulation / (error * error)
      table.add([
        summary.name, short(error), short(summary.results.map(\.relativeError).max() ?? 0), short(summary.mean(\.largestError)),
        short(accumulation), share >= 1 ? "100%" : DemoTables.percent(100 * share),
      ])
    }
    return table
  }

  /// One line for each pair, with the relative error of every unit.
  static func pairs(_ summaries: [DemoProductSummary]) -> Table {
    let pairs = summaries[0].results.map(\.pair)
    var table = Table(
      [("x @ W^T", .left), ("M x N x K", .left)]
        + summaries.map { summary in
          let words = summary.name.split(separator: " ").map { $0.filter { $0 != "," } }
          return (words.joined(separator: "\n"), .right)
        })
    for (index, pair) in pairs.enumerated() {
      let shape = "\(pair.x.shape[0])x\(pair.w.shape[0])x\(pair.x.shape[1])"
      table.add([pair.name, shape] + summaries.map { short($0.results[index].relativeError) })
    }
    return table
  }

  /// Two significant digits.
  private static func short(_ value: Double) -> String {
    if value == 0 { return "-" }
    var (mantissa, exponent) = (value, 0)
    while mantissa < 0.995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    return exponent < -4 ? NumberText.fixed(mantissa, 1) + "e\(exponent)" : NumberText.fixed(value, 1 - exponent)
  }

  /// The figures for programs.
  static func json(_ summaries: [DemoProductSummary]) -> JSON {
    .array(
      summaries.map { summary in
        .object([
          "name": .string(summary.name), "instruction": .string(summary.instruction),
          "products": .array(
            summary.results.map { result in
              .object([
                "pair": .string(result.pair.name), "relativeError": .measured(result.relativeError),
                "largestError": .measured(result.largestError), "accumulationError": .measured(result.accumulationError),
              ])
            }),
        ])
      })
  }
}
