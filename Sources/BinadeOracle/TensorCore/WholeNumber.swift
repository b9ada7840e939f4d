/// A whole number from 0 up, without limit.
///
/// Numbers below 2^128 are kept as such; only larger ones need an array. Each operation says when the short form is enough, and else
/// works on 64-bit limbs by the methods of paper and pencil.
struct WholeNumber: Sendable, Hashable {
  private enum Storage: Hashable {
    case short(UInt128)
    /// Three limbs or more, lowest first; the highest is not zero.
    case long([UInt64])
  }

  private let storage: Storage

  static let zero = WholeNumber(0)

  init(_ value: UInt128) { storage = .short(value) }

  /// The number of these limbs, lowest first.
  init(limbs: [UInt64]) {
    var limbs = limbs
    while let top = limbs.last, top == 0 { limbs.removeLast() }
    if limbs.count > 2 {
      storage = .long(limbs)
    } else {
      let low = limbs.isEmpty ? 0 : UInt128(limbs[0])
      let high = limbs.count < 2 ? 0 : UInt128(limbs[1])
      storage = .short(high << 64 | low)
    }
  }

  /// The limbs, lowest first, without zeros at the top.
  var limbs: [UInt64] {
    switch storage {
    case .long(let limbs): return limbs
    case .short(let value):
      let (low, high) = (UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64))
      return high != 0 ? [low, high] : (low != 0 ? [low] : [])
    }
  }

  var isZero: Bool { storage == .short(0) }

  /// How many bits the number has: 0 for zero, else the k with 2^(k−1) ≤ number < 2^k.
  var bitWidth: Int {
    switch storage {
    case .short(let value): 128 - value.leadingZeroBitCount
    case .long(let limbs): 64 * limbs.count - limbs[limbs.count - 1].leadingZeroBitCount
    }
  }

  /// How often 2 divides the number; zero has none.
  var trailingZeroBitCount: Int {
    switch storage {
    case .short(let value): return value.trailingZeroBitCount
    case .long(let limbs):
      let index = limbs.prefix { $0 == 0 }.count
      return 64 * index + limbs[index].trailingZeroBitCount
    }
  }

  /// The bit of weight 2^index.
  func bit(_ index: Int) -> Bool {
    switch storage {
    case .short(let value): index < 128 && value >> UInt128(index) & 1 == 1
    case .long(let limbs): index < 64 * limbs.count && limbs[index / 64] >> UInt64(index % 64) & 1 == 1
    }
  }

  /// The low 64 bits.
  var low: UInt64 {
    switch storage {
    case .short(let value): UInt64(truncatingIfNeeded: value)
    case .long(let limbs): limbs[0]
    }
  }

  /// Whether the number is below 2^64, so that `low` is all of it.
  var fitsWord: Bool { bitWidth <= 64 }
}

// MARK: Order

extension WholeNumber: Comparable {
  static func < (x: WholeNumber, y: WholeNumber) -> Bool {
    if case .short(let a) = x.storage, case .short(let b) = y.storage { return a < b }
    let (a, b) = (x.limbs, y.limbs)
    if a.count != b.count { return a.count < b.count }
    for index in a.indices.reversed() where a[index] != b[index] { return a[index] < b[index] }
    return false
  }
}

// MARK: Arithmetic

extension WholeNumber {
  static func + (x: WholeNumber, y: WholeNumber) -> WholeNumber {
    if case .short(let a) = x.storage, case .short(let b) = y.storage {
      let (sum, overflow) = a.addingReportingOverflow(b)
      if !overflow { return WholeNumber(sum) }
    }
    let (a, b) = (x.limbs, y.limbs)
    var sum: [UInt64] = []
    var carry: UInt128 = 0
    for index in 0..<max(a.count, b.count) {
      carry += UInt128(index < a.count ? a[index] : 0) + UInt128(index < b.count ? b[index] : 0)
      sum.append(UInt64(truncatingIfNeeded: carry))
      carry >>= 64
    }
    sum.append(UInt64(carry))
    return WholeNumber(limbs: sum)
  }

  /// x − y, for x ≥ y.
  static func - (x: WholeNumber, y: WholeNumber) -> WholeNumber {
    precondition(!(x < y), "a whole number is not negative")
    if case .short(let a) = x.storage, case .short(let b) = y.storage { return WholeNumber(a - b) }
    let (a, b) = (x.limbs, y.limbs)
    var difference: [UInt64] = []
    var borrow: UInt64 = 0
    for index in a.indices {
      let (once, first) = a[index].subtractingReportingOverflow(index < b.count ? b[index] : 0)
      let (twice, second) = once.subtractingReportingOverflow(borrow)
      difference.append(twice)
      borrow = first || second ? 1 : 0
    }
    return WholeNumber(limbs: difference)
  }

  static func * (x: WholeNumber, y: WholeNumber) -> WholeNumber {
    if case .short(let a) = x.storage, case .short(let b) = y.storage, a >> 64 == 0, b >> 64 == 0 { return WholeNumber(a * b) }
    let (a, b) = (x.limbs, y.limbs)
    var product = [UInt64](repeating: 0, count: a.count + b.count)
    for i in a.indices {
      var carry: UInt128 = 0
      for j in b.indices {
        // At most (2^64 − 1)² + 2 · (2^64 − 1) = 2^128 − 1.
        carry += UInt128(a[i]) * UInt128(b[j]) + UInt128(product[i + j])
        product[i + j] = UInt64(truncatingIfNeeded: carry)
        carry >>= 64
      }
      product[i + b.count] = UInt64(carry)
    }
    return WholeNumber(limbs: product)
  }

  /// x · 2^shift.
  static func << (x: WholeNumber, shift: Int) -> WholeNumber {
    precondition(shift >= 0)
    if case .short(let a) = x.storage, a == 0 || shift <= a.leadingZeroBitCount { return WholeNumber(a == 0 ? 0 : a << UInt128(shift)) }
    let (limbCount, bitCount) = (shift / 64, UInt128(shift % 64))
    var shifted = [UInt64](repeating: 0, count: limbCount)
    var carry: UInt128 = 0
    for limb in x.limbs {
      carry |= UInt128(limb) << bitCount
      shifted.append(UInt64(truncatingIfNeeded: carry))
      carry >>= 64
    }
    shifted.append(UInt64(carry))
    return WholeNumber(limbs: shifted)
  }

  /// ⌊x / 2^shift⌋.
  static func >> (x: WholeNumber, shift: Int) -> WholeNumber {
    precondition(shift >= 0)
    if case .short(let a) = x.storage { return WholeNumber(shift >= 128 ? 0 : a >> UInt128(shift)) }
    let bitCount = UInt128(shift % 64)
    let kept = x.limbs.dropFirst(shift / 64)
    var shifted: [UInt64] = []
    for index in kept.indices {
      let above = kept.indices.contains(index + 1) ? UInt128(kept[index + 1]) : 0
      shifted.append(UInt64(truncatingIfNeeded: (above << 64 | UInt128(kept[index])) >> bitCount))
    }
    return WholeNumber(limbs: shifted)
  }

  /// ⌊x / y⌋ and whether it is the quotient itself, one bit after the other. y is not zero.
  static func quotient(_ x: WholeNumber, _ y: WholeNumber) -> (whole: WholeNumber, isExact: Bool) {
    precondition(!y.isZero, "division by zero")
    var (rest, whole) = (x, WholeNumber.zero)
    for shift in (0...max(x.bitWidth - y.bitWidth, 0)).reversed() {
      let part = y << shift
      whole = whole << 1
      if !(rest < part) {
        rest = rest - part
        whole = whole + WholeNumber(1)
      }
    }
    return (whole, rest.isZero)
  }
}
