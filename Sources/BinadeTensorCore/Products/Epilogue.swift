public import Binade

/// What happens to the accumulators after a product, in binary32. Spec [gemm-5].
public struct Epilogue: Hashable, Sendable {
  /// Scales of the whole operands or of their rows, as words of binary32.
  public var scaling: Scaling
  /// A word of binary32 for each column, or empty.
  public var bias: [UInt32]
  /// The format of the result.
  public var output: FormatDescriptor
  /// The policies of the last conversion.
  public var conversion: Conversion

  /// Scales of the operands.
  public enum Scaling: Hashable, Sendable {
    /// None.
    case none
    /// fl(acc · fl(sa · sb)).
    case tensor(a: UInt32, b: UInt32)
    /// fl(fl(acc · sb) · sa): one scale for each row of A and of B.
    case rows(a: [UInt32], b: [UInt32])
  }

  /// An epilogue; without arguments it leaves binary32 as it is.
  public init(
    scaling: Scaling = .none, bias: [UInt32] = [], output: FormatDescriptor = Binary32.descriptor,
    conversion: Conversion = Conversion(overflow: .nonfinite)
  ) {
    self.scaling = scaling
    self.bias = bias
    self.output = output
    self.conversion = conversion
  }

  /// The word of one element in the output format.
  ///
  /// - Parameters: `word` of binary32 at row `row` and column `column` of D; scales and bias must be long enough.
  public func word(_ word: UInt32, row: Int, column: Int) -> UInt64 {
    var value = word
    switch scaling {
    case .none: break
    case .tensor(let a, let b): value = Binary32.product(value, Binary32.product(a, b))
    case .rows(let a, let b): value = Binary32.product(Binary32.product(value, b[column]), a[row])
    }
    if !bias.isEmpty { value = Binary32.sum(value, bias[column]) }
    if Binary32.isNaN(value) && output == Binary32.descriptor { return 0x7FFF_FFFF }
    return output.roundPack(Binary32.descriptor.unpack(UInt64(value)), conversion).word
  }
}
