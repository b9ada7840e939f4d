import Binade
import BinadeKernels
import Testing

@Suite("Decode kernels")
struct DecodeKernelTests {
  static let backends = Backend.available.filter { $0 != .swift }

  private static func value(_ word: UInt64, _ format: FormatDescriptor) -> UInt32 {
    UInt32(truncatingIfNeeded: Binary32.descriptor.roundPack(format.unpack(word), .decoding).word)
  }

  @Test("every word of every named format of 8 bits", arguments: [.swift] + backends)
  func formats(backend: Backend) throws {
    let words = (0..<1111).map { UInt8(truncatingIfNeeded: $0) }
    for id in ScalarFormatID.allCases where id.descriptor.wordBits == 8 {
      let decoder = BulkDecoder(from: id.descriptor, backend: backend)
      if backend == .avx512 { #expect(decoder.backend == .avx512, "\(id.name) has no kernel") }
      var values = [Float](repeating: 1, count: words.count)
      var target = values.mutableSpan
      try decoder.decode(words.span, into: &target)
      let different = words.indices.filter { values[$0].bitPattern != Self.value(UInt64(words[$0]), id.descriptor) }
      let first = different.first.map { difference(words[$0], values[$0].bitPattern, Self.value(UInt64(words[$0]), id.descriptor)) }
      #expect(first == nil, "\(id.name) on \(backend.name)")
    }
  }

  @Test("dense codes of any width, ragged, at any place, also past the caches", arguments: [.swift] + backends)
  func dense(backend: Backend) throws {
    var operands = CodecOperands(seed: 11)
    let bytes = (0..<2000).map { _ in UInt8(truncatingIfNeeded: operands.next()) }
    for id: ScalarFormatID in [.e2m1fn, .int4, .e2m3fn, .e3m2fn, .e4m3fn, .ue4m3, .int5, .int3, .uint2, .uint1, .binary16, .tf32] {
      let format = id.descriptor
      let bits = format.codeBits
      for (round, count) in [0, 1, 2, 3, 63, 64, 65, 127, 128, 200, 511, 700].enumerated() {
        // No table of 65 536 values is worth its time here.
        var decoder = BulkDecoder(from: format, packing: .dense, backend: backend, count: 2000)
        decoder.passesCaches = round % 2 == 0
        let (from, to) = (round % 3, round % 5)
        let source = bytes.span.extracting(from..<from + (count * bits + 7) / 8)
        var values = [Float](repeating: 77, count: to + count + 2)
        try unsafe values.withUnsafeMutableBufferPointer { buffer in
          var target = unsafe UnsafeMutableBufferPointer(rebasing: buffer[to..<to + count]).mutableSpan
          try decoder.decode(source, count: count, into: &target)
        }
        var wrong: [String] = []
        for index in 0..<count {
          var code: UInt64 = 0
          for bit in 0..<bits {
            let place = index * bits + bit
            code |= UInt64(source[place / 8] >> UInt8(place % 8) & 1) << UInt64(bit)
          }
          let expected = Self.value(code << UInt64(format.paddingBits), format)
          if values[to + index].bitPattern != expected { wrong.append(difference(code, values[to + index].bitPattern, expected)) }
        }
        #expect(wrong.isEmpty, "\(id.name) \(count) on \(backend.name): \(wrong.first ?? "")")
        let isClean = values[..<to].allSatisfy { $0 == 77 } && values[(to + count)...].allSatisfy { $0 == 77 }
        #expect(isClean, "\(id.name) \(count) on \(backend.name) writes beside its values")
      }
    }
  }

  @Test("arguments that do not fit are refused before anything is written")
  func errors() {
    func failure(_ decoder: BulkDecoder, _ words: [UInt8], _ count: Int, room: Int) -> CodecError? {
      var values = [Float](repeating: 9, count: room)
      var target = values.mutableSpan
      do throws(CodecError) {
        try decoder.decode(words.span, count: count, into: &target)
      } catch {
        #expect(values.allSatisfy { $0 == 9 })
        return error
      }
      return nil
    }
    let words = [UInt8](repeating: 1, count: 3)
    #expect(failure(BulkDecoder(from: E4M3FN.descriptor), words, 3, room: 2) == .targetTooShort(expected: 3, actual: 2))
    #expect(failure(BulkDecoder(from: E4M3FN.descriptor), words, 4, room: 4) == .sourceTooShort(expected: 4, actual: 3))
    #expect(failure(BulkDecoder(from: E2M1FN.descriptor, packing: .dense), words, 7, room: 7) == .sourceTooShort(expected: 4, actual: 3))
    #expect(failure(BulkDecoder(from: E2M1FN.descriptor, packing: .dense), words, 5, room: 5) == nil)
    #expect(failure(BulkDecoder(from: Binary16.descriptor), words, 3, room: 3) == .wordTooNarrow(expectedBits: 16, actualBits: 8))
  }
}
