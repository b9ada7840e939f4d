/// The sign of zero results, in formats with −0. Spec [zero-1].
///
/// | policy              | +0 | −0 | positive underflow | negative underflow |
/// | ------------------- | -- | -- | ------------------ | ------------------ |
/// | keepSign            | +0 | −0 | +0                 | −0                 |
/// | dropExactZero       | +0 | +0 | +0                 | −0                 |
/// | alwaysPositive      | +0 | +0 | +0                 | +0                 |
/// | exactZeroNegative   | −0 | −0 | +0                 | −0                 |
public enum SignedZero: String, Policy {
  /// The operand's sign.
  case keepSign = "keep-sign"
  /// A zero operand gives +0; a value rounded to zero keeps its sign.
  case dropExactZero = "drop-exact-zero"
  /// Never −0.
  case alwaysPositive = "always-positive"
  /// A zero operand of either sign gives −0; a value rounded to zero keeps its sign.
  case exactZeroNegative = "exact-zero-negative"
}

/// What a negative operand becomes in an unsigned format; the conversion flags `invalid`. Spec [zero-4].
public enum NegativeOperand: String, Policy {
  /// Its absolute value is converted.
  case magnitude
  /// What +0 gives.
  case zero
  /// What a negative NaN gives.
  case nan
  /// Fixed-point formats take the low bits of the two's-complement result; floating-point formats the absolute value.
  case wrap
}

/// What zero becomes in a format without zero. Spec [e8m0-2].
public enum MissingZero: String, Policy {
  /// Code 0, the smallest value.
  case smallest
  /// What a positive NaN gives; flags `invalid`.
  case nan
}

/// How magnitudes below the second value of a format without zero are treated. Spec [e8m0-4].
///
/// | E8M0FNU   | x < 2^−127 | 2^−127 | 2^−127 < x < 2^−126  |
/// | --------- | ---------- | ------ | -------------------- |
/// | rounded   | 00         | 00     | by the rounding rule |
/// | roundedUp | 00         | 00     | 01                   |
/// | skipped   | 01         | 01     | 01                   |
/// | nanBelow  | 00 or NaN  | 00     | by the rounding rule |
public enum LowestBinade: String, Policy {
  /// Like every other binade.
  case rounded
  /// Everything strictly above the smallest value goes up.
  case roundedUp = "rounded-up"
  /// The smallest value is never produced from a non-zero operand.
  case skipped
  /// Rounded as if the codes went on below 0; a result below 0 is NaN.
  case nanBelow = "nan-below"
}

/// Whether subnormal numbers are kept or become zero. Spec [zero-2], [zero-3].
public enum Subnormals: String, Policy {
  /// As they are.
  case keep
  /// Zero, with the sign by ``SignedZero``.
  case flush
}

/// When a result counts as tiny for the `underflow` flag. Spec [flags-3].
public enum Tininess: String, Policy {
  /// Rounded to the format's precision without a lower limit, it is still below the smallest normal number.
  case afterRounding = "after-rounding"
  /// The operand is below the smallest normal number.
  case beforeRounding = "before-rounding"
}
