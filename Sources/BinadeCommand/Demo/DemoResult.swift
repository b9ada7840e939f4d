internal import Binade

/// The magnitudes that a format holds with full precision: its normal range, or for fixed point everything from the quantum on.
private struct FullPrecision {
  let smallest: Double
  let largest: Double

  init(_ format: FormatDescriptor) {
    func value(_ code: UInt64) -> Double {
      let operand = format.unpack(code << UInt64(format.paddingBits))
      return Double(sign: .plus, exponent: operand.exponent, significand: Double(operand.significand))
    }
    let normal: UInt64 = format.isFixedPoint ? 1 : format.hasSubnormals ? 1 << UInt64(format.significandBits) : 0
    smallest = value(min(normal, format.maximumFiniteMagnitude))
    largest = value(format.maximumFiniteMagnitude)
  }
}

/// What a format makes of one tensor.
struct DemoResult: Sendable {
  let tensor: DemoTensor
  /// The values were multiplied by 2^this before encoding, and divided after decoding.
  let scaleExponent: Int
  /// The codes, as stored words.
  let codes: Words
  /// Sum of x², and of (x − x̂)².
  private(set) var signal = 0.0
  private(set) var noise = 0.0
  /// Values beyond the largest finite one.
  private(set) var saturated = 0
  /// Values other than zero whose code is zero.
  private(set) var flushed = 0
  /// The largest |x − x̂|, and the largest |x − x̂| / |x| of the values in the format's normal range.
  private(set) var absoluteError = 0.0
  private(set) var relativeError = 0.0

  /// Signal to noise in decibels; infinite if nothing was lost.
  var sqnr: Double { noise == 0 ? .infinity : signal == 0 ? 0 : 10 * Machine.log10(signal / noise) }

  /// Encodes and decodes one tensor with the format's default policies.
  init(_ tensor: DemoTensor, _ format: FormatDescriptor, scaleExponent: Int = 0) throws(CodecError) {
    self.tensor = tensor
    self.scaleExponent = scaleExponent
    let (words, source) =
      scaleExponent == 0 ? (tensor.words, Binary32.descriptor) : (tensor.scaled(by: scaleExponent), Binary64.descriptor)
    let encoder = ArrayEncoder(from: source, to: format, count: tensor.values.count)
    codes = Words(size: format.wordBits / 8, pieces: try encoder.encode(words).map(\.codes))
    let decoded = Words(size: 8, pieces: try ArrayDecoder.decode(codes, from: format, to: Binary64.descriptor))
    measure(decoded, Double(sign: .plus, exponent: -scaleExponent, significand: 1), FullPrecision(format))
  }

  private mutating func measure(_ decoded: Words, _ unscale: Double, _ range: FullPrecision) {
    var result = self
    decoded.withSpan(of: 0..<decoded.count, as: UInt64.self) { words in
      for index in words.indices {
        let value = Double(tensor.values[index])
        let back = Double(bitPattern: words[index]) * unscale
        let error = (value - back).magnitude
        let scaled = value.magnitude / unscale
        result.signal += value * value
        result.noise += error * error
        if scaled > range.largest { result.saturated += 1 }
        if value != 0, back == 0 { result.flushed += 1 }
        result.absoluteError = max(result.absoluteError, error)
        if scaled >= range.smallest, scaled <= range.largest { result.relativeError = max(result.relativeError, error / value.magnitude) }
      }
    }
    self = result
  }

  /// The stored words that came.
  var usedCodes: Set<UInt64> {
    var used: Set<UInt64> = []
    var last: UInt64?
    for word in codes.widened() where word != last {
      used.insert(word)
      last = word
    }
    return used
  }
}
