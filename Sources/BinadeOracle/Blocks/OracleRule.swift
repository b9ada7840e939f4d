/// A scale rule [scale-rules-1]: formulas and how their values are used.
public struct OracleRule: Sendable {
  /// Step 3 of [scale-rules-2].
  public enum Scale: Sendable {
    /// A power of two found from the formula's value [scale-rules-3].
    case binade(OracleFormula, OracleBinade)
    /// The formula's value, rounded to the scale's format.
    case rounded(OracleFormula)
  }

  /// The search of [scale-rules-9].
  public struct Search: Sendable {
    /// The factors in their order: powers of two that are added to n, or words that multiply u.
    public let factors: [Factor]
    /// v: the first formula of the error, for a code's value.
    public let measure: OracleFormula
    /// t: the second one, for the element.
    public let reference: OracleFormula
    /// Whether a term is d · d; otherwise |d|.
    public let isSquared: Bool

    init(_ factors: [Factor], of measure: String, less reference: String, isSquared: Bool) {
      self.factors = factors
      self.measure = OracleRule.formula(measure)
      self.reference = OracleRule.formula(reference)
      self.isSquared = isSquared
    }
  }

  /// One factor of a search: its word, and its logarithm where it is a power of two.
  public struct Factor: Sendable, Hashable {
    public let word: UInt32
    public let exponent: Int?
    static let one = Factor(word: OracleArithmetic.one, exponent: 0)
    static let half = Factor(word: 0x3F00_0000, exponent: -1)
    static let two = Factor(word: 0x4000_0000, exponent: 1)
    static let threeHalves = Factor(word: 0x3FC0_0000, exponent: nil)
  }

  /// The name in the Spec.
  public let name: String
  /// Other names of the same rule.
  public let aliases: [String]
  /// S, and whether T comes before it; nil where the rule has no tensor factors.
  public let tensorMultiplier: OracleFormula?
  /// T.
  public let tensorScale: OracleFormula?
  public let scale: Scale
  /// Whether a rounded formula is rounded toward +∞ into the scale's format.
  public let isRoundedUp: Bool
  public let search: Search?
  /// nil for rules without a zero point.
  public let zeroPoint: OracleFormula?
  /// nil for `exact`.
  public let elements: OracleFormula?

  /// The rule of that name, or one called so too.
  public static func named(_ name: String) -> OracleRule? {
    all.first { $0.name == name || $0.aliases.contains(name) }
  }

  /// Makes a rule from the cells of its row.
  init(
    _ name: String, aliases: [String] = [], S: String? = nil, T: String? = nil, position: OracleBinade? = nil, scale: String,
    isRoundedUp: Bool = false, search: Search? = nil, zeroPoint: String? = nil, elements: String? = nil
  ) {
    self.name = name
    self.aliases = aliases
    tensorMultiplier = S.map(Self.formula)
    tensorScale = T.map(Self.formula)
    let value = Self.formula(scale)
    self.scale = position.map { .binade(value, $0) } ?? .rounded(value)
    self.isRoundedUp = isRoundedUp
    self.search = search
    self.zeroPoint = zeroPoint.map(Self.formula)
    self.elements = elements.map(Self.formula)
  }

  static func formula(_ text: String) -> OracleFormula {
    guard let formula = OracleFormula(text) else { preconditionFailure("no formula: \(text)") }
    return formula
  }
}
