public import Binade

#if Kernels
  internal import CBinadeKernels
#endif

/// Encodes whole buffers at the speed of memory where a back-end has a kernel, and as ``Encoder`` does where none has: the same codes.
///
///     let encoder = BulkEncoder(to: E2M1FN.descriptor, packing: .dense)
///     var bytes = [UInt8](repeating: 0, count: encoder.byteCount(of: values.count))
///     var target = bytes.mutableSpan
///     try encoder.encode(values.span, into: &target)
///
/// Total: every source, target and policy. A kernel serves a conversion only after it has given the definition's code for every operand
/// around which a result changes; ``isAccelerated`` says whether one does. Kernels read float32, bfloat16 and float16. Making an encoder
/// takes a tenth of a millisecond, for 16-bit targets up to one; it is a value and may be shared between threads. Spec [backends-1], [conversion-1].
public struct BulkEncoder: Sendable {
  /// The format of the operands.
  public var source: FormatDescriptor { scalar.source }
  /// The format of the codes.
  public var target: FormatDescriptor { scalar.target }
  /// The policies.
  public var conversion: Conversion { scalar.conversion }
  /// How the codes stand in memory.
  public let packing: CodePacking
  /// Who does the work: the back-end whose kernel serves this conversion, or ``Backend/swift``.
  public let backend: Backend
  /// Whether codes are written past the caches; `nil` if the size decides. For tests.
  package var passesCaches: Bool?
  /// The encoder behind it. Where a kernel serves the conversion, it has no table.
  package let scalar: Encoder

  #if Kernels
    private let kernel: EncodeKernel?
    /// How the kernel packs; `nil` if it makes words, which Swift then packs.
    private let kernelPacking: Int32?
  #endif

  /// Whether a kernel serves this conversion.
  public var isAccelerated: Bool { backend != .swift }

  /// An encoder from `source` to `target`.
  ///
  /// - Parameters:
  ///   - conversion: the policies; without it the target's ``FormatDescriptor/defaultConversion``.
  ///   - packing: one code in each word, or dense.
  ///   - backend: the fastest back-end that may do the work.
  ///   - count: how many elements are going to be encoded, if that is known: for a few thousand no kernel is looked for.
  public init(
    from source: FormatDescriptor = Binary32.descriptor, to target: FormatDescriptor, conversion: Conversion? = nil,
    packing: CodePacking = .words, backend: Backend = .current, count: Int = .max
  ) {
    self.packing = packing
    let conversion = conversion ?? target.defaultConversion
    #if Kernels
      if count >= Self.fewest, let kernel = EncodeKernel.make(from: source, to: target, conversion, backend) {
        self.kernel = kernel
        self.backend = kernel.backend
        let wanted = packing == .words ? Int32(binade_packing_words) : EncodeKernel.dense(target)
        kernelPacking = wanted.flatMap { kernel.has($0) ? $0 : nil }
        scalar = Encoder(from: source, to: target, conversion: conversion, count: 0)
        return
      }
      (kernel, kernelPacking) = (nil, nil)
    #endif
    self.backend = .swift
    scalar = Encoder(from: source, to: target, conversion: conversion, count: count)
  }

  /// Below this many elements the proof of a kernel takes longer than the work.
  private static let fewest = 4096

  /// Bytes of the codes of `count` operands, in the target's stored words or densely packed.
  public func byteCount(of count: Int) -> Int {
    packing.byteCount(codeBits: target.codeBits, wordBits: target.wordBits, count: count)
  }

  /// Encodes `values`, whose format must be the encoder's source.
  ///
  /// - Throws: as ``encode(words:into:)``.
  public func encode<Value: ScalarValue, Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ values: Span<Value>, into target: inout MutableSpan<Word>
  ) throws(CodecError) where Value.Format.Word: BitwiseCopyable {
    precondition(MemoryLayout<Value>.size == MemoryLayout<Value.Format.Word>.size)
    let words = unsafe Span<Value.Format.Word>(_bytes: values.bytes)
    try encode(words: words, into: &target)
  }

  /// Encodes stored words of the source format.
  ///
  /// With ``CodePacking/words`` the codes go to the first `words.count` words of `target`. With ``CodePacking/dense`` they go to the bits
  /// of `target` in their order, and the last word that is begun is filled up with zero bits.
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``, ``CodecError/wordTooNarrow(expectedBits:actualBits:)`` and
  ///   ``CodecError/randomWordsMismatch(rounding:)``, before anything is written; ``CodecError/unrepresentable(index:word:)``.
  public func encode<
    Source: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
  >(
    words: Span<Source>, into target: inout MutableSpan<Word>
  ) throws(CodecError) {
    let count = words.count
    let room = packing == .words ? count : (count * self.target.codeBits + Word.bitWidth - 1) / Word.bitWidth
    guard target.count >= room else { throw .targetTooShort(expected: room, actual: target.count) }
    guard packing == .dense || Word.bitWidth >= self.target.wordBits else {
      throw .wordTooNarrow(expectedBits: self.target.wordBits, actualBits: Word.bitWidth)
    }
    guard conversion.rounding != .stochastic else { throw .randomWordsMismatch(rounding: conversion.rounding) }
    if count == 0 { return }
    if run(words, into: &target, room) { return }
    guard Self.widths.contains(Source.bitWidth), Self.widths.contains(Word.bitWidth) else {
      return try encodeAny(words, into: &target, room)
    }
    let bytes = unsafe words.bytes
    try unsafe target.withUnsafeMutableBytes { (target) throws(CodecError) in
      try unsafe encodeBytes(bytes, bits: Source.bitWidth, into: target, bits: Word.bitWidth, room)
    }
  }

  private static var widths: [Int] { [8, 16, 32, 64] }

  // Generic code that is not specialised is some ten times slower: from here on nothing is generic until the types are known.
  private func encodeBytes(
    _ words: RawSpan, bits: Int, into target: UnsafeMutableRawBufferPointer, bits targetBits: Int, _ room: Int
  ) throws(CodecError) {
    switch bits {
    case 8: try unsafe encodeWords(Span<UInt8>(_bytes: words), into: target, bits: targetBits, room)
    case 16: try unsafe encodeWords(Span<UInt16>(_bytes: words), into: target, bits: targetBits, room)
    case 32: try unsafe encodeWords(Span<UInt32>(_bytes: words), into: target, bits: targetBits, room)
    default: try unsafe encodeWords(Span<UInt64>(_bytes: words), into: target, bits: targetBits, room)
    }
  }

  private func encodeWords<Source: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ words: Span<Source>, into target: UnsafeMutableRawBufferPointer, bits: Int, _ room: Int
  ) throws(CodecError) {
    switch bits {
    case 8:
      var codes = unsafe target.bindMemory(to: UInt8.self).mutableSpan
      try encodeAny(words, into: &codes, room)
    case 16:
      var codes = unsafe target.bindMemory(to: UInt16.self).mutableSpan
      try encodeAny(words, into: &codes, room)
    case 32:
      var codes = unsafe target.bindMemory(to: UInt32.self).mutableSpan
      try encodeAny(words, into: &codes, room)
    default:
      var codes = unsafe target.bindMemory(to: UInt64.self).mutableSpan
      try encodeAny(words, into: &codes, room)
    }
  }

  private func encodeAny<
    Source: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
  >(_ words: Span<Source>, into target: inout MutableSpan<Word>, _ room: Int) throws(CodecError) {
    if packing == .words && !isAccelerated { return try scalar.encode(words: words, into: &target) }
    try encodePieces(words, into: &target, room)
  }

  /// The kernel, if the words are as wide as the formats.
  private func run<Source: FixedWidthInteger & BitwiseCopyable, Word: FixedWidthInteger & BitwiseCopyable>(
    _ words: Span<Source>, into target: inout MutableSpan<Word>, _ room: Int
  ) -> Bool {
    #if Kernels
      guard let kernel, let kernelPacking, Source.bitWidth == source.wordBits,
        packing == .dense || Word.bitWidth == self.target.wordBits
      else { return false }
      let filled = byteCount(of: words.count)
      return unsafe words.withUnsafeBytes { operands in
        unsafe target.withUnsafeMutableBytes { bytes in
          let codes = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[..<filled])
          guard unsafe kernel.encode(operands, count: words.count, into: codes, kernelPacking, passesCaches: passesCaches) else {
            return false
          }
          for byte in filled..<room * MemoryLayout<Word>.size { unsafe bytes[byte] = 0 }
          return true
        }
      }
    #else
      false
    #endif
  }

  /// Everything else: words of other widths, and dense codes that Swift packs. Piece by piece, through words of the formats' own widths.
  private func encodePieces<
    Source: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
  >(
    _ words: Span<Source>, into target: inout MutableSpan<Word>, _ room: Int
  ) throws(CodecError) {
    switch self.target.wordBits {
    case 8: try encodePieces(words, into: &target, room, UInt8.self)
    case 16: try encodePieces(words, into: &target, room, UInt16.self)
    case 32: try encodePieces(words, into: &target, room, UInt32.self)
    default: try encodePieces(words, into: &target, room, UInt64.self)
    }
  }

  private func encodePieces<
    Source: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable,
    Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
  >(_ words: Span<Source>, into target: inout MutableSpan<Word>, _ room: Int, _ code: Code.Type) throws(CodecError) {
    let piece = 4096  // a multiple of 8: dense pieces begin with a byte
    let bits = self.target.codeBits
    var codes = [Code](repeating: 0, count: min(piece, words.count))
    var bytes = [UInt8](repeating: 0, count: (codes.count * bits + 7) / 8)
    for start in stride(from: 0, to: words.count, by: piece) {
      let count = min(piece, words.count - start)
      do throws(CodecError) {
        var mutable = codes.mutableSpan
        try encodeWords(words.extracting(start..<start + count), into: &mutable)
      } catch .unrepresentable(let index, let word) {
        throw .unrepresentable(index: start + index, word: word)
      }
      if packing == .words {
        for index in 0..<count { target[start + index] = Word(truncatingIfNeeded: codes[index]) }
      } else {
        let filled = (count * bits + 7) / 8
        var mutable = bytes.mutableSpan
        DenseBits.pack(codes.span.extracting(0..<count), bits: bits, padding: self.target.paddingBits, into: &mutable)
        let first = start * bits / 8
        unsafe target.withUnsafeMutableBytes { all in
          for byte in 0..<filled { unsafe all[first + byte] = bytes[byte] }
        }
      }
    }
    if packing == .dense {
      let filled = byteCount(of: words.count)
      unsafe target.withUnsafeMutableBytes { all in
        for byte in filled..<room * MemoryLayout<Word>.size { unsafe all[byte] = 0 }
      }
    }
  }

  /// One code per word of the target's own width.
  private func encodeWords<
    Source: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
  >(
    _ words: Span<Source>, into codes: inout MutableSpan<Code>
  ) throws(CodecError) {
    #if Kernels
      if let kernel {
        if Source.bitWidth == source.wordBits { return run(words, codes: &codes, kernel) }
        if source.wordBits == 16 { return run([UInt16](words), codes: &codes, kernel) }
        return run([UInt32](words), codes: &codes, kernel)
      }
    #endif
    try scalar.encode(words: words, into: &codes)
  }

  #if Kernels
    private func run<Code: BitwiseCopyable, Source: BitwiseCopyable>(
      _ words: Span<Source>, codes: inout MutableSpan<Code>, _ kernel: EncodeKernel
    ) {
      let isDone = unsafe words.withUnsafeBytes { operands in
        unsafe codes.withUnsafeMutableBytes { unsafe kernel.encode(operands, count: words.count, into: $0, Int32(binade_packing_words)) }
      }
      precondition(isDone, "a kernel without one code per word has not been proven")
    }

    private func run<Code: BitwiseCopyable, Source: BitwiseCopyable>(
      _ words: [Source], codes: inout MutableSpan<Code>, _ kernel: EncodeKernel
    ) { run(words.span, codes: &codes, kernel) }
  #endif

  // MARK: Sweeps

  /// The two Fletcher sums over 64-bit words of the codes of consecutive float32 words, and how often each code came, added to `histogram`
  /// by its number; `nil` if no kernel does it. Both ends are multiples of 256.
  package func sweep(_ words: Range<Int>, histogram: inout [UInt64]) -> (sum: UInt64, sumOfSums: UInt64)? {
    #if Kernels
      kernel?.sweep(words, histogram: &histogram)
    #else
      nil
    #endif
  }
}

extension Array where Element: FixedWidthInteger & UnsignedInteger {
  /// The low bits of wider words.
  fileprivate init<Source: FixedWidthInteger & UnsignedInteger>(_ words: Span<Source>) {
    self = words.indices.map { Element(truncatingIfNeeded: words[$0]) }
  }
}
