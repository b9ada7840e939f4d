extension OracleDatapath {
  // MARK: Multiply-add chain

  /// fl(a · b + c) [datapaths-9].
  func chained(_ operands: DatapathOperands, at k: Int, c: UInt64, shift: Int) -> UInt64 {
    let words = operands.words(k)
    if nan == .firstOfBCA {
      // The first NaN, whatever else there is.
      for (word, format) in [(words.b, b), (c, accumulator), (words.a, a)] {
        if let quiet = quietNaN(word, from: format) { return quiet }
      }
    }
    let added = DatapathOperand(c, from: accumulator).shifted(shift)
    return IEEEArithmetic(accumulator, nan: canonicalNaN).sum(operands.product(k), added)
  }

  /// If a word is NaN, the accumulator's quiet NaN with its sign and payload, the top bit of one at the top bit of the other.
  private func quietNaN(_ word: UInt64, from format: OracleFormat) -> UInt64? {
    guard case .nan(let isNegative, let payload, let payloadBits) = format.decode(word) else { return nil }
    let quietBit = 1 << (accumulator.significandBits - 1)
    let magnitude = accumulator.infinityMagnitude | quietBit | Int(payload) << (accumulator.significandBits - payloadBits)
    return accumulator.word(magnitude: magnitude, isNegative: isNegative)
  }

  // MARK: Integer sum

  /// L products and C, added exactly [datapaths-10].
  func integerSum(_ operands: DatapathOperands, from start: Int, c: UInt64, shift: Int) -> UInt64 {
    precondition(shift == 0, "an integer accumulator is not shifted")
    var sum = DatapathOperand(c, from: accumulator).value
    for k in start..<start + groupLength {
      switch product {
      case .multiply: sum = sum + operands.product(k).value
      case .exclusiveOr:
        let words = operands.words(k)
        sum = sum + OracleExact(Int((words.a ^ words.b) & 1))
      }
    }
    switch overflow {
    case .wrap:
      // The low bits of the accumulator's width; 64 of them are enough of any number.
      return accumulator.word(quanta: sum.count(ofPowerOfTwo: accumulator.quantumExponent).low, isNegative: sum.isNegative)
    case .saturate:
      let limit = accumulator.largestFinite(isNegative: sum.isNegative)
      let quanta = sum.count(ofPowerOfTwo: accumulator.quantumExponent)
      let magnitude = quanta < WholeNumber(UInt128(limit)) ? Int(quanta.low) : limit
      return accumulator.word(magnitude: magnitude, isNegative: sum.isNegative)
    }
  }

  // MARK: Pairwise sum

  /// fz(x) for a word of the accumulator [datapaths-11].
  func flushed(_ word: UInt64) -> UInt64 {
    guard subnormals == .flush && accumulator.isSubnormal(word) else { return word }
    return accumulator.word(magnitude: 0, isNegative: accumulator.split(word).isNegative)
  }

  /// [datapaths-11], step by step.
  func pairwiseSum(_ operands: DatapathOperands, from start: Int, c: UInt64, shift: Int) -> UInt64 {
    let arithmetic = IEEEArithmetic(accumulator, nan: canonicalNaN)
    // 1. and 2. The products.
    var numbers: [UInt64] = []
    for k in start..<start + groupLength {
      let words = operands.words(k)
      let (x, y) = (pairwiseElement(words.a, from: a), pairwiseElement(words.b, from: b))
      let exact = DatapathProduct(x, y, isNegated: operands.modifiers.negatesProducts)
      let word: UInt64
      switch exact.kind {
      case .nan: word = canonicalNaN
      case .infinity: word = accumulator.infinity(isNegative: exact.isNegative)
      case .number: word = OutputConversion(ieee: accumulator).word(exact.value, zeroIsNegative: exact.isNegative)
      }
      numbers.append(flushed(word))
    }
    // 3. Neighbours are added until one number is left.
    precondition(numbers.count & (numbers.count - 1) == 0, "L is a power of two")
    while numbers.count > 1 {
      numbers = stride(from: 0, to: numbers.count, by: 2).map { flushed(arithmetic.add(numbers[$0], numbers[$0 + 1])) }
    }
    // 4. C comes last.
    return flushed(arithmetic.sum(DatapathOperand(c, from: accumulator).shifted(shift), arithmetic.operand(numbers[0])))
  }

  /// C before the first stretch; under `flush`, +0 if it is zero or subnormal.
  func pairwiseAccumulator(_ word: UInt64) -> UInt64 {
    let becomesZero = accumulator.isSubnormal(word) || DatapathOperand(word, from: accumulator).isZero
    return subnormals == .flush && becomesZero ? accumulator.word(magnitude: 0, isNegative: false) : word
  }

  /// An element; under `flush`, +0 if it is zero or subnormal in its own format.
  private func pairwiseElement(_ word: UInt64, from format: OracleFormat) -> DatapathOperand {
    let operand = DatapathOperand(word, from: format)
    return subnormals == .flush && (operand.isZero || format.isSubnormal(word)) ? .zero : operand
  }
}
