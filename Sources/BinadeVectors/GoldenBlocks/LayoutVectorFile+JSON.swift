internal import Binade
import Foundation

extension LayoutVectorFile {
  /// The schema's file name.
  static let schemaName = "layout-vectors.schema.json"

  /// How many tests there are.
  public var count: Int { tests.count }

  /// The file's JSON, one test a line.
  public func json() -> [UInt8] {
    let header = [
      "image: the bytes of rows x columns codes, byte 0 first. field 0 is the matrix of codes; the fields of an image share its bytes.",
      "The code at (r, c) of field f, of width w: let n = (r * 2654435761 + c * 40503 + f + 1) mod 2^32; it is (n xor n >> 13) mod 2^w.",
      "places: the bit where a code begins, bit b being bit b mod 8 of byte b / 8.",
      "Expected values come from the closed formulas of the clauses, written down one by one in the oracle; the library has strides.",
    ]
    var text = "{\n  \"schema\": \"\(Self.schemaName)\",\n  \"suite\": \"\(Self.name)\",\n"
    text += "  \"spec\": [\"layouts-1\", \"layouts-4\", \"layouts-5\", \"layouts-6\", \"layouts-7\"],\n"
    text += "  \"header\": [\n\(header.map { "    \"\($0)\"" }.joined(separator: ",\n"))\n  ],\n"
    text += "  \"source\": {\"name\": \"BinadeOracle\", \"version\": \"\(VectorGroup.oracleVersion)\"},\n"
    text += "  \"confirmedBy\": [],\n  \"numberOfTests\": \(count),\n  \"tests\": [\n"
    text += tests.map(Self.line).joined(separator: ",\n") + "\n  ]\n}\n"
    return Array(text.utf8)
  }

  private static func line(_ test: LayoutVectorTest) -> String {
    let places = test.places.map { "{\"field\": \($0.field), \"row\": \($0.row), \"column\": \($0.column), \"bit\": \($0.bit)}" }
    return "    {\"tcId\": \(test.id), \"layout\": \"\(test.layout)\", \"rows\": \(test.rows), \"columns\": \(test.columns), "
      + "\"places\": [\(places.joined(separator: ", "))], \"image\": \"\(HexDigits.text(test.image))\"}"
  }

  /// Reads a file's JSON strictly.
  ///
  /// - Parameter name: the name to use in errors.
  public init(json bytes: [UInt8], name: String) throws(VectorFileError) {
    let root = try JSONPlace(json: bytes, file: name).members([
      "schema", "suite", "spec", "header", "source", "confirmedBy", "numberOfTests", "tests",
    ])
    let schema = try root["schema"].string()
    guard schema == Self.schemaName else { throw root["schema"].error("expected \(Self.schemaName), found \(schema)") }
    guard try root["suite"].string() == Self.name else { throw root["suite"].error("expected \(Self.name)") }
    tests = []
    for (index, place) in try root["tests"].elements().enumerated() { tests.append(try Self.test(place, index + 1)) }
    let stated = try root["numberOfTests"].integer()
    guard stated == count else { throw root["numberOfTests"].error("says \(stated), but there are \(count) tests") }
  }

  private static func test(_ place: JSONPlace, _ expected: Int) throws(VectorFileError) -> LayoutVectorTest {
    let test = try place.members(["tcId", "layout", "rows", "columns", "places", "image"])
    let id = try test["tcId"].integer()
    guard id == expected else { throw test["tcId"].error("expected \(expected), found \(id)") }
    let name = try test["layout"].string()
    guard let layout = NamedLayout.named(name) else { throw test["layout"].error("no layout of that name") }
    var places: [LayoutPlace] = []
    for place in try test["places"].elements() {
      let members = try place.members(["field", "row", "column", "bit"])
      let field = try members["field"].integer()
      guard layout.fields.indices.contains(field) else { throw members["field"].error("there is no field \(field)") }
      places.append(
        LayoutPlace(
          field: field, row: try members["row"].integer(), column: try members["column"].integer(), bit: try members["bit"].integer()))
    }
    let digits = Array(try test["image"].string().utf8)
    var image: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      guard start + 1 < digits.count, let high = HexDigits.value(of: digits[start]), let low = HexDigits.value(of: digits[start + 1]),
        !(0x41...0x46).contains(digits[start]), !(0x41...0x46).contains(digits[start + 1])
      else { throw test["image"].error("expected pairs of hexadecimal digits in lower case") }
      image.append(high << 4 | low)
    }
    let (rows, columns) = (try test["rows"].integer(), try test["columns"].integer())
    guard rows >= 0, columns >= 0, rows <= 65_536, columns <= 65_536 else { throw test["rows"].error("expected a shape") }
    return LayoutVectorTest(id: id, layout: name, rows: rows, columns: columns, image: image, places: places)
  }
}
