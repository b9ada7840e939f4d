extension NamedLayout {
  /// Layouts of other programs. Rows are output channels, columns run along K.
  static let foreign: [NamedLayout] = [
    ggmlMXFP4, ggmlNVFP4, ggmlQ40, ggmlQ41, ggmlQ80, awq, tinychatW4A16, qserveW4, qserveScale, nunchakuW4, nunchakuScaleF16,
    nunchakuScaleE4M3,
  ]

  // MARK: ggml

  /// 32 codes: a scale byte, then 16 bytes with codes j and j + 16. Spec [layouts-18].
  public static let ggmlMXFP4 = NamedLayout(
    "ggml-mxfp4", .documented, "layouts-18", "ggml block_mxfp4: 17 bytes for 32 codes, E8M0 scale first",
    [split(offset: 8, bits: 136), perBlock(.scales, 8, offset: 0, bits: 136)])
  /// 64 codes: four scale bytes, then four times 8 bytes with codes j and j + 8. Spec [layouts-18].
  public static let ggmlNVFP4 = NamedLayout(
    "ggml-nvfp4", .documented, "layouts-18", "ggml block_nvfp4: 36 bytes for 64 codes, four UE4M3 scales first",
    [
      Field(
        .codes,
        Layout(
          constant: 4, tileBits: 288, columnDigits: [.init(8, stride: 8), .init(2, stride: 4), .init(4, stride: 64)], offset: 32)),
      Field(.scales, Layout(constant: 8, tileBits: 288, columnDigits: [.init(4, stride: 8)]), per: 16),
    ])
  /// 32 codes: a float16 scale, then 16 bytes with codes j and j + 16. Spec [layouts-18].
  public static let ggmlQ40 = NamedLayout(
    "ggml-q4_0", .documented, "layouts-18", "ggml block_q4_0: 18 bytes for 32 codes, float16 scale first",
    [split(offset: 16, bits: 144), perBlock(.scales, 16, offset: 0, bits: 144)])
  /// 32 codes: a float16 scale, a float16 minimum, then 16 bytes with codes j and j + 16. Spec [layouts-18].
  public static let ggmlQ41 = NamedLayout(
    "ggml-q4_1", .documented, "layouts-18", "ggml block_q4_1: 20 bytes for 32 codes, float16 scale and minimum first",
    [split(offset: 32, bits: 160), perBlock(.scales, 16, offset: 0, bits: 160), perBlock(.minimums, 16, offset: 16, bits: 160)])
  /// 32 codes of a byte behind a float16 scale. Spec [layouts-18].
  public static let ggmlQ80 = NamedLayout(
    "ggml-q8_0", .documented, "layouts-18", "ggml block_q8_0: 34 bytes for 32 codes, float16 scale first",
    [
      Field(.codes, Layout(constant: 8, tileBits: 272, columnDigits: [.init(32, stride: 8)], offset: 16)),
      perBlock(.scales, 16, offset: 0, bits: 272),
    ])

  /// The halves of 32 codes in the low and in the high nibbles of 16 bytes.
  private static func split(offset: Int, bits: Int) -> Field {
    Field(.codes, Layout(constant: 4, tileBits: bits, columnDigits: [.init(16, stride: 8), .init(2, stride: 4)], offset: offset))
  }

  /// One number for a block of 32 codes.
  private static func perBlock(_ role: Role, _ width: Int, offset: Int, bits: Int) -> Field {
    Field(role, Layout(constant: width, tileBits: bits, offset: offset), per: 32)
  }

  // MARK: AWQ and TinyChat

  /// Words of eight output channels 0 2 4 6 1 3 5 7; the words of one input channel follow each other. Spec [layouts-19].
  public static let awq = NamedLayout(
    "awq", .documented, "layouts-19", "AWQ GEMM words: 8 output channels in the order 0 2 4 6 1 3 5 7, for each input channel",
    [
      Field(
        .codes,
        Layout(constant: 4, tileBits: 32, rowDigits: [.init(2, stride: 16), .init(4, stride: 4)], order: .rowsFirst))
    ])
  /// Half words of inputs k, k + 8, k + 16, k + 24; four output channels interleaved every 64 inputs. Spec [layouts-20].
  public static let tinychatW4A16 = NamedLayout(
    "tinychat-w4a16", .documented, "layouts-20",
    "TinyChat and fast AWQ kernels: half words of k, k+8, k+16, k+24, 4 rows interleaved by 64",
    [
      Field(
        .codes,
        Layout(
          constant: 4, tileBits: 1024, rowDigits: [.init(4, stride: 256)],
          columnDigits: [.init(8, stride: 16), .init(4, stride: 4), .init(2, stride: 128)]))
    ])

  // MARK: QServe

  /// Tiles of 32 × 32: rows n and n + 16 share a byte. Spec [layouts-21].
  public static let qserveW4 = NamedLayout(
    "qserve-w4", .documented, "layouts-21", "QServe W4 weights: 32x32 tiles, row n in the low nibble and n+16 in the high one",
    [
      Field(
        .codes,
        Layout(
          constant: 4, tileBits: 4096, rowDigits: [.init(8, stride: 512), .init(2, stride: 32), .init(2, stride: 4)],
          columnDigits: [.init(4, stride: 8), .init(4, stride: 128), .init(2, stride: 64)]))
    ])
  /// Bytes of 32 output channels in the order 0 8 16 24 1 9 …, for each group. Spec [layouts-21].
  public static let qserveScale = NamedLayout(
    "qserve-scale", .documented, "layouts-21",
    "QServe level-2 scales and zeros: 32 output channels in the order 0 8 16 24 1 9 ..., per group",
    [
      Field(
        .scales,
        Layout(constant: 8, tileBits: 256, rowDigits: [.init(8, stride: 32), .init(4, stride: 8)], order: .rowsFirst))
    ])

  // MARK: Nunchaku

  /// Tiles of 128 × 64 in the order of mma fragments; K padded to two tiles. Spec [layouts-22].
  public static let nunchakuW4 = NamedLayout(
    "nunchaku-w4", .documented, "layouts-22", "Nunchaku W4 weights: 128x64 tiles in fragment order, N and K padded to 128",
    [
      Field(
        .codes,
        Layout(
          constant: 4, tileBits: 32_768, rowDigits: [.init(8, stride: 512), .init(2, stride: 64), .init(8, stride: 4096)],
          columnDigits: [.init(8, stride: 4), .init(4, stride: 128), .init(2, stride: 32)], tileColumnMultiple: 2))
    ])
  /// 16-bit group scales of 128 output channels, for each group. Spec [layouts-22].
  public static let nunchakuScaleF16 = NamedLayout(
    "nunchaku-scale-f16", .documented, "layouts-22", "Nunchaku 16-bit group scales: 128 output channels in fragment order, per group",
    [
      Field(
        .scales,
        Layout(
          constant: 16, tileBits: 2048,
          rowDigits: [.init(2, stride: 16), .init(4, stride: 64), .init(2, stride: 32), .init(8, stride: 256)]))
    ])
  /// E4M3 scales of 128 output channels and four groups of 16. Spec [layouts-22].
  public static let nunchakuScaleE4M3 = NamedLayout(
    "nunchaku-scale-e4m3", .documented, "layouts-22", "Nunchaku NVFP4 scales: 128x4 tiles in fragment order",
    [
      Field(
        .scales,
        Layout(
          constant: 8, tileBits: 4096, rowDigits: [.init(8, stride: 512), .init(4, stride: 128), .init(4, stride: 32)],
          columnDigits: [.init(4, stride: 8)]))
    ])
}
