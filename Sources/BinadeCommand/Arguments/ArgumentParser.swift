/// Turns words into an ``Invocation``, by a command's description.
///
/// `--name value` and `--name=value` mean the same; `--` ends the options; `-` is a value. An option stands anywhere, but only once.
struct ArgumentParser {
  private let command: Command
  private var values: [String: String] = [:]
  private var flags: Set<String> = []
  private var words: [String] = []

  /// Parses the words behind the command's name.
  static func parse(_ arguments: [String], for command: Command, _ console: Console) throws(ToolError) -> Invocation {
    var parser = ArgumentParser(command: command)
    try parser.read(arguments)
    let positionals = parser.flags.contains("--help") ? [:] : try parser.assignPositionals()
    return Invocation(command: command, console: console, values: parser.values, flags: parser.flags, positionals: positionals)
  }

  private init(command: Command) { self.command = command }

  private mutating func read(_ arguments: [String]) throws(ToolError) {
    var index = 0
    while index < arguments.count {
      let word = arguments[index]
      index += 1
      if word == "--" {
        words += arguments[index...]
        return
      }
      guard word.hasPrefix("-"), word != "-" else {
        words.append(word)
        continue
      }
      let (name, attached) = Self.split(word)
      let option = try option(named: name)
      guard let metavariable = option.value else {
        if attached != nil { throw fail("\(option.name) takes no value") }
        flags.insert(option.name)
        continue
      }
      var value = attached
      if value == nil, index < arguments.count, !arguments[index].hasPrefix("--") || arguments[index] == "--" {
        if arguments[index] != "--" { value = arguments[index] }
        index += 1
      }
      guard let value else { throw fail("\(option.name) needs a value: \(option.name) \(metavariable)\(Self.expected(option.choices))") }
      try check(value, option.name, option.choices)
      if values.updateValue(value, forKey: option.name) != nil { throw fail("\(option.name) is given twice") }
    }
  }

  /// `--name=value` at its first equals sign.
  private static func split(_ word: String) -> (name: String, value: String?) {
    guard word.hasPrefix("--"), let sign = word.firstIndex(of: "=") else { return (word, nil) }
    return (String(word[..<sign]), String(word[word.index(after: sign)...]))
  }

  private func option(named name: String) throws(ToolError) -> Command.Option {
    if let option = command.allOptions.first(where: { $0.name == name || $0.short == name }) { return option }
    let near = Suggestion.phrase(for: name, among: command.allOptions.map(\.name))
    throw fail("unknown option \(quoted(name))\(near) ('\(Tool.name) help \(command.name)' lists the options)")
  }

  private func assignPositionals() throws(ToolError) -> [String: [String]] {
    var result: [String: [String]] = [:]
    var rest = words[...]
    for positional in command.positionals {
      if let option = positional.replacedBy, values[option] != nil { continue }
      switch positional.arity {
      case .one, .oneOrMore:
        guard !rest.isEmpty else {
          throw fail("missing argument \(positional.name) (\(positional.help)); usage: \(command.usage)")
        }
      case .optional, .any: break
      }
      let isRepeated = positional.arity == .oneOrMore || positional.arity == .any
      let taken = isRepeated ? rest : rest.prefix(1)
      rest = rest.dropFirst(taken.count)
      for word in taken { try check(word, positional.name, positional.choices) }
      result[positional.name] = Array(taken)
    }
    if let extra = rest.first { throw fail("unexpected argument \(quoted(extra)); usage: \(command.usage)") }
    return result
  }

  private func check(_ value: String, _ name: String, _ choices: [String]) throws(ToolError) {
    guard !choices.isEmpty, !choices.contains(value) else { return }
    let near = Suggestion.phrase(for: value, among: choices)
    // A long list hides what was meant.
    let list = choices.count <= 14 ? "none of \(choices.joined(separator: ", "))" : "none of its \(choices.count) choices"
    let lookup = choices.count <= 14 ? "" : " ('\(Tool.name) policies' lists them)"
    throw fail("\(name): \(quoted(value)) is \(list)\(near)\(lookup)")
  }

  private static func expected(_ choices: [String]) -> String {
    choices.isEmpty ? "" : ", one of \(choices.joined(separator: ", "))"
  }

  private func fail(_ message: String) -> ToolError { .usage("\(command.name): \(message)") }
}
