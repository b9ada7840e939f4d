/// A format ready to be converted to: its values are written down once, here.
///
/// ```
/// let target = OracleTarget(.named("e4m3fn")!)
/// let source = OracleFormat.named("f32")!
/// target.convert(0x43E0_0000, from: source, policy: OraclePolicy())   // 448: word 0x7E, flags 0
/// ```
public struct OracleTarget: Sendable {
  /// The format converted to.
  public let format: OracleFormat
  private let ladder: ValueLadder
  /// Where the quiet NaN lies when it is read as a number: it stands for NaNs that no operand brought [nan-4].
  let quietNaN: Location

  /// Writes down the values of the format. Those of TF32 take well under a second.
  public init(_ format: OracleFormat) {
    self.init(format, tableLimit: 19)
  }

  /// As above, with the widest code that gets a table; tests use it to compare both ways of finding neighbours.
  init(_ format: OracleFormat, tableLimit: Int) {
    self.format = format
    ladder = ValueLadder(format, tableLimit: tableLimit)
    quietNaN = Location(Self.number(payload: 1, bits: 1), on: ladder, of: format)
  }

  /// Finds an operand among the values of the target, exactly. This is the slow half of a conversion, and needs no policy.
  public func locate(_ word: UInt64, from source: OracleFormat) -> Position {
    switch source.decode(word) {
    case .nan(let isNegative, let payload, let bits):
      // The operand's topmost payload bits, its top bit at the field's top bit [nan-2].
      let shift = format.significandBits - bits
      let field = shift >= 0 ? payload << UInt64(shift) : payload >> UInt64(-shift)
      let number = format.hasNaN ? quietNaN : Location(Self.number(payload: payload, bits: bits), on: ladder, of: format)
      return Position(kind: .nan, isNegative: isNegative, isSubnormal: false, payload: field, magnitude: number)
    case .infinity(let isNegative):
      return Position(kind: .infinity, isNegative: isNegative)
    case .zero(let isNegative):
      return Position(kind: .zero, isNegative: isNegative)
    case .finite(let isNegative, let magnitude):
      return Position(
        kind: .finite, isNegative: isNegative, isSubnormal: source.isSubnormal(word), payload: 0,
        magnitude: Location(magnitude, on: ladder, of: format))
    }
  }

  /// Converts a word of `source`: `locate`, then `decide`.
  public func convert(
    _ word: UInt64, from source: OracleFormat, policy: OraclePolicy, random: OracleRandom = .none
  ) -> OracleResult {
    decide(locate(word, from: source), policy: policy, random: random)
  }

  /// A NaN read as a number, as bit-manipulating encoders do: (1 + payload / 2^bits) · 2^128 [nan-4].
  private static func number(payload: UInt64, bits: Int) -> Dyadic {
    Dyadic((1 << UInt128(bits)) + UInt128(payload), exponent: 128 - bits)
  }
}

/// One operand found among the values of one target: all that any policy can ask about it.
public struct Position: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case nan
    case infinity
    case zero
    case finite
  }

  let kind: Kind
  let isNegative: Bool
  /// Whether the operand is subnormal in its own format [zero-2].
  let isSubnormal: Bool
  /// Of a NaN: its payload, shifted to the target's significand field.
  let payload: UInt64
  /// Of a finite operand, its magnitude; of a NaN, the number that it is read as [nan-4].
  let magnitude: Location?

  init(kind: Kind, isNegative: Bool, isSubnormal: Bool = false, payload: UInt64 = 0, magnitude: Location? = nil) {
    self.kind = kind
    self.isNegative = isNegative
    self.isSubnormal = isSubnormal
    self.payload = payload
    self.magnitude = magnitude
  }
}
