/// Help pages, made from the descriptions of the commands.
enum HelpText {
  private static let width = 100

  /// The list of commands.
  static func overview(_ commands: [Command]) -> String {
    let longest = commands.map(\.name.count).max() ?? 0
    var lines = ["Low-precision number formats, bit for bit.", "", "Usage: \(Tool.name) COMMAND [arguments]", "", "Commands:"]
    for command in commands { lines += entry(command.name, command.summary, indent: longest + 4) }
    lines += [
      "", "'\(Tool.name) help COMMAND' explains one; '\(Tool.name) --version' names this version.", "",
      "Data goes to standard output, notes and progress to standard error.",
      "Exit codes: 0 success, 1 mismatch, 2 usage, 3 unreadable, invalid or unwritable file, 4 internal.",
    ]
    return lines.joined(separator: "\n")
  }

  /// The page of one command.
  static func page(of command: Command) -> String {
    var lines = ["Usage: \(command.usage)", ""] + wrapped(command.summary + ".", indent: 0)
    for note in command.notes { lines += [""] + wrapped(note, indent: 0) }
    if !command.positionals.isEmpty {
      lines += ["", "Arguments:"]
      for positional in command.positionals {
        lines += entry(positional.name, positional.help + choices(positional.choices, nil), indent: 26)
      }
    }
    lines += ["", "Options:"]
    for option in command.allOptions {
      let name = [option.short, option.name].compactMap { $0 }.joined(separator: ", ") + (option.value.map { " " + $0 } ?? "")
      lines += entry(name, option.help + choices(option.choices, option.standard), indent: 26)
    }
    if !command.examples.isEmpty { lines += ["", "Examples:"] }
    for example in command.examples { lines += ["  \(example.line)"] + wrapped(example.meaning, indent: 6) }
    return lines.joined(separator: "\n")
  }

  private static func choices(_ choices: [String], _ standard: String?) -> String {
    (choices.isEmpty ? "" : ": " + choices.joined(separator: ", ")) + (standard.map { " (default: \($0))" } ?? "")
  }

  /// A name, and its explanation from column `indent` on.
  private static func entry(_ name: String, _ text: String, indent: Int) -> [String] {
    var lines = wrapped(text, indent: indent)
    let head = "  " + name
    if head.count + 2 > indent { return [head] + lines }
    lines[0] = head + String(repeating: " ", count: indent - head.count) + lines[0].drop { $0 == " " }
    return lines
  }

  /// Lines of at most 100 columns that begin with `indent` spaces.
  static func wrapped(_ text: String, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [margin + line]
  }
}
