internal import Binade

/// The line form of block vectors, for pipes: `generate … | device | verify -`. Spec [coverage-3].
///
///     #blocks format=mxfp4 operation=quantize scale-rule=ocp-floor … rounding=nearest-even …
///     words scale codes
///
/// Formats with a row length, a tensor scale, a zero point or stochastic rounding have columns for them: ``columns``.
public struct BlockStream: Sendable {
  /// The suite of the lines.
  public let suite: BlockSuite
  /// The policies; `nil` where codes are decoded.
  let conversion: BlockConversion?
  /// Stochastic rounding only.
  let layout: RandomLayout?
  private let witness: BlockWitness

  /// The stream of a suite under the format's default policies.
  public init(_ suite: BlockSuite) {
    self.init(suite, suite.operation == .quantize ? suite.format.descriptor.defaultConversion : nil, layout: nil)
  }

  init(_ suite: BlockSuite, _ conversion: BlockConversion?, layout: RandomLayout?) {
    self.suite = suite
    self.conversion = conversion
    self.layout = layout
    witness = BlockWitness(suite.format, conversion)
  }

  /// What a header starts with, behind the `#`.
  static let kind = "blocks"
  /// The most elements of a line: those of a whole block, and no more than this where a block is a whole row.
  private static let longest = 65_536

  /// The line that says what follows.
  public func header(_ form: LineForm = .text) -> String {
    var pairs = [(name: "format", text: suite.format.name), (name: "operation", text: suite.operation.rawValue)]
    if let conversion {
      pairs += BlockPolicyAxis.allCases.map { ($0.name, conversion[$0]) }
      pairs += PolicyAxis.allCases.map { ($0.name, conversion.element[$0]) }
    }
    if let layout { pairs.append(("random-layout", layout.name)) }
    return form.header(Self.kind, pairs)
  }

  /// The columns of a line: first the question, then the answer.
  public var columns: [String] { questionColumns + answerColumns }

  private var questionColumns: [String] {
    if suite.operation == .dequantize { return ["scale"] + zeroPointColumn + (isTwoLevel ? ["tensorScale"] : []) + ["codes"] }
    return (isFlat ? [] : ["columns"]) + ["words"] + (isTwoLevel ? ["tensorMaximum"] : []) + (layout == nil ? [] : ["random"])
  }

  private var answerColumns: [String] {
    suite.operation == .dequantize ? ["values"] : (isTwoLevel ? ["tensorScale"] : []) + ["scale"] + zeroPointColumn + ["codes"]
  }

  private var zeroPointColumn: [String] { suite.format.zeroPointBits == nil ? [] : ["zeroPoint"] }
  private var isFlat: Bool { suite.format.descriptor.rows == 1 }
  private var isTwoLevel: Bool { suite.format.descriptor.hasTensorScale }

  // MARK: Writing

  /// The line of a test.
  func line(_ test: BlockVectorTest, _ block: VectorBlock?, _ form: LineForm) -> String {
    form.line(columns.map { ($0, text($0, test, block)) })
  }

  private func text(_ column: String, _ test: BlockVectorTest, _ block: VectorBlock?) -> String {
    switch column {
    case "columns": "\(block?.columns ?? 0)"
    case "words": Self.digits(block?.words ?? [])
    case "tensorMaximum": Hex.digits(UInt64(test.tensorMaximum ?? 0), bits: 32)
    case "random": Self.digits(test.random ?? [])
    case "tensorScale": Hex.digits(UInt64(test.tensorScale ?? 0), bits: 32)
    case "scale": Hex.digits(UInt64(test.scale), bits: suite.format.scaleBits)
    case "zeroPoint": Hex.digits(UInt64(test.zeroPoint ?? 0), bits: suite.format.zeroPointBits ?? 0)
    case "codes": suite.format.codes(test.codes)
    default: Self.digits(test.values)
    }
  }

  private static func digits(_ words: [UInt32]) -> String {
    var text = ""
    for word in words { text += Hex.digits(UInt64(word), bits: 32) }
    return text
  }

  /// The comment that names the columns, for those who read the lines with a program of a few lines.
  var comment: String { "# columns: \(columns.joined(separator: " "))" }

  /// The lines of a file, group by group.
  public static func text(_ file: BlockVectorFile, _ form: LineForm = .text) -> String {
    var text = ""
    if form == .text {
      text = "# \(file.suite.name), seed \(Hex.digits(file.seed, bits: 64)); expected values: BinadeOracle \(VectorGroup.oracleVersion)\n"
    }
    for group in file.groups {
      let stream = BlockStream(file.suite, group.conversion, layout: group.layout)
      if form == .text { text += stream.comment + "\n" }
      text += stream.header(form) + "\n"
      for test in group.tests { text += stream.line(test, test.block > 0 ? file.blocks[test.block - 1] : nil, form) + "\n" }
    }
    return text
  }

  /// Lines of random questions, with the oracle's answers: any part of an endless sequence. Spec [coverage-1].
  public func text(_ indices: Range<Int>, seed: UInt64, _ form: LineForm = .text) -> String {
    if suite.operation == .dequantize {
      let random = RandomCodes(suite.format)
      return indices.reduce("") { text, index in
        var test = random.test(index, seed: seed)
        test.values = values(test)
        return text + line(test, nil, form) + "\n"
      }
    }
    let random = RandomBlocks(streaming: suite.format)
    return indices.reduce("") { text, index in
      let block = random.block(index, seed: seed)
      var test = BlockVectorTest(asking: 1)
      test.tensorMaximum = random.maxima(index, seed: seed).first
      let answer = witness.answer(block, tensorMaximum: test.tensorMaximum, random: nil, layout: nil)
      test.tensorScale = answer.tensorScale
      test.scale = answer.scale
      test.zeroPoint = answer.zeroPoint
      test.codes = answer.codes
      return text + line(test, block, form) + "\n"
    }
  }

  private func values(_ test: BlockVectorTest) -> [UInt32] {
    test.codes.map {
      witness.value(code: $0, scale: test.scale, zeroPoint: test.zeroPoint ?? 0, tensorScale: test.tensorScale ?? 0x3F80_0000)
    }
  }

  // MARK: Reading

  /// The stream that a header starts.
  init(_ pairs: [(name: String, text: String)], _ reader: LineReader) throws(VectorFileError) {
    var rest: [(name: String, text: String)] = []
    var seen: Set<String> = []
    var format: NamedBlockFormat?
    var operation: BlockSuite.Operation?
    var layout: RandomLayout?
    for pair in pairs {
      guard seen.insert(pair.name).inserted else { throw reader.error("\(pair.name) is given twice") }
      switch pair.name {
      case "format":
        format = NamedBlockFormat(pair.text)
        if format == nil { throw reader.error("no block format is called \(pair.text)") }
      case "operation":
        operation = BlockSuite.Operation(rawValue: pair.text)
        if operation == nil { throw reader.error("operation: expected quantize or dequantize, found \(pair.text)") }
      case "random-layout":
        layout = RandomLayout(rawValue: pair.text)
        if layout == nil { throw reader.error("no random layout is called \(pair.text)") }
      default: rest.append(pair)
      }
    }
    guard let format, let operation else { throw reader.error("expected format=NAME and operation=quantize or operation=dequantize") }
    guard BlockWitness.knows(format) else { throw reader.error("the oracle has no block format \(format.name)") }
    let suite = BlockSuite(format, operation)
    if operation == .dequantize {
      if let name = rest.first?.name { throw reader.error("\(name) does not go with operation=dequantize") }
      guard layout == nil else { throw reader.error("random-layout does not go with operation=dequantize") }
      self.init(suite)
      return
    }
    let conversion = try Self.conversion(rest, format, reader)
    guard (conversion.element.rounding == .stochastic) == (layout != nil) else {
      throw reader.error("stochastic rounding and random-layout come together or not at all")
    }
    self.init(suite, conversion, layout: layout)
  }

  private static func conversion(_ pairs: [(name: String, text: String)], _ format: NamedBlockFormat, _ reader: LineReader)
    throws(VectorFileError) -> BlockConversion
  {
    var conversion = format.descriptor.defaultConversion
    for (name, text) in pairs {
      let choices: [String]
      let isKnown: Bool
      if let axis = BlockPolicyAxis(rawValue: name) {
        choices = axis.choices
        isKnown = conversion.set(axis, to: text) && (axis != .scaleRule || BlockWitness.knows(conversion.rule))
      } else if let axis = PolicyAxis(rawValue: name) {
        choices = axis.choices
        isKnown = conversion.element.set(axis, to: text)
      } else {
        throw reader.error("no policy is called \(name)")
      }
      guard isKnown else { throw reader.error("\(name): expected one of \(choices.joined(separator: ", ")), found \(text)") }
    }
    return conversion
  }

  /// A line taken apart: the question, and the answer in `test`.
  func read(_ line: Substring, _ reader: LineReader) throws(VectorFileError) -> (test: BlockVectorTest, block: VectorBlock?) {
    let names = columns
    let texts = try reader.columns(line, names)
    let descriptor = suite.format.descriptor
    let whole = descriptor.columns.map { $0 * descriptor.rows } ?? Self.longest
    var test = BlockVectorTest(asking: suite.operation == .quantize ? 1 : 0)
    var words: [UInt32] = []
    var width: Int?
    for (name, text) in zip(names, texts) {
      switch name {
      case "columns":
        guard let number = Int(text), (1...(descriptor.columns ?? 1)).contains(number) else {
          throw reader.error("columns: expected a whole number from 1 to \(descriptor.columns ?? 1), found \(text)")
        }
        width = number
      case "words": words = try reader.numbers(text, name, digits: 8, limit: whole)
      case "random":
        let wanted = layout?.wordCount(forElements: words.count) ?? 0
        let random = try reader.numbers(text, name, digits: 8, limit: Self.longest)
        guard random.count == wanted else { throw reader.error("random: expected \(wanted) words, found \(random.count)") }
        test.random = random
      case "tensorMaximum": test.tensorMaximum = UInt32(try reader.hex(text, name, bits: 32))
      case "tensorScale": test.tensorScale = UInt32(try reader.hex(text, name, bits: 32))
      case "scale": test.scale = UInt32(try reader.hex(text, name, bits: suite.format.scaleBits))
      case "zeroPoint": test.zeroPoint = UInt32(try reader.hex(text, name, bits: suite.format.zeroPointBits ?? 0))
      case "codes": test.codes = try codes(text, reader)
      default: test.values = try reader.numbers(text, name, digits: 8, limit: Self.longest)
      }
    }
    if suite.operation == .dequantize {
      guard test.codes.count == test.values.count else {
        throw reader.error("there are \(test.codes.count) codes and \(test.values.count) values")
      }
      return (test, nil)
    }
    guard test.codes.count == words.count else { throw reader.error("there are \(words.count) words and \(test.codes.count) codes") }
    if let width, words.count % width != 0 || words.count / width > descriptor.rows {
      throw reader.error("words: \(words.count) words are no block of \(suite.format.name) with rows of \(width)")
    }
    return (test, VectorBlock(id: 1, labels: [], columns: width, words: words))
  }

  private func codes(_ text: Substring, _ reader: LineReader) throws(VectorFileError) -> [UInt8] {
    let mask = suite.format.descriptor.element.codeMask
    var codes: [UInt8] = []
    for code in try reader.numbers(text, "codes", digits: suite.format.codeDigits, limit: Self.longest) {
      guard UInt64(code) <= mask else { throw reader.error("codes: \(Hex.digits(UInt64(code), bits: 8)) is no code of the element") }
      codes.append(UInt8(code))
    }
    return codes
  }

  /// Reads a line of either form, and compares its answer with the oracle's.
  ///
  /// - Returns: what is wrong with the answer, or `nil`.
  /// - Throws: if it is no line of this stream.
  public func mismatch(_ line: Substring, name: String, lineNumber: Int) throws(VectorFileError) -> String? {
    let (test, block) = try read(line, LineReader(name: name, lineNumber: lineNumber))
    guard let block else {
      let expected = values(test)
      guard let place = expected.indices.first(where: { expected[$0] != test.values[$0] }) else { return nil }
      let code = Hex.digits(UInt64(test.codes[place]), bits: 4 * suite.format.codeDigits)
      return "\(suite.name) scale \(Hex.digits(UInt64(test.scale), bits: suite.format.scaleBits)): code \(code): "
        + "expected \(Hex.digits(UInt64(expected[place]), bits: 32)), found \(Hex.digits(UInt64(test.values[place]), bits: 32))"
    }
    let expected = witness.answer(block, tensorMaximum: test.tensorMaximum, random: test.random, layout: layout)
    let problems = differences(expected, BlockAnswer(test))
    return problems.isEmpty ? nil : "\(suite.name): \(problems.joined(separator: "; "))"
  }

  /// What differs: each word that a block stores, and the first element.
  private func differences(_ expected: BlockAnswer, _ found: BlockAnswer) -> [String] {
    var list: [String] = []
    func compare(_ name: String, _ one: UInt32, _ other: UInt32, _ bits: Int) {
      if one != other {
        list.append("\(name): expected \(Hex.digits(UInt64(one), bits: bits)), found \(Hex.digits(UInt64(other), bits: bits))")
      }
    }
    if isTwoLevel { compare("tensorScale", expected.tensorScale, found.tensorScale, 32) }
    compare("scale", expected.scale, found.scale, suite.format.scaleBits)
    if let bits = suite.format.zeroPointBits { compare("zeroPoint", expected.zeroPoint, found.zeroPoint, bits) }
    if let place = expected.codes.indices.first(where: { expected.codes[$0] != found.codes[$0] }) {
      compare("code of element \(place)", UInt32(expected.codes[place]), UInt32(found.codes[place]), 4 * suite.format.codeDigits)
    }
    return list
  }
}

/// Random codes and scales by index, for suites that decode.
struct RandomCodes {
  private let format: NamedBlockFormat
  private let count: Int

  init(_ format: NamedBlockFormat) {
    self.format = format
    count = Swift.min(format.descriptor.rows * (format.descriptor.columns ?? 32), 32)
  }

  /// Any codes under any scale; tensor scales of every size, three of four of them near one.
  func test(_ index: Int, seed: UInt64) -> BlockVectorTest {
    let random = CounterRandom(seed: CounterRandom(seed: seed)[UInt64(index)])
    let mask = format.descriptor.element.codeMask
    var test = BlockVectorTest(asking: 0)
    test.codes = (0..<count).map { UInt8(random[UInt64($0)] & mask) }
    test.scale = UInt32(random[1_000_000] & format.descriptor.scale.codeMask)
    if let zeroPoint = format.descriptor.zeroPoint.format { test.zeroPoint = UInt32(random[1_000_001] & zeroPoint.codeMask) }
    if format.descriptor.hasTensorScale {
      let word = random[1_000_002]
      let near = UInt32(0x3C00_0000) + UInt32(word >> 32 & 0x07FF_FFFF)
      test.tensorScale = word & 3 == 0 ? UInt32(word >> 32) : near
    }
    return test
  }
}
