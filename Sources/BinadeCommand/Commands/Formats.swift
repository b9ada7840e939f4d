internal import Binade

extension Command {
  /// `binade formats`.
  static let formats = Command(
    name: "formats",
    summary: "List every scalar format with its parameters and limits",
    notes: [
      "Members of the P3109 family, for instance binary8p4se, are formats too: 3 to 15 bits, binary<bits>p<precision>, s or u for signed or"
        + " unsigned, e or f for with or without infinities."
    ],
    options: [.flag("--json", "the table as JSON, with every name that others use")],
    examples: [
      Example("\(Tool.name) formats", "the table"),
      Example("\(Tool.name) formats --json", "the same for programs"),
    ],
    run: FormatsCommand.run)
}

/// Prints the table of formats.
enum FormatsCommand {
  static func run(_ invocation: Invocation) -> ExitCode {
    if invocation.flag("--json") {
      invocation.console.print(JSON.array(FormatCatalogue.all.map { FormatJSON.summary(FormatFacts($0)) }).text)
      return .success
    }
    var table = Table([
      ("name", .left), ("bits", .right), ("sign", .left), ("E", .right), ("M", .right), ("bias", .right), ("largest", .right),
      ("normal\nfrom", .right), ("smallest", .right), ("inf", .right), ("NaN\ncodes", .right), ("other names", .left),
    ])
    for format in FormatCatalogue.all {
      let facts = FormatFacts(format)
      let descriptor = format.descriptor
      table.add([
        format.name, "\(descriptor.codeBits)", sign(descriptor), "\(descriptor.exponentBits)", "\(descriptor.significandBits)",
        descriptor.isFixedPoint ? "-" : "\(descriptor.bias)", facts.largest, facts.smallestNormal, facts.smallest,
        descriptor.hasInfinity ? "yes" : "-", facts.nanText, facts.shortNames,
      ])
    }
    invocation.console.print(table.text)
    return .success
  }

  private static func sign(_ descriptor: FormatDescriptor) -> String {
    switch descriptor.sign {
    case .unsigned: "none"
    case .signBit: "bit"
    case .twosComplement: descriptor.isSymmetric ? "2's sym" : "2's"
    }
  }
}
