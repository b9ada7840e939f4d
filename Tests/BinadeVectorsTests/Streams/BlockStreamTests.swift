import BinadeVectors
import Testing

/// Lines of blocks, and what a reader makes of wrong ones. Spec [coverage-3].
@Suite struct BlockStreamTests {
  /// A block whose first element is 1: OCP's rule gives 2^−2, under which it is 4, code 6.
  private static let words = "3f800000" + String(repeating: "00000000", count: 31)
  private static let codes = "6" + String(repeating: "0", count: 31)
  private static let header = "#blocks format=mxfp4 operation=quantize"

  private func stream(_ header: String) throws -> LineStream {
    try #require(try LineStream.starting(with: header[...], name: "s", lineNumber: 1))
  }

  private func answer(_ line: String, _ header: String = header) throws -> String {
    let stream = try stream(header)
    do {
      return try stream.mismatch(line[...], name: "s", lineNumber: 2) ?? "agrees"
    } catch {
      return error.description
    }
  }

  @Test func knownAnswerAgrees() throws {
    let text = try answer("\(Self.words) 7d \(Self.codes)")
    #expect(text == "agrees")
    let upper = try answer("\(Self.words.uppercased()) 7D \(Self.codes)")
    #expect(upper == "agrees")
    let json = try answer("{\"words\": \"\(Self.words)\", \"scale\": \"7d\", \"codes\": \"\(Self.codes)\"}")
    #expect(json == "agrees")
    let scale = try answer("\(Self.words) 7e \(Self.codes)")
    #expect(scale == "mxfp4_quantize: scale: expected 7d, found 7e")
    let code = try answer("\(Self.words) 7d \(Self.codes.dropLast())1")
    #expect(code == "mxfp4_quantize: code of element 31: expected 0, found 1")
    // 1 / 6 is rounded up to 2^−2 by the other rule too; 7 is not: 2^0 there, 2^1 here.
    let seven = Self.words.replacing("3f800000", with: "40e00000")
    let floor = try answer("\(seven) 7f 7\(Self.codes.dropFirst())")
    #expect(floor == "agrees")
    let ceiling = try answer("\(seven) 80 6\(Self.codes.dropFirst())", Self.header + " scale-rule=rceil")
    #expect(ceiling == "agrees")
  }

  @Test(arguments: [
    ("3f80 7d 6", "words: expected words of 8 hexadecimal digits"),
    ("\(words) 7d", "expected words scale codes, found 2 words"),
    ("\(words) 7d 6 0", "found 4 words"),
    ("\(words) 7d \(codes)0", "there are 32 words and 33 codes"),
    ("\(words)00000000 7d \(codes)0", "words: expected at most 32 words, found 33"),
    ("\(words) 17d \(codes)", "scale: expected a hexadecimal number of 8 bits"),
    ("\(words) 7d x\(codes.dropFirst())", "codes: expected hexadecimal digits"),
    ("z\(words.dropFirst()) 7d \(codes)", "words: expected hexadecimal digits"),
    ("{\"words\": \"\(words)\", \"scale\": \"7d\"}", "lacks \"codes\""),
    ("{\"words\": 3, \"scale\": \"7d\", \"codes\": \"0\"}", "words: expected a string"),
    ("{\"words\": \"\(words)\", \"scale\": \"7d\", \"codes\": \"\(codes)\", \"x\": \"1\"}", "unknown key \"x\""),
    ("{\"words\": \"\(words)", "expected a JSON object"),
  ])
  func badLinesNameThePlace(_ line: String, _ problem: String) throws {
    let text = try answer(line)
    #expect(text.hasPrefix("s: line 2: ") && text.contains(problem), "\(text)")
  }

  @Test(arguments: [
    ("#blocks", "expected format=NAME and operation=quantize"), ("#blocks format=mxfp4", "expected format=NAME and operation="),
    ("#blocks format=mxfp5 operation=quantize", "no block format is called mxfp5"),
    ("#blocks format=mxfp4 operation=divide", "operation: expected quantize or dequantize, found divide"),
    ("#blocks format=mxfp4 format=mxfp4 operation=quantize", "format is given twice"),
    ("#blocks format=mxfp4 operation=quantize nonsense", "expected name=value, found nonsense"),
    ("#blocks format=mxfp4 operation=quantize colour=red", "no policy is called colour"),
    ("#blocks format=mxfp4 operation=quantize scale-rule=round", "scale-rule: expected one of"),
    ("#blocks format=mxfp4 operation=quantize rounding=stochastic", "come together or not at all"),
    ("#blocks format=mxfp4 operation=quantize random-layout=bytes", "come together or not at all"),
    ("#blocks format=mxfp4 operation=dequantize rounding=up", "rounding does not go with operation=dequantize"),
    ("{\"blocks\": {\"format\": 4}}", "blocks: expected an object of strings"),
    ("{\"blocks\": {}, \"x\": 1}", "blocks: expected an object of strings"),
    ("{\"blocks\"", "expected a JSON object"),
  ])
  func badHeadersNameThePlace(_ line: String, _ problem: String) {
    var text = "accepted"
    do {
      _ = try LineStream.starting(with: line[...], name: "s", lineNumber: 7)
    } catch {
      text = error.description
    }
    #expect(text.hasPrefix("s: line 7: ") && text.contains(problem), "\(text)")
  }

  @Test func otherLinesStartNothing() throws {
    for line in ["", "# a comment", "3f800000 38 00", "{\"group\": {\"operand\": \"f32\"}}", "#group operand=f32"] {
      let stream = try LineStream.starting(with: line[...], name: "s", lineNumber: 1)
      #expect(stream == nil, "\(line)")
    }
  }

  @Test func twoDimensionalBlocksHaveTheirRowLength() throws {
    let header = "#blocks format=nvfp4-16x16 operation=quantize"
    let words = String(repeating: "3f800000", count: 6)
    for (line, problem) in [
      ("4 \(words) 3f800000 3f800000 38 222222", "6 words are no block of nvfp4-16x16 with rows of 4"),
      ("0 \(words) 3f800000 3f800000 38 222222", "columns: expected a whole number from 1 to 16, found 0"),
      ("17 \(words) 3f800000 3f800000 38 222222", "columns: expected a whole number from 1 to 16, found 17"),
    ] {
      let text = try answer(line, header)
      #expect(text.contains(problem), "\(text)")
    }
  }

  /// What is written is read back, and the oracle agrees with itself; one flipped digit is found.
  @Test(arguments: ShardTests.suites.filter { $0.contains("quantize") })
  func linesAreReadBack(_ name: String) throws {
    let suite = try #require(GoldenSuite(name))
    let stream = try #require(LineStream(suite))
    for form in LineForm.allCases {
      let again = try self.stream(stream.header(form))
      let lines = try #require(GoldenStream(suite, seed: 3, form: form)).lines(0..<14).split(separator: "\n")
      for line in lines {
        let text = try again.mismatch(line, name: name, lineNumber: 1)
        #expect(text == nil)
      }
      guard form == .text, let line = lines.last, let digit = line.last else { continue }
      let flipped = line.dropLast() + (digit == "0" ? "1" : "0")
      let text = try again.mismatch(flipped, name: name, lineNumber: 1)
      #expect(text != nil)
    }
  }

  /// A shipped file as lines: every policy, random words and ragged blocks come through a header and a line.
  @Test(arguments: ["mxint4-symmetric_quantize", "ggml-q4_1_quantize"])
  func filesAreReadBack(_ name: String) throws {
    var file = BlockFiles.read(name)
    for index in file.groups.indices { file.groups[index].tests = Array(file.groups[index].tests.prefix(2)) }
    for form in LineForm.allCases {
      var current: LineStream?
      var count = 0
      for line in BlockStream.text(file, form).split(separator: "\n") {
        if let stream = try LineStream.starting(with: line, name: name, lineNumber: 1) {
          current = stream
        } else if !line.hasPrefix("#") {
          let problem = try #require(current).mismatch(line, name: name, lineNumber: 1)
          #expect(problem == nil)
          count += 1
        }
      }
      #expect(count == file.count)
    }
  }
}
