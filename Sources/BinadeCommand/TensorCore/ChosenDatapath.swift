internal import Binade
internal import BinadeTensorCore

/// The datapath that a call names: an instruction's, or one of a file.
struct ChosenDatapath: Sendable {
  /// The instruction's name, or the file's.
  let name: String
  let datapath: Datapath
  /// The instruction, if it is one.
  let instruction: Instruction?
  /// K is a multiple of this.
  let instructionK: Int

  init(_ instruction: Instruction) {
    name = instruction.name
    datapath = instruction.datapath
    self.instruction = instruction
    instructionK = instruction.shape.k
  }

  init(name: String, _ datapath: Datapath) {
    self.name = name
    self.datapath = datapath
    instruction = nil
    instructionK = datapath.stretch
  }

  /// Whether A holds half of K.
  var isSparse: Bool { instruction?.isSparse ?? false }

  /// How A is sparse; `nil` if it is not.
  var sparsity: Sparsity? { instruction?.sparsity }

  /// K over the elements of a row of A: 2 for a sparse A.
  var ratio: Int { isSparse ? 2 : 1 }

  /// A product through this datapath.
  var gemm: Gemm { instruction.map { Gemm($0) } ?? Gemm(datapath) }

  /// The instruction without the variant, whose names of types messages use.
  var typeNames: (a: String, b: String, d: String, scale: String) {
    if let instruction {
      return (instruction.a.name, instruction.b.name, instruction.d.name, instruction.scale?.type.name ?? "")
    }
    return (
      FormatWords.name(of: datapath.a), FormatWords.name(of: datapath.b), FormatWords.name(of: datapath.accumulator),
      datapath.scale.map { FormatWords.name(of: $0.format) } ?? ""
    )
  }
}

extension Command.Positional {
  /// The instruction, or `--datapath` in its place.
  static let instruction = Command.Positional(
    name: "INSTRUCTION",
    help: "for instance sm_90:wgmma.f32.e4m3.e4m3 ('\(Tool.name) instructions' lists them); left out with --datapath",
    replacedBy: "--datapath")
}

extension Command.Option {
  /// A datapath of one's own.
  static let datapath = Command.Option.value(
    "--datapath", "FILE.json",
    "in place of INSTRUCTION: the parameters of a datapath of your own, as '\(Tool.name) describe INSTRUCTION --json' prints them")
}

extension Invocation {
  /// The datapath that INSTRUCTION or `--datapath` names.
  func datapath() throws -> ChosenDatapath {
    if let path = value("--datapath") { return try DatapathFile.read(path, console) }
    return ChosenDatapath(try instruction("INSTRUCTION"))
  }

  /// The instruction that a positional argument names.
  func instruction(_ name: String) throws(ToolError) -> Instruction { try instruction(word(name), of: name) }

  /// The instruction of that name; `name` is the argument that it stands behind.
  func instruction(_ text: String, of name: String) throws(ToolError) -> Instruction {
    do throws(UnknownInstruction) {
      return try Instruction.find(text)
    } catch {
      let legal = error.alternatives.isEmpty ? "" : "; legal are \(error.alternatives.joined(separator: ", "))"
      throw usage(
        "\(name): no instruction is named \(quoted(text)): \(oneLine(error.reason))\(legal) ('\(Tool.name) instructions' lists all)")
    }
  }
}
