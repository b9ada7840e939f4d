import Binade
import BinadeOracle
import BinadeTensorCore

/// Reproducible random words.
struct Random {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// A word of a format, of one of the families.
  mutating func word(_ format: FormatDescriptor, family: Int) -> UInt64 {
    var code = next() & format.codeMask
    if !format.isFixedPoint {
      let fractions = format.signMask | ((1 << UInt64(format.significandBits)) - 1)
      let fields = UInt64(1) << UInt64(format.exponentBits)
      switch family {
      case 0: break  // random bits
      case 1: code = code & fractions | (fields / 2 + next() % 4 - 2) % fields << UInt64(format.significandBits)  // near one
      case 2: code = code & fractions | next() % 3 % fields << UInt64(format.significandBits)  // tiny
      case 3: if next() % 4 != 0 { code &= format.signMask }  // zeros of both signs
      case 4: if code & format.magnitudeMask > format.maximumFiniteMagnitude { code &= format.signMask }  // finite
      default: if next() % 8 != 0 { code = code & fractions | fields / 4 << UInt64(format.significandBits) }  // outliers
      }
    }
    return code << UInt64(format.paddingBits)
  }
}

/// A row of operands in hexadecimal, for messages.
func hex(_ words: [UInt64]) -> String { words.map { String($0, radix: 16, uppercase: true) }.joined(separator: " ") }
func hex(_ words: [UInt8]) -> String { hex(words.map { UInt64($0) }) }
