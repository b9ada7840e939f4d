internal import Binade
internal import BinadeKernels

/// Times the codec on one thread, beside a loop that reads and writes as many bytes.
struct CodecBench {
  /// The float32 operands.
  let data: Words
  private var stopwatch: Stopwatch { .forValues(data.count) }
  /// What has no kernel is timed on the first so many values.
  static let shortCount = 1 << 20

  /// The formats that are timed.
  static var formats: [NamedFormat] {
    FormatCatalogue.all.filter { $0.descriptor.codeBits <= 8 || [.binary16, .bfloat16, .tf32].contains($0.id) }
  }

  /// How codes of a format are packed: densely where that is a whole number of codes in three bytes.
  static func packing(_ format: FormatDescriptor) -> CodePacking { [4, 6].contains(format.codeBits) ? .dense : .words }

  /// float32 to codes.
  func encoding() throws -> BenchTable {
    var table = BenchTable(
      id: "encode", title: "Encode float32, one thread, \(data.count) values; 4- and 6-bit codes packed densely", unit: "Melem/s",
      yardstick: "a loop that reads and writes as many bytes")
    for format in Self.formats {
      let encoder = BulkEncoder(to: format.descriptor, packing: Self.packing(format.descriptor))
      let count = encoder.isAccelerated ? data.count : min(data.count, Self.shortCount)
      var codes = [UInt8](repeating: 0, count: encoder.byteCount(of: count) + 64)
      var target = codes.mutableSpan
      var failure: CodecError?
      let seconds = data.withSpan(of: 0..<count, as: UInt32.self) { values in
        let bytes = unsafe Span<UInt8>(_bytes: values.bytes)
        return stopwatch.secondsBeside { isYardstick in
          if isYardstick {
            MemoryStream.run(reading: bytes, writing: &target)
          } else {
            failure = Self.encode(values, encoder, &target) ?? failure
          }
        }
      }
      if let failure { throw failure }
      table.rows.append(Self.row(format.name, count, seconds, encoder.backend))
    }
    return table
  }

  /// Codes to float32.
  func decoding() throws -> BenchTable {
    var table = BenchTable(
      id: "decode", title: "Decode to float32, one thread, \(data.count) values; 4- and 6-bit codes packed densely", unit: "Melem/s",
      yardstick: "a loop that reads and writes as many bytes")
    for format in Self.formats where format.descriptor.wordBits == 8 {
      let decoder = BulkDecoder(from: format.descriptor, packing: Self.packing(format.descriptor))
      let encoder = BulkEncoder(to: format.descriptor, packing: decoder.packing)
      let count = decoder.isAccelerated && encoder.isAccelerated ? data.count : min(data.count, Self.shortCount)
      var codes = [UInt8](repeating: 0, count: encoder.byteCount(of: count))
      var failure: CodecError?
      do {
        var target = codes.mutableSpan
        failure = data.withSpan(of: 0..<count, as: UInt32.self) { Self.encode($0, encoder, &target) }
      }
      var values = [Float](repeating: 0, count: count)
      var target = values.mutableSpan
      let seconds = stopwatch.secondsBeside { isYardstick in
        if isYardstick {
          unsafe target.withUnsafeMutableBytes { bytes in
            var span = unsafe bytes.bindMemory(to: UInt8.self).mutableSpan
            MemoryStream.run(reading: codes.span, writing: &span)
          }
          return
        }
        do throws(CodecError) { try decoder.decode(codes.span, count: count, into: &target) } catch { failure = error }
      }
      if let failure { throw failure }
      table.rows.append(Self.row(format.name, count, seconds, decoder.backend))
    }
    return table
  }

  private static func encode(_ values: Span<UInt32>, _ encoder: BulkEncoder, _ target: inout MutableSpan<UInt8>) -> CodecError? {
    do throws(CodecError) {
      switch encoder.packing == .dense ? 8 : encoder.target.wordBits {
      case 8: try encoder.encode(words: values, into: &target)
      case 16: try encodeWords(values, encoder, &target, UInt16.self)
      default: try encodeWords(values, encoder, &target, UInt32.self)
      }
      return nil
    } catch {
      return error
    }
  }

  private static func encodeWords<Word: StoredWord>(
    _ values: Span<UInt32>, _ encoder: BulkEncoder, _ target: inout MutableSpan<UInt8>, _ type: Word.Type
  ) throws(CodecError) {
    try unsafe target.withUnsafeMutableBytes { (bytes: UnsafeMutableRawBufferPointer) throws(CodecError) in
      var words = unsafe bytes.bindMemory(to: type).mutableSpan
      try encoder.encode(words: values, into: &words)
    }
  }

  private static func row(_ name: String, _ count: Int, _ seconds: (work: Double, yardstick: Double), _ backend: Backend) -> BenchTable.Row
  {
    BenchTable.Row(
      name: name, rate: Double(count) / seconds.work / 1e6, yardstick: Double(count) / seconds.yardstick / 1e6, note: backend.name)
  }

  /// Numbers like those of a network: a bell curve of width 1, the same every time.
  static func generated(count: Int) -> Words {
    Words(
      size: 4,
      bytes: Words.bytes(count: count, of: Float.self) { target in
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for index in target.indices {
          // The sum of the four 16-bit parts of a random word is nearly normal.
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          var word = state ^ (state >> 29)
          word = word &* 0xBF58_476D_1CE4_E5B9
          word ^= word >> 32
          let sum = (word & 0xFFFF) + (word >> 16 & 0xFFFF) + (word >> 32 & 0xFFFF) + (word >> 48)
          target[index] = (Float(sum) - 131_070) / 37837
        }
      })
  }
}
