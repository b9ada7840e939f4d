internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade unpack`.
  static let unpack = Command(
    name: "unpack",
    summary: "Take codes out of an image",
    notes: [
      "The inverse of pack: reads the bytes of an array of any type and shape, and writes a matrix of codes as |u1, or <u2 and <u4 where"
        + " the field is wider. What stands in the padding is ignored; of several copies the first is read."
    ],
    positionals: [
      Positional(name: "LAYOUT", help: "the layout of the image ('\(Tool.name) layouts' lists them)"),
      Positional(name: "IN.npy", help: "the image; - is standard input"),
      Positional(name: "OUT.npy", help: "where the codes go; - is standard output"),
    ],
    options: [
      .value("--shape", "R,C", "rows and columns of the matrix; C alone is one row"),
      .value("--scales", "S.npy", "also write the scales of a layout that holds them beside the codes"),
      .value("--minimums", "M.npy", "also write the minimums of a layout that holds them beside the codes"),
    ],
    examples: [
      Example("\(Tool.name) unpack fp6-dense packed.npy codes.npy --shape 128,96", "6-bit codes to bytes"),
      Example("\(Tool.name) unpack scale-128x4 swizzled.npy scales.npy --shape 200,6", "scales in their natural order"),
    ],
    run: UnpackCommand.run)
}

/// Unpacks one image.
enum UnpackCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let layout = try invocation.layout("LAYOUT")
    guard let shape = try invocation.pair("--shape", rowAlone: 1) else {
      throw invocation.usage("--shape R,C is missing: the size of an image does not tell the shape of its matrix")
    }
    let paths = try outputs(of: layout, invocation)
    let array = try SourceArray.read(invocation.word("IN.npy"), invocation.console)
    var results: [(path: String, field: NamedLayout.Field, words: [UInt8], columns: Int)] = []
    for (path, field) in paths {
      do {
        let placement = try field.layout.placed(rows: shape.rows, columns: field.columns(for: shape.columns))
        guard placement.byteCount == array.bytes.count else {
          throw LayoutError.imageSizeMismatch(expected: placement.byteCount, actual: array.bytes.count)
        }
        results.append((path, field, try LayoutArrays.words(placement, of: array.bytes), placement.columns))
      } catch let error as LayoutError {
        throw ToolError.invalid(error, in: array.name, layout)
      }
    }
    try write(results[...], shape.rows, invocation)
    return .success
  }

  /// Writes all files, and puts none in its place before all are written.
  private static func write(
    _ results: ArraySlice<(path: String, field: NamedLayout.Field, words: [UInt8], columns: Int)>, _ rows: Int, _ invocation: Invocation
  ) throws {
    guard let first = results.first else { return }
    var output = try OutputArray(path: first.path, invocation.console)
    let bits = LayoutArrays.wordBits(first.field.layout.elementBits)
    try output.write(OutputArray.unsignedType(bits: bits), shape: [rows, first.columns], pieces: [first.words])
    try write(results.dropFirst(), rows, invocation)
    try output.commit()
  }

  /// The fields that are asked for, with their paths; the first goes to OUT.npy.
  private static func outputs(
    of layout: NamedLayout, _ invocation: Invocation
  ) throws(ToolError) -> [(path: String, field: NamedLayout.Field)] {
    try LayoutImage.checkOptions(of: layout, invocation)
    var paths = [(path: invocation.word("OUT.npy"), field: layout.fields[0])]
    for field in layout.fields.dropFirst() {
      guard let path = invocation.value(field.role.option) else { continue }
      if let other = paths.first(where: { $0.path == path }) {
        throw invocation.usage("\(field.role.option) and the \(other.field.role) are both \(quoted(path)); expected two files")
      }
      paths.append((path, field))
    }
    return paths
  }
}
