import Foundation

/// The part of JSON Schema draft-07 that the Spec's schemas use.
struct JSONSchema {
  private let root: JSONValue

  init(_ data: Data) throws { root = try JSONDecoder().decode(JSONValue.self, from: data) }

  /// What is wrong with a document: one line each, with its place.
  func problems(in data: Data) throws -> [String] {
    try problems(JSONDecoder().decode(JSONValue.self, from: data), root, "")
  }

  private func problems(_ value: JSONValue, _ schema: JSONValue, _ place: String) throws -> [String] {
    guard case .object(let keywords) = schema else { return [] }
    var found: [String] = []
    for (keyword, wanted) in keywords {
      var fails = false
      switch (keyword, wanted, value) {
      case ("$ref", .string(let path), _):
        let target = path.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] ?? .null }
        if target == .null { return ["\(place): no \(path) in the schema"] }
        return try problems(value, target, place)
      case ("anyOf", .array(let schemas), _): fails = try schemas.allSatisfy { try !problems(value, $0, place).isEmpty }
      case ("type", .array(let types), _): fails = !types.contains(where: value.has(type:))
      case ("type", _, _): fails = !value.has(type: wanted)
      case ("enum", .array(let choices), _): fails = !choices.contains(value)
      case ("minimum", .number(let limit), .number(let number)): fails = number < limit
      case ("maximum", .number(let limit), .number(let number)): fails = number > limit
      case ("minLength", .number(let limit), .string(let text)): fails = Double(text.count) < limit
      case ("maxLength", .number(let limit), .string(let text)): fails = Double(text.count) > limit
      case ("pattern", .string(let pattern), .string(let text)): fails = try text.firstMatch(of: Regex(pattern)) == nil
      case ("minItems", .number(let limit), .array(let items)): fails = Double(items.count) < limit
      case ("maxItems", .number(let limit), .array(let items)): fails = Double(items.count) > limit
      case ("uniqueItems", .bool(true), .array(let items)): fails = Set(items).count < items.count
      case ("items", _, .array(let items)):
        for (index, item) in items.enumerated() { found += try problems(item, wanted, "\(place)/\(index)") }
      case ("minProperties", .number(let limit), .object(let members)): fails = Double(members.count) < limit
      case ("required", .array(let names), .object(let members)):
        fails = names.contains { if case .string(let name) = $0 { members[name] == nil } else { true } }
      case ("properties", .object(let schemas), .object(let members)):
        for (name, schema) in schemas {
          if let member = members[name] { found += try problems(member, schema, "\(place)/\(name)") }
        }
      case ("additionalProperties", _, .object(let members)):
        for (name, member) in members where schema["properties"]?[name] == nil {
          if wanted == .bool(false) { found.append("\(place): unknown member \(name)") }
          found += try problems(member, wanted, "\(place)/\(name)")
        }
      default:
        if !Self.keywords.contains(keyword) { found.append("\(place): the schema's \(keyword) is not understood") }
      }
      if fails { found.append("\(place): \(keyword)") }
    }
    return found
  }

  /// Those above, for values that they do not concern, and those that constrain nothing.
  private static let keywords: Set<String> = [
    "$schema", "title", "description", "definitions", "minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems",
    "uniqueItems", "items", "minProperties", "required", "properties", "additionalProperties",
  ]
}

/// Any JSON value.
private enum JSONValue: Decodable, Hashable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  subscript(_ member: String) -> JSONValue? {
    if case .object(let members) = self { members[member] } else { nil }
  }

  /// Whether this is a value of the type that a schema names.
  func has(type: JSONValue) -> Bool {
    switch self {
    case .null: type == .string("null")
    case .bool: type == .string("boolean")
    case .number(let value): type == .string("number") || (type == .string("integer") && value == value.rounded())
    case .string: type == .string("string")
    case .array: type == .string("array")
    case .object: type == .string("object")
    }
  }
}
