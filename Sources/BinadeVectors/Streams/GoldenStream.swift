/// The line form of a suite: structured tests, then as many random ones as are wanted, or a shard of them. Spec [coverage-1].
public struct GoldenStream: Sendable {
  private let suite: GoldenSuite
  private let level: OperandLevel
  private let seed: UInt64
  private let form: LineForm

  /// The stream of a suite; `nil` for layouts, which have no lines.
  ///
  /// - Parameter level: for scalars; the others have one set of structured tests.
  public init?(_ suite: GoldenSuite, level: OperandLevel = .one, seed: UInt64 = 1, form: LineForm = .text) {
    if case .layouts = suite { return nil }
    self.suite = suite
    self.level = level
    self.seed = seed
    self.form = form
  }

  /// Everything before the first random test.
  ///
  /// - Parameter hasRandom: whether random tests follow, under a group line of their own.
  /// - Throws: ``VectorFileError`` if the oracle contradicts a known answer.
  public func head(hasRandom: Bool) throws(VectorFileError) -> String {
    switch suite {
    case .scalar(let suite):
      let file = VectorFile.generate(suite, level: level, seed: seed)
      var text = form == .text ? TextStream.comment(file) : ""
      for group in file.groups { text += form == .text ? TextStream.text(group) : JSONLines.text(group) }
      guard hasRandom else { return text }
      let group = suite.randomGroup(0..<0, seed: seed, firstID: 1)
      return text + (form == .text ? TextStream.text(group) : JSONLines.text(group))
    case .block(let suite):
      let text = BlockStream.text(.generate(suite, seed: seed), form)
      guard hasRandom else { return text }
      let stream = BlockStream(suite)
      return text + (form == .text ? stream.comment + "\n" : "") + stream.header(form) + "\n"
    case .dot(let suite): return DotStream(suite).text(try .generate(suite, seed: seed), form)
    case .layouts: return ""
    }
  }

  /// The lines of the random tests of these indices: any part, made on its own.
  public func lines(_ indices: Range<Int>) -> String {
    switch suite {
    case .scalar(let suite):
      let group = suite.randomGroup(indices, seed: seed, firstID: 1)
      return form == .text ? TextStream.text(group, withHeader: false) : JSONLines.text(group, withHeader: false)
    // The structured tests have the seed's own random numbers.
    case .block(let suite): return BlockStream(suite).text(indices, seed: seed &+ 1, form)
    case .dot(let suite): return DotStream(suite).text(indices, seed: seed &+ 1, form)
    case .layouts: return ""
    }
  }
}
