import Testing

@testable import BinadeCommand

@Suite("decode")
struct DecodeTests {
  private func decode<Word: BitwiseCopyable, Value: BitwiseCopyable>(
    _ format: String, _ descr: String, _ words: [Word], as type: Value.Type, _ options: String...
  ) throws -> (header: String, elements: [Value]) {
    let folder = try Folder()
    let input = try folder.write("in.npy", descr, words)
    let outcome = binade(["decode", format, input, folder("out.npy")] + options)
    if outcome.exitCode != 0 { throw Folder.Failed(description: outcome.error) }
    return Npy.parse(try folder.read("out.npy"), as: type)
  }

  @Test("values from the published tables, as <f4")
  func values() throws {
    let (header, elements) = try decode("e4m3fn", "|u1", [0x7E, 0x08, 0x01, 0x80, 0xB8] as [UInt8], as: Float.self)
    #expect(header.contains("'<f4'"))
    #expect(elements == [448, 0x1p-6, 0x1p-9, -0.0, -1] && elements[3].sign == .minus)
    #expect(try decode("e2m1fn", "|u1", Array(0..<8) as [UInt8], as: Float.self).elements == [0, 0.5, 1, 1.5, 2, 3, 4, 6])
    #expect(try decode("e5m2", "|u1", [0x7B, 0x7C, 0xFC] as [UInt8], as: Float.self).elements == [57344, .infinity, -.infinity])
    #expect(try decode("e8m0fnu", "|u1", [0, 127, 254] as [UInt8], as: Float.self).elements == [0x1p-127, 1, 0x1p127])
    #expect(try decode("int4", "|u1", [7, 8, 15] as [UInt8], as: Float.self).elements == [7, -8, -1])
    #expect(try decode("bf16", "<u2", [0x3F80, 0xC000] as [UInt16], as: Float.self).elements == [1, -2])
    #expect(try decode("f16", "<f2", [0x3C00, 0x7BFF] as [UInt16], as: Float.self).elements == [1, 65504])
    #expect(try decode("tf32", "<u4", [0x3F80_0000, 0x3F80_1FFF] as [UInt32], as: Float.self).elements == [1, 1])
  }

  @Test("NaN gives a quiet NaN with the sign of its code")
  func nan() throws {
    #expect(try decode("e4m3fn", "|u1", [0x7F, 0xFF] as [UInt8], as: UInt32.self).elements == [0x7FC0_0000, 0xFFC0_0000])
    #expect(try decode("e4m3fnuz", "|u1", [0x80] as [UInt8], as: UInt32.self).elements == [0xFFC0_0000])
  }

  @Test("signed integers for two's-complement formats only")
  func signed() throws {
    #expect(try decode("int8", "|i1", [-128, -1, 127] as [Int8], as: Float.self).elements == [-128, -1, 127])
    #expect(try decode("int4", "|i1", [-8, -1, 7] as [Int8], as: Float.self).elements == [-8, -1, 7])
    #expect(throws: Folder.Failed.self) { try decode("e4m3fn", "|i1", [1] as [Int8], as: Float.self) }
  }

  @Test("--to writes other formats")
  func to() throws {
    let wide = try decode("f64", "<f8", [1.1, -0.0] as [Double], as: Double.self, "--to", "f64")
    #expect(wide.elements == [1.1, 0] && wide.header.contains("'<f8'"))
    #expect(try decode("f64", "<f8", [1.1, 1e300] as [Double], as: Float.self, "--to", "f32").elements == [1.1, .infinity])
    let brain = try decode("e4m3fn", "|u1", [0x38] as [UInt8], as: UInt16.self, "--to", "bf16")
    #expect(brain.elements == [0x3F80] && brain.header.contains("'<u2'"))
    let half = try decode("e4m3fn", "|u1", [0x38] as [UInt8], as: UInt16.self, "--to", "f16")
    #expect(half.elements == [0x3C00] && half.header.contains("'<f2'"))
  }

  @Test("bits above the code are ignored, with one note; sign extension is none")
  func ignoredBits() throws {
    let folder = try Folder()
    let input = try folder.write("in.npy", "<u4", [0x138, 0x38, 0xFFFF_FF38] as [UInt32])
    let outcome = binade("decode", "e4m3fn", input, folder("out.npy"))
    #expect(outcome.exitCode == 0)
    #expect(outcome.error.contains("2 of 3 words") && outcome.error.filter { $0 == "\n" }.count == 1)
    #expect(Npy.parse(try folder.read("out.npy"), as: Float.self).elements == [1, 1, 1])
    let negative = try folder.write("in.npy", "|i1", [-1, 7, 100] as [Int8])
    #expect(binade("decode", "int4", negative, folder("out.npy")).error.contains("1 of 3 words"))
  }

  @Test(
    "encode and decode are inverse on every code that stands for itself",
    arguments: ["e4m3fn", "e5m2", "e2m3fn", "e3m2fn", "e2m1fn", "e8m0fnu", "ue5m3", "e4m3fnuz", "e3m4", "int8", "int3", "s1p6", "uint4"])
  func roundTrip(format: String) throws {
    let folder = try Folder()
    let bits = ["e2m3fn": 6, "e3m2fn": 6, "e2m1fn": 4, "int3": 3, "uint4": 4][format] ?? 8
    let codes = (0..<1 << bits).map { UInt8($0) }
    let input = try folder.write("codes.npy", "|u1", codes)
    #expect(binade("decode", format, input, folder("values.npy")).exitCode == 0)
    #expect(binade("encode", format, folder("values.npy"), folder("back.npy"), "--overflow", "nonfinite").exitCode == 0)
    let values = Npy.parse(try folder.read("values.npy"), as: Float.self).elements
    let back = Npy.parse(try folder.read("back.npy"), as: UInt8.self).elements
    for (code, value) in zip(codes, values) where !value.isNaN { #expect(back[Int(code)] == code) }
  }
}
