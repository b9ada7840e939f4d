import Binade
import BinadeKernels

/// Blocks for every path: ordinary ones, those at the edges of every step, and those that no table holds.
struct BlockInputs {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func below(_ count: Int) -> Int { Int(truncatingIfNeeded: next() % UInt64(count)) }

  /// Words of binary32, in blocks of the format's length.
  mutating func words(_ format: BlockDescriptor, _ tensor: BlockEncoder.TensorScale, count: Int) -> [UInt32] {
    let length = format.columns ?? 32
    // Elements, and what lies in the middle of neighbours.
    let values = (0..<format.element.maximumFiniteMagnitude).map { code in
      (Binary32.widened(code, from: format.element), Binary32.widened(code + 1, from: format.element))
    }.map { ($0.0, Binary32.quotient(Binary32.sum($0.0, $0.1), Float(2).bitPattern)) }
    var result: [UInt32] = []
    while result.count < count {
      let kind = below(12)
      let exponent = UInt32(below(252) + 1)
      var factor = Float(1).bitPattern
      if kind < 6 {
        // A scale and a factor of the tensor, as ordinary tensors have them.
        let code = UInt64(format.scale.maximumFiniteMagnitude) / 2 + UInt64(below(24))
        factor = Binary32.product(Binary32.widened(code, from: format.scale), tensor.scale)
      }
      for _ in 0..<length {
        let random = next()
        let sign = UInt32(truncatingIfNeeded: random) & 0x8000_0000
        let any = UInt32(truncatingIfNeeded: random >> 32)
        var word: UInt32
        switch kind {
        case 0...4:
          let pick = values[below(values.count)]
          word = Binary32.product(below(2) == 0 ? pick.0 : pick.1, factor) &+ UInt32(below(3)) &- 1
        case 5: word = Binary32.product((any & 0x7F_FFFF) | UInt32(120 + below(8)) << 23, factor)
        case 6: word = any
        case 7: word = (any & 0x7F_FFFF) | Swift.max(1, exponent &- UInt32(below(12)) & 0xFF) << 23
        case 8: word = 0
        case 9: word = below(3) == 0 ? any & 0x7F_FFFF : 0
        case 10:
          word = below(length) == 0 ? [0x7F80_0000, 0x7FC0_0001, 0x7F80_0001, 0x7F7F_FFFF][below(4)] : (any & 0x7F_FFFF) | 0x3F80_0000
        default: word = (any & 0x7F_FFFF) | exponent << 23
        }
        if kind == 8 && below(4) > 0 { word &= 0x7FFF_FFFF } else { word = (word & 0x7FFF_FFFF) | sign }
        result.append(word)
      }
      // Blocks of positive zeros are a path of their own.
      if kind == 8 && below(2) == 0 { for index in result.count - length..<result.count { result[index] = 0 } }
    }
    return Array(result.prefix(count))
  }

  /// Codes of `bits` bits, anything.
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 13) } }
}

/// Every policy set that is tested for a format: its default, and the profiles that have it.
func conversions(for id: BlockFormatID) -> [(name: String, conversion: BlockConversion)] {
  [("default", id.descriptor.defaultConversion)]
    + Profile.catalogue.compactMap { profile in profile.blockConversion(for: id).map { (profile.qualifiedName, $0) } }
}

/// Codes one after the other, the first in the lowest bits; each row begins a byte.
func packed(_ codes: [UInt8], columns: Int, bits: Int) -> [UInt8] {
  var result: [UInt8] = []
  for row in 0..<codes.count / Swift.max(columns, 1) {
    var bytes = [UInt8](repeating: 0, count: (columns * bits + 7) / 8)
    for column in 0..<columns {
      for bit in 0..<bits where codes[row * columns + column] >> UInt8(bit) & 1 == 1 {
        bytes[(column * bits + bit) / 8] |= 1 << UInt8((column * bits + bit) % 8)
      }
    }
    result += bytes
  }
  return result
}

func hex(_ value: some BinaryInteger) -> String { String(value, radix: 16) }
