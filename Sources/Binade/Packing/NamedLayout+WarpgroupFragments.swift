/// Fragments of four warps, and D in tensor memory.
extension NamedLayout {
  // MARK: wgmma

  /// D of `wgmma`, eight columns at a time. Spec [layouts-29].
  static let wgmmaD32 = NamedLayout(
    "fragment-wgmma-d-f32", aliases: ["fragment-wgmma-d-s32"], .documented, "layouts-29",
    "D of wgmma as f32 or s32: for every 8 columns 128 lanes x 4 registers",
    [wgmma(32, bits: 128, high: 64, columns: [.init(2, stride: 32)])])
  static let wgmmaD16 = NamedLayout(
    "fragment-wgmma-d-f16", .documented, "layouts-29", "D of wgmma as f16: for every 8 columns 128 lanes x 2 registers",
    [wgmma(16, bits: 64, high: 32, columns: [.init(2, stride: 16)])])

  /// A of `wgmma` in registers. Spec [layouts-30].
  static func wgmmaA(_ width: Int) -> NamedLayout {
    NamedLayout(
      "fragment-wgmma-a-\(width)bit", width == 1 ? .inferred : .documented, "layouts-30",
      "A of wgmma in registers, K = \(256 / width), \(width)-bit codes: 128 lanes x 4 registers",
      [
        wgmma(
          width, bits: 128, high: 32, columns: width == 32 ? [] : [.init(32 / width, stride: width)], further: [.init(2, stride: 64)])
      ])
  }

  /// Warp w holds rows 16w + g and 16w + g + 8.
  private static func wgmma(
    _ width: Int, bits: Int, high: Int, columns: [Layout.Digit], further: [Layout.Digit] = []
  ) -> Field {
    Field(
      .codes,
      Layout(
        constant: width, tileBits: 128 * bits,
        rowDigits: [.init(8, stride: 4 * bits), .init(2, stride: high), .init(4, stride: 32 * bits)],
        columnDigits: columns + [.init(4, stride: bits)] + further))
  }

  // MARK: Tensor memory

  /// D of `tcgen05.mma` with 128 or 64 rows in a CTA: a column of 128 cells after the other. Spec [layouts-31].
  static func tmemD(rows: Int, bits: Int) -> NamedLayout {
    let digits: [Layout.Digit] = rows == 128 ? [.init(128, stride: 32)] : [.init(16, stride: 32), .init(4, stride: 1024)]
    return NamedLayout(
      "tmem-d-m\(rows)" + (bits == 16 ? "-f16" : ""), .documented, "layouts-31",
      "D of tcgen05.mma, \(rows) rows in a CTA, \(bits == 16 ? "f16 in the low half of" : "f32 or s32,") 32-bit cells: 128 lanes per column",
      selectors: rows == 128 ? [] : [Selector(name: "half", values: [0, 1], stride: 512)],
      [Field(.codes, Layout(constant: bits, tileBits: 4096, rowDigits: digits))])
  }

  /// D of `tcgen05.mma` `cta_group::2` with M = 128 in each of the CTAs, for some N; others by ``tensorMemoryD(n:bits:)``.
  /// Spec [layouts-32].
  static func tmemDHalves(n: Int) -> NamedLayout { tmemDHalves(n: n, bits: 32) }

  private static func tmemDHalves(n: Int, bits: Int) -> NamedLayout {
    NamedLayout(
      "tmem-d-m128-cta2-n\(n)" + (bits == 16 ? "-f16" : ""), .documented, "layouts-32",
      "D of tcgen05.mma cta_group::2 with M = 128, N = \(n) in one CTA: the second half of N in lanes 64 up",
      [
        Field(
          .codes,
          Layout(
            constant: bits, tileBits: 2048 * n, rowDigits: [.init(64, stride: 32)],
            columnDigits: [.init(n / 2, stride: 4096), .init(2, stride: 2048)]))
      ])
  }

  /// D of `tcgen05.mma` `cta_group::2` with M = 128 in the tensor memory of one CTA: 64 rows × `n` columns, the first half of the columns in
  /// lanes 0 … 63, the second in lanes 64 … 127. The catalogue has it for N = 16, 32 and 64. Spec [layouts-32].
  ///
  /// - Parameters:
  ///   - n: even, 4 … 256; `nil` otherwise.
  ///   - bits: 32, or 16 for f16 in the low half of its cell.
  public static func tensorMemoryD(n: Int, bits: Int) -> NamedLayout? {
    (4...256).contains(n) && n % 2 == 0 && (bits == 32 || bits == 16) ? tmemDHalves(n: n, bits: bits) : nil
  }
}
