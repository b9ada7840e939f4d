/// What can be wrong with the arguments of a packing call. Nothing was written.
@frozen
public enum LayoutError: Error, Hashable, Sendable {
  /// A size is negative, or the image would have more than 2^62 bits.
  case badShape(rows: Int, columns: Int)
  /// The matrix has `expected` codes, and the buffer of codes holds `actual`.
  case codeCountMismatch(expected: Int, actual: Int)
  /// The image has `expected` bytes, and the buffer holds `actual`.
  case imageSizeMismatch(expected: Int, actual: Int)
  /// The code at (`row`, `column`) does not fit its field of `bits` bits.
  case codeTooWide(row: Int, column: Int, code: UInt64, bits: Int)
  /// The word type of the codes is narrower than the field.
  case wordTooNarrow(expectedBits: Int, actualBits: Int)
}
