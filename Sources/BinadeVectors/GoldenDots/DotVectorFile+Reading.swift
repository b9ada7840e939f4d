import Binade
import BinadeTensorCore
import Foundation

extension DotVectorFile {
  /// Reads a file's JSON strictly: every key of the schema, no other, digits of the exact width, ids in order.
  ///
  /// - Parameter name: the name to use in errors.
  public init(json bytes: [UInt8], name: String) throws(VectorFileError) {
    let root = try JSONPlace(json: bytes, file: name).members([
      "schema", "suite", "instruction", "instructions", "datapath", "k", "seed", "spec", "header", "source", "confirmedBy", "numberOfTests",
      "notes", "tests",
    ])
    let schema = try root["schema"].string()
    guard schema == Self.schemaName else { throw root["schema"].error("expected \(Self.schemaName), found \(schema)") }
    guard let suite = DotSuite(try root["suite"].string()) else { throw root["suite"].error("no suite of that name") }
    let instruction = try root["instruction"].string()
    guard instruction == suite.instruction.name else {
      throw root["instruction"].error("expected \(suite.instruction.name), found \(instruction)")
    }
    var instructions: [String] = []
    for place in try root["instructions"].elements() { instructions.append(try place.string()) }
    guard instructions == suite.instructions else { throw root["instructions"].error("are not those of \(suite.name)") }
    let parameters = suite.parameters
    let stated = try root["datapath"].members(parameters.map { $0.name })
    for parameter in parameters {
      let value = try stated[parameter.name].string()
      guard value == parameter.value else { throw stated[parameter.name].error("expected \(parameter.value), found \(value)") }
    }
    let k = try root["k"].integer()
    guard k == suite.k else { throw root["k"].error("expected \(suite.k), found \(k)") }
    self.init(suite: suite, seed: try root["seed"].hex(bits: 64), tests: [])
    let reader = DotTestReader(suite)
    for (index, place) in try root["tests"].elements().enumerated() { tests.append(try reader.test(place, index + 1)) }
    let number = try root["numberOfTests"].integer()
    guard number == count else { throw root["numberOfTests"].error("says \(number), but there are \(count) tests") }
  }
}

/// Reads the tests of one suite.
private struct DotTestReader {
  let suite: DotSuite
  let rivals: Set<String>

  init(_ suite: DotSuite) {
    self.suite = suite
    rivals = Set(DotRival.all(suite.datapath).map { $0.name })
  }

  func test(_ place: JSONPlace, _ expected: Int) throws(VectorFileError) -> DotVectorTest {
    let datapath = suite.datapath
    let scaleKeys = datapath.scale == nil ? [] : ["scaleA", "scaleB"]
    let members = try place.members(["tcId", "flags", "a", "b"] + scaleKeys + ["c", "result"], optional: ["excludes"])
    let id = try members["tcId"].integer()
    guard id == expected else { throw members["tcId"].error("expected \(expected), found \(id)") }
    var labels: [DotLabel] = []
    for place in try members["flags"].elements() {
      guard let label = DotLabel(rawValue: try place.string()) else { throw place.error("no label of that name") }
      labels.append(label)
    }
    let a = try words(members["a"], datapath.a)
    let b = try words(members["b"], datapath.b)
    guard !a.isEmpty, a.count % suite.k == 0 else { throw members["a"].error("expected a multiple of \(suite.k) words, found \(a.count)") }
    guard a.count == b.count else { throw members["b"].error("expected \(a.count) words, found \(b.count)") }
    let scaleA = try scales(members, "scaleA", a.count)
    let scaleB = try scales(members, "scaleB", a.count)
    let bits = datapath.accumulator.wordBits
    var excludes: [String] = []
    for place in try members.optional("excludes")?.elements() ?? [] {
      let name = try place.string()
      guard rivals.contains(name) else { throw place.error("no wrong datapath is called \(name)") }
      excludes.append(name)
    }
    return DotVectorTest(
      id: id, labels: labels,
      question: DotQuestion(a: a, b: b, scaleA: scaleA, scaleB: scaleB, c: try members["c"].hex(bits: bits)),
      result: try members["result"].hex(bits: bits), excludes: excludes)
  }

  private func words(_ place: JSONPlace, _ format: FormatDescriptor) throws(VectorFileError) -> [UInt64] {
    guard let words = DotText.words(try place.string(), format) else {
      throw place.error(
        "expected words of \(format.dotDigits) hexadecimal digits in lower case, \(format.codeBits + format.paddingBits) bits")
    }
    return words
  }

  private func scales(_ members: JSONMembers, _ key: String, _ count: Int) throws(VectorFileError) -> [UInt8] {
    guard let scale = suite.datapath.scale else { return [] }
    let blocks = (count + scale.blockLength - 1) / scale.blockLength
    let text = Array(try members[key].string().utf8)
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 2) {
      guard start + 1 < text.count, let high = HexDigits.value(of: text[start]), let low = HexDigits.value(of: text[start + 1]),
        !(0x41...0x46).contains(text[start]), !(0x41...0x46).contains(text[start + 1])
      else { throw members[key].error("expected pairs of hexadecimal digits in lower case") }
      bytes.append(high << 4 | low)
    }
    guard bytes.count == blocks else { throw members[key].error("expected \(blocks) bytes, found \(bytes.count)") }
    return bytes
  }
}
