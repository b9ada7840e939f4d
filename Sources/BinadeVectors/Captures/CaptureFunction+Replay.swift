internal import Binade

extension CaptureFunction {
  /// The name, and where the operands begin.
  var title: String { "\(name) from \(Hex.digits(UInt64(first), bits: 32))" }

  /// What the library computes under that name; `nil` for names that it does not have.
  static func computed(_ name: String) -> (@Sendable (UInt32) -> UInt32)? {
    switch name {
    case "rcp.approx.ftz.f32": { Binary32.approximateReciprocal($0) }
    case "rsqrt.approx.ftz.f32": { Binary32.approximateInverseSquareRoot($0) }
    case "ex2.approx.ftz.f32": { Binary32.approximateExponential($0) }
    default: nil
    }
  }

  /// Compares some chunks.
  func outcome(_ chunks: Range<Int>, _ compute: (UInt32) -> UInt32) -> CaptureOutcome {
    guard chunks.upperBound <= results.digests.count else {
      return CaptureOutcome(problems: ["\(title): chunk \(chunks.lowerBound) is not there, there are \(results.digests.count)"])
    }
    var digester = CaptureDigester(chunk: results.chunk, bytes: 4)
    for chunk in chunks {
      for start in stride(from: results.range(of: chunk).lowerBound, to: results.range(of: chunk).upperBound, by: 1 << 12) {
        let end = min(start + 1 << 12, results.range(of: chunk).upperBound)
        digester.add(whole: (start..<end).map { compute(first + UInt32($0)) })
      }
    }
    digester.finish()
    return CaptureOutcome(title, digester.digests, results, from: chunks.lowerBound) {
      Hex.digits(UInt64(first) + UInt64($0), bits: 32)
    }
  }
}
