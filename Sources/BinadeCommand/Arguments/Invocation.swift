internal import Binade

/// One call of a command: its arguments, and where its output goes.
struct Invocation {
  /// The command that was called.
  let command: Command
  /// Where output goes and input comes from.
  let console: Console
  let values: [String: String]
  let flags: Set<String>
  let positionals: [String: [String]]

  /// Whether the flag was given.
  func flag(_ name: String) -> Bool { flags.contains(name) }

  /// The value of an option, if it was given.
  func value(_ name: String) -> String? { values[name] }

  /// The word of a positional argument that must be there.
  func word(_ name: String) -> String { positionals[name]?.first ?? "" }

  /// The words of a positional argument that may be left out or repeated.
  func words(_ name: String) -> [String] { positionals[name] ?? [] }

  /// A usage error of this command.
  func usage(_ message: String) -> ToolError { .usage("\(command.name): \(message)") }

  /// One line on standard error, unless `--quiet`.
  func note(_ line: String) {
    if !flag("--quiet") { console.error.write("\(Tool.name): note: \(line)\n") }
  }

  /// A progress line for work of `total` units; silent unless standard error is a terminal.
  func progress(_ label: String, total: Int, unit: String) -> Progress {
    Progress(label, total: total, unit: unit, console: flag("--quiet") ? nil : console)
  }

  /// The whole number behind an option.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(ToolError) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let end = range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
      throw usage("\(name): expected a whole number, \(end), not \(quoted(text))")
    }
    return number
  }

  /// The scalar format that a positional argument or an option names.
  func format(_ name: String) throws(ToolError) -> NamedFormat? {
    guard let text = name.hasPrefix("-") ? value(name) : words(name).first else { return nil }
    if let format = NamedFormat(text) {
      for other in FormatCatalogue.others(called: text, than: format) {
        note(
          "\(quoted(text)) is read as \(format.name), largest value \(FormatFacts(format).largest);"
            + " in \(other.ecosystems.joined(separator: " and ")) that name means \(other.name)")
      }
      return format
    }
    let isFamily = text.lowercased().hasPrefix("binary")
    let near = isFamily ? "; P3109 names are binary<3…15>p<precision>, s or u, e or f" : ""
    throw usage(
      "\(name): no format is named \(quoted(text))\(near)"
        + "\(Suggestion.phrase(for: text, among: FormatCatalogue.everyName)) ('\(Tool.name) formats' lists them)")
  }

  /// The block format that a positional argument names.
  func blockFormat(_ name: String) throws(ToolError) -> NamedBlockFormat {
    let text = word(name)
    if let format = NamedBlockFormat(text) { return format }
    if let scalar = NamedFormat(text) {
      throw usage(
        "\(name): \(scalar.name) is a scalar format; use '\(Tool.name) encode', or a block format such as \(scalar.name)-g32-e8m0fnu")
    }
    throw usage(
      "\(name): no block format is named \(quoted(text)); any is written ELEMENT-gN-SCALE, for instance e3m2fn-g24-ue5m3"
        + "\(Suggestion.phrase(for: text, among: BlockFormatID.allCases.map(\.name))) ('\(Tool.name) formats' lists them)")
  }

  /// The profile that `--profile` names.
  func profile() throws(ToolError) -> Profile? {
    guard let text = value("--profile") else { return nil }
    if let profile = Profile.named(text) { return profile }
    let names = Profile.catalogue.map(\.name) + Profile.catalogue.map(\.qualifiedName)
    throw usage(
      "--profile: no profile is named \(quoted(text))\(Suggestion.phrase(for: text, among: names))"
        + " ('\(Tool.name) policies' lists them)")
  }
}
