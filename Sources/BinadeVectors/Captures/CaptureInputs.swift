internal import BinadeTensorCore

/// The operands of one tile, as words. D = A·Bᵀ + C.
public struct CaptureTile: Sendable, Hashable {
  /// Rows × kept k.
  public var a: [UInt64]
  /// Columns × k.
  public var b: [UInt64]
  /// Rows × columns.
  public var c: [UInt64]
  /// For each element of A its place in its group; zeros where A is dense.
  public var index: [UInt8]
  /// Rows × blocks, and columns × blocks; empty without scales.
  public var scaleA: [UInt8] = []
  public var scaleB: [UInt8] = []
}

/// The input families: integers from a counter, as pure functions of the instruction's name, the family's name and the place.
/// Spec [captures-3], [captures-5].
///
/// Results are recorded, inputs are not: they are made anew here, and a digest in the capture says whether they came out the same.
public struct CaptureInputs: Sendable {
  let instruction: CaptureInstruction
  let family: CaptureFamily
  let k, kept, rows, columns: Int
  private let label: String
  private let a, b, c, tile, row, one, index: CaptureRandom

  /// The inputs of a family; `nil` if the instruction does not have it.
  public init?(_ instruction: CaptureInstruction, _ family: CaptureFamily) {
    guard family.serves(instruction) else { return nil }
    self.instruction = instruction
    self.family = family
    (k, kept, rows, columns) = (instruction.k, instruction.kept, instruction.rows, instruction.columns)
    label = "binade capture 1|\(instruction.name)|\(family.rawValue)|"
    (a, b, c) = (CaptureRandom(label + "a"), CaptureRandom(label + "b"), CaptureRandom(label + "c"))
    (tile, row, one) = (CaptureRandom(label + "tile"), CaptureRandom(label + "row"), CaptureRandom(label + "one"))
    index = CaptureRandom(label + "index")
  }

  /// The operands of a tile. Tiles do not depend on each other.
  public func tile(_ number: Int) -> CaptureTile {
    let words = CaptureWords(
      a: a.part(number, count: rows * kept), b: b.part(number, count: columns * k), c: c.part(number, count: rows * columns),
      tile: tile[number], rows: row.part(number, count: rows), ones: instruction.isInteger ? one.part(number, count: rows) : [],
      index: indices(number))
    if let scale = instruction.instruction.scale { return scaled(words, number, CaptureScale(scale.type == .ue4m3)) }
    return instruction.isInteger ? integers(words) : numbers(words)
  }

  /// More random words of a tile, `count` of them.
  func more(_ name: String, _ number: Int, count: Int) -> [CaptureWord] { CaptureRandom(label + name).part(number, count: count) }

  /// Ascending pairs of 0 … 3, or of TF32 one of 0 and 1.
  private func indices(_ number: Int) -> [UInt8] {
    guard instruction.instruction.isSparse else { return [UInt8](repeating: 0, count: rows * kept) }
    if instruction.group == 2 { return index.part(number, count: rows * kept).map { UInt8($0.field(at: 17, bits: 1)) } }
    let pairs: [[UInt8]] = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    return index.part(number, count: rows * kept / 2).flatMap { pairs[$0.below(6, at: 17, bits: 20)] }
  }
}

/// The random words of one tile.
struct CaptureWords {
  let a, b, c: [CaptureWord]
  let tile: CaptureWord
  /// One for each row of A.
  let rows: [CaptureWord]
  /// A second one, of integers alone.
  let ones: [CaptureWord]
  let index: [UInt8]
}
