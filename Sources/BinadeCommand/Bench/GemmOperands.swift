internal import Binade
internal import BinadeTensorCore

/// Operands of a timed product, the same every time.
struct GemmOperands {
  /// What the words are.
  enum Data: String {
    /// Numbers of a bell curve, quantized as such a format is: integers fill their range.
    case ordinary
    /// Any bits that are numbers, in elements, scales and C.
    case finite
    /// Any bits.
    case any
  }

  let a, b: [UInt32]
  let scaleA, scaleB: [UInt8]
  /// Empty for zeros.
  let c: [UInt32]

  init(_ instruction: Instruction, _ size: Sgemm.Size, _ data: Data) {
    let datapath = instruction.datapath
    let left = Self.operand(datapath.a, datapath.scale, rows: size.m, k: size.k, data, seed: 1)
    let right = Self.operand(datapath.b, datapath.scale, rows: size.n, k: size.k, data, seed: 2)
    (a, scaleA) = left
    (b, scaleB) = right
    c = data == .ordinary ? [] : Self.words(datapath.accumulator, count: size.m * size.n, data, seed: 3)
  }

  private static func operand(
    _ format: FormatDescriptor, _ scale: Datapath.Scale?, rows: Int, k: Int, _ data: Data, seed: UInt64
  ) -> (words: [UInt32], scales: [UInt8]) {
    let blocks = scale.map { k / $0.blockLength } ?? 0
    guard data == .ordinary else {
      let scales = scale.map { words($0.format, count: rows * blocks, data, seed: seed + 16) } ?? []
      return (words(format, count: rows * k, data, seed: seed), scales.map { UInt8(truncatingIfNeeded: $0) })
    }
    let values = bellCurve(count: rows * k, seed: seed)
    guard let scale else {
      let encoder = Encoder(from: Binary32.descriptor, to: format)
      let factor = format.isFixedPoint ? Float(format.magnitudeMask) / 3 : 1
      return (values.map { UInt32(truncatingIfNeeded: encoder.convert(UInt64(($0 * factor).bitPattern)).word) }, [])
    }
    let descriptor = BlockDescriptor(
      element: format, scale: scale.format, columns: scale.blockLength, hasTensorScale: scale.format.significandBits > 0)!
    let encoder = BlockEncoder(format: descriptor)
    let operands = values.map { $0.bitPattern }
    let tensor = encoder.tensorScale(maximum: descriptor.hasTensorScale ? encoder.maximum(of: operands.span) : 0)
    var codes = [UInt8](repeating: 0, count: rows * k)
    var target = codes.mutableSpan
    var tables = BlockTables(encoder, tensor)
    let grid = BlockGrid(format: descriptor, rows: rows, columns: k)!
    var headers = [BlockEncoder.Header](repeating: .init(scale: 0), count: grid.blockCount)
    var headerSpan = headers.mutableSpan
    do throws(CodecError) {
      try grid.quantize(bands: 0..<rows, operands.span, &tables, codes: &target, headers: &headerSpan)
    } catch {
      preconditionFailure("the arrays are as large as the grid")
    }
    return (codes.map { UInt32($0) }, headers.map { UInt8(truncatingIfNeeded: $0.scale) })
  }

  /// Random words, of numbers unless any bits will do.
  private static func words(_ format: FormatDescriptor, count: Int, _ data: Data, seed: UInt64) -> [UInt32] {
    var state = seed
    let mask: UInt64 = ~0 >> UInt64(64 - format.wordBits)
    return (0..<count).map { _ in
      while true {
        let word = next(&state) & mask
        if data == .any || [.finite, .zero].contains(format.unpack(word).class) { return UInt32(truncatingIfNeeded: word) }
      }
    }
  }

  /// Numbers of a bell curve of width 1.
  static func bellCurve(count: Int, seed: UInt64) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      // The sum of the four 16-bit parts of a random word is nearly normal.
      let word = next(&state)
      let sum = (word & 0xFFFF) + (word >> 16 & 0xFFFF) + (word >> 32 & 0xFFFF) + (word >> 48)
      return (Float(sum) - 131_070) / 37837
    }
  }

  /// The next word of a sequence that depends on the state alone.
  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
