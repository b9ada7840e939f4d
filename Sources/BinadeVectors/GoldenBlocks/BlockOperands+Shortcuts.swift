internal import Binade

extension BlockOperands {
  /// Blocks on which a device that takes a shortcut through the default rule shows: their maximum is beside what makes a scale tie, or
  /// their elements are beside ties under that scale. Chance alone hardly ever finds one.
  mutating func shortcuts() {
    let descriptor = format.descriptor
    let right = BlockEncoder(format: descriptor, conversion: descriptor.defaultConversion)
    for shortcut in ScaleShortcut.all(descriptor.defaultConversion.rule) {
      let wrong = shortcut.encoder(right)
      var found = 0
      for index in 0..<4000 where found < 4 {
        let question = beside(index, right)
        let block = VectorBlock(id: 1, labels: [], columns: columns, words: question.words)
        if right.answer(block, tensorMaximum: question.tensor) == wrong.answer(block, tensorMaximum: question.tensor) { continue }
        found += 1
        add(question.words, .telling, maxima: question.tensor.map { [$0] } ?? [])
      }
    }
  }

  private var width: Int { columns ?? lanes }

  /// A block beside ties, and the maximum of its tensor.
  private func beside(_ index: Int, _ encoder: BlockEncoder) -> (words: [UInt32], tensor: UInt32?) {
    let random = CounterRandom(seed: 0x5C41 &+ UInt64(index))
    func significand(_ word: UInt64) -> Float { Float(bitPattern: 0x3F80_0000 | UInt32(word & 0x7F_FFFF)) }
    let isTwoLevel = format.descriptor.hasTensorScale
    let tensorMaximum = isTwoLevel ? (significand(random[0]) * Self.power(Int(random[1] % 13) - 4)).bitPattern : nil
    let tensor = tensorMaximum.map { encoder.tensorScale(maximum: $0) } ?? .one
    let factor = Float(bitPattern: tensor.encode)
    var words = [UInt32](repeating: 0, count: lanes)
    // The maximum: M times the middle of two scales, or any number where scales are wide.
    var top = significand(random[2]) * Self.power(Int(random[3] % 9) - 4)
    if format.descriptor.scale.wordBits <= 16 {
      let code = 8 + UInt32(random[2] % UInt64(format.descriptor.scale.maximumFiniteMagnitude - 16))
      top = maximum * ((scaleValue(code) + scaleValue(code + 1)) / 2) / factor
    }
    let place = index % lanes
    words[place] = UInt32(truncatingIfNeeded: Int64(top.bitPattern) + Int64(random[4] % 7) - 3)
    // The others: middles of two elements under the scale that this maximum has.
    var codes = [UInt8](repeating: 0, count: lanes)
    var target = codes.mutableSpan
    let header = encoder.encode(words.span, height: lanes / width, tensor: tensor, codes: &target)
    let scale = scaleValue(header.scale)
    for lane in 0..<lanes where lane != place {
      let word = random[UInt64(5 + lane)]
      let code = 1 + Int(word % UInt64(values.count - 1))
      let middle = (values[code - 1] + values[code]) / 2 * scale / factor
      guard middle.isFinite, middle < Float(bitPattern: words[place]) else { continue }
      words[lane] = UInt32(truncatingIfNeeded: Int64(middle.bitPattern) + Int64(word >> 32 % 5) - 2) | UInt32(word >> 63) << 31
    }
    return (words, tensorMaximum)
  }
}
