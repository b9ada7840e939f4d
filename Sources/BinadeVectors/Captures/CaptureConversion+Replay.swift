internal import Binade

extension CaptureConversion {
  /// The library's conversion: PTX's modifiers as policies. `nil` for what it does not have: stochastic rounding of captures; rounding of
  /// TF32 to nearest away, and bf16 to f32, which pass NaNs on bit by bit, signalling ones too.
  ///
  /// - Parameter count: how many words are going to be converted; a table is only made for many.
  func encoder(count: Int) -> Encoder? {
    guard let source = Self.format(source), let target = Self.format(destination), !isShift else { return nil }
    var conversion = Conversion(overflow: saturates ? .saturate : .nonfinite)
    switch rounding {
    case "rn", "none": conversion.rounding = .nearestEven
    case "rz": conversion.rounding = .towardZero
    case "rp": conversion.rounding = .up
    default: return nil
    }
    conversion.isRectified = isRectified
    return Encoder(from: source, to: target, conversion: conversion, count: count)
  }

  private var isShift: Bool { source == "bf16" && destination == "f32" }

  private static func format(_ type: String) -> FormatDescriptor? {
    switch type {
    case "f32": Binary32.descriptor
    case "tf32": TF32.descriptor
    case "f16": Binary16.descriptor
    case "bf16": BFloat16.descriptor
    case "e4m3": E4M3FN.descriptor
    case "e5m2": E5M2.descriptor
    case "e2m3": E2M3FN.descriptor
    case "e3m2": E3M2FN.descriptor
    case "e2m1": E2M1FN.descriptor
    case "ue8m0": E8M0FNU.descriptor
    default: nil
    }
  }

  /// Words that are computed at once.
  private static let batch = 1 << 16

  /// The codes of consecutive words of the source.
  private static func codes<Word: FixedWidthInteger & UnsignedInteger>(
    _ words: Range<Int>, _ encoder: Encoder, as type: Word.Type
  ) throws(CodecError) -> [Word] {
    let operands = words.map { UInt32(truncatingIfNeeded: $0) }
    var codes = [Word](repeating: 0, count: operands.count)
    var target = codes.mutableSpan
    try encoder.encode(words: operands.span, into: &target)
    return codes
  }

  // MARK: Digests

  /// Compares chunks of digests.
  func outcome(_ chunks: Range<Int>, _ results: CaptureDigests, _ encoder: Encoder) -> CaptureOutcome {
    guard chunks.upperBound <= results.digests.count else {
      return CaptureOutcome(problems: ["\(name): chunk \(chunks.lowerBound) is not there, there are \(results.digests.count)"])
    }
    var digester = CaptureDigester(chunk: results.chunk, bytes: (Self.bits(of: destination) ?? 8) / 8)
    do {
      for chunk in chunks {
        let range = results.range(of: chunk)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.batch) {
          let batch = start..<min(start + Self.batch, range.upperBound)
          switch Self.bits(of: destination) ?? 8 {
          case 16: digester.add(whole: try Self.codes(batch, encoder, as: UInt16.self))
          case 32: digester.add(whole: try Self.codes(batch, encoder, as: UInt32.self))
          default: digester.add(whole: try Self.codes(batch, encoder, as: UInt8.self))
          }
        }
      }
    } catch {
      return CaptureOutcome(problems: ["\(name): \(error)"])
    }
    digester.finish()
    return CaptureOutcome(name, digester.digests, results, from: chunks.lowerBound) { operand($0) }
  }

  // MARK: Runs and words

  /// Compares every operand of a range with its run or its word.
  func outcome(_ range: Range<Int>, _ encoder: Encoder) -> CaptureOutcome {
    var outcome = CaptureOutcome()
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.batch) {
      let batch = start..<min(start + Self.batch, range.upperBound)
      let codes: [UInt32]
      do {
        codes = try Self.codes(batch, encoder, as: UInt32.self)
      } catch {
        return CaptureOutcome(problems: ["\(name): \(error)"])
      }
      var run = place(of: batch.lowerBound)
      for (operand, code) in zip(batch, codes) { compare(operand, UInt64(code), &run, &outcome) }
    }
    return outcome
  }

  /// Compares both ends of each run and some operands inside.
  func sampled(_ encoder: Encoder, inside: Int = 61) -> CaptureOutcome {
    guard case .runs(let count, let runs) = content else { return outcome(0..<results, encoder) }
    var outcome = CaptureOutcome()
    for index in runs.indices {
      let end = index + 1 < runs.count ? Int(runs[index + 1].first) : count
      let start = Int(runs[index].first)
      let step = max(1, (end - start) / inside)
      var run = index
      for operand in stride(from: start, to: end, by: step) { compare(operand, encoder.convert(UInt64(operand)).word, &run, &outcome) }
      if (end - 1 - start) % step != 0 { compare(end - 1, encoder.convert(UInt64(end - 1)).word, &run, &outcome) }
    }
    return outcome
  }

  /// The run that an operand belongs to.
  private func place(of operand: Int) -> Int {
    guard case .runs(_, let runs) = content else { return 0 }
    var (low, high) = (0, runs.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(runs[middle].first) <= operand { low = middle } else { high = middle }
    }
    return low
  }

  /// Compares one result. `run` moves on with ascending operands. A run or a word that differs is named once.
  private func compare(_ operand: Int, _ code: UInt64, _ run: inout Int, _ outcome: inout CaptureOutcome) {
    outcome.compared += 1
    let expected: UInt64
    switch content {
    case .runs(_, let runs):
      while run + 1 < runs.count, Int(runs[run + 1].first) <= operand { run += 1 }
      expected = runs[run].code
    case .words(let words):
      expected = words[operand]
      run = operand
    default: return
    }
    guard code != expected else { return }
    outcome.different += 1
    if outcome.differences.last?.chunk == run { return }
    let bits = ((Self.bits(of: destination) ?? 8) + 7) / 8 * 8
    outcome.differences.append(
      CaptureDifference(
        title: name, chunk: run,
        lines: [
          "\(name): operand \(self.operand(operand)): recorded \(Hex.digits(expected, bits: bits)), found \(Hex.digits(code, bits: bits))"
        ]))
  }

  private func operand(_ word: Int) -> String { Hex.digits(UInt64(word), bits: max(8, Self.bits(of: source) ?? 8)) }
}
