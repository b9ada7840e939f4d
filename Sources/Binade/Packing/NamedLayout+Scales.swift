extension NamedLayout {
  /// Layouts of block scales. Rows are M or N, columns are blocks along K.
  static let scales: [NamedLayout] = [
    scale128x4, scaleTMEM, scaleMMA("a", 1), scaleMMA("a", 2), scaleMMA("a", 4), scaleMMA("b", 1), scaleMMA("b", 2), scaleMMA("b", 4),
    scaleVec128F32, scaleBlock128F32, scaleMNK4,
  ]

  // MARK: Tiles

  /// The 512-byte tile of 128 rows and 4 blocks. Spec [layouts-13].
  public static let scale128x4 = NamedLayout(
    "scale-128x4", aliases: ["cublaslt-vec16-ue4m3", "cublaslt-vec32-ue8m0"], .documented, "layouts-13",
    "Scale bytes in 128x4 tiles, K tiles first: cuBLASLt, CUTLASS, cuDNN F8_128x4", [Field(.scales, tile128x4(copies: nil, bits: 4096))])

  /// The same tile as it stands in tensor memory: every 32 lanes hold it once more. Spec [layouts-14].
  public static let scaleTMEM = NamedLayout(
    "scale-tmem", .documented, "layouts-14", "The 128x4 tile in tensor memory: 128 lanes x 4 columns of 32 bits, four copies",
    [Field(.scales, tile128x4(copies: .init(4, stride: 4096), bits: 16_384))])

  private static func tile128x4(copies: Layout.Digit?, bits: Int) -> Layout {
    Layout(
      constant: 8, tileBits: bits, rowDigits: [.init(32, stride: 128), .init(4, stride: 32)], columnDigits: [.init(4, stride: 8)],
      copies: copies)
  }

  // MARK: Registers

  /// The scale registers of `mma.sync … .block_scale`: 32 lanes of 4 bytes. Spec [layouts-15].
  ///
  /// A: lanes 4g + 2·thread-id and the next hold rows g and g + 8. B: lane 4g + thread-id holds column g of the product.
  private static func scaleMMA(_ operand: String, _ count: Int) -> NamedLayout {
    let isA = operand == "a"
    var rows: [Layout.Digit] = [.init(8, stride: 128)]
    if isA { rows.append(.init(2, stride: 32)) }
    let columns: [Layout.Digit] = count == 1 ? [] : [.init(count, stride: 8)]
    return NamedLayout(
      "scale-mma-\(operand)-\(count)x", .documented, "layouts-15",
      "Scale registers of operand \(isA ? "A" : "B") of mma block_scale, scale_vec::\(count)X: 32 lanes x 4 bytes",
      selectors: [
        Selector(name: "thread-id", values: isA ? [0, 1] : [0, 1, 2, 3], stride: isA ? 64 : 32),
        Selector(name: "byte-id", values: count == 1 ? [0, 1, 2, 3] : count == 2 ? [0, 2] : [0], stride: 8),
      ],
      [Field(.scales, Layout(constant: 8, tileBits: 1024, rowDigits: rows, columnDigits: columns))])
  }

  // MARK: Other scale modes of cuBLASLt

  /// One float per row and 128 columns, M or N fastest. Spec [layouts-16].
  public static let scaleVec128F32 = NamedLayout(
    "cublaslt-vec128-f32", .documented, "layouts-16", "float32 scales of 1x128 blocks, M or N fastest",
    [Field(.scales, Layout(constant: 32, tileBits: 32, order: .rowsFirst))])

  /// One float per 128 × 128 block, K fastest, padded to four along K. Spec [layouts-16].
  public static let scaleBlock128F32 = NamedLayout(
    "cublaslt-blk128x128-f32", .documented, "layouts-16", "float32 scales of 128x128 blocks, K fastest, rows of blocks padded to 4",
    [Field(.scales, Layout(constant: 32, tileBits: 32, tileColumnMultiple: 4))])

  /// Four scale bytes along K in a word, the words M or N fastest and padded to four. Spec [layouts-17].
  public static let scaleMNK4 = NamedLayout(
    "scale-mn-k4", aliases: ["cublaslt-vec128-mn-k4-ue8m0", "cublaslt-vec32-mn-k4-ue8m0"], .documented, "layouts-17",
    "Four scale bytes along K in a 32-bit word, words M or N fastest, M or N padded to 4",
    [Field(.scales, Layout(constant: 8, tileBits: 32, columnDigits: [.init(4, stride: 8)], order: .rowsFirst, tileRowMultiple: 4))])
}
