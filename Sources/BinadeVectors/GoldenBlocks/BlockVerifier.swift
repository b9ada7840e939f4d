public import Binade

/// A block vector that a quantizer under test got wrong.
public struct BlockFailure: Hashable, Sendable {
  /// The suite, and the test's number in it.
  public var suite: String
  public var id: Int
  /// What the vector says, what came, and through which door.
  public var expected: String
  public var actual: String
  public var door: String

  /// One line.
  public var description: String { "\(suite) tcId \(id) (\(door)): expected \(expected), found \(actual)" }
}

/// Checks block vectors against the library, through each of its doors, or against the oracle.
public enum BlockVerifier {
  /// A quantizer under test. A test can plant a wrong one here.
  public typealias Quantizer =
    @Sendable (_ block: VectorBlock, _ test: BlockVectorTest, _ group: BlockVectorGroup, _ encoder: BlockEncoder) -> BlockAnswer

  /// The library's definition.
  public static let definition: Quantizer = { block, test, group, encoder in
    encoder.answer(block, tensorMaximum: test.tensorMaximum, random: test.random, layout: group.layout)
  }

  /// The failures of a quantizer, and of the library's decoder, at most `limit`.
  ///
  /// - Parameters:
  ///   - id: only this test.
  ///   - step: only one test of so many, for builds that are slow.
  public static func failures(
    in file: BlockVectorFile, only id: Int? = nil, step: Int = 1, limit: Int = .max, quantizer: Quantizer = definition,
    door: String = "definition"
  ) -> [BlockFailure] {
    var failures: [BlockFailure] = []
    for group in file.groups {
      let encoder = BlockEncoder(format: file.suite.format.descriptor, conversion: group.conversion)
      for test in group.tests where id == nil ? test.id % step == 0 : test.id == id {
        guard failures.count < limit else { return failures }
        if file.suite.operation == .dequantize {
          let decoder = BlockDecoder(format: file.suite.format.descriptor, tensorScale: test.tensorScale ?? 0x3F80_0000)
          let header = BlockEncoder.Header(scale: test.scale, zeroPoint: test.zeroPoint ?? 0)
          let values = test.codes.map { decoder.value(code: $0, header: header) }
          if values != test.values { failures.append(file.failure(test, values, door)) }
        } else {
          let answer = quantizer(file.blocks[test.block - 1], test, group, encoder)
          if answer != BlockAnswer(test) { failures.append(file.failure(test, answer, door)) }
        }
      }
    }
    return failures
  }

  /// The failures of the doors of whole tensors: a grid with tables, which quantizes, and a decoder of blocks.
  public static func gridFailures(in file: BlockVectorFile, only id: Int? = nil, limit: Int = .max) -> [BlockFailure] {
    var failures: [BlockFailure] = []
    let format = file.suite.format.descriptor
    for group in file.groups where group.layout == nil {
      let encoder = BlockEncoder(format: format, conversion: group.conversion)
      var tables: [UInt32: BlockTables] = [:]
      for test in group.tests where id == nil || test.id == id {
        guard failures.count < limit else { return failures }
        if file.suite.operation == .dequantize {
          let values = decoded(test, format)
          if values != test.values { failures.append(file.failure(test, values, "grid")) }
          continue
        }
        let block = file.blocks[test.block - 1]
        let tensor = test.tensorMaximum.map { encoder.tensorScale(maximum: $0) } ?? .one
        let key = test.tensorMaximum ?? 0
        // NaN words differ, but few of them are asked about: each maximum has its own tables.
        var table = tables.removeValue(forKey: key) ?? BlockTables(encoder, tensor)
        let answer = gridAnswer(block, format, tensor, &table)
        tables[key] = table
        if answer != BlockAnswer(test) { failures.append(file.failure(test, answer, "grid")) }
      }
    }
    return failures
  }

  private static func gridAnswer(
    _ block: VectorBlock, _ format: BlockDescriptor, _ tensor: BlockEncoder.TensorScale, _ tables: inout BlockTables
  ) -> BlockAnswer {
    guard let grid = BlockGrid(format: format, rows: block.rows, columns: block.words.count / block.rows) else {
      preconditionFailure("a block is a small matrix")
    }
    var codes = [UInt8](repeating: 0, count: block.words.count)
    var headers = [BlockEncoder.Header(scale: 0)]
    var codeSpan = codes.mutableSpan
    var headerSpan = headers.mutableSpan
    do {
      try grid.quantize(bands: 0..<1, block.words.span, &tables, codes: &codeSpan, headers: &headerSpan)
    } catch {
      preconditionFailure("buffers of equal length cannot fail: \(error)")
    }
    return BlockAnswer(tensorScale: tensor.scale, scale: headers[0].scale, zeroPoint: headers[0].zeroPoint, codes: codes)
  }

  private static func decoded(_ test: BlockVectorTest, _ format: BlockDescriptor) -> [UInt32] {
    let decoder = BlockDecoder(format: format, tensorScale: test.tensorScale ?? 0x3F80_0000)
    var values = [UInt32](repeating: 0, count: test.codes.count)
    var target = values.mutableSpan
    decoder.decode(test.codes.span, header: BlockEncoder.Header(scale: test.scale, zeroPoint: test.zeroPoint ?? 0), into: &target)
    return values
  }

  /// Vectors on which the oracle no longer says what the file says: a damaged file, or a changed oracle.
  public static func oracleFailures(in file: BlockVectorFile, only id: Int? = nil, step: Int = 1, limit: Int = .max) -> [BlockFailure] {
    var failures: [BlockFailure] = []
    for group in file.groups {
      let witness = BlockWitness(file.suite.format, group.conversion)
      for test in group.tests where id == nil ? test.id % step == 0 : test.id == id {
        guard failures.count < limit else { return failures }
        if file.suite.operation == .dequantize {
          let values = test.codes.map {
            witness.value(
              code: $0, scale: test.scale, zeroPoint: test.zeroPoint ?? 0, tensorScale: test.tensorScale ?? 0x3F80_0000)
          }
          if values != test.values { failures.append(file.failure(test, values, "oracle")) }
        } else {
          let block = file.blocks[test.block - 1]
          let answer = witness.answer(block, tensorMaximum: test.tensorMaximum, random: test.random, layout: group.layout)
          if answer != BlockAnswer(test) { failures.append(file.failure(test, answer, "oracle")) }
        }
      }
    }
    return failures
  }
}

extension BlockVectorFile {
  func failure(_ test: BlockVectorTest, _ answer: BlockAnswer, _ door: String) -> BlockFailure {
    BlockFailure(suite: suite.name, id: test.id, expected: text(BlockAnswer(test)), actual: text(answer), door: door)
  }

  func failure(_ test: BlockVectorTest, _ values: [UInt32], _ door: String) -> BlockFailure {
    let index = zip(values, test.values).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
    let code = "code \(Hex.digits(UInt64(test.codes[index]), bits: suite.format.codeDigits * 4)) is "
    return BlockFailure(
      suite: suite.name, id: test.id, expected: code + Hex.digits(UInt64(test.values[index]), bits: 32),
      actual: Hex.digits(UInt64(values[index]), bits: 32), door: door)
  }

  private func text(_ answer: BlockAnswer) -> String {
    var text = Hex.digits(UInt64(answer.scale), bits: suite.format.scaleBits)
    if let bits = suite.format.zeroPointBits { text += " \(Hex.digits(UInt64(answer.zeroPoint), bits: bits))" }
    if suite.format.descriptor.hasTensorScale { text += " (T \(Hex.digits(UInt64(answer.tensorScale), bits: 32)))" }
    let digits = codes(answer.codes)
    return text + ": " + (digits.count <= 96 ? digits : digits.prefix(96) + "…")
  }
}
