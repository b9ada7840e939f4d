import Binade
import Foundation

/// What a line of a stream is.
public enum StreamLine: Sendable {
  /// Nothing to check.
  case comment
  /// The policies of the lines that follow.
  case group(VectorGroup)
  /// A test; `exceptions` is `nil` where a device leaves them out.
  case test(VectorTest, hasExceptions: Bool)
}

/// Reads the line form, one line after the other, with errors that name the line.
public struct StreamReader: Sendable {
  /// The group in force.
  public internal(set) var group: VectorGroup?
  /// Lines read so far.
  public private(set) var lineNumber = 0
  private let name: String
  private var tests = 0

  /// A reader of the stream `name`; `group` is in force until the first group line.
  public init(name: String, group: VectorGroup? = nil) {
    self.name = name
    self.group = group
  }

  /// Reads one line, without its end.
  public mutating func read(_ line: Substring) throws(VectorFileError) -> StreamLine {
    lineNumber += 1
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
    guard let first = words.first else { return .comment }
    if first == "#group" {
      let next = try readGroup(words.dropFirst())
      group = next
      return .group(next)
    }
    if first.hasPrefix("#") { return .comment }
    if first.hasPrefix("{") { return try readJSON(line) }
    guard let group else { throw error("expected a line that starts with #group before the first vector, or --suite") }
    return try readTest(Array(words), group)
  }

  /// Counts a line that is of another form.
  public mutating func skip() { lineNumber += 1 }

  mutating func readTest(_ words: [Substring], _ group: VectorGroup) throws(VectorFileError) -> StreamLine {
    let columns = group.layout == nil ? ["operand", "result", "exceptions"] : ["operand", "random", "lane", "result", "exceptions"]
    guard words.count == columns.count || words.count == columns.count - 1 else {
      throw error("expected \(columns.joined(separator: " ")), found \(words.count) words")
    }
    tests += 1
    let operand = try hex(words[0], "operand", bits: group.source.descriptor.wordBits)
    var test = VectorTest(id: tests, operand: operand, result: 0, exceptions: [], labels: [])
    if let layout = group.layout {
      test.random = UInt32(try hex(words[1], "random", bits: 32))
      let lane = Int(try hex(words[2], "lane", bits: 8))
      guard lane < layout.elementsPerWord else { throw error("lane: expected less than \(layout.elementsPerWord), found \(lane)") }
      test.lane = lane
    }
    let result = columns.count - 2
    test.result = try hex(words[result], "result", bits: group.target.descriptor.wordBits)
    let hasExceptions = words.count == columns.count
    if hasExceptions { test.exceptions = Flags(rawValue: UInt8(try hex(words[result + 1], "exceptions", bits: 8))) }
    return .test(test, hasExceptions: hasExceptions)
  }

  func readGroup(_ words: ArraySlice<Substring>) throws(VectorFileError) -> VectorGroup {
    var source: NamedFormat?
    var target: NamedFormat?
    var layout: RandomLayout?
    var choices: [(PolicyAxis, String)] = []
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw error("expected name=value, found \(word)") }
      switch parts[0] {
      case "operand":
        source = NamedFormat(parts[1])
        if source == nil { throw error("no format is called \(parts[1])") }
      case "result":
        target = NamedFormat(parts[1])
        if target == nil { throw error("no format is called \(parts[1])") }
      case "random-layout":
        layout = RandomLayout(rawValue: parts[1])
        if layout == nil { throw error("no random layout is called \(parts[1])") }
      default:
        guard let axis = PolicyAxis(rawValue: parts[0]) else { throw error("no policy is called \(parts[0])") }
        guard axis.choices.contains(parts[1]) else {
          throw error("\(axis.name): expected one of \(axis.choices.joined(separator: ", ")), found \(parts[1])")
        }
        choices.append((axis, parts[1]))
      }
    }
    guard let source, let target else { throw error("expected operand=FORMAT and result=FORMAT") }
    var conversion = target.descriptor.defaultConversion
    for (axis, choice) in choices { conversion = conversion.with(axis, choice) }
    guard (conversion.rounding == .stochastic) == (layout != nil) else {
      throw error("stochastic rounding and random-layout come together or not at all")
    }
    return VectorGroup(source: source, target: target, conversion: conversion, layout: layout, tests: [])
  }

  /// Hexadecimal in either case, with or without leading zeros, of at most `bits` bits.
  private func hex(_ text: Substring, _ column: String, bits: Int) throws(VectorFileError) -> UInt64 {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) }),
      let number = UInt64(text, radix: 16), bits == 64 || number >> UInt64(bits) == 0
    else { throw error("\(column): expected a hexadecimal number of \(bits) bits, found \(text)") }
    return number
  }

  func error(_ problem: String) -> VectorFileError {
    VectorFileError(file: name, place: "line \(lineNumber)", problem: problem)
  }
}
