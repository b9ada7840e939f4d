public import Binade

#if Kernels
  internal import CBinadeKernels
#endif

/// Dequantizes whole tensors: element × block scale × tensor scale, exact, rounded once. Spec [blocks-8], [backends-1].
///
/// The result is that of ``BlockDecoder``, bit for bit, whatever the format and the back-end.
///
///     var dequantizer = BulkDequantizer(format: grid.format, tensorScale: scale)
///     try dequantizer.dequantize(bands: 0..<grid.bandCount, of: grid, codes: codes, scales: scales, into: &words)
///
/// A dequantizer learns while it works. It belongs to one thread; copies go their own ways.
public struct BulkDequantizer: Sendable {
  /// The format.
  public let format: BlockDescriptor
  /// How codes stand in memory.
  public let packing: CodePacking
  /// Who does the work where there is a kernel.
  public let backend: Backend
  /// From how many values on the result goes past the caches: where it would not stay in them.
  package var streamingCount = 1 << 23

  let decoder: BlockDecoder
  #if Kernels
    var plan: BlockValues?
  #endif

  /// A dequantizer for a tensor whose scale has this word of binary32; 1 where the format has none.
  public init(
    format: BlockDescriptor, tensorScale: UInt32 = 0x3F80_0000, packing: CodePacking = .dense, backend: Backend = .current
  ) {
    self.format = format
    self.packing = packing
    self.backend = backend
    decoder = BlockDecoder(format: format, tensorScale: tensorScale)
    #if Kernels
      if unsafe backend.blocks.dequantize != nil { plan = BlockValues(decoder, tensorScale, isDense: packing == .dense) }
    #endif
  }

  /// Whether a kernel does the work, for formats that have one.
  public var isAccelerated: Bool {
    #if Kernels
      plan != nil
    #else
      false
    #endif
  }

  /// Bytes that the codes of a row take.
  public func rowBytes(of grid: BlockGrid) -> Int { packing.rowBytes(columns: grid.columns, bits: format.element.codeBits) }

  /// Decodes rows of blocks from packed codes and scale bytes.
  ///
  /// - Parameters:
  ///   - bands: which rows of blocks.
  ///   - grid: the matrix; its format must be the dequantizer's.
  ///   - codes: the codes of those rows, each row in ``rowBytes(of:)`` bytes. Bits above a code in its byte do not count.
  ///   - scales: the scale byte of each block.
  ///   - words: receives words of binary32.
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)`` for any of the spans, ``CodecError/wordTooNarrow(expectedBits:actualBits:)`` for
  ///   formats whose blocks store more than a byte. Nothing is written.
  public mutating func dequantize(
    bands: Range<Int>, of grid: BlockGrid, codes: Span<UInt8>, scales: Span<UInt8>, into words: inout MutableSpan<UInt32>
  ) throws(CodecError) {
    let stored = format.storedBits(elements: 0)
    guard stored <= 8 else { throw .wordTooNarrow(expectedBits: stored, actualBits: 8) }
    try check(bands, grid, codes.count, words.count, scales.count)
    guard !bands.isEmpty, grid.columns > 0 else { return }
    #if Kernels
      if let length = plan?.length, grid.columns >= length {
        let (whole, rest) = grid.columns.quotientAndRemainder(dividingBy: length)
        if rest == 0 {
          blocks(codes, at: 0, bands.count * whole, scales, at: 0, &words, at: 0)
          return
        }
        let rowBytes = rowBytes(of: grid)
        for row in 0..<bands.count {
          blocks(codes, at: row * rowBytes, whole, scales, at: row * (whole + 1), &words, at: row * grid.columns)
          let header = BlockEncoder.Header(scale: UInt32(scales[row * (whole + 1) + whole]))
          for column in whole * length..<grid.columns {
            words[row * grid.columns + column] = decoder.value(code: code(codes, row * rowBytes, column), header: header)
          }
        }
        return
      }
    #endif
    plain(bands, grid, codes, &words) { BlockEncoder.Header(scale: UInt32(scales[$0])) }
  }

  /// Decodes rows of blocks from packed codes and headers: every format.
  ///
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)`` for any of the spans. Nothing is written.
  public mutating func dequantize(
    bands: Range<Int>, of grid: BlockGrid, codes: Span<UInt8>, headers: Span<BlockEncoder.Header>, into words: inout MutableSpan<UInt32>
  ) throws(CodecError) {
    if isAccelerated {
      // The blocks' scales are bytes here.
      try check(bands, grid, codes.count, words.count, headers.count)
      let count = bands.count * grid.blockColumns
      guard count > 0 else { return }
      let scales = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
        for index in 0..<count { unsafe target.initializeElement(at: index, to: UInt8(truncatingIfNeeded: headers[index].scale)) }
        filled = count
      }
      return try dequantize(bands: bands, of: grid, codes: codes, scales: scales.span, into: &words)
    }
    try check(bands, grid, codes.count, words.count, headers.count)
    guard !bands.isEmpty, grid.columns > 0 else { return }
    plain(bands, grid, codes, &words) { headers[$0] }
  }

  private func check(_ bands: Range<Int>, _ grid: BlockGrid, _ given: Int, _ room: Int, _ scales: Int) throws(CodecError) {
    precondition(grid.format == format, "the grid is of another format")
    var elements = 0
    for band in bands { elements += grid.elements(ofBand: band).count }
    let bytes = grid.columns == 0 ? 0 : elements / grid.columns * rowBytes(of: grid)
    guard given >= bytes else { throw .targetTooShort(expected: bytes, actual: given) }
    guard room >= elements else { throw .targetTooShort(expected: elements, actual: room) }
    let blocks = bands.count * grid.blockColumns
    guard scales >= blocks else { throw .targetTooShort(expected: blocks, actual: scales) }
  }

  /// The code of one element of the row that begins at byte `start`.
  private func code(_ codes: Span<UInt8>, _ start: Int, _ column: Int) -> UInt8 {
    let bits = format.element.codeBits
    let mask = UInt32(1) << UInt32(bits) - 1
    if packing == .words || bits == 8 { return codes[start + column] & UInt8(truncatingIfNeeded: mask) }
    let bit = column * bits
    var pair = UInt32(codes[start + bit / 8])
    if bit % 8 + bits > 8 { pair |= UInt32(codes[start + bit / 8 + 1]) << 8 }
    return UInt8(truncatingIfNeeded: pair >> UInt32(bit % 8) & mask)
  }

  /// Every format, without kernels.
  private func plain(
    _ bands: Range<Int>, _ grid: BlockGrid, _ codes: Span<UInt8>, _ words: inout MutableSpan<UInt32>,
    _ header: (Int) -> BlockEncoder.Header
  ) {
    let rowBytes = rowBytes(of: grid)
    var (row, block) = (0, 0)
    for band in bands {
      for _ in 0..<grid.elements(ofBand: band).count / grid.columns {
        for column in 0..<grid.columns {
          words[row * grid.columns + column] = decoder.value(
            code: code(codes, row * rowBytes, column), header: header(block + column / grid.blockLength))
        }
        row += 1
      }
      block += grid.blockColumns
    }
  }

  #if Kernels
    /// The kernel, as often as it takes; between the calls, blocks whose scale it does not know.
    private mutating func blocks(
      _ codes: Span<UInt8>, at place: Int, _ count: Int, _ scales: Span<UInt8>, at first: Int, _ words: inout MutableSpan<UInt32>,
      at start: Int
    ) {
      let length = plan!.length
      let blockBytes = length / 8 * plan!.stride
      precondition(start >= 0 && start + count * length <= words.count && place >= 0 && place + count * blockBytes <= codes.count)
      precondition(first >= 0 && first + count <= scales.count)
      let streams = words.count >= streamingCount
      let kernel = unsafe backend.blocks.dequantize!
      var done = 0
      while true {
        done += unsafe words.withUnsafeMutableBufferPointer { words in
          unsafe codes.withUnsafeBufferPointer { codes in
            unsafe scales.withUnsafeBufferPointer { scales in
              unsafe plan!.call(
                kernel, codes.baseAddress! + place + done * blockBytes, scales.baseAddress! + first + done, count - done,
                words.baseAddress! + start + done * length, streams: streams)
            }
          }
        }
        if done == count { return }
        let scale = scales[first + done]
        if plan!.learn(scale, decoder) { continue }
        let header = BlockEncoder.Header(scale: UInt32(scale))
        for index in 0..<length {
          words[start + done * length + index] = decoder.value(code: code(codes, place + done * blockBytes, index), header: header)
        }
        done += 1
        if done == count { return }
      }
    }
  #endif
}
