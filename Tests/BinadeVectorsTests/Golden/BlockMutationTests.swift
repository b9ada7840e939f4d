import Binade
import BinadeVectors
import Testing

/// The shipped block vectors tell every wrong rule, policy, profile and classic bug from the right one.
///
/// Rules, policies and profiles need no quantizer: where two groups of a file answer a shared question differently, a device that does the
/// one in place of the other is noticed. That the recorded answers are right is checked elsewhere.
@Suite struct BlockMutationTests {
  @Test(arguments: BlockFiles.quantize.map(\.suite.name))
  func rulesAreToldApart(_ name: String) throws {
    let file = try #require(BlockFiles.quantize.first { $0.suite.name == name })
    let base = file.suite.format.descriptor.defaultConversion
    var rules: [(name: String, answers: [AskedQuestion: BlockAnswer])] = []
    for group in file.groups where group.profile == nil && group.layout == nil {
      guard let conversion = group.conversion, conversion.element == base.element else { continue }
      var same = conversion
      same.rule = base.rule
      if same == base { rules.append((conversion.rule.name, group.answers)) }
    }
    #expect(rules.map(\.name) == file.suite.rules.map(\.name))
    var equal: Set<String> = []
    for (index, a) in rules.enumerated() {
      for b in rules[(index + 1)...] where !areToldApart(a.answers, b.answers) { equal.insert("\(a.name) = \(b.name)") }
    }
    let expected = EqualBlocks.rules[file.suite.format.name] ?? []
    #expect(equal == expected, "\(name)")
  }

  @Test(arguments: BlockFiles.quantize.map(\.suite.name))
  func policiesAreToldApart(_ name: String) throws {
    let file = try #require(BlockFiles.quantize.first { $0.suite.name == name })
    let base = file.suite.format.descriptor.defaultConversion
    let standard = file.groups[0].answers
    var silent: Set<String> = []
    for axis in BlockPolicyAxis.allCases where axis != .scaleRule {
      for choice in axis.choices where choice != base[axis] {
        var wanted = base
        let isKnown = wanted.set(axis, to: choice)
        #expect(isKnown)
        let group = file.groups.first { $0.profile == nil && $0.layout == nil && $0.conversion == wanted }
        let isTold = group.map { areToldApart($0.answers, standard) } ?? false
        if !isTold { silent.insert("\(axis.name)=\(choice)") }
      }
    }
    let expected = EqualBlocks.policies[file.suite.format.name] ?? []
    #expect(silent == expected, "\(name)")
  }

  @Test(arguments: BlockFiles.quantize.map(\.suite.name))
  func profilesAreToldApart(_ name: String) throws {
    let file = try #require(BlockFiles.quantize.first { $0.suite.name == name })
    let groups = file.groups.filter { $0.profile != nil }.map { (group: $0, answers: $0.answers) }
    var equal: Set<String> = []
    for (index, a) in groups.enumerated() {
      for b in groups[(index + 1)...] where a.group.conversion != b.group.conversion && !areToldApart(a.answers, b.answers) {
        equal.insert("\(Self.title(a.group)) = \(Self.title(b.group))")
      }
    }
    let expected = EqualBlocks.profiles[file.suite.format.name] ?? []
    #expect(equal == expected, "\(name)")
  }

  private static func title(_ group: BlockVectorGroup) -> String {
    let name = group.profile?.split(separator: "@").first.map(String.init) ?? ""
    return group.operandFormat == "f32" ? name : "\(name) on \(group.operandFormat)"
  }

  /// Bugs in the first group, which has the default policies.
  @Test(arguments: BlockMutants.all)
  func bugIsFound(_ mutant: BlockMutant) {
    for file in BlockFiles.quantize where mutant.applies(file.suite.format) {
      var first = file
      first.groups = [file.groups[0]]
      let failures = BlockVerifier.failures(in: first, limit: 1, quantizer: mutant.quantizer)
      #expect(!failures.isEmpty, "\(file.suite.name) does not notice: \(mutant.name)")
    }
  }
}
