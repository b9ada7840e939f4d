import Binade

/// A block and a tensor maximum.
struct AskedQuestion: Hashable {
  let block: Int
  let tensorMaximum: UInt32?

  init(_ test: BlockVectorTest) {
    block = test.block
    tensorMaximum = test.tensorMaximum
  }
}

extension BlockVectorGroup {
  /// The recorded answers.
  fileprivate var answers: [AskedQuestion: BlockAnswer] {
    Dictionary(tests.map { (AskedQuestion($0), BlockAnswer($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// The first test of this group to which a device that does as another group would give another answer. The recorded answers say so;
  /// that they are right is checked elsewhere.
  fileprivate func firstTest(against other: [AskedQuestion: BlockAnswer]) -> Int? {
    tests.first { test in other[AskedQuestion(test)].map { $0 != BlockAnswer(test) } ?? false }?.id
  }
}

extension Mutation {
  /// Rules, policies, profiles and bugs of a format.
  mutating func plant(_ file: BlockVectorFile) {
    plantRules(file)
    plantPolicies(file)
    plantProfiles(file)
    let first = BlockVectorFile(suite: file.suite, seed: file.seed, blocks: file.blocks, groups: Array(file.groups.prefix(1)))
    for mutant in BlockMutants.all where mutant.applies(file.suite.format) {
      add(.blockBug, mutant.name) { BlockVerifier.failures(in: first, limit: 1, quantizer: mutant.quantizer).first?.id }
    }
  }

  private mutating func plantRules(_ file: BlockVectorFile) {
    let name = file.suite.format.name
    let base = file.suite.format.descriptor.defaultConversion
    var groups: [(rule: String, group: BlockVectorGroup, answers: [AskedQuestion: BlockAnswer])] = []
    for rule in file.suite.rules {
      var wanted = base
      wanted.rule = rule
      guard let group = file.groups.first(where: { $0.profile == nil && $0.layout == nil && $0.conversion == wanted }) else {
        add(.blockRule, "scale-rule=\(rule.name)") { nil }
        continue
      }
      groups.append((rule.name, group, group.answers))
    }
    for (index, asked) in groups.enumerated() {
      for other in groups[(index + 1)...] {
        let equality = EqualBlocks.reason(rules: "\(asked.rule) = \(other.rule)", name)
        add(.blockRule, "scale-rule=\(other.rule) for \(asked.rule)", equality: equality) { asked.group.firstTest(against: other.answers) }
      }
    }
  }

  private mutating func plantPolicies(_ file: BlockVectorFile) {
    let format = file.suite.format
    let base = format.descriptor.defaultConversion
    for axis in BlockPolicyAxis.allCases where axis != .scaleRule {
      for choice in axis.choices where choice != base[axis] {
        let wanted = base.with(axis, choice)
        let group = file.groups.first { $0.profile == nil && $0.layout == nil && $0.conversion == wanted }
        add(.blockPolicy, "\(axis.name)=\(choice)", equality: EqualBlocks.reason(policy: "\(axis.name)=\(choice)", format)) {
          group.flatMap { file.groups[0].firstTest(against: $0.answers) }
        }
      }
    }
  }

  private mutating func plantProfiles(_ file: BlockVectorFile) {
    let groups = file.groups.filter { $0.profile != nil }.map { (name: Self.title($0), group: $0, answers: $0.answers) }
    for (index, asked) in groups.enumerated() {
      if asked.group.conversion != file.groups[0].conversion {
        add(.blockProfile, "\(asked.name) for the defaults") { file.groups[0].firstTest(against: asked.answers) }
      }
      for other in groups[(index + 1)...] where asked.group.conversion != other.group.conversion {
        add(.blockProfile, "\(other.name) for \(asked.name)") { asked.group.firstTest(against: other.answers) }
      }
    }
  }

  private static func title(_ group: BlockVectorGroup) -> String {
    let name = group.profile?.split(separator: "@").first.map(String.init) ?? ""
    return group.operandFormat == "f32" ? name : "\(name) on \(group.operandFormat)"
  }

  /// Bugs of decoders.
  mutating func plantDecoders(_ file: BlockVectorFile) {
    let format = file.suite.format.descriptor
    for mutant in BlockDecodeMutants.all where mutant.applies(format) {
      add(.decodeBug, mutant.name) {
        for group in file.groups {
          if let test = group.tests.first(where: { mutant.decoder($0, format) != $0.values }) { return test.id }
        }
        return nil
      }
    }
  }
}
