import Foundation
import Testing

@testable import BinadeCommand

@Suite("pack, unpack, layouts, and describe for layouts")
struct PackTests {
  private func pack<Word: BitwiseCopyable>(
    _ layout: String, _ descr: String, _ codes: [Word], shape: [Int]? = nil, _ options: String...
  ) throws -> [UInt8] {
    let folder = try Folder()
    let input = try folder.write("in.npy", descr, codes, shape: shape)
    let outcome = binade(["pack", layout, input, folder("out.npy")] + options)
    if outcome.exitCode != 0 { throw Folder.Failed(description: outcome.error) }
    let (header, image) = Npy.parse(try folder.read("out.npy"), as: UInt8.self)
    #expect(header.contains("'descr': '|u1'") && header.contains("'shape': (\(image.count),)"))
    return image
  }

  private func expectError(_ outcome: Outcome, _ code: Int32, _ parts: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(outcome.exitCode == code && outcome.output == "", "\(outcome.error)", sourceLocation: sourceLocation)
    #expect(outcome.error.hasPrefix("binade: error: "), sourceLocation: sourceLocation)
    #expect(outcome.error.filter { $0 == "\n" }.count == 1, sourceLocation: sourceLocation)
    for part in parts { #expect(outcome.error.contains(part), "\(outcome.error)", sourceLocation: sourceLocation) }
  }

  // MARK: Packing

  @Test("images of small matrices")
  func images() throws {
    #expect(try pack("nibble-low-first", "|u1", [1, 2, 3] as [UInt8]) == [0x21, 0x03])
    #expect(try pack("nibble-low-first", "|u1", [1, 2, 3, 4, 5, 6] as [UInt8], shape: [2, 3]) == [0x21, 0x03, 0x54, 0x06])
    #expect(try pack("nibble-high-first", "<u2", [1, 2, 3] as [UInt16]) == [0x12, 0x30])
    #expect(try pack("FP6-Dense", "<u4", [1, 2, 3, 4] as [UInt32]) == [0x81, 0x30, 0x10])
    #expect(try pack("b4x8", "<u8", [1, 2, 3] as [UInt64]) == [0x21, 0x03, 0, 0])
    #expect(try pack("dense-4", "|u1", [] as [UInt8], shape: [0, 3]) == [])
    let scales = try pack("scale-128x4", "|u1", [UInt8](0..<16), shape: [2, 8])
    #expect(scales.count == 1024 && Array(scales[16..<20]) == [8, 9, 10, 11] && Array(scales[528..<532]) == [12, 13, 14, 15])
  }

  @Test("floats fill fields of their own width, bit by bit")
  func floats() throws {
    let image = try pack("cublaslt-vec128-f32", "<f4", [1, 2, 3, 4] as [Float], shape: [2, 2])
    let words: [Float] = [1, 3, 2, 4]
    let expected = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word.bitPattern >> UInt32(8 * $0)) } }
    #expect(image == expected)
  }

  @Test(
    "unpack is the inverse, and takes an image of any type",
    arguments: [
      "dense-3", "nibble-low-first", "nibble-high-first", "fp6-dense", "byte-bits-2", "b4x16_p64", "b6x16_p32", "scale-128x4", "scale-tmem",
      "scale-mma-a-2x:1,2", "scale-mn-k4", "awq", "qserve-w4", "nunchaku-w4", "tinychat-w4a16",
    ])
  func inverse(layout: String) throws {
    let folder = try Folder()
    let codes = (0..<15 * 11).map { UInt8($0 * 7 % 8) }
    let input = try folder.write("in.npy", "|u1", codes, shape: [15, 11])
    #expect(binade("pack", layout, input, folder("image.npy")).exitCode == 0)
    let outcome = binade("unpack", layout, folder("image.npy"), folder("out.npy"), "--shape", "15,11")
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let (header, back) = Npy.parse(try folder.read("out.npy"), as: UInt8.self)
    #expect(back == codes && header.contains("'|u1'") && header.contains("(15, 11)"))
    let image = Npy.parse(try folder.read("image.npy"), as: UInt8.self).elements
    if image.count % 4 == 0 {
      let words = try folder.write("words.npy", Npy.file("<i4", image, shape: [image.count / 4]))
      #expect(binade("unpack", layout, words, folder("out.npy"), "--shape=15,11").exitCode == 0)
      #expect(Npy.parse(try folder.read("out.npy"), as: UInt8.self).elements == codes)
    }
  }

  @Test("a ggml block goes both ways with its scales and minimums")
  func records() throws {
    let folder = try Folder()
    let codes = (0..<2 * 40).map { UInt8($0 % 16) }
    let input = try folder.write("codes.npy", "|u1", codes, shape: [2, 40])
    let scales = try folder.write("scales.npy", "<f2", [0x3C00, 1, 2, 3] as [UInt16], shape: [2, 2])
    let minimums = try folder.write("minimums.npy", "<u2", [9, 8, 7, 6] as [UInt16], shape: [2, 2])
    let packed = binade("pack", "ggml-q4_1", input, folder("image.npy"), "--scales", scales, "--minimums", minimums)
    #expect(packed.exitCode == 0, "\(packed.error)")
    let image = Npy.parse(try folder.read("image.npy"), as: UInt8.self).elements
    #expect(image.count == 80 && Array(image[0..<6]) == [0, 0x3C, 9, 0, 0x00, 0x11])
    let unpacked = binade(
      "unpack", "ggml-q4_1", folder("image.npy"), folder("c.npy"), "--shape", "2,40", "--scales", folder("s.npy"), "--minimums",
      folder("m.npy"))
    #expect(unpacked.exitCode == 0, "\(unpacked.error)")
    #expect(Npy.parse(try folder.read("c.npy"), as: UInt8.self).elements == codes)
    #expect(Npy.parse(try folder.read("s.npy"), as: UInt16.self).elements == [0x3C00, 1, 2, 3])
    #expect(Npy.parse(try folder.read("m.npy"), as: UInt16.self).elements == [9, 8, 7, 6])
    // The codes alone will do.
    #expect(binade("unpack", "ggml-q4_1", folder("image.npy"), folder("c.npy"), "--shape", "2,40").exitCode == 0)
  }

  @Test("- is standard input and standard output")
  func streams() throws {
    let console = Console.memory(input: Npy.file("|u1", [1, 2] as [UInt8]))
    #expect(Tool.run(["pack", "dense-4", "-", "-"], console) == 0)
    #expect(Npy.parse(console.output.contents, as: UInt8.self).elements == [0x21])
  }

  // MARK: Errors

  @Test("usage errors")
  func usage() {
    expectError(binade("pack", "scale-128x5", "a", "b"), 2, ["LAYOUT", "did you mean scale-128x4", "binade layouts"])
    expectError(binade("pack", "scale-mma-a-1x:2,0", "a", "b"), 2, ["THREAD-ID,BYTE-ID", "thread-id (0, 1)"])
    expectError(binade("pack", "dense-4:1", "a", "b"), 2, ["nothing to select"])
    expectError(binade("pack", "ggml-mxfp4", "a", "b"), 2, ["--scales"])
    expectError(binade("pack", "ggml-mxfp4", "-", "b", "--scales", "-"), 2, ["standard input"])
    expectError(binade("pack", "dense-4", "a", "b", "--scales", "c"), 2, ["--scales", "dense-4 holds no scales"])
    expectError(binade("pack", "ggml-q4_0", "a", "b", "--scales", "c", "--minimums", "d"), 2, ["--minimums"])
    expectError(binade("unpack", "dense-4", "a", "b"), 2, ["--shape R,C"])
    for shape in ["x", "1,2,3", "", ",", "-1,2", "1,", "99999999999999999999,1"] {
      expectError(binade("unpack", "dense-4", "a", "b", "--shape=\(shape)"), 2, ["--shape", "R,C"])
    }
    expectError(
      binade("unpack", "ggml-mxfp4", "a", "b", "--shape", "1,32", "--scales", "b"), 2, ["--scales and the codes are both 'b'"])
    expectError(binade("describe", "dense-4", "--at", "0,0"), 2, ["--at needs --shape"])
    expectError(binade("describe", "dense-4", "--at", "0,9", "--shape", "1,9"), 2, ["outside"])
    expectError(binade("describe", "dense-4", "--shape", "9999999999999999,9999999999999999"), 2, ["memory"])
    expectError(binade("describe", "dense-4", "--values"), 2, ["--values is for formats"])
    expectError(binade("describe", "e4m3fn", "--shape", "1,2"), 2, ["--shape is for layouts"])
    expectError(binade("describe", "scale-mma-a-1x:9,9"), 2, ["thread-id"])
  }

  @Test("files that do not fit: one line, and nothing is written")
  func files() throws {
    let folder = try Folder()
    let codes = try folder.write("codes.npy", "|u1", [1, 2, 16] as [UInt8])
    let floats = try folder.write("floats.npy", "<f4", [1, 2] as [Float])
    let signed = try folder.write("signed.npy", "|i1", [1, 2] as [Int8])
    let cube = try folder.write("cube.npy", "|u1", [1, 2] as [UInt8], shape: [1, 1, 2])
    let good = try folder.write("good.npy", "|u1", [1, 2, 3] as [UInt8])
    let before = folder.files
    func run(_ arguments: String..., parts: [String]) { expectError(binade(arguments + [folder("out.npy")]), 3, parts) }
    run("pack", "dense-4", codes, parts: ["codes.npy", "code 0x10 at (0, 2)", "4 bits of dense-4"])
    run("pack", "dense-4", floats, parts: ["floats.npy", "|u1", "<f4"])
    run("pack", "dense-16", floats, parts: ["<u2 or <f2"])
    run("pack", "dense-4", signed, parts: ["|i1"])
    run("pack", "dense-4", cube, parts: ["one or two dimensions", "[1, 1, 2]"])
    run("pack", "dense-4", folder("none.npy"), parts: ["none.npy", "no such file"])
    run("pack", "ggml-mxfp4", "--scales", codes, good, parts: ["1 x 1 scales", "found 1 x 3"])
    run("unpack", "dense-4", "--shape", "2,3", codes, parts: ["codes.npy", "expected 4 bytes", "found 3"])
    run("unpack", "dense-4", "--shape", "4611686018427387904,2", codes, parts: ["memory"])
    #expect(folder.files == before)
    expectError(binade("pack", "dense-4", good, folder("none/out.npy")), 3, ["cannot write"])
    // No file is put in its place if another cannot be written.
    let block = try folder.write("block.npy", "|u1", [UInt8](repeating: 0, count: 17))
    let outcome = binade("unpack", "ggml-mxfp4", block, folder("c.npy"), "--shape", "1,32", "--scales", folder("none/s.npy"))
    expectError(outcome, 3, ["cannot write"])
    #expect(folder.files == (before + ["block.npy"]).sorted())
  }

  // MARK: Pages

  @Test("describe says where a code stands")
  func describe() {
    let page = binade("describe", "cublaslt-vec16-ue4m3", "--shape", "128,8", "--at", "5,5")
    #expect(page.exitCode == 0 && page.output.hasPrefix("scale-128x4: "), "\(page.error)")
    for part in ["scales (5,5): byte 593", "also called  cublaslt-vec16-ue4m3", "1024 bytes, 1 x 2 tiles", "Spec [layouts-13]"] {
      #expect(page.output.contains(part), "\(page.output)")
    }
    let nibbles = binade("describe", "nibble-high-first", "--shape", "1,3", "--at", "2").output
    #expect(nibbles.contains("codes (0,2): byte 1 bits 7:4") && nibbles.contains("0  7:4 (0,0)  3:0 (0,1)"))
    #expect(nibbles.contains("1  7:4 (0,2)  3:0 -") && nibbles.contains("4 bits of padding"))
    let sixes = binade("describe", "fp6-dense").output
    #expect(sixes.contains("0  7:6 (0,1) bits 1:0  5:0 (0,0)") && sixes.contains("1  7:4 (0,2) bits 3:0  3:0 (0,1) bits 5:2"))
    let memory = binade("describe", "scale-tmem", "--shape", "1,1", "--at", "0,0").output
    #expect(memory.contains("scales (0,0): byte 0; byte 512; byte 1024; byte 1536"))
    let block = binade("describe", "ggml-nvfp4", "--shape", "2,100", "--at", "1,77").output
    #expect(block.contains("codes (1,77): byte 117 bits 7:4") && block.contains("scales (1,4): byte 108"))
    let registers = binade("describe", "scale-mma-a-1x:1,2").output
    #expect(registers.contains("0-9  7:0 -") && registers.contains("10  7:0 (0,0)") && registers.contains("14  7:0 (8,0)"))
    #expect(binade("describe", "dense-4", "--shape", "0,0").output.contains("0 bytes"))
    #expect(binade("describe", "e4m3fn").output.hasPrefix("e4m3fn"))
  }

  @Test("every layout has a page and a row, in text and as JSON")
  func pages() throws {
    let table = binade("layouts")
    #expect(table.exitCode == 0)
    let list = try #require(JSONSerialization.jsonObject(with: Data(binade("layouts", "--json").output.utf8)) as? [[String: Any]])
    #expect(list.count == table.lines.count - 2 && list.count > 40)
    for entry in list {
      let name = try #require(entry["name"] as? String)
      #expect(table.output.contains("\n\(name) "))
      let page = binade("describe", name)
      #expect(page.exitCode == 0 && page.lines.count > 8, "\(page.error)")
      let json = binade("describe", name, "--shape", "3,9", "--at", "2,8", "--json")
      let object = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let image = try #require(object["image"] as? [String: Any])
      #expect(image["rows"] as? Int == 3 && image["columns"] as? Int == 9)
      #expect((image["fields"] as? [[String: Any]])?.count == (entry["fields"] as? [[String: Any]])?.count)
    }
  }
}
