/// What one section of `bench` measured: rates, each beside the yardstick of the same run.
struct BenchTable {
  /// The key in JSON.
  let id: String
  let title: String
  /// What a rate counts, for instance `Melem/s`.
  let unit: String
  /// What the rates are compared with, in words.
  let yardstick: String
  var rows: [Row] = []

  /// One measure.
  struct Row {
    let name: String
    /// In the table's unit.
    let rate: Double
    /// The yardstick's rate in the same unit.
    let yardstick: Double
    /// What else is to be said, for instance who did the work.
    var note = ""

    /// How the two compare.
    var ratio: Double { rate / yardstick }
  }

  /// The section on paper.
  var text: String {
    var table = Table([("", .left), (unit, .right), ("yardstick", .right), ("ratio", .right), ("", .left)])
    for row in rows {
      table.add([
        row.name, NumberText.fixed(row.rate, row.rate < 100 ? 2 : 0), NumberText.fixed(row.yardstick, row.yardstick < 100 ? 2 : 0),
        NumberText.fixed(row.ratio, 3), row.note,
      ])
    }
    return "\(title); yardstick: \(yardstick)\n\n\(table.text)\n"
  }

  /// The section for a program.
  var json: JSON {
    let members = rows.map { row in
      (
        row.name,
        JSON.object([
          "rate": .decimal(row.rate, 4), "yardstick": .decimal(row.yardstick, 4), "ratio": .decimal(row.ratio, 4),
          "note": .string(row.note),
        ])
      )
    }
    return .object([
      "title": .string(title), "unit": .string(unit), "yardstick": .string(yardstick),
      "rows": .object(Dictionary(uniqueKeysWithValues: members)),
    ])
  }
}
