public import Binade

/// Every operand of a 16-bit source, under every rounding rule, every overflow rule and every choice of every other axis, against the oracle.
///
/// All axes at once would be some ten thousand combinations for one format; here each other axis varies on its own, on top of all pairs of
/// rounding and overflow, which are the two that interact with everything.
public struct PolicySweep: Sendable {
  /// The format of the operands: every one of its words is tried.
  public let source: NamedFormat
  /// The format of the results.
  public let target: NamedFormat
  /// The combinations.
  public let cases: [Case]

  /// One combination; stochastic ones have a random field.
  public struct Case: Hashable, Sendable {
    /// The policies.
    public var conversion: Conversion
    /// The random field of stochastic rounding.
    public var random: RandomField?
  }

  /// What a sweep found.
  public struct Report: Sendable {
    /// Comparisons made.
    public var count = 0
    /// Differences, of word or of flags.
    public var differences = 0
    /// The first few, one line each.
    public var examples: [String] = []
  }

  /// The sweep of a target over a source of at most 16 bits.
  public init(from source: NamedFormat, to target: NamedFormat) {
    precondition(source.descriptor.wordBits <= 16, "sweeps are over sources of at most 16 bits")
    self.source = source
    self.target = target
    cases = Self.cases(target)
  }

  private static func cases(_ target: NamedFormat) -> [Case] {
    let base = target.descriptor.defaultConversion
    let suite = VectorSuite(target, .encode)
    var variants = [base]
    for axis in PolicyAxis.allCases where axis != .rounding && axis != .overflow {
      for choice in axis.choices where choice != base[axis] && suite.matters(axis, choice) { variants.append(base.with(axis, choice)) }
    }
    let fields = [RandomField(0x00, width: 8), RandomField(0xA7, width: 8), RandomField(0x1B2D, width: 13), RandomField(.max)]
    var cases: [Case] = []
    for variant in variants {
      for overflow in Overflow.allCases {
        for rounding in Rounding.allCases {
          let conversion = variant.with(.overflow, overflow.name).with(.rounding, rounding.name)
          let randoms: [RandomField?] = rounding == .stochastic ? fields.map { $0 } : [nil]
          cases += randoms.map { Case(conversion: conversion, random: $0) }
        }
      }
    }
    return cases
  }

  /// Tries every word in `words` (by default all), under every case.
  public func run(words: Range<UInt64>? = nil) -> Report {
    let all = 0..<(UInt64(1) << UInt64(source.descriptor.codeBits))
    let witness = Witness(from: source, to: target)
    let prepared = cases.map { ($0, Witness.Policy($0.conversion)) }
    let sourceFormat = source.descriptor
    let targetFormat = target.descriptor
    var report = Report()
    for word in words ?? all {
      let operand = sourceFormat.unpack(word)
      let location = witness.locate(word)
      for (test, policy) in prepared {
        let expected = witness.expected(location, policy, random: test.random)
        let actual = targetFormat.roundPack(operand, test.conversion, random: test.random ?? .zero)
        if expected.word != actual.word || expected.flags != actual.flags {
          report.differences += 1
          if report.examples.count < 10 { report.examples.append(example(word, test, expected, actual)) }
        }
      }
      report.count += prepared.count
    }
    return report
  }

  private func example(_ word: UInt64, _ test: Case, _ expected: (word: UInt64, flags: Flags), _ actual: (word: UInt64, flags: Flags))
    -> String
  {
    let bits = target.descriptor.wordBits
    var policies = test.conversion.differences(from: target.descriptor.defaultConversion)
    if let random = test.random { policies.append("random=\(String(random.bits, radix: 16))/\(random.width)") }
    return "\(source.name) \(Hex.digits(word, bits: source.descriptor.wordBits)) to \(target.name) \(policies.joined(separator: " ")): "
      + "oracle \(Hex.digits(expected.word, bits: bits)) exceptions \(Hex.digits(UInt64(expected.flags.rawValue), bits: 8)), "
      + "library \(Hex.digits(actual.word, bits: bits)) exceptions \(Hex.digits(UInt64(actual.flags.rawValue), bits: 8))"
  }
}
