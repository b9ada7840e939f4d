internal import Binade
internal import BinadeOracle

/// Sums from which the figures of a report follow. Spec [gemm-9].
struct ErrorStatistics: Sendable {
  /// The largest, the mean and the root mean square of magnitudes.
  struct Figure: Sendable {
    private(set) var largest = 0.0
    private var sum = 0.0
    private var squares = 0.0
    private(set) var count = 0

    var mean: Double { count == 0 ? 0 : sum / Double(count) }
    var rms: Double { count == 0 ? 0 : (squares / Double(count)).squareRoot() }

    fileprivate mutating func add(_ value: Double) {
      largest = max(largest, value)
      sum += value
      squares += value * value
      count += 1
    }

    fileprivate mutating func add(_ other: Figure) {
      largest = max(largest, other.largest)
      sum += other.sum
      squares += other.squares
      count += other.count
    }
  }

  /// Elements that were looked at.
  private(set) var compared = 0
  /// Results that are the exact number.
  private(set) var exact = 0
  /// Results that are the nearest word to it.
  private(set) var nearest = 0
  /// Elements of which the result or the exact result is not finite.
  private(set) var notFinite = 0
  /// Those of them of which the exact result is finite.
  private(set) var unexpected = 0
  /// Results other than zero where the exact result is zero.
  private(set) var onlyExactIsZero = 0
  /// |d − r| / |r|.
  private(set) var relative = Figure()
  /// |d − r| in units of the last place at r.
  private(set) var units = Figure()
  /// log2 of |d − r| in units of the last place of d; 0 below one.
  private(set) var bitsLost = Figure()
  /// The element of the largest error in units.
  private(set) var worst: Int?
  private var signedSum = 0.0
  private var noise = 0.0
  private var signal = 0.0

  /// The mean signed error in units of the last place.
  var bias: Double { units.count == 0 ? 0 : signedSum / Double(units.count) }
  /// |D − R| / |R| over all elements.
  var frobenius: Double { signal == 0 ? 0 : (noise / signal).squareRoot() }

  /// Adds the result `word` of element `index`.
  mutating func add(_ index: Int, _ word: UInt64, _ product: OracleExactProduct, _ format: OracleFormat, _ descriptor: FormatDescriptor) {
    compared += 1
    guard let error = product.error(of: word, in: format), let result = OracleExact(word, descriptor), let number = product.number else {
      notFinite += 1
      if product.number != nil { unexpected += 1 }
      return
    }
    if error.units == 0 { exact += 1 }
    if error.units == 0 || product.word(in: format) == word { nearest += 1 }
    if error.units.magnitude > units.largest { worst = index }
    units.add(error.units.magnitude)
    signedSum += error.units
    if error.relative.isFinite { relative.add(error.relative) } else { onlyExactIsZero += 1 }
    let difference = (result - number).magnitude
    let last = descriptor.unitInLastPlace(of: word)
    bitsLost.add(difference.isZero ? 0 : max(0, Machine.log2(OracleExact.quotient(difference, .power(last)))))
    noise += difference.double * difference.double
    signal += number.double * number.double
  }

  /// Adds those of other elements.
  mutating func add(_ other: ErrorStatistics) {
    if other.units.largest > units.largest { worst = other.worst }
    compared += other.compared
    exact += other.exact
    nearest += other.nearest
    notFinite += other.notFinite
    unexpected += other.unexpected
    onlyExactIsZero += other.onlyExactIsZero
    relative.add(other.relative)
    units.add(other.units)
    bitsLost.add(other.bitsLost)
    signedSum += other.signedSum
    noise += other.noise
    signal += other.signal
  }
}

extension FormatDescriptor {
  /// The exponent of the unit in the last place of a finite word.
  func unitInLastPlace(of word: UInt64) -> Int {
    let operand = unpack(word)
    guard operand.class == .finite, !isFixedPoint else { return quantumExponent }
    return max(operand.exponent + 63 - operand.significand.leadingZeroBitCount, minimumNormalExponent) - significandBits
  }
}
