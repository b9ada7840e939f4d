internal import Binade

#if Kernels
  internal import CBinadeKernels
#endif

extension BulkQuantizer {
  /// Does the work; the sizes have been checked.
  mutating func run(
    _ bands: Range<Int>, _ grid: BlockGrid, _ words: Span<UInt32>, _ codes: inout MutableSpan<UInt8>, _ scales: inout MutableSpan<UInt8>,
    _ headers: inout MutableSpan<BlockEncoder.Header>, _ sink: ScaleSink
  ) {
    guard !bands.isEmpty, grid.columns > 0 else { return }
    #if Kernels
      if let quotients {
        divide(quotients, bands, grid, words, &codes, &headers)
        return
      }
      if let length = plan?.length, grid.columns >= length {
        let (whole, rest) = grid.columns.quotientAndRemainder(dividingBy: length)
        let rowBytes = rowBytes(of: grid)
        let blockBytes = packing.rowBytes(columns: length, bits: encoder.format.element.codeBits)
        if rest == 0 {
          // Rows follow each other without a gap.
          blocks(words, at: 0, bands.count * whole, &codes, at: 0, &scales, &headers, at: 0, sink)
          return
        }
        for row in 0..<bands.count {
          blocks(words, at: row * grid.columns, whole, &codes, at: row * rowBytes, &scales, &headers, at: row * (whole + 1), sink)
          let start = row * grid.columns + whole * length
          let header = block(
            words.extracting(start..<start + rest), &codes, at: row * rowBytes + whole * blockBytes)
          store(header, at: row * (whole + 1) + whole, &scales, &headers, sink)
        }
        return
      }
    #endif
    plain(bands, grid, words, &codes, &scales, &headers, sink)
  }

  private func store(
    _ header: BlockEncoder.Header, at index: Int, _ scales: inout MutableSpan<UInt8>, _ headers: inout MutableSpan<BlockEncoder.Header>,
    _ sink: ScaleSink
  ) {
    switch sink {
    case .bytes: scales[index] = UInt8(truncatingIfNeeded: header.scale)
    case .headers: headers[index] = header
    }
  }

  /// Every format, without kernels: a few rows of blocks at a time.
  private mutating func plain(
    _ bands: Range<Int>, _ grid: BlockGrid, _ words: Span<UInt32>, _ codes: inout MutableSpan<UInt8>, _ scales: inout MutableSpan<UInt8>,
    _ headers: inout MutableSpan<BlockEncoder.Header>, _ sink: ScaleSink
  ) {
    let perPiece = Swift.max(1, (1 << 16) / (grid.columns * grid.format.rows))
    let rowBytes = rowBytes(of: grid)
    let bits = packing == .dense ? encoder.format.element.codeBits : 8
    var pieceCodes: [UInt8] = []
    var pieceHeaders: [BlockEncoder.Header] = []
    var (place, row, block) = (0, 0, 0)
    var band = bands.lowerBound
    while band < bands.upperBound {
      let piece = band..<Swift.min(band + perPiece, bands.upperBound)
      let count = grid.elements(ofBand: piece.upperBound - 1).upperBound - grid.elements(ofBand: band).lowerBound
      let blocks = piece.count * grid.blockColumns
      if bits < 8, pieceCodes.count < count { pieceCodes = [UInt8](repeating: 0, count: count) }
      if pieceHeaders.count < blocks { pieceHeaders = [BlockEncoder.Header](repeating: .init(scale: 0), count: blocks) }
      let values = words.extracting(place..<place + count)
      var headerSpan = pieceHeaders.mutableSpan
      do throws(CodecError) {
        if bits == 8 {  // a code is a byte where it belongs
          var target = codes._mutatingExtracting(place..<place + count)
          try grid.quantize(bands: piece, values, &tables.tables, codes: &target, headers: &headerSpan)
        } else {
          var codeSpan = pieceCodes.mutableSpan
          try grid.quantize(bands: piece, values, &tables.tables, codes: &codeSpan, headers: &headerSpan)
          for pieceRow in 0..<count / grid.columns {
            let start = pieceRow * grid.columns
            pack(codeSpan.span.extracting(start..<start + grid.columns), bits, into: &codes, at: row * rowBytes)
            row += 1
          }
        }
      } catch {
        preconditionFailure("sizes were computed from the grid")
      }
      for index in 0..<blocks { store(headerSpan[index], at: block + index, &scales, &headers, sink) }
      block += blocks
      place += count
      band = piece.upperBound
    }
  }

  /// One code after the other, the first in the lowest bits.
  private func pack(_ source: Span<UInt8>, _ bits: Int, into target: inout MutableSpan<UInt8>, at start: Int) {
    let count = source.count
    precondition(start >= 0 && start + (count * bits + 7) / 8 <= target.count)
    let mask = (UInt32(1) << UInt32(bits)) - 1
    // Whole bytes, or three of them, without a queue; the indices were checked above.
    var done = 0
    switch bits {
    case 8:
      for index in 0..<count { unsafe target[unchecked: start &+ index] = source[unchecked: index] }
      return
    case 4:
      done = count & ~1
      for pair in 0..<(count >> 1) {
        let (low, high) = unsafe (source[unchecked: 2 &* pair], source[unchecked: 2 &* pair &+ 1])
        unsafe target[unchecked: start &+ pair] = low & 15 | high &<< 4
      }
    case 6:
      done = count & ~3
      for four in 0..<(count >> 2) {
        var word: UInt32 = 0
        for index in 0..<4 { unsafe word |= (UInt32(source[unchecked: 4 &* four &+ index]) & 63) &<< UInt32(6 &* index) }
        let place = start &+ 3 &* four
        unsafe target[unchecked: place] = UInt8(truncatingIfNeeded: word)
        unsafe target[unchecked: place &+ 1] = UInt8(truncatingIfNeeded: word &>> 8)
        unsafe target[unchecked: place &+ 2] = UInt8(truncatingIfNeeded: word &>> 16)
      }
    default: break
    }
    var (queue, filled, place) = (UInt32(0), 0, start + done * bits / 8)
    for index in done..<count {
      queue |= (UInt32(source[index]) & mask) << UInt32(filled)
      filled += bits
      while filled >= 8 {
        target[place] = UInt8(truncatingIfNeeded: queue)
        place += 1
        queue >>= 8
        filled -= 8
      }
    }
    if filled > 0 { target[place] = UInt8(truncatingIfNeeded: queue) }
  }

  #if Kernels
    /// Encodes one block, whole or not, by what the definition says.
    private mutating func block(_ words: Span<UInt32>, _ codes: inout MutableSpan<UInt8>, at start: Int) -> BlockEncoder.Header {
      var given = InlineArray<32, UInt8>(repeating: 0)
      var target = given.mutableSpan
      var header = BlockEncoder.Header(scale: 0)
      if let zeros = plan?.zeroCodes, (0..<words.count).allSatisfy({ words[$0] & 0x7FFF_FFFF == 0 }) {
        for index in words.indices { target[index] = words[index] == 0 ? zeros.0 : zeros.1 }
        header.scale = UInt32(plan!.zeroScale)
      } else {
        header = encoder.encode(words, tensor: tensor, codes: &target)
      }
      pack(target.span.extracting(0..<words.count), packing == .dense ? encoder.format.element.codeBits : 8, into: &codes, at: start)
      return header
    }

    /// Encodes whole blocks that follow each other.
    private mutating func blocks(
      _ words: Span<UInt32>, at start: Int, _ count: Int, _ codes: inout MutableSpan<UInt8>, at place: Int,
      _ scales: inout MutableSpan<UInt8>, _ headers: inout MutableSpan<BlockEncoder.Header>, at first: Int, _ sink: ScaleSink
    ) {
      let length = plan!.length
      let blockBytes = length / 8 * plan!.stride
      precondition(start >= 0 && start + count * length <= words.count && place >= 0 && place + count * blockBytes <= codes.count)
      // Codes go past the caches when neither they nor their source would still be there.
      let streams = words.count >= streamingCount
      // Scales that become headers come in portions.
      let portion = sink == .bytes ? Swift.max(count, 1) : 1 << 12
      var scratch = [UInt8](repeating: 0, count: sink == .bytes ? 0 : Swift.min(portion, count))
      var done = 0
      while done < count {
        let now = Swift.min(portion, count - done)
        if sink == .bytes {
          stretch(words, start + done * length, now, &codes, place + done * blockBytes, &scales, first + done, streams)
        } else {
          var span = scratch.mutableSpan
          stretch(words, start + done * length, now, &codes, place + done * blockBytes, &span, 0, streams)
          for index in 0..<now { headers[first + done + index] = BlockEncoder.Header(scale: UInt32(span[index])) }
        }
        done += now
      }
    }

    /// The kernel, as often as it takes; between the calls, blocks that it does not know.
    private mutating func stretch(
      _ words: Span<UInt32>, _ start: Int, _ count: Int, _ codes: inout MutableSpan<UInt8>, _ place: Int,
      _ scales: inout MutableSpan<UInt8>, _ first: Int, _ streams: Bool
    ) {
      precondition(first >= 0 && first + count <= scales.count)
      let length = plan!.length
      let blockBytes = length / 8 * plan!.stride
      let kernel = unsafe backend.blocks.quantize!
      var done = 0
      while true {
        done += unsafe words.withUnsafeBufferPointer { words in
          unsafe codes.withUnsafeMutableBufferPointer { codes in
            unsafe scales.withUnsafeMutableBufferPointer { scales in
              unsafe plan!.call(
                kernel, words.baseAddress! + start + done * length, count - done, codes.baseAddress! + place + done * blockBytes,
                scales.baseAddress! + first + done, streams: streams)
            }
          }
        }
        if done == count { return }
        let values = words.extracting(start + done * length..<start + (done + 1) * length)
        var maximum: UInt32 = 0
        for index in values.indices { maximum = Swift.max(maximum, values[index] & 0x7FFF_FFFF) }
        if plan!.learn(maximum, &tables) { continue }
        scales[first + done] = UInt8(truncatingIfNeeded: block(values, &codes, at: place + done * blockBytes).scale)
        done += 1
        if done == count { return }
      }
    }
  #endif
}
