public import Binade

#if Kernels
  internal import CBinadeKernels
#endif

/// Quantizes whole tensors to a block format: maxima, scales, codes and packing in one pass. Spec [blocks-2], [backends-1].
///
/// The result is that of the encoder, bit for bit, whatever the format, the policies and the back-end. What kernels cannot do goes to
/// ``BlockTables``, and what those cannot do to ``BlockEncoder``.
///
///     let encoder = BlockEncoder(format: BlockFormatID.nvfp4.descriptor)
///     let maximum = BulkQuantizer.maximum(of: words, encoder)
///     var quantizer = BulkQuantizer(encoder, encoder.tensorScale(maximum: maximum))
///     try quantizer.quantize(bands: 0..<grid.bandCount, of: grid, words, codes: &codes, scales: &scales)
///
/// A quantizer learns while it works. It belongs to one thread; copies go their own ways.
public struct BulkQuantizer: Sendable {
  /// The definition.
  public let encoder: BlockEncoder
  /// The tensor's factors.
  public let tensor: BlockEncoder.TensorScale
  /// How codes are written.
  public let packing: CodePacking
  /// Who does the work where there is a kernel.
  public let backend: Backend
  /// From how many values on the result goes past the caches: where it would not stay in them.
  package var streamingCount = 1 << 23

  var tables: LazyBlockTables
  #if Kernels
    var plan: BlockPlan?
    var quotients: BlockQuotients?
  #endif

  /// A quantizer for a tensor with these factors.
  ///
  /// - Parameters:
  ///   - encoder: format and policies.
  ///   - tensor: ``BlockEncoder/tensorScale(maximum:)``; 1 for formats without.
  ///   - packing: how codes are written.
  ///   - count: about how many elements are to come: tables are not made for few.
  ///   - backend: who does the work.
  public init(
    _ encoder: BlockEncoder, _ tensor: BlockEncoder.TensorScale = .one, packing: CodePacking = .dense, count: Int = .max,
    backend: Backend = .current
  ) {
    self.encoder = encoder
    self.tensor = tensor
    self.packing = packing
    self.backend = backend
    tables = LazyBlockTables(encoder, tensor, count: count)
    #if Kernels
      // Few elements are not worth the questions.
      guard count >= 1 << 14 else { return }
      if unsafe backend.blocks.quantize != nil { plan = BlockPlan(encoder, tensor, &tables, isDense: packing == .dense) }
      if unsafe backend.blocks.divide != nil, packing == .words || encoder.element.codeBits == 8 {
        quotients = BlockQuotients(encoder, tensor)
      }
    #endif
  }

  /// Whether a kernel does the work, for formats and policies that have one.
  public var isAccelerated: Bool {
    #if Kernels
      plan != nil || quotients != nil
    #else
      false
    #endif
  }

  /// Bytes that the codes of a row take.
  public func rowBytes(of grid: BlockGrid) -> Int { packing.rowBytes(columns: grid.columns, bits: encoder.format.element.codeBits) }

  /// Quantizes rows of blocks to packed codes and scale bytes.
  ///
  /// - Parameters:
  ///   - bands: which rows of blocks.
  ///   - grid: the matrix; its format must be the encoder's.
  ///   - words: the values of those rows as words of binary32, in order.
  ///   - codes: receives the codes, each row in ``rowBytes(of:)`` bytes.
  ///   - scales: receives the scale of each block, a byte.
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)`` for any of the spans, ``CodecError/wordTooNarrow(expectedBits:actualBits:)`` for
  ///   formats whose blocks store more than a byte. Nothing is written.
  public mutating func quantize(
    bands: Range<Int>, of grid: BlockGrid, _ words: Span<UInt32>, codes: inout MutableSpan<UInt8>, scales: inout MutableSpan<UInt8>
  ) throws(CodecError) {
    let stored = encoder.format.storedBits(elements: 0)
    guard stored <= 8 else { throw .wordTooNarrow(expectedBits: stored, actualBits: 8) }
    try check(bands, grid, words.count, codes.count, scales.count)
    var none = [BlockEncoder.Header]()
    var headers = none.mutableSpan
    run(bands, grid, words, &codes, &scales, &headers, .bytes)
  }

  /// Quantizes rows of blocks to packed codes and headers: every format.
  ///
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)`` for any of the spans. Nothing is written.
  public mutating func quantize(
    bands: Range<Int>, of grid: BlockGrid, _ words: Span<UInt32>, codes: inout MutableSpan<UInt8>,
    headers: inout MutableSpan<BlockEncoder.Header>
  ) throws(CodecError) {
    try check(bands, grid, words.count, codes.count, headers.count)
    var none = [UInt8]()
    var scales = none.mutableSpan
    run(bands, grid, words, &codes, &scales, &headers, .headers)
  }

  /// The largest magnitude of a tensor, as the policies count it: ``BlockEncoder/maximum(of:)``.
  public static func maximum(of words: Span<UInt32>, _ encoder: BlockEncoder, backend: Backend = .current) -> UInt32 {
    #if Kernels
      if let kernel = unsafe backend.blocks.maximum {
        let limit: UInt32 =
          switch encoder.conversion.maximum {
          case .all: 0x7FFF_FFFF
          case .numbers: 0x7F80_0000
          case .finite: 0x7F7F_FFFF
          }
        return unsafe words.withUnsafeBufferPointer { unsafe $0.isEmpty ? 0 : kernel($0.baseAddress, $0.count, limit) }
      }
    #endif
    return encoder.maximum(of: words)
  }

  private func check(_ bands: Range<Int>, _ grid: BlockGrid, _ given: Int, _ room: Int, _ scales: Int) throws(CodecError) {
    precondition(grid.format == encoder.format, "the grid is of another format")
    var elements = 0
    for band in bands { elements += grid.elements(ofBand: band).count }
    guard given >= elements else { throw .targetTooShort(expected: elements, actual: given) }
    let bytes = grid.columns == 0 ? 0 : elements / grid.columns * rowBytes(of: grid)
    guard room >= bytes else { throw .targetTooShort(expected: bytes, actual: room) }
    let blocks = bands.count * grid.blockColumns
    guard scales >= blocks else { throw .targetTooShort(expected: blocks, actual: scales) }
  }
}

/// ``BlockTables`` that are made when they are first asked: kernels mostly do without.
struct LazyBlockTables: Sendable {
  let encoder: BlockEncoder
  let tensor: BlockEncoder.TensorScale
  let count: Int
  private var made: BlockTables?

  init(_ encoder: BlockEncoder, _ tensor: BlockEncoder.TensorScale, count: Int) {
    self.encoder = encoder
    self.tensor = tensor
    self.count = count
  }

  var tables: BlockTables {
    mutating get {
      make()
      return made!
    }
    _modify {
      make()
      yield &made!
    }
  }

  private mutating func make() {
    if made == nil { made = BlockTables(encoder, tensor, count: count) }
  }
}

/// Where scales go.
enum ScaleSink {
  case bytes, headers
}

#if Kernels
  extension Backend {
    /// Its kernels for blocks.
    @unsafe var blocks: binade_block_kernels { unsafe binade_block_kernels_of(code).pointee }
  }
#endif
