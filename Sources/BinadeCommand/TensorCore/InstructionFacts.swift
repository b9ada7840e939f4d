internal import Binade
internal import BinadeTensorCore

/// What tables and JSON say of one instruction.
struct InstructionFacts {
  let instruction: Instruction

  init(_ instruction: Instruction) { self.instruction = instruction }

  private var datapath: Datapath { instruction.datapath }

  /// L; 1 for a chain.
  var groupLength: Int {
    switch datapath.arithmetic {
    case .fusedSum(let sum): sum.groupLength
    case .multiplyAddChain: 1
    case .integerSum(let sum): sum.groupLength
    case .pairwiseSum(let sum): sum.groupLength
    case .twoStageSum(let sum): sum.groupLength
    }
  }

  /// F; `nil` where nothing is cut off by it.
  var fractionBits: Int? {
    if case .fusedSum(let sum) = datapath.arithmetic { return sum.fractionBits }
    return nil
  }

  /// The smallest exponent that is aligned to.
  var floor: Int? {
    if case .fusedSum(let sum) = datapath.arithmetic { return sum.floor }
    return nil
  }

  /// How a result is rounded: the name of an output conversion, or how the arithmetic ends.
  var output: String? {
    switch datapath.arithmetic {
    case .fusedSum(let sum): sum.output.name
    case .twoStageSum(let sum): sum.output.name
    case .multiplyAddChain, .pairwiseSum:
      datapath.accumulator == Binary64.descriptor ? "rne-fp64" : "rne-fp32"
    case .integerSum: nil
    }
  }

  /// What is special beyond L, F and output, in a few words.
  var remarks: String {
    switch datapath.arithmetic {
    case .fusedSum(let sum):
      let parts = [
        sum.termLength > 1 ? "terms of \(sum.termLength)" : nil, sum.interleaving == .none ? nil : "\(sum.interleaving.nodes) nodes",
        sum.accumulatorInput == .fused ? nil : "then C",
      ]
      return parts.compactMap { $0 }.joined(separator: ", ")
    case .multiplyAddChain: return "fused multiply-adds"
    case .integerSum(let sum):
      return "exact" + (sum.product == .exclusiveOr ? ", exclusive or" : "")
    case .pairwiseSum: return "pairwise sum"
    case .twoStageSum: return "two-stage sum"
    }
  }

  /// The scale type and block: `ue4m3.block16`.
  var scale: String? { instruction.scale.map { "\($0.type.name).block\($0.block)" } }
}

/// An instruction as JSON.
enum InstructionJSON {
  static func members(_ instruction: Instruction) -> [String: JSON] {
    let facts = InstructionFacts(instruction)
    let datapath = instruction.datapath
    func object(_ value: (DatapathParameter, String) -> JSON) -> JSON {
      .object(Dictionary(uniqueKeysWithValues: datapath.parameters.map { ($0.parameter.name, value($0.parameter, $0.value)) }))
    }
    return [
      "name": .string(instruction.name), "architecture": .string(instruction.architecture.name),
      "family": .string(instruction.architecture.family), "unit": .string(instruction.unit.name),
      "kind": instruction.kind.map { .string($0) } ?? .null, "d": .string(instruction.d.name), "a": .string(instruction.a.name),
      "b": .string(instruction.b.name),
      "scale": instruction.scale.map { .object(["type": .string($0.type.name), "block": .integer($0.block)]) } ?? .null,
      "suffix": instruction.suffix.map { .string($0) } ?? .null, "isSparse": .bool(instruction.isSparse),
      "m": .integer(instruction.shape.m), "n": .integer(instruction.shape.n), "k": .integer(instruction.shape.k),
      "shapes": .string(instruction.shapeSummary), "groupLength": .integer(facts.groupLength),
      "fractionBits": facts.fractionBits.map { .integer($0) } ?? .null, "output": facts.output.map { .string($0) } ?? .null,
      "evidence": .string(instruction.evidence.name), "vectors": instruction.vectors.map { .string($0) } ?? .null,
      "arithmetic": .string(datapath.arithmeticName),
      "parameters": object { DatapathJSON.value($0, $1, datapath) },
      "provenance": object { parameter, _ in
        let source = instruction.provenance.source(of: parameter)
        return .object(["evidence": .string(source.evidence.name), "witness": .string(source.witness)])
      },
      "variants": .strings(instruction.variants.map { String($0.name.dropFirst()) }),
    ]
  }
}
