extension ScalarFormat {
  /// Encodes one value. Defined for every value and every conversion. Spec [conversion-3].
  ///
  /// - Parameters:
  ///   - value: a `Float`, `Double`, `Float16`, or an ``Encoded`` value of any format.
  ///   - conversion: the policies; without it ``FormatDescriptor/defaultConversion``.
  ///   - random: read by ``Rounding/stochastic`` only.
  /// - Returns: the stored word.
  @inlinable
  public static func encode<Value: ScalarValue>(
    _ value: Value, _ conversion: Conversion = Self.descriptor.defaultConversion, random: RandomField = .zero
  ) -> Word {
    convert(value, conversion, random: random).word
  }

  /// Encodes one value and reports flags: the pure function `(conversion, operand) → (word, flags)`. Spec [flags-1].
  @inlinable
  public static func convert<Value: ScalarValue>(
    _ value: Value, _ conversion: Conversion = Self.descriptor.defaultConversion, random: RandomField = .zero
  ) -> (word: Word, flags: Flags) {
    let operand = Value.Format.descriptor.unpack(UInt64(truncatingIfNeeded: value.formatWord))
    let result = descriptor.roundPack(operand, conversion, random: random)
    return (Word(truncatingIfNeeded: result.word), result.flags)
  }

  /// Decodes one word. Exact whenever `Value` holds every value of the format; NaN gives a quiet NaN with the code's sign. Spec [conversion-5].
  ///
  /// Bits outside the code are ignored.
  @inlinable
  public static func decode<Value: ScalarValue>(_ word: Word, as type: Value.Type = Value.self) -> Value {
    let operand = descriptor.unpack(UInt64(truncatingIfNeeded: word))
    let result = Value.Format.descriptor.roundPack(operand, .decoding)
    return Value(formatWord: Value.Format.Word(truncatingIfNeeded: result.word))
  }
}

extension Conversion {
  /// The conversion that decoding uses: nearest-even, infinite on overflow, quiet NaN with its sign. Spec [conversion-5].
  @inlinable public static var decoding: Conversion { Conversion(overflow: .nonfinite, nan: .quiet) }
}
