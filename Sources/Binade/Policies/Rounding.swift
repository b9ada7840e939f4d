/// How a magnitude between two neighbouring codes is rounded. Spec [rounding-2].
///
/// Results for E2M1FN, whose magnitudes are 0, ½, 1, 1½, 2, 3, 4, 6:
///
/// | x     | nearestEven | nearestAway | nearestTowardZero | nearestGeometric | towardZero | up | down | toOdd |
/// | ----- | ----------- | ----------- | ----------------- | ---------------- | ---------- | -- | ---- | ----- |
/// | +0.25 | 0           | ½           | 0                 | ½                | 0          | ½  | 0    | ½     |
/// | +0.75 | 1           | 1           | ½                 | 1                | ½          | 1  | ½    | ½     |
/// | +2.45 | 2           | 2           | 2                 | 3                | 2          | 3  | 2    | 3     |
/// | +2.5  | 2           | 3           | 2                 | 3                | 2          | 3  | 2    | 3     |
/// | −2.5  | −2          | −3          | −2                | −3               | −2         | −2 | −3   | −3    |
/// | +3.5  | 4           | 4           | 3                 | 4                | 3          | 4  | 3    | 3     |
public enum Rounding: String, Policy {
  /// To the nearer neighbour; a tie goes to the even magnitude code.
  case nearestEven = "nearest-even"
  /// To the nearer neighbour; a tie goes away from zero.
  case nearestAway = "nearest-away"
  /// To the nearer neighbour; a tie goes toward zero.
  case nearestTowardZero = "nearest-toward-zero"
  /// To the neighbour with the nearer logarithm: up if x² exceeds the neighbours' product. Between 0 and the smallest value always up.
  case nearestGeometric = "nearest-geometric"
  /// Never increases the magnitude.
  case towardZero = "toward-zero"
  /// Toward positive infinity.
  case up
  /// Toward negative infinity.
  case down
  /// An inexact result takes the odd magnitude code, so that a second rounding to fewer bits is as good as a single one.
  case toOdd = "to-odd"
  /// Up if the truncated distance plus the operand's random field carries. Spec [rounding-6].
  case stochastic
}
