import Binade
import Testing

/// The tables give what the definition gives: every format, every rule and every profile, on values at the edges.
@Suite struct BlockTablesTests {
  /// Blocks of all binades, with significands at the thresholds; some zero, subnormal, infinite or NaN.
  static let words: [UInt32] = {
    var state: UInt64 = 5
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    let significands: [UInt32] = [0, 1, 0x40_0000, 0x3F_FFFF, 0x40_0001, 0x60_0000, 0x5F_FFFF, 0x7F_FFFF, 0x20_0000]
    return (0..<2048).map { index in
      if index >= 1984 { return UInt32(truncatingIfNeeded: next()) }
      let binade = UInt32(truncatingIfNeeded: UInt64(index / 32) &* 2_654_435_761 % 252) + 1
      let exponent = binade > 9 ? binade - UInt32(truncatingIfNeeded: next() % 9) : binade
      let pick = Int(next() % 10)
      let significand = pick < 9 ? significands[pick] : UInt32(truncatingIfNeeded: next()) & 0x7F_FFFF
      return UInt32(truncatingIfNeeded: next() & 1) << 31 | exponent << 23 | significand
    }
  }()

  @Test(arguments: BlockFormatID.allCases.filter { $0.extent.rows == 1 && $0.extent.columns <= 32 })
  func sameAsDefinition(_ id: BlockFormatID) throws {
    let format = id.descriptor
    var conversions = Profile.catalogue.compactMap { profile in
      profile.blockConversion(for: id).map { (profile.qualifiedName, $0) }
    }
    for rule in ScaleRule.catalogue where (rule.zeroPoint != nil) == (format.zeroPoint.format != nil) {
      var conversion = format.defaultConversion
      conversion.rule = rule
      conversions.append((rule.name, conversion))
    }
    let grid = try #require(BlockGrid(format: format, rows: 2, columns: Self.words.count / 2))
    let subject = BlockFormatID.allCases.firstIndex(of: id)!
    for (index, (name, conversion)) in conversions.enumerated() where Thoroughness.asks(index, of: subject, oneIn: 5) {
      let encoder = BlockEncoder(format: format, conversion: conversion)
      let maximum = Self.words.reduce(UInt32(0)) { encoder.maximum($0, $1) }
      // A tensor maximum that leaves the block scales something to say.
      for tensor in [encoder.tensorScale(maximum: maximum), encoder.tensorScale(maximum: Float(3e4).bitPattern)] {
        let expected = try quantize(grid, encoder, tensor)
        let found = try quantize(grid, BlockTables(encoder, tensor))
        #expect(found.codes == expected.codes, "\(id.name) \(name): codes")
        #expect(found.headers == expected.headers, "\(id.name) \(name): scales")
      }
    }
  }

  /// Powers of two under a tensor scale: nobody's format, but a value of a descriptor.
  @Test func binaryScalesUnderATensorScale() throws {
    for element in [E4M3FN.descriptor, E2M1FN.descriptor, INT8.descriptor] {
      let format = try #require(BlockDescriptor(element: element, scale: E8M0FNU.descriptor, columns: 32, hasTensorScale: true))
      let grid = try #require(BlockGrid(format: format, rows: 2, columns: Self.words.count / 2))
      for rule in [ScaleRule.ocpFloor, .cublas] {
        var conversion = format.defaultConversion
        conversion.rule = rule
        let encoder = BlockEncoder(format: format, conversion: conversion)
        for tensor in [encoder.tensorScale(chosen: 0x4040_0000), encoder.tensorScale(maximum: Float(3e4).bitPattern)] {
          let expected = try quantize(grid, encoder, tensor)
          let found = try quantize(grid, BlockTables(encoder, tensor, count: .max))
          let isSame = found.codes == expected.codes && found.headers == expected.headers
          #expect(isSame, "\(element) \(rule.name)")
        }
      }
    }
  }

  private func quantize(
    _ grid: BlockGrid, _ encoder: BlockEncoder, _ tensor: BlockEncoder.TensorScale
  ) throws -> (codes: [UInt8], headers: [BlockEncoder.Header]) {
    var codes = [UInt8](repeating: 0xFF, count: grid.elementCount)
    var headers = [BlockEncoder.Header](repeating: .init(scale: .max), count: grid.blockCount)
    var codeSpan = codes.mutableSpan
    var headerSpan = headers.mutableSpan
    try grid.quantize(bands: 0..<2, Self.words.span, encoder, tensor, codes: &codeSpan, headers: &headerSpan)
    return (codes, headers)
  }

  private func quantize(_ grid: BlockGrid, _ tables: BlockTables) throws -> (codes: [UInt8], headers: [BlockEncoder.Header]) {
    var tables = tables
    var codes = [UInt8](repeating: 0xFF, count: grid.elementCount)
    var headers = [BlockEncoder.Header](repeating: .init(scale: .max), count: grid.blockCount)
    var codeSpan = codes.mutableSpan
    var headerSpan = headers.mutableSpan
    try grid.quantize(bands: 0..<2, Self.words.span, &tables, codes: &codeSpan, headers: &headerSpan)
    return (codes, headers)
  }
}
