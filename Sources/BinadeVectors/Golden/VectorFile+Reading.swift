import Binade
import Foundation

/// What is wrong with a vector file: where, and what was expected.
public struct VectorFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// Where in it, for instance `testGroups[3].tests[10].operand`.
  public var place: String
  /// What was expected, and what came.
  public var problem: String

  public var description: String { place.isEmpty ? "\(file): \(problem)" : "\(file): \(place): \(problem)" }
}

extension VectorFile {
  /// Reads a file's JSON strictly: every key of the schema, no other, digits of the exact width, ids in order.
  ///
  /// - Parameter name: the name to use in errors.
  public init(json bytes: [UInt8], name: String) throws(VectorFileError) {
    let root = try JSONPlace(json: bytes, file: name).members([
      "schema", "suite", "format", "operation", "level", "seed", "spec", "header", "confirmedBy", "numberOfTests", "notes", "testGroups",
    ])
    let schema = try root["schema"].string()
    guard schema == Self.schemaName else { throw root["schema"].error("expected \(Self.schemaName), found \(schema)") }
    guard let suite = VectorSuite(try root["suite"].string()) else { throw root["suite"].error("no suite of that name") }
    guard let level = OperandLevel(rawValue: try root["level"].integer()) else { throw root["level"].error("expected 1 or 2") }
    let format = try root["format"].string()
    guard format == suite.format.name else { throw root["format"].error("expected \(suite.format.name), found \(format)") }
    let operation = try root["operation"].string()
    guard operation == suite.operation.rawValue else {
      throw root["operation"].error("expected \(suite.operation.rawValue), found \(operation)")
    }
    self.init(suite: suite, level: level, seed: try root["seed"].hex(bits: 64), groups: [])
    var nextID = 1
    for place in try root["testGroups"].elements() {
      let group = try VectorGroup(place, firstID: nextID)
      nextID += group.tests.count
      groups.append(group)
    }
    let stated = try root["numberOfTests"].integer()
    guard stated == count else { throw root["numberOfTests"].error("says \(stated), but there are \(count) tests") }
    let notes = Set(try root["notes"].keys())
    let used = Set(groups.flatMap { $0.tests.flatMap { $0.labels.map(\.rawValue) } })
    guard notes == used else {
      throw root["notes"].error(
        "must explain exactly the flags in use; differs in \(notes.symmetricDifference(used).sorted().joined(separator: ", "))")
    }
  }
}

extension VectorGroup {
  init(_ place: JSONPlace, firstID: Int) throws(VectorFileError) {
    let group = try place.members(
      ["type", "source", "operandFormat", "resultFormat", "policies", "tests"], optional: ["randomLayout"])
    _ = try group["source"].members(["name", "version"])
    guard let source = NamedFormat(try group["operandFormat"].string()) else {
      throw group["operandFormat"].error("no format of that name")
    }
    guard let target = NamedFormat(try group["resultFormat"].string()) else { throw group["resultFormat"].error("no format of that name") }
    var conversion = Conversion()
    let policies = try group["policies"].members(PolicyAxis.allCases.map(\.name))
    for axis in PolicyAxis.allCases {
      let choice = try policies[axis.name].string()
      guard conversion.set(axis, to: choice) else {
        throw policies[axis.name].error("expected one of \(axis.choices.joined(separator: ", ")), found \(choice)")
      }
    }
    var layout: RandomLayout?
    if let place = group.optional("randomLayout") {
      layout = RandomLayout(rawValue: try place.string())
      if layout == nil { throw place.error("no random layout of that name") }
    }
    let type = try group["type"].string()
    guard type == (conversion == .decoding ? "ScalarDecode" : "ScalarEncode") else {
      throw group["type"].error("does not fit the policies")
    }
    self.init(source: source, target: target, conversion: conversion, layout: layout, tests: [])
    let operandBits = source.descriptor.wordBits
    let resultBits = target.descriptor.wordBits
    let keys = ["tcId", "operand", "result", "exceptions", "flags"] + (layout == nil ? [] : ["random", "lane"])
    for (index, place) in try group["tests"].elements().enumerated() {
      let test = try place.members(keys)
      let id = try test["tcId"].integer()
      guard id == firstID + index else { throw test["tcId"].error("expected \(firstID + index), found \(id)") }
      var labels: [OperandLabel] = []
      for flag in try test["flags"].elements() {
        guard let label = OperandLabel(rawValue: try flag.string()) else { throw flag.error("no flag of that name") }
        labels.append(label)
      }
      var vector = VectorTest(
        id: id, operand: try test["operand"].hex(bits: operandBits), result: try test["result"].hex(bits: resultBits),
        exceptions: Flags(rawValue: UInt8(try test["exceptions"].hex(bits: 8))), labels: labels)
      if let layout {
        vector.random = UInt32(try test["random"].hex(bits: 32))
        let lane = try test["lane"].integer()
        guard (0..<layout.elementsPerWord).contains(lane) else {
          throw test["lane"].error("expected 0 … \(layout.elementsPerWord - 1), found \(lane)")
        }
        vector.lane = lane
      }
      tests.append(vector)
    }
  }
}
