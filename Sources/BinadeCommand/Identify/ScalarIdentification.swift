internal import Binade
internal import BinadeVectors

/// Which conversion made these codes of a scalar format?
enum ScalarIdentification {
  private struct Verdict: Sendable {
    var name: String
    var conversion: Conversion
    var mismatches = 0
    var first: [(index: Int, expected: UInt64, found: UInt64)] = []
  }

  static func run(_ target: NamedFormat, _ invocation: Invocation) throws -> ExitCode {
    let asked = try invocation.format("--source")
    let source = try SourceArray(path: invocation.word("IN.npy"), format: asked, invocation.console)
    guard let path = invocation.words("OUT").first ?? invocation.value("--codes") else {
      throw invocation.usage("OUT is missing: expected an array of codes")
    }
    let found = try SourceArray(path: path, format: target, invocation.console)
    guard found.count == source.count else {
      throw ToolError.invalid("\(oneLine(found.name)): expected \(source.count) codes, found \(found.count)")
    }
    var verdicts = Profile.catalogue.map { profile in
      Verdict(
        name: "profile " + profile.qualifiedName, conversion: profile.conversion(to: target.descriptor, from: source.format.descriptor))
    }
    for index in verdicts.indices { judge(&verdicts[index], source, found, target) }
    var explained = verdicts.filter { $0.mismatches == 0 }
    var nearest = verdicts.min { $0.mismatches < $1.mismatches }!
    while explained.isEmpty {
      var next: [Verdict] = []
      for axis in PolicyAxis.allCases where axis != .tininess {
        for choice in axis.choices where choice != "stochastic" && choice != "reject" {
          var candidate = Verdict(name: "policies", conversion: nearest.conversion)
          guard candidate.conversion.set(axis, to: choice), candidate.conversion != nearest.conversion else { continue }
          judge(&candidate, source, found, target)
          next.append(candidate)
        }
      }
      guard let better = next.min(by: { $0.mismatches < $1.mismatches }), better.mismatches < nearest.mismatches else { break }
      nearest = better
      if better.mismatches == 0 { explained = [better] }
    }
    report(explained, nearest, source, found, target, invocation)
    return explained.isEmpty ? .mismatch : .success
  }

  private static func judge(_ verdict: inout Verdict, _ source: SourceArray, _ found: SourceArray, _ target: NamedFormat) {
    let encoder = Encoder(from: source.format.descriptor, to: target.descriptor, conversion: verdict.conversion, count: source.count)
    let mask = target.descriptor.codeMask << UInt64(target.descriptor.paddingBits)
    for index in 0..<source.count {
      let expected = encoder.convert(source.words.word(at: index)).word
      let actual = found.words.word(at: index) & mask
      guard expected != actual else { continue }
      verdict.mismatches += 1
      if verdict.first.count < 3 { verdict.first.append((index, expected, actual)) }
    }
  }

  private static func report(
    _ explained: [Verdict], _ nearest: Verdict, _ source: SourceArray, _ found: SourceArray, _ target: NamedFormat, _ invocation: Invocation
  ) {
    let standard = target.descriptor.defaultConversion
    func policies(_ conversion: Conversion) -> String {
      let differences = conversion.differences(from: standard)
      return differences.isEmpty ? "the defaults" : differences.joined(separator: " ")
    }
    if invocation.flag("--json") {
      let shown = explained.isEmpty ? [nearest] : explained
      invocation.console.print(
        JSON.object([
          "format": .string(target.name), "elements": .integer(source.count), "explained": .bool(!explained.isEmpty),
          "hypotheses": .array(
            shown.map { verdict in
              .object([
                "name": .string(verdict.name), "mismatches": .integer(verdict.mismatches),
                "differences": .array(verdict.conversion.differences(from: standard).map { .string($0) }),
              ])
            }),
        ]).text)
      return
    }
    let console = invocation.console
    console.print("\(target.name) from \(source.format.name): \(source.count) elements")
    if explained.isEmpty {
      console.print("nothing explains all of it; the nearest: \(nearest.name): \(policies(nearest.conversion))")
      console.print("  \(nearest.mismatches) codes differ")
      for difference in nearest.first {
        let word = source.words.word(at: difference.index)
        console.print(
          "  element \(difference.index): 0x\(NumberText.hex(word, digits: source.format.descriptor.wordDigits)), expected"
            + " \(NumberText.hex(difference.expected, digits: target.descriptor.wordDigits)), found"
            + " \(NumberText.hex(difference.found, digits: target.descriptor.wordDigits))")
      }
      return
    }
    console.print("all codes explained by:")
    var groups: [(names: [String], conversion: Conversion)] = []
    for verdict in explained {
      if let index = groups.firstIndex(where: { $0.conversion == verdict.conversion }) {
        groups[index].names.append(verdict.name)
      } else {
        groups.append(([verdict.name], verdict.conversion))
      }
    }
    for group in groups { console.print("  \(group.names.joined(separator: ", "))\n    \(policies(group.conversion))") }
    if groups.count > 1 { console.print("this data cannot tell them apart: they give the same here") }
  }
}
