extension NamedLayout {
  /// Every named layout. Spec registry/layouts.json has the same, in this order.
  public static let catalogue: [NamedLayout] = elements + scales + fragments + foreign

  /// Layouts of elements in memory and in registers.
  static let elements: [NamedLayout] =
    [1, 2, 3, 4, 5, 6, 7, 8, 16, 32].map(dense) + [
      nibbleHighFirst, byteBits2, b4x16, b4x16p64, b6x16p32, b6p2x16, b4x8, b8x4, b16x2,
    ]

  // MARK: Dense

  /// Codes of `bits` bits without gaps, the first column in the lowest bits; every row starts a new byte. Spec [layouts-8].
  private static func dense(_ bits: Int) -> NamedLayout {
    let aliases: [String]
    switch bits {
    case 4: aliases = ["nibble-low-first"]
    case 6: aliases = ["fp6-dense"]
    case 8: aliases = ["byte-low"]
    case 32: aliases = ["cublaslt-outer-vec-f32", "cublaslt-scalar-f32", "cublaslt-per-batch-scalar-f32"]
    default: aliases = []
    }
    let summary = bits == 8 ? "One code per byte, in its low bits" : "\(bits)-bit codes without gaps, rows padded to whole bytes"
    return NamedLayout("dense-\(bits)", aliases: aliases, .documented, "layouts-8", summary, [Field(.codes, .dense(bits: bits))])
  }

  /// Two nibbles in a byte, the even column high: the register that a PTX `cvt` to a pair gives, read by operand. Spec [layouts-9].
  public static let nibbleHighFirst = NamedLayout(
    "nibble-high-first", .documented, "layouts-9", "Two 4-bit codes per byte, the even column in the high nibble",
    [Field(.codes, Layout(constant: 4, tileBits: 8, columnDigits: [.init(2, stride: -4)], offset: 4))])

  // MARK: One code per byte

  /// One code in bits 7:2 of a byte; a 4-bit code is in bits 5:2. Spec [layouts-10].
  public static let byteBits2 = NamedLayout(
    "byte-bits-2", .documented, "layouts-10", "One code per byte from bit 2 up: fp4 as mma kind f8f6f4 wants it, fp6 in the upper bits",
    [Field(.codes, Layout(constant: 6, tileBits: 8, offset: 2))])

  // MARK: Slots of sixteen

  /// Sixteen nibbles in 8 bytes. Spec [layouts-11].
  public static let b4x16 = NamedLayout(
    "b4x16", .documented, "layouts-11", "16 fp4 codes in 8 bytes; TMA 16U4_ALIGN8B", [slot(4, bits: 64)])
  /// Sixteen nibbles in 8 bytes, and 8 bytes of padding. Spec [layouts-11].
  public static let b4x16p64 = NamedLayout(
    "b4x16_p64", .documented, "layouts-11", "16 fp4 codes in a 16-byte slot; shared memory of kinds f8f6f4, TMA 16U4_ALIGN16B",
    [slot(4, bits: 128)])
  /// Sixteen 6-bit codes in 12 bytes, and 4 bytes of padding. Spec [layouts-11].
  public static let b6x16p32 = NamedLayout(
    "b6x16_p32", .documented, "layouts-11", "16 fp6 codes in a 16-byte slot; shared memory of kinds f8f6f4, TMA 16U6_ALIGN16B",
    [slot(6, bits: 128)])
  /// Sixteen bytes with 6 data bits each. Spec [layouts-11].
  public static let b6p2x16 = NamedLayout(
    "b6p2x16", .documented, "layouts-11", "16 bytes, each with an fp6 code in bits 5:0; what TMA takes from shared memory",
    [Field(.codes, Layout(constant: 6, tileBits: 128, columnDigits: [.init(16, stride: 8)]))])

  private static func slot(_ width: Int, bits: Int) -> Field {
    Field(.codes, Layout(constant: width, tileBits: bits, columnDigits: [.init(16, stride: width)]))
  }

  // MARK: 32-bit cells

  /// Eight nibbles in a 32-bit register or cell of tensor memory. Spec [layouts-12].
  public static let b4x8 = NamedLayout(
    "b4x8", aliases: ["tmem-a-b4"], .documented, "layouts-12", "8 fp4 codes per 32-bit register: kinds mxf4 and mxf4nvf4", [cell(4)])
  /// Four bytes in a 32-bit register or cell. Spec [layouts-12].
  public static let b8x4 = NamedLayout(
    "b8x4", aliases: ["tmem-a-b8"], .documented, "layouts-12", "4 byte-sized codes per 32-bit register: kinds f8f6f4 and mxf8f6f4",
    [cell(8)])
  /// Two half words in a 32-bit register or cell. Spec [layouts-12].
  public static let b16x2 = NamedLayout(
    "b16x2", aliases: ["tmem-a-b16"], .documented, "layouts-12", "2 16-bit codes per 32-bit register: kind f16", [cell(16)])

  private static func cell(_ width: Int) -> Field {
    Field(.codes, Layout(constant: width, tileBits: 32, columnDigits: [.init(32 / width, stride: width)]))
  }
}

extension Layout {
  /// Codes of `bits` bits without gaps, the first column in the lowest bits; every row starts a new byte. Spec [layouts-8].
  ///
  /// - Parameter bits: 1 … 32; traps otherwise.
  public static func dense(bits: Int) -> Layout {
    precondition((1...32).contains(bits), "a field has 1 … 32 bits")
    return Layout(constant: bits, tileBits: bits, lineAlignment: 8)
  }
}
