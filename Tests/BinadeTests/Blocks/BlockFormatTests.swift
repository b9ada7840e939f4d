import Binade
import Testing

/// Blocks through the static door, by hand-computed answers.
@Suite struct BlockFormatTests {
  private func quantize<Format: BlockFormat>(_ values: [Float], _ format: Format.Type) throws -> (codes: [UInt8], scales: [UInt32]) {
    var codes = [UInt8](repeating: 0, count: values.count)
    var scales = [UInt32](repeating: 0, count: Format.scaleCount(forElements: values.count))
    var codeSpan = codes.mutableSpan
    var scaleSpan = scales.mutableSpan
    try Format.quantize(values.span, codes: &codeSpan, scales: &scaleSpan)
    return (codes, scales)
  }

  /// amax 7 is in the binade of 4, emax of E2M1 is 2: scale 1, and 7 saturates at 6.
  @Test func mxfp4Saturates() throws {
    var values = [Float](repeating: 0, count: 32)
    values[0] = 7
    values[1] = -2.5
    values[2] = 0.75
    values[3] = -0.2
    let (codes, scales) = try quantize(values, MXFP4.self)
    #expect(scales == [0x7F])
    #expect(Array(codes[..<5]) == [0x7, 0xC, 0x2, 0x8, 0x0])
  }

  /// Rounded up instead, the scale is 2 and nothing saturates.
  @Test func rceilDoesNot() {
    let encoder = BlockEncoder(
      format: MXFP4.descriptor, conversion: BlockConversion(rule: .rceil, element: E2M1FN.descriptor.defaultConversion))
    let words = [Float(7), -2.5, 0.75].map(\.bitPattern)
    var codes = [UInt8](repeating: 0, count: 3)
    var span = codes.mutableSpan
    let header = encoder.encode(words.span, codes: &span)
    #expect(header.scale == 0x80)
    // 3.5 is a tie and goes to 4; −1.25 a tie and goes to −1; 0.375 goes to 0.5.
    #expect(codes == [0x6, 0xA, 0x1])
  }

  /// amax = g: S = 2688 / 6 = 448, the block scale is 448 · 6 / 6 = 448, and the elements are what they were.
  @Test func nvfp4() throws {
    let values: [Float] = [6, -4, 3, 2, 1.5, -1, 0.5, 0, 6, 6, 6, 6, 6, 6, 6, 6]
    let (codes, scales) = try quantize(values, NVFP4.self)
    #expect(scales == [0x7E])
    #expect(Array(codes[..<8]) == [0x7, 0xE, 0x5, 0x4, 0x3, 0xA, 0x1, 0x0])
  }

  /// The last block may be short, and an empty row has no block.
  @Test func ragged() throws {
    let (codes, scales) = try quantize([Float](repeating: 1, count: 33), MXINT8Symmetric.self)
    #expect(scales.count == 2)
    #expect(scales[0] == scales[1])
    #expect(Set(codes).count == 1)
    let empty = try quantize([], MXFP4.self)
    #expect(empty.codes.isEmpty)
    #expect(empty.scales.isEmpty)
  }

  @Test func ownFormat() throws {
    typealias Mine = Block<E3M2FN, UE5M3, 24>
    let values = (0..<48).map { Float($0) - 20 }
    let (codes, scales) = try quantize(values, Mine.self)
    var back = [Float](repeating: 0, count: 48)
    var span = back.mutableSpan
    try Mine.dequantize(codes: codes.span, scales: scales.span, into: &span)
    // 28 steps of two bits: within an eighth of each value, or of the smallest step.
    for (value, result) in zip(values, back) { #expect(abs(value - result) <= max(abs(value) / 8, 0.1)) }
  }

  @Test func shortTargetsAreRefused() {
    let values = [Float](repeating: 1, count: 32)
    var codes = [UInt8](repeating: 9, count: 31)
    var scales = [UInt32](repeating: 9, count: 1)
    var codeSpan = codes.mutableSpan
    var scaleSpan = scales.mutableSpan
    var caught: CodecError?
    do throws(CodecError) { try MXFP4.quantize(values.span, codes: &codeSpan, scales: &scaleSpan) } catch { caught = error }
    #expect(caught == .targetTooShort(expected: 32, actual: 31))
    #expect(codes.allSatisfy { $0 == 9 })
    #expect(scales == [9])
  }

  /// Algorithm 1 of *INT v.s. FP*: with a bfloat16 scale S = D / 127, D / S rounds to 128 for some significands of bfloat16, and never in binary32.
  @Test func scalesInBFloat16Overflow() {
    func overflows(_ d: UInt32, _ format: FormatDescriptor) -> Bool {
      let scale = Binary32.rounded(Binary32.quotient(d, Float(127).bitPattern), to: format)
      let quotient = Binary32.rounded(Binary32.quotient(d, scale), to: format)
      return Binary32.roundedToInteger(quotient) == Float(128).bitPattern
    }
    let significands = (0..<128).map { 0x3F80_0000 | UInt32($0) << 16 }
    var count = 0
    for word in significands where overflows(word, BFloat16.descriptor) { count += 1 }
    // Worked out with exact fractions, apart from this library.
    #expect(count == 21)
    var single = 0
    for word in stride(from: UInt32(0x3F80_0000), to: 0x4000_0000, by: 997) where overflows(word, Binary32.descriptor) { single += 1 }
    #expect(single == 0)
  }
}
