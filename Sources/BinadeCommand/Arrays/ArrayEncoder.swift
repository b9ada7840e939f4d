internal import Binade
internal import BinadeKernels

/// Encodes whole arrays of stored words, in pieces on all cores.
struct ArrayEncoder: Sendable {
  /// What one piece gave.
  struct Piece: Sendable {
    /// The codes, as stored words.
    var codes: [UInt8] = []
    /// One flag byte per element, if flags were asked for.
    var flags: [UInt8] = []
    /// Why the piece is not complete; its index counts from the array's start.
    var failure: CodecError?
  }

  /// What makes the codes of whole pieces.
  let bulk: BulkEncoder
  /// The definition behind it, for random words, flags and comparisons.
  var encoder: Encoder { bulk.scalar }
  /// One random word for each group of elements, for stochastic rounding.
  var random: [UInt32]?
  var layout = RandomLayout.perElement32
  /// Whether flags are wanted. They come from the scalar definition, and so do the codes then.
  var wantsFlags = false
  /// Whether the codes come from the scalar definition instead of the buffer path. They are the same.
  var usesDefinition = false
  var threads: Int?

  init(_ bulk: BulkEncoder) { self.bulk = bulk }

  /// An encoder on the current back-end for `count` words.
  init(from source: FormatDescriptor, to target: FormatDescriptor, conversion: Conversion? = nil, count: Int = .max) {
    bulk = BulkEncoder(from: source, to: target, conversion: conversion, count: count)
  }

  /// Encodes all words.
  ///
  /// - Throws: the ``CodecError`` of the first element that has one.
  func encode(_ words: Words, _ progress: Progress? = nil) throws(CodecError) -> [Piece] {
    let pieces = Parallel.map(count: words.count, threads: threads, progress: progress) { piece(words, $0) }
    if let failure = pieces.lazy.compactMap(\.failure).first { throw failure }
    return pieces
  }

  /// Encodes some of the words, on the calling thread.
  func piece(_ words: Words, _ range: Range<Int>) -> Piece {
    precondition(words.size * 8 == encoder.source.wordBits)
    return switch words.size {
    case 1: piece(words, range, UInt8.self)
    case 2: piece(words, range, UInt16.self)
    case 4: piece(words, range, UInt32.self)
    default: piece(words, range, UInt64.self)
    }
  }

  private func piece<Source: StoredWord>(_ words: Words, _ range: Range<Int>, _ source: Source.Type) -> Piece {
    switch encoder.target.wordBits {
    case 8: piece(words, range, source, UInt8.self)
    case 16: piece(words, range, source, UInt16.self)
    case 32: piece(words, range, source, UInt32.self)
    default: piece(words, range, source, UInt64.self)
    }
  }

  private func piece<Source: StoredWord, Code: StoredWord>(
    _ words: Words, _ range: Range<Int>, _ source: Source.Type, _ code: Code.Type
  ) -> Piece {
    words.withSpan(of: range, as: source) { span in
      var piece = Piece()
      var failure: CodecError?
      if wantsFlags {
        piece.flags = Words.bytes(count: range.count, of: UInt8.self) { flags in
          piece.codes = Words.bytes(count: range.count, of: code) { codes in
            failure = define(span, at: range.lowerBound, &codes) { flags[$0] = $1.rawValue }
          }
        }
      } else {
        piece.codes = Words.bytes(count: range.count, of: code) { codes in
          failure = usesDefinition ? define(span, at: range.lowerBound, &codes) { _, _ in } : fill(span, at: range.lowerBound, &codes)
        }
      }
      if case .unrepresentable(let index, let word) = failure {
        failure = .unrepresentable(index: range.lowerBound + index, word: word)
      }
      piece.failure = failure
      return piece
    }
  }

  /// The buffer path.
  private func fill<Source: StoredWord, Code: StoredWord>(
    _ words: Span<Source>, at start: Int, _ codes: inout MutableSpan<Code>
  ) -> CodecError? {
    do throws(CodecError) {
      if let random {
        let groups = start / layout.elementsPerWord..<layout.wordCount(forElements: start + words.count)
        try encoder.encode(words: words, random: random.span.extracting(groups), layout: layout, into: &codes)
      } else {
        try bulk.encode(words: words, into: &codes)
      }
      return nil
    } catch {
      return error
    }
  }

  /// The scalar definition, one word at a time, with its flags.
  private func define<Source: StoredWord, Code: StoredWord>(
    _ words: Span<Source>, at start: Int, _ codes: inout MutableSpan<Code>, _ report: (Int, Flags) -> Void
  ) -> CodecError? {
    let rejects = encoder.conversion.missingNaN == .reject && !encoder.target.hasNaN
    for index in words.indices {
      let word = UInt64(words[index])
      if rejects, encoder.source.unpack(word).class == .nan { return .unrepresentable(index: index, word: word) }
      let field = random.map { layout.field(of: $0[(start + index) / layout.elementsPerWord], at: start + index) } ?? .zero
      let result = encoder.convert(word, random: field)
      codes[index] = Code(truncatingIfNeeded: result.word)
      report(index, result.flags)
    }
    return nil
  }
}
