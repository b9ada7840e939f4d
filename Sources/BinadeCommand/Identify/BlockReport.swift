internal import Binade

/// The result of ``BlockSearch`` in words and as JSON.
struct BlockReport {
  let format: NamedBlockFormat
  let evidence: BlockEvidence
  let outcome: BlockSearch.Outcome
  let invocation: Invocation

  /// Explanations that are one and the same conversion, by their names.
  private var groups: [(names: [String], hypothesis: BlockHypothesis)] {
    var result: [(names: [String], hypothesis: BlockHypothesis)] = []
    for verdict in outcome.explanations {
      let hypothesis = verdict.hypothesis
      let name = name(of: hypothesis)
      if let index = result.firstIndex(where: { $0.hypothesis.conversion == hypothesis.conversion }) {
        if !result[index].names.contains(name) { result[index].names.append(name) }
      } else {
        result.append(([name], hypothesis))
      }
    }
    return result
  }

  private func name(of hypothesis: BlockHypothesis) -> String {
    hypothesis.profile.map { "profile " + $0 } ?? "rule " + hypothesis.conversion.rule.name
  }

  // MARK: Text

  var text: String {
    let grid = evidence.grid
    var lines = ["\(format.name): \(grid.elementCount) elements in \(grid.blockCount) blocks; \(outcome.tried) hypotheses tried"]
    if !outcome.explanations.isEmpty {
      let groups = groups
      lines.append("scales and codes all explained by:")
      for group in groups { lines += explanation(group) }
      if groups.count > 1 {
        let names = groups.map { $0.names[0] }
        lines.append(
          names.count == 2
            ? "cannot tell \(names[0]) from \(names[1]) on this data: they give the same here"
            : "cannot tell these \(names.count) apart on this data: they give the same here")
      }
    } else if let nearest = outcome.nearest {
      lines += near(nearest)
    }
    return lines.joined(separator: "\n")
  }

  private func explanation(_ group: (names: [String], hypothesis: BlockHypothesis)) -> [String] {
    var lines = ["  " + group.names.joined(separator: ", ")]
    let differences = group.hypothesis.conversion.differences(from: format.descriptor.defaultConversion)
    if group.names.allSatisfy({ !$0.hasPrefix("rule ") }) || differences.count > 1 {
      lines.append("    " + (differences.isEmpty ? "the defaults" : differences.joined(separator: " ")))
    }
    if group.hypothesis.usesGivenTensorScale { lines.append("    with the tensor scale given, not taken from the tensor's maximum") }
    return lines
  }

  private func near(_ verdict: BlockVerdict) -> [String] {
    var lines = [
      "nothing explains all of it; the nearest: \(name(of: verdict.hypothesis))",
      "  " + (verdict.hypothesis.conversion.differences(from: format.descriptor.defaultConversion).joined(separator: " ")),
      "  \(verdict.scaleMismatches) of \(verdict.blocks) scales and \(verdict.codeMismatches) of \(verdict.elements) codes differ"
        + (verdict.hasOtherTensorScale
          ? "; the tensor scale is 0x\(hex(evidence.tensorScale ?? 0, 8)), expected 0x\(hex(verdict.expectedTensorScale, 8))" : ""),
    ]
    let digits = format.scale.descriptor.wordDigits
    for difference in verdict.scaleDifferences {
      lines.append(
        "  block \(difference.block): maximum 0x\(hex(difference.maximum, 8)), expected scale \(hex(difference.expected.scale, digits)),"
          + " found \(hex(difference.found.scale, digits))"
          + (format.zeroPoint == nil
            ? "" : "; zero point \(hex(difference.expected.zeroPoint, 2)), found \(hex(difference.found.zeroPoint, 2))"))
    }
    for difference in verdict.codeDifferences {
      lines.append(
        "  element \(difference.element): 0x\(hex(difference.value, 8)) under scale \(hex(difference.scale, digits)), expected code"
          + " \(hex(UInt32(difference.expected), 2)), found \(hex(UInt32(difference.found), 2))")
    }
    lines.append("  repeat: \(repeatLine(verdict.hypothesis))")
    return lines
  }

  private func hex(_ word: UInt32, _ digits: Int) -> String { NumberText.hex(UInt64(word), digits: digits) }

  /// The call that gives what the hypothesis says.
  private func repeatLine(_ hypothesis: BlockHypothesis) -> String {
    var words = [Tool.name, "quantize", format.name, oneLine(invocation.word("IN.npy")), "out.safetensors"]
    if let source = invocation.value("--source") { words += ["--source", source] }
    if let axis = invocation.value("--axis") { words += ["--axis", axis] }
    if hypothesis.usesGivenTensorScale, let scale = evidence.tensorScale { words += ["--tensor-scale", "\(Float(bitPattern: scale))"] }
    if let profile = hypothesis.profile { return (words + ["--profile", profile]).joined(separator: " ") }
    for difference in hypothesis.conversion.differences(from: format.descriptor.defaultConversion) {
      let parts = difference.split(separator: "=", maxSplits: 1).map(String.init)
      if parts[0] == "relu" { words.append("--relu") } else { words += ["--" + parts[0], parts[1]] }
    }
    return words.joined(separator: " ")
  }

  // MARK: JSON

  var json: JSON {
    .object([
      "format": .string(format.name), "elements": .integer(evidence.grid.elementCount), "blocks": .integer(evidence.grid.blockCount),
      "explained": .bool(!outcome.explanations.isEmpty),
      "explanations": .array(outcome.explanations.map { hypothesis($0.hypothesis) }),
      "nearest": outcome.nearest.map { verdict($0) } ?? .null,
    ])
  }

  private func hypothesis(_ hypothesis: BlockHypothesis) -> JSON {
    .object([
      "profile": hypothesis.profile.map { .string($0) } ?? .null, "rule": .string(hypothesis.conversion.rule.name),
      "differences": .array(hypothesis.conversion.differences(from: format.descriptor.defaultConversion).map { .string($0) }),
      "givenTensorScale": .bool(hypothesis.usesGivenTensorScale),
    ])
  }

  private func verdict(_ verdict: BlockVerdict) -> JSON {
    .object([
      "hypothesis": hypothesis(verdict.hypothesis), "scaleMismatches": .integer(verdict.scaleMismatches),
      "codeMismatches": .integer(verdict.codeMismatches), "otherTensorScale": .bool(verdict.hasOtherTensorScale),
      "firstBlocks": .array(verdict.scaleDifferences.map { .integer($0.block) }),
      "firstElements": .array(verdict.codeDifferences.map { .integer($0.element) }),
    ])
  }
}
