import Binade

extension VectorFile {
  /// The `$readmemh` image of one group: a word for each test, operand above result above exceptions; a stochastic group has the random
  /// word and the lane on top.
  ///
  /// - Parameter index: which group, from 0. The first is the default policies over all boundaries.
  /// - Throws: only if there is no such group.
  public func mem(group index: Int = 0) throws(FileError) -> MemFile {
    guard groups.indices.contains(index) else {
      throw .badHeader(path: suite.name, reason: "has \(groups.count) groups, there is no group \(index + 1)")
    }
    let group = groups[index]
    let operandBits = group.source.descriptor.wordBits
    let resultBits = group.target.descriptor.wordBits
    let randomBits = group.layout == nil ? 0 : 40
    var fields = ["operand \(group.source.name) [\(operandBits)]", "result \(group.target.name) [\(resultBits)]", "exceptions [8]"]
    if randomBits > 0 { fields = ["random [32]", "lane [8]"] + fields }
    var image = try MemFile(
      wordBits: randomBits + operandBits + resultBits + 8,
      comments: [
        "\(suite.name), group \(index + 1) of \(groups.count), \(group.tests.count) tests, level \(level.rawValue)",
        "seed \(Hex.digits(seed, bits: 64)); expected values: BinadeOracle \(VectorGroup.oracleVersion)",
        "policies: " + PolicyAxis.allCases.map { "\($0.name)=\(group.conversion[$0])" }.joined(separator: " "),
        "fields from the most significant: " + fields.joined(separator: ", "),
      ], name: suite.name)
    for test in group.tests {
      var word = ""
      if let random = test.random, let lane = test.lane {
        word += Hex.digits(UInt64(random), bits: 32) + Hex.digits(UInt64(lane), bits: 8)
      }
      word += Hex.digits(test.operand, bits: operandBits) + Hex.digits(test.result, bits: resultBits)
      try image.append(hex: word + Hex.digits(UInt64(test.exceptions.rawValue), bits: 8))
    }
    return image
  }
}
