import Binade
import BinadeKernels
import Foundation
import Testing

@Suite("Block kernels: quantize")
struct QuantizeKernelTests {
  static let isFull = ProcessInfo.processInfo.environment["BINADE_THOROUGH"] == "1"
  static let always = ["ocp", "cuda", "transformer-engine@", "torchao@", "int-vs-fp@"]
  static let formats = BlockFormatID.allCases.filter { $0.extent.rows == 1 }

  @Test("every back-end, format and profile gives what the definition gives", arguments: formats)
  func sameAsDefinition(_ id: BlockFormatID) throws {
    let format = id.descriptor
    for (index, (name, conversion)) in conversions(for: id).enumerated()
    where Self.isFull || index < 2 || Self.always.contains(where: name.hasPrefix) {
      let encoder = BlockEncoder(format: format, conversion: conversion)
      // A tensor maximum that leaves the block scales something to say, and one that does not.
      for maximum in [Float(6000), 1e-3].prefix(format.hasTensorScale ? 2 : 1) {
        let tensor = encoder.tensorScale(maximum: maximum.bitPattern)
        var inputs = BlockInputs(seed: UInt64(index))
        // Whole blocks, and rows that end inside a block.
        for columns in [format.columns! * (format.columns! > 32 ? 12 : 33), format.columns! * (format.columns! > 32 ? 5 : 18) + 5] {
          let rows = 2
          let words = inputs.words(format, tensor, count: rows * columns)
          try compare(id, name, index, encoder, tensor, words, rows: rows, columns: columns)
        }
      }
    }
  }

  private func compare(
    _ id: BlockFormatID, _ name: String, _ index: Int, _ encoder: BlockEncoder, _ tensor: BlockEncoder.TensorScale, _ words: [UInt32],
    rows: Int,
    columns: Int
  ) throws {
    let grid = try #require(BlockGrid(format: id.descriptor, rows: rows, columns: columns))
    var codes = [UInt8](repeating: 0, count: words.count)
    var headers = [BlockEncoder.Header](repeating: .init(scale: 0), count: grid.blockCount)
    var codeSpan = codes.mutableSpan
    var headerSpan = headers.mutableSpan
    try grid.quantize(bands: 0..<rows, words.span, encoder, tensor, codes: &codeSpan, headers: &headerSpan)
    let bits = encoder.format.element.codeBits
    let dense = packed(codes, columns: columns, bits: bits)
    for backend in Backend.available {
      for (packing, expected) in [(CodePacking.words, codes), (.dense, dense)] {
        // Without a kernel this is the definition: tables have their own tests.
        let count = backend == .avx2 || backend == .avx512 ? Int.max : words.count
        var quantizer = BulkQuantizer(encoder, tensor, packing: packing, count: count, backend: backend)
        // Without kernels a back-end is as good as another.
        if !quantizer.isAccelerated && (backend != .swift || index > 0) { continue }
        // As for data that no cache holds.
        if packing == .dense { quantizer.streamingCount = 0 }
        // A start in the middle of a line, and bytes behind that must stay.
        let offset = 3
        var found = [UInt8](repeating: 0xA5, count: offset + expected.count + 70)
        var foundHeaders = [BlockEncoder.Header](repeating: .init(scale: .max), count: headers.count)
        var whole = found.mutableSpan
        var target = whole._mutatingExtracting(offset..<offset + expected.count + 70)
        var foundSpan = foundHeaders.mutableSpan
        let shifted = [0] + words
        try quantizer.quantize(bands: 0..<rows, of: grid, shifted.span.extracting(1...words.count), codes: &target, headers: &foundSpan)
        let context = "\(id.name) \(name) \(backend.name) \(packing) \(columns) columns, kernel \(quantizer.isAccelerated)"
        for block in headers.indices where foundHeaders[block] != headers[block] {
          Issue.record("\(context): block \(block): scale \(hex(foundHeaders[block].scale)), not \(hex(headers[block].scale))")
          return
        }
        for place in expected.indices where found[offset + place] != expected[place] {
          let word = packing == .words ? hex(words[place]) : "byte \(place)"
          Issue.record("\(context): \(word): \(hex(found[offset + place])), not \(hex(expected[place]))")
          return
        }
        let isUntouched = found.prefix(offset).allSatisfy { $0 == 0xA5 } && found.suffix(70).allSatisfy { $0 == 0xA5 }
        #expect(isUntouched, "\(context)")
        guard encoder.format.storedBits(elements: 0) == 8 else { continue }
        var again = [UInt8](repeating: 0xA5, count: expected.count)
        var againSpan = again.mutableSpan
        var scales = [UInt8](repeating: 0, count: headers.count)
        var scaleSpan = scales.mutableSpan
        try quantizer.quantize(bands: 0..<rows, of: grid, words.span, codes: &againSpan, scales: &scaleSpan)
        #expect(again == expected, "\(context)")
        #expect(scales == headers.map { UInt8($0.scale) }, "\(context)")
      }
    }
  }

  @Test("kernels are there for the formats that they were written for")
  func coverage() throws {
    guard Backend.available.contains(.avx512) else { return }
    let ids: [BlockFormatID] = [
      .mxfp8E4M3, .mxfp8E5M2, .mxfp6E2M3, .mxfp6E3M2, .mxfp4, .mxint8, .mxint8Symmetric, .mxint6Symmetric, .mxint4Symmetric,
      .mxint2Symmetric, .nvfp4, .nvint4, .fp8E4M3Vector,
    ]
    for id in ids {
      for profile in ["ocp", "cuda", "transformer-engine", "torchao", "int-vs-fp"] {
        let named = try #require(Profile.named(profile))
        guard let conversion = named.blockConversion(for: id) else { continue }
        let encoder = BlockEncoder(format: id.descriptor, conversion: conversion)
        let quantizer = BulkQuantizer(encoder, encoder.tensorScale(maximum: Float(3).bitPattern), backend: .avx512)
        #expect(quantizer.isAccelerated, "\(id.name) \(profile)")
      }
    }
  }

  @Test("the maximum of a tensor", arguments: Backend.available)
  func maximum(_ backend: Backend) {
    var inputs = BlockInputs(seed: 7)
    let format = BlockFormatID.nvfp4.descriptor
    for policy in MaximumOver.allCases {
      var conversion = format.defaultConversion
      conversion.maximum = policy
      let encoder = BlockEncoder(format: format, conversion: conversion)
      for count in [0, 1, 15, 16, 17, 63, 64, 65, 1000] {
        var words = inputs.words(format, .one, count: count + 1)
        for extreme in [0, 0xFF80_0000, 0x7FC0_1234] as [UInt32] {
          if count > 2 { words[count / 2] = extreme }
          let span = words.span.extracting(1..<1 + count)
          let found = BulkQuantizer.maximum(of: span, encoder, backend: backend)
          var expected: UInt32 = 0
          for index in span.indices { expected = encoder.maximum(expected, span[index]) }
          #expect(found == expected, "\(policy) \(count): \(hex(found)), not \(hex(expected))")
        }
      }
    }
  }

  @Test("nothing is written when a span is too short")
  func sizes() throws {
    let id = BlockFormatID.nvfp4
    let encoder = BlockEncoder(format: id.descriptor)
    let grid = try #require(BlockGrid(format: id.descriptor, rows: 2, columns: 40))
    let words = [UInt32](repeating: 0x3F80_0000, count: 80)
    var quantizer = BulkQuantizer(encoder)
    for (given, room, blocks, expected, actual) in [(79, 40, 6, 80, 79), (80, 39, 6, 40, 39), (80, 40, 5, 6, 5)] {
      var codes = [UInt8](repeating: 1, count: room)
      var scales = [UInt8](repeating: 1, count: blocks)
      var codeSpan = codes.mutableSpan
      var scaleSpan = scales.mutableSpan
      var error: CodecError?
      do throws(CodecError) {
        try quantizer.quantize(bands: 0..<2, of: grid, words.span.extracting(0..<given), codes: &codeSpan, scales: &scaleSpan)
      } catch let thrown {
        error = thrown
      }
      #expect(error == .targetTooShort(expected: expected, actual: actual))
      #expect(codes.allSatisfy { $0 == 1 } && scales.allSatisfy { $0 == 1 })
    }
  }
}
