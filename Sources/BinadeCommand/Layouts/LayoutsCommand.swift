internal import Binade

extension Command {
  /// `binade layouts`.
  static let layouts = Command(
    name: "layouts",
    summary: "List every layout of packed codes and scales",
    notes: [
      "Layouts with something to select (mma scale registers) take it behind a colon: scale-mma-a-1x:1,2 is thread-id 1, byte-id 2.",
      "'\(Tool.name) describe NAME' shows where each code stands.",
    ],
    options: [.flag("--json", "the table as JSON, with all parameters")],
    examples: [
      Example("\(Tool.name) layouts", "the table"),
      Example("\(Tool.name) layouts --json", "the same for programs"),
    ],
    run: LayoutsCommand.run)
}

/// Prints the table of layouts.
enum LayoutsCommand {
  static func run(_ invocation: Invocation) -> ExitCode {
    if invocation.flag("--json") {
      invocation.console.print(JSON.array(NamedLayout.catalogue.map { .object(LayoutJSON.members($0)) }).text)
      return .success
    }
    var table = Table([("name", .left), ("bits", .right), ("tile", .left), ("bytes", .right), ("for", .left), ("other names", .left)])
    for entry in NamedLayout.catalogue {
      let layout = entry.layout
      let bytes = layout.tileBits % 8 == 0 ? "\(layout.tileBits / 8)" : "-"
      table.add([
        entry.name, "\(layout.elementBits)", "\(layout.tileRows)x\(layout.tileColumns)", bytes, entry.summary,
        entry.aliases.joined(separator: " "),
      ])
    }
    invocation.console.print(table.text)
    return .success
  }
}
