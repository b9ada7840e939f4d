import Binade
import BinadeKernels
import Testing

@Suite("Block kernels: dequantize")
struct DequantizeKernelTests {
  @Test("every back-end and format gives what the definition gives", arguments: BlockFormatID.allCases)
  func sameAsDefinition(_ id: BlockFormatID) throws {
    let format = id.descriptor
    let bits = format.element.codeBits
    var inputs = BlockInputs(seed: 3)
    let length = id.extent.columns
    let rows = id.extent.rows
    for tensorScale in [1, 0.37, 0x1p-140, 3e38, .nan].prefix(format.hasTensorScale ? 5 : 1) as ArraySlice<Float> {
      let decoder = BlockDecoder(format: format, tensorScale: tensorScale.bitPattern)
      // Every scale byte comes, then rows that end inside a block.
      for columns in [length * (length > 32 ? 3 : format.scale.codeBits == 8 ? 258 : 130), length * 2 + 5] {
        let grid = try #require(BlockGrid(format: format, rows: rows, columns: columns))
        let codes = inputs.bytes(rows * columns).map { bits == 8 ? $0 : $0 & (1 << UInt8(bits) - 1) }
        let headers = (0..<grid.blockCount).map { block in
          let byte = UInt32(block & 0xFF) & UInt32(format.scale.wordBits == 8 ? 1 << format.scale.codeBits - 1 : 0xFF)
          return BlockEncoder.Header(scale: format.scale.wordBits == 8 ? byte : byte << 21 | 0x3C00, zeroPoint: 0x3C00)
        }
        var expected = [UInt32](repeating: 0, count: rows * columns)
        for row in 0..<rows {
          for column in 0..<columns {
            expected[row * columns + column] = decoder.value(code: codes[row * columns + column], header: headers[column / length])
          }
        }
        for backend in Backend.available {
          // Bits above a code do not count.
          let loose = codes.map { bits == 8 ? $0 : $0 | 1 << 7 }
          for (packing, source) in [(CodePacking.words, loose), (.dense, packed(codes, columns: columns, bits: bits))] {
            var dequantizer = BulkDequantizer(format: format, tensorScale: tensorScale.bitPattern, packing: packing, backend: backend)
            // As for data that no cache holds.
            if packing == .dense { dequantizer.streamingCount = 0 }
            var found = [UInt32](repeating: 0xA5A5_A5A5, count: 3 + expected.count + 20)
            var whole = found.mutableSpan
            var target = whole._mutatingExtracting(3..<3 + expected.count + 20)
            let shifted = [0] + source
            try dequantizer.dequantize(
              bands: 0..<1, of: grid, codes: shifted.span.extracting(1...source.count), headers: headers.span, into: &target)
            let context = "\(id.name) \(backend.name) \(packing) T = \(tensorScale)"
            for index in expected.indices where found[3 + index] != expected[index] {
              let scale = headers[index % columns / length].scale
              Issue.record(
                "\(context): code \(hex(codes[index])) scale \(hex(scale)): \(hex(found[3 + index])), not \(hex(expected[index]))")
              return
            }
            let isUntouched = found.prefix(3).allSatisfy { $0 == 0xA5A5_A5A5 } && found.suffix(20).allSatisfy { $0 == 0xA5A5_A5A5 }
            #expect(isUntouched, "\(context)")
          }
        }
      }
    }
  }
}
