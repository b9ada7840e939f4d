internal import Binade
internal import BinadeKernels
internal import BinadeVectors
internal import Synchronization

/// Quantizes and dequantizes whole tensors, in bands of blocks on all cores.
struct BlockQuantizer: Sendable {
  let grid: BlockGrid
  let encoder: BlockEncoder
  /// One random word for each group of elements in the order of the rows, for stochastic rounding.
  var random: [UInt32]?
  var layout = RandomLayout.perElement32
  var threads: Int?
  /// Whether every block goes to the definition. The results are the same.
  var usesDefinition = false

  /// The tensor's largest magnitude, as the policies count it.
  func maximum(of words: [UInt32]) -> UInt32 {
    let parts = Parallel.map(count: words.count, threads: threads) { range in
      BulkQuantizer.maximum(of: words.span.extracting(range), encoder)
    }
    return parts.reduce(0) { encoder.maximum($0, $1) }
  }

  /// Codes and headers for values in the order of the rows.
  func quantize(
    _ words: [UInt32], _ tensor: BlockEncoder.TensorScale, _ progress: Progress? = nil
  ) -> (codes: [UInt8], headers: [BlockEncoder.Header]) {
    if grid.elementCount == 0 { return ([], []) }
    let perBand = max(1, grid.bandCount == 0 ? 1 : grid.elementCount / grid.bandCount)
    let quantizer = random == nil && !usesDefinition ? BulkQuantizer(encoder, tensor, packing: .words, count: grid.elementCount) : nil
    let pieces = Parallel.map(
      count: grid.bandCount, piece: max(1, Parallel.piece / perBand), threads: threads, progress: progress
    ) { piece(words, $0, tensor, quantizer) }
    var codes: [UInt8] = []
    var headers: [BlockEncoder.Header] = []
    codes.reserveCapacity(grid.elementCount)
    headers.reserveCapacity(grid.blockCount)
    for piece in pieces {
      codes += piece.codes
      headers += piece.headers
    }
    return (codes, headers)
  }

  private func piece(
    _ words: [UInt32], _ bands: Range<Int>, _ tensor: BlockEncoder.TensorScale, _ quantizer: BulkQuantizer?
  ) -> (codes: [UInt8], headers: [BlockEncoder.Header]) {
    let elements = grid.elements(ofBand: bands.lowerBound).lowerBound..<grid.elements(ofBand: bands.upperBound - 1).upperBound
    var codes = [UInt8](repeating: 0, count: elements.count)
    var headers = [BlockEncoder.Header](repeating: .init(scale: 0, zeroPoint: 0), count: bands.count * grid.blockColumns)
    var codeSpan = codes.mutableSpan
    var headerSpan = headers.mutableSpan
    do throws(CodecError) {
      if var quantizer {
        try quantizer.quantize(bands: bands, of: grid, words.span.extracting(elements), codes: &codeSpan, headers: &headerSpan)
      } else {
        try grid.quantize(
          bands: bands, words.span.extracting(elements), encoder, tensor, codes: &codeSpan, headers: &headerSpan,
          random: { index in field(elements.lowerBound + index) })
      }
    } catch {
      preconditionFailure("sizes were computed from the grid")
    }
    return (codes, headers)
  }

  private func field(_ index: Int) -> RandomField {
    guard let random else { return .zero }
    return layout.field(of: random[index / layout.elementsPerWord], at: index)
  }

  /// The values of codes and headers, in the order of the rows.
  static func dequantize(_ tensor: QuantizedTensor, _ progress: Progress? = nil) -> [UInt32] {
    let grid = tensor.grid
    if grid.elementCount == 0 { return [] }
    let shared = BulkDequantizer(format: tensor.format.descriptor, tensorScale: tensor.tensorScale, packing: .words)
    let perBand = max(1, grid.bandCount == 0 ? 1 : grid.elementCount / grid.bandCount)
    let pieces = Parallel.map(count: grid.bandCount, piece: max(1, Parallel.piece / perBand), progress: progress) { bands in
      let elements = grid.elements(ofBand: bands.lowerBound).lowerBound..<grid.elements(ofBand: bands.upperBound - 1).upperBound
      let blocks = bands.lowerBound * grid.blockColumns..<bands.upperBound * grid.blockColumns
      var words = [UInt32](repeating: 0, count: elements.count)
      var span = words.mutableSpan
      do throws(CodecError) {
        var dequantizer = shared
        try dequantizer.dequantize(
          bands: bands, of: grid, codes: tensor.codes.span.extracting(elements), headers: tensor.headers.span.extracting(blocks),
          into: &span)
      } catch {
        preconditionFailure("sizes were computed from the grid")
      }
      return words
    }
    return pieces.flatMap { $0 }
  }
}
