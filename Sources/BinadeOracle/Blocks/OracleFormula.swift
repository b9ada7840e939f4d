/// The values of the letters of [arithmetic-2], as words of binary32.
public struct OracleLetters: Sendable, Hashable {
  private var words: [UInt32?] = [UInt32?](repeating: nil, count: 14)

  /// No letter has a value.
  public init() {}

  /// The letters that there are.
  static let all: [Character] = ["x", "a", "e", "h", "l", "g", "S", "T", "u", "s", "z", "M", "L", "F"]

  /// The value of a letter. Traps where none was given.
  public subscript(_ letter: Character) -> UInt32 {
    get { self[at: Self.place(letter)] }
    set { words[Self.place(letter)] = newValue }
  }

  subscript(at place: Int) -> UInt32 {
    guard let word = words[place] else { preconditionFailure("the letter \(Self.all[place]) has no value here") }
    return word
  }

  static func place(_ letter: Character) -> Int {
    guard let place = all.firstIndex(of: letter) else { preconditionFailure("no letter \(letter)") }
    return place
  }
}

/// A formula of [arithmetic-2], ready to be evaluated.
public struct OracleFormula: Sendable {
  /// What a part of a formula is.
  indirect enum Node: Sendable {
    case word(UInt32)
    case letter(Int)
    case call(Operation, [Node])
    case rounded(OracleTarget, Node)
  }

  /// The named operations and the operators.
  enum Operation: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case min, max, fmin, fmax, rint, rcpa, ifzero, ifnotfinite

    var operandCount: Int { self == .rint || self == .rcpa ? 1 : 2 }
  }

  /// The formula as written.
  public let text: String
  private let root: Node

  /// Reads a formula; nil if it is none.
  public init?(_ text: String) {
    var parser = FormulaParser(text)
    guard let root = parser.formula() else { return nil }
    self.text = text
    self.root = root
  }

  /// The value, a word of binary32. `invalid` is the NaN of an operation that has no result [special-blocks-7].
  public func value(_ letters: OracleLetters, invalid: UInt32 = 0x7FC0_0000) -> UInt32 { Self.value(root, letters, invalid) }

  /// Whether a letter occurs.
  public func mentions(_ letter: Character) -> Bool { Self.mentions(root, OracleLetters.place(letter)) }

  private static func value(_ node: Node, _ letters: OracleLetters, _ invalid: UInt32) -> UInt32 {
    switch node {
    case .word(let word): return word
    case .letter(let place): return letters[at: place]
    case .rounded(let target, let operand): return OracleArithmetic.round(value(operand, letters, invalid), to: target)
    case .call(let operation, let operands):
      let x = value(operands[0], letters, invalid)
      let y = operands.count == 2 ? value(operands[1], letters, invalid) : 0
      let result =
        switch operation {
        case .add: OracleArithmetic.add(x, y)
        case .subtract: OracleArithmetic.subtract(x, y)
        case .multiply: OracleArithmetic.multiply(x, y)
        case .divide: OracleArithmetic.divide(x, y)
        case .min: OracleArithmetic.min(x, y)
        case .max: OracleArithmetic.max(x, y)
        case .fmin: OracleArithmetic.fmin(x, y)
        case .fmax: OracleArithmetic.fmax(x, y)
        case .rint: OracleArithmetic.rint(x)
        case .rcpa: OracleArithmetic.rcpa(x)
        case .ifzero: OracleArithmetic.ifzero(x, y)
        case .ifnotfinite: OracleArithmetic.ifnotfinite(x, y)
        }
      let isFromNumbers = !OracleArithmetic.isNaN(x) && !OracleArithmetic.isNaN(y)
      return isFromNumbers && OracleArithmetic.isNaN(result) ? invalid : result
    }
  }

  private static func mentions(_ node: Node, _ place: Int) -> Bool {
    switch node {
    case .word: false
    case .letter(let own): own == place
    case .rounded(_, let operand): mentions(operand, place)
    case .call(_, let operands): operands.contains { mentions($0, place) }
    }
  }
}

/// Reads a formula from left to right: sums of products of factors; operators of one rank group from the left.
struct FormulaParser {
  private enum Token: Hashable {
    /// Digits with at most one point, or 0x and hexadecimal digits.
    case number(String)
    case name(String)
    case mark(Character)
  }

  private var tokens: [Token] = []
  private var place = 0
  private var isReadable = true

  init(_ text: String) {
    var rest = Substring(text)
    while let first = rest.first {
      if first == " " {
        rest.removeFirst()
      } else if first.isASCII && (first.isLetter || first.isNumber) {
        let run = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
        tokens.append(first.isNumber ? .number(String(run)) : .name(String(run)))
        rest = rest.dropFirst(run.count)
      } else {
        if !"+-*/(),".contains(first) { isReadable = false }
        tokens.append(.mark(first))
        rest.removeFirst()
      }
    }
  }

  /// The whole text as one formula.
  mutating func formula() -> OracleFormula.Node? {
    guard isReadable, let node = sum(), place == tokens.count else { return nil }
    return node
  }

  private mutating func takes(_ mark: Character) -> Bool {
    guard place < tokens.count, tokens[place] == .mark(mark) else { return false }
    place += 1
    return true
  }

  private mutating func sum() -> OracleFormula.Node? {
    guard var left = product() else { return nil }
    while true {
      let operation: OracleFormula.Operation
      if takes("+") { operation = .add } else if takes("-") { operation = .subtract } else { return left }
      guard let right = product() else { return nil }
      left = .call(operation, [left, right])
    }
  }

  private mutating func product() -> OracleFormula.Node? {
    guard var left = factor() else { return nil }
    while true {
      let operation: OracleFormula.Operation
      if takes("*") { operation = .multiply } else if takes("/") { operation = .divide } else { return left }
      guard let right = factor() else { return nil }
      left = .call(operation, [left, right])
    }
  }

  private mutating func factor() -> OracleFormula.Node? {
    if let quotient = quotientOfNumbers() { return .word(OracleArithmetic.word(quotient)) }
    if takes("(") {
      guard let inner = sum(), takes(")") else { return nil }
      return inner
    }
    if let number = number() { return .word(number) }
    guard place < tokens.count, case .name(let name) = tokens[place] else { return nil }
    place += 1
    return named(name)
  }

  /// A letter, a constant, or a call.
  private mutating func named(_ name: String) -> OracleFormula.Node? {
    if name == "FLT_MAX" { return .word(OracleArithmetic.largest) }
    if name.count == 1, let letter = name.first, let place = OracleLetters.all.firstIndex(of: letter) { return .letter(place) }
    guard takes("("), let first = sum() else { return nil }
    var operands = [first]
    while takes(",") {
      guard let next = sum() else { return nil }
      operands.append(next)
    }
    guard takes(")") else { return nil }
    if let operation = OracleFormula.Operation(rawValue: name) {
      return operands.count == operation.operandCount ? .call(operation, operands) : nil
    }
    guard let format = OracleFormat.named(name), operands.count == 1 else { return nil }
    return .rounded(OracleTarget(format), first)
  }

  // MARK: Numbers

  /// `(p/q)`: the exact quotient of two numbers.
  private mutating func quotientOfNumbers() -> OracleQuantity? {
    let start = place
    if takes("("), let p = decimal(), takes("/"), let q = decimal(), takes(")") { return p.over(q) }
    place = start
    return nil
  }

  /// A decimal number or the word of a float.
  private mutating func number() -> UInt32? {
    if place < tokens.count, case .number(let text) = tokens[place], text.hasPrefix("0x") {
      place += 1
      return UInt32(text.dropFirst(2), radix: 16)
    }
    guard let value = decimal() else { return nil }
    return OracleArithmetic.word(value)
  }

  /// The exact value of a decimal number, with or without a minus before it.
  private mutating func decimal() -> OracleQuantity? {
    let start = place
    let isNegative = takes("-")
    if place < tokens.count, case .number(let text) = tokens[place] {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      let fraction = parts.count == 2 ? parts[1] : ""
      if parts.count <= 2, let digits = UInt64(String(parts[0] + fraction)) {
        place += 1
        var scale: UInt128 = 1
        for _ in fraction { scale *= 10 }
        return .number(isNegative: isNegative, numerator: Dyadic(UInt128(digits)).reduced, denominator: Dyadic(scale).reduced)
      }
    }
    place = start
    return nil
  }
}
