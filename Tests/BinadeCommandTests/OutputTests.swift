import Testing

@testable import BinadeCommand

@Suite("Text")
struct OutputTests {
  @Test("JSON has sorted keys and escapes what must be escaped")
  func json() {
    let value = JSON.object([
      "b": .array([.integer(1), .string("a\"\\\n\u{1}é")]), "a": .object([:]), "c": .array([.object(["x": .null]), .bool(true)]),
      "d": .decimal(.infinity, 2), "e": .decimal(1.005, 1),
    ])
    #expect(
      value.text == """
        {
          "a": {},
          "b": [1, "a\\"\\\\\\u000a\\u0001é"],
          "c": [
            {
              "x": null
            },
            true
          ],
          "d": null,
          "e": 1.0
        }
        """)
  }

  @Test("numbers with fixed decimals")
  func fixed() {
    #expect(NumberText.fixed(0, 0) == "0")
    #expect(NumberText.fixed(1.25, 1) == "1.3")
    #expect(NumberText.fixed(-0.004, 2) == "0.00")
    #expect(NumberText.fixed(-12.5, 3) == "-12.500")
    #expect(NumberText.fixed(0.05, 2) == "0.05")
    #expect(NumberText.fixed(.infinity, 2) == "inf")
    #expect(NumberText.hex(0xAB, digits: 4) == "00ab")
  }

  @Test("a table aligns its columns under headings of several lines")
  func table() {
    var table = Table([("name", .left), ("two\nlines", .right)])
    table.add(["a", "1"])
    table.add(["long name", "1234567"])
    let lines = table.text.split(separator: "\n")
    #expect(lines == ["               two", "name         lines", "---------  -------", "a                1", "long name  1234567"])
  }

  @Test("progress is silent unless standard error is a terminal")
  func progress() {
    for isTerminal in [false, true] {
      let console = Console.memory(isErrorTerminal: isTerminal)
      let progress = Progress("work", total: 10, unit: "elem", console: console)
      progress.advance(by: 5)
      progress.finish()
      #expect(console.error.text == "")  // two seconds have not passed
    }
  }
}
