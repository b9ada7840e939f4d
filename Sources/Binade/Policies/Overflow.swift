/// What a magnitude beyond the largest finite one becomes. Spec [overflow-2].
///
/// | E4M3FN magnitude | saturate | nonfinite | nonfiniteBeforeRounding |
/// | ---------------- | -------- | --------- | ----------------------- |
/// | 448              | 7E       | 7E        | 7E                      |
/// | 449 … 464        | 7E       | 7E        | 7F                      |
/// | above 464, ∞     | 7E       | 7F        | 7F                      |
public enum Overflow: String, Policy {
  /// The largest finite code with the operand's sign.
  case saturate
  /// Infinity, else NaN, else the largest finite code, if the *rounded* magnitude overflows; directed rounding as in IEEE 754.
  case nonfinite
  /// The same as soon as the *operand* exceeds the largest finite magnitude.
  case nonfiniteBeforeRounding = "nonfinite-before-rounding"
  /// Fixed-point formats keep the low bits of the two's-complement result; floating-point formats saturate.
  case wrap
}

/// What an infinite operand becomes where overflow saturates. Spec [overflow-5].
public enum InfinityOperand: String, Policy {
  /// The same as any other overflow.
  case asOverflow = "as-overflow"
  /// Infinity, else NaN, else the largest finite code, even if finite operands saturate.
  case nonfinite
  /// Zero.
  case zero
}

/// The sign of a NaN that an overflow produces. Spec [overflow-4].
public enum OverflowNaN: String, Policy {
  /// All ones, with the operand's sign.
  case keepSign = "keep-sign"
  /// What a NaN operand of that sign gives.
  case asNaN = "as-nan"
}
