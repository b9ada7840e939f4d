internal import Binade

/// What `binade describe` says of block formats and scale rules.
enum BlockDescription {
  /// Prints the pages of the block format and the scale rule that `NAME` names, and of the layout of that name; `nil` if it names neither
  /// format nor rule.
  static func run(_ invocation: Invocation) throws -> ExitCode? {
    let name = invocation.word("NAME")
    let format = NamedBlockFormat(name).map { BlockFacts($0) }
    let rule = RuleFacts(named: name)
    guard format != nil || rule != nil else { return nil }
    let layout = NamedLayout.named(name)
    let what = format != nil ? "block format" : "scale rule"
    if invocation.flag("--values") { throw invocation.usage("--values is for formats of single values, and \(quoted(name)) is a \(what)") }
    for option in ["--shape", "--at"] where invocation.value(option) != nil {
      // Only a layout has a shape.
      if layout != nil { return nil }
      throw invocation.usage("\(option) is for layouts, and \(quoted(name)) is a \(what)")
    }
    if invocation.flag("--json") {
      invocation.console.print(JSON.object(members(format, rule, layout)).text)
      return .success
    }
    if let format { BlockPage.print(format, invocation.console) }
    if let rule { RulePage.print(rule, invocation.console) }
    return layout == nil ? .success : try LayoutDescription.run(invocation)
  }

  /// The first page's members; those of further ones under `scaleRule` and `layout`.
  private static func members(_ format: BlockFacts?, _ rule: RuleFacts?, _ layout: NamedLayout?) -> [String: JSON] {
    var members: [String: JSON] = [:]
    if let format {
      members = BlockJSON.members(format)
      if let rule { members["scaleRule"] = .object(BlockJSON.page(rule)) }
    } else if let rule {
      members = BlockJSON.page(rule)
    }
    if let layout { members["layout"] = .object(LayoutJSON.members(layout)) }
    return members
  }

  /// The error for a name of nothing, with what is near among everything that has a page.
  static func unknown(_ invocation: Invocation) -> ToolError {
    let name = invocation.word("NAME")
    let lowered = name.lowercased()
    let hint =
      lowered.hasPrefix("binary")
      ? "; P3109 names are binary<3…15>p<precision>, s or u, e or f"
      : lowered.contains("-g") ? "; block formats are ELEMENT-gN-SCALE, for instance e3m2fn-g24-ue5m3" : ""
    let names =
      FormatCatalogue.everyName + BlockFormatID.allCases.map(\.name) + ScaleRule.catalogue.map(\.name) + ScaleRule.aliases.map(\.name)
      + LayoutNames.all
    return invocation.usage(
      "NAME: no format, block format, scale rule or layout is named \(quoted(name))\(hint)\(Suggestion.phrase(for: name, among: names))"
        + " ('\(Tool.name) formats', '\(Tool.name) policies' and '\(Tool.name) layouts' list them)")
  }
}
