import Testing

@testable import BinadeCommand

@Suite("Usage errors: exit 2 and one line")
struct UsageTests {
  /// One line of the form `binade: error: …` and nothing else anywhere.
  private func expectUsage(_ outcome: Outcome, _ parts: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(outcome.exitCode == 2, sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    #expect(outcome.error.hasPrefix("binade: error: "), sourceLocation: sourceLocation)
    #expect(outcome.error.hasSuffix("\n"), sourceLocation: sourceLocation)
    #expect(outcome.error.filter { $0 == "\n" }.count == 1, sourceLocation: sourceLocation)
    for part in parts { #expect(outcome.error.contains(part), "\(outcome.error)", sourceLocation: sourceLocation) }
  }

  @Test("a misspelled name says what is near")
  func suggestions() {
    expectUsage(binade("encod"), ["unknown command 'encod'", "did you mean encode"])
    expectUsage(binade("encode", "e4m3fm", "a", "b"), ["FORMAT", "'e4m3fm'", "did you mean e4m3fn"])
    expectUsage(binade("describe", "float8_e4m3fm"), ["NAME", "did you mean float8_e4m3fn"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--roundin", "up"), ["'--roundin'", "did you mean --rounding"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--rounding", "nearest-evn"), ["--rounding", "did you mean nearest-even"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--overflow=saturat"), ["--overflow", "did you mean saturate"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--profile", "ml_dtype"), ["--profile", "did you mean ml_dtypes"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--profile", "torch@2.12"), ["did you mean torch@2.13 or torch@2.11"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--source", "bf17"), ["--source", "did you mean bf16"])
    expectUsage(binade("sweep", "encod", "e4m3fn"), ["OPERATION", "encode"])
  }

  @Test("nothing is suggested for what resembles nothing")
  func noSuggestion() {
    let outcome = binade("describe", "quaternion")
    expectUsage(outcome, ["'quaternion'", "binade formats"])
    #expect(!outcome.error.contains("did you mean"))
  }

  @Test("arguments that are missing, too many, or without a value")
  func arguments() {
    expectUsage(binade(), ["expected a command"])
    expectUsage(binade("encode"), ["missing argument FORMAT", "usage: binade encode FORMAT IN.npy OUT.npy"])
    expectUsage(binade("encode", "e4m3fn", "a"), ["missing argument OUT.npy"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "c"), ["unexpected argument 'c'"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--rounding"), ["--rounding needs a value", "nearest-even"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--rounding", "--relu"), ["--rounding needs a value"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--relu=on"), ["--relu takes no value"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--rounding", "up", "--rounding", "up"), ["--rounding is given twice"])
    expectUsage(binade("--version", "now"), ["unexpected argument 'now'"])
    expectUsage(binade("help", "encode", "decode"), ["unexpected argument 'decode'"])
    expectUsage(binade("--loud"), ["unknown option '--loud'"])
    expectUsage(binade("diff", "a", "b", "--limit", "many"), ["--limit", "whole number"])
    expectUsage(binade("sweep", "encode", "e4m3fn", "--threads", "0"), ["--threads", "1 to 1024"])
  }

  @Test("options that contradict each other or the command")
  func contradictions() {
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--rounding", "stochastic"), ["--random"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--random", "r"), ["--rounding stochastic"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--random-layout", "bytes"), ["--random"])
    expectUsage(binade("encode", "e4m3fn", "a", "b", "--flags", "b"), ["--flags and OUT.npy"])
    expectUsage(binade("decode", "f64", "a", "b"), ["f64", "--to f64"])
    expectUsage(binade("describe", "f32", "--values"), ["--values", "16 bits"])
    expectUsage(binade("sweep", "encode", "e4m3fn", "--rounding", "stochastic"), ["stochastic"])
    expectUsage(binade("sweep", "encode", "e2m1fn", "--source", "f16", "--nan", "reject"), ["0x7c01", "--missing-nan"])
    expectUsage(binade("diff", "-", "-"), ["standard input"])
  }

  @Test("control characters of an argument do not reach the terminal")
  func controlCharacters() {
    expectUsage(binade("describe", "e4\u{1B}[2J\nm3"), ["\\u{1b}", "\\u{a}"])
  }

  @Test("-- ends the options, and - is a value")
  func dashes() {
    #expect(binade("describe", "--", "e4m3fn").exitCode == 0)
    expectUsage(binade("describe", "--", "--json"), ["'--json'"])
    expectUsage(binade("describe", "-"), ["'-'"])
  }

  @Test("edit distance counts insertions, deletions, replacements and swaps")
  func distance() {
    func distance(_ a: String, _ b: String) -> Int { Suggestion.distance(Array(a.utf8), Array(b.utf8)) }
    #expect(distance("", "") == 0)
    #expect(distance("", "abc") == 3)
    #expect(distance("e4m3fn", "e4m3fn") == 0)
    #expect(distance("e4m3fn", "e4m3fm") == 1)
    #expect(distance("e4m3fn", "e4m3") == 2)
    #expect(distance("em43", "e4m3") == 1)
    #expect(distance("kitten", "sitting") == 3)
  }

  @Test("a name that means another format elsewhere is noted")
  func ambiguousName() {
    #expect(binade("describe", "e4m3").error.contains("e4m3fn"))
    #expect(binade("describe", "e4m3", "--quiet").error == "")
    #expect(binade("describe", "e4m3fn").error == "")
  }
}
