extension NamedLayout {
  /// Operands of matrix instructions as the hardware holds them: the registers of a warp or warpgroup, and D in tensor memory.
  ///
  /// A is M × K, B is N × K (row n of B is column n of the product), C and D are M × N. Numbers of 64 bits are two columns of 32, the low
  /// one first.
  static let fragments: [NamedLayout] = {
    let widths = [32, 16, 8, 4, 1]
    var all: [NamedLayout] = []
    for width in widths { all += [a(width: width, isWide: false), a(width: width, isWide: true)] }
    for width in widths { all += [b(width: width, isWide: false), b(width: width, isWide: true)] }
    all += [contained("a", fp: 6), contained("b", fp: 6), contained("a", fp: 4), contained("b", fp: 4)]
    all += [doubleA(k: 8), doubleA(k: 16), doubleB(k: 8), doubleB(k: 16)]
    all += [fragmentD, fragmentD64, fragmentD8x8, fragmentD8x8x64]
    all += [voltaRows, voltaColumns, voltaD16, voltaD32]
    all += [wgmmaD32, wgmmaD16, wgmmaA(32), wgmmaA(16), wgmmaA(8), wgmmaA(1)]
    all += [tmemD(rows: 128, bits: 32), tmemD(rows: 128, bits: 16), tmemD(rows: 64, bits: 32), tmemD(rows: 64, bits: 16)]
    all += [tmemDHalves(n: 16), tmemDHalves(n: 32), tmemDHalves(n: 64)]
    return all
  }()

  /// Lane 4g + t: digit g with 8 values, and t with 4, for lanes of `bits` bits.
  private static func groups(_ bits: Int) -> Layout.Digit { .init(8, stride: 4 * bits) }
  private static func threads(_ bits: Int) -> Layout.Digit { .init(4, stride: bits) }

  /// The digit of the codes inside one register; none where a register holds one.
  private static func packed(_ width: Int) -> [Layout.Digit] { width == 32 ? [] : [.init(32 / width, stride: width)] }

  private static func words(_ width: Int) -> String { "\(width)-bit" }

  // MARK: A and B of m16n8 and m8n8

  /// A of `mma` m16n8: two registers for K = 128 / width, four for twice that. Spec [layouts-24].
  private static func a(width: Int, isWide: Bool) -> NamedLayout {
    let bits = isWide ? 128 : 64
    let k = (isWide ? 256 : 128) / width
    var columns = packed(width) + [threads(bits)]
    if isWide { columns.append(.init(2, stride: 64)) }
    var aliases: [String] = []
    var also = ""
    if width == 16 && !isWide {
      (aliases, also) = (["fragment-m16n8-d-f16"], ", and D of m16n8 as f16")
    }
    return NamedLayout(
      "fragment-m16n8k\(k)-a-\(width)bit", aliases: aliases, .documented, "layouts-24",
      "A of mma m16n8k\(k), \(words(width)) codes\(also): 32 lanes x \(bits / 32) registers",
      [Field(.codes, Layout(constant: width, tileBits: 32 * bits, rowDigits: [groups(bits), .init(2, stride: 32)], columnDigits: columns))])
  }

  /// B of `mma` m16n8, one or two registers; A and B of m8n8 are as one register of B. Spec [layouts-25].
  private static func b(width: Int, isWide: Bool) -> NamedLayout {
    let bits = isWide ? 64 : 32
    let k = (isWide ? 256 : 128) / width
    var columns = packed(width) + [threads(bits)]
    if isWide { columns.append(.init(2, stride: 32)) }
    let hasSmall = !isWide && width <= 8
    return NamedLayout(
      "fragment-m16n8k\(k)-b-\(width)bit",
      aliases: hasSmall ? ["fragment-m8n8k\(k)-a-\(width)bit", "fragment-m8n8k\(k)-b-\(width)bit"] : [], .documented, "layouts-25",
      "B of mma m16n8k\(k), \(words(width)) codes\(hasSmall ? ", A and B of m8n8k\(k)" : ""): 32 lanes x \(bits / 32) registers",
      [Field(.codes, Layout(constant: width, tileBits: 32 * bits, rowDigits: [groups(bits)], columnDigits: columns))])
  }

  /// FP6 in bits 5:0 and FP4 in bits 5:2 of every byte of the 8-bit fragments of K = 32. Spec [layouts-26].
  private static func contained(_ operand: String, fp width: Int) -> NamedLayout {
    let isA = operand == "a"
    let bits = isA ? 128 : 64
    let rows = isA ? [groups(bits), Layout.Digit(2, stride: 32)] : [groups(bits)]
    let columns = [Layout.Digit(4, stride: 8), threads(bits), .init(2, stride: isA ? 64 : 32)]
    return NamedLayout(
      "fragment-m16n8k32-\(operand)-fp\(width)", .documented, "layouts-26",
      "\(isA ? "A" : "B") of mma m16n8k32 kinds f8f6f4 and mxf8f6f4, fp\(width) in bits \(width == 6 ? "5:0" : "5:2") of each byte",
      [
        Field(
          .codes,
          Layout(constant: width, tileBits: 32 * bits, rowDigits: rows, columnDigits: columns, offset: width == 6 ? 0 : 2))
      ])
  }

  // MARK: f64

  /// A of m16n8k8 and m16n8k16 as f64. Spec [layouts-27].
  private static func doubleA(k: Int) -> NamedLayout {
    let bits = 32 * k
    return NamedLayout(
      "fragment-m16n8k\(k)-a-64bit", .documented, "layouts-27",
      "A of mma m16n8k\(k) f64, as halves of 32 bits: 32 lanes x \(k) registers",
      [
        Field(
          .codes,
          Layout(
            constant: 32, tileBits: 32 * bits, rowDigits: [groups(bits), .init(2, stride: 64)],
            columnDigits: [.init(2, stride: 32), threads(bits), .init(k / 4, stride: 128)]))
      ])
  }

  /// B of m16n8k8 and m16n8k16 as f64. Spec [layouts-27].
  private static func doubleB(k: Int) -> NamedLayout {
    let bits = 16 * k
    return NamedLayout(
      "fragment-m16n8k\(k)-b-64bit", .documented, "layouts-27",
      "B of mma m16n8k\(k) f64, as halves of 32 bits: 32 lanes x \(k / 2) registers",
      [
        Field(
          .codes,
          Layout(
            constant: 32, tileBits: 32 * bits, rowDigits: [groups(bits)],
            columnDigits: [.init(2, stride: 32), threads(bits), .init(k / 4, stride: 64)]))
      ])
  }

  // MARK: C and D

  /// C and D of m16n8 in 32 bits. Spec [layouts-23].
  public static let fragmentD = NamedLayout(
    "fragment-m16n8-d-f32", aliases: ["fragment-m16n8-d-s32", "fragment-m16n8k4-a-64bit"], .documented, "layouts-23",
    "C and D of mma m16n8 as f32 or s32, and A of m16n8k4 f64: 32 lanes x 4 registers", [pairs(rowDigits: [.init(2, stride: 64)], 128)])
  /// C and D of m16n8 as f64. Spec [layouts-23].
  static let fragmentD64 = NamedLayout(
    "fragment-m16n8-d-f64", .documented, "layouts-23", "C and D of mma m16n8 as f64, as halves of 32 bits: 32 lanes x 8 registers",
    [pairs(rowDigits: [.init(2, stride: 128)], halves: [.init(2, stride: 32)], 256)])
  /// C and D of m8n8 in 32 bits. Spec [layouts-23].
  static let fragmentD8x8 = NamedLayout(
    "fragment-m8n8-d-s32", aliases: ["fragment-m8n8k4-a-64bit", "fragment-m8n8k4-b-64bit", "fragment-m16n8k4-b-64bit"], .documented,
    "layouts-23", "C and D of mma m8n8 as s32, A and B of m8n8k4 f64, B of m16n8k4 f64: 32 lanes x 2 registers", [pairs(64)])
  /// C and D of m8n8 as f64. Spec [layouts-23].
  static let fragmentD8x8x64 = NamedLayout(
    "fragment-m8n8-d-f64", .documented, "layouts-23", "C and D of mma m8n8k4 f64, as halves of 32 bits: 32 lanes x 4 registers",
    [pairs(halves: [.init(2, stride: 32)], 128)])

  /// Two neighbours in a lane, four lanes across, eight down.
  private static func pairs(rowDigits: [Layout.Digit] = [], halves: [Layout.Digit] = [], _ bits: Int) -> Field {
    Field(
      .codes,
      Layout(
        constant: 32, tileBits: 32 * bits, rowDigits: [groups(bits)] + rowDigits,
        columnDigits: halves + [.init(2, stride: halves.isEmpty ? 32 : 64), threads(bits)]))
  }

  // MARK: Volta

  /// The four quad pairs of a warp, under each other: product p in lanes 4p … 4p + 3 and 4p + 16 … 4p + 19. Spec [layouts-28].
  private static func volta(_ name: String, _ aliases: [String], _ summary: String, _ layout: Layout) -> NamedLayout {
    NamedLayout(name, aliases: aliases, .documented, "layouts-28", summary, [Field(.codes, layout)])
  }

  static let voltaRows = volta(
    "fragment-m8n8k4-a-row", ["fragment-m8n8k4-b-col"], "A row-major or B col-major of mma m8n8k4 f16, four products under each other",
    Layout(
      constant: 16, tileBits: 2048, rowDigits: [.init(4, stride: 64), .init(2, stride: 1024), .init(4, stride: 256)],
      columnDigits: [.init(4, stride: 16)]))
  static let voltaColumns = volta(
    "fragment-m8n8k4-a-col", ["fragment-m8n8k4-b-row"], "A col-major or B row-major of mma m8n8k4 f16, four products under each other",
    Layout(
      constant: 16, tileBits: 2048, rowDigits: [.init(4, stride: 16), .init(2, stride: 1024), .init(4, stride: 256)],
      columnDigits: [.init(4, stride: 64)]))
  static let voltaD16 = volta(
    "fragment-m8n8k4-d-f16", [], "C and D of mma m8n8k4 as f16, four products under each other",
    Layout(
      constant: 16, tileBits: 4096, rowDigits: [.init(4, stride: 128), .init(2, stride: 2048), .init(4, stride: 512)],
      columnDigits: [.init(8, stride: 16)]))
  static let voltaD32 = volta(
    "fragment-m8n8k4-d-f32", [], "C and D of mma m8n8k4 as f32, four products under each other",
    Layout(
      constant: 32, tileBits: 8192,
      rowDigits: [.init(2, stride: 256), .init(2, stride: 64), .init(2, stride: 4096), .init(4, stride: 1024)],
      columnDigits: [.init(2, stride: 32), .init(2, stride: 512), .init(2, stride: 128)]))
}
