import Binade
public import BinadeTensorCore

/// A wrong datapath: one parameter is another's, or one classic bug is planted. The vectors must tell it from the right one.
public struct DotRival: Sendable {
  /// What is wrong, for instance `fraction-bits=24`.
  public let name: String
  /// What the wrong device makes of operands.
  public let result: @Sendable (DotQuestion) -> UInt64
  /// Why no operands can tell it from the right one, if that is so.
  public let equality: String?

  init(_ name: String, equality: String? = nil, _ result: @escaping @Sendable (DotQuestion) -> UInt64) {
    self.name = name
    self.equality = equality
    self.result = result
  }

  /// The wrong datapaths beside a right one.
  public static func all(_ datapath: Datapath) -> [DotRival] {
    var rivals = DotRivals(datapath)
    switch datapath.arithmetic {
    case .fusedSum(let sum): rivals.fused(sum)
    case .multiplyAddChain(let chain): rivals.chain(chain)
    case .integerSum(let sum): rivals.integer(sum)
    case .pairwiseSum(let sum): rivals.pairwise(sum)
    case .twoStageSum(let sum): rivals.twoStage(sum)
    }
    if !datapath.accumulator.isFixedPoint { rivals.operands() }
    if datapath.scale != nil { rivals.scales() }
    return rivals.list
  }
}

/// Collects the rivals of one datapath.
struct DotRivals {
  let datapath: Datapath
  var list: [DotRival] = []
  let x, y, z: DotForm

  init(_ datapath: Datapath) {
    self.datapath = datapath
    (x, y, z) = (DotForm(datapath.a), DotForm(datapath.b), DotForm(datapath.accumulator))
  }

  /// Adds a datapath, if it is sound and not the right one.
  private mutating func add(_ parameter: DatapathParameter, _ value: String, _ arithmetic: Datapath.Arithmetic) {
    var other = datapath
    other.arithmetic = arithmetic
    let rival = other
    guard rival != datapath, (try? rival.check()) != nil else { return }
    let reason = DotEquality(datapath, rival).reason(parameter)
    list.append(DotRival("\(parameter.name)=\(value)", equality: reason) { $0.result(rival) })
  }

  // MARK: Arithmetics

  mutating func fused(_ sum: FusedSum) {
    func with(_ change: (inout FusedSum) -> Void) -> Datapath.Arithmetic {
      var changed = sum
      change(&changed)
      return .fusedSum(changed)
    }
    for length in [sum.groupLength / 2, sum.groupLength * 2] where length > 0 {
      add(.groupLength, "\(length)", with { $0.groupLength = length })
    }
    // Two products are added exactly: of formats with wide exponents that would take wider integers than a unit has.
    let isNarrow = x.high - x.quantum + y.high - y.quantum < 100
    for length in sum.termLength > 1 ? [1, 8, 32] : isNarrow ? [2] : [] { add(.termLength, "\(length)", with { $0.termLength = length }) }
    add(
      .termExponent, sum.termExponent == .scales ? "products" : "scales",
      with { $0.termExponent = sum.termExponent == .scales ? .products : .scales })
    for bits in sum.fractionBits.map({ [$0 - 1, $0 + 1] }) ?? [24, 30, 48] {
      add(.fractionBits, "\(bits)", with { $0.fractionBits = bits })
    }
    if sum.fractionBits != nil { add(.fractionBits, "none", with { $0.fractionBits = nil }) }
    add(.alignment, "down", with { $0.alignment = .down })
    add(.alignment, "nearest-even", with { $0.alignment = .nearestEven })
    if let floor = sum.floor {
      for other in [floor - 1, floor + 1] { add(.floor, "\(other)", with { $0.floor = other }) }
      add(.floor, "none", with { $0.floor = nil })
    }
    if sum.multiplicand != nil {
      add(.multiplicand, "none", with { $0.multiplicand = nil })
    } else if datapath.a.codeBits <= 8, datapath.b.codeBits <= 8 {
      add(.multiplicand, "f16", with { $0.multiplicand = Binary16.descriptor })
    }
    if sum.interleaving == .none {
      add(
        .interleaving, "4, 2",
        with {
          $0.interleaving = .init(period: 4, run: 2)
          $0.groupLength = sum.groupLength / 2
        })
    } else {
      add(.interleaving, "none", with { $0.interleaving = .none })
      add(.interleaving, "2, 1", with { $0.interleaving = .init(period: 2, run: 1) })
    }
    let isFused = sum.accumulatorInput == .fused
    add(.accumulatorInput, isFused ? "added-afterwards" : "fused", with { $0.accumulatorInput = isFused ? .addedAfterwards : .fused })
    for (name, output) in outputs(sum.output) { add(.output, name, with { $0.output = output }) }
    for zero in FusedSum.ZeroResult.allCases { add(.zero, zero.name, with { $0.zero = zero }) }
    for word in otherNaNs(sum.canonicalNaN) { add(.canonicalNaN, text(word), with { $0.canonicalNaN = word }) }
  }

  mutating func twoStage(_ sum: TwoStageSum) {
    func with(_ change: (inout TwoStageSum) -> Void) -> Datapath.Arithmetic {
      var changed = sum
      change(&changed)
      return .twoStageSum(changed)
    }
    for length in [sum.groupLength / 2, sum.groupLength * 2] { add(.groupLength, "\(length)", with { $0.groupLength = length }) }
    add(.parts, "\(3 - sum.parts)", with { $0.parts = 3 - sum.parts })
    for limit in sum.productLimit.map({ [$0 - 1, $0 + 1, nil] }) ?? [128, 127] {
      add(.productLimit, limit.map { "\($0)" } ?? "none", with { $0.productLimit = limit })
    }
    for step in [-1, 1] {
      add(.productBits, "\(sum.productBits + step)", with { $0.productBits += step })
      add(.sumBits, "\(sum.sumBits + step)", with { $0.sumBits += step })
      add(.accumulatorBits, "\(sum.accumulatorBits + step)", with { $0.accumulatorBits += step })
      add(.normalisedBits, "\(sum.normalisedBits + step)", with { $0.normalisedBits += step })
    }
    for range in sum.accumulatorRange.map({ [$0 - 1, $0 + 1, nil] }) ?? [25, 24] {
      add(.accumulatorRange, range.map { "\($0)" } ?? "none", with { $0.accumulatorRange = range })
    }
    for (name, output) in outputs(sum.output) { add(.output, name, with { $0.output = output }) }
    for zero in FusedSum.ZeroResult.allCases { add(.zero, zero.name, with { $0.zero = zero }) }
    for word in otherNaNs(sum.canonicalNaN) { add(.canonicalNaN, text(word), with { $0.canonicalNaN = word }) }
  }

  mutating func chain(_ chain: MultiplyAddChain) {
    let other: MultiplyAddChain.NaNRule = chain.nan == .canonical ? .firstOfBCA : .canonical
    add(.nan, other.name, .multiplyAddChain(MultiplyAddChain(nan: other, canonicalNaN: chain.canonicalNaN)))
    for word in otherNaNs(chain.canonicalNaN) {
      add(.canonicalNaN, text(word), .multiplyAddChain(MultiplyAddChain(nan: chain.nan, canonicalNaN: word)))
    }
    let right = datapath
    list.append(
      DotRival("k descending") { question in
        var turned = question
        turned.a.reverse()
        turned.b.reverse()
        return turned.result(right)
      })
    if datapath.accumulator.significandBits == 52 {
      list.append(
        DotRival("product rounded on its own") { question in
          var total = Double(bitPattern: question.c)
          for (one, other) in zip(question.a, question.b) { total = Double(bitPattern: one) * Double(bitPattern: other) + total }
          return total.isNaN ? question.result(right) : total.bitPattern
        })
    } else {
      add(
        .groupLength, "1, product rounded on its own",
        .pairwiseSum(PairwiseSum(groupLength: 1, subnormals: .keep, canonicalNaN: chain.canonicalNaN)))
      add(
        .groupLength, "4, fused",
        .fusedSum(FusedSum(groupLength: 4, fractionBits: nil, output: .rneFP32, zero: .ieee, canonicalNaN: chain.canonicalNaN)))
    }
  }

  mutating func pairwise(_ sum: PairwiseSum) {
    func with(_ change: (inout PairwiseSum) -> Void) -> Datapath.Arithmetic {
      var changed = sum
      change(&changed)
      return .pairwiseSum(changed)
    }
    for length in [sum.groupLength / 2, sum.groupLength * 2] {
      let rival = with {
        $0.groupLength = length
        $0.flushLength = max($0.flushLength, length)
      }
      add(.groupLength, "\(length)", rival)
    }
    for length in [sum.groupLength, sum.flushLength * 2] { add(.flushLength, "\(length)", with { $0.flushLength = length }) }
    add(.subnormals, "keep", with { $0.subnormals = .keep })
    for word in otherNaNs(sum.canonicalNaN) { add(.canonicalNaN, text(word), with { $0.canonicalNaN = word }) }
    add(.accumulatorInput, "multiply-add chain", .multiplyAddChain(MultiplyAddChain(nan: .canonical, canonicalNaN: sum.canonicalNaN)))
    add(
      .accumulatorInput, "fused sum",
      .fusedSum(FusedSum(groupLength: sum.groupLength, fractionBits: nil, output: .rneFP32, zero: .ieee, canonicalNaN: sum.canonicalNaN)))
  }

  mutating func integer(_ sum: IntegerSum) {
    func with(_ change: (inout IntegerSum) -> Void) -> Datapath.Arithmetic {
      var changed = sum
      change(&changed)
      return .integerSum(changed)
    }
    for length in [sum.groupLength / 2, sum.groupLength * 2] { add(.groupLength, "\(length)", with { $0.groupLength = length }) }
    add(.overflow, sum.overflow == .wrap ? "saturate" : "wrap", with { $0.overflow = sum.overflow == .wrap ? .saturate : .wrap })
    add(
      .product, sum.product == .multiply ? "exclusive-or" : "multiply",
      with { $0.product = sum.product == .multiply ? .exclusiveOr : .multiply })
    guard datapath.a.codeBits > 1 else { return }
    for (side, path) in [("A", \Datapath.a), ("B", \Datapath.b)] {
      var other = datapath
      other[keyPath: path] = Self.otherSign(datapath[keyPath: path])
      let rival = other
      list.append(DotRival("\(side) with the other signedness") { $0.result(rival) })
    }
  }

  private static func otherSign(_ format: FormatDescriptor) -> FormatDescriptor {
    switch format {
    case INT8.descriptor: UINT8.descriptor
    case UINT8.descriptor: INT8.descriptor
    case INT4.descriptor: UINT4.descriptor
    default: INT4.descriptor
    }
  }

  // MARK: Operands

  /// Subnormal elements, and a subnormal C, that count as zero.
  mutating func operands() {
    let right = datapath
    var isFlushing = false
    if case .pairwiseSum(let sum) = datapath.arithmetic { isFlushing = sum.subnormals == .flush }
    guard !isFlushing else { return }
    @Sendable func flushed(_ format: FormatDescriptor, _ word: UInt64) -> UInt64 {
      format.unpack(word).isSubnormal ? word & (format.signMask << UInt64(format.paddingBits)) : word
    }
    list.append(
      DotRival("subnormal elements are zero") { question in
        var changed = question
        // The code that would be −0 is NaN in some formats.
        changed.a = question.a.map { right.a.hasNegativeZero ? flushed(right.a, $0) : right.a.unpack($0).isSubnormal ? 0 : $0 }
        changed.b = question.b.map { right.b.hasNegativeZero ? flushed(right.b, $0) : right.b.unpack($0).isSubnormal ? 0 : $0 }
        return changed.result(right)
      })
    list.append(
      DotRival("a subnormal C is zero") { question in
        var changed = question
        changed.c = flushed(right.accumulator, question.c)
        return changed.result(right)
      })
  }

  /// Bugs with scales.
  mutating func scales() {
    guard let scale = datapath.scale else { return }
    let right = datapath
    let nan = UInt8(scale.format.codeMask)
    let top = UInt8(scale.format.maximumFiniteMagnitude)
    func add(_ name: String, equality: String? = nil, _ change: @escaping @Sendable (inout DotQuestion) -> Void) {
      list.append(
        DotRival(name, equality: equality) { question in
          var changed = question
          change(&changed)
          return changed.result(right)
        })
    }
    add("NaN scale is a number") {
      $0.scaleA = $0.scaleA.map { $0 & nan == nan ? top : $0 }
      $0.scaleB = $0.scaleB.map { $0 & nan == nan ? top : $0 }
    }
    add("scale of A one code higher") { $0.scaleA = $0.scaleA.map { $0 & nan >= top ? $0 : $0 + 1 } }
    add("scale of B one code lower") { $0.scaleB = $0.scaleB.map { $0 & nan == 0 || $0 & nan == nan ? $0 : $0 - 1 } }
    add("scales of A left out") { $0.scaleA = $0.scaleA.map { _ in UInt8(DotForm(scale.format).word(0)) } }
    add("scales of A and B swapped", equality: "a term takes the product of both scales, and the sum of their exponents") {
      let a = $0.scaleA
      $0.scaleA = $0.scaleB
      $0.scaleB = a
    }
    add("scales of A in reverse order") { $0.scaleA.reverse() }
    if scale.format.codeBits < 8 {
      add("top bit of a scale is a sign") { question in
        for block in question.scaleA.indices where (question.scaleA[block] ^ question.scaleB[block]) & 0x80 != 0 {
          for place in (block * scale.blockLength)..<min(question.a.count, (block + 1) * scale.blockLength) {
            question.a[place] ^= right.a.signMask
          }
        }
      }
    }
  }

  // MARK: Values

  /// Output conversions beside one, of the same format's word.
  private func outputs(_ output: OutputConversion) -> [(String, OutputConversion)] {
    let other: Rounding = output.rounding == .towardZero ? .nearestEven : .towardZero
    var list: [(String, OutputConversion)] = [
      ("\(other.name)", OutputConversion(format: output.format, rounding: other)),
      ("down", OutputConversion(format: output.format, rounding: .down)),
      ("saturate", OutputConversion(format: output.format, rounding: output.rounding, overflow: .saturate)),
    ]
    if output.format.significandBits == 13 { list.append(("rz-fp32", .rzFP32)) }
    if output == .rzFP32 { list.append(("rz-e8m13", .rzE8M13)) }
    return list
  }

  /// A NaN with another payload, and one with the other sign.
  private func otherNaNs(_ word: UInt64) -> [UInt64] {
    let format = datapath.accumulator
    let quiet = UInt64(1) << UInt64(format.significandBits - 1)
    return [word & quiet == word & (2 * quiet - 1) ? word | (quiet - 1) : word & ~(quiet - 1), word ^ format.signMask]
  }

  private func text(_ word: UInt64) -> String { Hex.digits(word, bits: datapath.accumulator.wordBits) }
}
