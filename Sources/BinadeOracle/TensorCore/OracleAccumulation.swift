/// What a library does around an instruction to make one element of a long product: promotion [gemm-3] and split-K [gemm-4].
///
/// All words of results are binary32.
public struct OracleAccumulation: Sendable {
  /// How the scales of a part act on it [gemm-3].
  public enum Scaling: String, Sendable, CaseIterable {
    case none
    case product
    case nested
  }

  public var instruction: OracleInstruction
  /// I; nil: one chain.
  public var promotionInterval: Int?
  public var scaling = Scaling.none
  /// The lengths of the slices of K, in order; empty: one slice.
  public var slices: [Int] = []

  /// One chain of the instruction.
  public init(_ instruction: OracleInstruction) {
    self.instruction = instruction
  }

  /// The lengths of slices by number: ⌈K/number/granule⌉ · granule, the last shorter [gemm-4].
  public static func slices(of k: Int, number: Int, granule: Int) -> [Int] {
    let unit = number * granule
    let length = (k + unit - 1) / unit * granule
    return stride(from: 0, to: k, by: length).map { min(length, k - $0) }
  }

  /// The word of one element. `partScales` has a pair of binary32 words for A and B and each part of K.
  public func result(
    a: [UInt64], b: [UInt64], scaleA: [UInt64] = [], scaleB: [UInt64] = [], partScales: [(a: UInt64, b: UInt64)] = [], c: UInt64 = 0
  ) -> UInt64 {
    precondition(instruction.datapath.accumulator.name == "f32", "the main accumulator is binary32")
    let lengths = slices.isEmpty ? [a.count] : slices
    precondition(lengths.reduce(0, +) == a.count, "the slices are K")
    let v = instruction.datapath.scaleBlock
    func part(_ range: Range<Int>, c: UInt64) -> UInt64 {
      let blocks = range.lowerBound / v..<(range.upperBound + v - 1) / v
      let hasScales = instruction.datapath.scale != nil
      return instruction.result(
        a: Array(a[range]), b: Array(b[range]), scaleA: hasScales ? Array(scaleA[blocks]) : [],
        scaleB: hasScales ? Array(scaleB[blocks]) : [], c: c)
    }

    var total: UInt64?
    var start = 0
    for length in lengths {
      // The first slice starts at C, the others at +0.
      var accumulator = total == nil ? c : 0
      let end = start + length
      if let promotionInterval {
        for first in stride(from: start, to: end, by: promotionInterval) {
          let p = part(first..<min(first + promotionInterval, end), c: 0)
          precondition(scaling == .none || first % promotionInterval == 0, "a slice cuts a part with scales")
          accumulator = promoted(accumulator, p, scaling == .none ? (0, 0) : partScales[first / promotionInterval])
        }
      } else {
        accumulator = part(start..<end, c: accumulator)
      }
      // The slices' results are added in order.
      total = total.map { single.add($0, accumulator) } ?? accumulator
      start = end
    }
    return total ?? c
  }

  private var single: IEEEArithmetic { IEEEArithmetic(instruction.datapath.accumulator, nan: instruction.datapath.canonicalNaN) }

  /// The main accumulator after one part [gemm-3].
  private func promoted(_ accumulator: UInt64, _ p: UInt64, _ scales: (a: UInt64, b: UInt64)) -> UInt64 {
    switch scaling {
    case .none: single.add(accumulator, p)
    case .product: single.multiplyAdd(p, single.multiply(scales.a, scales.b), accumulator)
    case .nested: single.multiplyAdd(single.multiply(p, scales.a), scales.b, accumulator)
    }
  }
}

/// What happens to an element after the product [gemm-5], in binary32, each operation rounded once.
public struct OracleEpilogue: Sendable {
  /// Scales of the operands: of the whole tensors, or of row m and of row n.
  public enum Scale: Sendable {
    case none
    case tensor(a: UInt64, b: UInt64)
    case row(a: UInt64, b: UInt64)
  }

  public var scale = Scale.none
  /// The bias of column n.
  public var bias: UInt64?
  /// The output format and the policy of the one conversion.
  public var target: OracleTarget
  public var policy: OraclePolicy

  public init(_ target: OracleTarget, policy: OraclePolicy) {
    self.target = target
    self.policy = policy
  }

  /// The word of the output from the accumulator's.
  public func result(_ accumulator: UInt64) -> UInt64 {
    let format = OracleArithmetic.single.format
    let single = IEEEArithmetic(format, nan: 0x7FFF_FFFF)
    var word = accumulator
    switch scale {
    case .none: break
    case .tensor(let a, let b): word = single.multiply(word, single.multiply(a, b))
    case .row(let a, let b): word = single.multiply(single.multiply(word, b), a)
    }
    if let bias { word = single.add(word, bias) }
    return target.convert(word, from: format, policy: policy).word
  }
}
