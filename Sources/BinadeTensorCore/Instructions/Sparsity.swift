internal import Binade

/// Which of its neighbours a sparse A keeps: half of each group. Spec [gemm-8].
///
///     Instruction.named("sm_90:wgmma.sp.f32.e4m3.e4m3")!.sparsity     // .halves: two of four
public struct Sparsity: Hashable, Sendable {
  /// Elements of B in a group.
  public let group: Int
  /// Elements of A that are kept for a group.
  public let kept: Int
  /// Neighbours that are kept or left out together.
  public let run: Int

  /// Two of four.
  public static let halves = Sparsity(group: 4, kept: 2, run: 1)
  /// One of two: elements of 32 bits.
  public static let singles = Sparsity(group: 2, kept: 1, run: 1)
  /// Two pairs of four: elements of four bits, two in a byte.
  public static let pairs = Sparsity(group: 8, kept: 4, run: 2)

  /// `2:4`, `1:2` or `4:8`.
  public var name: String { "\(kept):\(group)" }
}

extension Instruction {
  /// How A is sparse; `nil` if it is not.
  public var sparsity: Sparsity? {
    guard isSparse else { return nil }
    if a.format.wordBits == 32 { return .singles }
    // f8f6f4 holds four bits in a byte.
    let hasTwoInAByte = kind == "mxf4" || kind == "mxf4nvf4" || (a.format.isInteger && a.format.codeBits == 4)
    return hasTwoInAByte ? .pairs : .halves
  }
}
