import Binade
import BinadeTensorCore

extension DotSuite {
  /// Whether its image for a memory ships: for the instructions that are asked for first. The tool makes the others.
  var shipsImage: Bool {
    [
      "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", "sm_100:tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32",
      "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32", "sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3", "sm_90:wgmma.f32.e4m3.e4m3",
      "sm_90:mma.f32.f16.f16",
    ].contains(instruction.name)
  }
}

extension DotVectorFile {
  /// The `$readmemh` image: a word for each *element* of A and B of each test, one test after the other. Chains of two instructions are not
  /// in it.
  public func mem() throws(FileError) -> MemFile {
    let datapath = suite.datapath
    let chosen = tests.filter { $0.question.a.count == suite.k }
    let (bitsA, bitsB, own) = (4 * datapath.a.dotDigits, 4 * datapath.b.dotDigits, datapath.accumulator.wordBits)
    var fields = ["a [\(bitsA)]", "b [\(bitsB)]"]
    if datapath.scale != nil { fields += ["scaleA [8]", "scaleB [8]"] }
    fields += ["c [\(own)]", "result [\(own)]"]
    var image = try MemFile(
      wordBits: bitsA + bitsB + (datapath.scale == nil ? 0 : 16) + 2 * own,
      comments: [
        "\(suite.name), \(chosen.count) tests of \(suite.k) elements",
        "seed \(Hex.digits(seed, bits: 64)); expected values: BinadeOracle \(VectorGroup.oracleVersion)",
        "word number test * \(suite.k) + k; c and result are the same in all elements of a test, scales in all of a scale block",
        "fields from the most significant: " + fields.joined(separator: ", "),
      ], name: suite.name)
    for test in chosen {
      let question = test.question
      for k in question.a.indices {
        var word = Hex.digits(question.a[k], bits: bitsA) + Hex.digits(question.b[k], bits: bitsB)
        if let scale = datapath.scale {
          word += HexDigits.text([question.scaleA[k / scale.blockLength], question.scaleB[k / scale.blockLength]])
        }
        try image.append(hex: word + Hex.digits(question.c, bits: own) + Hex.digits(test.result, bits: own))
      }
    }
    return image
  }
}
