internal import Binade

/// A row of the catalogue: what several instructions have in common. It expands to one instruction for each combination.
struct InstructionRow: Sendable {
  let architectures: [Architecture]
  let unit: MatrixUnit
  var kind: String?
  /// Pairs of A and B.
  let operands: [(a: ElementWord, b: ElementWord)]
  let accumulators: [ElementWord]
  var scale: (type: ElementWord, block: Int)?
  var suffixes: [String?] = [nil]
  /// The shapes, one set for each K, the default first; in each set the default shape is the first.
  let shapes: [[ShapeSet]]
  var variants: [(variant: Instruction.Variant, shapes: [[ShapeSet]])] = []
  let provenance: Provenance
  var variantProvenance: Provenance = .inferred
  /// Other provenance for pairs with a type that nobody tested.
  var untested: [ElementWord] = []
  var untestedProvenance: Provenance = .narrowSimulated
  /// The arithmetic of one instruction.
  let arithmetic: @Sendable (_ d: ElementWord, _ k: Int, _ suffix: String?) -> Datapath.Arithmetic

  /// The instructions of this row, variants included.
  var instructions: [Instruction] {
    var result: [Instruction] = []
    for architecture in architectures {
      for d in accumulators {
        for pair in operands {
          for suffix in suffixes {
            for (index, sets) in shapes.enumerated() {
              result.append(
                instruction(architecture, d, pair, suffix, [], sets, isDefault: index == 0, variants: variants.map { $0.variant }))
            }
            for (variant, shapes) in variants {
              for (index, sets) in shapes.enumerated() {
                result.append(instruction(architecture, d, pair, suffix, variant, sets, isDefault: index == 0, variants: []))
              }
            }
          }
        }
      }
    }
    return result
  }

  private func instruction(
    _ architecture: Architecture, _ d: ElementWord, _ pair: (a: ElementWord, b: ElementWord), _ suffix: String?,
    _ variant: Instruction.Variant, _ sets: [ShapeSet], isDefault: Bool, variants: [Instruction.Variant]
  ) -> Instruction {
    let shapes = sets.flatMap { $0.shapes }
    let shape = shapes[0]
    var name = architecture.name + ":" + unit.name + variant.name
    if !isDefault { name += "." + (unit == .mfma ? "\(shape.m)x\(shape.n)x\(shape.k)" : shape.name) }
    if let kind { name += "." + kind }
    name += ".\(d.name).\(pair.a.name).\(pair.b.name)"
    if let scale { name += ".\(scale.type.name).block\(scale.block)" }
    if let suffix { name += "." + suffix }
    let isUntested = untested.contains(pair.a) || untested.contains(pair.b)
    let k = variant.contains(.sparse) ? shape.k / 2 : shape.k
    return Instruction(
      name: name, architecture: architecture, unit: unit, kind: kind, d: d, a: pair.a, b: pair.b, scale: scale, suffix: suffix,
      variant: variant, shapes: shapes,
      datapath: Datapath(
        a: pair.a.format, b: pair.b.format, accumulator: d.format,
        scale: scale.map { Datapath.Scale(format: $0.type.format, blockLength: $0.block) }, arithmetic: arithmetic(d, k, suffix)),
      provenance: !variant.isEmpty ? variantProvenance : isUntested ? untestedProvenance : provenance, variants: variants)
  }
}

extension InstructionRow {
  /// Every type with itself.
  static func same(_ types: ElementWord...) -> [(a: ElementWord, b: ElementWord)] { types.map { ($0, $0) } }

  /// Every type with every other.
  static func mixed(_ types: ElementWord...) -> [(a: ElementWord, b: ElementWord)] { types.flatMap { a in types.map { (a, $0) } } }
}
