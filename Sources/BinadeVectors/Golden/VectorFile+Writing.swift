internal import Binade
import Foundation

extension VectorFile {
  /// The file's JSON: sorted by meaning, one test a line, the same bytes for the same vectors. Schema: `scalar-vectors.schema.json`.
  public func json() -> [UInt8] {
    var text = ""
    text.reserveCapacity(count * 96 + 4096)
    text += "{\n"
    text += "  \"schema\": \"\(Self.schemaName)\",\n"
    text += "  \"suite\": \"\(suite.name)\",\n"
    text += "  \"format\": \"\(suite.format.name)\",\n"
    text += "  \"operation\": \"\(suite.operation.rawValue)\",\n"
    text += "  \"level\": \(level.rawValue),\n"
    text += "  \"seed\": \"\(Hex.digits(seed, bits: 64))\",\n"
    text += "  \"spec\": [\(Self.quoted(specClauses))],\n"
    text += "  \"header\": [\n\(header.map { "    \"\($0)\"" }.joined(separator: ",\n"))\n  ],\n"
    text += Confirmation.json(confirmations)
    text += "  \"numberOfTests\": \(count),\n"
    text += "  \"notes\": {\n\(notes)\n  },\n"
    text += "  \"testGroups\": [\n\(groups.map { $0.json() }.joined(separator: ",\n"))\n  ]\n}\n"
    return Array(text.utf8)
  }

  /// The schema's file name.
  static let schemaName = "scalar-vectors.schema.json"

  /// Every label in use, explained.
  private var notes: String {
    let used = Set(groups.flatMap { $0.tests.flatMap(\.labels) })
    return OperandLabel.allCases.filter { used.contains($0) }.map {
      "    \"\($0.rawValue)\": {\"bugType\": \"\($0.bugType)\", \"description\": \"\($0.description)\", \"effect\": \"\($0.effect)\"}"
    }.joined(separator: ",\n")
  }

  private var specClauses: [String] {
    suite.operation == .encode
      ? ["formats-4", "conversion-3", "rounding-2", "overflow-2", "nan-1", "nan-4", "zero-1", "flags-5"] : ["formats-4", "conversion-5"]
  }

  private var header: [String] {
    suite.operation == .encode
      ? [
        "Operands and results are stored words in hexadecimal; the operand's format is that of its group.",
        "exceptions: bit 0 inexact, 1 underflow, 2 overflow, 4 invalid. flags: keys of notes.",
        "Expected values come from the oracle, which shares no code with the library. Written by the tool; never edited.",
      ]
      : [
        "Operands are codes; results are words of resultFormat in hexadecimal. NaN decodes to a quiet NaN with the sign of its code.",
        "Expected values come from the oracle, which shares no code with the library. Written by the tool; never edited.",
      ]
  }

  static func quoted(_ words: [String]) -> String { words.map { "\"\($0)\"" }.joined(separator: ", ") }
}

extension VectorGroup {
  func json() -> String {
    var text = "    {\n"
    text += "      \"type\": \"\(conversion == .decoding ? "ScalarDecode" : "ScalarEncode")\",\n"
    text += "      \"source\": {\"name\": \"BinadeOracle\", \"version\": \"\(Self.oracleVersion)\"},\n"
    text += "      \"operandFormat\": \"\(source.name)\",\n"
    text += "      \"resultFormat\": \"\(target.name)\",\n"
    text += "      \"policies\": {"
    text += PolicyAxis.allCases.map { "\"\($0.name)\": \"\(conversion[$0])\"" }.joined(separator: ", ")
    text += "},\n"
    if let layout { text += "      \"randomLayout\": \"\(layout.name)\",\n" }
    text += "      \"tests\": [\n"
    let operandBits = source.descriptor.wordBits
    let resultBits = target.descriptor.wordBits
    for (index, test) in tests.enumerated() {
      text += "        {\"tcId\": \(test.id), \"operand\": \"\(Hex.digits(test.operand, bits: operandBits))\""
      if let random = test.random, let lane = test.lane {
        text += ", \"random\": \"\(Hex.digits(UInt64(random), bits: 32))\", \"lane\": \(lane)"
      }
      text += ", \"result\": \"\(Hex.digits(test.result, bits: resultBits))\""
      text += ", \"exceptions\": \"\(Hex.digits(UInt64(test.exceptions.rawValue), bits: 8))\""
      text += ", \"flags\": [\(VectorFile.quoted(test.labels.map(\.rawValue)))]}"
      text += index + 1 < tests.count ? ",\n" : "\n"
    }
    return text + "      ]\n    }"
  }

  /// Raised when the oracle's rules change.
  static let oracleVersion = "1"
}

/// Lower-case hexadecimal of fixed width.
public enum Hex {
  /// `bits` bits of `value`, a digit for each started four.
  public static func digits(_ value: UInt64, bits: Int) -> String {
    let count = (bits + 3) / 4
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
