import Binade

/// Which bins a set of vectors of one suite hits. Spec [coverage-4].
public struct CoverageTally: Sendable {
  /// The suite.
  public let suite: GoldenSuite
  /// Tests that were judged.
  public private(set) var tests = 0
  private var judge: Judge

  private enum Judge: Sendable {
    case encode(ScalarEncodeJudge)
    case decode(ScalarDecodeJudge)
    case quantize(BlockQuantizeJudge)
    case dequantize(BlockDequantizeJudge)
    case dot(DotJudge)
  }

  /// An empty tally; `nil` for layouts, which have no operands.
  public init?(_ suite: GoldenSuite) {
    self.suite = suite
    switch suite {
    case .scalar(let scalar):
      judge = scalar.operation == .encode ? .encode(ScalarEncodeJudge(scalar.format)) : .decode(ScalarDecodeJudge(scalar.format.descriptor))
    case .block(let block):
      judge = block.operation == .quantize ? .quantize(BlockQuantizeJudge(block.format)) : .dequantize(BlockDequantizeJudge(block.format))
    case .dot(let dot): judge = .dot(DotJudge(dot))
    case .layouts: return nil
    }
  }

  /// Counts every test of a file of the suite.
  public mutating func add(_ file: GoldenFile) {
    switch file {
    case .scalar(let file):
      for group in file.groups { for test in group.tests { add(test, group) } }
    case .block(let file):
      for group in file.groups {
        for test in group.tests { add(test, test.block > 0 ? file.blocks[test.block - 1] : nil, group.conversion, group.layout) }
      }
    case .dot(let file):
      for test in file.tests { add(test.question) }
    case .layouts: break
    }
  }

  mutating func add(_ test: VectorTest, _ group: VectorGroup) {
    tests += 1
    switch judge {
    case .encode(var own):
      own.count(test, group)
      judge = .encode(own)
    case .decode(var own):
      own.count(test)
      judge = .decode(own)
    default: break
    }
  }

  mutating func add(_ test: BlockVectorTest, _ block: VectorBlock?, _ conversion: BlockConversion?, _ layout: RandomLayout?) {
    tests += 1
    switch judge {
    case .quantize(var own):
      if let block, let conversion { own.count(block, test, conversion, layout) }
      judge = .quantize(own)
    case .dequantize(var own):
      own.count(test)
      judge = .dequantize(own)
    default: break
    }
  }

  mutating func add(_ question: DotQuestion) {
    tests += 1
    guard case .dot(var own) = judge else { return }
    own.count(question)
    judge = .dot(own)
  }

  /// How many parts that nothing has hit so far a question would hit.
  func gain(_ question: DotQuestion) -> Int {
    guard case .dot(let own) = judge else { return 0 }
    var after = own
    after.count(question)
    return after.counts.hitParts - own.counts.hitParts
  }

  /// Every bin of the suite's kind, in the order of the list.
  public var results: [CoverageResult] {
    switch judge {
    case .encode(let own): own.counts.results
    case .decode(let own): own.counts.results
    case .quantize(let own): own.counts.results
    case .dequantize(let own): own.counts.results
    case .dot(let own): own.counts.results
    }
  }
}

/// Judges lines as they arrive, of all kinds, one tally for each suite.
public struct CoverageStream: Sendable {
  /// The tallies, in the order in which their suites first appeared.
  public private(set) var tallies: [CoverageTally] = []
  private var places: [GoldenSuite: Int] = [:]
  private var reader: StreamReader
  private var other: LineStream?
  private let name: String
  private var lineNumber = 0

  /// A reader of the stream `name`; `suite` is in force until the first line that says what follows.
  public init(name: String, suite: GoldenSuite? = nil) {
    self.name = name
    other = suite.flatMap { LineStream($0) }
    var group: VectorGroup?
    if case .scalar(let suite) = suite { group = suite.randomGroup(0..<0, seed: 1, firstID: 1) }
    reader = StreamReader(name: name, group: group)
  }

  /// Reads one line, without its end.
  public mutating func read(_ line: Substring) throws(VectorFileError) {
    lineNumber += 1
    if let stream = try LineStream.starting(with: line, name: name, lineNumber: lineNumber) {
      other = stream
      reader.skip()
      return
    }
    let isPlain = !line.hasPrefix("#") && !line.contains("\"group\"") && line.contains { !$0.isWhitespace }
    if let other, isPlain {
      reader.skip()
      try read(line, other)
      return
    }
    switch try reader.read(line) {
    case .comment: break
    case .group: other = nil
    case .test(let test, _):
      guard let group = reader.group else { return }
      let suite = group.conversion == .decoding ? VectorSuite(group.source, .decode) : VectorSuite(group.target, .encode)
      change(.scalar(suite)) { $0.add(test, group) }
    }
  }

  private mutating func read(_ line: Substring, _ stream: LineStream) throws(VectorFileError) {
    switch stream {
    case .dots(let dots):
      let question = try dots.read(line, name: name, lineNumber: lineNumber).question
      change(.dot(dots.suite)) { $0.add(question) }
    case .blocks(let blocks):
      let (test, block) = try blocks.read(line, LineReader(name: name, lineNumber: lineNumber))
      change(.block(blocks.suite)) { $0.add(test, block, blocks.conversion, blocks.layout) }
    }
  }

  private mutating func change(_ suite: GoldenSuite, _ body: (inout CoverageTally) -> Void) {
    if places[suite] == nil, let tally = CoverageTally(suite) {
      places[suite] = tallies.count
      tallies.append(tally)
    }
    if let place = places[suite] { body(&tallies[place]) }
  }
}
