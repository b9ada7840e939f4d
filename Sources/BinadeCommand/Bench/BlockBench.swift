internal import Binade
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
    var headers = [BlockEncoder.Header](repeating: .init(scale: 0), count: grid.blockCount)
    let bits = id.descriptor.element.codeBits
    var image = [UInt8](repeating: 0, count: rows * ((columns * bits + 7) / 8))
    var failure: CodecError?
    var (quantizing, packing) = (Double.infinity, 0.0)
    bench.data.withSpan(of: 0..<count, as: UInt32.self) { words in
      var codeSpan = codes.mutableSpan
      var headerSpan = headers.mutableSpan
      quantizing = bench.seconds {
        do throws(CodecError) {
          let tensor = encoder.tensorScale(maximum: id.descriptor.hasTensorScale ? encoder.maximum(of: words) : 0)
          var tables = BlockTables(encoder, tensor, count: count)
          try grid.quantize(bands: 0..<rows, words, &tables, codes: &codeSpan, headers: &headerSpan)
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
    if bits < 8, let layout = NamedLayout.named("dense-\(bits)") {
      do throws(LayoutError) {
        let placement = try layout.layout.placed(rows: rows, columns: columns)
        var target = image.mutableSpan
        packing = bench.seconds {
          do throws(LayoutError) { try placement.insert(codes.span, into: &target) } catch { preconditionFailure("codes fit") }
        }
      } catch {
        preconditionFailure("the image fits in memory")
      }
    }
    let decoder = BlockDecoder(format: id.descriptor)
    var values = [UInt32](repeating: 0, count: count)
    var target = values.mutableSpan
    let dequantizing = bench.seconds {
      do throws(CodecError) {
        try grid.dequantize(bands: 0..<rows, codes: codes.span, headers: headers.span, decoder, into: &target)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    let elements = Double(count)
    return Rates(quantize: elements / quantizing, packed: elements / (quantizing + packing), dequantize: elements / dequantizing)
  }
}
