import Binade
import BinadeOracle
import BinadeTensorCore
import Testing

/// Datapaths that nobody named: random parameters, against the oracle.
@Suite struct CustomDatapathTests {
  static let formats = [
    "e4m3fn", "e5m2", "e2m3fn", "e3m2fn", "e2m1fn", "e4m3fnuz", "e5m2fnuz", "f16", "bf16", "tf32", "int8", "s1p6", "e3m4", "uint4",
  ]
  static let narrow = ["e4m3fn", "e5m2", "e2m3fn", "e3m2fn", "e2m1fn", "int8", "s1p6", "e3m4"]
  static let roundings: [(Rounding, OraclePolicy.Rounding)] = [
    (.towardZero, .towardZero), (.down, .down), (.nearestEven, .nearestEven), (.up, .up), (.nearestAway, .nearestAway), (.toOdd, .toOdd),
  ]

  static func format(_ name: String) -> (FormatDescriptor, OracleFormat) {
    (ScalarFormatID(rawValue: name)!.descriptor, OracleFormat.named(name)!)
  }

  /// A fused sum with random parameters, twice.
  static func fusedSum(_ random: inout Random) -> (Datapath, OracleDatapath) {
    let termLength = [1, 1, 1, 2, 4, 8][random.below(6)]
    let names = termLength == 1 ? formats : narrow
    let (a, oracleA) = format(names[random.below(names.count)])
    let (b, oracleB) = format(names[random.below(names.count)])
    let isHalf = random.below(3) == 0
    let (accumulator, oracleAccumulator) = format(isHalf ? "f16" : "f32")
    var sum = FusedSum(
      groupLength: termLength * [1, 2, 4, 5, 8][random.below(5)], fractionBits: random.below(5) == 0 ? nil : 5 + random.below(45))
    sum.termLength = termLength
    sum.termExponent = random.below(3) == 0 ? .scales : .products
    let (alignment, oracleAlignment) = roundings[random.below(2) == 0 ? 0 : random.below(roundings.count)]
    sum.alignment = alignment
    sum.floor = random.below(3) == 0 ? nil : -20 - random.below(130)
    if random.below(4) == 0, sum.groupLength % 2 == 0 { sum.interleaving = .init(period: 4, run: 2) }
    sum.accumulatorInput = random.below(4) == 0 ? .addedAfterwards : .fused
    let (outputRounding, oracleRounding) = roundings[random.below(roundings.count)]
    sum.output = OutputConversion(format: accumulator, rounding: outputRounding, overflow: random.below(3) == 0 ? .saturate : .infinity)
    sum.zero = FusedSum.ZeroResult.allCases[random.below(3)]
    sum.canonicalNaN = isHalf ? 0x7E01 : 0x7FC0_0001
    var datapath = Datapath(a: a, b: b, accumulator: accumulator, arithmetic: .fusedSum(sum))
    var oracle = OracleDatapath(.fusedSum, a: oracleA, b: oracleB, accumulator: oracleAccumulator)
    if random.below(2) == 0 {
      let (scale, oracleScale) = format(["e8m0fnu", "ue4m3", "ue5m3", "e4m3fn"][random.below(4)])
      datapath.scale = .init(format: scale, blockLength: termLength * [1, 2, 4][random.below(3)])
      oracle.scale = oracleScale
      oracle.scaleBlock = datapath.scale!.blockLength
    }
    oracle.groupLength = sum.groupLength
    oracle.termLength = termLength
    oracle.termExponent = sum.termExponent == .scales ? .scales : .products
    oracle.fractionBits = sum.fractionBits
    oracle.alignment = oracleAlignment
    oracle.floor = sum.floor
    oracle.interleaving = sum.interleaving == .none ? nil : .init(period: 4, run: 2)
    oracle.accumulatorInput = sum.accumulatorInput == .fused ? .fused : .addedAfterwards
    oracle.outputRounding = oracleRounding
    oracle.saturates = sum.output.overflow == .saturate
    oracle.zero = OracleDatapath.Zero(rawValue: sum.zero.name)!
    oracle.canonicalNaN = sum.canonicalNaN
    return (datapath, oracle)
  }

  /// A two-stage sum with random parameters, twice.
  static func twoStageSum(_ random: inout Random) -> (Datapath, OracleDatapath) {
    let (a, oracleA) = format(formats[random.below(formats.count)])
    let (b, oracleB) = format(formats[random.below(formats.count)])
    let (accumulator, oracleAccumulator) = format("f32")
    let sum = TwoStageSum(
      groupLength: 1 + random.below(9), parts: 1 + random.below(2), productLimit: random.below(2) == 0 ? nil : random.below(200) - 50,
      productBits: 10 + random.below(20), sumBits: 10 + random.below(30), accumulatorBits: 10 + random.below(30),
      normalisedBits: 20 + random.below(20), accumulatorRange: random.below(2) == 0 ? nil : random.below(40))
    var oracle = OracleDatapath(.twoStageSum, a: oracleA, b: oracleB, accumulator: oracleAccumulator)
    oracle.groupLength = sum.groupLength
    oracle.parts = sum.parts
    oracle.productLimit = sum.productLimit
    oracle.productBits = sum.productBits
    oracle.sumBits = sum.sumBits
    oracle.accumulatorBits = sum.accumulatorBits
    oracle.normalisedBits = sum.normalisedBits
    oracle.accumulatorRange = sum.accumulatorRange
    oracle.zero = .sum
    oracle.canonicalNaN = sum.canonicalNaN
    return (Datapath(a: a, b: b, accumulator: accumulator, arithmetic: .twoStageSum(sum)), oracle)
  }

  @Test(arguments: 0..<8) func againstTheOracle(shard: Int) throws {
    var random = Random(state: UInt64(1000 + shard))
    var sound = 0
    for round in 0..<150 {
      let (datapath, oracle) = round % 6 == 5 ? Self.twoStageSum(&random) : Self.fusedSum(&random)
      do { try datapath.check() } catch { continue }  // parameters that do not go together
      sound += 1
      for family in 0..<6 {
        let k = datapath.stretch * 2 - random.below(2)
        let blocks = datapath.scale.map { (k + $0.blockLength - 1) / $0.blockLength } ?? 0
        let a = (0..<k).map { _ in random.word(datapath.a, family: family) }
        let b = (0..<k).map { _ in random.word(datapath.b, family: family) }
        let scaleA = (0..<blocks).map { _ in
          UInt8(truncatingIfNeeded: random.below(8) == 0 ? Int(random.next() & 0xFF) : 50 + random.below(20))
        }
        let scaleB = (0..<blocks).map { _ in
          UInt8(truncatingIfNeeded: random.below(8) == 0 ? Int(random.next() & 0xFF) : 50 + random.below(20))
        }
        let c = random.below(3) == 0 ? 0 : random.word(datapath.accumulator, family: family)
        let ours = try datapath.dot(a: a.span, b: b.span, scaleA: scaleA.span, scaleB: scaleB.span, c: c)
        let theirs = oracle.result(a: a, b: b, scaleA: scaleA.map { UInt64($0) }, scaleB: scaleB.map { UInt64($0) }, c: c)
        #expect(
          ours == theirs,
          "ours \(String(ours, radix: 16)), oracle \(String(theirs, radix: 16)); \(datapath) a \(hex(a)) b \(hex(b)) scales \(hex(scaleA)), \(hex(scaleB)) c \(String(c, radix: 16))"
        )
        var d: [UInt64] = [0]
        var target = d.mutableSpan
        try Gemm(datapath).dots(
          a: a.span, b: b.span, c: [c].span, scaleA: scaleA.span, scaleB: scaleB.span, count: 1, k: k, into: &target)
        #expect(d[0] == ours, "kernel \(String(d[0], radix: 16)), definition \(String(ours, radix: 16)); \(datapath)")
      }
    }
    #expect(sound > 75)
  }
}
