import Binade
import BinadeTensorCore

extension DotVectorFile {
  /// The schema's file name.
  static let schemaName = "dot-vectors.schema.json"

  /// The file's JSON, one test a line, the same bytes for the same vectors.
  public func json() -> [UInt8] {
    var text = "{\n"
    text += "  \"schema\": \"\(Self.schemaName)\",\n"
    text += "  \"suite\": \"\(suite.name)\",\n"
    text += "  \"instruction\": \"\(suite.instruction.name)\",\n"
    text += "  \"instructions\": [\n\(suite.instructions.map { "    \"\($0)\"" }.joined(separator: ",\n"))\n  ],\n"
    text += "  \"datapath\": {\(suite.parameters.map { "\"\($0.name)\": \"\($0.value)\"" }.joined(separator: ", "))},\n"
    text += "  \"k\": \(suite.k),\n"
    text += "  \"seed\": \"\(Hex.digits(seed, bits: 64))\",\n"
    text += "  \"spec\": [\(VectorFile.quoted(suite.specClauses))],\n"
    text += "  \"header\": [\n\(suite.header.map { "    \"\($0)\"" }.joined(separator: ",\n"))\n  ],\n"
    text += "  \"source\": {\"name\": \"BinadeOracle\", \"version\": \"\(VectorGroup.oracleVersion)\"},\n"
    text += Confirmation.json(suite.confirmations)
    text += "  \"numberOfTests\": \(count),\n"
    text += "  \"notes\": {\n\(notes)\n  },\n"
    text += "  \"tests\": [\n\(tests.map(line).joined(separator: ",\n"))\n  ]\n}\n"
    return Array(text.utf8)
  }

  private var notes: String {
    let used = Set(tests.flatMap { $0.labels })
    return DotLabel.allCases.filter { used.contains($0) }.map { "    \"\($0.rawValue)\": \"\($0.description)\"" }.joined(separator: ",\n")
  }

  private func line(_ test: DotVectorTest) -> String {
    let (question, datapath) = (test.question, suite.datapath)
    var text = "    {\"tcId\": \(test.id), \"flags\": [\(VectorFile.quoted(test.labels.map { $0.rawValue }))]"
    text += ", \"a\": \"\(DotText.codes(question.a, datapath.a))\", \"b\": \"\(DotText.codes(question.b, datapath.b))\""
    if datapath.scale != nil {
      text += ", \"scaleA\": \"\(HexDigits.text(question.scaleA))\", \"scaleB\": \"\(HexDigits.text(question.scaleB))\""
    }
    let bits = datapath.accumulator.wordBits
    text += ", \"c\": \"\(Hex.digits(question.c, bits: bits))\", \"result\": \"\(Hex.digits(test.result, bits: bits))\""
    if !test.excludes.isEmpty { text += ", \"excludes\": [\(VectorFile.quoted(test.excludes))]" }
    return text + "}"
  }
}

extension DotSuite {
  /// Formats and parameters, by name.
  var parameters: [(name: String, value: String)] {
    var list = [("arithmetic", datapath.arithmeticName)]
    for (name, format) in [("a", datapath.a), ("b", datapath.b), ("accumulator", datapath.accumulator)] {
      list.append((name, Self.name(of: format)))
    }
    if let scale = datapath.scale {
      list += [("scale", Self.name(of: scale.format)), ("scale-block", "\(scale.blockLength)")]
    }
    return list + datapath.parameters.map { ($0.parameter.name, $0.value) }
  }

  private static func name(of format: FormatDescriptor) -> String {
    // The accumulator of integer units has no name of its own.
    ScalarFormatID.allCases.first { $0.descriptor == format }?.name ?? "int\(format.codeBits)"
  }

  var specClauses: [String] {
    let common = ["datapaths-1", "datapaths-2", "datapaths-3"]
    let own: [String]
    switch datapath.arithmetic {
    case .fusedSum(let sum):
      own = ["datapaths-4", "datapaths-5", "datapaths-6", "datapaths-7"] + (sum.interleaving == .none ? [] : ["datapaths-8"])
    case .multiplyAddChain: own = ["datapaths-9"]
    case .integerSum: own = ["datapaths-10"]
    case .pairwiseSum: own = ["datapaths-11"]
    case .twoStageSum: own = ["datapaths-12", "datapaths-5", "datapaths-6", "datapaths-7"]
    }
    return common + own + ["instructions-2", "gemm-1"]
  }

  var header: [String] {
    let digits = [datapath.a.dotDigits, datapath.b.dotDigits].map { "\($0) digit\($0 == 1 ? "" : "s")" }
    var lines = [
      "result is D = sum over k of a[k] b[k] + c, as a word of the accumulator.",
      "a has \(digits[0]) for each element and b \(digits[1]), in hexadecimal, k ascending. A test that is longer than k is a chain of"
        + " instructions.",
    ]
    if let scale = datapath.scale { lines.append("scaleA and scaleB have a byte for each \(scale.blockLength) elements.") }
    return lines + [
      "excludes names wrong datapaths that give another result.",
      "Expected values come from the oracle, which shares no code with the library. Written by the tool; never edited.",
    ]
  }
}

/// Operands of dot products as text, and back.
enum DotText {
  /// Fixed digits for each word, without gaps.
  static func codes(_ words: [UInt64], _ format: FormatDescriptor) -> String {
    var text = ""
    for word in words { text += Hex.digits(word, bits: 4 * format.dotDigits) }
    return text
  }

  /// The words of such a text; `nil` unless it has whole words of lower-case digits, none beyond the format.
  static func words(_ text: some StringProtocol, _ format: FormatDescriptor) -> [UInt64]? {
    let digits = format.dotDigits
    let bytes = Array(text.utf8)
    guard bytes.count % digits == 0 else { return nil }
    let limit = UInt64(1) << UInt64(min(63, format.codeBits + format.paddingBits))
    var words: [UInt64] = []
    words.reserveCapacity(bytes.count / digits)
    for start in stride(from: 0, to: bytes.count, by: digits) {
      var word: UInt64 = 0
      for byte in bytes[start..<(start + digits)] {
        guard let digit = HexDigits.value(of: byte), !(0x41...0x46).contains(byte) else { return nil }
        word = word << 4 | UInt64(digit)
      }
      guard format.codeBits + format.paddingBits == 64 || word < limit else { return nil }
      words.append(word)
    }
    return words
  }
}
