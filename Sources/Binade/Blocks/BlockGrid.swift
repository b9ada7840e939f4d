/// A matrix cut into blocks: `batches` matrices of `rows` × `columns` values, columns along the blocked axis. Spec [blocks-6].
///
/// Codes stand in the order of the values, scales in the order of the blocks: for each batch, `blockRows` × `blockColumns`.
public struct BlockGrid: Hashable, Sendable {
  /// The format.
  public let format: BlockDescriptor
  /// Matrices that no block crosses.
  public let batches: Int
  /// Rows of each matrix.
  public let rows: Int
  /// Length of a row.
  public let columns: Int

  /// A grid, or `nil` if an extent is negative or the number of values does not fit `Int`.
  public init?(format: BlockDescriptor, batches: Int = 1, rows: Int, columns: Int) {
    guard batches >= 0, rows >= 0, columns >= 0 else { return nil }
    let matrix = rows.multipliedReportingOverflow(by: columns)
    guard !matrix.overflow, !matrix.partialValue.multipliedReportingOverflow(by: batches).overflow else { return nil }
    self.format = format
    self.batches = batches
    self.rows = rows
    self.columns = columns
  }

  /// Columns of a block: the format's, or the whole row.
  public var blockLength: Int { Swift.max(1, format.columns ?? columns) }
  /// Blocks across a matrix.
  public var blockRows: Int { rows / format.rows + (rows % format.rows == 0 ? 0 : 1) }
  /// Blocks along a row. A row of no values has none.
  public var blockColumns: Int { columns / blockLength + (columns % blockLength == 0 ? 0 : 1) }
  /// Values in all.
  public var elementCount: Int { batches * rows * columns }
  /// Blocks in all.
  public var blockCount: Int { batches * blockRows * blockColumns }
  /// Rows of blocks in all: the unit in which the work is divided.
  public var bandCount: Int { batches * blockRows }

  /// The values of one row of blocks.
  public func elements(ofBand band: Int) -> Range<Int> {
    let matrix = band / blockRows * rows * columns
    let first = band % blockRows * format.rows
    let last = Swift.min(first + format.rows, rows)
    return matrix + first * columns..<matrix + last * columns
  }

  /// Quantizes rows of blocks.
  ///
  /// - Parameters:
  ///   - bands: which rows of blocks.
  ///   - words: the values of those rows as words of binary32, in order.
  ///   - encoder: its format must be the grid's.
  ///   - codes: receives one code per value.
  ///   - headers: receives the scale and zero point of each block.
  ///   - random: the random field of the value at an index of `words`.
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``; nothing is written.
  public func quantize(
    bands: Range<Int>, _ words: Span<UInt32>, _ encoder: BlockEncoder, _ tensor: BlockEncoder.TensorScale,
    codes: inout MutableSpan<UInt8>, headers: inout MutableSpan<BlockEncoder.Header>, random: (Int) -> RandomField = { _ in .zero }
  ) throws(CodecError) {
    try check(bands, words.count, codes.count, headers.count)
    var place = 0
    var block = 0
    var scratch = [UInt32](repeating: 0, count: format.rows == 1 ? 0 : format.rows * blockLength)
    var scratchCodes = [UInt8](repeating: 0, count: scratch.count)
    for band in bands {
      let height = elements(ofBand: band).count / Swift.max(columns, 1)
      for column in stride(from: 0, to: columns, by: blockLength) {
        let width = Swift.min(blockLength, columns - column)
        if format.rows == 1 {
          let start = place + column
          headers[block] = encoder.encode(
            words.extracting(start..<start + width), tensor: tensor, codes: &codes, at: start, random: { random(start + $0) })
        } else {
          for row in 0..<height {
            for offset in 0..<width { scratch[row * width + offset] = words[place + row * columns + column + offset] }
          }
          var target = scratchCodes.mutableSpan
          let start = place + column
          headers[block] = encoder.encode(
            scratch.span.extracting(0..<height * width), height: height, tensor: tensor, codes: &target,
            random: { random(start + $0 / width * columns + $0 % width) })
          for row in 0..<height {
            for offset in 0..<width { codes[start + row * columns + offset] = target[row * width + offset] }
          }
        }
        block += 1
      }
      place += height * columns
    }
  }

  /// Quantizes rows of blocks without random bits, with what `tables` already know.
  ///
  /// The same result as ``quantize(bands:_:_:_:codes:headers:random:)`` with the encoder and the tensor scale of the tables, faster.
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``; nothing is written.
  public func quantize(
    bands: Range<Int>, _ words: Span<UInt32>, _ tables: inout BlockTables, codes: inout MutableSpan<UInt8>,
    headers: inout MutableSpan<BlockEncoder.Header>
  ) throws(CodecError) {
    guard format.rows == 1 else {
      return try quantize(bands: bands, words, tables.encoder, tables.tensor, codes: &codes, headers: &headers)
    }
    try check(bands, words.count, codes.count, headers.count)
    for band in 0..<bands.count {
      tables.encode(
        words, at: band * columns, count: columns, length: blockLength, codes: &codes, headers: &headers, at: band * blockColumns)
    }
  }

  /// Decodes rows of blocks into words of binary32.
  ///
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``, for the target or for headers; nothing is written.
  public func dequantize(
    bands: Range<Int>, codes: Span<UInt8>, headers: Span<BlockEncoder.Header>, _ decoder: BlockDecoder,
    into words: inout MutableSpan<UInt32>
  ) throws(CodecError) {
    try check(bands, codes.count, words.count, headers.count)
    var place = 0
    var block = 0
    for band in bands {
      let height = elements(ofBand: band).count / Swift.max(columns, 1)
      for row in 0..<height {
        for column in 0..<columns {
          let index = place + row * columns + column
          words[index] = decoder.value(code: codes[index], header: headers[block + column / blockLength])
        }
      }
      place += height * columns
      block += blockColumns
    }
  }

  private func check(_ bands: Range<Int>, _ given: Int, _ room: Int, _ headers: Int) throws(CodecError) {
    let needed = bands.reduce(0) { $0 + elements(ofBand: $1).count }
    guard given >= needed else { throw .targetTooShort(expected: needed, actual: given) }
    guard room >= needed else { throw .targetTooShort(expected: needed, actual: room) }
    let blocks = bands.count * blockColumns
    guard headers >= blocks else { throw .targetTooShort(expected: blocks, actual: headers) }
  }
}
