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

  /// What a line with the instruction starts with, behind the `#`.
  static let kind = "dots"
  /// The columns of a line.
  static let columns = ["a", "b", "scaleA", "scaleB", "c", "result"]

  /// The line that says what follows.
  public var header: String { header(.text) }

  /// The line that says what follows.
  public func header(_ form: LineForm) -> String { form.header(Self.kind, [("instruction", suite.instruction.name)]) }

  /// The stream that such a line starts.
  init(_ pairs: [(name: String, text: String)], _ reader: LineReader) throws(VectorFileError) {
    guard pairs.count == 1, pairs[0].name == "instruction" else { throw reader.error("expected #\(Self.kind) instruction=NAME") }
    guard let suite = DotSuite(pairs[0].text) else { throw reader.error("no instruction with vectors is called \(pairs[0].text)") }
    self.init(suite)
  }

  static func operands(_ question: DotQuestion, _ datapath: Datapath) -> String {
    LineForm.text.line(operandColumns(question, datapath))
  }

  private static func operandColumns(_ question: DotQuestion, _ datapath: Datapath) -> [(name: String, text: String)] {
    let scales = [question.scaleA, question.scaleB].map { datapath.scale == nil ? "-" : HexDigits.text($0) }
    let c = Hex.digits(question.c, bits: datapath.accumulator.wordBits)
    return [
      ("a", DotText.codes(question.a, datapath.a)), ("b", DotText.codes(question.b, datapath.b)), ("scaleA", scales[0]),
      ("scaleB", scales[1]), ("c", c),
    ]
  }

  /// The line of a question with its result.
  public func line(_ question: DotQuestion, _ result: UInt64, _ form: LineForm = .text) -> String {
    let word = Hex.digits(result, bits: suite.datapath.accumulator.wordBits)
    return form.line(Self.operandColumns(question, suite.datapath) + [("result", word)])
  }

  /// The lines of a file.
  public func text(_ file: DotVectorFile, _ form: LineForm = .text) -> String {
    file.tests.reduce(header(form) + "\n") { $0 + line($1.question, $1.result, form) + "\n" }
  }

  /// Lines of random questions of all families, with the oracle's results: any part of an endless sequence. Spec [coverage-1].
  public func text(_ indices: Range<Int>, seed: UInt64, _ form: LineForm = .text) -> String {
    let questions = DotQuestions(suite)
    return indices.reduce("") { text, index in
      let question = questions.question(index, seed: seed).question
      return text + line(question, witness.result(question), form) + "\n"
    }
  }

  /// Reads a line of either form, and compares its result with the oracle.
  ///
  /// - Returns: what is wrong with the result, or `nil`.
  /// - Throws: if it is no line of this stream.
  public func mismatch(_ line: Substring, name: String, lineNumber: Int) throws(VectorFileError) -> String? {
    let datapath = suite.datapath
    let (question, found) = try read(line, name: name, lineNumber: lineNumber)
    let expected = witness.result(question)
    if found == expected { return nil }
    let bits = datapath.accumulator.wordBits
    return "\(Self.operands(question, datapath)): expected \(Hex.digits(expected, bits: bits)), found \(Hex.digits(found, bits: bits))"
  }

  /// The operands and the result of a line.
  func read(_ line: Substring, name: String, lineNumber: Int) throws(VectorFileError) -> (question: DotQuestion, result: UInt64) {
    let datapath = suite.datapath
    let reader = LineReader(name: name, lineNumber: lineNumber)
    let optional: Set<String> = datapath.scale == nil ? ["scaleA", "scaleB"] : []
    let words = try reader.columns(line, Self.columns, optional: optional).map { $0.lowercased() }
    guard let a = DotText.words(words[0], datapath.a), !a.isEmpty else {
      throw reader.error("a: expected words of \(datapath.a.dotDigits) digits")
    }
    guard let b = DotText.words(words[1], datapath.b) else { throw reader.error("b: expected words of \(datapath.b.dotDigits) digits") }
    guard a.count == b.count else { throw reader.error("a has \(a.count) words, b \(b.count)") }
    guard a.count % suite.k == 0 else { throw reader.error("expected a multiple of \(suite.k) elements, found \(a.count)") }
    guard a.count <= 1 << 20 else { throw reader.error("expected at most \(1 << 20) elements, found \(a.count)") }
    let bits = datapath.accumulator.wordBits
    var question = DotQuestion(a: a, b: b, c: try reader.hex(words[4][...], "c", bits: bits))
    if let scale = datapath.scale {
      let blocks = (a.count + scale.blockLength - 1) / scale.blockLength
      guard let one = DotText.words(words[2], Self.byte), let other = DotText.words(words[3], Self.byte), one.count == blocks,
        other.count == blocks
      else { throw reader.error("expected \(blocks) bytes for the scales of A and of B") }
      question.scaleA = one.map { UInt8($0) }
      question.scaleB = other.map { UInt8($0) }
    } else if words[2] != "-" || words[3] != "-" {
      throw reader.error("expected - where there are no scales")
    }
    return (question, try reader.hex(words[5][...], "result", bits: bits))
  }

  private static let byte = UINT8.descriptor
}
