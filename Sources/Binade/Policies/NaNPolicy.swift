/// Which NaN code a NaN operand becomes, in a format that has NaN. Spec [nan-1].
///
/// | +NaN / −NaN | E4M3FN  | E5M2    | E4M3FNUZ |
/// | ----------- | ------- | ------- | -------- |
/// | canonical   | 7F / 7F | 7F / 7F | 80 / 80  |
/// | keepSign    | 7F / FF | 7F / FF | 80 / 80  |
/// | negative    | FF / FF | FF / FF | 80 / 80  |
/// | quiet       | 7F / FF | 7E / FE | 80 / 80  |
/// | first       | 7F / FF | 7D / FD | 80 / 80  |
/// | firstNegative | FF / FF | FD / FD | 80 / 80 |
public enum NaNPolicy: String, Policy {
  /// Positive, all ones.
  case canonical
  /// All ones, with the operand's sign.
  case keepSign = "keep-sign"
  /// Negative, all ones.
  case negative
  /// The quiet bit alone, with the operand's sign.
  case quiet
  /// The lowest NaN code, with the operand's sign.
  case first
  /// The lowest NaN code, negative.
  case firstNegative = "first-negative"
  /// The quiet bit and the operand's topmost payload bits, with its sign.
  case payload
}

/// What a NaN operand becomes in a format without NaN; the conversion flags `invalid`. Spec [nan-4].
///
/// | +NaN / −NaN     | E2M1FN | E2M3FN  |
/// | --------------- | ------ | ------- |
/// | maxPositive     | 7 / 7  | 1F / 1F |
/// | maxSigned       | 7 / F  | 1F / 3F |
/// | zero            | 0 / 0  | 00 / 00 |
/// | zeroInvertedSign | 8 / 0 | 20 / 00 |
/// | wrap (7FC00000) | 3 / B  | 0C / 2C |
public enum MissingNaN: String, Policy {
  /// The largest finite code, positive.
  case maxPositive = "max-positive"
  /// The largest finite code with the operand's sign.
  case maxSigned = "max-signed"
  /// Positive zero.
  case zero
  /// Zero with the operand's sign inverted, where the format has −0.
  case zeroInvertedSign = "zero-inverted-sign"
  /// The NaN read as a number of exponent 128, its magnitude code cut to the format's width: what bit manipulation leaves behind.
  case wrap
  /// As `maxPositive` for a single value; entry points for whole buffers throw ``CodecError/unrepresentable(index:word:)``.
  case reject
}
