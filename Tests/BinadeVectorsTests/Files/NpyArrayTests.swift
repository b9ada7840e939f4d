import BinadeVectors
import Foundation
import Testing

@Suite("npy: arrays")
struct NpyArrayTests {
  // The expected bytes of this file are numpy 2.4.6's:
  // python3 -c "import io,numpy as n; b=io.BytesIO(); n.save(b, n.arange(6,dtype='<f4').reshape(2,3)); print(b.getvalue().hex())"
  static let floats = """
    934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a20
    28322c2033292c207d202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020
    202020202020200a000000000000803f0000004000004040000080400000a040
    """
  // n.array(7, dtype='u1')
  static let scalar = """
    934e554d5059010076007b276465736372273a20277c7531272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a20
    28292c207d20202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020
    202020202020200a07
    """
  // n.zeros((3, 0), dtype='<u2')
  static let empty = """
    934e554d5059010076007b276465736372273a20273c7532272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a20
    28332c2030292c207d202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020
    202020202020200a
    """

  @Test("numpy's bytes are written")
  func writesNumpyBytes() throws {
    let floats = try NpyArray([0, 1, 2, 3, 4, 5] as [Float], shape: [2, 3])
    #expect(floats.serialized() == FileFixtures.bytes(hex: Self.floats))
    #expect(try NpyArray([7] as [UInt8], shape: []).serialized() == FileFixtures.bytes(hex: Self.scalar))
    #expect(try NpyArray([] as [UInt16], shape: [3, 0]).serialized() == FileFixtures.bytes(hex: Self.empty))
  }

  @Test("numpy's bytes are read")
  func readsNumpyBytes() throws {
    let floats = try NpyArray(bytes: FileFixtures.bytes(hex: Self.floats), name: "floats")
    #expect(floats.dtype == .float32 && floats.shape == [2, 3] && floats.count == 6)
    #expect(try floats.floats == [0, 1, 2, 3, 4, 5])
    #expect(try floats.floatBitPatterns == [0, 0x3F80_0000, 0x4000_0000, 0x4040_0000, 0x4080_0000, 0x40A0_0000])
    let scalar = try NpyArray(bytes: FileFixtures.bytes(hex: Self.scalar), name: "scalar")
    #expect(scalar.shape == [] && scalar.count == 1 && scalar.bytes == [7])
    let empty = try NpyArray(bytes: FileFixtures.bytes(hex: Self.empty), name: "empty")
    #expect(empty.shape == [3, 0] && empty.count == 0)
  }

  // For every type, in the order of the list, and every shape: n.save of frombuffer(raw, dtype).reshape(shape), where byte i of raw is
  // i*37 % 256, for '|b1' i % 2. The digest is hashlib.sha256 over all files one after the other.
  @Test("120 files of all types have numpy's digest")
  func everyType() throws {
    let order: [NpyDType] = [.bool, .uint8, .uint16, .uint32, .uint64, .int8, .int16, .int32, .int64, .float16, .float32, .float64]
    #expect(Set(order) == Set(NpyDType.allCases))
    let shapes = [[], [1], [5], [2, 3], [4, 1, 2], [0], [2, 0, 3], [1, 1, 1, 1, 1, 7], [12345], [100, 200]]
    var hash = SHA256()
    for dtype in order {
      for shape in shapes {
        let size = shape.reduce(dtype.itemSize, *)
        let raw = dtype == .bool ? (0..<size).map { UInt8($0 % 2) } : FileFixtures.ramp(size)
        let array = try NpyArray(dtype: dtype, shape: shape, bytes: raw)
        let file = array.serialized()
        hash.update(file)
        let back = try NpyArray(bytes: file, name: "back")
        #expect(back == array, "\(dtype) \(shape)")
        #expect(back.count == shape.reduce(1, *))
      }
    }
    #expect(hash.hexDigest == "6cf175293b7ddd0662ae2933c1ae5de67fec22fd6b2c5ef61942b28f4de0eea6")
  }

  // hashlib.sha256 of n.save of n.zeros((0,) + (1,) * 63, dtype='<f8')
  @Test("64 dimensions are written as numpy does, 65 are refused")
  func manyDimensions() throws {
    let array = try NpyArray(dtype: .float64, shape: [0] + Array(repeating: 1, count: 63), bytes: [])
    #expect(SHA256.hexDigest(of: array.serialized()) == "5a77a2032862bb4486bc0a8fe60b1fb1000a2f4fe45cf12910bb2f16e27dd5cd")
    #expect(try NpyArray(bytes: array.serialized(), name: "back") == array)
    FileFixtures.expectError("more than 64 dimensions") {
      _ = try NpyArray(dtype: .uint8, shape: Array(repeating: 1, count: 65), bytes: [1])
    }
  }

  @Test("a path round trip keeps every element type", arguments: NpyDType.allCases)
  func pathRoundTrip(dtype: NpyDType) throws {
    try FileFixtures.withFolder { folder in
      let array = try NpyArray(dtype: dtype, shape: [3, 5], bytes: FileFixtures.ramp(15 * dtype.itemSize))
      try array.write(to: folder + "/a.npy")
      #expect(try NpyArray(contentsOf: folder + "/a.npy") == array)
      #expect(try FileInput.bytes(of: folder + "/a.npy") == array.serialized())
      #expect(try FileFixtures.names(in: folder) == ["a.npy"])
    }
  }

  @Test("Swift elements have the file type of their width and sign, and come back")
  func elements() throws {
    func check<Word: NpyElement & FixedWidthInteger>(_ words: [Word], _ dtype: NpyDType) throws {
      let array = try NpyArray(bytes: NpyArray(words, shape: [words.count, 1]).serialized(), name: "array")
      #expect(array.dtype == dtype)
      #expect(try array.elements(as: Word.self) == words)
    }
    try check([0, 1, 0x80, 0xFF] as [UInt8], .uint8)
    try check([0, 1, 0x8000, 0x1234] as [UInt16], .uint16)
    try check([0, 1, 0x8000_0000, 0x1234_5678] as [UInt32], .uint32)
    try check([0, 1, 1 << 63, 0x0123_4567_89AB_CDEF] as [UInt64], .uint64)
    try check([0, 1, -1, .min] as [Int8], .int8)
    try check([0, 1, -1, .min] as [Int16], .int16)
    try check([0, 1, -1, .min] as [Int32], .int32)
    try check([0, 1, -1, .min] as [Int64], .int64)
    #expect(try NpyArray([0x0123] as [UInt16]).bytes == [0x23, 0x01])
    #expect(try NpyArray([1.5] as [Double]).dtype == .float64)
  }

  @Test("bit patterns keep NaN payloads and the sign of zero")
  func bitPatterns() throws {
    let words: [UInt32] = [0x7FA0_0001, 0xFFC0_1234, 0x8000_0000]
    let floats = try NpyArray(floatBitPatterns: words)
    #expect(floats.dtype == .float32 && floats.shape == [3])
    #expect(try floats.floatBitPatterns == words)
    #expect(try floats.elements(as: UInt32.self) == words)
    #expect(try NpyArray(floats.floats).bytes == floats.bytes)
    #expect(try NpyArray(halfBitPatterns: [0x7D01, 0x8000]).halfBitPatterns == [0x7D01, 0x8000])
    #expect(try NpyArray(doubleBitPatterns: [0x7FF4 << 48 | 1]).doubleBitPatterns == [0x7FF4 << 48 | 1])
  }

  @Test("elements of another width or type are refused by name")
  func wrongType() throws {
    let array = try NpyArray([1, 2] as [UInt16], name: "codes.npy")
    FileFixtures.expectError("codes.npy: expected element type |b1 or |u1 or |i1, found <u2") { _ = try array.elements(as: UInt8.self) }
    FileFixtures.expectError("codes.npy: expected element type <f4, found <u2") { _ = try array.floatBitPatterns }
    FileFixtures.expectError("expected element type <f2, found <u2") { _ = try array.halfBitPatterns }
    FileFixtures.expectError("expected element type <f8, found <u2") { _ = try array.doubleBitPatterns }
    FileFixtures.expectError("expected element type <f4, found <u2") { _ = try array.floats }
    FileFixtures.expectError("expected element type |u1 or <u4, found <u2") { try array.require(.uint8, .uint32) }
    try array.require(.uint8, .uint16)
  }

  @Test("shapes that do not agree with the data are refused")
  func wrongShape() throws {
    FileFixtures.expectError(.byteCountMismatch(path: "x", expected: 8, actual: 6)) {
      _ = try NpyArray([1, 2, 3] as [UInt16], shape: [2, 2], name: "x")
    }
    FileFixtures.expectError("[2, -1]: a dimension is negative") { _ = try NpyArray([1, 2] as [UInt8], shape: [2, -1]) }
    FileFixtures.expectError("would not fit") { _ = try NpyArray([] as [UInt8], shape: [1 << 32, 1 << 32]) }
    FileFixtures.expectError("would not fit") { _ = try NpyArray([] as [UInt8], shape: [1 << 32, 0, 1 << 32]) }
    FileFixtures.expectError("would not fit") { _ = try NpyArray.header(dtype: .float64, shape: [1 << 60]) }
  }

  @Test("a streamed header and data make the same file")
  func streamedHeader() throws {
    let array = try NpyArray(FileFixtures.ramp(10), shape: [2, 5])
    #expect(try NpyArray.header(dtype: .uint8, shape: [2, 5]) + array.bytes == array.serialized())
  }

  @Test("equality looks at type, shape and bits, not at names")
  func equality() throws {
    let array = try NpyArray([1, 2] as [UInt8], name: "a")
    #expect(array == (try NpyArray([1, 2] as [UInt8], name: "b")))
    #expect(array != (try NpyArray([1, 2] as [Int8])))
    #expect(array != (try NpyArray([1, 2] as [UInt8], shape: [2, 1])))
    #expect(array != (try NpyArray([1, 3] as [UInt8])))
  }
}
