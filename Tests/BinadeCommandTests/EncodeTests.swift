import Testing

@testable import BinadeCommand

@Suite("encode")
struct EncodeTests {
  /// Codes from the published tables: 448 is the largest E4M3, 57344 the largest E5M2, and so on.
  @Test(
    "codes of well-known values",
    arguments: [
      ("e4m3fn", [0, -0.0, 1, -1, 448, 464, 465, 0.001953125], [0x00, 0x80, 0x38, 0xB8, 0x7E, 0x7E, 0x7E, 0x01]),
      ("e5m2", [1, -1, 57344, 1e9, .infinity, .nan], [0x3C, 0xBC, 0x7B, 0x7B, 0x7B, 0x7F]),
      ("e2m1fn", [0, 0.5, 1, 1.5, 2, 3, 4, 6, -6, 100, 2.5, 5], [0, 1, 2, 3, 4, 5, 6, 7, 15, 7, 4, 6]),
      ("e2m3fn", [7.5, 0.125, -1], [0x1F, 0x01, 0x28]),
      ("e3m2fn", [28, 0.0625, -1], [0x1F, 0x01, 0x2C]),
      ("e8m0fnu", [1, 2, 0.5, 0, .nan], [127, 128, 126, 0, 255]),
      ("ue4m3", [1, -1, 448], [0x38, 0x38, 0x7E]),
      ("e4m3fnuz", [1, 240, 1000, .nan, -0.0], [0x40, 0x7F, 0x7F, 0x80, 0x00]),
      ("e4m3", [240, 1, .infinity], [0x77, 0x38, 0x77]),
      ("int8", [1.5, 2.5, -3, 200, -200, .nan], [2, 2, 0xFD, 127, 0x80, 0]),
      ("int4", [7, 8, -8, -9], [7, 7, 8, 8]),
      ("int4-symmetric", [7, -8], [7, 9]),
      ("int8-sign-magnitude", [-1, 5], [0x81, 5]),
      ("uint8", [255, 256, -1], [255, 255, 0]),
      ("s1p6", [1, -2, 0.015625], [64, 0x80, 1]),
      ("binary8p4se", [1, 224, .infinity, .nan], [0x40, 0x7E, 0x7E, 0x80]),
    ] as [(String, [Float], [UInt8])])
  func codes(format: String, values: [Float], codes: [UInt8]) throws {
    let folder = try Folder()
    #expect(try folder.encode(format, values) == codes)
  }

  @Test("wide codes are <u2, <u4 and <u8")
  func wideCodes() throws {
    let folder = try Folder()
    let input = try folder.write("in.npy", "<f4", [1, -2] as [Float])
    func run<Word: BitwiseCopyable>(_ format: String, _ descr: String, _: Word.Type) throws -> [Word] {
      #expect(binade("encode", format, input, folder("out.npy")).exitCode == 0)
      let (header, words) = Npy.parse(try folder.read("out.npy"), as: Word.self)
      #expect(header.contains("'descr': '\(descr)'"))
      return words
    }
    #expect(try run("f16", "<u2", UInt16.self) == [0x3C00, 0xC000])
    #expect(try run("bf16", "<u2", UInt16.self) == [0x3F80, 0xC000])
    #expect(try run("binary12p6se", "<u2", UInt16.self).count == 2)
    #expect(try run("tf32", "<u4", UInt32.self) == [0x3F80_0000, 0xC000_0000])
    #expect(try run("f32", "<u4", UInt32.self) == [0x3F80_0000, 0xC000_0000])
    #expect(try run("f64", "<u8", UInt64.self) == [0x3FF0_0000_0000_0000, 0xC000_0000_0000_0000])
  }

  @Test("sources: <f2, <f8, bf16 as <u2, code words of any format, signed integers")
  func sources() throws {
    let folder = try Folder()
    func run<Word: BitwiseCopyable>(_ descr: String, _ words: [Word], _ options: String...) throws -> [UInt8] {
      let input = try folder.write("in.npy", descr, words)
      let outcome = binade(["encode", "e4m3fn", input, folder("out.npy")] + options)
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      return Npy.parse(try folder.read("out.npy"), as: UInt8.self).elements
    }
    #expect(try run("<f2", [0x3C00, 0xC000] as [UInt16]) == [0x38, 0xC0])
    #expect(try run("<f8", [1, -2] as [Double]) == [0x38, 0xC0])
    #expect(try run("<u2", [0x3F80, 0xC000] as [UInt16], "--source", "bf16") == [0x38, 0xC0])
    #expect(try run("|u1", [0x3C, 0xC0] as [UInt8], "--source", "e5m2") == [0x38, 0xC0])
    #expect(try run("<u4", [0x3C, 0xC0] as [UInt32], "--source", "e5m2") == [0x38, 0xC0])
    #expect(try run("|i1", [1, -2] as [Int8], "--source", "int8") == [0x38, 0xC0])
    #expect(try run("<f4", [1, -2] as [Float], "--source", "f32") == [0x38, 0xC0])
  }

  @Test("any shape, also none and empty")
  func shapes() throws {
    let folder = try Folder()
    for (shape, text) in [([], "()"), ([0], "(0,)"), ([2, 0, 3], "(2, 0, 3)"), ([2, 3], "(2, 3)")] as [([Int], String)] {
      let count = shape.reduce(1, *)
      let input = try folder.write("in.npy", "<f4", [Float](repeating: 1, count: count), shape: shape)
      #expect(binade("encode", "e4m3fn", input, folder("out.npy"), "--flags", folder("flags.npy")).exitCode == 0)
      for name in ["out.npy", "flags.npy"] {
        let (header, codes) = Npy.parse(try folder.read(name), as: UInt8.self)
        #expect(header.contains("'shape': \(text)"), "\(header)")
        #expect(codes == [UInt8](repeating: name == "out.npy" ? 0x38 : 0, count: count))
      }
    }
  }

  @Test("--nan takes the names of --missing-nan too, and sets that policy")
  func nanRouting() throws {
    let folder = try Folder()
    let values: [Float] = [.nan, -Float.nan]
    #expect(try folder.encode("e4m3fn", values) == [0x7F, 0x7F])
    #expect(try folder.encode("e4m3fn", values, "--nan", "keep-sign") == [0x7F, 0xFF])
    #expect(try folder.encode("e5m2", values, "--nan", "quiet") == [0x7E, 0xFE])
    #expect(try folder.encode("e2m1fn", values) == [7, 7])
    #expect(try folder.encode("e2m1fn", values, "--nan", "max-signed") == [7, 15])
    #expect(try folder.encode("e2m1fn", values, "--missing-nan", "max-signed") == [7, 15])
    #expect(try folder.encode("e2m1fn", values, "--nan", "zero-inverted-sign") == [8, 0])
    #expect(try folder.encode("e2m1fn", values, "--nan", "keep-sign") == [7, 7])
    #expect(try folder.encode("e2m1fn", values, "--nan", "wrap") == [3, 11])
    #expect(try folder.encode("e2m1fn", values, "--nan", "zero", "--missing-nan", "zero") == [0, 0])
    let input = try folder.write("in.npy", "<f4", values)
    let outcome = binade("encode", "e2m1fn", input, folder("o.npy"), "--nan", "zero", "--missing-nan", "wrap")
    #expect(outcome.exitCode == 2)
    #expect(outcome.error.contains("contradict"))
  }

  @Test("a profile comes first, explicit options override it")
  func profiles() throws {
    let folder = try Folder()
    let values: [Float] = [465, -.infinity, -.nan]
    #expect(try folder.encode("e4m3fn", values, "--profile", "ml_dtypes") == [0x7F, 0xFF, 0xFF])
    #expect(try folder.encode("e4m3fn", values, "--profile", "ml_dtypes", "--overflow", "saturate") == [0x7E, 0xFE, 0xFF])
    #expect(try folder.encode("e4m3fn", values, "--overflow", "saturate", "--profile", "ml_dtypes") == [0x7E, 0xFE, 0xFF])
    #expect(try folder.encode("e4m3fn", values, "--profile", "ocp") == [0x7E, 0xFE, 0x7F])
  }

  /// 1 1/16 is the tie between 1 and 1 1/8. In float32 the little more is lost, and the tie goes to even.
  @Test("a profile that rounds twice takes doubles to float32 first")
  func narrowing() throws {
    let folder = try Folder()
    let value = 1.0625 + 0x1p-40
    let input = try folder.write("in.npy", "<f8", [value, -value, 1.1])
    func run(_ options: String...) throws -> [UInt8] {
      let outcome = binade(["encode", "e4m3fn", input, folder("out.npy"), "--flags", folder("flags.npy")] + options)
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      return Npy.parse(try folder.read("out.npy"), as: UInt8.self).elements
    }
    #expect(try run() == [0x39, 0xB9, 0x39])
    #expect(try run("--profile", "cuda") == [0x39, 0xB9, 0x39])
    #expect(try run("--profile", "ml_dtypes") == [0x38, 0xB8, 0x39])
    #expect(Npy.parse(try folder.read("flags.npy"), as: UInt8.self).elements == [1, 1, 1])
  }

  @Test("other policies")
  func policies() throws {
    let folder = try Folder()
    #expect(try folder.encode("e4m3fn", [-1, -0.0, 1], "--relu") == [0, 0, 0x38])
    #expect(try folder.encode("e4m3fn", [1.03, -1.03], "--rounding", "up") == [0x39, 0xB8])
    #expect(try folder.encode("e4m3fn", [460], "--overflow", "nonfinite") == [0x7E])
    #expect(try folder.encode("e4m3fn", [460], "--overflow", "nonfinite-before-rounding") == [0x7F])
    #expect(try folder.encode("e4m3fn", [-0.0], "--signed-zero", "always-positive") == [0])
    #expect(try folder.encode("e4m3fn", [0.001953125], "--subnormal-result", "flush") == [0])
    #expect(try folder.encode("e8m0fnu", [0], "--missing-zero", "nan") == [0xFF])
    #expect(try folder.encode("uint8", [-1], "--negative", "wrap") == [0xFF])
  }

  @Test("flags: 1 inexact, 2 underflow, 4 overflow, 16 invalid")
  func flags() throws {
    let folder = try Folder()
    let input = try folder.write("in.npy", "<f4", [1, 1.03, 0x1.8p-11, 1000, .nan] as [Float])
    #expect(binade("encode", "e4m3fn", input, folder("out.npy"), "--flags", folder("flags.npy")).exitCode == 0)
    #expect(Npy.parse(try folder.read("flags.npy"), as: UInt8.self).elements == [0, 1, 3, 5, 0])
    #expect(Npy.parse(try folder.read("out.npy"), as: UInt8.self).elements == [0x38, 0x38, 0, 0x7E, 0x7F])
    #expect(binade("encode", "e2m1fn", input, folder("out.npy"), "--flags", folder("flags.npy")).exitCode == 0)
    #expect(Npy.parse(try folder.read("flags.npy"), as: UInt8.self).elements == [0, 1, 3, 5, 16])
  }

  /// Large arrays are read from a table of leading bits; these results depend on bits far below them.
  @Test("large arrays give what small ones give")
  func largeArrays() throws {
    let folder = try Folder()
    func expect(_ format: String, _ values: [Float], _ codes: [UInt8], _ options: String...) throws {
      let many = Array(repeatElement(values, count: 20_000 / values.count).joined())
      let input = try folder.write("in.npy", "<f4", many)
      let outcome = binade(["encode", format, input, folder("out.npy")] + options)
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      let result = Npy.parse(try folder.read("out.npy"), as: UInt8.self).elements
      #expect(result == Array(repeatElement(codes, count: 20_000 / values.count).joined()))
    }
    try expect("e4m3fn", [464, Float(464).nextUp, 0x1p-10, 0x1.000002p-10], [0x7E, 0x7F, 0, 1], "--overflow", "nonfinite")
    try expect("int2", [9.5, 4_194_305, -3.5, 8], [1, 1, 1, 0], "--profile", "ml_dtypes")
    // 2^−127 is code 0; half of it and more rounds up to that, less does not, and is NaN.
    try expect("e8m0fnu", [0x1p-127, Float(bitPattern: 0x003F_FFFF), 0x1.8p-128, 0x1.7p-128], [0, 0, 0, 255], "--profile", "gfloat")
  }

  @Test("- is standard input and standard output")
  func streams() throws {
    let console = Console.memory(input: Npy.file("<f4", [1, 448] as [Float]))
    #expect(Tool.run(["encode", "e4m3fn", "-", "-"], console) == 0)
    #expect(Npy.parse(console.output.contents, as: UInt8.self).elements == [0x38, 0x7E])
  }

  @Test("bits above the code are ignored, with one note")
  func ignoredBits() throws {
    let folder = try Folder()
    let input = try folder.write("in.npy", "|u1", [0xF2, 0x02, 0x12] as [UInt8])
    let outcome = binade("encode", "e4m3fn", input, folder("out.npy"), "--source", "e2m1fn")
    #expect(outcome.exitCode == 0)
    #expect(outcome.error.contains("2 of 3 words") && outcome.error.filter { $0 == "\n" }.count == 1)
    #expect(Npy.parse(try folder.read("out.npy"), as: UInt8.self).elements == [0x38, 0x38, 0x38])
    #expect(binade("encode", "e4m3fn", input, folder("out.npy"), "--source", "e2m1fn", "--quiet").error == "")
  }
}
