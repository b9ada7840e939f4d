import BinadeVectors
import Testing

@Suite("Memory images")
struct MemFileTests {
  private static func read(_ text: String, wordBits: Int? = nil) throws -> MemFile {
    try MemFile(bytes: Array(text.utf8), name: "test.mem", wordBits: wordBits)
  }

  private static func words(_ image: MemFile) -> [UInt64] { (0..<image.count).map { image.word(at: $0) } }
  private static func addresses(_ image: MemFile) -> [Int] { (0..<image.count).map { image.address(at: $0) } }
  private static func lines(_ image: MemFile) -> [Int?] { (0..<image.count).map { image.line(at: $0) } }

  @Test("the text of an image")
  func text() throws {
    var image = try MemFile(wordBits: 12, comments: ["two codes", ""])
    try image.append(0xABC)
    try image.append(hex: "0_1")
    try image.advance(to: 0x1F)
    try image.append(limbs: [0xFFF, 0])
    #expect(
      String(decoding: image.serialized(), as: UTF8.self) == """
        // two codes
        //
        // word-bits: 12
        abc
        001
        @1f
        fff

        """)
  }

  @Test("round trips for many widths", arguments: [1, 3, 4, 5, 8, 16, 31, 32, 33, 63, 64, 65, 127, 128, 136, 264, 511, 512])
  func roundTrip(wordBits: Int) throws {
    var image = try MemFile(wordBits: wordBits, comments: ["width \(wordBits)"])
    var state: UInt64 = 1
    for index in 0..<40 {
      if index % 11 == 10 { try image.advance(to: index * 100) }
      var limbs: [UInt64] = (0..<image.limbsPerWord).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
      }
      if index == 0 { limbs = limbs.map { _ in .max } }
      if wordBits % 64 != 0 { limbs[limbs.count - 1] &= 1 << UInt64(wordBits % 64) - 1 }
      try image.append(limbs: limbs)
      #expect(Array(image.limbs(at: index)) == limbs)
    }
    let back = try MemFile(bytes: image.serialized(), name: "back")
    #expect(back == image)
    #expect(back.count == 40 && back.wordBits == wordBits && back.comments == ["width \(wordBits)"])
    #expect(back.address(at: 10) == 1000 && back.address(at: 9) == 9 && back.address(at: 11) == 1001)
    #expect(back.hex(at: 3).count == (wordBits + 3) / 4)
    try FileFixtures.withFolder { folder in
      try image.write(to: folder + "/image.mem")
      #expect(try FileInput.bytes(of: folder + "/image.mem") == image.serialized())
      #expect(try MemFile(contentsOf: folder + "/image.mem", wordBits: wordBits) == image)
    }
  }

  @Test("an image of many words is written in pieces")
  func large() throws {
    var image = try MemFile(wordBits: 64)
    for index in 0..<20_000 { try image.append(UInt64(index) &* 0x9E37_79B9_7F4A_7C15) }
    try FileFixtures.withFolder { folder in
      try image.write(to: folder + "/image.mem")
      #expect(try MemFile(contentsOf: folder + "/image.mem") == image)
    }
  }

  @Test("everything that may stand between words")
  func spellings() throws {
    let image = try Self.read(
      """
      // first
      \t//second\r
      //   word-bits: 8
      00 FF\tab//no space
      /* a
         block */ 1_2 /**/ 34
      @0A cd
      // word-bits: 99 is only a comment here
      @7 e_f_
      """)
    #expect(image.comments == ["first", "second"])
    #expect(image.wordBits == 8)
    #expect(Self.words(image) == [0, 0xFF, 0xAB, 0x12, 0x34, 0xCD, 0xEF])
    #expect(Self.addresses(image) == [0, 1, 2, 3, 4, 10, 7])
  }

  @Test("words, addresses and lines")
  func positions() throws {
    let image = try Self.read("00 FF\n\n@A\nab /* \n */ cd\n@3 1_2\n", wordBits: 8)
    #expect(Self.words(image) == [0, 0xFF, 0xAB, 0xCD, 0x12])
    #expect(Self.addresses(image) == [0, 1, 10, 11, 3])
    #expect(Self.lines(image) == [1, 1, 4, 5, 6])
    #expect(image.count == 5)
    #expect(image.comments == [])
  }

  @Test("a word of 264 bits has its least significant digit last")
  func wideWord() throws {
    let digits = "7f" + String(repeating: "0123456789abcdef", count: 4)
    let image = try Self.read("// word-bits: 264\n\(digits)\n")
    #expect(Array(image.limbs(at: 0)) == Array(repeating: 0x0123_4567_89AB_CDEF, count: 4) + [0x7F])
    #expect(image.hex(at: 0) == digits)
  }

  @Test(
    "texts that are refused, with the line",
    arguments: [
      ("0g", "test.mem:1: the word 0g is not hexadecimal"),
      ("00\n\n0x", "test.mem:3: the word 0x has unknown bits"),
      ("00\nZ0", "test.mem:2: the word Z0 has unknown bits"),
      ("0", "test.mem:1: the word 0 has 1 digits; 2 make 8 bits"),
      ("000", "the word 000 has 3 digits"),
      ("0_0_0", "the word 0_0_0 has 3 digits"),
      ("_00", "begins with _"),
      ("_", "begins with _"),
      ("00\n@", "test.mem:2: an address without digits"),
      ("@ 00", "an address without digits"),
      ("@1_0 00", "the address 1_0 is not hexadecimal"),
      ("@-1 00", "the address -1 is not hexadecimal"),
      ("@8000000000000000 00", "does not fit in 63 bits"),
      ("@ffffffffffffffffffffffff 00", "does not fit in 63 bits"),
      ("@7fffffffffffffff 00", "does not fit in 63 bits"),
      ("@7ffffffffffffffe 00 00", "does not fit in 63 bits"),
      ("00 00 00\n@2\n00", "test.mem:3: two words have the address 2"),
      ("@2 00\n@1 00 00", "test.mem:2: two words have the address 2"),
      ("@5 00\n@5 01", "two words have the address 5"),
      ("00\n/* no end\n\n", "test.mem:2: a comment without an end"),
      ("00 / 00", "not hexadecimal"),
      ("00 /", "not hexadecimal"),
      ("00\0", "not hexadecimal"),
      ("é0", "not hexadecimal"),
    ])
  func refused(text: String, reason: String) {
    FileFixtures.expectError(reason) { _ = try Self.read(text, wordBits: 8) }
  }

  @Test("bits beyond the width are refused")
  func tooWide() throws {
    FileFixtures.expectError("test.mem:2: the word 4f has more than 6 bits") { _ = try Self.read("3f\n4f", wordBits: 6) }
    FileFixtures.expectError("the word 1fffffffffffffffff has 18 digits") { _ = try Self.read("1fffffffffffffffff", wordBits: 65) }
    FileFixtures.expectError("the word 3ffffffffffffffff has more than 65 bits") { _ = try Self.read("3ffffffffffffffff", wordBits: 65) }
    var image = try MemFile(wordBits: 6, name: "image")
    FileFixtures.expectError(.wordTooWide(path: "image", word: "40", bits: 6)) { try image.append(0x40) }
    FileFixtures.expectError(.wordTooWide(path: "image", word: "040", bits: 6)) { try image.append(hex: "040") }
    FileFixtures.expectError(.wordTooWide(path: "image", word: "40", bits: 6)) { try image.append(hex: "40") }
    FileFixtures.expectError(.wordTooWide(path: "image", word: "1_0", bits: 6)) { try image.append(limbs: [0, 1]) }
    FileFixtures.expectError("not hexadecimal") { try image.append(hex: "x") }
    FileFixtures.expectError("not hexadecimal") { try image.append(hex: "_") }
    #expect(image.count == 0)
    var wide = try MemFile(wordBits: 512)
    FileFixtures.expectError("does not fit in 512 bits") { try wide.append(limbs: Array(repeating: 0, count: 8) + [1]) }
    try wide.append(limbs: Array(repeating: .max, count: 8) + [0])
  }

  @Test("the width must be known once and be possible")
  func widths() throws {
    FileFixtures.expectError("no comment says word-bits") { _ = try Self.read("// nothing\n00") }
    FileFixtures.expectError("words of 8 bits, expected 16") { _ = try Self.read("// word-bits: 8\n00", wordBits: 16) }
    FileFixtures.expectError("words of 9 bits, expected 8") { _ = try Self.read("// word-bits: 8\n// word-bits: 9\n00") }
    FileFixtures.expectError("1 to 512 are possible") { _ = try Self.read("// word-bits: 513\n00") }
    FileFixtures.expectError("1 to 512 are possible") { _ = try Self.read("// word-bits: 0\n00") }
    FileFixtures.expectError("no comment says word-bits") { _ = try Self.read("// word-bits: 99999999999999999999999\n00") }
    FileFixtures.expectError("no comment says word-bits") { _ = try Self.read("// word-bits: -8\n00") }
    FileFixtures.expectError("1 to 512 are possible") { _ = try MemFile(wordBits: 0) }
    #expect(try Self.read("// word-bits: 8").count == 0)
    #expect(try Self.read("", wordBits: 8).count == 0)
  }

  @Test("comments that would not come back are refused")
  func comments() {
    FileFixtures.expectError("control characters") { _ = try MemFile(wordBits: 8, comments: ["a\nff"]) }
    FileFixtures.expectError("written from the word width") { _ = try MemFile(wordBits: 8, comments: [" word-bits: 9"]) }
  }

  @Test("addresses ascend in an image that is built")
  func ascending() throws {
    var image = try MemFile(wordBits: 8)
    try image.append(1)
    FileFixtures.expectError("below the next free one, 1") { try image.advance(to: 0) }
    try image.advance(to: 1)
    try image.append(2)
    #expect(image.address(at: 1) == 1 && image.line(at: 1) == nil)
  }
}
