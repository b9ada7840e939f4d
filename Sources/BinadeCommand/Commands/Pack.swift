internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade pack`.
  static let pack = Command(
    name: "pack",
    summary: "Put codes where a layout wants them",
    notes: [
      "Reads a matrix of codes, one per element, as |u1, <u2 or <u4; one dimension is one row. Writes the image as |u1 in one dimension."
        + " Bits that belong to no code are zero. 32-bit and 16-bit fields also take <f4 and <f2, bit by bit.",
      "Rows are M or N (output channels) and columns run along K, whatever order the image has. Foreign blocks (ggml-…) hold scales too:"
        + " give them with --scales, and minimums with --minimums.",
    ],
    positionals: [
      Positional(name: "LAYOUT", help: "the layout of the image ('\(Tool.name) layouts' lists them)"),
      Positional(name: "IN.npy", help: "the codes; - is standard input"),
      Positional(name: "OUT.npy", help: "where the image goes; - is standard output"),
    ],
    options: [
      .value("--scales", "S.npy", "the scales of a layout that holds them beside the codes"),
      .value("--minimums", "M.npy", "the minimums of a layout that holds them beside the codes"),
    ],
    examples: [
      Example("\(Tool.name) pack nibble-low-first codes.npy packed.npy", "two 4-bit codes per byte"),
      Example("\(Tool.name) pack scale-128x4 scales.npy swizzled.npy", "block scales as cuBLASLt and CUTLASS read them"),
      Example("\(Tool.name) pack ggml-mxfp4 codes.npy blocks.npy --scales scales.npy", "blocks of 17 bytes"),
    ],
    run: PackCommand.run)
}

/// Packs one matrix, or the matrices of a record.
enum PackCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let layout = try invocation.layout("LAYOUT")
    let paths = try inputs(of: layout, invocation)
    let console = invocation.console
    let first = try LayoutArrays.matrix(paths[0], for: layout.fields[0], console)
    var image: [UInt8] = []
    var output: OutputArray?
    for (index, field) in layout.fields.enumerated() {
      let matrix = index == 0 ? first : try LayoutArrays.matrix(paths[index], for: field, console)
      let columns = field.columns(for: first.columns)
      guard matrix.rows == first.rows, matrix.columns == columns else {
        throw ToolError.invalid(
          "\(oneLine(matrix.array.name)): expected \(first.rows) x \(columns) \(field.role) for \(first.rows) x \(first.columns)"
            + " \(layout.fields[0].role), found \(matrix.rows) x \(matrix.columns)")
      }
      do {
        let placement = try field.layout.placed(rows: first.rows, columns: columns)
        if index == 0 {
          output = try OutputArray(path: invocation.word("OUT.npy"), console)
          image = try LayoutImage.zeros(placement, first.array.name)
        }
        try LayoutArrays.insert(matrix, placement, into: &image)
      } catch let error as LayoutError {
        throw ToolError.invalid(error, in: matrix.array.name, layout)
      }
    }
    try output!.write(.uint8, shape: [image.count], pieces: [image])
    if let output = output.take() { try output.commit() }
    return .success
  }

  /// The paths of all fields, the first of them IN.npy.
  private static func inputs(of layout: NamedLayout, _ invocation: Invocation) throws(ToolError) -> [String] {
    try LayoutImage.checkOptions(of: layout, invocation)
    var paths = [invocation.word("IN.npy")]
    for field in layout.fields.dropFirst() {
      guard let path = invocation.value(field.role.option) else {
        throw invocation.usage("\(layout.name) holds \(field.role) beside the codes; expected \(field.role.option) FILE.npy")
      }
      paths.append(path)
    }
    if paths.count(where: { $0 == "-" }) > 1 { throw invocation.usage("several inputs are standard input; expected one of them") }
    return paths
  }
}

/// What packing and unpacking share.
enum LayoutImage {
  /// The largest image that is made.
  private static let largest = 1 << 40

  /// An image of zeros.
  static func zeros(_ placement: Placement, _ name: String) throws(ToolError) -> [UInt8] {
    guard placement.byteCount <= largest else {
      throw .invalid("\(oneLine(name)): an image of \(placement.byteCount) bytes would not fit in memory")
    }
    return [UInt8](repeating: 0, count: placement.byteCount)
  }

  /// No option for a field that the layout does not have.
  static func checkOptions(of layout: NamedLayout, _ invocation: Invocation) throws(ToolError) {
    for role in NamedLayout.Role.allCases where role != .codes && invocation.value(role.option) != nil {
      if !layout.fields.dropFirst().contains(where: { $0.role == role }) {
        throw invocation.usage("\(role.option): an image of \(layout.name) holds no \(role) beside its \(layout.fields[0].role)")
      }
    }
  }
}
