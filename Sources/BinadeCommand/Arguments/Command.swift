/// A command as data: its help, its parser and what runs it all come from this one value.
struct Command: Sendable {
  /// What stands behind `binade`.
  let name: String
  /// One line without a full stop.
  let summary: String
  /// Sentences for the help page, one paragraph each.
  var notes: [String] = []
  /// What stands on the line without a name, in this order. Only the last may be repeated or left out.
  var positionals: [Positional] = []
  /// What has a name. `--help` and `--quiet` are added to every command.
  var options: [Option] = []
  /// Whole command lines with what they do.
  var examples: [Example] = []
  /// Whether it works on whole buffers: then it has `--backend`.
  var hasBackend = false
  /// Does the work. Throws a ``ToolError`` or a `FileError`.
  let run: @Sendable (Invocation) throws -> ExitCode

  /// An argument without a name.
  struct Positional: Sendable {
    /// How often it may stand there.
    enum Arity: Sendable { case one, optional, oneOrMore, any }

    /// For instance `FORMAT`.
    let name: String
    let help: String
    var arity: Arity = .one
    /// The words that are allowed; empty for any.
    var choices: [String] = []
    /// The option that says the same: with it, the argument is left out.
    var replacedBy: String?
  }

  /// An argument with a name.
  struct Option: Sendable {
    /// With its dashes, for instance `--rounding`.
    let name: String
    /// A second, short name, for instance `-o`.
    var short: String?
    /// What the value is called in the help, for instance `R`; `nil` for a flag.
    var value: String?
    /// The words that are allowed; empty for any.
    var choices: [String] = []
    /// What holds without the option, for the help.
    var standard: String?
    let help: String

    /// An option that is there or not.
    static func flag(_ name: String, short: String? = nil, _ help: String) -> Option {
      Option(name: name, short: short, help: help)
    }

    /// An option with a value.
    static func value(
      _ name: String, _ value: String, short: String? = nil, choices: [String] = [], standard: String? = nil, _ help: String
    ) -> Option {
      Option(name: name, short: short, value: value, choices: choices, standard: standard, help: help)
    }
  }

  /// A command line, and what it does.
  struct Example: Sendable {
    let line: String
    let meaning: String

    init(_ line: String, _ meaning: String) {
      self.line = line
      self.meaning = meaning
    }
  }

  /// The command's own options and those that every command has.
  var allOptions: [Option] {
    options + (hasBackend ? [.backend] : []) + [
      .flag("--quiet", "no progress and no notes on standard error"), .flag("--help", short: "-h", "this page"),
    ]
  }

  /// `binade encode FORMAT IN.npy OUT.npy [options]`.
  var usage: String {
    var words = [Tool.name, name]
    for positional in positionals {
      switch positional.arity {
      case .one: words.append(positional.name)
      case .optional: words.append("[\(positional.name)]")
      case .oneOrMore: words.append("\(positional.name)…")
      case .any: words.append("[\(positional.name)…]")
      }
    }
    return (words + (options.isEmpty ? [] : ["[options]"])).joined(separator: " ")
  }
}
