import Testing

@testable import BinadeCommand

@Suite("Help")
struct HelpTests {
  @Test("every command has a page with usage, options and two examples", arguments: Tool.commands.map(\.name))
  func page(name: String) {
    let command = Tool.commands.first { $0.name == name }!
    for outcome in [binade("help", name), binade(name, "--help"), binade(name, "-h")] {
      #expect(outcome.exitCode == 0)
      #expect(outcome.error == "")
      #expect(outcome.output.hasPrefix("Usage: binade \(name)"))
      for option in command.allOptions {
        #expect(outcome.output.contains(option.name))
        for choice in option.choices { #expect(outcome.output.contains(choice)) }
      }
      for positional in command.positionals { #expect(outcome.output.contains(positional.name)) }
      for example in command.examples { #expect(outcome.output.contains(example.line)) }
    }
    #expect(command.examples.count >= 2)
    #expect(!command.summary.hasSuffix("."))
  }

  @Test("no page is wider than 100 columns, example lines apart", arguments: Tool.commands.map(\.name))
  func width(name: String) {
    let examples = Tool.commands.flatMap { $0.examples.map { "  " + $0.line } }
    for line in binade("help", name).lines where !examples.contains(String(line)) { #expect(line.count <= 100, "\(line)") }
  }

  @Test("the overview lists every command")
  func overview() {
    for outcome in [binade("help"), binade("--help"), binade("-h")] {
      #expect(outcome.exitCode == 0)
      for command in Tool.commands { #expect(outcome.output.contains("\n  \(command.name) ")) }
    }
  }

  @Test("the version is one line")
  func version() {
    #expect(binade("--version").output == "binade \(Tool.version)\n")
  }

  @Test("every policy is an option of encode, with its choices")
  func policies() {
    let page = binade("help", "encode").output
    for name in ["rounding", "overflow", "infinity", "overflow-nan", "nan", "missing-nan", "signed-zero", "negative", "missing-zero"] {
      #expect(page.contains("--\(name) "))
    }
    for name in ["lowest-binade", "subnormal-operand", "subnormal-result", "tininess"] { #expect(page.contains("--\(name) ")) }
    #expect(page.contains("--relu "))
  }

  @Test("examples use only options and commands that exist", arguments: Tool.commands.map(\.name))
  func examples(name: String) {
    let command = Tool.commands.first { $0.name == name }!
    for example in command.examples {
      let words = example.line.split(separator: " ").map(String.init)
      #expect(words[0] == "binade")
      guard let used = Tool.commands.first(where: { $0.name == words[1] }) else {
        Issue.record("\(example.line)")
        continue
      }
      for word in words where word.hasPrefix("--") {
        let option = word.prefix { $0 != "=" }
        #expect(used.allOptions.contains { $0.name == option }, "\(example.line)")
      }
    }
  }
}
