import BinadeVectors
import Testing

@Suite("safetensors: headers and damaged files")
struct SafetensorsHeaderTests {
  static func file(_ header: some Sequence<UInt8>, data: [UInt8] = [1, 2, 3, 4]) -> [UInt8] {
    let text = Array(header)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text + data
  }

  static func read(_ header: String, data: [UInt8] = [1, 2, 3, 4]) throws -> Safetensors {
    try Safetensors(bytes: file(header.utf8, data: data), name: "test")
  }

  @Test(
    "every spelling that a header may have",
    arguments: [
      #"{"t":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}"#,
      #"{"t":{"data_offsets":[0,4],"shape":[2,2],"dtype":"U8"}}      "#,
      "{ \"t\" :\n\t{ \"dtype\" : \"U8\" , \"shape\" : [ 2 , 2 ] ,\r\n \"data_offsets\" : [ 0 , 4 ] } } ",
      #"{"\u0074":{"dt\u0079pe":"\u00558","shape":[2,2],"data_offsets":[0,4]}}"#,
      #"{"__metadata__":{},"t":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}"#,
    ])
  func spellings(header: String) throws {
    let file = try Self.read(header)
    let tensor = try Safetensors.Tensor(name: "t", [1, 2, 3, 4] as [UInt8], shape: [2, 2])
    #expect(file == (try Safetensors(tensors: [tensor])))
  }

  @Test("escapes of JSON strings")
  func escapes() throws {
    let file = try Self.read(#"{"__metadata__":{"a\"\\\/\b\f\n\r\t\u00e9\u20AC\ud834\udd1e":"\u0000"}}"#, data: [])
    #expect(file.metadata == ["a\"\\/\u{8}\u{C}\n\r\té€𝄞": "\0"])
  }

  @Test("data may be in any order of the names, and empty tensors anywhere")
  func order() throws {
    let file = try Self.read(
      """
      {"a":{"dtype":"U8","shape":[1],"data_offsets":[3,4]},"e":{"dtype":"F64","shape":[0],"data_offsets":[3,3]},\
      "b":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"d":{"dtype":"F64","shape":[5,0],"data_offsets":[3,3]}}
      """)
    #expect(file.tensors.map(\.name) == ["b", "d", "e", "a"])
    #expect(file["a"]?.bytes == [4] && file["b"]?.bytes == [1, 2, 3])
  }

  /// The one tensor entry of a header that is otherwise right.
  static func entry(_ fields: String) -> String { "{\"t\":{\(fields)}}" }

  @Test(
    "headers that are refused",
    arguments: [
      ("", "expected '{'"),
      (" {}", "expected '{'"),
      ("[]", "expected '{'"),
      ("null", "expected '{'"),
      ("{", "ends too early"),
      ("{}x", "text after the header"),
      ("{}{}", "text after the header"),
      ("{} \0", "text after the header"),
      ("{,}", "expected '\"'"),
      ("{t:1}", "expected '\"'"),
      ("{'t':1}", "expected '\"'"),
      (#"{"t"}"#, "expected ':'"),
      (#"{"t":}"#, "expected '{'"),
      (#"{"t":1}"#, "expected '{'"),
      (#"{"t":null}"#, "expected '{'"),
      (#"{"t":["U8",[4],[0,4]]}"#, "expected '{'"),
      (#"{"t":{}}"#, "expected '\"'"),
      (#"{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},}"#, "expected '\"'"),
      (#"{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}"#, "ends too early"),
      (entry(#""dtype":"U8","shape":[4]"#), "data_offsets is missing"),
      (entry(#""dtype":"U8","data_offsets":[0,4]"#), "shape is missing"),
      (entry(#""shape":[4],"data_offsets":[0,4]"#), "dtype is missing"),
      (entry(#""dtype":"U8","dtype":"U8","shape":[4],"data_offsets":[0,4]"#), "the key dtype comes twice"),
      (entry(#""dtype":"U8","shape":[4],"data_offsets":[0,4],"more":1"#), "unknown key more"),
      (entry(#""dtype":"U9","shape":[4],"data_offsets":[0,4]"#), "element type U9 is not supported"),
      (entry(#""dtype":"u8","shape":[4],"data_offsets":[0,4]"#), "element type u8 is not supported"),
      (entry(#""dtype":8,"shape":[4],"data_offsets":[0,4]"#), "expected '\"'"),
      (entry(#""dtype":"U8","shape":4,"data_offsets":[0,4]"#), "expected '['"),
      (entry(#""dtype":"U8","shape":[4,],"data_offsets":[0,4]"#), "expected a whole number"),
      (entry(#""dtype":"U8","shape":[-4],"data_offsets":[0,4]"#), "expected a whole number without a sign"),
      (entry(#""dtype":"U8","shape":["4"],"data_offsets":[0,4]"#), "expected a whole number"),
      (entry(#""dtype":"U8","shape":[[4]],"data_offsets":[0,4]"#), "expected a whole number"),
      (entry(#""dtype":"U8","shape":[true],"data_offsets":[0,4]"#), "expected a whole number"),
      (entry(#""dtype":"U8","shape":[4.0],"data_offsets":[0,4]"#), "a number is not whole"),
      (entry(#""dtype":"U8","shape":[4e0],"data_offsets":[0,4]"#), "a number is not whole"),
      (entry(#""dtype":"U8","shape":[04],"data_offsets":[0,4]"#), "begins with 0"),
      (entry(#""dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,4]"#), "does not fit in 63 bits"),
      (entry(#""dtype":"U8","shape":[99999999999999999999999999],"data_offsets":[0,4]"#), "does not fit in 63 bits"),
      (entry(#""dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,4]"#), "would not fit in memory"),
      (entry(#""dtype":"U8","shape":[4611686018427387904],"data_offsets":[0,4]"#), "would not fit in memory"),
      (entry(#""dtype":"U8","shape":[4],"data_offsets":[0]"#), "not two numbers"),
      (entry(#""dtype":"U8","shape":[4],"data_offsets":[0,4,4]"#), "not two numbers"),
      (entry(#""dtype":"U8","shape":[3],"data_offsets":[1,4]"#), "begins at 1, and the data before it ends at 0"),
      (entry(#""dtype":"U8","shape":[5],"data_offsets":[0,4]"#), "needs 5 bytes, and its data has 4"),
      (entry(#""dtype":"U8","shape":[],"data_offsets":[0,4]"#), "needs 1 bytes, and its data has 4"),
      (entry(#""dtype":"U8","shape":[0],"data_offsets":[0,4]"#), "needs 0 bytes"),
      (entry(#""dtype":"F4","shape":[7],"data_offsets":[0,4]"#), "do not fill whole bytes"),
      (entry(#""dtype":"U8","shape":[3],"data_offsets":[0,3]"#), "data after the end"),
      (entry(#""dtype":"U8","shape":[5],"data_offsets":[0,5]"#), "truncated"),
      (entry(#""dtype":"U8","shape":[1000000000000],"data_offsets":[0,1000000000000]"#), "truncated"),
      (entry(#""dtype":"U8","shape":[4],"data_offsets":[4,0]"#), "begins at 4"),
      (#"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[0],"data_offsets":[0,-1]}}"#, "without a sign"),
      (#"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#, "begins at 2"),
      (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#, "begins at 2"),
      (#"{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#, "t comes twice"),
      (#"{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"\u0074":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}"#, "t comes twice"),
      (#"{"__metadata__":{},"__metadata__":{}}"#, "__metadata__ comes twice"),
      (#"{"__metadata__":{"a":"1","a":"2"}}"#, "the metadata key a comes twice"),
      (#"{"__metadata__":{"a":1}}"#, "expected '\"'"),
      (#"{"__metadata__":{"a":null}}"#, "expected '\"'"),
      (#"{"__metadata__":{"a":{"b":"c"}}}"#, "expected '\"'"),
      (#"{"__metadata__":null}"#, "expected '{'"),
      (#"{"\x":1}"#, "unknown escape"),
      (#"{"\u12":1}"#, "four hexadecimal digits"),
      (#"{"\u+123":1}"#, "four hexadecimal digits"),
      (#"{"\ud834":1}"#, "half of a surrogate pair"),
      (#"{"\ud834x":1}"#, "half of a surrogate pair"),
      (#"{"\ud834\u0041":1}"#, "half of a surrogate pair"),
      (#"{"\udd1e":1}"#, "half of a surrogate pair"),
      (#"{"\"#, "without an end"),
      (#"{"abc"#, "without an end"),
      ("{\"a\nb\":1}", "control character"),
    ])
  func refused(header: String, reason: String) {
    FileFixtures.expectError(reason) { _ = try Self.read(header) }
  }

  @Test("strings must be UTF-8", arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    FileFixtures.expectError("not UTF-8") {
      _ = try Safetensors(bytes: Self.file(Array("{\"a".utf8) + bytes + Array("\":".utf8)), name: "test")
    }
  }

  @Test("nesting without end is refused at its beginning", arguments: ["{\"a\":", "[", "{\"a\":{\"shape\":[", "{\"__metadata__\":{\"a\":"])
  func deepNesting(piece: String) {
    FileFixtures.expectError("bad header") { _ = try Self.read(String(repeating: piece, count: 200_000)) }
  }

  @Test("a length that cannot be is refused")
  func badLengths() {
    for (length, reason) in [
      (UInt64.max, "18446744073709551615 bytes long"), (100_000_001, "100000001 bytes long"), (100_000_000, "truncated"), (3, "truncated"),
    ] {
      let file = (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64($0 * 8)) } + Array("{}".utf8)
      FileFixtures.expectError(reason) { _ = try Safetensors(bytes: file, name: "test") }
    }
  }

  @Test("a file cut at any byte is truncated, and one byte more is too much")
  func everyLength() throws {
    let file = try SafetensorsTests.tensors().serialized()
    try FileFixtures.withFolder { folder in
      for length in 0..<file.count {
        let cut = Array(file[..<length])
        FileFixtures.expectError("cut: truncated: expected ") { _ = try Safetensors(bytes: cut, name: "cut") }
        guard length % 7 == 0 else { continue }
        try AtomicFile.write(cut, to: folder + "/cut")
        FileFixtures.expectError("cut: truncated: expected ") { _ = try Safetensors(contentsOf: folder + "/cut") }
      }
    }
    FileFixtures.expectError(.trailingBytes(path: "long", expected: file.count, actual: file.count + 1)) {
      _ = try Safetensors(bytes: file + [0], name: "long")
    }
  }

  @Test("every byte of the header may be damaged without harm")
  func damagedHeaders() throws {
    let file = try SafetensorsTests.tensors().serialized()
    for index in 0..<file.count - 14 {
      for value in [0, 0x22, 0x2C, 0x31, 0x39, 0x5B, 0x5D, 0x7D, 0xFF] as [UInt8] {
        var damaged = file
        damaged[index] = value
        guard let back = try? Safetensors(bytes: damaged, name: "damaged") else { continue }
        #expect(try Safetensors(bytes: back.serialized(), name: "again").tensors.count == back.tensors.count)
      }
    }
  }
}
