import Binade
import BinadeTensorCore

/// The line form of dot vectors, for pipes: `generate … | device | verify -`.
///
///     #dots instruction=sm_90:wgmma.f32.e4m3.e4m3
///     a b scaleA scaleB c result
///
/// Codes of A and of B without gaps, k ascending; a byte for each scale block, or `-` without scales; words of C and D.
public struct DotStream: Sendable {
  /// The suite of the lines below the last `#dots`.
  public let suite: DotSuite
  private let witness: DotWitness

  /// The stream of a suite.
  public init(_ suite: DotSuite) {
    self.suite = suite
    witness = DotWitness(suite)
  }

  /// What a line with the instruction starts with.
  public static let mark = "#dots"

  /// The line that says what follows.
  public var header: String { "\(Self.mark) instruction=\(suite.instruction.name)" }

  /// The suite that such a line names; `nil` for any other line.
  ///
  /// - Throws: if it names no instruction.
  public static func suite(of line: Substring, name: String, lineNumber: Int) throws(VectorFileError) -> DotSuite? {
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
    guard words.first.map({ $0 == mark }) ?? false else { return nil }
    func error(_ problem: String) -> VectorFileError { VectorFileError(file: name, place: "line \(lineNumber)", problem: problem) }
    let prefix = "instruction="
    guard words.count == 2, words[1].hasPrefix(prefix) else { throw error("expected \(mark) instruction=NAME") }
    let instruction = String(words[1].dropFirst(prefix.count))
    guard let suite = DotSuite(instruction) else { throw error("no instruction with vectors is called \(instruction)") }
    return suite
  }

  static func operands(_ question: DotQuestion, _ datapath: Datapath) -> String {
    let scales = [question.scaleA, question.scaleB].map { datapath.scale == nil ? "-" : HexDigits.text($0) }
    return [
      DotText.codes(question.a, datapath.a), DotText.codes(question.b, datapath.b), scales[0], scales[1],
      Hex.digits(question.c, bits: datapath.accumulator.wordBits),
    ].joined(separator: " ")
  }

  /// The line of a question with its result.
  public func line(_ question: DotQuestion, _ result: UInt64) -> String {
    Self.operands(question, suite.datapath) + " " + Hex.digits(result, bits: suite.datapath.accumulator.wordBits)
  }

  /// The lines of a file.
  public func text(_ file: DotVectorFile) -> String {
    file.tests.reduce(header + "\n") { $0 + line($1.question, $1.result) + "\n" }
  }

  /// Lines of random questions of all families, with the oracle's results: any part of an endless sequence.
  public func text(_ indices: Range<Int>, seed: UInt64) -> String {
    let questions = DotQuestions(suite)
    return indices.reduce("") { text, index in
      let question = questions.question(index, seed: seed).question
      return text + line(question, witness.result(question)) + "\n"
    }
  }

  /// Reads a line, and compares its result with the oracle.
  ///
  /// - Returns: what is wrong with the result, or `nil`.
  /// - Throws: if it is no line of this form.
  public func mismatch(_ line: Substring, name: String, lineNumber: Int) throws(VectorFileError) -> String? {
    let datapath = suite.datapath
    func error(_ problem: String) -> VectorFileError { VectorFileError(file: name, place: "line \(lineNumber)", problem: problem) }
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).map { $0.lowercased() }
    guard words.count == 6 else { throw error("expected a b scaleA scaleB c result, found \(words.count) words") }
    guard let a = DotText.words(words[0], datapath.a), !a.isEmpty else {
      throw error("a: expected words of \(datapath.a.dotDigits) digits")
    }
    guard let b = DotText.words(words[1], datapath.b) else { throw error("b: expected words of \(datapath.b.dotDigits) digits") }
    guard a.count == b.count else { throw error("a has \(a.count) words, b \(b.count)") }
    guard a.count % suite.k == 0 else { throw error("expected a multiple of \(suite.k) elements, found \(a.count)") }
    guard a.count <= 1 << 20 else { throw error("expected at most \(1 << 20) elements, found \(a.count)") }
    var question = DotQuestion(a: a, b: b, c: try word(words[4], "c", error))
    if let scale = datapath.scale {
      let blocks = (a.count + scale.blockLength - 1) / scale.blockLength
      guard let one = DotText.words(words[2], Self.byte), let other = DotText.words(words[3], Self.byte), one.count == blocks,
        other.count == blocks
      else { throw error("expected \(blocks) bytes for the scales of A and of B") }
      question.scaleA = one.map { UInt8($0) }
      question.scaleB = other.map { UInt8($0) }
    } else if words[2] != "-" || words[3] != "-" {
      throw error("expected - where there are no scales")
    }
    let found = try word(words[5], "result", error)
    let expected = witness.result(question)
    if found == expected { return nil }
    let bits = datapath.accumulator.wordBits
    return "\(Self.operands(question, datapath)): expected \(Hex.digits(expected, bits: bits)), found \(Hex.digits(found, bits: bits))"
  }

  private static let byte = UINT8.descriptor

  private func word(_ text: String, _ column: String, _ error: (String) -> VectorFileError) throws(VectorFileError) -> UInt64 {
    let bits = suite.datapath.accumulator.wordBits
    guard text.utf8.count <= 16, text.utf8.allSatisfy({ HexDigits.value(of: $0) != nil }), let number = UInt64(text, radix: 16),
      bits == 64 || number >> UInt64(bits) == 0
    else { throw error("\(column): expected a hexadecimal number of \(bits) bits, found \(text)") }
    return number
  }
}
