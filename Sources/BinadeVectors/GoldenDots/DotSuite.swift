import Binade
public import BinadeTensorCore

/// One file of golden vectors of the tensor core: a datapath, and the instructions that have it.
public struct DotSuite: Hashable, Sendable {
  /// The instruction that gives the suite its name and K.
  public let instruction: Instruction
  /// The names of all instructions that compute so, in the order of the registry.
  public let instructions: [String]

  /// How an element of D is made.
  public var datapath: Datapath { instruction.datapath }
  /// Products of one instruction.
  public var k: Int { instruction.shape.k }
  /// The name, also the stem of its file: that of the instruction, with hyphens for its punctuation.
  public var name: String { Self.stem(instruction.name) + Self.suffix }

  /// What every name ends with.
  public static let suffix = "_dot"

  /// The suites that ship: one for each datapath that a dense instruction has. Sparse instructions compute as dense ones do, [instructions-7].
  public static let all: [DotSuite] = {
    var order: [Datapath] = []
    var members: [Datapath: [Instruction]] = [:]
    for instruction in Instruction.all where !instruction.isSparse {
      if members[instruction.datapath] == nil { order.append(instruction.datapath) }
      members[instruction.datapath, default: []].append(instruction)
    }
    return order.compactMap { datapath in
      guard let group = members[datapath], let first = group.first(where: { $0.variant.isEmpty }) ?? group.first else { return nil }
      return DotSuite(instruction: first, instructions: group.map { $0.name })
    }
  }()

  private static let byName: [String: Int] = {
    var index: [String: Int] = [:]
    for (place, suite) in all.enumerated() { index[suite.name] = place }
    return index
  }()

  private static let byDatapath: [Datapath: Int] = {
    var index: [Datapath: Int] = [:]
    for (place, suite) in all.enumerated() { index[suite.datapath] = place }
    return index
  }()

  private init(instruction: Instruction, instructions: [String]) {
    self.instruction = instruction
    self.instructions = instructions
  }

  /// The suite of that name, or the one of an instruction: `sm_90-wgmma-f32-e4m3-e4m3_dot`, `sm_90:wgmma.f32.e4m3.e4m3`.
  public init?(_ name: String) {
    if let place = Self.byName[name] {
      self = Self.all[place]
    } else if name.contains(":"), let instruction = Instruction.named(name), !instruction.isSparse,
      let place = Self.byDatapath[instruction.datapath]
    {
      self = Self.all[place]
    } else {
      return nil
    }
  }

  private static func stem(_ name: String) -> String {
    var stem = ""
    for character in name {
      if character != ":" && character != "." {
        stem.append(character)
      } else if !stem.hasSuffix("-") {
        stem.append("-")
      }
    }
    return stem
  }

  public static func == (a: DotSuite, b: DotSuite) -> Bool { a.instruction == b.instruction }
  public func hash(into hasher: inout Hasher) { hasher.combine(instruction) }
}

extension FormatDescriptor {
  /// Hexadecimal digits of one stored word; of a code of up to four bits, one.
  var dotDigits: Int { (codeBits + paddingBits + 3) / 4 }
}
