// The places of codes in images, layout by layout, from the closed formulas and tables of [layouts-8] … [layouts-22]; fragments are in
// OracleFragment.

/// A layout as a formula: where code (r, c) of an R × C matrix begins, in bits.
public struct OracleLayout: Sendable {
  /// The place of a code; R and C are those of the image's first field.
  public typealias Place = @Sendable (_ r: Int, _ c: Int, _ rows: Int, _ columns: Int) -> Int

  /// One matrix of an image [layouts-6].
  public struct Field: Sendable {
    /// Width of a code.
    public let width: Int
    /// How many columns of the first field one column serves.
    public let columnsPerEntry: Int
    /// Distance in bits between copies of a code, and how many there are [layouts-5].
    public let copies: (count: Int, distance: Int)
    let place: Place

    /// The bit where a code begins.
    public func bit(row: Int, column: Int, rows: Int, columns: Int) -> Int { place(row, column, rows, columns) }
  }

  /// The name, with selected numbers.
  public let name: String
  /// The matrices.
  public let fields: [Field]
  private let size: @Sendable (_ rows: Int, _ columns: Int) -> Int

  /// Bytes of the image of a matrix.
  public func byteCount(rows: Int, columns: Int) -> Int { size(rows, columns) }

  /// The image of matrices whose codes a function gives.
  public func image(rows: Int, columns: Int, code: (_ field: Int, _ row: Int, _ column: Int) -> UInt32) -> [UInt8] {
    var image = [UInt8](repeating: 0, count: byteCount(rows: rows, columns: columns))
    for (number, field) in fields.enumerated() {
      let width = Self.up(columns, field.columnsPerEntry)
      for r in 0..<rows {
        for c in 0..<width {
          let word = code(number, r, c)
          for copy in 0..<field.copies.count {
            let start = field.place(r, c, rows, columns) + copy * field.copies.distance
            for i in 0..<field.width where word >> UInt32(i) & 1 == 1 { image[(start + i) / 8] |= 1 << UInt8((start + i) % 8) }
          }
        }
      }
    }
    return image
  }

  init(_ name: String, _ fields: [Field], bytes: @escaping @Sendable (_ rows: Int, _ columns: Int) -> Int) {
    self.name = name
    self.fields = fields
    size = bytes
  }

  static func field(
    _ width: Int, per columns: Int = 1, copies: (count: Int, distance: Int) = (1, 0), _ place: @escaping Place
  ) -> Field {
    Field(width: width, columnsPerEntry: columns, copies: copies, place: place)
  }

  /// n ÷ d, rounded up.
  static func up(_ n: Int, _ d: Int) -> Int { (n + d - 1) / d }

  /// The layout of that name, with selected numbers behind a colon; `nil` if there is none.
  public static func named(_ name: String) -> OracleLayout? {
    let parts = name.split(separator: ":")
    let numbers = parts.count > 1 ? parts[1].split(separator: ",").compactMap { Int($0) } : []
    let base = String(parts[0])
    if base.hasPrefix("scale-mma-") { return registers(name, base, numbers) }
    if base.hasPrefix("fragment-") { return OracleFragment.named(name) }
    if base.hasPrefix("tmem-d-") { return OracleFragment.tensorMemory(name, base, numbers) }
    return all.first { $0.name == name }
  }

  /// [layouts-15].
  private static func registers(_ name: String, _ base: String, _ numbers: [Int]) -> OracleLayout? {
    guard let count = Int(base.suffix(2).prefix(1)), [1, 2, 4].contains(count) else { return nil }
    let isA = base.hasPrefix("scale-mma-a")
    let thread = numbers.count > 0 ? numbers[0] : 0
    let byte = numbers.count > 1 ? numbers[1] : 0
    let place: Place = { r, c, _, _ in
      let lane = isA ? 4 * (r % 8) + 2 * thread + r / 8 : 4 * r + thread
      return 8 * (4 * lane + byte + c)
    }
    return OracleLayout(name, [field(8, place)]) { rows, columns in rows == 0 || columns == 0 ? 0 : 128 }
  }

  private static let all: [OracleLayout] = elements + scales + ggml + foreign

  // MARK: Elements

  private static let elements: [OracleLayout] =
    [1, 2, 3, 4, 5, 6, 7, 8, 16, 32].map { w in
      OracleLayout("dense-\(w)", [field(w) { r, c, _, columns in 8 * r * up(columns * w, 8) + c * w }]) { rows, columns in
        rows * up(columns * w, 8)
      }
    } + [
      OracleLayout("nibble-high-first", [field(4) { r, c, _, columns in 8 * (r * up(columns, 2) + c / 2) + (c % 2 == 0 ? 4 : 0) }]) {
        rows, columns in
        rows * up(columns, 2)
      },
      OracleLayout("byte-bits-2", [field(6) { r, c, _, columns in 8 * (r * columns + c) + 2 }]) { rows, columns in rows * columns },
      slots("b4x16", width: 4, apart: 4, bytes: 8), slots("b4x16_p64", width: 4, apart: 4, bytes: 16),
      slots("b6x16_p32", width: 6, apart: 6, bytes: 16), slots("b6p2x16", width: 6, apart: 8, bytes: 16),
      cells("b4x8", 4), cells("b8x4", 8), cells("b16x2", 16),
    ]

  /// [layouts-11].
  private static func slots(_ name: String, width: Int, apart: Int, bytes: Int) -> OracleLayout {
    OracleLayout(name, [field(width) { r, c, _, columns in 8 * bytes * (r * up(columns, 16) + c / 16) + apart * (c % 16) }]) {
      rows, columns in
      rows * up(columns, 16) * bytes
    }
  }

  /// [layouts-12].
  private static func cells(_ name: String, _ width: Int) -> OracleLayout {
    let count = 32 / width
    return OracleLayout(name, [field(width) { r, c, _, columns in 32 * (r * up(columns, count) + c / count) + width * (c % count) }]) {
      rows, columns in
      rows * up(columns, count) * 4
    }
  }

  // MARK: Scales

  private static let scales: [OracleLayout] = [
    OracleLayout(
      "scale-128x4",
      [field(8) { r, c, _, columns in 8 * (512 * (r / 128 * up(columns, 4) + c / 4) + r % 32 * 16 + r % 128 / 32 * 4 + c % 4) }]
    ) { rows, columns in 512 * up(rows, 128) * up(columns, 4) },
    OracleLayout(
      "scale-tmem",
      [
        field(8, copies: (4, 8 * 16 * 32)) { r, c, _, columns in
          8 * (2048 * (r / 128 * up(columns, 4) + c / 4) + r % 32 * 16 + r % 128 / 32 * 4 + c % 4)
        }
      ]
    ) { rows, columns in 2048 * up(rows, 128) * up(columns, 4) },
    OracleLayout("cublaslt-vec128-f32", [field(32) { r, c, rows, _ in 32 * (r + rows * c) }]) { rows, columns in 4 * rows * columns },
    OracleLayout("cublaslt-blk128x128-f32", [field(32) { r, c, _, columns in 32 * (c + r * 4 * up(columns, 4)) }]) { rows, columns in
      4 * rows * 4 * up(columns, 4)
    },
    OracleLayout("scale-mn-k4", [field(8) { r, c, rows, _ in 8 * (4 * (r + 4 * up(rows, 4) * (c / 4)) + c % 4) }]) { rows, columns in
      4 * 4 * up(rows, 4) * up(columns, 4)
    },
  ]

  // MARK: ggml

  /// [layouts-18].
  private static let ggml: [OracleLayout] = [
    split("ggml-mxfp4", bytes: 17, codesAt: 1, [(8, 0)]), split("ggml-q4_0", bytes: 18, codesAt: 2, [(16, 0)]),
    split("ggml-q4_1", bytes: 20, codesAt: 4, [(16, 0), (16, 2)]),
    OracleLayout(
      "ggml-q8_0",
      [
        field(8) { r, c, _, columns in 8 * (34 * (r * up(columns, 32) + c / 32) + 2 + c % 32) },
        field(16, per: 32) { r, c, _, columns in 8 * 34 * (r * up(columns, 32) + c) },
      ]
    ) { rows, columns in 34 * rows * up(columns, 32) },
    OracleLayout(
      "ggml-nvfp4",
      [
        field(4) { r, c, _, columns in
          8 * (36 * (r * up(columns, 64) + c / 64) + 4 + c % 64 / 16 * 8 + c % 8) + c % 16 / 8 * 4
        },
        field(8, per: 16) { r, c, _, columns in 8 * (36 * (r * up(columns, 64) + c / 4) + c % 4) },
      ]
    ) { rows, columns in 36 * rows * up(columns, 64) },
  ]

  /// Thirty-two nibbles in halves behind a head.
  private static func split(_ name: String, bytes: Int, codesAt first: Int, _ head: [(width: Int, byte: Int)]) -> OracleLayout {
    let codes = field(4) { r, c, _, columns in 8 * (bytes * (r * up(columns, 32) + c / 32) + first + c % 16) + c % 32 / 16 * 4 }
    let others = head.map { part in
      field(part.width, per: 32) { r, c, _, columns in 8 * (bytes * (r * up(columns, 32) + c) + part.byte) }
    }
    return OracleLayout(name, [codes] + others) { rows, columns in bytes * rows * up(columns, 32) }
  }

  // MARK: Others

  private static let foreign: [OracleLayout] = [
    // [layouts-19]: channel 8 · word + (0 2 4 6 1 3 5 7)[i] is nibble i.
    OracleLayout(
      "awq", [field(4) { n, k, outputs, _ in 32 * (k * up(outputs, 8) + n / 8) + 4 * [0, 4, 1, 5, 2, 6, 3, 7][n % 8] }]
    ) { outputs, depth in 4 * depth * up(outputs, 8) },
    OracleLayout(
      "tinychat-w4a16",
      [
        field(4) { n, k, _, depth in
          8 * (128 * (n / 4 * up(depth, 64) + k / 64) + 32 * (n % 4) + 2 * (k / 32 % 2 * 8 + k % 8)) + 4 * (k % 32 / 8)
        }
      ]
    ) { outputs, depth in 128 * up(outputs, 4) * up(depth, 64) },
    OracleLayout(
      "qserve-w4",
      [
        field(4) { n, k, _, depth in
          let byte =
            (n / 32 * up(depth, 32) + k / 32) * 512 + n % 8 * 64 + k / 4 % 4 * 16 + k / 16 % 2 * 8 + n / 8 % 2 * 4 + k % 4
          return 8 * byte + (n / 16 % 2 == 0 ? 0 : 4)
        }
      ]
    ) { outputs, depth in 512 * up(outputs, 32) * up(depth, 32) },
    // The order 0 8 16 24 1 9 …: place p holds 8 · (p mod 4) + p ÷ 4.
    OracleLayout(
      "qserve-scale", [field(8) { n, g, outputs, _ in 8 * (32 * up(outputs, 32) * g + 32 * (n / 32) + 4 * (n % 8) + n % 32 / 8) }]
    ) { outputs, groups in
      32 * up(outputs, 32) * groups
    },
    OracleLayout(
      "nunchaku-w4",
      [
        field(4) { n, k, _, depth in
          let (m, T) = (n % 128, 2 * up(depth, 128))
          let word =
            (n / 128 * T + k / 64) * 1024 + m / 16 * 128 + n % 8 * 16 + k / 8 % 4 * 4 + n / 8 % 2 * 2 + k / 32 % 2
          return 32 * word + 4 * (k % 8)
        }
      ]
    ) { outputs, depth in 4 * 1024 * up(outputs, 128) * 2 * up(depth, 128) },
    OracleLayout(
      "nunchaku-scale-f16",
      [
        field(16) { n, g, _, groups in
          let m = n % 128
          return 16 * ((n / 128 * groups + g) * 128 + m / 16 * 16 + m / 2 % 4 * 4 + m / 8 % 2 * 2 + m % 2)
        }
      ]
    ) { outputs, groups in 256 * up(outputs, 128) * groups },
    OracleLayout(
      "nunchaku-scale-e4m3",
      [
        field(8) { n, g, _, groups in
          let m = n % 128
          return 8 * ((n / 128 * up(groups, 4) + g / 4) * 512 + m % 8 * 64 + m / 8 % 4 * 16 + m / 32 * 4 + g % 4)
        }
      ]
    ) { outputs, groups in 512 * up(outputs, 128) * up(groups, 4) },
  ]
}
