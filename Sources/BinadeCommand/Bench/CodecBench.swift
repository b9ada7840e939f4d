internal import Binade

/// Times the buffer paths of the codec on one thread, beside `memcpy` of the same float32 data.
struct CodecBench {
  /// The rates of one format, in elements per second.
  struct Rates {
    let encode: Double
    let decode: Double
  }

  /// The float32 operands.
  let data: Words
  /// Each measurement is the best of at least five runs, and of as many as fit in this time.
  var patience: Duration = .milliseconds(60)

  func encoding() throws -> BenchTable { BenchTable(id: "encode", title: "", unit: "", yardstick: "") }
  func decoding() throws -> BenchTable { BenchTable(id: "decode", title: "", unit: "", yardstick: "") }

  /// Elements per second of copying the operands.
  func copyRate() -> Double {
    var best = Double.infinity
    data.withSpan(of: 0..<data.count, as: UInt32.self) { source in
      _ = Words.bytes(count: source.count, of: UInt32.self) { target in
        best = seconds { target.copyAll(of: source) }
      }
    }
    return Double(data.count) / best
  }

  /// The rates of one format: float32 to its codes, and those codes back.
  func rates(of format: FormatDescriptor) throws(CodecError) -> Rates {
    let encoder = Encoder(from: Binary32.descriptor, to: format, count: data.count)
    let decoder = Decoder(from: format, as: Float.self, count: data.count)
    return switch format.wordBits {
    case 8: try rates(encoder, decoder, UInt8.self)
    case 16: try rates(encoder, decoder, UInt16.self)
    case 32: try rates(encoder, decoder, UInt32.self)
    default: try rates(encoder, decoder, UInt64.self)
    }
  }

  private func rates<Code: StoredWord>(_ encoder: Encoder, _ decoder: Decoder<Float>, _ code: Code.Type) throws(CodecError) -> Rates {
    var failure: CodecError?
    var (encoding, decoding) = (Double.infinity, Double.infinity)
    data.withSpan(of: 0..<data.count, as: UInt32.self) { source in
      let codes = Words.bytes(count: source.count, of: code) { target in
        encoding = seconds { failure = Self.failure { () throws(CodecError) in try encoder.encode(words: source, into: &target) } }
      }
      Words(size: MemoryLayout<Code>.size, bytes: codes).withSpan(of: 0..<source.count, as: code) { codes in
        _ = Words.bytes(count: source.count, of: Float.self) { target in
          decoding = seconds { failure = failure ?? Self.failure { () throws(CodecError) in try decoder.decode(codes, into: &target) } }
        }
      }
    }
    if let failure { throw failure }
    return Rates(encode: Double(data.count) / encoding, decode: Double(data.count) / decoding)
  }

  private static func failure(_ body: () throws(CodecError) -> Void) -> CodecError? {
    do throws(CodecError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  /// The shortest time that the work took.
  func seconds(_ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var best = Duration.seconds(1_000_000)
    var runs = 0
    while runs < 5 || (clock.now - start < patience && runs < 1000) {
      best = min(best, clock.measure(work))
      runs += 1
    }
    return best.seconds
  }

  /// Numbers like those of a network: a bell curve of width 1, the same every time.
  static func generated(count: Int) -> Words {
    Words(
      size: 4,
      bytes: Words.bytes(count: count, of: Float.self) { target in
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for index in target.indices {
          // The sum of the four 16-bit parts of a random word is nearly normal.
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          var word = state ^ (state >> 29)
          word = word &* 0xBF58_476D_1CE4_E5B9
          word ^= word >> 32
          let sum = (word & 0xFFFF) + (word >> 16 & 0xFFFF) + (word >> 32 & 0xFFFF) + (word >> 48)
          target[index] = (Float(sum) - 131_070) / 37837
        }
      })
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  /// Copies a span of the same length over this one, as `memcpy` does.
  fileprivate mutating func copyAll(of source: Span<Element>) {
    precondition(count == source.count)
    unsafe withUnsafeMutableBytes { target in
      unsafe source.withUnsafeBytes { bytes in unsafe target.copyMemory(from: bytes) }
    }
  }
}
