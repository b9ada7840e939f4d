internal import Binade

extension BlockVectorFile {
  /// The schema's file name.
  static let schemaName = "block-vectors.schema.json"

  /// The file's JSON, one block and one test a line, the same bytes for the same vectors.
  public func json() -> [UInt8] {
    let format = suite.format
    var text = "{\n"
    text += "  \"schema\": \"\(Self.schemaName)\",\n"
    text += "  \"suite\": \"\(suite.name)\",\n"
    text += "  \"format\": \"\(format.name)\",\n"
    text += "  \"operation\": \"\(suite.operation.rawValue)\",\n"
    text += "  \"parameters\": {\(parameters)},\n"
    text += "  \"seed\": \"\(Hex.digits(seed, bits: 64))\",\n"
    text += "  \"spec\": [\(VectorFile.quoted(specClauses))],\n"
    text += "  \"header\": [\n\(header.map { "    \"\($0)\"" }.joined(separator: ",\n"))\n  ],\n"
    text += "  \"confirmedBy\": [],\n"
    text += "  \"numberOfTests\": \(count),\n"
    if suite.operation == .quantize {
      text += "  \"notes\": {\n\(notes)\n  },\n"
      text += "  \"blocks\": [\n\(blocks.map(Self.line).joined(separator: ",\n"))\n  ],\n"
    }
    text += "  \"testGroups\": [\n\(groups.map(json).joined(separator: ",\n"))\n  ]\n}\n"
    return Array(text.utf8)
  }

  /// The parameters of the format [blocks-1], for those who do not know it by name.
  private var parameters: String {
    let format = suite.format
    return "\"element\": \"\(format.element.name)\", \"scale\": \"\(format.scale.name)\", \"rows\": \(format.descriptor.rows), "
      + "\"columns\": \(format.descriptor.columns ?? 0), \"tensorScale\": \(format.descriptor.hasTensorScale), "
      + "\"zeroPoint\": \"\(format.zeroPointName)\""
  }

  private var specClauses: [String] {
    suite.operation == .quantize
      ? ["blocks-2", "blocks-3", "blocks-6", "scale-rules-2", "scale-rules-3", "scale-rules-5", "special-blocks-8", "arithmetic-1"]
      : ["blocks-3", "blocks-5", "blocks-8"]
  }

  private var header: [String] {
    if suite.operation == .dequantize {
      return [
        "codes of a group are decoded in each of its tests; values are words of binary32, in the same order [blocks-8].",
        "Expected values come from the oracle, which shares no code with the library. Written by the tool; never edited.",
      ]
    }
    return [
      "words are binary32 in hexadecimal, element 0 first; w*n is n times w. A block with fewer words than the format's is one at an edge.",
      "codes: \(suite.format.codeDigits) hexadecimal digit\(suite.format.codeDigits == 1 ? "" : "s") for each element, element 0 first.",
      "The first group asks every question. Of the others each asks a core of blocks, blocks where its answer is not the first group's, and"
        + " blocks that tell it from each other group.",
      "Expected values come from the oracle, which shares no code with the library. Written by the tool; never edited.",
    ]
  }

  private var notes: String {
    let used = Set(blocks.flatMap(\.labels))
    return BlockLabel.allCases.filter { used.contains($0) }.map { "    \"\($0.rawValue)\": \"\($0.description)\"" }.joined(separator: ",\n")
  }

  private static func line(_ block: VectorBlock) -> String {
    var text = "    {\"id\": \(block.id), \"flags\": [\(VectorFile.quoted(block.labels.map(\.rawValue)))]"
    if let columns = block.columns { text += ", \"columns\": \(columns)" }
    return text + ", \"words\": \"\(Self.runs(block.words))\"}"
  }

  /// Words with a count behind those that repeat: `3f800000 00000000*31`.
  static func runs(_ words: [UInt32]) -> String {
    var parts: [String] = []
    var start = 0
    while start < words.count {
      var end = start + 1
      while end < words.count && words[end] == words[start] { end += 1 }
      parts.append(Hex.digits(UInt64(words[start]), bits: 32) + (end - start > 1 ? "*\(end - start)" : ""))
      start = end
    }
    return parts.joined(separator: " ")
  }

  // MARK: Groups

  private func json(_ group: BlockVectorGroup) -> String {
    var text = "    {\n      \"type\": \"\(suite.operation == .quantize ? "BlockQuantize" : "BlockDequantize")\",\n"
    text += "      \"source\": {\"name\": \"BinadeOracle\", \"version\": \"\(VectorGroup.oracleVersion)\"},\n"
    if let conversion = group.conversion {
      if let profile = group.profile { text += "      \"profile\": \"\(profile)\",\n" }
      text += "      \"operandFormat\": \"\(group.operandFormat)\",\n"
      let pairs =
        BlockPolicyAxis.allCases.map { ($0.name, conversion[$0]) } + PolicyAxis.allCases.map { ($0.name, conversion.element[$0]) }
      text += "      \"policies\": {\(pairs.map { "\"\($0.0)\": \"\($0.1)\"" }.joined(separator: ", "))},\n"
      if let layout = group.layout { text += "      \"randomLayout\": \"\(layout.name)\",\n" }
    } else {
      text += "      \"codes\": \"\(codes(group.tests.first?.codes ?? []))\",\n"
    }
    return text + "      \"tests\": [\n\(group.tests.map(line).joined(separator: ",\n"))\n      ]\n    }"
  }

  private func line(_ test: BlockVectorTest) -> String {
    var text = "        {\"tcId\": \(test.id)"
    if suite.operation == .quantize { text += ", \"block\": \(test.block)" }
    if let word = test.tensorMaximum { text += ", \"tensorMaximum\": \"\(Hex.digits(UInt64(word), bits: 32))\"" }
    if let words = test.random {
      text += ", \"random\": \"\(words.map { Hex.digits(UInt64($0), bits: 32) }.joined(separator: " "))\""
    }
    if let word = test.tensorScale { text += ", \"tensorScale\": \"\(Hex.digits(UInt64(word), bits: 32))\"" }
    text += ", \"scale\": \"\(Hex.digits(UInt64(test.scale), bits: suite.format.scaleBits))\""
    if let word = test.zeroPoint, let bits = suite.format.zeroPointBits {
      text += ", \"zeroPoint\": \"\(Hex.digits(UInt64(word), bits: bits))\""
    }
    if suite.operation == .quantize { return text + ", \"codes\": \"\(codes(test.codes))\"}" }
    return text + ", \"values\": \"\(test.values.map { Hex.digits(UInt64($0), bits: 32) }.joined(separator: " "))\"}"
  }

  /// Codes without gaps.
  func codes(_ codes: [UInt8]) -> String { suite.format.codes(codes) }
}

extension NamedBlockFormat {
  /// Codes without gaps.
  func codes(_ codes: [UInt8]) -> String {
    codeDigits == 2 ? HexDigits.text(codes) : String(decoding: codes.map { HexDigits.digit($0) }, as: UTF8.self)
  }
}
