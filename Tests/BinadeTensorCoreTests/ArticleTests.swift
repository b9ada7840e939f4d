import Binade
import BinadeTensorCore
import Testing

/// The unit of Spec model-your-own-unit.md.
@Suite struct ArticleTests {
  @Test func unit() throws {
    let sum = FusedSum(groupLength: 16, fractionBits: 20, alignment: .down, output: .rzFP32, zero: .sum, canonicalNaN: 0x7FC0_0000)
    let unit = Datapath(
      a: E4M3FN.descriptor, b: E5M2.descriptor, accumulator: Binary32.descriptor,
      scale: .init(format: E8M0FNU.descriptor, blockLength: 16), arithmetic: .fusedSum(sum))
    try unit.check()
    let word = try unit.dot(a: [0x38, 0x81].span, b: [0x3C, 0x04].span, scaleA: [127].span, scaleB: [127].span)
    #expect(word == 0x3F7F_FFF0)
    let explanation = try unit.explain(a: [0x38, 0x81].span, b: [0x3C, 0x04].span, scaleA: [127].span, scaleB: [127].span)
    #expect(explanation.result == word)
    #expect(explanation.stretches[0].nodes[0].terms[1].isCut)
  }

  /// Each parameter that is wrong is named.
  @Test func errors() {
    let sum = FusedSum(groupLength: 16, fractionBits: 20)
    let sound = Datapath(a: E4M3FN.descriptor, b: E5M2.descriptor, accumulator: Binary32.descriptor, arithmetic: .fusedSum(sum))
    func name(_ change: (inout Datapath, inout FusedSum) -> Void) -> String {
      var (datapath, sum) = (sound, sum)
      change(&datapath, &sum)
      if case .fusedSum = datapath.arithmetic { datapath.arithmetic = .fusedSum(sum) }
      do { try datapath.check() } catch {
        if case .parameter(let name, _, _) = error { return name }
      }
      return "none"
    }
    let found = [
      name { _, _ in }, name { $1.groupLength = 0 }, name { $1.groupLength = 5000 }, name { $1.termLength = 3 },
      name { $1.fractionBits = 97 },
      name { $1.floor = 20000 }, name { $1.alignment = .stochastic }, name { $1.interleaving = .init(period: 4, run: 3) },
      name { $1.output.rounding = .nearestGeometric }, name { $1.output = .rneFP16 }, name { $1.canonicalNaN = 1 << 32 },
      name { $1.multiplicand = E2M1FN.descriptor },
      name {
        $0.scale = .init(format: E8M0FNU.descriptor, blockLength: 0); $1.floor = nil
      },
      name {
        $0.scale = .init(format: E5M2.descriptor, blockLength: 16); $1.floor = nil
      },
      name {
        $0.a = Binary64.descriptor; $1.floor = nil
      },
      name {
        $0.accumulator = UINT8.descriptor; $1.floor = nil
      },
      name {
        $0.arithmetic = .integerSum(IntegerSum(groupLength: 4)); $1.floor = nil
      },
      name {
        $0.arithmetic = .pairwiseSum(PairwiseSum(groupLength: 3)); $1.floor = nil
      },
      name {
        $0.arithmetic = .twoStageSum(TwoStageSum(groupLength: 4, parts: 3)); $1.floor = nil
      },
      name {
        $0.arithmetic = .multiplyAddChain(MultiplyAddChain(canonicalNaN: 1 << 40)); $1.floor = nil
      },
    ]
    let expected = [
      "none", "groupLength", "groupLength", "termLength", "fractionBits", "floor", "alignment", "interleaving.run", "output.rounding",
      "output.format", "canonicalNaN", "multiplicand", "scale.blockLength", "scale.format", "a.significandBits", "accumulator", "a",
      "groupLength", "parts", "canonicalNaN",
    ]
    #expect(found == expected)
  }
}
