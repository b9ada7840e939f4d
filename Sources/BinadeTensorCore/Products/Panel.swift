public import Binade
internal import BinadeKernels

/// One operand of a product, decoded once and reusable. Spec [gemm-7].
///
/// Made by ``Gemm/panel(_:_:rows:k:scales:)``, for products of the same datapath and modifiers: ``Gemm/multiply(_:_:c:metadata:blockScalesA:blockScalesB:into:)``.
public struct Panel: Sendable {
  /// Which operand it is.
  public enum Side: String, Policy {
    case a, b
  }

  /// Which operand it is.
  public let side: Side
  /// Rows: M or N.
  public let rows: Int
  /// Elements in a row.
  public let k: Int
  /// Elements in a row of the storage: ``k`` filled up to whole stretches.
  let width: Int
  /// The product that made it.
  let maker: Maker
  /// Words and scale bytes as they came.
  let words: WordPanel
  let storage: Storage

  /// Bytes that it holds. Spec [gemm-7], [backends-5].
  public var byteCount: Int {
    let kept = words.words.bytes.count + words.scales.count
    return switch storage {
    case .tiles(let panel): unsafe kept + panel.memory.count
    case .factors(let panel): kept + 4 * panel.significands.count + 2 * panel.exponents.count + panel.isSpecial.count
    case .groups(let panel):
      kept + 2 * panel.values.count + 8 * panel.nonzero.count + 6 * panel.scaleSignificands.count + panel.isSpecial.count
    case .integers(let values): kept + 2 * values.count
    case .words: kept
    }
  }

  /// What a panel depends on beside its words.
  struct Maker: Hashable, Sendable {
    let datapath: Datapath
    let instructionK: Int
    let sparsity: Sparsity?
    let modifiers: Modifiers
    let backend: Backend
  }

  /// What the kernels read.
  enum Storage: Sendable {
    /// What a back-end has made of it.
    case tiles(TilePanel)
    /// Signed significands and exponents of single factors, in the order of the nodes.
    case factors(FactorPanel)
    /// Small integers in groups that share a scale.
    case groups(GroupPanel)
    /// Integers.
    case integers([Int16])
    /// Nothing but the words, for the definition.
    case words
  }
}

/// Factors of a fused sum whose terms are single products.
struct FactorPanel: Sendable {
  /// ±s · 2^p.
  var significands: [Int32]
  /// Alignment exponents, with those of a power-of-two scale; ``zeroExponent`` for zeros.
  var exponents: [Int16]
  /// For every row and node whether it holds a NaN or an infinity, in elements or scales.
  var isSpecial: [Bool]

  /// The exponent of a zero: two of them do not overflow 16 bits.
  static let zeroExponent: Int16 = -16384
}

/// Elements of a fused sum whose terms are groups aligned by their scales.
struct GroupPanel: Sendable {
  /// Elements in units of the format's smallest number.
  var values: [Int16]
  /// For every row and group: a bit for each element that is not zero.
  var nonzero: [UInt64]
  /// For every row and group: the significand of its scale; 0 for a scale of zero.
  var scaleSignificands: [Int32]
  /// For every row and group: the exponent of its scale.
  var scaleExponents: [Int16]
  /// For every row and stretch whether it holds a NaN or an infinity.
  var isSpecial: [Bool]
}

/// Words and scale bytes as they came.
struct WordPanel: Sendable {
  var words: StoredWords
  var scales: [UInt8]
}
