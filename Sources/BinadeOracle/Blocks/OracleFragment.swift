// Fragments of matrix instructions, from the formulas of [layouts-23] … [layouts-32] that lead from a lane and its element to a place of the
// matrix. Looking a code up means trying all lanes and elements.

/// One fragment: which code of the matrix element i of a lane is.
struct OracleFragment: Sendable {
  /// Row and column of element i of a lane.
  typealias Owner = @Sendable (_ lane: Int, _ i: Int) -> (row: Int, column: Int)

  /// How many lanes, and elements in each.
  let lanes, elements: Int
  /// Bits of a code, of its cell, and in the cell in front of the code.
  let width, cell, before: Int
  let owner: Owner

  init(_ elements: Int, of width: Int, lanes: Int = 32, cell: Int? = nil, before: Int = 0, _ owner: @escaping Owner) {
    self.lanes = lanes
    self.elements = elements
    self.width = width
    self.cell = cell ?? width
    self.before = before
    self.owner = owner
  }

  /// The same with every 64-bit number as two columns of 32 bits.
  var inHalves: OracleFragment {
    let whole = owner
    return OracleFragment(2 * elements, of: 32, lanes: lanes) { lane, i in
      let (row, column) = whole(lane, i / 2)
      return (row, 2 * column + i % 2)
    }
  }

  /// The layout: copies of the fragment side by side and under each other for larger matrices, those of a row of the matrix first.
  func layout(_ name: String) -> OracleLayout {
    var places: [Int: Int] = [:]
    var (height, across) = (0, 0)
    for lane in 0..<lanes {
      for i in 0..<elements {
        let (row, column) = owner(lane, i)
        places[row << 16 | column] = (lane * elements + i) * cell + before
        (height, across) = (max(height, row + 1), max(across, column + 1))
      }
    }
    let (table, rows, columns, bits) = (places, height, across, lanes * elements * cell)
    let field = OracleLayout.field(width) { r, c, _, all in
      (r / rows * OracleLayout.up(all, columns) + c / columns) * bits + (table[(r % rows) << 16 | (c % columns)] ?? 0)
    }
    return OracleLayout(name, [field]) { r, c in OracleLayout.up(r, rows) * OracleLayout.up(c, columns) * bits / 8 }
  }

  // MARK: Tables

  /// Row of A, column of A; then k and column n of B.
  static func named(_ name: String) -> OracleLayout? {
    (multiplicands[name] ?? accumulators[name] ?? volta[name] ?? wgmma[name])?.layout(name)
  }

  /// g = lane ÷ 4, t = lane mod 4.
  private static let multiplicands: [String: OracleFragment] = [
    "fragment-m16n8k4-a-32bit": OracleFragment(2, of: 32) { l, i in (l / 4 + [0, 8][i], l % 4) },
    "fragment-m16n8k8-a-32bit": OracleFragment(4, of: 32) { l, i in (l / 4 + [0, 8, 0, 8][i], l % 4 + [0, 0, 4, 4][i]) },
    "fragment-m16n8k8-a-16bit": OracleFragment(4, of: 16) { l, i in (l / 4 + [0, 0, 8, 8][i], 2 * (l % 4) + (i & 1)) },
    "fragment-m16n8k16-a-16bit": OracleFragment(8, of: 16) { l, i in
      ([0, 1, 4, 5].contains(i) ? l / 4 : l / 4 + 8, 2 * (l % 4) + (i & 1) + (i >= 4 ? 8 : 0))
    },
    "fragment-m16n8k16-a-8bit": OracleFragment(8, of: 8) { l, i in (l / 4 + (i >= 4 ? 8 : 0), 4 * (l % 4) + (i & 3)) },
    "fragment-m16n8k32-a-8bit": OracleFragment(16, of: 8, a32),
    "fragment-m16n8k32-a-fp6": OracleFragment(16, of: 6, cell: 8, a32),
    "fragment-m16n8k32-a-fp4": OracleFragment(16, of: 4, cell: 8, before: 2, a32),
    "fragment-m16n8k32-a-4bit": OracleFragment(16, of: 4) { l, i in (l / 4 + (i >= 8 ? 8 : 0), 8 * (l % 4) + (i & 7)) },
    "fragment-m16n8k64-a-4bit": OracleFragment(32, of: 4) { l, i in
      (i < 8 || (i >= 16 && i < 24) ? l / 4 : l / 4 + 8, 8 * (l % 4) + (i & 7) + (i >= 16 ? 32 : 0))
    },
    "fragment-m16n8k128-a-1bit": OracleFragment(64, of: 1) { l, i in (l / 4 + (i >= 32 ? 8 : 0), 32 * (l % 4) + (i & 31)) },
    "fragment-m16n8k256-a-1bit": OracleFragment(128, of: 1) { l, i in
      (i < 32 || (i >= 64 && i < 96) ? l / 4 : l / 4 + 8, 32 * (l % 4) + (i & 31) + (i >= 64 ? 128 : 0))
    },
    "fragment-m16n8k8-a-64bit": OracleFragment(4, of: 64) { l, i in (l / 4 + [0, 8, 0, 8][i], l % 4 + [0, 0, 4, 4][i]) }.inHalves,
    "fragment-m16n8k16-a-64bit": OracleFragment(8, of: 64) { l, i in (l / 4 + (i % 2 == 0 ? 0 : 8), l % 4 + i / 2 * 4) }.inHalves,
    "fragment-m16n8k4-b-32bit": OracleFragment(1, of: 32) { l, _ in (l / 4, l % 4) },
    "fragment-m16n8k8-b-32bit": OracleFragment(2, of: 32) { l, i in (l / 4, l % 4 + 4 * i) },
    "fragment-m16n8k8-b-16bit": OracleFragment(2, of: 16) { l, i in (l / 4, 2 * (l % 4) + i) },
    "fragment-m16n8k16-b-16bit": OracleFragment(4, of: 16) { l, i in (l / 4, 2 * (l % 4) + (i & 1) + (i >= 2 ? 8 : 0)) },
    "fragment-m16n8k16-b-8bit": OracleFragment(4, of: 8) { l, i in (l / 4, 4 * (l % 4) + i) },
    "fragment-m16n8k32-b-8bit": OracleFragment(8, of: 8, b32),
    "fragment-m16n8k32-b-fp6": OracleFragment(8, of: 6, cell: 8, b32),
    "fragment-m16n8k32-b-fp4": OracleFragment(8, of: 4, cell: 8, before: 2, b32),
    "fragment-m16n8k32-b-4bit": OracleFragment(8, of: 4) { l, i in (l / 4, 8 * (l % 4) + i) },
    "fragment-m16n8k64-b-4bit": OracleFragment(16, of: 4) { l, i in (l / 4, 8 * (l % 4) + (i & 7) + (i >= 8 ? 32 : 0)) },
    "fragment-m16n8k128-b-1bit": OracleFragment(32, of: 1) { l, i in (l / 4, 32 * (l % 4) + i) },
    "fragment-m16n8k256-b-1bit": OracleFragment(64, of: 1) { l, i in (l / 4, 32 * (l % 4) + (i & 31) + (i >= 32 ? 128 : 0)) },
    "fragment-m16n8k8-b-64bit": OracleFragment(2, of: 64) { l, i in (l / 4, l % 4 + 4 * i) }.inHalves,
    "fragment-m16n8k16-b-64bit": OracleFragment(4, of: 64) { l, i in (l / 4, l % 4 + 4 * i) }.inHalves,
  ]

  private static let a32: Owner = { l, i in
    (i < 4 || (i >= 8 && i < 12) ? l / 4 : l / 4 + 8, 4 * (l % 4) + (i & 3) + (i >= 8 ? 16 : 0))
  }
  private static let b32: Owner = { l, i in (l / 4, 4 * (l % 4) + (i & 3) + (i >= 4 ? 16 : 0)) }

  private static let accumulators: [String: OracleFragment] = [
    "fragment-m16n8-d-f32": OracleFragment(4, of: 32) { l, i in (l / 4 + 8 * (i >> 1), 2 * (l % 4) + (i & 1)) },
    "fragment-m16n8-d-f64": OracleFragment(4, of: 64) { l, i in (l / 4 + 8 * (i >> 1), 2 * (l % 4) + (i & 1)) }.inHalves,
    "fragment-m8n8-d-s32": OracleFragment(2, of: 32) { l, i in (l / 4, 2 * (l % 4) + i) },
    "fragment-m8n8-d-f64": OracleFragment(2, of: 64) { l, i in (l / 4, 2 * (l % 4) + i) }.inHalves,
  ]

  /// Which of the four products a lane works for: lanes p·4 … p·4 + 3, and the same 16 further on.
  private static func product(_ lane: Int) -> Int { lane % 16 / 4 }

  private static let volta: [String: OracleFragment] = [
    "fragment-m8n8k4-a-row": OracleFragment(4, of: 16) { l, i in (8 * product(l) + l % 4 + (l < 16 ? 0 : 4), i) },
    "fragment-m8n8k4-a-col": OracleFragment(4, of: 16) { l, i in (8 * product(l) + i + (l < 16 ? 0 : 4), l % 4) },
    "fragment-m8n8k4-d-f16": OracleFragment(8, of: 16) { l, i in (8 * product(l) + l % 4 + (l < 16 ? 0 : 4), i) },
    "fragment-m8n8k4-d-f32": OracleFragment(8, of: 32) { l, i in
      (8 * product(l) + (l & 1) + (i & 2) + (l < 16 ? 0 : 4), (i & 4) + (l & 2) + (i & 1))
    },
  ]

  /// Lane l of the warpgroup is lane l mod 32 of warp l ÷ 32.
  private static let wgmma: [String: OracleFragment] = [
    "fragment-wgmma-d-f32": OracleFragment(4, of: 32, lanes: 128) { l, i in
      (16 * (l / 32) + l % 32 / 4 + 8 * ((i >> 1) & 1), 2 * (l % 4) + (i & 1))
    },
    "fragment-wgmma-d-f16": OracleFragment(4, of: 16, lanes: 128) { l, i in
      (16 * (l / 32) + l % 32 / 4 + 8 * ((i >> 1) & 1), 2 * (l % 4) + (i & 1))
    },
    "fragment-wgmma-a-32bit": OracleFragment(4, of: 32, lanes: 128) { l, i in
      (16 * (l / 32) + l % 32 / 4 + 8 * (i & 1), l % 4 + 4 * (i >> 1))
    },
    "fragment-wgmma-a-16bit": OracleFragment(8, of: 16, lanes: 128) { l, i in
      (16 * (l / 32) + l % 32 / 4 + 8 * ((i >> 1) & 1), 2 * (l % 4) + (i & 1) + 8 * (i >> 2))
    },
    "fragment-wgmma-a-8bit": OracleFragment(16, of: 8, lanes: 128) { l, i in
      (16 * (l / 32) + l % 32 / 4 + 8 * ((i >> 2) & 1), 4 * (l % 4) + (i & 3) + 16 * (i >> 3))
    },
    "fragment-wgmma-a-1bit": OracleFragment(128, of: 1, lanes: 128) { l, i in
      (16 * (l / 32) + l % 32 / 4 + 8 * ((i >> 5) & 1), 32 * (l % 4) + (i & 31) + 128 * (i >> 6))
    },
  ]

  // MARK: Tensor memory

  /// [layouts-31], [layouts-32]: cell `lane` of a column of 128.
  static func tensorMemory(_ name: String, _ base: String, _ numbers: [Int]) -> OracleLayout? {
    let width = base.hasSuffix("-f16") ? 16 : 32
    func layout(
      rows: Int, across: Int, cells: Int, _ cell: @escaping @Sendable (_ m: Int, _ n: Int) -> (lane: Int, column: Int)
    ) -> OracleLayout {
      let field = OracleLayout.field(width) { r, c, _, all in
        let place = cell(r % rows, c % across)
        return 32 * (128 * ((r / rows * OracleLayout.up(all, across) + c / across) * cells + place.column) + place.lane)
      }
      return OracleLayout(name, [field]) { r, c in 512 * cells * OracleLayout.up(r, rows) * OracleLayout.up(c, across) }
    }
    if let n = base.split(separator: "n").last.flatMap({ Int($0) }), base.contains("cta2") {
      return layout(rows: 64, across: n, cells: n / 2) { m, column in (m + 64 * (column / (n / 2)), column % (n / 2)) }
    }
    if base.hasPrefix("tmem-d-m128") { return layout(rows: 128, across: 1, cells: 1) { m, _ in (m, 0) } }
    let half = numbers.first ?? 0
    return layout(rows: 64, across: 1, cells: 1) { m, _ in (m % 16 + 32 * (m / 16) + 16 * half, 0) }
  }
}
