internal import Binade

/// What tables and pages say about one format, worked out from its parameters alone.
struct FormatFacts {
  let format: NamedFormat
  var descriptor: FormatDescriptor { format.descriptor }

  init(_ format: NamedFormat) { self.format = format }

  /// One value that has a code: its name, stored word and value.
  struct Landmark {
    let name: String
    let word: UInt64
    let value: Operand
  }

  /// `8-bit floating point, sign bit`.
  var kind: String {
    let sign =
      switch descriptor.sign {
      case .unsigned: "unsigned"
      case .signBit: "sign and magnitude"
      case .twosComplement: descriptor.isSymmetric ? "two's complement, symmetric" : "two's complement"
      }
    let kind =
      descriptor.isInteger
      ? "integer"
      : descriptor.isFixedPoint
        ? "fixed point, \(-descriptor.quantumExponent) fraction bits"
        : descriptor.significandBits == 0 ? "powers of two" : "floating point"
    return "\(descriptor.codeBits)-bit \(kind), \(sign)"
  }

  // MARK: Values

  /// The value of a magnitude code.
  func value(_ magnitude: UInt64) -> Operand { descriptor.unpack(word(magnitude)) }

  /// The stored word of a code.
  func word(_ code: UInt64) -> UInt64 { code << UInt64(descriptor.paddingBits) }

  /// The limits of the format, largest first.
  var landmarks: [Landmark] {
    var result: [Landmark] = []
    func add(_ name: String, _ code: UInt64) {
      result.append(Landmark(name: name, word: word(code), value: descriptor.unpack(word(code))))
    }
    add("largest", descriptor.maximumFiniteMagnitude)
    if descriptor.sign == .twosComplement { add("most negative", 0 &- descriptor.maximumNegativeMagnitude & descriptor.codeMask) }
    if descriptor.isFixedPoint {
      add("smallest above 0", 1)
    } else if descriptor.hasSubnormals {
      let normal: UInt64 = 1 << UInt64(descriptor.significandBits)
      if normal <= descriptor.maximumFiniteMagnitude { add("smallest normal", normal) }
      if normal > 1 {
        add("largest subnormal", normal - 1)
        add("smallest subnormal", 1)
      }
    } else {
      add("smallest", 0)
    }
    return result
  }

  /// The smallest positive value, for tables: `2^-9`.
  var smallest: String { Self.power(value(descriptor.hasSubnormals ? 1 : 0)) }

  /// The smallest normal value, for tables; a dash where nothing is called normal.
  var smallestNormal: String {
    if descriptor.isFixedPoint { return "-" }
    let code: UInt64 = descriptor.hasSubnormals ? 1 << UInt64(descriptor.significandBits) : 0
    return code <= descriptor.maximumFiniteMagnitude ? Self.power(value(code)) : "-"
  }

  /// The largest finite value, for tables, with at most seven significant digits.
  var largest: String { NumberText.rounded(value(descriptor.maximumFiniteMagnitude), digits: 7) }

  /// A power of two as one, anything else in decimal.
  private static func power(_ value: Operand) -> String {
    guard value.class == .finite, value.significand & (value.significand - 1) == 0 else { return NumberText.rounded(value, digits: 6) }
    let exponent = value.exponent + value.significand.trailingZeroBitCount
    return exponent == 0 ? "1" : "2^\(exponent)"
  }

  // MARK: Special codes

  /// ``nanCount`` for tables: long ones as `2^24-2`.
  var nanText: String {
    let (count, bits) = (nanCount, (nanCount + 2).trailingZeroBitCount)
    return count == 0 ? "-" : count > 99999 && count + 2 == 1 << bits ? "2^\(bits)-2" : "\(count)"
  }

  /// How many codes are NaN.
  var nanCount: Int {
    if descriptor.highNaNCount == 0 { return descriptor.hasNaN ? 1 : 0 }
    return descriptor.highNaNCount * (descriptor.sign == .signBit ? 2 : 1) + (hasNaNAtNegativeZero ? 1 : 0)
  }

  private var hasNaNAtNegativeZero: Bool { descriptor.sign == .signBit && !descriptor.hasNegativeZero }

  /// The special codes in words.
  var specials: [(name: String, codes: String)] {
    var zero = descriptor.hasSubnormals ? hex(0) : "none"
    if descriptor.hasNegativeZero { zero += ", -0 " + hex(descriptor.signMask) }
    var infinity = "none"
    if let magnitude = descriptor.infinityMagnitude {
      infinity = hex(magnitude)
      if descriptor.sign == .signBit { infinity += ", -inf " + hex(magnitude | descriptor.signMask) }
    }
    var ranges: [String] = []
    if descriptor.highNaNCount > 0 {
      let (low, high) = (descriptor.magnitudeMask - UInt64(descriptor.highNaNCount) + 1, descriptor.magnitudeMask)
      for sign in descriptor.sign == .signBit ? [0, descriptor.signMask] : [0] {
        ranges.append(low == high ? hex(low | sign) : hex(low | sign) + "…" + hex(high | sign))
      }
    }
    if hasNaNAtNegativeZero { ranges.append(hex(descriptor.signMask)) }
    return [("zero", zero), ("infinity", infinity), ("NaN", ranges.isEmpty ? "none" : ranges.joined(separator: ", "))]
  }

  /// A code as the stored word in hexadecimal.
  func hex(_ code: UInt64) -> String { NumberText.hex(word(code), digits: descriptor.wordDigits) }

  // MARK: Fields

  /// The fields from the top bit down: letter and width.
  var fields: [(letter: String, width: Int)] {
    var fields: [(String, Int)] = []
    if descriptor.sign == .signBit { fields.append(("s", 1)) }
    let hasFraction = descriptor.sign == .twosComplement
    if descriptor.exponentBits > 0 { fields.append(("e", descriptor.exponentBits)) }
    let rest = descriptor.significandBits + (hasFraction ? 1 : 0)
    if rest > 0 { fields.append((descriptor.isFixedPoint ? "i" : "m", rest)) }
    return fields
  }

  /// The stored word, bit by bit or, for wide ones, field by field: `0 │ s │ e e │ m`.
  var diagram: String {
    let spare = descriptor.wordBits - descriptor.codeBits - descriptor.paddingBits
    let all = [("-", spare)] + fields + [("0", descriptor.paddingBits)]
    let isWide = descriptor.wordBits > 16
    let parts = all.filter { $0.1 > 0 }.map { field in
      isWide && field.1 > 1 ? "\(field.0)×\(field.1)" : Array(repeating: field.0, count: field.1).joined(separator: " ")
    }
    return "│ " + parts.joined(separator: " │ ") + " │"
  }

  /// A code's fields in binary: `0 1111 110`.
  func binary(_ code: UInt64) -> String {
    var left = descriptor.codeBits
    return fields.map { field in
      left -= field.width
      let bits = String((code >> UInt64(left)) & ((1 << UInt64(field.width)) - 1), radix: 2)
      return String(repeating: "0", count: field.width - bits.count) + bits
    }.joined(separator: " ")
  }

  // MARK: Names

  /// Other names for a table: those that differ from the format's own, each once, without libraries' constants.
  var shortNames: String {
    guard let names = format.id?.names else { return "" }
    var seen: Set<String> = [format.name.lowercased()]
    let used = [names.ocp, names.p3109, names.ptx, names.torch, names.mlDtypes].compactMap { $0 }
    return used.filter { seen.insert($0.lowercased()).inserted }.joined(separator: ", ")
  }
}
