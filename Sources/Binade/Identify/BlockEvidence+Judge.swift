extension BlockEvidence {
  /// The tensor's factors under a hypothesis.
  public func tensorScale(_ hypothesis: BlockHypothesis) -> BlockEncoder.TensorScale {
    let encoder = BlockEncoder(format: grid.format, conversion: hypothesis.conversion)
    if hypothesis.usesGivenTensorScale, let tensorScale { return encoder.tensorScale(chosen: tensorScale) }
    var maximum: UInt32 = 0
    for word in words { maximum = encoder.maximum(maximum, word) }
    return encoder.tensorScale(maximum: maximum)
  }

  /// Compares rows of blocks with what a hypothesis gives. Spec [identify-2].
  ///
  /// Codes are compared under the scale that was *found*: a wrong scale rule does not hide a right element rule.
  /// - Parameter bands: which rows of blocks; `nil` for all.
  public func judge(_ hypothesis: BlockHypothesis, tensor: BlockEncoder.TensorScale? = nil, bands: [Int]? = nil) -> BlockVerdict {
    let encoder = BlockEncoder(format: grid.format, conversion: hypothesis.conversion)
    let tensor = tensor ?? tensorScale(hypothesis)
    var verdict = BlockVerdict(hypothesis: hypothesis)
    verdict.expectedTensorScale = tensor.scale
    if grid.format.hasTensorScale, let tensorScale {
      // Not a number is not a number, whatever its bits.
      verdict.hasOtherTensorScale = tensor.scale != tensorScale && !(Binary32.isNaN(tensor.scale) && Binary32.isNaN(tensorScale))
    }
    let size = grid.format.rows * grid.blockLength
    var values = [UInt32](repeating: 0, count: size)
    var places = [Int](repeating: 0, count: size)
    var expected = [UInt8](repeating: 0, count: size)
    for band in bands ?? Array(0..<grid.bandCount) {
      let range = grid.elements(ofBand: band)
      let height = range.count / Swift.max(grid.columns, 1)
      for column in 0..<grid.blockColumns {
        let width = Swift.min(grid.blockLength, grid.columns - column * grid.blockLength)
        for row in 0..<height {
          for offset in 0..<width {
            let place = range.lowerBound + row * grid.columns + column * grid.blockLength + offset
            places[row * width + offset] = place
            values[row * width + offset] = words[place]
          }
        }
        let block = band * grid.blockColumns + column
        judgeBlock(block, values.span.extracting(0..<height * width), height, places, encoder, tensor, &expected, &verdict)
      }
    }
    return verdict
  }

  private func judgeBlock(
    _ block: Int, _ values: Span<UInt32>, _ height: Int, _ places: [Int], _ encoder: BlockEncoder, _ tensor: BlockEncoder.TensorScale,
    _ expected: inout [UInt8], _ verdict: inout BlockVerdict
  ) {
    var target = expected.mutableSpan
    let header = encoder.encode(values, height: height, tensor: tensor, codes: &target)
    verdict.blocks += 1
    verdict.elements += values.count
    if !isSame(header, headers[block]) {
      verdict.scaleMismatches += 1
      if verdict.scaleDifferences.count < BlockVerdict.shown {
        verdict.scaleDifferences.append(
          .init(block: block, maximum: encoder.statistics(of: values).maximum, expected: header, found: headers[block]))
      }
      encoder.encodeElements(values, header: headers[block], tensor: tensor, codes: &target)
    }
    for index in values.indices where target[index] != codes[places[index]] {
      verdict.codeMismatches += 1
      if verdict.codeDifferences.count < BlockVerdict.shown {
        verdict.codeDifferences.append(
          .init(
            element: places[index], value: values[index], scale: headers[block].scale, expected: target[index], found: codes[places[index]])
        )
      }
    }
  }

  /// Whether two headers say the same; one NaN scale is as good as another.
  private func isSame(_ a: BlockEncoder.Header, _ b: BlockEncoder.Header) -> Bool {
    func same(_ a: UInt32, _ b: UInt32, _ format: FormatDescriptor) -> Bool {
      a == b || (format.unpack(UInt64(a)).class == .nan && format.unpack(UInt64(b)).class == .nan)
    }
    return same(a.scale, b.scale, grid.format.scale) && (grid.format.zeroPoint.format.map { same(a.zeroPoint, b.zeroPoint, $0) } ?? true)
  }

  /// Rows of blocks in which everything out of the ordinary stands, and `count` others at even distances: enough to discard most hypotheses.
  public func sample(_ count: Int) -> [Int] {
    if grid.bandCount <= count { return Array(0..<grid.bandCount) }
    var bands: [Int] = []
    var special = 0
    let step = grid.bandCount / Swift.max(1, count)
    for band in 0..<grid.bandCount {
      if band % step == 0 {
        bands.append(band)
      } else if special < count, isSpecial(band) {
        bands.append(band)
        special += 1
      }
    }
    return bands
  }

  /// Whether a value is not finite or subnormal, or a scale has an end of its range.
  private func isSpecial(_ band: Int) -> Bool {
    for place in grid.elements(ofBand: band) {
      let field = words[place] &>> 23 & 0xFF
      if field == 0xFF || (field == 0 && words[place] & 0x7F_FFFF != 0) { return true }
    }
    let last = UInt32(truncatingIfNeeded: grid.format.scale.maximumFiniteMagnitude)
    for block in band * grid.blockColumns..<(band + 1) * grid.blockColumns where headers[block].scale == 0 || headers[block].scale >= last {
      return true
    }
    return false
  }
}
