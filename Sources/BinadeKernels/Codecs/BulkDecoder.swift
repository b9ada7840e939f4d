public import Binade

#if Kernels
  internal import CBinadeKernels
#endif

/// Decodes whole buffers of codes to float32 at the speed of memory, where a back-end has a kernel, and otherwise as ``Decoder`` does: the
/// same values either way. Spec [conversion-5], [backends-1].
///
///     let decoder = BulkDecoder(from: E2M1FN.descriptor, packing: .dense)
///     try decoder.decode(bytes.span, count: 1000, into: &values)
///
/// Kernels serve formats of up to 8 bits whose every value fits the upper half of a float32 word: all named ones. Total for all others.
public struct BulkDecoder: Sendable {
  /// The format of the codes.
  public let source: FormatDescriptor
  /// How the codes stand in memory.
  public let packing: CodePacking
  /// Who does the work: the back-end whose kernel serves the format, or ``Backend/swift``.
  public let backend: Backend
  /// Whether values are written past the caches; `nil` if the size decides. For tests.
  package var passesCaches: Bool?
  private let scalar: Decoder<Float>
  /// Values of the codes of up to 8 bits, for dense codes that Swift takes apart.
  private let values: [Float]

  #if Kernels
    private let kernel: DecodeKernel?
  #endif

  /// Whether a kernel serves the format.
  public var isAccelerated: Bool { backend != .swift }

  /// A decoder for codes of `source`.
  ///
  /// - Parameters:
  ///   - packing: one code in each word, or dense.
  ///   - backend: the fastest back-end that may do the work.
  ///   - count: how many codes are going to be decoded, if that is known: for a few hundred no kernel is looked for.
  public init(from source: FormatDescriptor, packing: CodePacking = .words, backend: Backend = .current, count: Int = .max) {
    self.source = source
    self.packing = packing
    #if Kernels
      if count >= 1024, let kernel = DecodeKernel.make(from: source, packing, backend) {
        self.kernel = kernel
        self.backend = kernel.backend
        scalar = Decoder(from: source, as: Float.self, count: 0)
        values = kernel.values
        return
      }
      kernel = nil
    #endif
    self.backend = .swift
    scalar = Decoder(from: source, as: Float.self, count: count)
    values = []
  }

  /// Decodes all `words`, one code each, into the first `words.count` values of `target`. For ``CodePacking/words``.
  ///
  /// - Throws: as ``decode(_:count:into:)``.
  public func decode<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ words: Span<Word>, into target: inout MutableSpan<Float>
  ) throws(CodecError) {
    try decode(words, count: packing == .words ? words.count : words.count * Word.bitWidth / source.codeBits, into: &target)
  }

  /// Decodes the first `count` codes of `words` into the first `count` values of `target`.
  ///
  /// With ``CodePacking/dense`` the codes are taken from the bits of `words` in their order; bits behind the last code are ignored.
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``, ``CodecError/sourceTooShort(expected:actual:)``,
  ///   ``CodecError/wordTooNarrow(expectedBits:actualBits:)``. Nothing was written.
  public func decode<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ words: Span<Word>, count: Int, into target: inout MutableSpan<Float>
  ) throws(CodecError) {
    guard target.count >= count else { throw .targetTooShort(expected: count, actual: target.count) }
    let needed = packing == .words ? count : (count * source.codeBits + Word.bitWidth - 1) / Word.bitWidth
    guard words.count >= needed else { throw .sourceTooShort(expected: needed, actual: words.count) }
    guard packing == .dense || Word.bitWidth >= source.wordBits else {
      throw .wordTooNarrow(expectedBits: source.wordBits, actualBits: Word.bitWidth)
    }
    if count <= 0 { return }
    let used = words.extracting(0..<needed)
    #if Kernels
      if let kernel, packing == .dense || Word.bitWidth == 8 {
        unsafe used.withUnsafeBytes { bytes in
          unsafe target.withUnsafeMutableBytes { unsafe kernel.decode(bytes, count: count, into: $0, passesCaches: passesCaches) }
        }
        return
      }
    #endif
    // Generic code that is not specialised is some ten times slower: from here on the words have types that the compiler knows.
    switch Word.bitWidth {
    case 8: try decodeAny(unsafe Span<UInt8>(_bytes: used.bytes), count: count, into: &target)
    case 16: try decodeAny(unsafe Span<UInt16>(_bytes: used.bytes), count: count, into: &target)
    case 32: try decodeAny(unsafe Span<UInt32>(_bytes: used.bytes), count: count, into: &target)
    case 64: try decodeAny(unsafe Span<UInt64>(_bytes: used.bytes), count: count, into: &target)
    default: try decodeAny(used, count: count, into: &target)
    }
  }

  private func decodeAny<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ used: Span<Word>, count: Int, into target: inout MutableSpan<Float>
  ) throws(CodecError) {
    if packing == .words {
      if values.isEmpty { return try scalar.decode(used, into: &target) }
      for index in 0..<count { target[index] = values[Int(truncatingIfNeeded: used[index]) & 0xFF] }
      return
    }
    try decodeDense(used, count: count, into: &target)
  }

  private func decodeDense<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ words: Span<Word>, count: Int, into target: inout MutableSpan<Float>
  ) throws(CodecError) {
    let piece = 4096
    let (bits, padding) = (source.codeBits, UInt64(source.paddingBits))
    var codes = [UInt64](repeating: 0, count: min(piece, count))
    var values = [Float](repeating: 0, count: codes.count)
    for start in stride(from: 0, to: count, by: piece) {
      let size = min(piece, count - start)
      unsafe words.withUnsafeBytes { bytes in
        let span = unsafe bytes.bindMemory(to: UInt8.self).span
        if bits <= 57 {
          var mutable = codes.mutableSpan
          DenseBits.unpack(span, from: start * bits / 8, bits: bits, padding: Int(padding), count: size, into: &mutable)
        } else {
          for index in 0..<size { codes[index] = DenseBits.code(at: start + index, bits: bits, span) << padding }
        }
      }
      var mutable = values.mutableSpan
      try scalar.decode(codes.span.extracting(0..<size), into: &mutable)
      for index in 0..<size { target[start + index] = values[index] }
    }
  }
}
