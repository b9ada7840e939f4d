internal import Binade
internal import BinadeVectors

/// An operand of a product: words of one format in rows.
struct OperandArray: Sendable {
  /// What messages call it: `A`, `the scales of B`.
  let label: String
  /// What messages call the file.
  let file: String
  let shape: [Int]
  /// The words in the width of the file, without bits above the code.
  let words: Words
  /// How many words had bits above the code.
  let wordsWithIgnoredBits: Int

  /// Reads words of a format.
  ///
  /// - Parameters:
  ///   - formatName: what messages call the format.
  /// - Throws: a `FileError`, or a ``ToolError`` if the element type does not go with the format.
  init(_ label: String, _ path: String, _ format: FormatDescriptor, formatName: String, _ console: Console) throws {
    let array = try SourceArray.read(path, console)
    let types = FormatWords.types(of: format)
    guard types.contains(array.dtype) else {
      throw ToolError.invalid(
        "\(oneLine(array.name)): \(label): expected words of \(formatName) as \(Suggestion.list(types.map(\.rawValue))),"
          + " found \(array.dtype.rawValue)")
    }
    self.label = label
    file = oneLine(array.name)
    shape = array.shape
    let isSigned = [.int8, .int16, .int32, .int64].contains(array.dtype)
    (words, wordsWithIgnoredBits) = Words(array).cut(to: format.codeBits + format.paddingBits, isSigned: isSigned)
  }

  /// Rows and columns of a matrix.
  ///
  /// - Parameter expected: what the dimensions are called, for instance `M x K`.
  func matrix(_ expected: String) throws(ToolError) -> (rows: Int, columns: Int) {
    guard shape.count == 2 else { throw fail("expected two dimensions, \(expected), found \(Self.text(shape))") }
    return (shape[0], shape[1])
  }

  /// Checks the dimensions.
  func require(_ expected: [Int], _ meaning: String) throws(ToolError) {
    if shape != expected { throw fail("expected \(Self.text(expected)) (\(meaning)), found \(Self.text(shape))") }
  }

  /// A one-line error about this operand.
  func fail(_ what: String) -> ToolError { .invalid("\(file): \(label): \(what)") }

  /// Notes bits that do not count.
  func reportIgnoredBits(_ invocation: Invocation) {
    guard wordsWithIgnoredBits > 0 else { return }
    invocation.note("\(file): \(label): \(wordsWithIgnoredBits) of \(words.count) words have bits set above the code; they are ignored")
  }

  /// `16 x 64`; `no dimensions` for a scalar.
  static func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "no dimensions" : shape.map(String.init).joined(separator: " x ")
  }
}
