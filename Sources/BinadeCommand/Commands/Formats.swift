internal import Binade

extension Command {
  /// `binade formats`.
  static let formats = Command(
    name: "formats",
    summary: "List every scalar format with its limits, and every block format with its parts",
    notes: [
      "Members of the P3109 family, for instance binary8p4se, are formats too: 3 to 15 bits, binary<bits>p<precision>, s or u for signed or"
        + " unsigned, e or f for with or without infinities.",
      "Block formats are also written ELEMENT-gN-SCALE, N elements under one scale: e3m2fn-g24-ue5m3; grow for whole rows. Behind it -tensor"
        + " for a tensor scale, -zFORMAT for a stored zero point, -mFORMAT for a stored minimum: uint4-g128-f16-zuint4.",
    ],
    options: [.flag("--json", "both tables as one JSON list, with every name that others use; block formats have a member block")],
    examples: [
      Example("\(Tool.name) formats", "the tables"),
      Example("\(Tool.name) formats --json", "the same for programs"),
    ],
    run: FormatsCommand.run)
}

/// Prints the tables of formats and of block formats.
enum FormatsCommand {
  static func run(_ invocation: Invocation) -> ExitCode {
    if invocation.flag("--json") {
      invocation.console.print(
        JSON.array(
          FormatCatalogue.all.map { FormatJSON.summary(FormatFacts($0)) }
            + BlockFormatID.allCases.map { BlockJSON.summary(BlockFacts(NamedBlockFormat($0))) }
        ).text)
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
    invocation.console.print(table.text + "\n")
    invocation.console.print(blocks.text + "\n")
    for line in HelpText.wrapped(grammar, indent: 0) { invocation.console.print(line) }
    return .success
  }

  private static let grammar =
    "Any other block format is written ELEMENT-gN-SCALE: e3m2fn-g24-ue5m3 is 24 elements of e3m2fn under a scale of ue5m3, grow in place of"
    + " gN is a scale per row; -tensor adds a tensor scale, -zFORMAT a stored zero point, -mFORMAT a stored minimum. Bits per element are those"
    + " of whole blocks, without the tensor scale."

  private static var blocks: Table {
    var table = Table([
      ("block format", .left), ("element", .left), ("scale", .left), ("block", .right), ("tensor\nscale", .left), ("zero\npoint", .left),
      ("bits per\nelement", .right), ("default rule", .left),
    ])
    for id in BlockFormatID.allCases {
      let facts = BlockFacts(NamedBlockFormat(id))
      table.add([
        id.name, facts.format.element.name, facts.format.scale.name, facts.extent, facts.descriptor.hasTensorScale ? "f32" : "-",
        facts.zeroPoint, facts.bitsText, facts.descriptor.defaultConversion.rule.name,
      ])
    }
    return table
  }

  private static func sign(_ descriptor: FormatDescriptor) -> String {
    switch descriptor.sign {
    case .unsigned: "none"
    case .signBit: "bit"
    case .twosComplement: descriptor.isSymmetric ? "2's sym" : "2's"
    }
  }
}
