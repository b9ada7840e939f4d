internal import Binade
internal import BinadeTensorCore

extension CaptureProbes {
  /// Instruction and question.
  var title: String { "\(name): \(question)" }

  /// Each probe as a dot product of its own.
  ///
  /// - Parameter only: one probe alone.
  func outcome(_ instruction: CaptureInstruction, only: Int?) -> CaptureOutcome {
    guard !instruction.instruction.isSparse, instruction.instruction.scale == nil else {
      return CaptureOutcome(problems: ["\(title): probes are for dense instructions without scales"])
    }
    let numbers = only.map { [$0].filter { probes.indices.contains($0) } } ?? Array(probes.indices)
    guard !numbers.isEmpty else { return CaptureOutcome(problems: ["\(title): there are \(probes.count) probes"]) }
    func filled(_ words: [UInt64]) -> [UInt64] { words + [UInt64](repeating: 0, count: instruction.k - words.count) }
    let a = numbers.flatMap { filled(probes[$0].a) }
    let b = numbers.flatMap { filled(probes[$0].b) }
    let c = numbers.map { probes[$0].c }
    var found = [UInt64](repeating: 0, count: numbers.count)
    do {
      var target = found.mutableSpan
      try Gemm(instruction.instruction).dots(a: a.span, b: b.span, c: c.span, count: numbers.count, k: instruction.k, into: &target)
    } catch {
      return CaptureOutcome(problems: ["\(title): \(error.message)"])
    }
    var outcome = CaptureOutcome(compared: numbers.count)
    let (elementBits, bits) = (8 * instruction.elementBytes, 8 * instruction.resultBytes)
    for (number, word) in zip(numbers, found) where word != probes[number].d {
      let probe = probes[number]
      outcome.different += 1
      outcome.differences.append(
        CaptureDifference(
          title: title, chunk: number,
          lines: [
            "\(title): recorded \(Hex.digits(probe.d, bits: bits)), found \(Hex.digits(word, bits: bits))",
            "    A \(CaptureReplay.text(probe.a, elementBits))", "    B \(CaptureReplay.text(probe.b, elementBits))",
            "    C \(Hex.digits(probe.c, bits: bits))",
          ]))
    }
    return outcome
  }
}
