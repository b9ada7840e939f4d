internal import Binade
public import BinadeTensorCore

/// An instruction as a capture runs it: on tiles of so many rows, columns and k. Spec [captures-2].
public struct CaptureInstruction: Sendable {
  /// The name that the capture gives it. It goes into the seeds.
  public let name: String
  /// The instruction of the catalogue that has this name.
  public let instruction: Instruction
  /// Rows of A, and of B, in a tile.
  public let rows, columns: Int

  /// The instruction of that name; `nil` if the catalogue has none.
  ///
  /// - Parameter columns: another width of the tile.
  public init?(_ name: String, columns: Int? = nil) {
    guard let instruction = Instruction.named(name) else { return nil }
    self.name = name
    self.instruction = instruction
    let words = name.split(whereSeparator: { $0 == ":" || $0 == "." })
    let shape = instruction.shapes.first { words.contains(Substring($0.name)) }
    let usual =
      switch instruction.unit {
      case .wgmma: (rows: 64, columns: 8)
      case .tcgen05: (rows: 128, columns: 16)
      default: (rows: 16, columns: 8)
      }
    rows = shape?.m ?? usual.rows
    self.columns = columns ?? shape?.n ?? usual.columns
  }

  /// K: what B has.
  public var k: Int { instruction.shape.k }
  /// Elements of A that are kept along K.
  public var kept: Int { instruction.isSparse ? k / 2 : k }
  /// Elements of B that share a group of metadata, half of which count.
  public var group: Int { instruction.a == .tf32 ? 2 : 4 }
  /// Scales in a row of A, and of B.
  public var blocks: Int { instruction.scale.map { k / $0.block } ?? 0 }
  /// Results of a tile.
  public var results: Int { rows * columns }

  var isInteger: Bool { instruction.d == .s32 }
  /// Bytes of a word of A or B, and of an accumulator, in memory.
  var elementBytes: Int { Self.bytes(instruction.a) }
  var resultBytes: Int { Self.bytes(instruction.d) }

  private static func bytes(_ type: ElementWord) -> Int { (width(type) + 7) / 8 }

  /// Bits of a word, those included that say nothing.
  static func width(_ type: ElementWord) -> Int { type.format.codeBits + type.format.paddingBits }
}
