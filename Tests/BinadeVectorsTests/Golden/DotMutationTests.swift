import BinadeTensorCore
import BinadeVectors
import Testing

/// The shipped dot vectors tell every wrong datapath from the right one: each parameter of another device, and the classic bugs.
///
/// A test names the wrong datapaths that it excludes, so that each is tried on one test alone. A wrong datapath that no test excludes must
/// have a reason why nothing can tell it, and is compared with the right one on random operands.
@Suite struct DotMutationTests {
  @Test(arguments: DotFiles.names)
  func wrongDatapathIsFound(_ name: String) throws {
    let file = try #require(DotFiles.all[name])
    var tests: [String: DotVectorTest] = [:]
    for test in file.tests {
      for rival in test.excludes where tests[rival] == nil { tests[rival] = test }
    }
    for rival in DotRival.all(file.suite.datapath) where rival.equality == nil {
      guard let test = tests[rival.name] else {
        Issue.record("\(name) does not notice: \(rival.name)")
        continue
      }
      let result = rival.result(test.question)
      #expect(result != test.result, "\(name) tcId \(test.id) does not notice: \(rival.name)")
    }
  }

  @Test(arguments: DotFiles.names)
  func equalDatapathIsEqual(_ name: String) throws {
    let suite = try #require(DotSuite(name))
    let equal = DotRival.all(suite.datapath).filter { $0.equality != nil }
    guard !equal.isEmpty else { return }
    let questions = DotQuestions(suite)
    for index in 0..<DotFiles.number(debug: 150, release: 4000) {
      let question = questions.question(index, seed: 0xE0A1).question
      let right = question.result(suite.datapath)
      for rival in equal {
        let result = rival.result(question)
        if result != right { Issue.record("\(name): \(rival.name) differs, though \(rival.equality ?? ""): family question \(index)") }
      }
    }
  }

  /// The reasons, and of how many datapaths each speaks: a new one has to be looked at.
  @Test func reasonsAreThese() {
    var counts: [String: Int] = [:]
    for suite in DotSuite.all {
      for rival in DotRival.all(suite.datapath) {
        if let reason = rival.equality { counts[reason, default: 0] += 1 }
      }
    }
    #expect(counts == Self.reasons)
  }

  private static let reasons: [String: Int] = [
    "a term takes the product of both scales, and the sum of their exponents": 31,
    "beside a product with a subnormal factor nothing is cut off": 4,
    "every sum is a multiple of the smallest number": 85,
    "every sum is a multiple of the smallest number, and the first node takes +0 for C": 10,
    "no product has an exponent below the floor": 256,
    "no product has bits that are cut off": 11,
    "no product is negative: what is clamped stays so": 8,
    "no product reaches the limit": 14,
    "no term has bits that the floor would cut off": 32,
    "no sum becomes a zero with a sign": 5,
    "nothing is cut off": 6,
    "products cannot take a finite C beyond the largest number": 58,
    "subnormal elements have the same exponent in both": 13,
    "sums modulo 2^32 do not depend on groups": 44,
    "terms are aligned by their scales": 6,
    "the bits that are kept more are cut off again by the normalised bits": 9,
  ]

  /// What must be tried on every fused sum: the parameters in which devices differ.
  @Test func parametersAreTried() {
    for suite in DotSuite.all {
      guard case .fusedSum(let sum) = suite.datapath.arithmetic else { continue }
      let names = Set(DotRival.all(suite.datapath).map { $0.name })
      var wanted = ["group-length=\(sum.groupLength / 2)", "group-length=\(sum.groupLength * 2)", "alignment=down"]
      if let bits = sum.fractionBits { wanted += ["fraction-bits=\(bits - 1)", "fraction-bits=\(bits + 1)"] }
      if let floor = sum.floor { wanted += ["floor=\(floor - 1)", "floor=\(floor + 1)", "floor=none"] }
      if sum.interleaving != .none { wanted += ["interleaving=none", "multiplicand=none", "accumulator-input=fused"] }
      if sum.termLength == 16 { wanted += ["term-length=1", "term-length=8", "term-exponent=products"] }
      if suite.datapath.scale != nil { wanted += ["NaN scale is a number", "scales of A and B swapped", "scale of A one code higher"] }
      let missing = wanted.filter { !names.contains($0) && !$0.hasSuffix("=0") }
      #expect(missing.isEmpty, "\(suite.name)")
    }
  }
}
