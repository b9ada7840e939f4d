/// What can be wrong with the arguments of a buffer conversion.
@frozen
public enum CodecError: Error, Hashable, Sendable {
  /// The target holds fewer elements than the source. Nothing was written.
  case targetTooShort(expected: Int, actual: Int)
  /// The source holds fewer words than the elements asked for take. Nothing was written.
  case sourceTooShort(expected: Int, actual: Int)
  /// There are fewer random words than the random layout needs for this many elements. Nothing was written.
  case randomWordsTooFew(expected: Int, actual: Int)
  /// Stochastic rounding was asked for, and no random words were given; or words, and another rounding. Nothing was written.
  case randomWordsMismatch(rounding: Rounding)
  /// The element is NaN, the format has no NaN, and the policy is ``MissingNaN/reject``. Elements before `index` were written.
  case unrepresentable(index: Int, word: UInt64)
  /// The word type is narrower than the format's stored word.
  case wordTooNarrow(expectedBits: Int, actualBits: Int)
}
