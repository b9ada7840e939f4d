internal import Binade

/// Why a name is no instruction.
public struct UnknownInstruction: Error, Hashable, Sendable {
  /// What was asked for.
  public let name: String
  /// Legal names near it: those of the same architecture and unit that share most words, or what may stand before the colon.
  public let alternatives: [String]
  /// What is wrong, in one line.
  public let reason: String
}

extension Instruction {
  /// Finds an instruction by its name. A shape may be given where the canonical name has none, and any legal one; variants' words may stand
  /// in any order. Returns `nil` for what is not legal.
  public static func named(_ name: String) -> Instruction? { try? find(name) }

  /// Finds an instruction by its name, or says what would be legal.
  ///
  /// - Throws: ``UnknownInstruction`` with the legal instructions of that architecture and unit that come closest.
  public static func find(_ name: String) throws(UnknownInstruction) -> Instruction {
    if let index = byName[name] { return all[index] }
    let wanted = InstructionName(name)
    guard let architecture = wanted.architecture else {
      throw UnknownInstruction(
        name: name, alternatives: Architecture.allCases.map { $0.name },
        reason: "'\(wanted.architectureText)' is no architecture that has instructions here")
    }
    let ofArchitecture = all.filter { $0.architecture == architecture }
    guard let unit = wanted.unit, ofArchitecture.contains(where: { $0.unit == unit }) else {
      var units: [String] = []
      for unit in MatrixUnit.allCases where ofArchitecture.contains(where: { $0.unit == unit }) {
        units.append("\(architecture.name):\(unit.name)")
      }
      throw UnknownInstruction(
        name: name, alternatives: units, reason: "\(architecture.name) has no unit '\(wanted.unitText)'")
    }
    let ofUnit = ofArchitecture.filter { $0.unit == unit }
    let sameTypes = ofUnit.filter { $0.typeWords == wanted.types }
    if sameTypes.isEmpty {
      throw UnknownInstruction(
        name: name, alternatives: nearest(wanted, in: ofUnit.filter { $0.variant.isEmpty }),
        reason: "\(architecture.name):\(unit.name) has no \(wanted.types.joined(separator: "."))")
    }
    let sameVariant = sameTypes.filter { $0.variant == wanted.variant }
    if sameVariant.isEmpty {
      throw UnknownInstruction(
        name: name, alternatives: sameTypes.map { $0.name }, reason: "it does not exist as\(wanted.variant.name)")
    }
    guard let shape = wanted.shape else { return sameVariant[0] }
    guard let match = sameVariant.first(where: { $0.shapes.contains(shape) }) else {
      throw UnknownInstruction(
        name: name, alternatives: sameVariant.map { "\($0.name): \($0.shapeSummary)" }, reason: "\(shape.name) is no shape of it")
    }
    return match
  }

  private static let byName: [String: Int] = {
    var index: [String: Int] = [:]
    for (place, instruction) in all.enumerated() { index[instruction.name] = place }
    return index
  }()

  /// The words of the name after unit, variant and shape.
  var typeWords: [String] {
    var words = kind.map { [$0] } ?? []
    words += [d.name, a.name, b.name]
    if let scale { words += [scale.type.name, "block\(scale.block)"] }
    if let suffix { words += suffix.split(separator: ".").map { String($0) } }
    return words
  }

  /// The legal shapes in a few words: `M 64, 128; N 8 … 256 in steps of 8; K 32`.
  public var shapeSummary: String {
    var parts: [String] = []
    for (letter, values) in [("M", shapes.map { $0.m }), ("N", shapes.map { $0.n }), ("K", shapes.map { $0.k })] {
      let sorted = Set(values).sorted()
      let step = sorted.count > 3 ? sorted[1] - sorted[0] : 0
      let isEven = step > 0 && zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 == step }
      let list = sorted.map { "\($0)" }.joined(separator: ", ")
      parts.append("\(letter) \(isEven ? "\(sorted[0]) … \(sorted[sorted.count - 1]) in steps of \(step)" : list)")
    }
    return shapes.count == 1 ? shape.name : parts.joined(separator: "; ")
  }

  /// Up to twelve names with most words in common.
  private static func nearest(_ wanted: InstructionName, in candidates: [Instruction]) -> [String] {
    let scored = candidates.enumerated().map { place, candidate in
      let words = candidate.typeWords
      let common =
        zip(words, wanted.types).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) } + words.reduce(0) { $0 + (wanted.types.contains($1) ? 1 : 0) }
      return (common, place)
    }
    return scored.sorted { $0.0 != $1.0 ? $0.0 > $1.0 : $0.1 < $1.1 }.prefix(12).map { candidates[$0.1].name }
  }
}

/// The words of a name, by their place in Spec [instructions-1].
struct InstructionName {
  let architectureText: String
  let unitText: String
  var variant: Instruction.Variant = []
  var shape: Shape?
  var types: [String] = []

  var architecture: Architecture? { Architecture(rawValue: architectureText) }
  var unit: MatrixUnit? { MatrixUnit(rawValue: unitText) }

  init(_ name: String) {
    let halves = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    architectureText = halves[0]
    let words = (halves.count > 1 ? halves[1] : "").split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
    unitText = words.first ?? ""
    for word in words.dropFirst() {
      switch word {
      case "sp": variant.insert(.sparse)
      case "ws": variant.insert(.weightStationary)
      case "cta_group::2": variant.insert(.twoCTAs)
      case "cta_group::1": break
      default:
        if types.isEmpty, shape == nil, let found = Shape(word) { shape = found } else { types.append(word) }
      }
    }
  }
}

extension Shape {
  /// `m16n8k8`, or `32x32x8`.
  init?(_ text: String) {
    var numbers: [Int] = []
    var rest = text[...]
    for letters in [["m", ""], ["n", "x"], ["k", "x"]] {
      let prefix = letters.first { !$0.isEmpty && rest.hasPrefix($0) } ?? letters.first { $0.isEmpty }
      guard let prefix else { return nil }
      rest = rest.dropFirst(prefix.count)
      let digits = rest.prefix { ("0"..."9").contains($0) }
      guard (1...4).contains(digits.count), let number = Int(digits) else { return nil }
      numbers.append(number)
      rest = rest.dropFirst(digits.count)
    }
    guard rest.isEmpty else { return nil }
    self.init(numbers[0], numbers[1], numbers[2])
  }
}
