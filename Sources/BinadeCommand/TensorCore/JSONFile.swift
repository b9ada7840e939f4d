internal import Foundation

/// A value of a JSON file and where it stands, for reading with errors that say where, what was expected, and what came.
struct JSONFileValue {
  private let value: Any
  /// The file, as messages call it.
  let file: String
  /// The keys that lead here.
  let path: String

  /// Reads a whole file.
  init(_ bytes: [UInt8], file: String) throws(ToolError) {
    do {
      value = try JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
    } catch {
      throw .invalid("\(file): expected JSON")
    }
    self.file = file
    path = ""
  }

  private init(_ value: Any, file: String, path: String) {
    self.value = value
    self.file = file
    self.path = path
  }

  /// A one-line error about this value.
  func error(_ expected: String) -> ToolError {
    .invalid("\(file): \(path.isEmpty ? "the file" : path): expected \(expected), found \(shown)")
  }

  /// The value in a few words.
  private var shown: String {
    if let text = value as? String { return quoted(text) }
    if value is NSNull { return "null" }
    if isTruth { return value as? Bool == true ? "true" : "false" }
    if value is [Any] { return "an array" }
    if value is [String: Any] { return "an object" }
    return oneLine("\(value)")
  }

  /// Whether this is `null`, or the word `none`.
  var isNone: Bool { value is NSNull || value as? String == "none" }

  /// The text, if this is one.
  var text: String? { value as? String }

  /// Whether this is an object.
  var isObject: Bool { value is [String: Any] }

  /// The keys of an object, sorted.
  func keys() throws(ToolError) -> [String] {
    guard let object = value as? [String: Any] else { throw error("an object") }
    return object.keys.sorted()
  }

  /// A member of an object, if it is there.
  subscript(_ key: String) -> JSONFileValue? {
    guard let object = value as? [String: Any], let member = object[key] else { return nil }
    return JSONFileValue(member, file: file, path: path.isEmpty ? oneLine(key) : path + "." + oneLine(key))
  }

  /// A member of an object that must be there.
  func member(_ key: String, _ expected: String) throws(ToolError) -> JSONFileValue {
    guard isObject else { throw error("an object") }
    guard let member = self[key] else {
      throw .invalid("\(file): \(path.isEmpty ? key : path + "." + key): expected \(expected), found nothing")
    }
    return member
  }

  /// Refuses members with other keys.
  func requireKeys(_ allowed: [String]) throws(ToolError) {
    for key in try keys() where !allowed.contains(key) {
      let near = Suggestion.phrase(for: key, among: allowed)
      let place = path.isEmpty ? "" : path + ": "
      throw .invalid("\(file): \(place)expected one of \(allowed.joined(separator: ", ")), found \(quoted(key))\(near)")
    }
  }

  /// A text.
  func string(_ expected: String) throws(ToolError) -> String {
    guard let text else { throw error(expected) }
    return text
  }

  /// A whole number, also one written as text.
  func integer() throws(ToolError) -> Int {
    if let text, let number = Int(text) { return number }
    guard let number = value as? NSNumber, !isTruth, let whole = Int(exactly: number.doubleValue), abs(whole) < 1 << 53 else {
      throw error("a whole number")
    }
    return whole
  }

  /// Whether this is `true` or `false`, which Foundation takes for numbers, too.
  private var isTruth: Bool {
    guard let number = value as? NSNumber else { return false }
    let kind = unsafe String(cString: number.objCType)
    return kind == "c" || kind == "B"
  }

  /// `true` or `false`.
  func bool() throws(ToolError) -> Bool {
    guard isTruth, let truth = value as? Bool else { throw error("true or false") }
    return truth
  }

  /// One of some words.
  func choice(_ choices: [String]) throws(ToolError) -> String {
    guard let text, choices.contains(text) else {
      throw error("one of \(choices.joined(separator: ", "))\(text.map { Suggestion.phrase(for: $0, among: choices) } ?? "")")
    }
    return text
  }

  /// A word of at most `bits` bits in hexadecimal.
  func word(bits: Int) throws(ToolError) -> UInt64 {
    let digits = text.map { $0.lowercased().hasPrefix("0x") ? String($0.dropFirst(2)) : $0 }
    guard let digits, let word = UInt64(digits, radix: 16), !digits.hasPrefix("+"), bits >= 64 || word >> UInt64(bits) == 0 else {
      throw error("a word of \(bits) bits in hexadecimal, as text")
    }
    return word
  }
}
