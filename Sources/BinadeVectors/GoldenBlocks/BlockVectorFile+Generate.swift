internal import Binade

extension BlockVectorFile {
  /// Makes a suite. The library says which questions tell rules apart; every expected value comes from the oracle.
  ///
  /// The same arguments give the same vectors on every machine.
  public static func generate(_ suite: BlockSuite, seed: UInt64 = 1) -> BlockVectorFile {
    switch suite.operation {
    case .quantize: BlockSelection(suite, seed: seed).file()
    case .dequantize: BlockVectorFile(suite: suite, seed: seed, blocks: [], groups: [suite.decodeGroup])
    }
  }
}

/// Chooses which group asks which questions.
struct BlockSelection {
  private let suite: BlockSuite
  private let seed: UInt64
  private var operands: BlockOperands
  private let plans: [BlockPlan]
  private let encoders: [BlockEncoder]
  /// For each plan, the library's answer to each question.
  private var digests: [[UInt64]] = []
  private var questionCount = 0

  init(_ suite: BlockSuite, seed: UInt64) {
    self.suite = suite
    self.seed = seed
    operands = BlockOperands(suite.format)
    plans = suite.plans
    encoders = plans.map { BlockEncoder(format: suite.format.descriptor, conversion: $0.conversion) }
    digests = plans.map { _ in [] }
    ask()
    addTelling()
  }

  /// Answers the questions that are new.
  private mutating func ask() {
    for question in operands.questions[questionCount...] {
      for plan in plans.indices { digests[plan].append(digest(plan, operands.blocks[question.block], question.tensorMaximum)) }
    }
    questionCount = operands.questions.count
  }

  private func digest(_ plan: Int, _ block: VectorBlock, _ tensorMaximum: UInt32?) -> UInt64 {
    encoders[plan].answer(block, tensorMaximum: tensorMaximum).digest
  }

  /// Random blocks that tell two rules or profiles apart which too few blocks tell apart so far.
  private mutating func addTelling() {
    let wanted = 3
    let compared = plans.indices.filter { plans[$0].profile != nil || plans[$0].conversion.rule != plans[0].conversion.rule || $0 == 0 }
    var missing: [(Int, Int, Int)] = []
    for (place, a) in compared.enumerated() {
      for b in compared[(place + 1)...] where plans[a].conversion != plans[b].conversion {
        var found = 0
        for question in 0..<questionCount where digests[a][question] != digests[b][question] && suits(a, question) && suits(b, question) {
          found += 1
          if found == wanted { break }
        }
        if found < wanted { missing.append((a, b, wanted - found)) }
      }
    }
    let random = RandomBlocks(operands)
    for index in 0..<3000 where !missing.isEmpty {
      let words = random.words(index, seed: seed &+ 0x7E11)
      let maxima = random.maxima(index, seed: seed &+ 0x7E11)
      let block = VectorBlock(id: 0, labels: [], columns: operands.columns, words: words)
      let isNarrow = words.allSatisfy { $0 & 0xFFFF == 0 }
      var answers: [Int: UInt64] = [:]
      for plan in Set(missing.flatMap { [$0.0, $0.1] }) { answers[plan] = digest(plan, block, maxima.first) }
      var isTelling = false
      for (place, pair) in missing.enumerated() where answers[pair.0] != answers[pair.1] {
        if !isNarrow && (plans[pair.0].operandFormat != "f32" || plans[pair.1].operandFormat != "f32") { continue }
        missing[place].2 -= 1
        isTelling = true
      }
      missing.removeAll { $0.2 <= 0 }
      if isTelling { operands.add(words, .telling, maxima: maxima) }
    }
    ask()
  }

  /// Whether a group can ask a question: a group for bfloat16 has no other values.
  private func suits(_ plan: Int, _ question: Int) -> Bool {
    plans[plan].operandFormat == "f32" || operands.blocks[operands.questions[question].block].words.allSatisfy { $0 & 0xFFFF == 0 }
  }

  // MARK: Choosing

  /// For each plan the questions it asks, in ascending order; none for a plan that differs nowhere from the default.
  private func chosen() -> [[Int]] {
    var chosen = plans.indices.map { _ in Set<Int>() }
    let all = 0..<questionCount
    chosen[0] = Set(all)
    let others = plans.indices.dropFirst()
    for plan in others {
      let isStochastic = plans[plan].layout != nil
      let differing = all.filter { suits(plan, $0) && digests[plan][$0] != digests[0][$0] }
      let isOwn = plans[plan].profile != nil || plans[plan].conversion.rule != plans[0].conversion.rule
      if differing.isEmpty && !isStochastic && !isOwn { continue }
      chosen[plan].formUnion(all.filter { operands.questions[$0].isCore && suits(plan, $0) })
      let count = Swift.min(differing.count, operands.wholeLanes > 1024 ? 6 : 12)
      for index in 0..<count { chosen[plan].insert(differing[index * differing.count / count]) }
    }
    for a in others where !chosen[a].isEmpty {
      for b in others where b > a && !chosen[b].isEmpty && plans[a].conversion != plans[b].conversion {
        tell(a, b, &chosen)
      }
    }
    return chosen.map { $0.sorted() }
  }

  /// Lets two groups share two questions that they answer differently, where there are any.
  private func tell(_ a: Int, _ b: Int, _ chosen: inout [Set<Int>]) {
    var shared = chosen[a].intersection(chosen[b]).reduce(0) { $0 + (digests[a][$1] != digests[b][$1] ? 1 : 0) }
    if shared >= 2 { return }
    // What one of them asks anyway comes first.
    let differing = (0..<questionCount).filter { digests[a][$0] != digests[b][$0] && suits(a, $0) && suits(b, $0) }
    let preferred = differing.filter { chosen[a].contains($0) != chosen[b].contains($0) } + differing
    for question in preferred where shared < 2 && !(chosen[a].contains(question) && chosen[b].contains(question)) {
      chosen[a].insert(question)
      chosen[b].insert(question)
      shared += 1
    }
  }

  // MARK: Answers

  func file() -> BlockVectorFile {
    var file = BlockVectorFile(suite: suite, seed: seed, blocks: operands.blocks, groups: [])
    var nextID = 1
    for (plan, questions) in zip(plans, chosen()) where !questions.isEmpty {
      var group = BlockVectorGroup(
        conversion: plan.conversion, profile: plan.profile, operandFormat: plan.operandFormat, layout: plan.layout, tests: [])
      let witness = BlockWitness(suite.format, plan.conversion)
      for index in questions {
        let question = operands.questions[index]
        group.tests.append(test(nextID, question, plan.layout, witness))
        nextID += 1
      }
      file.groups.append(group)
    }
    return file
  }

  private func test(_ id: Int, _ question: BlockQuestion, _ layout: RandomLayout?, _ witness: BlockWitness) -> BlockVectorTest {
    let block = operands.blocks[question.block]
    let random = layout.map { layout in
      let numbers = CounterRandom(seed: seed &+ UInt64(id) &* 0x1_0001)
      return (0..<layout.wordCount(forElements: block.words.count)).map { UInt32(truncatingIfNeeded: numbers[UInt64($0)]) }
    }
    let answer = witness.answer(block, tensorMaximum: question.tensorMaximum, random: random, layout: layout)
    return BlockVectorTest(
      id: id, block: block.id, tensorMaximum: question.tensorMaximum,
      tensorScale: suite.format.descriptor.hasTensorScale ? answer.tensorScale : nil, random: random, scale: answer.scale,
      zeroPoint: suite.format.zeroPointBits == nil ? nil : answer.zeroPoint, codes: answer.codes, values: [])
  }
}

extension BlockSuite {
  /// Each scale byte, or telling words of a wider scale, with telling codes.
  var decodeGroup: BlockVectorGroup {
    let descriptor = format.descriptor
    let codes = decodeCodes
    var cases: [(scale: UInt32, zeroPoint: UInt32?, tensorScale: UInt32?)] = []
    for scale in decodeScales {
      for zero in decodeZeroPoints { cases.append((scale, zero, descriptor.hasTensorScale ? 0x3F80_0000 : nil)) }
    }
    if descriptor.hasTensorScale {
      let scales: [UInt32] = [0, 1, 7, 8, 0x38, 0x39, 0x7D, 0x7E, 0x7F]
      let factors: [UInt32] = [
        0, 1, 0x0012_3456, 0x0080_0000, 0x33AB_CDEF, 0x3EAA_AAAB, 0x7F7F_FFFF, 0x7F80_0000, 0x7FC0_0000, 0xBF80_0000,
      ]
      for scale in scales { for factor in factors { cases.append((scale, nil, factor)) } }
    }
    let witness = BlockWitness(format)
    let tests = cases.enumerated().map { index, item in
      BlockVectorTest(
        id: index + 1, block: 0, tensorScale: item.tensorScale, scale: item.scale, zeroPoint: item.zeroPoint, codes: codes,
        values: codes.map {
          witness.value(code: $0, scale: item.scale, zeroPoint: item.zeroPoint ?? 0, tensorScale: item.tensorScale ?? 0x3F80_0000)
        })
    }
    return BlockVectorGroup(conversion: nil, profile: nil, operandFormat: "f32", layout: nil, tests: tests)
  }

  /// All codes of four bits or fewer; of more, both ends of each binade.
  private var decodeCodes: [UInt8] {
    let element = format.descriptor.element
    let bits = element.codeBits
    if bits <= 4 { return (0..<(1 << bits)).map { UInt8($0) } }
    let all = UInt8(truncatingIfNeeded: (1 << bits) - 1)
    let sign: UInt8 = 1 << UInt8(bits - 1)
    var codes: [UInt8] = [0, 1, 2, 3, all, all - 1, all - 2, all - 3, sign, sign + 1, sign + 2, sign - 1, sign - 2, sign - 3, sign - 4]
    codes.append(UInt8(element.maximumFiniteMagnitude))
    codes.append(UInt8(element.maximumFiniteMagnitude | element.signMask))
    for bit in 2..<(bits - 1) { codes += [(1 << UInt8(bit)) - 1, 1 << UInt8(bit), (1 << UInt8(bit)) | 1] }
    return Set(codes.map { $0 & all }).sorted()
  }

  private var decodeScales: [UInt32] {
    switch format.descriptor.scale.wordBits {
    case 8: return Array(0...UInt32(format.descriptor.scale.codeMask))
    case 16:
      return [
        0, 1, 2, 0x03FF, 0x0400, 0x0401, 0x1234, 0x2E66, 0x3555, 0x3BFF, 0x3C00, 0x3C01, 0x4248, 0x7BFE, 0x7BFF, 0x7C00, 0x7C01, 0x7E00,
        0x8000, 0x8001, 0xBC00, 0xFBFF, 0xFC00, 0xFE00,
      ]
    default:
      return [
        0, 1, 2, 0x0012_3456, 0x007F_FFFF, 0x0080_0000, 0x0080_0001, 0x3DCC_CCCD, 0x3EAA_AAAB, 0x3F7F_FFFF, 0x3F80_0000, 0x3F80_0001,
        0x4049_0FDB, 0x7AFF_FFFF, 0x7B12_4924, 0x7B12_4925, 0x7F7F_FFFF, 0x7F80_0000, 0x7FC0_0000, 0x7F80_0001, 0x8000_0000, 0xBF80_0000,
        0xFF80_0000, 0xFFC0_0000,
      ]
    }
  }

  private var decodeZeroPoints: [UInt32?] {
    switch format.descriptor.zeroPoint {
    case .none, .fixed: [nil]
    case .stored(let stored): (0...UInt32(stored.codeMask)).map { $0 }
    case .minimum: [0, 1, 0x8000, 0x3C00, 0xBC01, 0x5640, 0xFBFF, 0x7BFF, 0x7C00, 0xFC00, 0x7E00]
    }
  }
}
