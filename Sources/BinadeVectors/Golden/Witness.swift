public import Binade
internal import BinadeOracle

/// The independent oracle, asked in the library's vocabulary: where expected values come from.
///
/// Formats and policies cross over by *name* only; the oracle has its own tables of both.
public struct Witness: Sendable {
  /// The format of the operands.
  public let source: NamedFormat
  /// The format of the results.
  public let target: NamedFormat

  private let oracleSource: OracleFormat
  private let oracleTarget: OracleTarget

  /// A witness for conversions from `source` to `target`.
  public init(from source: NamedFormat, to target: NamedFormat) {
    self.source = source
    self.target = target
    oracleSource = Self.oracleFormat(source)
    oracleTarget = OracleTarget(Self.oracleFormat(target))
  }

  /// A policy in the oracle's own type, translated once for many operands.
  public struct Policy: Sendable {
    let oracle: OraclePolicy

    /// Translates a conversion, axis by axis, by name.
    public init(_ conversion: Conversion) {
      var policy = OraclePolicy()
      for axis in PolicyAxis.allCases {
        let isKnown = policy.set(Self.key(axis), to: conversion[axis])
        precondition(isKnown, "the oracle does not know \(axis.name)=\(conversion[axis])")
      }
      oracle = policy
    }

    /// The oracle spells axes as the Spec's table does: `missingNaN`, `isRectified`.
    static func key(_ axis: PolicyAxis) -> String {
      switch axis {
      case .relu: return "isRectified"
      case .overflowNaN: return "overflowNaN"
      case .missingNaN: return "missingNaN"
      default:
        let words = axis.name.split(separator: "-")
        return words.dropFirst().reduce(String(words[0])) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
      }
    }
  }

  /// What the conversion of `word` must give.
  public func expected(_ word: UInt64, _ policy: Policy, random: RandomField? = nil) -> (word: UInt64, flags: Flags) {
    let random = random.map { OracleRandom(field: UInt64($0.bits), bits: $0.width) } ?? .none
    let result = oracleTarget.convert(word, from: oracleSource, policy: policy.oracle, random: random)
    return (result.word, Flags(rawValue: result.flags))
  }

  /// The operand located among the target's values: the slow half of ``expected(_:_:random:)``, shared by all policies.
  public struct Location: Sendable {
    let position: Position
  }

  /// Locates `word` once, to be asked about under many policies.
  public func locate(_ word: UInt64) -> Location {
    Location(position: oracleTarget.locate(word, from: oracleSource))
  }

  /// What the conversion of a located operand must give.
  public func expected(_ location: Location, _ policy: Policy, random: RandomField? = nil) -> (word: UInt64, flags: Flags) {
    let random = random.map { OracleRandom(field: UInt64($0.bits), bits: $0.width) } ?? .none
    let result = oracleTarget.decide(location.position, policy: policy.oracle, random: random)
    return (result.word, Flags(rawValue: result.flags))
  }

  private static func oracleFormat(_ format: NamedFormat) -> OracleFormat {
    if let id = format.id {
      guard let known = OracleFormat.named(id.name) else { preconditionFailure("the oracle does not know \(id.name)") }
      return known
    }
    // The only formats without an identifier are those of the P3109 family: binaryKpP, s or u, e or f.
    let parts = format.name.dropFirst("binary".count).split(separator: "p")
    let isSigned = format.name.contains("s")
    guard parts.count == 2, let bits = Int(parts[0]), let precision = Int(parts[1].dropLast(2)) else {
      preconditionFailure("the oracle does not know \(format.name)")
    }
    return .p3109(bits: bits, precision: precision, isSigned: isSigned, isExtended: format.name.hasSuffix("e"))
  }
}
