import Binade
import BinadeKernels
import Foundation
import Testing

@Suite("Encode kernels")
struct EncodeKernelTests {
  static let backends = Backend.available.filter { $0 != .swift }
  static let isThorough = ProcessInfo.processInfo.environment["BINADE_THOROUGH"] == "1"

  /// Enough for kernels, and too few for the definition's tables, which take longer to make than the tests to run.
  static let count = 4096

  /// The first differences from the definition.
  private static func differences<Source: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ encoder: BulkEncoder, _ words: [Source]
  ) throws -> [String] {
    switch encoder.target.wordBits {
    case 8: try differences(encoder, words, UInt8.self)
    case 16: try differences(encoder, words, UInt16.self)
    default: try differences(encoder, words, UInt32.self)
    }
  }

  private static func differences<
    Source: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
  >(_ encoder: BulkEncoder, _ words: [Source], _ type: Code.Type) throws -> [String] {
    var codes = [Code](repeating: 0x55, count: words.count)
    var target = codes.mutableSpan
    try encoder.encode(words: words.span, into: &target)
    var found: [String] = []
    for (word, code) in zip(words, codes) {
      let expected = encoder.target.roundPack(encoder.source.unpack(UInt64(word)), encoder.conversion).word
      if UInt64(code) != expected, found.count < 3 { found.append(difference(word, code, expected)) }
    }
    return found
  }

  @Test("every named format under its default policies, from float32", arguments: backends)
  func formats(backend: Backend) throws {
    var operands = CodecOperands(seed: 1)
    for id in ScalarFormatID.allCases where id != .binary32 && id != .binary64 {
      let format = id.descriptor
      let encoder = BulkEncoder(to: format, backend: backend, count: Self.count)
      if backend == .avx2 || backend == .avx512 {
        #expect(encoder.backend == backend, "\(id.name) has no kernel")
      }
      guard encoder.isAccelerated else { continue }
      var words = CodecOperands.specials + operands.boundaries(of: format, limit: Self.isThorough ? 65536 : 64)
      words += operands.random(Self.isThorough ? 1 << 20 : 1000, near: format)
      let found = try Self.differences(encoder, words)
      #expect(found.isEmpty, "\(id.name) on \(backend.name)")
    }
  }

  @Test("every 16-bit operand, from float16 and bfloat16", arguments: backends)
  func narrowSources(backend: Backend) throws {
    let step = Self.isThorough ? 1 : 7
    let words = stride(from: 0, through: 0xFFFF, by: step).map { UInt16($0) }
    for source in [Binary16.descriptor, BFloat16.descriptor] {
      let targets: [ScalarFormatID] =
        Self.isThorough ? ScalarFormatID.allCases.filter { $0.descriptor.wordBits <= 16 } : [.e4m3fn, .int8, .bfloat16]
      for id in targets {
        let encoder = BulkEncoder(from: source, to: id.descriptor, backend: backend, count: Self.count)
        guard encoder.isAccelerated else { continue }
        let found = try Self.differences(encoder, words)
        #expect(found.isEmpty, "\(id.name) on \(backend.name)")
      }
    }
  }

  @Test("every choice of every policy axis, where a kernel serves it", arguments: backends)
  func policies(backend: Backend) throws {
    var operands = CodecOperands(seed: 2)
    let targets: [ScalarFormatID] =
      Self.isThorough ? ScalarFormatID.allCases.filter { $0 != .binary32 && $0 != .binary64 } : [.e2m1fn, .e4m3fnuz, .e8m0fnu, .int4]
    for id in targets {
      let words = CodecOperands.specials + operands.boundaries(of: id.descriptor, limit: 16) + operands.random(100, near: id.descriptor)
      for axis in PolicyAxis.allCases {
        for choice in axis.choices where choice != "stochastic" {
          var conversion = id.descriptor.defaultConversion
          let isKnown = conversion.set(axis, to: choice)
          #expect(isKnown)
          let encoder = BulkEncoder(to: id.descriptor, conversion: conversion, backend: backend, count: Self.count)
          guard encoder.isAccelerated else { continue }
          let found = try Self.differences(encoder, words)
          #expect(found.isEmpty, "\(id.name) \(axis.name)=\(choice) on \(backend.name)")
        }
      }
    }
  }

  @Test("the profiles of real stacks are served", arguments: backends.filter { $0 == .avx2 || $0 == .avx512 })
  func profiles(backend: Backend) throws {
    let targets: [ScalarFormatID] = [.e4m3fn, .e5m2, .e2m3fn, .e3m2fn, .e2m1fn]
    for name in ["ocp", "cuda", "torchao", "ml_dtypes", "transformer-engine", "torch", "cutlass", "microxcaling"] {
      let profile = try #require(Profile.named(name))
      for id in targets {
        let encoder = BulkEncoder(
          to: id.descriptor, conversion: profile.conversion(to: id.descriptor), backend: backend, count: Self.count)
        #expect(encoder.backend == backend, "\(name) \(id.name)")
      }
    }
  }

  @Test("ragged lengths, any alignment, and nothing beside the codes", arguments: [.swift] + backends)
  func lengths(backend: Backend) throws {
    var operands = CodecOperands(seed: 3)
    let lengths = [0, 1, 2, 3, 15, 16, 17, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 700]
    let words = operands.random(1024, near: E4M3FN.descriptor)
    for id: ScalarFormatID in [.e4m3fn, .e2m3fn, .e2m1fn, .ue4m3, .int3, .binary16, .tf32] {
      let format = id.descriptor
      for packing in CodePacking.allCases {
        let encoder = BulkEncoder(to: format, packing: packing, backend: backend, count: Self.count)
        for (round, count) in lengths.enumerated() {
          let (from, to) = (round % 5, round % 7)
          let bytes = encoder.byteCount(of: count)
          let unit = packing == .words ? format.wordBits / 8 : 1
          var storage = [UInt8](repeating: 0xA5, count: (to + 2) * unit + bytes)
          let source = words.span.extracting(from..<from + count)
          switch unit {
          case 1:
            var target = storage.mutableSpan
            try Self.encode(encoder, source, into: &target, at: to, count: bytes)
          case 2:
            var wide = [UInt16](repeating: 0xA5A5, count: storage.count / 2)
            var target = wide.mutableSpan
            try Self.encode(encoder, source, into: &target, at: to, count: count)
            storage = wide.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
          default:
            var wide = [UInt32](repeating: 0xA5A5_A5A5, count: storage.count / 4)
            var target = wide.mutableSpan
            try Self.encode(encoder, source, into: &target, at: to, count: count)
            storage = wide.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
          }
          let expected = Self.packed(source, format, packing)
          let isSame = Array(storage[to * unit..<to * unit + bytes]) == expected
          #expect(isSame, "\(id.name) \(packing) \(count) on \(backend.name)")
          let isClean = storage[..<(to * unit)].allSatisfy { $0 == 0xA5 } && storage[(to * unit + bytes)...].allSatisfy { $0 == 0xA5 }
          #expect(isClean, "\(id.name) \(packing) \(count) on \(backend.name) writes beside its codes")
        }
      }
    }
  }

  /// Encodes into a part of a buffer, at a place that is not aligned.
  private static func encode<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ encoder: BulkEncoder, _ words: Span<UInt32>, into target: inout MutableSpan<Word>, at place: Int, count: Int
  ) throws {
    try unsafe target.withUnsafeMutableBufferPointer { buffer in
      var part = unsafe UnsafeMutableBufferPointer(rebasing: buffer[place..<place + count]).mutableSpan
      try encoder.encode(words: words, into: &part)
    }
  }

  /// Bit by bit, from the definition.
  private static func packed(_ words: Span<UInt32>, _ format: FormatDescriptor, _ packing: CodePacking) -> [UInt8] {
    let bits = packing == .words ? format.wordBits : format.codeBits
    let padding = packing == .words ? 0 : format.paddingBits
    var bytes = [UInt8](repeating: 0, count: (words.count * bits + 7) / 8)
    for index in words.indices {
      let word = format.roundPack(Binary32.descriptor.unpack(UInt64(words[index])), format.defaultConversion).word >> UInt64(padding)
      for bit in 0..<bits where word >> UInt64(bit) & 1 != 0 { bytes[(index * bits + bit) / 8] |= 1 << UInt8((index * bits + bit) % 8) }
    }
    return bytes
  }

  @Test("codes written past the caches are the same, wherever they begin", arguments: backends)
  func streams(backend: Backend) throws {
    var operands = CodecOperands(seed: 4)
    let words = operands.random(2500, near: E2M3FN.descriptor)
    for id: ScalarFormatID in [.e4m3fn, .e2m3fn, .e2m1fn] {
      var encoder = BulkEncoder(to: id.descriptor, packing: .dense, backend: backend, count: Self.count)
      encoder.passesCaches = true
      for place in [0, 1, 31, 63, 64] {
        let count = words.count - place
        let source = words.span.extracting(place..<place + count)
        var codes = [UInt8](repeating: 0xA5, count: place + encoder.byteCount(of: count) + 1)
        var target = codes.mutableSpan
        try Self.encode(encoder, source, into: &target, at: place, count: encoder.byteCount(of: count))
        let isSame = Array(codes[place..<codes.count - 1]) == Self.packed(source, id.descriptor, .dense)
        #expect(isSame && codes.last == 0xA5, "\(id.name) at \(place) on \(backend.name)")
      }
    }
    for id: ScalarFormatID in [.binary16, .tf32] {
      var encoder = BulkEncoder(to: id.descriptor, backend: backend, count: Self.count)
      encoder.passesCaches = true
      let found = try Self.differences(encoder, words)
      #expect(found.isEmpty, "\(id.name) on \(backend.name)")
    }
  }

  @Test("a sweep leaves the sums and the counts of its codes", arguments: backends)
  func sweep(backend: Backend) throws {
    for id: ScalarFormatID in [.e4m3fn, .int4, .bfloat16, .tf32] {
      let format = id.descriptor
      let encoder = BulkEncoder(to: format, backend: backend, count: Self.count)
      for start in [0x3F7F_FC00, 0x7F7F_FE00, 0xFFFF_FC00] {
        let range = start..<start + 1024
        var counts = [UInt64](repeating: 0, count: max(256, 1 << format.codeBits))
        guard let sums = encoder.sweep(range, histogram: &counts) else { continue }
        var expected = (sum: UInt64(0), sumOfSums: UInt64(0))
        var (word, filled) = (UInt64(0), 0)
        var counted = [UInt64](repeating: 0, count: counts.count)
        for operand in range {
          let code = format.roundPack(Binary32.descriptor.unpack(UInt64(operand)), format.defaultConversion).word
          counted[Int(code >> UInt64(format.paddingBits))] += 1
          word |= code << UInt64(filled)
          filled += format.wordBits
          if filled == 64 {
            expected.sum &+= word
            expected.sumOfSums &+= expected.sum
            (word, filled) = (0, 0)
          }
        }
        #expect(sums == expected, "\(id.name) from \(String(start, radix: 16)) on \(backend.name)")
        let isSame = counts == counted
        #expect(isSame, "\(id.name) from \(String(start, radix: 16)) on \(backend.name)")
      }
    }
  }

  @Test("words of other widths are cut and extended")
  func widths() throws {
    let words: [UInt64] = (0..<5000).map { UInt64(Float(Double($0) / 16).bitPattern) | 0xABCD << 32 }
    let encoder = BulkEncoder(to: E4M3FN.descriptor)
    var codes = [UInt32](repeating: 0, count: words.count)
    var target = codes.mutableSpan
    try encoder.encode(words: words.span, into: &target)
    for (word, code) in zip(words, codes) {
      let expected = E4M3FN.descriptor.roundPack(Binary32.descriptor.unpack(word & 0xFFFF_FFFF), E4M3FN.descriptor.defaultConversion).word
      #expect(UInt64(code) == expected)
    }
  }

  @Test("arguments that do not fit are refused before anything is written")
  func errors() {
    let values = [Float](repeating: 1, count: 10)
    func failure(_ encoder: BulkEncoder, _ count: Int) -> CodecError? {
      var codes = [UInt8](repeating: 9, count: count)
      var target = codes.mutableSpan
      do throws(CodecError) {
        try encoder.encode(values.span, into: &target)
      } catch {
        #expect(codes.allSatisfy { $0 == 9 })
        return error
      }
      return nil
    }
    #expect(failure(BulkEncoder(to: E4M3FN.descriptor), 9) == .targetTooShort(expected: 10, actual: 9))
    #expect(failure(BulkEncoder(to: E2M1FN.descriptor, packing: .dense), 4) == .targetTooShort(expected: 5, actual: 4))
    #expect(failure(BulkEncoder(to: E2M1FN.descriptor, packing: .dense), 5) == nil)
    #expect(failure(BulkEncoder(to: Binary16.descriptor), 10) == .wordTooNarrow(expectedBits: 16, actualBits: 8))
    let stochastic = BulkEncoder(to: E4M3FN.descriptor, conversion: Conversion(rounding: .stochastic))
    #expect(failure(stochastic, 10) == .randomWordsMismatch(rounding: .stochastic))
  }

  @Test("a refused NaN is named by its place")
  func rejection() {
    for packing in CodePacking.allCases {
      let encoder = BulkEncoder(to: E2M1FN.descriptor, conversion: Conversion(missingNaN: .reject), packing: packing, count: 4096)
      var values = [Float](repeating: 1, count: 9000)
      values[8190] = .nan
      var codes = [UInt8](repeating: 9, count: 9000)
      var target = codes.mutableSpan
      var failure: CodecError?
      do throws(CodecError) { try encoder.encode(values.span, into: &target) } catch { failure = error }
      #expect(failure == .unrepresentable(index: 8190, word: UInt64(Float.nan.bitPattern)))
    }
  }
}
