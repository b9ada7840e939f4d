import BinadeVectors
import Foundation
import Testing

@Suite("npy: headers and damaged files")
struct NpyHeaderTests {
  /// A file with this header text and these data.
  static func file(_ text: String, data: [UInt8] = [1, 2, 3, 4, 5, 6], version: UInt8 = 1) -> [UInt8] {
    let length = text.utf8.count
    let lengthBytes = [UInt8(length & 0xFF), UInt8(length >> 8 & 0xFF)] + (version == 1 ? [] : [0, 0])
    return [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, version, 0] + lengthBytes + text.utf8 + data
  }

  static func read(_ text: String, data: [UInt8] = [1, 2, 3, 4, 5, 6], version: UInt8 = 1) throws -> NpyArray {
    try NpyArray(bytes: file(text, data: data, version: version), name: "test.npy")
  }

  // numpy.lib.format.write_array(b, n.array([1, 2, 3], dtype='>u2'), version=(2, 0)); version 3.0 differs in one byte
  @Test("versions 2.0 and 3.0, big-endian, as numpy writes them", arguments: [2, 3] as [UInt8])
  func newerVersions(version: UInt8) throws {
    var file = FileFixtures.bytes(
      hex: """
        934e554d50590200740000007b276465736372273a20273e7532272c2027666f727472616e5f6f72646572273a2046616c73652c2027736861706527
        3a2028332c292c207d202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020
        202020202020200a000100020003
        """)
    file[6] = version
    let array = try NpyArray(bytes: file, name: "big")
    #expect(array.dtype == .uint16 && array.shape == [3])
    #expect(try array.elements(as: UInt16.self) == [1, 2, 3])
  }

  @Test("big-endian elements of 4 and 8 bytes are turned around")
  func bigEndian() throws {
    let words = try Self.read(
      "{'descr': '>i4', 'fortran_order': False, 'shape': (2,), }", data: [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFE])
    #expect(try words.elements(as: Int32.self) == [1, -2])
    let doubles = try Self.read("{'descr': '>f8', 'fortran_order': False, 'shape': (), }", data: [0x3F, 0xF8, 0, 0, 0, 0, 0, 0])
    #expect(try doubles.doubleBitPatterns == [(1.5).bitPattern])
    #expect(doubles.dtype == .float64)
  }

  @Test(
    "every spelling that a header may have",
    arguments: [
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }\n",
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3)}",
      "{\"shape\":(2,3),\"descr\":\"<u1\",\"fortran_order\":False,}",
      "  \t{ 'fortran_order' : False ,\n 'shape' : ( 2 , 3 , ) , 'descr' : '=u1' }  \n\n",
      "{'descr': '>u1', 'fortran_order': False, 'shape': (2L, 3L), }",
    ])
  func spellings(text: String) throws {
    let array = try Self.read(text)
    #expect(array.dtype == .uint8 && array.shape == [2, 3] && array.bytes == [1, 2, 3, 4, 5, 6])
  }

  @Test("version 3 has no Python 2 integers")
  func longIntegers() {
    FileFixtures.expectError("expected ','") {
      _ = try Self.read("{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 3L), }", version: 3)
    }
  }

  @Test(
    "headers that are refused",
    arguments: [
      ("", "the text ends too early"),
      ("garbage", "expected '{'"),
      ("{", "the text ends too early"),
      ("{}", "'descr' is missing"),
      ("{'descr': '|u1', 'fortran_order': False, }", "'shape' is missing"),
      ("{'descr': '|u1', 'shape': (6,), }", "'fortran_order' is missing"),
      ("{'fortran_order': False, 'shape': (6,), }", "'descr' is missing"),
      ("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (6,), }", "'descr' comes twice"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), 'more': 1}", "unknown key 'more'"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (6,)} 'more'", "text after the dictionary"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (6,)", "the text ends too early"),
      ("{'descr': '|u1', 'fortran_order': False 'shape': (6,)}", "expected '}'"),
      ("{'descr': '|u1', 'fortran_order': False,, 'shape': (6,)}", "expected a quoted string"),
      ("{'descr: '|u1', 'fortran_order': False, 'shape': (6,)}", "expected ':'"),
      ("{'descr': '|u1, 'fortran_order': False, 'shape': (6,)}", "element type |u1, "),
      ("{'descr': '|u\\x31', 'fortran_order': False, 'shape': (6,)}", "a character that no header needs"),
      ("{'descr': '|u1', 'fortran_order': 0, 'shape': (6,)}", "expected True or False"),
      ("{'descr': '|u1', 'fortran_order': None, 'shape': (6,)}", "expected True or False"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (6)}", "not a tuple"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': 6}", "expected '('"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': [6]}", "expected '('"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (,)}", "expected a dimension"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (6,,)}", "expected a dimension"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (-6,)}", "a dimension is negative"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (+6,)}", "expected a dimension"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (06,)}", "begins with 0"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (0x6,)}", "expected ','"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (6.0,)}", "expected ','"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (6_0,)}", "expected ','"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': ((6,),)}", "expected a dimension"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (((((((((((((((", "expected a dimension"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (True,)}", "expected a dimension"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999999999999999,)}", "does not fit in 64 bits"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", "would not fit in memory"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (9223372036854775807,)}", "would not fit in memory"),
      ("{'descr': '<u8', 'fortran_order': False, 'shape': (4611686018427387904, 0)}", "would not fit in memory"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (1000000000000000000,)}", "truncated: expected 1000000000000000"),
      ("{'descr': '|ü1', 'fortran_order': False, 'shape': (6,)}", "not ASCII"),
      ("{'descr': '|u1', 'fortran_order': False, 'shape': (6,)}\0", "text after the dictionary"),
    ])
  func refused(text: String, reason: String) {
    FileFixtures.expectError(reason) { _ = try Self.read(text) }
  }

  @Test(
    "element types that are refused by name",
    arguments: ["|O", "<c8", "<U3", "|S1", "<f16", "<M8[ns]", "<V1", "|V1", "f4", "|f4", "<u3", "", "<", "é", "<F4"])
  func unsupportedTypes(descr: String) {
    let text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (6,)}"
    if descr == "é" { return FileFixtures.expectError("not ASCII") { _ = try Self.read(text) } }
    FileFixtures.expectError(.unsupportedDType(path: "test.npy", dtype: descr)) { _ = try Self.read(text) }
  }

  @Test("record types are refused without being read")
  func recordTypes() {
    FileFixtures.expectError("element type [('a', '<f4'), ('b', '<i4')], 'fortran_o") {
      _ = try Self.read("{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (6,)}")
    }
    FileFixtures.expectError("array.view(numpy.uint8)") { _ = try Self.read("{'descr': '<V1', 'fortran_order': False, 'shape': (6,)}") }
  }

  @Test("65 dimensions are refused")
  func tooManyDimensions() {
    let shape = String(repeating: "1,", count: 65)
    FileFixtures.expectError("more than 64 dimensions") {
      _ = try Self.read("{'descr': '|u1', 'fortran_order': False, 'shape': (\(shape))}")
    }
  }

  @Test("a file that is not .npy, of another version, or with a boundless header is refused")
  func badBeginnings() {
    let good = Self.file("{'descr': '|u1', 'fortran_order': False, 'shape': (6,)}")
    FileFixtures.expectError("not an .npy file: it begins with 50 4b 03 04 14 00") {
      _ = try NpyArray(bytes: [0x50, 0x4B, 3, 4, 0x14, 0, 0, 0], name: "x")
    }
    FileFixtures.expectError("not an .npy file: it begins with 7b 7d") { _ = try NpyArray(bytes: Array("{}".utf8), name: "x") }
    for (major, minor) in [(0, 0), (4, 0), (1, 1), (255, 255)] as [(UInt8, UInt8)] {
      var file = good
      (file[6], file[7]) = (major, minor)
      FileFixtures.expectError(.unsupportedVersion(path: "x", version: "\(major).\(minor)")) { _ = try NpyArray(bytes: file, name: "x") }
    }
    var long = Self.file("{'descr': '|u1', 'fortran_order': False, 'shape': (6,)}", version: 2)
    long.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0xFF])
    FileFixtures.expectError("4294967295 bytes long") { _ = try NpyArray(bytes: long, name: "x") }
  }

  @Test("a file cut at any byte is truncated, and one byte more is too much")
  func everyLength() throws {
    let file = try NpyArray([0x0102, 0x0304, 0x0506] as [UInt16]).serialized()
    try FileFixtures.withFolder { folder in
      for length in 0..<file.count {
        let cut = Array(file[..<length])
        let expected = FileFixtures.error { _ = try NpyArray(bytes: cut, name: "cut") }
        guard case .truncated(path: "cut", expected: let wanted, actual: length) = expected, wanted > length else {
          Issue.record("\(length) bytes: \(String(describing: expected))")
          continue
        }
        if length >= 128 { #expect(wanted == file.count) }
        // The same from a file.
        try AtomicFile.write(cut, to: folder + "/cut")
        guard case .truncated = FileFixtures.error({ _ = try NpyArray(contentsOf: folder + "/cut") }) else {
          Issue.record("\(length) bytes in a file")
          continue
        }
      }
      FileFixtures.expectError(.trailingBytes(path: "long", expected: file.count, actual: file.count + 1)) {
        _ = try NpyArray(bytes: file + [0], name: "long")
      }
      try AtomicFile.write(file + [0, 0], to: folder + "/long")
      FileFixtures.expectError(.trailingBytes(path: folder + "/long", expected: file.count, actual: file.count + 2)) {
        _ = try NpyArray(contentsOf: folder + "/long")
      }
    }
  }

  @Test("every single byte of the header may be damaged without harm")
  func damagedHeaders() throws {
    let file = try NpyArray([1, 2, 3, 4, 5, 6] as [UInt8], shape: [2, 3]).serialized()
    for index in 0..<64 {
      for value in [0, 0x20, 0x27, 0x2D, 0x31, 0x39, 0x7B, 0x7D, 0x80, 0xFF] as [UInt8] {
        var damaged = file
        damaged[index] = value
        // Either a typed error, or an array that keeps its own rules.
        guard let array = try? NpyArray(bytes: damaged, name: "damaged") else { continue }
        #expect(array.bytes.count == array.shape.reduce(array.dtype.itemSize, *))
      }
    }
  }
}
