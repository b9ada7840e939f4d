/// A chain of binary32 operations as data: how a stack gets from a maximum to a scale, and from a value to an element. Spec [arithmetic-2].
///
/// Formulas are written with operators and read like what they model. Each operator is one operation, rounded once, in the order of the tree:
///
///     let encode = Formula.number(2688) / .tensorMaximum               // S = fl(2688 / g)
///     let scale = .blockMaximum * (.tensorEncode * .number(1) / .elementMaximum)       // fl(a · fl(S · fl(1/M)))
///
/// ``description`` prints that: `a * (S * (1 / M))`.
public indirect enum Formula: Hashable, Sendable {
  /// The nearest float to a ratio of two whole numbers, or of floats that stand for themselves.
  case constant(Constant)
  /// A quantity that the encoder supplies.
  case variable(Variable)
  case unary(Unary, Formula)
  case binary(Binary, Formula, Formula)
  /// Rounded to another format, nearest-even, and read back.
  case rounded(Formula, ScalarFormatID)

  /// What a formula can speak of.
  public enum Variable: String, CaseIterable, Sendable, Hashable {
    /// One element's value.
    case element = "x"
    /// The largest magnitude of the block.
    case blockMaximum = "a"
    /// The element of the largest magnitude with its sign; the first of several.
    case blockExtreme = "e"
    /// The largest value of the block.
    case blockHighest = "h"
    /// The smallest value of the block.
    case blockLowest = "l"
    /// The largest magnitude of the tensor.
    case tensorMaximum = "g"
    /// What the tensor is multiplied by before its blocks are scaled.
    case tensorEncode = "S"
    /// The tensor scale: the last factor of a dequantized value.
    case tensorScale = "T"
    /// The block scale before it was rounded to its format.
    case unroundedScale = "u"
    /// The block scale as stored.
    case blockScale = "s"
    /// The zero point or the minimum, as stored.
    case zeroPoint = "z"
    /// The largest finite element.
    case elementMaximum = "M"
    /// The smallest element; 0 for unsigned ones.
    case elementMinimum = "L"
    /// The largest finite scale.
    case scaleMaximum = "F"
  }

  /// An operation on one word.
  public enum Unary: String, CaseIterable, Sendable, Hashable {
    /// `rcp.approx.ftz.f32`: ``Binary32/approximateReciprocal(_:)``.
    case approximateReciprocal = "rcpa"
    /// The nearest whole number, ties to even.
    case whole = "rint"
  }

  /// An operation on two words.
  public enum Binary: String, CaseIterable, Sendable, Hashable {
    case product = "*"
    case quotient = "/"
    case sum = "+"
    case difference = "-"
    /// NaN if either is.
    case minimum = "min"
    /// NaN if either is.
    case maximum = "max"
    /// The other one if one is NaN.
    case minimumNumber = "fmin"
    /// The other one if one is NaN.
    case maximumNumber = "fmax"
    /// The first; a zero gives the second.
    case ifZero = "ifzero"
    /// The first; NaN and infinities give the second.
    case ifNotFinite = "ifnotfinite"
  }

  /// fl(`numerator` / `denominator`).
  public struct Constant: Hashable, Sendable {
    /// The words of the two floats.
    public let numerator, denominator: UInt32
    /// The word of their quotient, rounded once.
    public var word: UInt32 { Binary32.quotient(numerator, denominator) }

    init(_ numerator: Float, _ denominator: Float = 1) {
      self.numerator = numerator.bitPattern
      self.denominator = denominator.bitPattern
    }
  }
}

// MARK: Notation

extension Formula {
  /// A float.
  public static func number(_ value: Float) -> Formula { .constant(Constant(value)) }
  /// fl(numerator / denominator).
  public static func ratio(_ numerator: Float, _ denominator: Float) -> Formula { .constant(Constant(numerator, denominator)) }
  /// The largest finite float.
  public static var greatest: Formula { .number(.greatestFiniteMagnitude) }

  public static var element: Formula { .variable(.element) }
  public static var blockMaximum: Formula { .variable(.blockMaximum) }
  public static var blockExtreme: Formula { .variable(.blockExtreme) }
  public static var blockHighest: Formula { .variable(.blockHighest) }
  public static var blockLowest: Formula { .variable(.blockLowest) }
  public static var tensorMaximum: Formula { .variable(.tensorMaximum) }
  public static var tensorEncode: Formula { .variable(.tensorEncode) }
  public static var tensorScale: Formula { .variable(.tensorScale) }
  public static var unroundedScale: Formula { .variable(.unroundedScale) }
  public static var blockScale: Formula { .variable(.blockScale) }
  public static var zeroPoint: Formula { .variable(.zeroPoint) }
  public static var elementMaximum: Formula { .variable(.elementMaximum) }
  public static var elementMinimum: Formula { .variable(.elementMinimum) }
  public static var scaleMaximum: Formula { .variable(.scaleMaximum) }

  public static func * (left: Formula, right: Formula) -> Formula { .binary(.product, left, right) }
  public static func / (left: Formula, right: Formula) -> Formula { .binary(.quotient, left, right) }
  public static func + (left: Formula, right: Formula) -> Formula { .binary(.sum, left, right) }
  public static func - (left: Formula, right: Formula) -> Formula { .binary(.difference, left, right) }
  /// The smaller one; NaN if either is.
  public static func minimum(_ a: Formula, _ b: Formula) -> Formula { .binary(.minimum, a, b) }
  /// The larger one; NaN if either is.
  public static func maximum(_ a: Formula, _ b: Formula) -> Formula { .binary(.maximum, a, b) }
  /// The smaller one; a number wins against NaN.
  public static func minimumNumber(_ a: Formula, _ b: Formula) -> Formula { .binary(.minimumNumber, a, b) }
  /// The larger one; a number wins against NaN.
  public static func maximumNumber(_ a: Formula, _ b: Formula) -> Formula { .binary(.maximumNumber, a, b) }
  /// `rcp.approx.ftz.f32`.
  public static func approximateReciprocal(_ a: Formula) -> Formula { .unary(.approximateReciprocal, a) }
  /// The nearest whole number, ties to even.
  public static func whole(_ a: Formula) -> Formula { .unary(.whole, a) }
  /// This, or `other` where this is zero.
  public func ifZero(_ other: Formula) -> Formula { .binary(.ifZero, self, other) }
  /// This, or `other` where this is NaN or infinite.
  public func ifNotFinite(_ other: Formula) -> Formula { .binary(.ifNotFinite, self, other) }
  /// This, rounded to a format.
  public func rounded(to format: ScalarFormatID) -> Formula { .rounded(self, format) }
}

// MARK: Value

extension Formula {
  /// The words of the variables.
  public struct Values: Sendable {
    var words = [UInt32](repeating: 0, count: Variable.allCases.count)
    /// The NaN of an operation without a result.
    var invalid: UInt32 = 0x7FC0_0000

    /// All zero.
    public init() {}

    /// The word of a variable.
    public subscript(_ variable: Variable) -> UInt32 {
      get { words[variable.place] }
      set { words[variable.place] = newValue }
    }
  }

  /// The word of the formula's value.
  public func value(_ values: Values) -> UInt32 {
    switch self {
    case .constant(let constant): constant.word
    case .variable(let variable): values[variable]
    case .unary(let operation, let a): operation.value(a.value(values))
    case .binary(let operation, let a, let b): operation.value(a.value(values), b.value(values), invalid: values.invalid)
    case .rounded(let a, let format): Binary32.rounded(a.value(values), to: format.descriptor)
    }
  }

  /// The formula with every part computed that does not speak of `variable`: what is left to do for each element.
  func folded(except variable: Variable, _ values: Values) -> Formula {
    if !mentions(variable) { return .constant(Constant(Float(bitPattern: value(values)))) }
    return switch self {
    case .constant, .variable: self
    case .unary(let operation, let a): .unary(operation, a.folded(except: variable, values))
    case .binary(let operation, let a, let b):
      .binary(operation, a.folded(except: variable, values), b.folded(except: variable, values))
    case .rounded(let a, let format): .rounded(a.folded(except: variable, values), format)
    }
  }

  /// Whether the value can depend on a variable.
  public func mentions(_ variable: Variable) -> Bool {
    switch self {
    case .constant: false
    case .variable(let other): other == variable
    case .unary(_, let a), .rounded(let a, _): a.mentions(variable)
    case .binary(_, let a, let b): a.mentions(variable) || b.mentions(variable)
    }
  }
}

extension Formula.Unary {
  func value(_ a: UInt32) -> UInt32 {
    switch self {
    case .approximateReciprocal: Binary32.approximateReciprocal(a)
    case .whole: Binary32.roundedToInteger(a)
    }
  }
}

extension Formula.Binary {
  func value(_ a: UInt32, _ b: UInt32, invalid: UInt32) -> UInt32 {
    let result = value(a, b)
    return Binary32.isNaN(result) && !Binary32.isNaN(a) && !Binary32.isNaN(b) ? invalid : result
  }

  private func value(_ a: UInt32, _ b: UInt32) -> UInt32 {
    switch self {
    case .product: Binary32.product(a, b)
    case .quotient: Binary32.quotient(a, b)
    case .sum: Binary32.sum(a, b)
    case .difference: Binary32.difference(a, b)
    case .minimum: Binary32.minimum(a, b)
    case .maximum: Binary32.maximum(a, b)
    case .minimumNumber: Binary32.minimumNumber(a, b)
    case .maximumNumber: Binary32.maximumNumber(a, b)
    case .ifZero: a & 0x7FFF_FFFF == 0 ? b : a
    case .ifNotFinite: a & 0x7F80_0000 == 0x7F80_0000 ? b : a
    }
  }
}

extension Formula.Variable {
  var place: Int {
    switch self {
    case .element: 0
    case .blockMaximum: 1
    case .blockExtreme: 2
    case .blockHighest: 3
    case .blockLowest: 4
    case .tensorMaximum: 5
    case .tensorEncode: 6
    case .tensorScale: 7
    case .unroundedScale: 8
    case .blockScale: 9
    case .zeroPoint: 10
    case .elementMaximum: 11
    case .scaleMaximum: 12
    case .elementMinimum: 13
    }
  }
}
