extension ScalarFormat {
  /// Encodes `values` into the first `values.count` words of `target`.
  ///
  /// - Parameter conversion: the policies; without it the format's default. Stochastic rounding needs random words: see ``Encoder``.
  /// - Throws: a ``CodecError``; nothing is written unless it is ``CodecError/unrepresentable(index:word:)``.
  @inlinable
  public static func encode<Value: ScalarValue>(
    _ values: Span<Value>, into target: inout MutableSpan<Word>, _ conversion: Conversion = Self.descriptor.defaultConversion
  ) throws(CodecError) {
    let encoder = Encoder(from: Value.Format.descriptor, to: descriptor, conversion: conversion, count: values.count)
    try encoder.encode(values, into: &target)
  }

  /// Decodes `words` into the first `words.count` values of `target`. Spec [conversion-5].
  ///
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``; nothing is written.
  @inlinable
  public static func decode<Value: ScalarValue>(_ words: Span<Word>, into target: inout MutableSpan<Value>) throws(CodecError) {
    try Decoder(from: descriptor, as: Value.self, count: words.count).decode(words, into: &target)
  }
}
