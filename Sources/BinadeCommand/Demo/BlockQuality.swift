internal import Binade
internal import BinadeVectors

/// How well a block format holds a tensor: sums in `Double`, from which the figures follow. Add up those of several tensors with
/// ``add(_:)``.
///
/// The values are the float32 words that were quantized, and the float32 words that come back.
struct BlockQuality: Sendable, Equatable {
  /// Values in all.
  private(set) var count = 0
  /// Σ x². NaN or infinite if a value is.
  private(set) var signal = 0.0
  /// Σ (x − q)². NaN if a value or what came back for it is, or if infinity came back as infinity.
  private(set) var noise = 0.0
  /// Values beyond the ends of their block: |x| > largest element × block scale × tensor scale. Where the range is not symmetric (two's
  /// complement, zero points) those above its highest or below its lowest value. A NaN, and values under a NaN scale, are not counted.
  private(set) var saturated = 0
  /// Values other than zero that came back as zero.
  private(set) var flushed = 0
  /// Crest factors of the blocks as they were.
  private(set) var crestBefore = Crest()
  /// Crest factors of the blocks as they came back.
  private(set) var crestAfter = Crest()
  /// Bits of codes, scales, zero points and tensor scale; scales and zero points in whole bytes, codes without padding.
  private(set) var storedBits = 0
  /// Bytes of the same as they stand in a safetensors file: each row of codes fills up a whole byte.
  private(set) var packedBytes = 0

  /// A sum of crest factors.
  struct Crest: Sendable, Equatable {
    private(set) var sum = 0.0
    private(set) var blocks = 0

    /// The mean of max |x| / rms over the blocks: 1 if all magnitudes of a block are equal, √n if one of n values is not zero. `nil`
    /// without any block. Blocks of zeros have no crest factor and are left out, and so are blocks with NaN or infinity.
    var mean: Double? { blocks == 0 ? nil : sum / Double(blocks) }

    fileprivate mutating func add(largest: Double, squares: Double, count: Int) {
      guard largest > 0, squares.isFinite else { return }
      sum += largest / (squares / Double(count)).squareRoot()
      blocks += 1
    }

    fileprivate mutating func add(_ other: Crest) {
      sum += other.sum
      blocks += other.blocks
    }
  }

  /// Nothing measured yet.
  init() {}

  /// Measures a quantized tensor.
  ///
  /// - Parameters:
  ///   - words: the values before, as words of binary32 in rows along the blocked axis.
  ///   - back: what comes back, in the same order.
  ///   - packedBytes: bytes of codes and scales in the file.
  init(_ words: [UInt32], _ back: [UInt32], _ tensor: QuantizedTensor, packedBytes: Int) {
    let grid = tensor.grid
    let (format, columns) = (grid.format, grid.columns)
    count = grid.elementCount
    storedBits = count * format.element.codeBits + grid.blockCount * format.headerBits + (format.hasTensorScale ? 32 : 0)
    self.packedBytes = packedBytes
    let decoder = BlockDecoder(format: format, tensorScale: tensor.tensorScale)
    for band in 0..<grid.bandCount where columns > 0 {
      let elements = grid.elements(ofBand: band)
      for (block, first) in stride(from: 0, to: columns, by: grid.blockLength).enumerated() {
        let limits = Self.limits(decoder, tensor.headers[band * grid.blockColumns + block])
        let width = min(grid.blockLength, columns - first)
        measure(words, back, stride(from: elements.lowerBound + first, to: elements.upperBound, by: columns), width, limits)
      }
    }
  }

  private mutating func measure(
    _ words: [UInt32], _ back: [UInt32], _ rows: StrideTo<Int>, _ width: Int, _ limits: (low: Double, high: Double)
  ) {
    var (largest, squares, largestBack, squaresBack, number) = (0.0, 0.0, 0.0, 0.0, 0)
    for row in rows {
      for index in row..<row + width {
        let (value, result) = (Self.value(words[index]), Self.value(back[index]))
        let error = value - result
        noise += error * error
        squares += value * value
        squaresBack += result * result
        largest = max(largest, value.magnitude)
        largestBack = max(largestBack, result.magnitude)
        if value > limits.high || value < limits.low { saturated += 1 }
        if value != 0, result == 0 { flushed += 1 }
        number += 1
      }
    }
    signal += squares
    crestBefore.add(largest: largest, squares: squares, count: number)
    crestAfter.add(largest: largestBack, squares: squaresBack, count: number)
  }

  /// Adds what was measured elsewhere.
  mutating func add(_ other: BlockQuality) {
    count += other.count
    signal += other.signal
    noise += other.noise
    saturated += other.saturated
    flushed += other.flushed
    crestBefore.add(other.crestBefore)
    crestAfter.add(other.crestAfter)
    storedBits += other.storedBits
    packedBytes += other.packedBytes
  }

  // MARK: Figures

  /// The quantization signal-to-noise ratio in decibels, −10 · log10(‖x − q‖² / ‖x‖²). Infinite if nothing was lost, also for a tensor of
  /// zeros or of no values; minus infinity if only zeros became something else; NaN if ``noise`` is.
  var qsnr: Double { noise == 0 ? .infinity : 10 * Machine.log10(signal / noise) }

  /// ``saturated`` as a share of all values, 0 to 1; 0 for no values.
  var saturatedShare: Double { count == 0 ? 0 : Double(saturated) / Double(count) }

  /// ``flushed`` as a share of all values, 0 to 1; 0 for no values.
  var flushedShare: Double { count == 0 ? 0 : Double(flushed) / Double(count) }

  /// ``storedBits`` for each value; 0 for no values.
  var bitsPerElement: Double { count == 0 ? 0 : Double(storedBits) / Double(count) }

  // MARK: Parts

  private static func value(_ word: UInt32) -> Double { Double(Float(bitPattern: word)) }

  /// The lowest and the highest value under a scale; NaN under a NaN scale, which nothing is beyond.
  private static func limits(_ decoder: BlockDecoder, _ header: BlockEncoder.Header) -> (low: Double, high: Double) {
    let element = decoder.format.element
    let lowest: UInt64 =
      switch element.sign {
      case .unsigned: 0
      case .signBit: element.signMask | element.maximumFiniteMagnitude
      case .twosComplement: (0 &- element.maximumNegativeMagnitude) & element.codeMask
      }
    let ends = [lowest, element.maximumFiniteMagnitude].map { code in
      value(decoder.value(code: UInt8(truncatingIfNeeded: code), header: header))
    }
    // A scale may be negative.
    return ends[0] > ends[1] ? (ends[1], ends[0]) : (ends[0], ends[1])
  }
}
