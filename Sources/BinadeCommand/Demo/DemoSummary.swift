internal import Binade

/// What a format makes of all tensors together.
struct DemoSummary: Sendable {
  let format: NamedFormat
  /// As they are.
  let plain: [DemoResult]
  /// Each tensor scaled so that its largest magnitude lies in the format's top binade; empty for formats that hold the values as they are.
  let scaled: [DemoResult]

  /// Encodes every tensor.
  init(_ format: NamedFormat, _ tensors: [DemoTensor]) throws(CodecError) {
    self.format = format
    var (plain, scaled): ([DemoResult], [DemoResult]) = ([], [])
    for tensor in tensors {
      plain.append(try DemoResult(tensor, format.descriptor))
      if Self.isScaled(format.descriptor) {
        let exponent = tensor.scaleExponent(for: format.descriptor)
        scaled.append(try DemoResult(tensor, format.descriptor, scaleExponent: exponent))
      }
    }
    self.plain = plain
    self.scaled = scaled
  }

  /// Integers and formats of fewer than 8 bits are not made for values as they come.
  static func isScaled(_ format: FormatDescriptor) -> Bool { format.isFixedPoint || format.codeBits < 8 }

  /// The number of different codes over all tensors.
  var codesUsed: Int {
    var used: Set<UInt64> = []
    for result in plain { used.formUnion(result.usedCodes) }
    return used.count
  }
}

extension [DemoResult] {
  /// The mean of the tensors' signal-to-noise ratios in decibels; infinite if nothing was lost in any.
  var meanSQNR: Double {
    let finite = map(\.sqnr).filter(\.isFinite)
    return finite.isEmpty ? .infinity : finite.reduce(0, +) / Double(finite.count)
  }

  /// A count as a share of all values, in percent.
  func percent(_ count: KeyPath<DemoResult, Int>) -> Double {
    let total = reduce(0) { $0 + $1.tensor.values.count }
    return total == 0 ? 0 : 100 * Double(reduce(0) { $0 + $1[keyPath: count] }) / Double(total)
  }
}
