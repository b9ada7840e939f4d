/// How the partial results along K are put together outside the matrix unit. Spec [gemm-3], [gemm-4].
public struct Accumulation: Hashable, Sendable {
  /// Partial sums of this many k go to an accumulator of their own; `nil`: one chain.
  public var promotion: Promotion?
  /// K in slices that are products of their own; `nil`: one.
  public var splits: Splits?

  /// In which order the instructions of a slice, and its partial sums, follow each other.
  public var order: Order

  /// The order along K. Spec [gemm-2].
  public enum Order: String, CaseIterable, Sendable, Hashable {
    /// From the first k to the last.
    case ascending
    /// The last instruction first. Inside an instruction nothing changes.
    case descending
  }

  /// One ascending chain, unless something is given.
  public init(promotion: Promotion? = nil, splits: Splits? = nil, order: Order = .ascending) {
    self.promotion = promotion
    self.splits = splits
    self.order = order
  }

  /// Partial sums of `interval` k, added in binary32. Spec [gemm-3].
  public struct Promotion: Hashable, Sendable {
    /// A multiple of the instruction's K.
    public var interval: Int
    /// How block scales enter.
    public var scaling: Scaling

    /// Every `interval` k.
    public init(interval: Int, scaling: Scaling = .none) {
      self.interval = interval
      self.scaling = scaling
    }
  }

  /// How block scales enter a promotion. Spec [gemm-3].
  public enum Scaling: String, CaseIterable, Sendable, Hashable {
    /// acc = fl(acc + p).
    case none
    /// acc = fma(p, fl(sa · sb), acc).
    case product
    /// acc = fma(fl(p · sa), sb, acc).
    case nested
  }

  /// Slices of K. Spec [gemm-4].
  public struct Splits: Hashable, Sendable {
    /// How many.
    public var count: Int
    /// A slice is a multiple of this.
    public var granule: Int

    /// `count` slices, each a multiple of `granule`.
    public init(count: Int, granule: Int) {
      self.count = count
      self.granule = granule
    }
  }

  /// The same for half as many products: of a sparse A every other k of B counts.
  var halved: Accumulation {
    var result = self
    result.promotion?.interval /= 2
    result.splits?.granule /= 2
    return result
  }

  /// The slices of K.
  func slices(k: Int) -> [Range<Int>] {
    guard let splits, k > 0 else { return [0..<k] }
    let granules = (k + splits.granule - 1) / splits.granule
    let length = (granules + splits.count - 1) / splits.count * splits.granule
    return Swift.stride(from: 0, to: k, by: length).map { $0..<min(k, $0 + length) }
  }
}

/// Scales of blocks of an operand for a promotion: one word of binary32 for each interval of K and each row, or block of rows.
public struct BlockScales: Hashable, Sendable {
  /// Words of binary32, (rows / ``rowsPerScale``, rounded up) × (K / interval), the interval fastest.
  public var words: [UInt32]
  /// Rows that share a scale: 1 or 128, for instance.
  public var rowsPerScale: Int

  /// Scales for blocks of `rowsPerScale` rows.
  public init(_ words: [UInt32], rowsPerScale: Int) {
    self.words = words
    self.rowsPerScale = rowsPerScale
  }

  /// The scale of a row in an interval.
  func word(row: Int, interval: Int, of intervals: Int) -> UInt32 { words[row / rowsPerScale * intervals + interval] }
}
