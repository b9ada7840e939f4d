import Binade

extension VectorFile {
  /// Makes a suite. Operands are structured by the library's own formats; every expected result and flag comes from the oracle.
  ///
  /// The same arguments give the same vectors on every machine.
  /// - Parameter count: this many random operands are added to the first group.
  public static func generate(_ suite: VectorSuite, level: OperandLevel = .one, seed: UInt64 = 1, count: Int = 0) -> VectorFile {
    var file = VectorFile(suite: suite, level: level, seed: seed, groups: [])
    var nextID = 1
    var witnesses: [String: Witness] = [:]
    for (index, plan) in suite.groups.enumerated() {
      let key = plan.source.name
      let witness = witnesses[key] ?? Witness(from: plan.source, to: plan.target)
      witnesses[key] = witness
      var operands = plan.operands(level)
      if suite.isThin && level == .one && index > 0 { operands = Self.thinned(operands, group: index) }
      if index == 0 { operands += plan.randomOperands(0..<count + (level == .two ? 10_000 : 0), seed: seed) }
      let policy = Witness.Policy(plan.conversion)
      let group = plan.group(operands, seed: seed &+ UInt64(index), firstID: nextID, witness, policy)
      nextID += group.tests.count
      file.groups.append(group)
    }
    return file
  }

  /// One in three of these, chosen at random so that no kind of operand falls out; all of a few.
  private static func thinned(_ operands: [LabelledOperand], group: Int) -> [LabelledOperand] {
    guard operands.count > 16 else { return operands }
    let random = CounterRandom(seed: UInt64(group))
    return operands.enumerated().filter { random[UInt64($0.offset)] % 3 == 0 }.map { $0.element }
  }
}

extension VectorSuite {
  /// Random operands of these indices under the suite's first group: any part of an endless sequence, made on its own.
  public func randomGroup(_ indices: Range<Int>, seed: UInt64, firstID: Int) -> VectorGroup {
    let plan = groups[0]
    let operands = plan.randomOperands(indices, seed: seed)
    return plan.group(operands, seed: seed, firstID: firstID, Witness(from: plan.source, to: plan.target), Witness.Policy(plan.conversion))
  }
}

extension VectorGroupPlan {
  /// The operands: structured ones to encode, codes to decode.
  func operands(_ level: OperandLevel) -> [LabelledOperand] {
    if let part { return StructuredOperands(from: source, to: target, level: level).operands(part) }
    return codes(level).map { LabelledOperand($0, .code) }
  }

  /// Every word of a format of 8 bits or fewer, at level 2 of one of 16; else the words of structured magnitude codes, with both signs.
  private func codes(_ level: OperandLevel) -> [UInt64] {
    let format = source.descriptor
    if format.codeBits <= 8 || (format.codeBits <= 16 && level == .two) { return Array(0...format.codeMask) }
    let boundaries = Boundaries(source: format, target: format)
    let special = [format.magnitudeMask, format.maximumFiniteMagnitude + 1, format.maximumFiniteMagnitude + 2]
    return (boundaries.codes(.all, level) + special).flatMap { [$0, $0 | format.signMask] }.map { $0 << UInt64(format.paddingBits) }
  }

  /// Random words of the source, by index.
  func randomOperands(_ indices: Range<Int>, seed: UInt64) -> [LabelledOperand] {
    let random = CounterRandom(seed: seed)
    let mask = source.descriptor.codeMask << UInt64(source.descriptor.paddingBits)
    return indices.map { LabelledOperand(random[UInt64($0)] & mask, .random) }
  }

  /// The group with its results. Stochastic groups ask for each operand with several random words.
  func group(
    _ operands: [LabelledOperand], seed: UInt64, firstID: Int, _ witness: Witness, _ policy: Witness.Policy
  ) -> VectorGroup {
    var group = VectorGroup(source: source, target: target, conversion: conversion, layout: layout, tests: [])
    let random = CounterRandom(seed: seed)
    for operand in operands {
      let location = witness.locate(operand.word)
      for word in words(random, group.tests.count, witness, location, policy) {
        let id = firstID + group.tests.count
        var test = VectorTest(id: id, operand: operand.word, result: 0, exceptions: [], labels: [operand.label])
        if let layout, let word {
          test.random = word
          test.lane = group.tests.count % layout.elementsPerWord
        }
        let expected = witness.expected(location, policy, random: group.field(of: test))
        test.result = expected.word
        // Decoding has no exceptions to report: a NaN or a rounded wide value is not the decoder's doing.
        test.exceptions = part == nil ? [] : expected.flags
        group.tests.append(test)
      }
    }
    return group
  }

  /// The random words to try on an operand: any, and, where a word is the field, the last that rounds down and the first that rounds up.
  private func words(_ random: CounterRandom, _ index: Int, _ witness: Witness, _ location: Witness.Location, _ policy: Witness.Policy)
    -> [UInt32?]
  {
    guard let layout else { return [nil] }
    let width = layout.field(of: 0, at: 0).width
    let mask = layout.elementsPerWord > 1 || width == 32 ? UInt32.max : (1 << UInt32(width)) - 1
    // Now and then a field of zeros or of ones.
    let drawn = UInt32(truncatingIfNeeded: random[UInt64(index)]) & mask
    let first = layout.elementsPerWord > 1 ? drawn : index % 7 == 3 ? mask : index % 7 == 5 ? 0 : drawn
    guard layout.elementsPerWord == 1 else { return index % 3 == 0 ? [first, 0] : index % 3 == 1 ? [first, .max] : [first] }
    func result(_ word: UInt32) -> UInt64 { witness.expected(location, policy, random: layout.field(of: word, at: 0)).word }
    var (below, above) = (UInt32(0), mask)
    guard result(below) != result(above) else { return [first] }
    while above - below > 1 {
      let middle = below + (above - below) / 2
      if result(middle) == result(0) { below = middle } else { above = middle }
    }
    return [first, below, above]
  }
}
