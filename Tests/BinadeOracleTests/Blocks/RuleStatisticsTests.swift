import Testing

@testable import BinadeOracle

/// How often rules differ on Gaussian blocks of 32, against measured percentages; and rules that should agree.
@Suite struct RuleStatisticsTests {
  static let positions: [OracleBinade] = [.floor, .ceilOfRatio, .even, .evenOfE2M1, .nearestOfRatio]
  static let elements = ["e2m1fn", "e3m2fn", "e2m3fn", "e4m3fn", "e5m2"]

  /// Pairs of positions by their place above, and the percentage of differing scales for each element type.
  static let table: [(first: Int, second: Int, percent: [Double])] = [
    (0, 1, [29.57, 16.91, 9.52, 16.91, 16.91]), (0, 2, [16.91, 9.52, 4.99, 4.99, 9.52]), (1, 2, [12.66, 7.38, 4.53, 11.92, 7.38]),
    (2, 3, [0, 7.38, 11.92, 11.92, 7.38]), (1, 3, [12.66, 0, 7.38, 0, 0]), (1, 4, [52.46, 70.39, 73.12, 70.39, 70.39]),
    (2, 4, [39.80, 63.01, 68.59, 58.47, 63.01]),
  ]

  @Test func gaussianBlocks() {
    let blocks = 40_000
    var generator = FixedGenerator(7)
    var maxima: [Dyadic] = []
    for _ in 0..<blocks {
      var largest: Float = 0
      for _ in 0..<32 { largest = max(largest, abs(Float(generator.gaussian()))) }
      maxima.append(Dyadic(UInt128(largest.bitPattern & 0x7F_FFFF | 0x80_0000), exponent: Int(largest.exponent) - 23))
    }
    for (column, name) in Self.elements.enumerated() {
      let element = OracleFormat.named(name)!
      let scales = Self.positions.map { position in maxima.map { position.exponent($0, element: element) } }
      for (first, second, percent) in Self.table {
        let differing = zip(scales[first], scales[second]).count { $0 != $1 }
        let measured = 100 * Double(differing) / Double(blocks)
        // Three and a half deviations of the difference of two counts, theirs of 131,072 blocks; at most 0.9 points.
        let share = percent[column] / 100
        let deviation = (share * (1 - share) * (1 / Double(blocks) + 1 / 131_072)).squareRoot()
        #expect(abs(measured - percent[column]) <= 350 * deviation, "\(name) \(first) \(second): \(measured)")
      }
    }
  }

  /// Rounding up a product with fl(1/M) is the exact rule at every binade's edge but one, where the product is subnormal.
  @Test func reciprocalRule() {
    for name in ["mxfp4", "mxfp6-e2m3", "mxfp6-e3m2", "mxfp8-e4m3", "mxfp8-e5m2"] {
      let exact = block(name, ["scaleRule": "rceil"])
      let product = block(name, ["scaleRule": "rceil-reciprocal"])
      let quotient = block(name, ["scaleRule": "rceil-quotient"])
      let largest = Float(bitPattern: exact.largestElement)
      var differing: [UInt32] = []
      for n in -148...127 {
        let edge = largest * Float(sign: .plus, exponent: max(n, -126), significand: 1)
        let at = n < -126 ? edge * Float(sign: .plus, exponent: n + 126, significand: 1) : edge
        guard at.isFinite && at > 0 else { continue }
        for x in [at.nextDown, at, at.nextUp] where x.isFinite && x > 0 {
          let scale = exact.quantize([word(x)]).scale
          if product.quantize([word(x)]).scale != scale { differing.append(word(x)) }
        }
        _ = quotient
      }
      let lonely = largest * 0x1p-126 * 0.5
      #expect(differing == [word(lonely.nextUp)], "\(name)")
      #expect(product.quantize([word(lonely.nextUp)]).scale == 0 && exact.quantize([word(lonely.nextUp)]).scale == 1)
      // A quotient loses the same bit.
      #expect(quotient.quantize([word(lonely.nextUp)]).scale == 0)
    }
  }

  /// Signal to quantization noise of Gaussian numbers in dB, averaged over an octave of deviations where scales are powers of two.
  @Test func noise() {
    for (name, rule, expected): (String, String, Double) in [
      ("mxfp8-e4m3", "rceil", 31.54), ("mxfp6-e2m3", "rceil", 30.97), ("mxfp4", "rceil", 18.64), ("mxint8-symmetric", "int-ceil", 41.95),
      ("mxint6-symmetric", "int-ceil", 29.70), ("mxint4-symmetric", "int-ceil", 16.77), ("nvfp4", "int-vs-fp", 20.43),
      ("nvint4", "int-vs-fp", 21.28),
    ] {
      let quantizer = block(name, ["scaleRule": rule])
      let length = quantizer.format.columns!
      var generator = FixedGenerator(11)
      var decibels = 0.0
      let places = 16
      for place in 0..<places {
        var octave = 1.0
        for _ in 0..<place { octave *= 1.0442737824274138 }
        let values = (0..<1024).map { _ in Float(generator.gaussian() * octave) }
        let tensor = quantizer.tensorFactors(maximum: quantizer.maximum(of: words(values)))
        var (signal, noise) = (0.0, 0.0)
        for start in stride(from: 0, to: values.count, by: length) {
          let part = Array(values[start..<start + length])
          let result = quantizer.quantize(words(part), tensor: tensor)
          for (x, code) in zip(part, result.codes) {
            let y = Float(bitPattern: quantizer.dequantize(code, scale: result.scale, tensorScale: tensor.scale))
            signal += Double(x) * Double(x)
            noise += (Double(x) - Double(y)) * (Double(x) - Double(y))
          }
        }
        decibels += 10 * naturalLogarithm(signal / noise) / naturalLogarithm(10) / Double(places)
      }
      #expect(abs(decibels - expected) <= 0.15, "\(name): \(decibels)")
    }
  }
}
