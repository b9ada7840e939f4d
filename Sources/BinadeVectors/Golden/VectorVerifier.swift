public import Binade

/// A vector that a codec under test got wrong.
public struct VectorFailure: Hashable, Sendable {
  /// The suite, and the test's number in it.
  public var suite: String
  public var id: Int
  /// The operand, its format, and the random word where there is one.
  public var operand: UInt64
  public var source: NamedFormat
  public var random: UInt32?
  /// What the vector says, and what came.
  public var expected: UInt64
  public var actual: UInt64
  public var expectedFlags: Flags
  public var actualFlags: Flags?
  /// The format of the results.
  public var target: NamedFormat
  /// Which door was tried.
  public var door: String

  /// One line: the operand and both results in hexadecimal.
  public var description: String {
    let sourceBits = source.descriptor.wordBits
    let targetBits = target.descriptor.wordBits
    var text = "\(suite) tcId \(id) (\(door)): \(source.name) \(Hex.digits(operand, bits: sourceBits))"
    if let random { text += " random \(Hex.digits(UInt64(random), bits: 32))" }
    text += ": expected \(Hex.digits(expected, bits: targetBits))"
    if actualFlags != nil { text += " exceptions \(Hex.digits(UInt64(expectedFlags.rawValue), bits: 8))" }
    text += ", found \(Hex.digits(actual, bits: targetBits))"
    if let actualFlags { text += " exceptions \(Hex.digits(UInt64(actualFlags.rawValue), bits: 8))" }
    return text
  }
}

/// Checks golden vectors against the library, through every door of the codec.
public enum VectorVerifier {
  /// A codec under test: source, target and policies in, a pure function out. A test can plant a wrong one here.
  public typealias Codec =
    @Sendable (
      _ word: UInt64, _ source: FormatDescriptor, _ target: FormatDescriptor, _ conversion: Conversion, _ random: RandomField?
    ) -> (word: UInt64, flags: Flags)

  /// The library's definition.
  public static let definition: Codec = { word, source, target, conversion, random in
    target.roundPack(source.unpack(word), conversion, random: random ?? .zero)
  }

  /// The failures of `codec`, at most `limit`; only the test of that id if one is named.
  public static func failures(
    in file: VectorFile, only id: Int? = nil, limit: Int = .max, codec: Codec = definition, door: String = "definition"
  ) -> [VectorFailure] {
    var failures: [VectorFailure] = []
    for group in file.groups {
      for test in group.tests where id == nil || test.id == id {
        guard failures.count < limit else { return failures }
        let result = codec(test.operand, group.source.descriptor, group.target.descriptor, group.conversion, group.field(of: test))
        let isDecoding = group.conversion == .decoding
        if result.word != test.result || (!isDecoding && result.flags != test.exceptions) {
          failures.append(group.failure(file.suite.name, test, result.word, isDecoding ? nil : result.flags, door))
        }
      }
    }
    return failures
  }

  /// The failures of the buffer door: tables where the encoder has them. Codes only, since buffers report no flags.
  ///
  /// - Parameter usesTables: whether to make the encoder's tables even for the few operands of a group, which takes a debug build long.
  public static func bufferFailures(in file: VectorFile, only id: Int? = nil, limit: Int = .max, usesTables: Bool = true) -> [VectorFailure]
  {
    var failures: [VectorFailure] = []
    for group in file.groups where group.layout == nil && group.conversion.missingNaN != .reject {
      let encoder = Encoder(
        from: group.source.descriptor, to: group.target.descriptor, conversion: group.conversion,
        count: usesTables ? .max : group.tests.count)
      let words = group.tests.map(\.operand)
      var codes = [UInt64](repeating: 0, count: words.count)
      var target = codes.mutableSpan
      do {
        try encoder.encode(words: words.span, into: &target)
      } catch {
        preconditionFailure("buffers of equal length cannot fail: \(error)")
      }
      for (test, code) in zip(group.tests, codes) where (id == nil || test.id == id) && code != test.result {
        guard failures.count < limit else { return failures }
        failures.append(group.failure(file.suite.name, test, code, nil, "buffer"))
      }
    }
    return failures
  }

  /// Vectors on which the oracle no longer says what the file says: a damaged file, or a changed oracle.
  public static func oracleFailures(in file: VectorFile, only id: Int? = nil, limit: Int = .max) -> [VectorFailure] {
    var failures: [VectorFailure] = []
    var witnesses: [String: Witness] = [:]
    for group in file.groups {
      let witness = witnesses[group.source.name] ?? Witness(from: group.source, to: group.target)
      witnesses[group.source.name] = witness
      let policy = Witness.Policy(group.conversion)
      for test in group.tests where id == nil || test.id == id {
        guard failures.count < limit else { return failures }
        let expected = witness.expected(test.operand, policy, random: group.field(of: test))
        if expected.word != test.result || (group.conversion != .decoding && expected.flags != test.exceptions) {
          failures.append(group.failure(file.suite.name, test, expected.word, expected.flags, "oracle"))
        }
      }
    }
    return failures
  }
}

extension VectorGroup {
  func failure(_ suite: String, _ test: VectorTest, _ actual: UInt64, _ flags: Flags?, _ door: String) -> VectorFailure {
    VectorFailure(
      suite: suite, id: test.id, operand: test.operand, source: source, random: test.random, expected: test.result, actual: actual,
      expectedFlags: test.exceptions, actualFlags: flags, target: target, door: door)
  }
}
