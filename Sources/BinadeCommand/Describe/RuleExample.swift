internal import Binade

/// A scale rule at work on a few blocks, where rules part ways.
struct RuleExample {
  /// The format, one for which the rule is used.
  let format: NamedBlockFormat
  /// The tensor's largest magnitude, for formats with a tensor scale: 2688 makes S = T = 1 for NVFP4.
  let tensorMaximum: Float?
  let rows: [Row]

  /// One block of two values.
  struct Row {
    /// What the row is called, for instance `just below 8`.
    let name: String
    let values: [Float]
    /// The words of scale and zero point.
    let header: BlockEncoder.Header
    let scale: Operand
    let zeroPoint: Operand?
    let codes: [UInt8]
    let decoded: [Operand]
  }

  init(_ rule: ScaleRule) {
    let format = Self.format(for: rule)
    self.format = format
    var conversion = format.descriptor.defaultConversion
    conversion.rule = rule
    let encoder = BlockEncoder(format: format.descriptor, conversion: conversion)
    tensorMaximum = format.descriptor.hasTensorScale ? 2688 : nil
    let tensor = encoder.tensorScale(maximum: (tensorMaximum ?? 0).bitPattern)
    let decoder = BlockDecoder(format: format.descriptor, tensorScale: tensor.scale)
    let blocks = format.zeroPoint == nil ? Self.maxima : Self.ranges
    rows = blocks.map { name, values in
      let words = values.map(\.bitPattern)
      var codes = [UInt8](repeating: 0, count: words.count)
      var target = codes.mutableSpan
      let header = encoder.encode(words.span, tensor: tensor, codes: &target)
      return Row(
        name: name, values: values, header: header, scale: format.scale.descriptor.unpack(UInt64(header.scale)),
        zeroPoint: format.zeroPoint.map { $0.descriptor.unpack(UInt64(header.zeroPoint)) }, codes: codes,
        decoded: codes.map { Operand(Float(bitPattern: decoder.value(code: $0, header: header))) })
    }
  }

  /// Maxima of blocks: the edges at which a rule for elements of E2M1, whose largest is 6, can move.
  private static let maxima: [(String, [Float])] = [
    ("4", [4]), ("just above 4", [Float(4).nextUp]), ("4.25", [4.25]), ("4.5", [4.5]), ("5", [5]), ("just below 6", [Float(6).nextDown]),
    ("6", [6]), ("just above 6", [Float(6).nextUp]), ("just below 7", [Float(7).nextDown]), ("7", [7]),
    ("just below 8", [Float(8).nextDown]), ("8", [8]), ("0", [0]), ("inf", [.infinity]), ("nan", [.nan]),
  ]

  /// Blocks from a smallest to a largest value.
  private static let ranges: [(String, [Float])] = [
    ("-1 to 1", [-1, 1]), ("0 to 15", [0, 15]), ("-8 to 7", [-8, 7]), ("-7.5 to 7.5", [-7.5, 7.5]), ("1 to 4", [1, 4]),
    ("-4 to -1", [-4, -1]), ("0 to 0", [0, 0]), ("3 to 3", [3, 3]), ("0 to inf", [0, .infinity]),
  ]

  /// MXFP4 for powers of two, NVFP4 for two levels, and else what a stack uses the rule for, or something that it fits.
  private static func format(for rule: ScaleRule) -> NamedBlockFormat {
    let preferred: [BlockFormatID] = [.mxfp4, .nvfp4, .ggmlNVFP4, .ggmlQ40, .ggmlQ41, .ggmlQ80]
    let used = preferred.first { id in Profile.catalogue.contains { $0.blockConversion(for: id)?.rule == rule } }
    if let used { return NamedBlockFormat(used) }
    if let zero = rule.zeroPoint { return NamedBlockFormat(zero == .blockLowest ? "uint4-g32-f16-mf16" : "uint4-g32-f16-zuint4")! }
    if rule.tensor != .none { return NamedBlockFormat(.nvfp4) }
    switch rule.block {
    case .binade, .search: return NamedBlockFormat(.mxfp4)
    case .rounded(let formula, let rounding):
      if formula.mentions(.elementMinimum) { return NamedBlockFormat("int4-g32-f16")! }
      return rounding == .up ? NamedBlockFormat(.mxfp4) : NamedBlockFormat("e2m1fn-g16-ue4m3")!
    }
  }
}

extension Operand {
  /// The value of a float.
  init(_ value: Float) { self = Binary32.descriptor.unpack(UInt64(value.bitPattern)) }
}
