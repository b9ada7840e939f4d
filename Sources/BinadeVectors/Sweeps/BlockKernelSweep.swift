public import Binade
public import BinadeKernels

/// Tensors of a block format through every back-end: scales, codes and dequantized values must be those of plain Swift.
public struct BlockKernelSweep: Sendable {
  private let name: String
  private let encoder: BlockEncoder
  private let backends: [Backend]
  private let seed: UInt64
  private let values: [UInt32]

  /// The sweep of a format under the policies of an encoder.
  public init(_ encoder: BlockEncoder, name: String, seed: UInt64, _ backends: [Backend]) {
    self.encoder = encoder
    self.name = name
    self.seed = seed
    self.backends = backends.filter { $0 != .swift }
    values = FloatDraw.values(of: encoder.format.element)
  }

  /// What a tensor becomes.
  private struct Quantized: Equatable {
    var codes: [UInt8], headers: [BlockEncoder.Header], values: [UInt32]
    var maximum: UInt32
  }

  /// Compares tensor `index`: some ten thousand values in rows of odd lengths.
  public func run(_ index: Int) throws(CodecError) -> KernelReport {
    var report = KernelReport()
    var draw = FloatDraw(seed: seed, index: index, values: values)
    let columns = [512, 1024, 32, 48, 77, 2048, 4096, 129, 7, 31][draw.below(10)]
    let rows = max(1, (1 << 14) / columns + 1)
    var words: [UInt32] = []
    // One wild row would decide the tensor scale, and the others would vanish under it.
    let isUniform = encoder.format.hasTensorScale && draw.below(8) > 0
    let common: FloatDraw.Kind = [.bell, .steps, .bell, .binades][draw.below(4)]
    let shift = draw.below(3) == 0 ? draw.below(200) - 100 : 0
    for _ in 0..<rows {
      let own = FloatDraw.Kind.allCases[[0, 1, 1, 1, 2, 3, 3, 4, 5][draw.below(9)]]
      let kind = !isUniform ? own : draw.below(8) == 0 ? .zeros : common
      words += draw.words(kind, count: columns, shift: isUniform ? shift : draw.below(3) == 0 ? draw.below(200) - 100 : 0)
    }
    guard let grid = BlockGrid(format: encoder.format, rows: rows, columns: columns) else { return report }
    let packing: CodePacking = draw.below(2) == 0 ? .dense : .words
    let expected = try quantized(words, grid, packing, .swift)
    report.count = words.count
    for code in expected.codes { report.fold(UInt64(code)) }
    for header in expected.headers { report.fold(UInt64(header.scale) << 32 | UInt64(header.zeroPoint)) }
    for value in expected.values { report.fold(UInt64(value)) }
    for backend in backends {
      let found = try quantized(words, grid, packing, backend)
      if found == expected { continue }
      if found.maximum != expected.maximum {
        report.differs(index, "\(name) maximum: swift \(hex(expected.maximum)), \(backend.name) \(hex(found.maximum))")
      }
      for block in expected.headers.indices where found.headers[block] != expected.headers[block] {
        let (old, new) = (expected.headers[block], found.headers[block])
        report.differs(index, "\(name) scale of block \(block): swift \(hex(old.scale)), \(backend.name) \(hex(new.scale))")
      }
      for byte in expected.codes.indices where found.codes[byte] != expected.codes[byte] {
        report.differs(
          index,
          "\(name) code byte \(byte), \(rows) x \(columns): swift \(hex(UInt32(expected.codes[byte]))), \(backend.name) \(hex(UInt32(found.codes[byte])))"
        )
      }
      for place in expected.values.indices where found.values[place] != expected.values[place] {
        report.differs(
          index, "\(name) value \(place): swift \(hex(expected.values[place])), \(backend.name) \(hex(found.values[place]))")
      }
    }
    return report
  }

  private func hex(_ word: UInt32) -> String { Hex.digits(UInt64(word), bits: 32) }

  private func quantized(
    _ words: [UInt32], _ grid: BlockGrid, _ packing: CodePacking, _ backend: Backend
  ) throws(CodecError) -> Quantized {
    let maximum = BulkQuantizer.maximum(of: words.span, encoder, backend: backend)
    let tensor = encoder.tensorScale(maximum: encoder.format.hasTensorScale ? maximum : 0)
    var quantizer = BulkQuantizer(encoder, tensor, packing: packing, backend: backend)
    var codes = [UInt8](repeating: 0, count: grid.rows * quantizer.rowBytes(of: grid))
    var headers = [BlockEncoder.Header](repeating: .init(scale: 0), count: grid.blockCount)
    var codeSpan = codes.mutableSpan
    var headerSpan = headers.mutableSpan
    try quantizer.quantize(bands: 0..<grid.bandCount, of: grid, words.span, codes: &codeSpan, headers: &headerSpan)
    var dequantizer = BulkDequantizer(format: encoder.format, tensorScale: tensor.scale, packing: packing, backend: backend)
    var values = [UInt32](repeating: 0, count: words.count)
    var target = values.mutableSpan
    try dequantizer.dequantize(bands: 0..<grid.bandCount, of: grid, codes: codes.span, headers: headers.span, into: &target)
    return Quantized(codes: codes, headers: headers, values: values, maximum: maximum)
  }
}
