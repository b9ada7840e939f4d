import Binade
import Testing

@testable import BinadeTensorCore

/// The fragment layouts against the manual's formulas, which are written out here once more as element i of a lane.
@Suite struct FragmentMapTests {
  /// A fragment as the manual describes it.
  struct Map: Sendable, CustomTestStringConvertible {
    let name: String
    let lanes, elements, rows, columns: Int
    /// Bits of an element in its register, with padding; where the code begins in it.
    let cell, before: Int
    let place: @Sendable (_ lane: Int, _ i: Int) -> (Int, Int)
    var testDescription: String { name }

    init(
      _ name: String, lanes: Int = 32, _ elements: Int, cell: Int, before: Int = 0, _ rows: Int, _ columns: Int,
      _ place: @escaping @Sendable (_ lane: Int, _ i: Int) -> (Int, Int)
    ) {
      self.name = name
      self.lanes = lanes
      self.elements = elements
      self.rows = rows
      self.columns = columns
      self.cell = cell
      self.before = before
      self.place = place
    }
  }

  static func group(_ lane: Int) -> Int { (lane % 32) >> 2 }
  static func thread(_ lane: Int) -> Int { lane & 3 }

  /// A of m16n8: two or four registers of `p` elements; B: one or two.
  static func multiplicands(_ p: Int) -> [Map] {
    let width = 32 / p
    return [
      Map("fragment-m16n8k\(4 * p)-a-\(width)bit", 2 * p, cell: width, 16, 4 * p) { lane, i in
        (group(lane) + (i >= p ? 8 : 0), p * thread(lane) + i % p)
      },
      Map("fragment-m16n8k\(8 * p)-a-\(width)bit", 4 * p, cell: width, 16, 8 * p) { lane, i in
        let isLow = (0..<p).contains(i) || (2 * p..<3 * p).contains(i)
        return (group(lane) + (isLow ? 0 : 8), p * thread(lane) + i % p + (i >= 2 * p ? 4 * p : 0))
      },
      Map("fragment-m16n8k\(4 * p)-b-\(width)bit", p, cell: width, 8, 4 * p) { lane, i in (group(lane), p * thread(lane) + i) },
      Map("fragment-m16n8k\(8 * p)-b-\(width)bit", 2 * p, cell: width, 8, 8 * p) { lane, i in
        (group(lane), p * thread(lane) + i % p + (i >= p ? 4 * p : 0))
      },
    ]
  }

  static let small: [Map] = [("16", 4, 8), ("32", 8, 4), ("128", 32, 1)].flatMap { k, p, width in
    ["a", "b"].map { operand in
      Map("fragment-m8n8k\(k)-\(operand)-\(width)bit", p, cell: width, 8, 4 * p) { lane, i in (group(lane), p * thread(lane) + i) }
    }
  }

  static let contained: [Map] = [("fp6", 0), ("fp4", 2)].flatMap { name, before in
    [
      Map("fragment-m16n8k32-a-\(name)", 16, cell: 8, before: before, 16, 32) { lane, i in
        (group(lane) + ([0, 1, 2, 3, 8, 9, 10, 11].contains(i) ? 0 : 8), 4 * thread(lane) + (i & 3) + (i >= 8 ? 16 : 0))
      },
      Map("fragment-m16n8k32-b-\(name)", 8, cell: 8, before: before, 8, 32) { lane, i in
        (group(lane), 4 * thread(lane) + (i & 3) + (i >= 4 ? 16 : 0))
      },
    ]
  }

  static let doubles: [Map] = [
    Map("fragment-m8n8k4-a-64bit", 1, cell: 64, 8, 4) { lane, _ in (group(lane), thread(lane)) },
    Map("fragment-m8n8k4-b-64bit", 1, cell: 64, 8, 4) { lane, _ in (group(lane), thread(lane)) },
    Map("fragment-m16n8k4-a-64bit", 2, cell: 64, 16, 4) { lane, i in (group(lane) + (i == 0 ? 0 : 8), thread(lane)) },
    Map("fragment-m16n8k4-b-64bit", 1, cell: 64, 8, 4) { lane, _ in (group(lane), thread(lane)) },
    Map("fragment-m16n8k8-a-64bit", 4, cell: 64, 16, 8) { lane, i in
      (group(lane) + (i == 0 || i == 2 ? 0 : 8), thread(lane) + (i < 2 ? 0 : 4))
    },
    Map("fragment-m16n8k8-b-64bit", 2, cell: 64, 8, 8) { lane, i in (group(lane), thread(lane) + (i == 0 ? 0 : 4)) },
    Map("fragment-m16n8k16-a-64bit", 8, cell: 64, 16, 16) { lane, i in
      (group(lane) + (i % 2 == 0 ? 0 : 8), thread(lane) + (i % 2 == 0 ? 2 * i : 2 * i - 2))
    },
    Map("fragment-m16n8k16-b-64bit", 4, cell: 64, 8, 16) { lane, i in (group(lane), thread(lane) + 4 * i) },
    Map("fragment-m16n8-d-f64", 4, cell: 64, 16, 8) { lane, i in (group(lane) + 8 * (i >> 1), 2 * thread(lane) + (i & 1)) },
    Map("fragment-m8n8-d-f64", 2, cell: 64, 8, 8) { lane, i in (group(lane), 2 * thread(lane) + i) },
  ]

  static let accumulators: [Map] =
    ["f32", "s32"].map { type in
      Map("fragment-m16n8-d-\(type)", 4, cell: 32, 16, 8) { lane, i in (group(lane) + 8 * (i >> 1), 2 * thread(lane) + (i & 1)) }
    } + [
      Map("fragment-m16n8-d-f16", 4, cell: 16, 16, 8) { lane, i in (group(lane) + 8 * (i >> 1), 2 * thread(lane) + (i & 1)) },
      Map("fragment-m8n8-d-s32", 2, cell: 32, 8, 8) { lane, i in (group(lane), 2 * thread(lane) + i) },
    ]

  /// Lane groups {0-3, 16-19}, {4-7, 20-23}, …
  static func stacked(_ lane: Int, _ row: Int) -> Int {
    let groups = [
      [0, 1, 2, 3, 16, 17, 18, 19], [4, 5, 6, 7, 20, 21, 22, 23], [8, 9, 10, 11, 24, 25, 26, 27], [12, 13, 14, 15, 28, 29, 30, 31],
    ]
    return 8 * groups.firstIndex { $0.contains(lane) }! + row
  }

  static let volta: [Map] = [
    Map("fragment-m8n8k4-a-row", 4, cell: 16, 32, 4) { lane, i in (stacked(lane, lane % 4 + (lane >= 16 ? 4 : 0)), i) },
    Map("fragment-m8n8k4-a-col", 4, cell: 16, 32, 4) { lane, i in (stacked(lane, i + (lane >= 16 ? 4 : 0)), lane % 4) },
    // Row of B is k, column of B is n.
    Map("fragment-m8n8k4-b-row", 4, cell: 16, 32, 4) { lane, i in (stacked(lane, i + (lane >= 16 ? 4 : 0)), lane % 4) },
    Map("fragment-m8n8k4-b-col", 4, cell: 16, 32, 4) { lane, i in (stacked(lane, lane % 4 + (lane >= 16 ? 4 : 0)), i) },
    Map("fragment-m8n8k4-d-f16", 8, cell: 16, 32, 8) { lane, i in (stacked(lane, lane % 4 + (lane >= 16 ? 4 : 0)), i) },
    Map("fragment-m8n8k4-d-f32", 8, cell: 32, 32, 8) { lane, i in
      (stacked(lane, (lane & 1) + (i & 2) + (lane >= 16 ? 4 : 0)), (i & 4) + (lane & 2) + (i & 1))
    },
  ]

  static let warpgroup: [Map] =
    [
      Map("fragment-wgmma-a-16bit", lanes: 128, 8, cell: 16, 64, 16) { lane, i in
        (16 * (lane / 32) + group(lane) + 8 * ((i >> 1) & 1), 2 * thread(lane) + (i & 1) + 8 * (i >> 2))
      },
      Map("fragment-wgmma-a-8bit", lanes: 128, 16, cell: 8, 64, 32) { lane, i in
        (16 * (lane / 32) + group(lane) + 8 * ((i >> 2) & 1), 4 * thread(lane) + (i & 3) + 16 * (i >> 3))
      },
      Map("fragment-wgmma-a-32bit", lanes: 128, 4, cell: 32, 64, 8) { lane, i in
        (16 * (lane / 32) + group(lane) + 8 * (i & 1), thread(lane) + 4 * (i >> 1))
      },
      Map("fragment-wgmma-a-1bit", lanes: 128, 128, cell: 1, 64, 256) { lane, i in
        (16 * (lane / 32) + group(lane) + 8 * ((i >> 5) & 1), 32 * thread(lane) + (i & 31) + 128 * (i >> 6))
      },
    ]
    + [8, 24, 256].flatMap { n in
      [("f32", 32), ("s32", 32), ("f16", 16)].map { type, cell in
        Map("fragment-wgmma-d-\(type)", lanes: 128, n / 2, cell: cell, 64, n) { lane, i in
          (16 * (lane / 32) + group(lane) + 8 * ((i >> 1) & 1), 8 * (i >> 2) + 2 * thread(lane) + (i & 1))
        }
      }
    }

  static let all = [1, 2, 4, 8, 32].flatMap { multiplicands($0) } + small + contained + doubles + accumulators + volta + warpgroup

  /// Every element of every lane is where the manual says, every place of the matrix belongs to one, and the way back is the same.
  @Test(arguments: all) func formula(_ map: Map) throws {
    let layout = try #require(NamedLayout.named(map.name))
    let halves = map.cell == 64 ? 2 : 1
    let fragment = Fragment(layout, rows: map.rows, columns: map.columns, lanes: map.lanes, columnsPerElement: halves)
    #expect(fragment.count * 32 == map.lanes * map.elements * map.cell)
    let placement = try layout.layout.placed(rows: map.rows, columns: map.columns * halves)
    var (seen, wrong) = (Set<[Int]>(), 0)
    for lane in 0..<map.lanes {
      for i in 0..<map.elements {
        let (row, column) = map.place(lane, i)
        seen.insert([row, column])
        // Registers hold consecutive elements, lowest bits first; two of them one element of 64 bits.
        for half in 0..<halves {
          let inLane = i * map.cell + half * 32
          let register = fragment.index(lane: lane, register: inLane / 32)
          let bit = register * 32 + inLane % 32 + map.before
          if placement.bit(row: row, column: column * halves + half) != bit { wrong += 1 }
          let back = placement.location(atBit: bit)
          if back?.row != row || back?.column != column * halves + half || back?.bit != 0 { wrong += 1 }
        }
      }
    }
    #expect(wrong == 0)
    #expect(seen.count == map.rows * map.columns && map.lanes * map.elements == seen.count, "a bijection")
  }

  /// D in tensor memory, by the lane and column of every cell.
  @Test func tensorMemory() throws {
    func check(_ layout: NamedLayout?, rows: Int, columns: Int, _ cell: (Int, Int) -> (lane: Int, column: Int)) throws {
      let layout = try #require(layout)
      let fragment = Fragment(layout, rows: rows, columns: columns, lanes: 128, isLaneFastest: true)
      let placement = try layout.layout.placed(rows: rows, columns: columns)
      var wrong = 0
      for m in 0..<rows {
        for n in 0..<columns {
          let (lane, column) = cell(m, n)
          if placement.bit(row: m, column: n) != 32 * fragment.index(lane: lane, register: column) { wrong += 1 }
          if placement.bit(row: m, column: n) != 32 * (128 * column + lane) { wrong += 1 }
        }
      }
      #expect(wrong == 0, "\(layout.name)")
    }
    for suffix in ["", "-f16"] {
      try check(NamedLayout.named("tmem-d-m128\(suffix)"), rows: 128, columns: 24) { m, n in (m, n) }
      for half in [0, 1] {
        try check(NamedLayout.named("tmem-d-m64\(suffix):\(half)"), rows: 64, columns: 24) { m, n in (m % 16 + 32 * (m / 16) + 16 * half, n)
        }
      }
    }
    for n in stride(from: 16, through: 256, by: 16) {
      for bits in [16, 32] {
        try check(NamedLayout.tensorMemoryD(n: n, bits: bits), rows: 64, columns: n) { m, column in
          (m + 64 * (column / (n / 2)), column % (n / 2))
        }
      }
    }
    for n in [16, 32, 64] {
      #expect(NamedLayout.named("tmem-d-m128-cta2-n\(n)") == NamedLayout.tensorMemoryD(n: n, bits: 32))
    }
    let odd = [NamedLayout.tensorMemoryD(n: 15, bits: 32), .tensorMemoryD(n: 2, bits: 32), .tensorMemoryD(n: 16, bits: 8)]
    #expect(odd == [nil, nil, nil])
  }
}
