import Binade
import Foundation

/// The line form with names: one JSON object a line. A `group` line comes before its tests, as in ``TextStream``.
///
///     {"group": {"operand": "f32", "result": "e4m3fn", "rounding": "nearest-even", …}}
///     {"operand": "3f800000", "result": "38", "exceptions": "00"}
public enum JSONLines {
  /// The lines of a group.
  public static func text(_ group: VectorGroup, withHeader: Bool = true) -> String {
    var text = ""
    if withHeader {
      let words = TextStream.header(group).split(separator: " ").dropFirst().map { $0.split(separator: "=") }
      text += "{\"group\": {\(words.map { "\"\($0[0])\": \"\($0[1])\"" }.joined(separator: ", "))}}\n"
    }
    let operandBits = group.source.descriptor.wordBits
    let resultBits = group.target.descriptor.wordBits
    for test in group.tests {
      text += "{\"operand\": \"\(Hex.digits(test.operand, bits: operandBits))\""
      if let random = test.random, let lane = test.lane {
        text += ", \"random\": \"\(Hex.digits(UInt64(random), bits: 32))\", \"lane\": \"\(Hex.digits(UInt64(lane), bits: 8))\""
      }
      text += ", \"result\": \"\(Hex.digits(test.result, bits: resultBits))\""
      text += ", \"exceptions\": \"\(Hex.digits(UInt64(test.exceptions.rawValue), bits: 8))\"}\n"
    }
    return text
  }
}

extension StreamReader {
  /// Reads an object as the words of the text form would be.
  mutating func readJSON(_ line: Substring) throws(VectorFileError) -> StreamLine {
    let object: [String: Any]
    do {
      guard let found = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
        throw error("expected a JSON object")
      }
      object = found
    } catch {
      throw self.error("expected a JSON object")
    }
    if let members = object["group"] as? [String: String] {
      let next = try readGroup(members.map { Substring("\($0.key)=\($0.value)") }[...])
      group = next
      return .group(next)
    }
    guard let group else { throw error("expected a line with \"group\" before the first vector") }
    let columns = group.layout == nil ? ["operand", "result", "exceptions"] : ["operand", "random", "lane", "result", "exceptions"]
    var words: [Substring] = []
    for column in columns {
      guard let value = object[column] else {
        if column == "exceptions" { continue }
        throw error("lacks \"\(column)\"")
      }
      guard let text = value as? String else { throw error("\(column): expected a string of hexadecimal digits") }
      words.append(Substring(text))
    }
    return try readTest(words, group)
  }
}
