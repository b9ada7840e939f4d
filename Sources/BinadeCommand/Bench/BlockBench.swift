internal import Binade
internal import BinadeKernels
internal import BinadeVectors

/// Times block quantizers on one thread: maximum, scales, codes, and codes packed without gaps, beside memcpy.
struct BlockBench {
  /// The values, in rows of ``columns``.
  let data: Words
  private var stopwatch: Stopwatch { .forValues(data.count) }
  /// Length of a row.
  static let columns = 4096
  /// What has no kernel is timed on so many values.
  static let shortCount = 1 << 20

  /// A format under the policies of a profile; under its own without one.
  struct Case {
    let id: BlockFormatID
    var profile: String?

    var name: String { profile.map { "\(id.name) \($0)" } ?? id.name }
    var encoder: BlockEncoder {
      let profile = profile.flatMap { Profile.named($0) }
      return BlockEncoder(format: id.descriptor, conversion: profile?.blockConversion(for: id, from: Binary32.descriptor))
    }
  }

  /// What is timed.
  static var cases: [Case] {
    let formats: [BlockFormatID] = [
      .mxfp8E4M3, .mxfp8E5M2, .mxfp6E2M3, .mxfp6E3M2, .mxfp4, .mxint8, .mxint8Symmetric, .mxint6Symmetric, .mxint4Symmetric,
      .mxint2Symmetric, .nvfp4, .nvint4, .fp8E4M3Vector,
    ]
    let profiles: [(String, [BlockFormatID])] = [
      ("transformer-engine", [.mxfp8E4M3, .nvfp4]), ("torchao", [.mxfp8E4M3, .mxfp4, .nvfp4]),
      ("int-vs-fp", [.mxfp8E4M3, .mxint8Symmetric, .mxfp4, .nvfp4, .nvint4]),
    ]
    return formats.map { Case(id: $0) } + profiles.flatMap { name, ids in ids.map { Case(id: $0, profile: name) } }
  }

  /// Rates of quantizing: with a tensor scale that is known, and with that of the tensor itself.
  func quantizing() throws -> [BenchTable] {
    var table = BenchTable(
      id: "quantize", title: "Quantize float32 blocks and pack, one thread, \(data.count) values", unit: "Melem/s",
      yardstick: "memcpy, by bytes read and written")
    var whole = BenchTable(
      id: "quantizeTensor", title: "The same with the maximum of the tensor, which is read twice", unit: "Melem/s",
      yardstick: "memcpy, by bytes read and written")
    for product in Self.cases {
      table.rows.append(try row(product, wantsMaximum: false))
      if product.id.descriptor.hasTensorScale { whole.rows.append(try row(product, wantsMaximum: true)) }
    }
    return [table, whole]
  }

  private func row(_ product: Case, wantsMaximum: Bool) throws(CodecError) -> BenchTable.Row {
    let encoder = product.encoder
    let isAccelerated = BulkQuantizer(encoder, encoder.tensorScale(maximum: 0x3F80_0000)).isAccelerated
    let grid = grid(product.id, isAccelerated)
    let count = grid.elementCount
    var image = [UInt8](repeating: 0, count: grid.rows * BulkQuantizer(encoder, .one).rowBytes(of: grid))
    let isByte = encoder.format.storedBits(elements: 0) <= 8
    var scales = [UInt8](repeating: 0, count: isByte ? grid.blockCount : 0)
    var headers = [BlockEncoder.Header](repeating: .init(scale: 0), count: isByte ? 0 : grid.blockCount)
    var copy = [UInt8](repeating: 0, count: 4 * count)
    var imageSpan = image.mutableSpan
    var scaleSpan = scales.mutableSpan
    var headerSpan = headers.mutableSpan
    var copySpan = copy.mutableSpan
    var failure: CodecError?
    let seconds = data.withSpan(of: 0..<count, as: UInt32.self) { words in
      let known = encoder.tensorScale(maximum: encoder.format.hasTensorScale ? BulkQuantizer.maximum(of: words, encoder) : 0)
      let bytes = unsafe Span<UInt8>(_bytes: words.bytes)
      return stopwatch.secondsBeside { isYardstick in
        if isYardstick { return copySpan.copyAll(of: bytes) }
        do throws(CodecError) {
          let tensor = wantsMaximum ? encoder.tensorScale(maximum: BulkQuantizer.maximum(of: words, encoder)) : known
          var quantizer = BulkQuantizer(encoder, tensor, count: count)
          if isByte {
            try quantizer.quantize(bands: 0..<grid.bandCount, of: grid, words, codes: &imageSpan, scales: &scaleSpan)
          } else {
            try quantizer.quantize(bands: 0..<grid.bandCount, of: grid, words, codes: &imageSpan, headers: &headerSpan)
          }
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
    let moved = Double((wantsMaximum ? 8 : 4) * count + imageSpan.count + scaleSpan.count + (isByte ? 0 : 4 * grid.blockCount))
    return Self.row(product.name, count, moved, seconds, isAccelerated)
  }

  /// Rates of the way back.
  func dequantizing() throws -> BenchTable {
    var table = BenchTable(
      id: "dequantize", title: "Dequantize packed blocks to float32, one thread, \(data.count) values", unit: "Melem/s",
      yardstick: "a loop that reads and writes as many bytes")
    for product in Self.cases where product.profile == nil && product.encoder.format.storedBits(elements: 0) <= 8 {
      table.rows.append(try dequantizing(product))
    }
    return table
  }

  private func dequantizing(_ product: Case) throws(CodecError) -> BenchTable.Row {
    let encoder = product.encoder
    var dequantizer = BulkDequantizer(format: encoder.format)
    let isAccelerated = dequantizer.isAccelerated
    let grid = grid(product.id, isAccelerated)
    let count = grid.elementCount
    var image = [UInt8](repeating: 0, count: grid.rows * dequantizer.rowBytes(of: grid))
    var scales = [UInt8](repeating: 0, count: grid.blockCount)
    var values = [UInt32](repeating: 0, count: count)
    var failure: CodecError?
    do {
      var imageSpan = image.mutableSpan
      var scaleSpan = scales.mutableSpan
      failure = data.withSpan(of: 0..<count, as: UInt32.self) { words in
        do throws(CodecError) {
          var quantizer = BulkQuantizer(encoder, .one, count: count)
          try quantizer.quantize(bands: 0..<grid.bandCount, of: grid, words, codes: &imageSpan, scales: &scaleSpan)
          return nil
        } catch {
          return error
        }
      }
    }
    var target = values.mutableSpan
    let seconds = stopwatch.secondsBeside { isYardstick in
      if isYardstick {
        unsafe target.withUnsafeMutableBytes { bytes in
          var span = unsafe bytes.bindMemory(to: UInt8.self).mutableSpan
          MemoryStream.run(reading: image.span, writing: &span)
        }
        return
      }
      do throws(CodecError) {
        try dequantizer.dequantize(bands: 0..<grid.bandCount, of: grid, codes: image.span, scales: scales.span, into: &target)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return BenchTable.Row(
      name: product.name, rate: Double(count) / seconds.work / 1e6, yardstick: Double(count) / seconds.yardstick / 1e6,
      note: isAccelerated ? Backend.current.name : Backend.swift.name)
  }

  private func grid(_ id: BlockFormatID, _ isAccelerated: Bool) -> BlockGrid {
    let count = isAccelerated ? data.count : min(data.count, Self.shortCount)
    let columns = min(Self.columns, count)
    guard let grid = BlockGrid(format: id.descriptor, rows: count / columns, columns: columns) else {
      preconditionFailure("the data fits in memory")
    }
    return grid
  }

  /// A row beside memcpy, which moves eight bytes for each value.
  private static func row(
    _ name: String, _ count: Int, _ moved: Double, _ seconds: (work: Double, yardstick: Double), _ isAccelerated: Bool
  ) -> BenchTable.Row {
    let elements = Double(count)
    return BenchTable.Row(
      name: name, rate: elements / seconds.work / 1e6, yardstick: 8 * elements / seconds.yardstick / (moved / elements) / 1e6,
      note: isAccelerated ? Backend.current.name : Backend.swift.name)
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  /// Copies a span of the same length over this one, as `memcpy` does.
  fileprivate mutating func copyAll(of source: Span<Element>) {
    precondition(count == source.count)
    unsafe withUnsafeMutableBytes { target in
      unsafe source.withUnsafeBytes { bytes in unsafe target.copyMemory(from: bytes) }
    }
  }
}
