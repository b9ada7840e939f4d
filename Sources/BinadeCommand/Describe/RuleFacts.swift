internal import Binade

/// What pages say about one scale rule.
struct RuleFacts {
  let rule: ScaleRule

  init(_ rule: ScaleRule) { self.rule = rule }

  /// The rule of that name or alias; upper and lower case are the same, and `_` is `-`.
  init?(named text: String) {
    func folded(_ name: String) -> String { String(name.lowercased().map { $0 == "_" ? "-" : $0 }) }
    let wanted = folded(text)
    let name = ScaleRule.aliases.first { folded($0.name) == wanted }?.rule ?? wanted
    guard let rule = ScaleRule.catalogue.first(where: { folded($0.name) == folded(name) }) else { return nil }
    self.rule = rule
  }

  /// Other names.
  var aliases: [String] { ScaleRule.aliases.filter { $0.rule == rule.name }.map(\.name) }

  // MARK: Formulas

  /// The steps in their order: what is computed, and how.
  var steps: [(name: String, formula: String)] {
    var steps: [(String, String)] = []
    if rule.tensor != .none {
      // One of the two may be computed from the other, which then comes first.
      let factors = [("S", rule.tensor.encode), ("T", rule.tensor.scale)]
      for (name, formula) in rule.tensor.encode.mentions(.tensorScale) ? factors.reversed() : factors { steps.append((name, "\(formula)")) }
    }
    steps += Self.block(rule.block)
    if let zero = rule.zeroPoint { steps.append(("z", "\(zero), rounded to the zero point's format")) }
    switch rule.elements {
    case .exact: steps.append(("element", "x / (s * T), the exact quotient, rounded once"))
    case .formula(let formula): steps.append(("element", "\(formula), then rounded to the element's format"))
    }
    return steps
  }

  private static func block(_ step: ScaleRule.BlockStep) -> [(String, String)] {
    switch step {
    case .binade(let formula, let position):
      return [("w", "\(formula), = m * 2^k with 1 <= m < 2"), ("s", "2^n, n = \(position.explanation)")]
    case .rounded(let formula, let rounding):
      let how = rounding == .nearestEven ? "nearest-even" : "rounded \(rounding.name)"
      return [("u", "\(formula)"), ("s", "u in the scale's format, \(how)")]
    case .search(let base, let factors, let measure):
      let list = factors.map { NumberText.rounded(Operand($0), digits: 7) }.joined(separator: ", ")
      let error = "\(measure.value) - \(measure.target == .element ? "the value" : "\(measure.target)")"
      let kind = measure.isSquared ? "squares" : "magnitudes"
      return block(base) + [
        ("search", "s with factor \(list); the least sum of \(kind) of \(error), x there the code's value")
      ]
    }
  }

  private var formulas: [Formula] {
    var all = rule.tensor == .none ? [] : [rule.tensor.encode, rule.tensor.scale]
    func add(_ step: ScaleRule.BlockStep) {
      switch step {
      case .binade(let formula, _), .rounded(let formula, _): all.append(formula)
      case .search(let base, _, let measure):
        add(base)
        all += [measure.value, measure.target]
      }
    }
    add(rule.block)
    if let zero = rule.zeroPoint { all.append(zero) }
    if case .formula(let formula) = rule.elements { all.append(formula) }
    return all
  }

  /// The letters and functions of the formulas.
  var letters: [(name: String, meaning: String)] {
    let formulas = formulas
    var rows: [(String, String)] = []
    var isNeeded: Set<Formula.Variable> = [.blockScale]
    var isBinade = false
    func look(_ step: ScaleRule.BlockStep) {
      switch step {
      case .binade: isBinade = true
      case .rounded: isNeeded.insert(.unroundedScale)
      case .search(let base, _, _): look(base)
      }
    }
    look(rule.block)
    isNeeded.insert(.element)
    if rule.zeroPoint != nil { isNeeded.insert(.zeroPoint) }
    if case .exact = rule.elements { isNeeded.insert(.tensorScale) }
    if rule.tensor != .none { isNeeded.formUnion([.tensorEncode, .tensorScale]) }
    for variable in Formula.Variable.allCases where isNeeded.contains(variable) || formulas.contains(where: { $0.mentions(variable) }) {
      rows.append((variable.rawValue, variable.meaning))
    }
    if isBinade {
      rows.append(("E", "the exponent of M, M = mu * 2^E: emax"))
      if case .binade(_, .even) = rule.block { rows.append(("bits", "significand bits of the element's format")) }
    }
    let text = formulas.map(\.description).joined(separator: " ")
    let names = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    for (name, meaning) in Self.functions where names.contains(name) { rows.append((name, meaning)) }
    var seen: Set<String> = []
    for name in names where seen.insert(name).inserted {
      if name.hasPrefix("0x"), let word = UInt32(name.dropFirst(2), radix: 16) {
        rows.append((name, "the float \(NumberText.hexFloat(Operand(Float(bitPattern: word))))"))
      } else if let format = NamedFormat(name), text.contains(name + "(") {
        rows.append((name, "rounded to \(format.name), nearest-even, and read back"))
      }
    }
    return rows
  }

  private static let functions = [
    ("rcpa", "the approximate reciprocal rcp.approx.ftz.f32"), ("rint", "the nearest whole number, ties to even"),
    ("min", "the smaller; NaN if either is"), ("max", "the larger; NaN if either is"),
    ("fmin", "the smaller; the number if the other is NaN"), ("fmax", "the larger; the number if the other is NaN"),
    ("ifzero", "the first; the second if that is zero"), ("ifnotfinite", "the first; the second if that is NaN or infinite"),
    ("FLT_MAX", "the largest finite float"),
  ]

  // MARK: Users

  /// The stacks that use the rule, and for which formats.
  var users: [(profile: String, formats: [String])] {
    Profile.catalogue.flatMap { profile -> [(String, [String])] in
      func formats(_ source: FormatDescriptor) -> [String] {
        BlockFormatID.allCases.filter { profile.blockConversion(for: $0, from: source)?.rule == rule }.map(\.name)
      }
      let single = formats(Binary32.descriptor)
      let narrow = formats(BFloat16.descriptor).filter { !single.contains($0) }
      return [(profile.qualifiedName, single), (profile.qualifiedName + " from bf16", narrow)].filter { !$0.1.isEmpty }
    }
  }
}

extension Formula.Variable {
  /// What the letter stands for.
  var meaning: String {
    switch self {
    case .element: "one value"
    case .blockMaximum: "the largest magnitude of the block"
    case .blockExtreme: "the value of the largest magnitude with its sign, the first of several"
    case .blockHighest: "the largest value of the block"
    case .blockLowest: "the smallest value of the block"
    case .tensorMaximum: "the largest magnitude of the tensor"
    case .tensorEncode: "what the tensor is multiplied by before its blocks are scaled"
    case .tensorScale: "the tensor scale, last factor of a dequantized value; 1 where the format has none"
    case .unroundedScale: "the block scale before it is rounded to its format"
    case .blockScale: "the block scale as stored"
    case .zeroPoint: "the zero point or the minimum as stored"
    case .elementMaximum: "the largest finite element"
    case .elementMinimum: "the smallest element; 0 for unsigned ones"
    case .scaleMaximum: "the largest finite scale"
    }
  }
}

extension ScaleRule.Position {
  /// The exponent n of the scale.
  var explanation: String {
    switch self {
    case .floor: "k - E"
    case .ceil: "k - E, one more if m > 1"
    case .ceilOfRatio: "k - E, one more if m > mu: the smallest with w <= M * 2^n"
    case .even: "k - E, one more if m >= 2 - 2^-(bits + 1)"
    case .evenOfE2M1: "k - E, one more if m >= 1.75"
    case .evenOf8Bits: "k - E, one more if m >= 2 - 2^-9"
    case .halfUp: "k - E, one more if m >= 1.5"
    case .nearestOfRatio: "floor(log2(w / M)), one more if the significand of w / M is 1.5 or above"
    case .geometricOfRatio: "floor(log2(w / M)), one more if the significand of w / M is above sqrt(2)"
    case .plusOne: "k - E + 1, but the smallest and the largest scale stay"
    case .floorAlone: "k"
    case .ceilAlone: "k, one more if m > 1"
    case .nearestAlone: "k, one more if m >= 1.5"
    case .floorOfLog32: "floor(f32(log2 w)) - E"
    case .floorOfLog16: "floor(bf16(log2 w)) - E"
    case .ceilOfLog32: "ceil(f32(log2 w)) - E"
    case .ceilOfLog16: "ceil(bf16(log2 w)) - E"
    case .floorAloneOfLog32: "floor(f32(log2 w))"
    case .floorAloneOfLog16: "floor(bf16(log2 w))"
    case .ceilAloneOfLog32: "ceil(f32(log2 w))"
    case .ceilAloneOfLog16: "ceil(bf16(log2 w))"
    case .nearestAloneOfLog32: "rint(f32(log2 w))"
    case .nearestAloneOfLog16: "rint(bf16(log2 w))"
    }
  }
}
