import BinadeVectors
import Testing

@Suite("File errors")
struct FileErrorTests {
  @Test("each error is one line that names the file")
  func descriptions() {
    let cases: [(FileError, String)] = [
      (.missing(path: "f"), "f: no such file"),
      (.unreadable(path: "f", reason: "r"), "f: cannot read: r"),
      (.unwritable(path: "f", reason: "r"), "f: cannot write: r"),
      (.truncated(path: "f", expected: 5, actual: 3), "f: truncated: expected 5 bytes, found 3"),
      (.trailingBytes(path: "f", expected: 5, actual: 7), "f: data after the end: expected 5 bytes, found 7"),
      (.trailingBytes(path: "f", expected: 5, actual: nil), "f: data after the end: expected 5 bytes, found more"),
      (.badMagic(path: "f", expected: "an x", actual: [1, 0xAB]), "f: not an x: it begins with 01 ab"),
      (.badMagic(path: "f", expected: "an x", actual: []), "f: not an x: it begins with nothing"),
      (.unsupportedVersion(path: "f", version: "9.1"), "f: version 9.1 is not supported"),
      (.badHeader(path: "f", reason: "r"), "f: bad header: r"),
      (.unsupportedDType(path: "f", dtype: "<c8"), "f: element type <c8 is not supported"),
      (.wrongDType(path: "f", expected: ["a", "b"], actual: "c"), "f: expected element type a or b, found c"),
      (.badShape(path: "f", shape: "[2]", reason: "r"), "f: shape [2]: r"),
      (.byteCountMismatch(path: "f", expected: 4, actual: 2), "f: the shape needs 4 bytes of data, got 2"),
      (.wordTooWide(path: "f", word: "1f", bits: 4), "f: the word 1f does not fit in 4 bits"),
      (.missingTensor(path: "f", name: "t"), "f: no tensor is named t"),
      (.badLine(path: "f", line: 12, reason: "r"), "f:12: r"),
    ]
    for (error, text) in cases { #expect(error.description == text) }
  }

  @Test("hostile texts stay on one line of bounded length")
  func hostileTexts() {
    let name = "a\nb\u{1B}[31m\u{202E}\u{2028}" + String(repeating: "x", count: 100_000)
    let text = FileError.missingTensor(path: name, name: name).description
    let isShown = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0.properties.generalCategory != .format }
    #expect(isShown)
    #expect(text.hasPrefix(#"a\u{a}b\u{1b}[31m\u{202e}\u{2028}xxx"#))
    #expect(text.count < 1200)
  }
}
