import BinadeVectors
import Testing

@Suite("safetensors: files")
struct SafetensorsTests {
  // safetensors 0.8.0 (the Python package, numpy 2.4.6). With TensorSpec(dtype, shape, data_ptr, data_len) of
  //   b: uint8 [3] = 1 2 3          a"é\n: float32 [2, 1] = 1.5 -2     z: int16 [] = -2
  //   e: float8_e4m3fn [0, 4]       s: float8_e8m0fnu [1] = 7f
  // this is safetensors.serialize(specs, {"format": "mxfp8-e4m3"}).hex()
  static let reference = """
    48010000000000007b225f5f6d657461646174615f5f223a7b22666f726d6174223a226d786670382d65346d33227d2c22615c22c3a95c6e223a7b22
    6474797065223a22463332222c227368617065223a5b322c315d2c22646174615f6f666673657473223a5b302c385d7d2c227a223a7b226474797065
    223a22493136222c227368617065223a5b5d2c22646174615f6f666673657473223a5b382c31305d7d2c2273223a7b226474797065223a2246385f45
    384d30222c227368617065223a5b315d2c22646174615f6f666673657473223a5b31302c31315d7d2c2265223a7b226474797065223a2246385f4534
    4d33222c227368617065223a5b302c345d2c22646174615f6f666673657473223a5b31312c31315d7d2c2262223a7b226474797065223a225538222c
    227368617065223a5b335d2c22646174615f6f666673657473223a5b31312c31345d7d7d0000c03f000000c0feff7f010203
    """

  static func tensors() throws -> Safetensors {
    try Safetensors(
      tensors: [
        Safetensors.Tensor(name: "b", [1, 2, 3] as [UInt8]),
        Safetensors.Tensor(name: "a\"é\n", [1.5, -2] as [Float], shape: [2, 1]),
        Safetensors.Tensor(name: "z", [-2] as [Int16], shape: []),
        Safetensors.Tensor(name: "e", dtype: .f8E4M3, shape: [0, 4], bytes: []),
        Safetensors.Tensor(name: "s", dtype: .f8E8M0, shape: [1], bytes: [0x7F]),
      ], metadata: ["format": "mxfp8-e4m3"])
  }

  @Test("the reference implementation's bytes are written")
  func writesReferenceBytes() throws {
    #expect(try Self.tensors().serialized() == FileFixtures.bytes(hex: Self.reference))
    #expect(try Safetensors(tensors: []).serialized() == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
  }

  @Test("the reference implementation's bytes are read")
  func readsReferenceBytes() throws {
    let file = try Safetensors(bytes: FileFixtures.bytes(hex: Self.reference), name: "reference")
    #expect(file.tensors.map(\.name) == ["a\"é\n", "z", "s", "e", "b"])
    #expect(file.metadata == ["format": "mxfp8-e4m3"])
    #expect(try file.tensor(named: "a\"é\n").floats == [1.5, -2])
    #expect(try file.tensor(named: "a\"é\n").shape == [2, 1])
    #expect(try file.tensor(named: "z").elements(as: Int16.self) == [-2])
    #expect(file["e"]?.count == 0 && file["e"]?.shape == [0, 4])
    #expect(file["s"]?.bytes == [0x7F] && file["s"]?.dtype == .f8E8M0)
    #expect(file["none"] == nil)
    FileFixtures.expectError(.missingTensor(path: "reference", name: "none")) { _ = try file.tensor(named: "none") }
  }

  // Every type that the Python package can write, in this order, with the shapes [], [3], [2, 5] and [0, 2] (F4: not []); the tensor of
  // type i and shape j is called f"t{i:02}.{j}", and byte x of its data is (x * 37 + i) % 256. F4 counts pairs there: its last
  // dimension doubles. hashlib.sha256(safetensors.serialize(specs, None)).hexdigest()
  @Test("79 tensors of 20 types have the reference implementation's digest")
  func everyReferenceType() throws {
    let order: [SafetensorsDType] = [
      .bool, .i8, .u8, .i16, .u16, .i32, .u32, .i64, .u64, .f16, .bf16, .f32, .f64,
      .f8E4M3, .f8E4M3FNUZ, .f8E5M2, .f8E5M2FNUZ, .f8E8M0, .f4, .c64,
    ]
    var tensors: [Safetensors.Tensor] = []
    for (i, dtype) in order.enumerated() {
      for (j, shape) in [[], [3], [2, 5], [0, 2]].enumerated() where !(dtype == .f4 && shape.isEmpty) {
        var shape = shape
        if dtype == .f4 { shape[shape.count - 1] *= 2 }
        let size = shape.reduce(dtype.bitWidth, *) / 8
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 37 + i) }
        tensors.append(try Safetensors.Tensor(name: "t\(i < 10 ? "0" : "")\(i).\(j)", dtype: dtype, shape: shape, bytes: bytes))
      }
    }
    let file = try Safetensors(tensors: tensors).serialized()
    #expect(SHA256.hexDigest(of: file) == "3461eefedfc706a41a6805ec8dccefeb16f2a07bd03efdc11744452b871bb3ba")
    let reversed = try Safetensors(tensors: tensors.reversed()).serialized()
    #expect(reversed == file, "the order of the tensors must not matter")
  }

  @Test("a path round trip keeps every type", arguments: SafetensorsDType.allCases)
  func roundTrip(dtype: SafetensorsDType) throws {
    try FileFixtures.withFolder { folder in
      let path = folder + "/a.safetensors"
      let tensor = try Safetensors.Tensor(name: "t", dtype: dtype, shape: [4, 3, 2], bytes: FileFixtures.ramp(24 * dtype.bitWidth / 8))
      let file = try Safetensors(tensors: [tensor], metadata: ["dtype": dtype.rawValue])
      try file.write(to: path)
      #expect(try Safetensors(contentsOf: path) == file)
      #expect(try FileInput.bytes(of: path) == file.serialized())
      #expect(try FileFixtures.names(in: folder) == ["a.safetensors"])
    }
  }

  @Test("names and metadata of all characters come back")
  func characters() throws {
    let all = String(String.UnicodeScalarView((0..<0x180).map { Unicode.Scalar($0 as UInt32)! })) + "𝄞\u{10FFFF}\u{2028}\\\"/"
    let tensor = try Safetensors.Tensor(name: all, [1] as [UInt8])
    let file = try Safetensors(tensors: [tensor], metadata: [all: all, "": ""])
    let back = try Safetensors(bytes: file.serialized(), name: "back")
    #expect(back == file)
    #expect(Array(back.tensors[0].name.unicodeScalars) == Array(all.unicodeScalars))
  }

  // Swift takes the two spellings for equal; a file does not.
  @Test("names that look alike are two names")
  func canonicalEquivalence() throws {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    let file = try Safetensors(tensors: [
      Safetensors.Tensor(name: composed, [1] as [UInt8]), Safetensors.Tensor(name: decomposed, [2] as [UInt8]),
    ])
    let back = try Safetensors(bytes: file.serialized(), name: "back")
    #expect(back[composed]?.bytes == [1])
    #expect(back[decomposed]?.bytes == [2])
    let names = back.tensors.map { Array($0.name.utf8) }
    #expect(names == [Array(decomposed.utf8), Array(composed.utf8)], "sorted by bytes")
  }

  @Test("elements narrower than a byte must fill whole bytes")
  func subByte() throws {
    #expect(try Safetensors.Tensor(name: "t", dtype: .f6E2M3, shape: [2, 2], bytes: [1, 2, 3]).count == 4)
    #expect(try Safetensors.Tensor(name: "t", dtype: .f4, shape: [3, 2], bytes: [1, 2, 3]).count == 6)
    for (dtype, shape) in [(.f4, [3]), (.f4, []), (.f6E2M3, [3]), (.f6E3M2, [2])] as [(SafetensorsDType, [Int])] {
      FileFixtures.expectError("do not fill whole bytes") {
        _ = try Safetensors.Tensor(name: "t", dtype: dtype, shape: shape, bytes: [1, 2])
      }
    }
  }

  @Test("tensors that contradict themselves are refused")
  func contradictions() throws {
    FileFixtures.expectError(.byteCountMismatch(path: "t", expected: 8, actual: 6)) {
      _ = try Safetensors.Tensor(name: "t", [1, 2, 3] as [UInt16], shape: [2, 2])
    }
    FileFixtures.expectError("a dimension is negative") { _ = try Safetensors.Tensor(name: "t", [1] as [UInt8], shape: [-1]) }
    FileFixtures.expectError("would not fit") { _ = try Safetensors.Tensor(name: "t", [1] as [UInt8], shape: [1 << 40, 1 << 40]) }
    let tensor = try Safetensors.Tensor(name: "t", [1] as [UInt8])
    FileFixtures.expectError("two tensors are called t") { _ = try Safetensors(tensors: [tensor, tensor]) }
    let reserved = try Safetensors.Tensor(name: "__metadata__", [1] as [UInt8])
    FileFixtures.expectError("no tensor may be called __metadata__") { _ = try Safetensors(tensors: [reserved]) }
    FileFixtures.expectError("expected element type F32, found U8") { _ = try tensor.floats }
    FileFixtures.expectError("expected element type I16 or U16 or F16 or BF16, found U8") { _ = try tensor.elements(as: UInt16.self) }
    FileFixtures.expectError("expected element type F32 or F16, found U8") { try tensor.require(.f32, .f16) }
    try tensor.require(.u8)
  }

  @Test("Swift elements have the file type of their width and sign, and come back")
  func elements() throws {
    func check<Word: SafetensorsElement & FixedWidthInteger>(_ words: [Word], _ dtype: SafetensorsDType) throws {
      let tensor = try Safetensors.Tensor(name: "t", words)
      #expect(tensor.dtype == dtype && tensor.shape == [words.count])
      #expect(try tensor.elements(as: Word.self) == words)
    }
    try check([0, 0xFF] as [UInt8], .u8)
    try check([0, 0xFF01] as [UInt16], .u16)
    try check([0, 0xFF01_0203] as [UInt32], .u32)
    try check([0, .max] as [UInt64], .u64)
    try check([0, .min] as [Int8], .i8)
    try check([0, .min] as [Int16], .i16)
    try check([0, .min] as [Int32], .i32)
    try check([0, .min] as [Int64], .i64)
    #expect(try Safetensors.Tensor(name: "t", [1] as [Double]).dtype == .f64)
    #expect(try Safetensors.Tensor(name: "t", [1] as [Float]).elements(as: UInt32.self) == [0x3F80_0000])
  }
}
