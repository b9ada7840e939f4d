internal import Binade

extension BlockVectorFile {
  /// The `$readmemh` image of one group: a word for each *lane* of each whole block, one block after the other.
  ///
  /// Blocks at edges, and the sweep through all exponents, are not in the image. A suite that dequantizes has a word for each code.
  /// - Parameter index: which group, from 0.
  /// - Throws: only if there is no such group.
  public func mem(group index: Int = 0) throws(FileError) -> MemFile {
    guard groups.indices.contains(index) else {
      throw .badHeader(path: suite.name, reason: "has \(groups.count) groups, there is no group \(index + 1)")
    }
    let group = groups[index]
    return suite.operation == .quantize ? try quantizing(group, index) : try dequantizing(group)
  }

  /// Elements of a whole block.
  private var blockSize: Int { suite.format.descriptor.rows * (suite.format.descriptor.columns ?? 0) }

  /// The tests of a group that its image holds: whole blocks; of the sweep, and of the largest blocks, too few would fit a memory.
  func imageTests(_ group: BlockVectorGroup) -> [BlockVectorTest] {
    let tests = group.tests.filter {
      let block = blocks[$0.block - 1]
      return block.words.count == blockSize && block.labels != [.sweep]
    }
    return Array(tests.prefix(Swift.max(2, 16_384 / blockSize)))
  }

  private func quantizing(_ group: BlockVectorGroup, _ index: Int) throws(FileError) -> MemFile {
    let format = suite.format
    let codeBits = format.codeDigits * 4
    let tests = imageTests(group)
    var fields = ["input f32 [32]", "scale \(format.scale.name) [\(format.scaleBits)]"]
    if let bits = format.zeroPointBits { fields.append("zero point \(format.zeroPoint?.name ?? "") [\(bits)]") }
    fields.append("code \(format.element.name) [\(codeBits)]")
    if format.descriptor.hasTensorScale { fields = ["tensor maximum f32 [32]", "tensor scale f32 [32]"] + fields }
    if group.layout != nil { fields = ["random field [8]"] + fields }
    let bits = (group.layout == nil ? 0 : 8) + (format.descriptor.hasTensorScale ? 64 : 0) + 32 + format.scaleBits
    var comments = [
      "\(suite.name), group \(index + 1) of \(groups.count), \(tests.count) blocks of \(blockSize) lanes, whole blocks only",
      "seed \(Hex.digits(seed, bits: 64)); expected values: BinadeOracle \(VectorGroup.oracleVersion)",
    ]
    if let conversion = group.conversion {
      comments.append("block policies: " + BlockPolicyAxis.allCases.map { "\($0.name)=\(conversion[$0])" }.joined(separator: " "))
      comments.append("element policies: " + PolicyAxis.allCases.map { "\($0.name)=\(conversion.element[$0])" }.joined(separator: " "))
    }
    comments.append("word number block * \(blockSize) + lane; scale and tensor words are the same in all lanes of a block")
    comments.append("fields from the most significant: " + fields.joined(separator: ", "))
    var image = try MemFile(wordBits: bits + (format.zeroPointBits ?? 0) + codeBits, comments: comments, name: suite.name)
    for test in tests {
      let words = blocks[test.block - 1].words
      for lane in words.indices {
        var word = ""
        if let layout = group.layout, let random = test.random {
          word += Hex.digits(UInt64(layout.field(of: random[lane / layout.elementsPerWord], at: lane).bits), bits: 8)
        }
        if let maximum = test.tensorMaximum, let scale = test.tensorScale {
          word += Hex.digits(UInt64(maximum), bits: 32) + Hex.digits(UInt64(scale), bits: 32)
        }
        word += Hex.digits(UInt64(words[lane]), bits: 32) + Hex.digits(UInt64(test.scale), bits: format.scaleBits)
        if let zero = test.zeroPoint, let bits = format.zeroPointBits { word += Hex.digits(UInt64(zero), bits: bits) }
        try image.append(hex: word + Hex.digits(UInt64(test.codes[lane]), bits: codeBits))
      }
    }
    return image
  }

  private func dequantizing(_ group: BlockVectorGroup) throws(FileError) -> MemFile {
    let format = suite.format
    let codeBits = format.codeDigits * 4
    var fields = ["scale \(format.scale.name) [\(format.scaleBits)]"]
    if let bits = format.zeroPointBits { fields.append("zero point \(format.zeroPoint?.name ?? "") [\(bits)]") }
    fields += ["code \(format.element.name) [\(codeBits)]", "value f32 [32]"]
    if format.descriptor.hasTensorScale { fields = ["tensor scale f32 [32]"] + fields }
    let bits = (format.descriptor.hasTensorScale ? 32 : 0) + format.scaleBits + (format.zeroPointBits ?? 0) + codeBits + 32
    // Of formats with many codes, every eighth test: the JSON has them all.
    let step = (group.tests.first?.codes.count ?? 0) * group.tests.count > 6000 ? 8 : 1
    let tests = stride(from: 0, to: group.tests.count, by: step).map { group.tests[$0] }
    var image = try MemFile(
      wordBits: bits,
      comments: [
        "\(suite.name), \(step == 1 ? "every test" : "one test of \(step)"): \(tests.count) tests of \(tests.first?.codes.count ?? 0) codes",
        "expected values: BinadeOracle \(VectorGroup.oracleVersion)",
        "fields from the most significant: " + fields.joined(separator: ", "),
      ], name: suite.name)
    for test in tests {
      for (code, value) in zip(test.codes, test.values) {
        var word = test.tensorScale.map { Hex.digits(UInt64($0), bits: 32) } ?? ""
        word += Hex.digits(UInt64(test.scale), bits: format.scaleBits)
        if let zero = test.zeroPoint, let bits = format.zeroPointBits { word += Hex.digits(UInt64(zero), bits: bits) }
        try image.append(hex: word + Hex.digits(UInt64(code), bits: codeBits) + Hex.digits(UInt64(value), bits: 32))
      }
    }
    return image
  }
}
