/// What a stack does when it quantizes blocks: the rows of a profile that speak of block formats. Spec [profiles-4].
struct BlockRule: Hashable, Sendable {
  /// The formats it holds for.
  let formats: [BlockFormatID]
  /// The format of the values, where the row holds for that one alone.
  var source: ScalarFormatID?
  let rule: ScaleRule
  var zeroBlock = ZeroBlock.byRule
  var maximum = MaximumOver.all
  var nanBlock = NonFiniteBlock.byRule
  var infiniteBlock = NonFiniteBlock.byRule
  var subnormalMaximum = Subnormals.keep
  var zeroScale = ZeroScale.byRule
  var smallestScale = SmallestScale.byRule
  var scaleRange = ScaleRange.clamp
  var invalidNaN = InvalidNaN.positive
  var integerRange = IntegerRange.format
  /// The element's conversion; `nil` for what the profile says of the scalar format.
  var element: Conversion?
}

extension Profile {
  /// What this stack does with a block format, or `nil` if it does not have it.
  ///
  /// - Parameter source: the format of the values; some stacks compute scales in it.
  public func blockConversion(for format: BlockFormatID, from source: FormatDescriptor = Binary32.descriptor) -> BlockConversion? {
    let rows = Self.blockRules[name] ?? []
    guard
      let row = rows.last(where: { $0.formats.contains(format) && ($0.source.map { $0.descriptor == source } ?? true) })
    else { return nil }
    return BlockConversion(
      rule: row.rule, zeroBlock: row.zeroBlock, maximum: row.maximum, nanBlock: row.nanBlock, infiniteBlock: row.infiniteBlock,
      subnormalMaximum: row.subnormalMaximum, zeroScale: row.zeroScale, smallestScale: row.smallestScale, scaleRange: row.scaleRange,
      invalidNaN: row.invalidNaN, integerRange: row.integerRange,
      element: row.element ?? conversion(to: format.descriptor.element, from: source))
  }

  /// The block formats that this stack has.
  public var blockFormats: [BlockFormatID] {
    let rows = Self.blockRules[name] ?? []
    return BlockFormatID.allCases.filter { id in rows.contains { $0.formats.contains(id) } }
  }
}
