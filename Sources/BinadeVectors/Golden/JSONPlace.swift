import Foundation

/// A JSON value and where it stands, for strict reading with errors that say where.
struct JSONPlace {
  let value: Any
  let file: String
  let path: String

  init(_ value: Any, file: String, path: String = "") {
    self.value = value
    self.file = file
    self.path = path
  }

  /// The root of a file.
  init(json bytes: [UInt8], file: String) throws(VectorFileError) {
    do {
      self.init(try JSONSerialization.jsonObject(with: Data(bytes)), file: file)
    } catch {
      throw VectorFileError(file: file, place: "", problem: "expected JSON, found something else")
    }
  }

  func error(_ problem: String) -> VectorFileError { VectorFileError(file: file, place: path, problem: problem) }

  /// The members of an object that has exactly these keys, and perhaps the optional ones.
  func members(_ keys: [String], optional: [String] = []) throws(VectorFileError) -> JSONMembers {
    guard let object = value as? [String: Any] else { throw error("expected an object") }
    for key in keys where object[key] == nil { throw error("lacks \"\(key)\"") }
    if object.count > keys.count {
      for key in object.keys.sorted() where !keys.contains(key) && !optional.contains(key) { throw error("has an unknown key \"\(key)\"") }
    }
    return JSONMembers(object: object, place: self)
  }

  func keys() throws(VectorFileError) -> [String] {
    guard let object = value as? [String: Any] else { throw error("expected an object") }
    return Array(object.keys)
  }

  func elements() throws(VectorFileError) -> [JSONPlace] {
    guard let array = value as? [Any] else { throw error("expected an array") }
    return array.enumerated().map { JSONPlace($1, file: file, path: "\(path)[\($0)]") }
  }

  func string() throws(VectorFileError) -> String {
    guard let text = value as? String else { throw error("expected a string") }
    return text
  }

  func integer() throws(VectorFileError) -> Int {
    guard let number = value as? Int else { throw error("expected a whole number") }
    return number
  }

  /// Exactly as many lower-case digits as `bits` bits need.
  func hex(bits: Int) throws(VectorFileError) -> UInt64 {
    let text = try string()
    let digits = (bits + 3) / 4
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
      let number = UInt64(text, radix: 16), bits == 64 || number >> UInt64(bits) == 0
    else { throw error("expected \(digits) hexadecimal digits in lower case, found \"\(text)\"") }
    return number
  }
}

/// The members of a JSON object whose keys have been checked.
struct JSONMembers {
  let object: [String: Any]
  let place: JSONPlace

  subscript(_ key: String) -> JSONPlace {
    JSONPlace(object[key] as Any, file: place.file, path: place.path.isEmpty ? key : place.path + "." + key)
  }

  func optional(_ key: String) -> JSONPlace? { object[key] == nil ? nil : self[key] }
}
