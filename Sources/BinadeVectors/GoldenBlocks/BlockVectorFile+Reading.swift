internal import Binade
import Foundation

extension BlockVectorFile {
  /// Reads a file's JSON strictly: every key of the schema, no other, digits of the exact width, ids in order.
  ///
  /// - Parameter name: the name to use in errors.
  public init(json bytes: [UInt8], name: String) throws(VectorFileError) {
    let place = try JSONPlace(json: bytes, file: name)
    let keys = [
      "schema", "suite", "format", "operation", "parameters", "seed", "spec", "header", "confirmedBy", "numberOfTests", "testGroups",
    ]
    let root = try place.members(keys, optional: ["notes", "blocks"])
    let schema = try root["schema"].string()
    guard schema == Self.schemaName else { throw root["schema"].error("expected \(Self.schemaName), found \(schema)") }
    guard let suite = BlockSuite(try root["suite"].string()) else { throw root["suite"].error("no suite of that name") }
    let format = try root["format"].string()
    guard format == suite.format.name else { throw root["format"].error("expected \(suite.format.name), found \(format)") }
    let operation = try root["operation"].string()
    guard operation == suite.operation.rawValue else {
      throw root["operation"].error("expected \(suite.operation.rawValue), found \(operation)")
    }
    _ = try root["parameters"].members(["element", "scale", "rows", "columns", "tensorScale", "zeroPoint"])
    self.init(suite: suite, seed: try root["seed"].hex(bits: 64), blocks: [], groups: [])
    let isQuantizing = suite.operation == .quantize
    guard isQuantizing == (root.optional("blocks") != nil), isQuantizing == (root.optional("notes") != nil) else {
      throw place.error("blocks and notes are for suites that quantize")
    }
    if isQuantizing {
      for (index, place) in try root["blocks"].elements().enumerated() { blocks.append(try Self.block(place, index + 1, suite.format)) }
    }
    var nextID = 1
    for place in try root["testGroups"].elements() {
      let group = try BlockGroupReader(suite: suite, blocks: blocks).group(place, firstID: nextID)
      nextID += group.tests.count
      groups.append(group)
    }
    let stated = try root["numberOfTests"].integer()
    guard stated == count else { throw root["numberOfTests"].error("says \(stated), but there are \(count) tests") }
    guard isQuantizing else { return }
    let notes = Set(try root["notes"].keys())
    let used = Set(blocks.flatMap { $0.labels.map(\.rawValue) })
    guard notes == used else {
      throw root["notes"].error(
        "must explain exactly the flags in use; differs in \(notes.symmetricDifference(used).sorted().joined(separator: ", "))")
    }
  }

  private static func block(_ place: JSONPlace, _ expected: Int, _ format: NamedBlockFormat) throws(VectorFileError) -> VectorBlock {
    let isFlat = format.descriptor.rows == 1
    let block = try place.members(["id", "flags", "words"] + (isFlat ? [] : ["columns"]))
    let id = try block["id"].integer()
    guard id == expected else { throw block["id"].error("expected \(expected), found \(id)") }
    var labels: [BlockLabel] = []
    for flag in try block["flags"].elements() {
      guard let label = BlockLabel(rawValue: try flag.string()) else { throw flag.error("no flag of that name") }
      labels.append(label)
    }
    let words = try block["words"].runs()
    let columns = isFlat ? nil : try block["columns"].integer()
    let width = columns ?? words.count
    guard !words.isEmpty, width > 0, width <= format.descriptor.columns ?? .max, words.count % width == 0,
      words.count / width <= format.descriptor.rows
    else { throw block["words"].error("\(words.count) words are no block of \(format.name)") }
    return VectorBlock(id: id, labels: labels, columns: columns, words: words)
  }
}

extension JSONPlace {
  /// Words of binary32 with counts: `3f800000 00000000*31`.
  func runs() throws(VectorFileError) -> [UInt32] {
    var words: [UInt32] = []
    for part in try string().split(separator: " ", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "*", omittingEmptySubsequences: false)
      let word = UInt32(try JSONPlace(String(pieces[0]), file: file, path: path).hex(bits: 32))
      guard pieces.count <= 2, let count = pieces.count == 2 ? Int(pieces[1]) : 1, (1...65_536).contains(count) else {
        throw error("expected words of eight digits, perhaps with *COUNT, found \"\(part)\"")
      }
      words += [UInt32](repeating: word, count: count)
    }
    return words
  }
}

/// Reads the groups of one file.
struct BlockGroupReader {
  let suite: BlockSuite
  let blocks: [VectorBlock]

  func group(_ place: JSONPlace, firstID: Int) throws(VectorFileError) -> BlockVectorGroup {
    suite.operation == .quantize ? try quantizing(place, firstID) : try dequantizing(place, firstID)
  }

  private func quantizing(_ place: JSONPlace, _ firstID: Int) throws(VectorFileError) -> BlockVectorGroup {
    let members = try place.members(
      ["type", "source", "operandFormat", "policies", "tests"], optional: ["profile", "randomLayout"])
    try head(members, "BlockQuantize")
    let operandFormat = try members["operandFormat"].string()
    guard operandFormat == "f32" || operandFormat == "bf16" else { throw members["operandFormat"].error("expected f32 or bf16") }
    var profile: String?
    if let place = members.optional("profile") {
      profile = try place.string()
      guard Profile.catalogue.contains(where: { $0.qualifiedName == profile }) else { throw place.error("no profile of that name") }
    }
    var layout: RandomLayout?
    if let place = members.optional("randomLayout") {
      layout = RandomLayout(rawValue: try place.string())
      if layout == nil { throw place.error("no random layout of that name") }
    }
    let conversion = try conversion(members["policies"])
    guard (conversion.element.rounding == .stochastic) == (layout != nil) else {
      throw place.error("stochastic rounding and randomLayout come together or not at all")
    }
    var group = BlockVectorGroup(conversion: conversion, profile: profile, operandFormat: operandFormat, layout: layout, tests: [])
    let format = suite.format
    let isTwoLevel = format.descriptor.hasTensorScale
    var keys = ["tcId", "block", "scale", "codes"] + (isTwoLevel ? ["tensorMaximum", "tensorScale"] : [])
    if format.zeroPointBits != nil { keys.append("zeroPoint") }
    if layout != nil { keys.append("random") }
    for (index, place) in try members["tests"].elements().enumerated() {
      let test = try place.members(keys)
      let number = try test["block"].integer()
      guard number > 0, number <= blocks.count else { throw test["block"].error("there is no block \(number)") }
      let count = blocks[number - 1].words.count
      var vector = BlockVectorTest(
        id: try id(test, firstID + index), block: number, scale: try word(test["scale"], format.scaleBits),
        codes: try codes(test["codes"], count: count), values: [])
      if isTwoLevel {
        vector.tensorMaximum = try word(test["tensorMaximum"], 32)
        vector.tensorScale = try word(test["tensorScale"], 32)
      }
      if let bits = format.zeroPointBits { vector.zeroPoint = try word(test["zeroPoint"], bits) }
      if let layout { vector.random = try words(test["random"], count: layout.wordCount(forElements: count)) }
      group.tests.append(vector)
    }
    return group
  }

  private func dequantizing(_ place: JSONPlace, _ firstID: Int) throws(VectorFileError) -> BlockVectorGroup {
    let members = try place.members(["type", "source", "codes", "tests"])
    try head(members, "BlockDequantize")
    let digits = suite.format.codeDigits
    let codes = try codes(members["codes"], count: try members["codes"].string().utf8.count / digits)
    var group = BlockVectorGroup(conversion: nil, profile: nil, operandFormat: "f32", layout: nil, tests: [])
    var keys = ["tcId", "scale", "values"] + (suite.format.descriptor.hasTensorScale ? ["tensorScale"] : [])
    if suite.format.zeroPointBits != nil { keys.append("zeroPoint") }
    for (index, place) in try members["tests"].elements().enumerated() {
      let test = try place.members(keys)
      var vector = BlockVectorTest(
        id: try id(test, firstID + index), block: 0, scale: try word(test["scale"], suite.format.scaleBits), codes: codes,
        values: try words(test["values"], count: codes.count))
      if suite.format.descriptor.hasTensorScale { vector.tensorScale = try word(test["tensorScale"], 32) }
      if let bits = suite.format.zeroPointBits { vector.zeroPoint = try word(test["zeroPoint"], bits) }
      group.tests.append(vector)
    }
    return group
  }

  private func head(_ members: JSONMembers, _ expected: String) throws(VectorFileError) {
    _ = try members["source"].members(["name", "version"])
    let type = try members["type"].string()
    guard type == expected else { throw members["type"].error("expected \(expected), found \(type)") }
  }

  private func conversion(_ place: JSONPlace) throws(VectorFileError) -> BlockConversion {
    let members = try place.members(BlockPolicyAxis.allCases.map(\.name) + PolicyAxis.allCases.map(\.name))
    var conversion = suite.format.descriptor.defaultConversion
    for axis in BlockPolicyAxis.allCases {
      let choice = try members[axis.name].string()
      guard conversion.set(axis, to: choice), conversion[axis] == choice else {
        throw members[axis.name].error("expected one of \(axis.choices.joined(separator: ", ")), found \(choice)")
      }
    }
    for axis in PolicyAxis.allCases {
      let choice = try members[axis.name].string()
      guard conversion.element.set(axis, to: choice) else {
        throw members[axis.name].error("expected one of \(axis.choices.joined(separator: ", ")), found \(choice)")
      }
    }
    return conversion
  }

  private func id(_ test: JSONMembers, _ expected: Int) throws(VectorFileError) -> Int {
    let id = try test["tcId"].integer()
    guard id == expected else { throw test["tcId"].error("expected \(expected), found \(id)") }
    return id
  }

  private func word(_ place: JSONPlace, _ bits: Int) throws(VectorFileError) -> UInt32 { UInt32(try place.hex(bits: bits)) }

  /// Words of binary32 with a space between.
  private func words(_ place: JSONPlace, count: Int) throws(VectorFileError) -> [UInt32] {
    let parts = try place.string().split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == count else { throw place.error("expected \(count) words, found \(parts.count)") }
    var words: [UInt32] = []
    for part in parts { words.append(UInt32(try JSONPlace(String(part), file: place.file, path: place.path).hex(bits: 32))) }
    return words
  }

  /// Codes without gaps, in lower case.
  private func codes(_ place: JSONPlace, count: Int) throws(VectorFileError) -> [UInt8] {
    let digits = suite.format.codeDigits
    let text = Array(try place.string().utf8)
    guard text.count == count * digits else { throw place.error("expected \(count * digits) digits, found \(text.count)") }
    let mask = suite.format.descriptor.element.codeMask
    var codes: [UInt8] = []
    codes.reserveCapacity(count)
    for start in stride(from: 0, to: text.count, by: digits) {
      var code: UInt8 = 0
      for byte in text[start..<start + digits] {
        guard let digit = HexDigits.value(of: byte), !(0x41...0x46).contains(byte) else {
          throw place.error("expected hexadecimal digits in lower case")
        }
        code = code << 4 | digit
      }
      guard UInt64(code) <= mask else { throw place.error("\(Hex.digits(UInt64(code), bits: 8)) is no code of the element") }
      codes.append(code)
    }
    return codes
  }
}
