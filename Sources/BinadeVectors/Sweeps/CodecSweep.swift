public import Binade
public import BinadeKernels

/// Buffers of a scalar format through every back-end: codes, dense codes and decoded values must be those of plain Swift.
public struct CodecSweep: Sendable {
  private let name: String
  private let seed: UInt64
  private let values: [UInt32]
  private let encoders: [(backend: Backend, words: BulkEncoder, dense: BulkEncoder)]
  private let decoders: [(backend: Backend, words: BulkDecoder, dense: BulkDecoder)]

  /// The sweep of a format under its own policies, float32 in and out.
  public init(_ format: NamedFormat, seed: UInt64, _ backends: [Backend]) {
    name = format.name
    self.seed = seed
    values = FloatDraw.values(of: format.descriptor)
    let all = [Backend.swift] + backends.filter { $0 != .swift }
    encoders = all.map { backend in
      (
        backend, BulkEncoder(to: format.descriptor, backend: backend),
        BulkEncoder(to: format.descriptor, packing: .dense, backend: backend)
      )
    }
    decoders = all.map { backend in
      (
        backend, BulkDecoder(from: format.descriptor, backend: backend),
        BulkDecoder(from: format.descriptor, packing: .dense, backend: backend)
      )
    }
  }

  /// Compares piece `index`: some thousands of words.
  public func run(_ index: Int) throws(CodecError) -> KernelReport {
    var report = KernelReport()
    var draw = FloatDraw(seed: seed, index: index, values: values)
    let kind = FloatDraw.Kind.allCases[draw.below(FloatDraw.Kind.allCases.count)]
    // Whole pieces, and sizes that no vector divides.
    let count = draw.below(4) == 0 ? 1 + draw.below(300) : 1 << 13
    let words = draw.words(kind, count: count, shift: 0)
    let first = encoders[0]
    let codes = try encoded(words, first.words, UInt64.self)
    let dense = try encoded(words, first.dense, UInt8.self)
    let floats = try decoded(dense, count, decoders[0].dense)
    report.count = count
    for code in codes { report.fold(code) }
    for word in floats { report.fold(UInt64(word)) }
    for (place, encoder) in encoders.enumerated().dropFirst() {
      let backend = encoder.backend.name
      let found = try encoded(words, encoder.words, UInt64.self)
      for element in 0..<count where found[element] != codes[element] {
        report.differs(
          index,
          "\(name) of \(Hex.digits(UInt64(words[element]), bits: 32)): swift \(hex(codes[element])), \(backend) \(hex(found[element]))")
      }
      let packed = try encoded(words, encoder.dense, UInt8.self)
      if packed != dense, let byte = packed.indices.first(where: { packed[$0] != dense[$0] }) {
        report.differs(
          index, "\(name), dense byte \(byte) of \(count) codes: swift \(hex(UInt64(dense[byte]))), \(backend) \(hex(UInt64(packed[byte])))"
        )
      }
      for values in [try decoded(dense, count, decoders[place].dense), try decodedWords(codes, decoders[place].words)] {
        for element in 0..<count where values[element] != floats[element] {
          report.differs(
            index,
            "value of \(name) \(hex(codes[element])): swift \(hex(UInt64(floats[element]))), \(backend) \(hex(UInt64(values[element])))")
        }
      }
    }
    return report
  }

  private func hex(_ word: UInt64) -> String { Hex.digits(word, bits: 32) }

  private func encoded<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ words: [UInt32], _ encoder: BulkEncoder, _ type: Word.Type
  ) throws(CodecError) -> [Word] {
    if encoder.packing == .words, Word.bitWidth != encoder.target.wordBits {
      // Kernels write words of the format's own width.
      switch encoder.target.wordBits {
      case 8: return try encoded(words, encoder, UInt8.self).map { Word($0) }
      case 16: return try encoded(words, encoder, UInt16.self).map { Word($0) }
      case 32: return try encoded(words, encoder, UInt32.self).map { Word($0) }
      default: break
      }
    }
    var codes = [Word](repeating: 0, count: encoder.packing == .words ? words.count : encoder.byteCount(of: words.count))
    var target = codes.mutableSpan
    try encoder.encode(words: words.span, into: &target)
    return codes
  }

  private func decoded(_ bytes: [UInt8], _ count: Int, _ decoder: BulkDecoder) throws(CodecError) -> [UInt32] {
    var values = [Float](repeating: 0, count: count)
    var target = values.mutableSpan
    try decoder.decode(bytes.span, count: count, into: &target)
    return values.map { $0.bitPattern }
  }

  private func decodedWords(_ codes: [UInt64], _ decoder: BulkDecoder) throws(CodecError) -> [UInt32] {
    var values = [Float](repeating: 0, count: codes.count)
    var target = values.mutableSpan
    if decoder.source.wordBits == 8 {
      let bytes = codes.map { UInt8(truncatingIfNeeded: $0) }
      try decoder.decode(bytes.span, into: &target)
    } else {
      try decoder.decode(codes.span, into: &target)
    }
    return values.map { $0.bitPattern }
  }
}
