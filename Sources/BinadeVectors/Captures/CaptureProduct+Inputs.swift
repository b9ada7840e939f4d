/// The operands of a recorded product. Spec [captures-8].
struct CaptureMatrices {
  /// Words of A, m × k, and of B, n × k.
  var a, b: [UInt64]
  /// Words of binary32: one, one for each row, or for each row and 128 of K.
  var scaleA, scaleB: [UInt32]
  /// Words of the output's format, one for each column, or none.
  var bias: [UInt64]
}

extension CaptureProduct {
  /// Makes the operands anew.
  func matrices() -> CaptureMatrices {
    let key = "binade gemm 1|\(a).\(b)|\(m)x\(n)x\(k)" + (isUneven ? "|uneven" : "") + (isHalf ? "|half" : "") + "|"
    let blocks = (k + 127) / 128
    var scales: (a: [UInt32], b: [UInt32]) = ([], [])
    switch scaling {
    case .none: break
    case .tensor: scales = (self.scales(key + "sa", 1), self.scales(key + "sb", 1))
    case .row: scales = (self.scales(key + "ra", m), self.scales(key + "rb", n))
    case .blocks: scales = (self.scales(key + "b1a", m * blocks), self.scales(key + "b1b", n * blocks))
    case .squareBlocks: scales = (self.scales(key + "b1a", m * blocks), self.scales(key + "b2b", (n + 127) / 128 * blocks))
    }
    return CaptureMatrices(
      a: codes(key + "a", a, rows: m, columns: k), b: codes(key + "b", b, rows: n, columns: k), scaleA: scales.a, scaleB: scales.b,
      bias: hasBias ? codes(key + "bias", output, rows: 1, columns: n, isPlain: true) : [])
  }

  /// Numbers like those of a uniform distribution around one; of an uneven product every 128 columns of a row have their own magnitude.
  private func codes(_ label: String, _ type: String, rows: Int, columns: Int, isPlain: Bool = false) -> [UInt64] {
    guard let format = CaptureFormat.named(type) else { return [] }
    let random = CaptureRandom(label)
    let lift = isUneven && !isPlain ? CaptureRandom(label + "|blocks") : nil
    let blocks = (columns + 127) / 128
    var words: [UInt64] = []
    words.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        let word = random[row * columns + column]
        let lifted = lift.map { $0[row * blocks + column / 128].exponent(-5, 6) } ?? 0
        words.append(format.number(word, exponent: word.nearOne + lifted))
      }
    }
    return words
  }

  /// Positive numbers between 1/8 and 16, full significands.
  private func scales(_ label: String, _ count: Int) -> [UInt32] {
    guard let format = CaptureFormat.named("f32") else { return [] }
    let random = CaptureRandom(label)
    return (0..<count).map { place in
      let word = random[place]
      return UInt32(truncatingIfNeeded: format.number(word, exponent: word.exponent(-3, 3)) & 0x7FFF_FFFF)
    }
  }
}
