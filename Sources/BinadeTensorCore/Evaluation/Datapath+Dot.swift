internal import Binade

extension Datapath {
  /// One element of D by the definition: Σ a·b + c over all of K. Spec [datapaths-1], [datapaths-2].
  ///
  /// Pure; every word has a result. The datapath must be sound (``check()``).
  ///
  /// - Parameters:
  ///   - a: words of A, in the low bits.
  ///   - b: words of B, as many.
  ///   - scaleA: a byte for every scale block of A; empty without scales.
  ///   - scaleB: the same for B.
  ///   - c: the word of C.
  ///   - modifiers: signs, and what happens to C.
  /// - Returns: the word of D.
  /// - Throws: ``DatapathError/lengthsDiffer(a:b:)``, ``DatapathError/scaleCount(operand:expected:actual:)``,
  ///   ``DatapathError/modifier(name:expected:actual:)``.
  public func dot(
    a: Span<UInt64>, b: Span<UInt64>, scaleA: Span<UInt8> = .init(), scaleB: Span<UInt8> = .init(), c: UInt64 = 0,
    modifiers: Modifiers = Modifiers()
  ) throws(DatapathError) -> UInt64 {
    var word = modifiers.ignoresAccumulator ? 0 : c
    let operands = try operands(a, b, scaleA, scaleB, modifiers)
    for k in Swift.stride(from: 0, to: a.count, by: stretch) { word = stretchResult(operands, from: k, c: word).result }
    return word
  }

  /// How one element of D comes about, step by step. Arguments, errors and result as in ``dot(a:b:scaleA:scaleB:c:modifiers:)``.
  public func explain(
    a: Span<UInt64>, b: Span<UInt64>, scaleA: Span<UInt8> = .init(), scaleB: Span<UInt8> = .init(), c: UInt64 = 0,
    modifiers: Modifiers = Modifiers()
  ) throws(DatapathError) -> Explanation {
    var stretches: [Explanation.Stretch] = []
    var word = modifiers.ignoresAccumulator ? 0 : c
    let operands = try operands(a, b, scaleA, scaleB, modifiers)
    for k in Swift.stride(from: 0, to: a.count, by: stretch) {
      let result = stretchResult(operands, from: k, c: word)
      stretches.append(result)
      word = result.result
    }
    return Explanation(stretches: stretches, result: word)
  }

  /// Checks and copies what belongs to one element.
  private func operands(
    _ a: Span<UInt64>, _ b: Span<UInt64>, _ scaleA: Span<UInt8>, _ scaleB: Span<UInt8>, _ modifiers: Modifiers
  ) throws(DatapathError) -> DotOperands {
    if a.count != b.count { throw .lengthsDiffer(a: a.count, b: b.count) }
    let blocks = scale.map { ($0.blockLength - 1 + a.count) / $0.blockLength } ?? 0
    if scaleA.count != blocks { throw .scaleCount(operand: "A", expected: blocks, actual: scaleA.count) }
    if scaleB.count != blocks { throw .scaleCount(operand: "B", expected: blocks, actual: scaleB.count) }
    try check(modifiers)
    return DotOperands(
      a: a.indices.map { a[$0] }, b: b.indices.map { b[$0] }, scaleA: scaleA.indices.map { scaleA[$0] },
      scaleB: scaleB.indices.map { scaleB[$0] }, modifiers: modifiers)
  }

  /// Whether the arithmetic has these modifiers. Spec [datapaths-13].
  func check(_ modifiers: Modifiers) throws(DatapathError) {
    guard (0...15).contains(modifiers.accumulatorShift) else {
      throw .modifier(name: "accumulatorShift", expected: "0 … 15", actual: "\(modifiers.accumulatorShift)")
    }
    if case .fusedSum(let sum) = arithmetic, sum.accumulatorInput == .fused { return }
    if modifiers.accumulatorShift != 0 {
      throw .modifier(
        name: "accumulatorShift", expected: "0 where C is not a term of a fused sum", actual: "\(modifiers.accumulatorShift)")
    }
  }

  /// One stretch: the words from `from` on with C, whatever the arithmetic.
  func stretchResult(_ operands: DotOperands, from k: Int, c: UInt64) -> Explanation.Stretch {
    let word = k == 0 && operands.modifiers.ignoresAccumulator ? 0 : c
    switch arithmetic {
    case .fusedSum(let sum): return stretchResult(sum, operands, from: k, c: word)
    case .multiplyAddChain(let chain): return stretchResult(chain, operands, from: k, c: word)
    case .integerSum(let sum): return stretchResult(sum, operands, from: k, c: word)
    case .pairwiseSum(let sum): return stretchResult(sum, operands, from: k, c: word)
    case .twoStageSum(let sum): return stretchResult(sum, operands, from: k, c: word)
    }
  }
}
