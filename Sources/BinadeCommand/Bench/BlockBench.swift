internal import Binade
internal import BinadeKernels
internal import BinadeVectors

/// Times quantizing to block formats on one thread: maximum, scales, codes, and codes packed densely.
struct BlockBench {
  /// The rates of one format, in elements per second.
  struct Rates {
    /// One code in each byte.
    let quantize: Double
    /// Codes packed without gaps.
    let packed: Double
    /// Back to float32, from one code in each byte.
    let dequantize: Double
  }

  let bench: CodecBench
  init(data: Words) { bench = CodecBench(data: data) }
  func quantizing() throws -> [BenchTable] { [] }
  func dequantizing() throws -> BenchTable { BenchTable(id: "dequantize", title: "", unit: "", yardstick: "") }
  /// Length of a row.
  static let columns = 4096

  /// The formats that are timed.
  static let formats: [BlockFormatID] = [
    .mxfp8E4M3, .mxfp8E5M2, .mxfp6E2M3, .mxfp6E3M2, .mxfp4, .mxint8, .mxint8Symmetric, .mxint4Symmetric, .nvfp4, .nvint4,
  ]

  /// The rates of one format with its default policies. The tensor scale is taken from the data in each run.
  func rates(of id: BlockFormatID) throws(CodecError) -> Rates {
    let columns = min(Self.columns, bench.data.count)
    let rows = bench.data.count / columns
    guard let grid = BlockGrid(format: id.descriptor, rows: rows, columns: columns) else {
      preconditionFailure("the data fits in memory")
    }
    let encoder = BlockEncoder(format: id.descriptor)
    let count = rows * columns
    var codes = [UInt8](repeating: 0, count: count)
    var scales = [UInt8](repeating: 0, count: grid.blockCount)
    let bits = id.descriptor.element.codeBits
    var image = [UInt8](repeating: 0, count: rows * ((columns * bits + 7) / 8))
    var failure: CodecError?
    var (quantizing, packing) = (Double.infinity, Double.infinity)
    bench.data.withSpan(of: 0..<count, as: UInt32.self) { words in
      var codeSpan = codes.mutableSpan
      var imageSpan = image.mutableSpan
      var scaleSpan = scales.mutableSpan
      quantizing = bench.seconds { failure = Self.quantize(words, grid, encoder, .bytes, &codeSpan, &scaleSpan) ?? failure }
      packing = bench.seconds { failure = Self.quantize(words, grid, encoder, .dense, &imageSpan, &scaleSpan) ?? failure }
    }
    if let failure { throw failure }
    var values = [UInt32](repeating: 0, count: count)
    var target = values.mutableSpan
    let dequantizing = bench.seconds {
      do throws(CodecError) {
        var dequantizer = BulkDequantizer(format: id.descriptor, packing: .bytes)
        try dequantizer.dequantize(bands: 0..<rows, of: grid, codes: codes.span, scales: scales.span, into: &target)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    let elements = Double(count)
    return Rates(quantize: elements / quantizing, packed: elements / packing, dequantize: elements / dequantizing)
  }

  /// Quantizes once, the tensor's maximum and the tables included.
  private static func quantize(
    _ words: Span<UInt32>, _ grid: BlockGrid, _ encoder: BlockEncoder, _ packing: CodePacking, _ codes: inout MutableSpan<UInt8>,
    _ scales: inout MutableSpan<UInt8>
  ) -> CodecError? {
    do throws(CodecError) {
      let tensor = encoder.tensorScale(maximum: encoder.format.hasTensorScale ? BulkQuantizer.maximum(of: words, encoder) : 0)
      var quantizer = BulkQuantizer(encoder, tensor, packing: packing, count: words.count)
      try quantizer.quantize(bands: 0..<grid.bandCount, of: grid, words, codes: &codes, scales: &scales)
      return nil
    } catch {
      return error
    }
  }
}
