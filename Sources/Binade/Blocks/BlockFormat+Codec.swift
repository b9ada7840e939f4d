extension BlockFormat {
  public static var unitLength: Int? { descriptor.columns }
  public static var elementBits: Int { descriptor.element.codeBits }

  public static func scaleCount(forElements count: Int) -> Int {
    guard let length = descriptor.columns else { return count == 0 ? 0 : 1 }
    return (count + length - 1) / length
  }

  /// Quantizes a row with the format's default policies, and the tensor scale that this row alone would have. Spec [blocks-2], [blocks-7].
  ///
  /// The last block may be shorter. Two-dimensional formats take one row of blocks at a time: use ``BlockGrid`` for whole tensors, for other
  /// policies, and to keep the tensor scale.
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``; nothing is written.
  public static func quantize(
    _ values: Span<Float>, codes: inout MutableSpan<UInt8>, scales: inout MutableSpan<UInt32>
  ) throws(CodecError) {
    let encoder = BlockEncoder(format: descriptor)
    try quantize(values, encoder, encoder.tensorScale(maximum: encoder.maximum(of: values)), codes: &codes, scales: &scales)
  }

  /// Quantizes a row under a tensor scale, with the encoder's policies.
  ///
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``; nothing is written.
  public static func quantize(
    _ values: Span<Float>, _ encoder: BlockEncoder, _ tensor: BlockEncoder.TensorScale, codes: inout MutableSpan<UInt8>,
    scales: inout MutableSpan<UInt32>
  ) throws(CodecError) {
    let blocks = scaleCount(forElements: values.count)
    guard codes.count >= values.count else { throw .targetTooShort(expected: values.count, actual: codes.count) }
    guard scales.count >= blocks else { throw .targetTooShort(expected: blocks, actual: scales.count) }
    let length = descriptor.columns ?? values.count
    var words = [UInt32](repeating: 0, count: length)
    for block in 0..<blocks {
      let start = block * length
      let count = Swift.min(length, values.count - start)
      for index in 0..<count { words[index] = values[start + index].bitPattern }
      scales[block] = encoder.encode(words.span.extracting(0..<count), tensor: tensor, codes: &codes, at: start).scale
    }
  }

  /// Decodes a row under a tensor scale of 1.
  ///
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``; nothing is written.
  public static func dequantize(
    codes: Span<UInt8>, scales: Span<UInt32>, into target: inout MutableSpan<Float>
  ) throws(CodecError) {
    try dequantize(codes: codes, scales: scales, tensorScale: 1, into: &target)
  }

  /// Decodes a row.
  ///
  /// - Throws: ``CodecError/targetTooShort(expected:actual:)``, for a target or for scales; nothing is written.
  public static func dequantize(
    codes: Span<UInt8>, scales: Span<UInt32>, tensorScale: Float, into target: inout MutableSpan<Float>
  ) throws(CodecError) {
    let blocks = scaleCount(forElements: codes.count)
    guard target.count >= codes.count else { throw .targetTooShort(expected: codes.count, actual: target.count) }
    guard scales.count >= blocks else { throw .targetTooShort(expected: blocks, actual: scales.count) }
    let decoder = BlockDecoder(format: descriptor, tensorScale: tensorScale.bitPattern)
    let length = descriptor.columns ?? codes.count
    for index in codes.indices {
      let header = BlockEncoder.Header(scale: scales[index / length], zeroPoint: 0)
      target[index] = Float(bitPattern: decoder.value(code: codes[index], header: header))
    }
  }
}

extension BlockEncoder {
  /// The maximum of `values`, as the policies count it.
  public func maximum(of values: Span<Float>) -> UInt32 {
    var result: UInt32 = 0
    for index in values.indices { result = maximum(result, values[index].bitPattern) }
    return result
  }

  /// The maximum of words of binary32, as the policies count it.
  public func maximum(of words: Span<UInt32>) -> UInt32 {
    // Without NaN and infinities the largest magnitude is that of the bits.
    let maximum = BlockLanes.maximum(words, 0, words.count)
    if maximum < Self.infinity { return maximum }
    var result: UInt32 = 0
    for index in words.indices { result = self.maximum(result, words[index]) }
    return result
  }

  /// The larger magnitude, as the policies count it: how maxima of parts are put together.
  public func maximum(_ a: UInt32, _ b: UInt32) -> UInt32 {
    func magnitude(_ word: UInt32) -> UInt32 {
      let magnitude = word & 0x7FFF_FFFF
      let isLeftOut = magnitude > Self.infinity ? conversion.maximum != .all : magnitude == Self.infinity && conversion.maximum == .finite
      return isLeftOut ? 0 : magnitude
    }
    return Swift.max(magnitude(a), magnitude(b))
  }
}
