import Binade
import Foundation
import Testing

@testable import BinadeCommand

/// The rule that made the codes is among those that are named, and so is only what gives the same.
@Suite struct IdentifyTests {
  /// Values with everything in them that rules differ about, as far as 64 blocks can hold it.
  private static func words(seed: UInt64, isBFloat16: Bool) -> [UInt32] {
    var state = seed
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    return (0..<256).map { _ in
      // A sum of uniform numbers is near enough to a Gaussian one.
      let sum = (0..<6).reduce(0.0) { sum, _ in sum + Double(next() >> 11) / 9_007_199_254_740_992 }
      let word = Float((sum - 3) * 1.4).bitPattern
      return isBFloat16 ? word & 0xFFFF_0000 : word
    }
  }

  /// Some (rule or profile, tensor) pairs of a format; Tests/Interop tries all of them on real tensors.
  @Test(arguments: [BlockFormatID.mxfp4, .mxint8Symmetric, .nvfp4])
  func namesTheRule(_ id: BlockFormatID) throws {
    let format = id.descriptor
    let grid = try #require(BlockGrid(format: format, rows: 2, columns: 128))
    var pairs = 0
    var right = 0
    for (seed, isBFloat16) in [(UInt64(1), false), (2, true)] {
      let words = Self.words(seed: seed, isBFloat16: isBFloat16)
      let source = isBFloat16 ? BFloat16.descriptor : Binary32.descriptor
      let blank = try #require(
        BlockEvidence(
          grid: grid, words: words, source: source, codes: [UInt8](repeating: 0, count: words.count),
          headers: [BlockEncoder.Header](repeating: .init(scale: 0), count: grid.blockCount)))
      let hypotheses = BlockIdentifier(blank, format: id).hypotheses
      for index in stride(from: Int(seed), to: hypotheses.count, by: 9) {
        let hypothesis = hypotheses[index]
        let evidence = try #require(made(by: hypothesis, blank))
        let verdicts = BlockSearch(identifier: BlockIdentifier(evidence, format: id)).run().explanations
        pairs += 1
        let names = verdicts.map(\.hypothesis.conversion)
        if names.contains(hypothesis.conversion) { right += 1 }
        // Whatever else is named gives the same codes and scales.
        for verdict in verdicts {
          let other = try #require(made(by: verdict.hypothesis, blank))
          #expect(other.codes == evidence.codes, "\(id.name): \(verdict.hypothesis.conversion.rule.name)")
        }
      }
    }
    #expect(right == pairs, "\(id.name): \(right) of \(pairs) were named")
  }

  private func made(by hypothesis: BlockHypothesis, _ blank: BlockEvidence) -> BlockEvidence? {
    let encoder = BlockEncoder(format: blank.grid.format, conversion: hypothesis.conversion)
    let tensor = blank.tensorScale(hypothesis)
    var codes = blank.codes
    var headers = blank.headers
    var codeSpan = codes.mutableSpan
    var headerSpan = headers.mutableSpan
    do throws(CodecError) {
      try blank.grid.quantize(
        bands: 0..<blank.grid.bandCount, blank.words.span, encoder, tensor, codes: &codeSpan, headers: &headerSpan)
    } catch {
      return nil
    }
    return BlockEvidence(
      grid: blank.grid, words: blank.words, source: blank.source, codes: codes, headers: headers,
      tensorScale: blank.grid.format.hasTensorScale ? tensor.scale : nil)
  }

  /// Policies that no profile has are found by changing one choice after another.
  @Test func findsPolicies() throws {
    let id = BlockFormatID.mxfp4
    let grid = try #require(BlockGrid(format: id.descriptor, rows: 2, columns: 128))
    let words = Self.words(seed: 3, isBFloat16: true)
    var conversion = id.descriptor.defaultConversion
    conversion.rule = .nearest
    conversion.element.rounding = .nearestAway
    conversion.element.signedZero = .alwaysPositive
    let blank = try #require(
      BlockEvidence(
        grid: grid, words: words, codes: [UInt8](repeating: 0, count: words.count),
        headers: [BlockEncoder.Header](repeating: .init(scale: 0), count: grid.blockCount)))
    let evidence = try #require(made(by: BlockHypothesis(conversion: conversion), blank))
    let outcome = BlockSearch(identifier: BlockIdentifier(evidence, format: id)).run()
    let found = try #require(outcome.explanations.first)
    #expect(found.hypothesis.conversion.rule == .nearest)
    #expect(found.hypothesis.conversion.element.signedZero == .alwaysPositive)
  }

  /// Codes that nothing explains: the nearest hypothesis, and where it fails.
  @Test func showsCounterExamples() throws {
    let id = BlockFormatID.mxfp4
    let grid = try #require(BlockGrid(format: id.descriptor, rows: 2, columns: 128))
    let words = Self.words(seed: 4, isBFloat16: false)
    let blank = try #require(
      BlockEvidence(
        grid: grid, words: words, codes: [UInt8](repeating: 0, count: words.count),
        headers: [BlockEncoder.Header](repeating: .init(scale: 0), count: grid.blockCount)))
    let good = try #require(made(by: BlockHypothesis(conversion: id.descriptor.defaultConversion), blank))
    var codes = good.codes
    codes[30] ^= 1
    var headers = good.headers
    headers[5].scale ^= 0x40
    let evidence = try #require(BlockEvidence(grid: grid, words: words, codes: codes, headers: headers))
    let outcome = BlockSearch(identifier: BlockIdentifier(evidence, format: id)).run()
    #expect(outcome.explanations.isEmpty)
    let nearest = try #require(outcome.nearest)
    #expect(nearest.hypothesis.conversion.rule == .ocpFloor)
    #expect(nearest.scaleDifferences.contains { $0.block == 5 })
    #expect(nearest.codeDifferences.contains { $0.element == 30 })
  }
}
