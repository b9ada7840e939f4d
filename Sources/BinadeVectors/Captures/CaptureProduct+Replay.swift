internal import Binade
internal import BinadeTensorCore

extension CaptureProduct {
  /// Everything but size, bias and output.
  var kind: String {
    var words = ["\(a).\(b)", "scaling \(scaling.rawValue)"]
    if isFast { words.append("fast") }
    if isUneven { words.append("uneven") }
    if isHalf { words.append("half") }
    return words.joined(separator: " ")
  }

  /// The instruction that the library's kernels use. TF32 is made of binary32.
  private var instructionName: String {
    a == "f32" ? "sm_90:mma.f32.tf32.tf32" : "sm_90:wgmma.\(isHalf ? "f16" : "f32").\(a).\(b)"
  }

  /// Computes the product and compares.
  ///
  /// - Parameter only: one chunk alone.
  func outcome(only: Int?) -> CaptureOutcome {
    guard only ?? 0 < results.digests.count else {
      return CaptureOutcome(problems: ["\(title): chunk \(only ?? 0) is not there, there are \(results.digests.count)"])
    }
    guard let instruction = Instruction.named(instructionName) else {
      return CaptureOutcome(problems: ["\(title): there is no instruction \(instructionName)"])
    }
    do {
      let words = try words(instruction)
      var digester = CaptureDigester(chunk: results.chunk, bytes: (CaptureFormat.named(output)?.wordBits ?? 32) / 8)
      digester.add(only.map { Array(words[results.range(of: $0)]) } ?? words)
      digester.finish()
      var outcome = CaptureOutcome()
      let wrong = outcome.compare(digester.digests, results, from: only ?? 0)
      if wrong.isEmpty, only ?? 0 == 0 {
        outcome.compare(first: digester.first, results, title, bits: CaptureFormat.named(output)?.wordBits ?? 32)
      }
      outcome.differences = wrong.map { difference($0, found: digester.digests[$0 - (only ?? 0)], words) }
      return outcome
    } catch {
      return CaptureOutcome(problems: ["\(title): \(error.message)"])
    }
  }

  private func difference(_ chunk: Int, found: UInt64, _ words: [UInt64]) -> CaptureDifference {
    let range = results.range(of: chunk)
    var lines = [
      "\(title): elements \(range.lowerBound) to \(range.upperBound - 1): recorded digest \(Hex.digits(results.digests[chunk], bits: 64)),"
        + " found \(Hex.digits(found, bits: 64))"
    ]
    if chunk == 0 {
      let bits = CaptureFormat.named(output)?.wordBits ?? 32
      let computed = words.prefix(results.first.count)
      lines.append("  recorded \(CaptureReplay.text(results.first, bits)); found \(CaptureReplay.text(computed, bits))")
    }
    return CaptureDifference(title: title, chunk: chunk, lines: lines)
  }

  /// The words of the result.
  private func words(_ instruction: Instruction) throws(GemmError) -> [UInt64] {
    var matrices = matrices()
    if a == "f32" {
      matrices.a = matrices.a.map { Self.tf32($0) }
      matrices.b = matrices.b.map { Self.tf32($0) }
    }
    if isHalf { return try halfWords(instruction, matrices) }
    var gemm = Gemm(instruction)
    let isPromoted = !isFast && (a == "e4m3" || a == "e5m2")
    if isPromoted {
      gemm.accumulation.promotion = .init(
        interval: 128, scaling: scaling == .blocks ? .nested : scaling == .squareBlocks ? .product : .none)
    }
    if slice < k { gemm.accumulation.splits = .init(count: (k + slice - 1) / slice, granule: slice) }
    var words = try product(gemm, matrices, 0..<k)
    var epilogue = Epilogue(scaling: scaling(matrices), bias: bias(matrices))
    epilogue.output = format
    epilogue.conversion = Conversion(overflow: format.codeBits <= 8 ? .saturate : .nonfinite)
    for index in words.indices {
      words[index] = epilogue.word(UInt32(truncatingIfNeeded: words[index]), row: index / n, column: index % n)
    }
    return words
  }

  /// Slices with an accumulator of binary16, added in binary16.
  private func halfWords(_ instruction: Instruction, _ matrices: CaptureMatrices) throws(GemmError) -> [UInt64] {
    let half = Binary16.descriptor
    var total: [UInt64] = []
    for start in stride(from: 0, to: k, by: slice) {
      let part = try product(Gemm(instruction), matrices, start..<min(k, start + slice))
      // The exact sum of two numbers of binary16, rounded to binary32 and then again, is the rounded sum.
      total =
        total.isEmpty
        ? part
        : zip(total, part).map { a, b in
          let sum = Binary32.sum(Binary32.widened(a, from: half), Binary32.widened(b, from: half))
          return half.roundPack(Binary32.descriptor.unpack(UInt64(sum)), Conversion(overflow: .nonfinite)).word
        }
    }
    return total
  }

  /// The accumulators for a range of K, which is filled up with zeros.
  private func product(_ gemm: Gemm, _ matrices: CaptureMatrices, _ range: Range<Int>) throws(GemmError) -> [UInt64] {
    let width = (range.count + gemm.instructionK - 1) / gemm.instructionK * gemm.instructionK
    func part(_ words: [UInt64], rows: Int) -> [UInt64] {
      if range.count == width && width == k { return words }
      var result: [UInt64] = []
      result.reserveCapacity(rows * width)
      for row in 0..<rows {
        result += words[(row * k + range.lowerBound)..<(row * k + range.upperBound)]
        result += repeatElement(0, count: width - range.count)
      }
      return result
    }
    let (a, b) = (part(matrices.a, rows: m), part(matrices.b, rows: n))
    let scales: (a: BlockScales, b: BlockScales)? =
      isBlocked
      ? (BlockScales(matrices.scaleA, rowsPerScale: 1), BlockScales(matrices.scaleB, rowsPerScale: scaling == .blocks ? 1 : 128)) : nil
    var words = [UInt64](repeating: 0, count: m * n)
    var target = words.mutableSpan
    try gemm.multiply(a: a.span, b: b.span, blockScalesA: scales?.a, blockScalesB: scales?.b, m: m, n: n, k: width, into: &target)
    return words
  }

  // MARK: Around the accumulators

  private var format: FormatDescriptor {
    switch output {
    case "f16": Binary16.descriptor
    case "bf16": BFloat16.descriptor
    case "e4m3": E4M3FN.descriptor
    default: Binary32.descriptor
    }
  }

  private func scaling(_ matrices: CaptureMatrices) -> Epilogue.Scaling {
    switch scaling {
    case .tensor: .tensor(a: matrices.scaleA[0], b: matrices.scaleB[0])
    case .row: .rows(a: matrices.scaleA, b: matrices.scaleB)
    case .none, .blocks, .squareBlocks: .none
    }
  }

  private func bias(_ matrices: CaptureMatrices) -> [UInt32] {
    matrices.bias.map { Binary32.widened($0, from: format) }
  }

  /// Binary32 to TF32, to nearest even.
  private static func tf32(_ word: UInt64) -> UInt64 {
    TF32.descriptor.roundPack(Binary32.descriptor.unpack(word), Conversion(overflow: .nonfinite)).word
  }
}
