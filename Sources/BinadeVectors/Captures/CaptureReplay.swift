internal import Binade
internal import BinadeTensorCore

/// The tiles of one instruction and one input family, computed by the library.
struct CaptureReplay: Sendable {
  let title: String
  let instruction: CaptureInstruction
  let variant: CaptureRecord.Variant?
  let family: CaptureRecord.Family
  /// Chunks to compare.
  let limit: Int
  /// One chunk alone.
  let only: Int?

  /// The results to compare: whole chunks.
  private var range: Range<Int> {
    let results = family.results
    if let only { return results.range(of: only) }
    return 0..<min(limit * results.chunk, results.results)
  }

  func outcome() -> CaptureOutcome {
    guard only ?? 0 < family.results.digests.count else {
      return CaptureOutcome(problems: ["\(title): chunk \(only ?? 0) is not there, there are \(family.results.digests.count)"])
    }
    guard let inputs = CaptureInputs(instruction, family.family) else {
      return CaptureOutcome(problems: ["\(title): the instruction has no such inputs"])
    }
    do {
      let (digester, made) = try computed(inputs)
      // Results of wrong inputs say nothing.
      if let made, made != family.inputs { return CaptureOutcome(problems: [wrongInputs(made)]) }
      var outcome = CaptureOutcome()
      let wrong = outcome.compare(digester.digests, family.results, from: only ?? 0)
      if wrong.isEmpty, only ?? 0 == 0 { outcome.compare(first: digester.first, family.results, title, bits: 8 * instruction.resultBytes) }
      if !wrong.isEmpty && made == nil {
        let made = CaptureInputDigest.value(inputs, tiles: family.tiles)
        if made != family.inputs { return CaptureOutcome(problems: [wrongInputs(made)]) }
      }
      outcome.differences = try wrong.map { number throws(GemmError) in
        try difference(inputs, chunk: number, found: digester.digests[number - (only ?? 0)])
      }
      return outcome
    } catch {
      return CaptureOutcome(problems: ["\(title): \(error.message)"])
    }
  }

  private func wrongInputs(_ made: UInt64) -> String {
    "\(title): the inputs came out differently: recorded digest \(Hex.digits(family.inputs, bits: 64)), found \(Hex.digits(made, bits: 64))"
  }

  /// The digests of the results to compare; that of the inputs if all tiles are needed.
  private func computed(_ inputs: CaptureInputs) throws(GemmError) -> (results: CaptureDigester, inputs: UInt64?) {
    let range = range
    let tiles = range.lowerBound / instruction.results..<(range.upperBound - 1) / instruction.results + 1
    var made = tiles.count == family.tiles ? CaptureInputDigest(instruction, tiles: family.tiles) : nil
    var digester = CaptureDigester(chunk: family.results.chunk, bytes: instruction.resultBytes)
    for number in tiles {
      let tile = inputs.tile(number)
      made?.add(tile)
      let words = try results(tile)
      let start = number * instruction.results
      let part = range.clamped(to: start..<start + words.count)
      digester.add(part.count == words.count ? words : Array(words[(part.lowerBound - start)..<(part.upperBound - start)]))
    }
    digester.finish()
    return (digester, made?.value(inputs))
  }

  /// D of one tile.
  func results(_ tile: CaptureTile) throws(GemmError) -> [UInt64] {
    let (a, c) = operands(tile)
    let gemm = Gemm(instruction.instruction)
    var words = [UInt64](repeating: 0, count: instruction.results)
    var target = words.mutableSpan
    let metadata = instruction.instruction.isSparse ? tile.index : []
    try gemm.multiply(
      a: a.span, b: tile.b.span, c: c.span, scaleA: tile.scaleA.span, scaleB: tile.scaleB.span, metadata: metadata.span,
      m: instruction.rows, n: instruction.columns, k: instruction.k,
      into: &target)
    return words
  }

  /// A and C with which the plain instruction gives what the variant gives.
  private func operands(_ tile: CaptureTile) -> (a: [UInt64], c: [UInt64]) {
    switch variant {
    case .withoutC: return (tile.a, [UInt64](repeating: 0, count: tile.c.count))
    case .negatedA:
      let format = instruction.instruction.a.format
      return (tile.a.map { $0 ^ 1 << UInt64(format.wordBits - 1) }, tile.c)
    case .wide, .selectors, nil: return (tile.a, tile.c)
    }
  }

  /// What differs in a chunk: the first words where they are recorded, and the operands of one result.
  private func difference(_ inputs: CaptureInputs, chunk: Int, found: UInt64) throws(GemmError) -> CaptureDifference {
    let range = family.results.range(of: chunk)
    var lines = [
      "\(title): results \(range.lowerBound) to \(range.upperBound - 1):"
        + " recorded digest \(Hex.digits(family.results.digests[chunk], bits: 64)), found \(Hex.digits(found, bits: 64))"
    ]
    let bits = 8 * instruction.resultBytes
    var shown = range.lowerBound
    let tile = inputs.tile(shown / instruction.results)
    let words = try results(tile)
    if chunk == 0 {
      let computed = Array(words.prefix(family.results.first.count))
      let pairs = zip(family.results.first, computed)
      lines.append("  recorded \(Self.text(family.results.first, bits)); found \(Self.text(computed, bits))")
      shown = pairs.enumerated().first { $1.0 != $1.1 }?.offset ?? 0
    }
    let place = shown % instruction.results
    let (row, column) = place.quotientAndRemainder(dividingBy: instruction.columns)
    let (a, c) = operands(tile)
    let elementBits = 8 * instruction.elementBytes
    lines.append(
      "  result \(shown): tile \(shown / instruction.results), row \(row), column \(column): found \(Hex.digits(words[place], bits: bits))")
    lines.append("    A \(Self.text(a[(row * inputs.kept)..<((row + 1) * inputs.kept)], elementBits))")
    lines.append("    B \(Self.text(tile.b[(column * inputs.k)..<((column + 1) * inputs.k)], elementBits))")
    lines.append("    C \(Hex.digits(c[place], bits: bits))")
    if instruction.instruction.isSparse {
      lines.append("    metadata \(Self.text(tile.index[(row * inputs.kept)..<((row + 1) * inputs.kept)].map { UInt64($0) }, 8))")
    }
    if inputs.instruction.blocks > 0 {
      let blocks = inputs.instruction.blocks
      lines.append("    scales of A \(Self.text(tile.scaleA[(row * blocks)..<((row + 1) * blocks)].map { UInt64($0) }, 8))")
      lines.append("    scales of B \(Self.text(tile.scaleB[(column * blocks)..<((column + 1) * blocks)].map { UInt64($0) }, 8))")
    }
    return CaptureDifference(title: title, chunk: chunk, lines: lines)
  }

  static func text(_ words: some Sequence<UInt64>, _ bits: Int) -> String {
    words.map { Hex.digits($0, bits: bits) }.joined(separator: " ")
  }
}
