internal import Binade

#if Kernels
  internal import CBinadeKernels

  /// What the kernels know of one encoder and one tensor scale. Everything was asked of the definition, or is a formula of it.
  struct BlockPlan: Sendable {
    let encoder: BlockEncoder
    let tensor: BlockEncoder.TensorScale
    /// Elements of a block, and bits from one stored code to the next.
    let length: Int, stride: Int
    var kind = Int32(binade_block_counted)
    var scaling = Int32(binade_block_tables)

    // Tables.
    var cells: [UInt32] = []
    var answers: [UInt16] = []
    var isAsked: [Bool] = []
    // Binades: those that were asked, the significand from which on the next power of two is taken, and the scale of 1.
    var binades = 1..<1
    var threshold: UInt32 = 0
    var offset = 0
    // Chain.
    var chain: BlockChain?
    var scaleRounding = binade_block_rounding()
    /// For each scale, whether the kernel can code its elements.
    var isUsable = [Bool](repeating: false, count: 256)

    // Elements.
    var factor: UInt32 = 0x3F80_0000
    var factors = [Float](repeating: 1, count: Int(binade_block_answers))
    var elementRounding = binade_block_rounding()
    var ends: (Float, Float) = (0, 0)
    var magic: Float = 0
    var steps: [UInt32] = []
    var codes = [UInt8](repeating: 0, count: 16)

    // Blocks of zeros: the answer, whether it holds for positive zeros only, and what the definition makes of the two zeros.
    var zeroAnswer = Int32(binade_block_stop)
    var zeroIsPositive = false
    var zeroScale: UInt8 = 0
    var zeroCodes: (UInt8, UInt8)?

    /// `nil` if there is nothing that kernels could do.
    init?(_ encoder: BlockEncoder, _ tensor: BlockEncoder.TensorScale, _ tables: inout LazyBlockTables, isDense: Bool) {
      let format = encoder.format
      guard let elements = encoder.tableKind, let columns = format.columns, columns == 16 || columns == 32 else { return nil }
      let bits = encoder.element.codeBits
      stride = isDense ? bits : 8
      length = columns
      self.encoder = encoder
      self.tensor = tensor
      let conversion = encoder.conversion.element
      let isShifted = format.hasBinaryScale && encoder.dividesByScale
      // Nothing overflows where maxima and scales are powers of two apart.
      let isNearest = conversion.rounding == .nearestEven && (isShifted || encoder.saturatesInfinity)
      let isFloat = encoder.element.sign == .signBit && encoder.element.hasNegativeZero && conversion.signedZero == .keepSign
      let isInteger = encoder.element.sign == .twosComplement && encoder.element.isFixedPoint
      var kind: Int32?
      if isNearest, [4, 6, 8].contains(stride), isShifted ? Self.setShifted(encoder, &factors, &isUsable) : setFactors() {
        if isFloat, let rounding = binade_block_rounding(encoder.element) {
          elementRounding = rounding
          kind = Int32(binade_block_rounded)
        } else if isInteger {
          let (smallest, largest) = encoder.elementEnds
          ends = (Float(bitPattern: smallest), Float(bitPattern: largest))
          // 1.5 · 2^23 units of the last place.
          magic = Float(bitPattern: Binary32.widened(1, from: encoder.element)) * 0x1.8p23
          kind = Int32(binade_block_fixed)
        }
      }
      if let kind { self.kind = kind }
      if kind == nil {
        isUsable = [Bool](repeating: false, count: 256)
        guard elements == .counted, [2, 4, 8].contains(stride) else { return nil }
        let (codes, zeros) = encoder.signedCodes
        guard zeros == (codes[0], codes[8]) else { return nil }
        self.codes = codes
        steps = [UInt32](repeating: 0x7F80_0000, count: Int(binade_block_answers) * 8)
      }
      if format.hasBinaryScale {
        if kind != nil { findBinades() }
      } else {
        findChain(&tables)
      }
      if scaling == Int32(binade_block_tables) {
        cells = [UInt32](repeating: .max, count: Int(binade_block_cells))
        answers = [UInt16](repeating: UInt16(binade_block_stop), count: 2 * Int(binade_block_cells))
        isAsked = [Bool](repeating: false, count: Int(binade_block_cells))
      }
      askZeros()
    }

    // MARK: Elements

    /// The reciprocals of powers of two: exact.
    private static func setShifted(_ encoder: BlockEncoder, _ factors: inout [Float], _ isUsable: inout [Bool]) -> Bool {
      for scale in 1..<256 {
        let value = encoder.value(ofScale: UInt32(scale))
        guard value & 0x7F_FFFF == 0, (0x80_0000..<0x7F80_0000).contains(value) else { continue }
        // In integers: the reciprocal of 2^127 is subnormal, and the host may flush it.
        let exponent = value >> 23
        factors[scale] = Float(bitPattern: exponent < 254 ? (254 - exponent) << 23 : 0x40_0000)
        isUsable[scale] = true
      }
      return true
    }

    /// The products that make an element, if its formula is nothing else.
    private mutating func setFactors() -> Bool {
      var first: UInt32?
      for scale in 1..<256 where isOrdinary(scale) {
        guard let formula = encoder.foldedElement(scale: UInt32(scale), tensor), let pair = BlockChain(formula)?.factors,
          first == nil || first == pair.0, length == 16 || pair.0 == 0x3F80_0000
        else { return false }
        first = pair.0
        factors[scale] = Float(bitPattern: pair.1)
        isUsable[scale] = true
      }
      factor = first ?? factor
      return first != nil
    }

    /// Whether a scale's value is a positive number.
    private func isOrdinary(_ scale: Int) -> Bool {
      scale < 1 << encoder.format.scale.codeBits && (1..<0x7F80_0000).contains(encoder.value(ofScale: UInt32(scale)))
    }

    /// Where the codes of a scale's elements change.
    private mutating func setSteps(_ scale: Int, _ tables: inout LazyBlockTables) {
      guard kind == Int32(binade_block_counted), !isUsable[scale], let words = tables.tables.steps(ofScale: UInt32(scale)) else { return }
      for lane in 0..<8 { steps[8 * scale + lane] = words[lane] }
      isUsable[scale] = true
    }

    // MARK: Scales

    private func ask(_ maximum: UInt32) -> Int { Int(encoder.scaleWord(ofMaximum: maximum, tensor)) }

    /// Asks where in the binade of 1 the next power of two begins.
    private mutating func findBinades() {
      var (low, high): (UInt32, UInt32) = (0x3F80_0000, 0x3FFF_FFFF)
      let first = ask(low)
      guard ask(high) != first else {
        (threshold, offset) = (0x80_0000, first - 127)
        scaling = Int32(binade_block_binades)
        return
      }
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if ask(middle) == first { low = middle } else { high = middle }
      }
      (threshold, offset) = (high & 0x7F_FFFF, first - 127)
      scaling = Int32(binade_block_binades)
    }

    /// Whether a binade of maxima has the scales that those of 1 let expect.
    private func isRegular(_ binade: Int) -> Bool {
      let scale = binade + offset
      guard scale >= 1, scale < 255, isUsable[scale] else { return false }
      let word = UInt32(binade) << 23
      guard ask(word) == scale else { return false }
      if threshold == 0x80_0000 { return ask(word | 0x7F_FFFF) == scale }
      return isUsable[scale + 1] && ask(word | (threshold - 1)) == scale && ask(word | threshold) == scale + 1
        && ask(word | 0x7F_FFFF) == scale + 1
    }

    private mutating func findChain(_ tables: inout LazyBlockTables) {
      let format = encoder.format.scale
      guard let formula = encoder.foldedScale(tensor), let chain = BlockChain(formula),
        chain.operations.count <= Int(binade_block_operations), !format.hasInfinity, format.codeBits <= 8,
        let rounding = binade_block_rounding(format)
      else { return }
      for scale in 1..<256 where isOrdinary(scale) { setSteps(scale, &tables) }
      for scale in 1...Int(format.maximumFiniteMagnitude) where !isUsable[scale] { return }
      self.chain = chain
      scaleRounding = rounding
      scaling = Int32(binade_block_chain)
    }

    /// Learns what it takes for a block with this maximum; false if the definition has to encode the block.
    mutating func learn(_ maximum: UInt32, _ tables: inout LazyBlockTables) -> Bool {
      guard (0x80_0000..<0x7F80_0000).contains(maximum) else { return false }
      if scaling == Int32(binade_block_binades) {
        let binade = Int(maximum >> 23)
        let missing = binades.isEmpty ? binade..<binade + 1 : min(binade, binades.lowerBound)..<max(binade + 1, binades.upperBound)
        if binades.contains(binade) || !missing.allSatisfy({ binades.contains($0) || isRegular($0) }) { return false }
        binades = missing
        return true
      }
      guard scaling == Int32(binade_block_tables) else { return false }
      let cell = Int(maximum >> UInt32(binade_block_cell_bits))
      if isAsked[cell] { return false }
      isAsked[cell] = true
      guard let found = tables.tables.answers(ofCell: cell) else { return false }
      cells[cell] = found.step
      for (place, scale) in [found.first, found.second].enumerated() {
        setSteps(Int(scale), &tables)
        if isUsable[Int(scale)] { answers[2 * cell + place] = UInt16(scale) }
      }
      return true
    }

    // MARK: Zeros

    /// Asks what becomes of a block of zeros, and whether the kernel would do the same.
    private mutating func askZeros() {
      let words = (0..<length).map { $0 % 3 == 1 ? UInt32(0x8000_0000) : 0 }
      var codes = [UInt8](repeating: 0, count: length)
      var span = codes.mutableSpan
      let header = encoder.encode(words.span, tensor: tensor, codes: &span)
      let positive = codes[0]
      let negative = codes[1]
      guard codes.indices.allSatisfy({ codes[$0] == (words[$0] == 0 ? positive : negative) }), header.scale < 256 else { return }
      // The scale of a block of zeros must not depend on their signs.
      let zeros = [UInt32](repeating: 0, count: length)
      span = codes.mutableSpan
      guard encoder.encode(zeros.span, tensor: tensor, codes: &span) == header, codes.allSatisfy({ $0 == positive }) else { return }
      zeroScale = UInt8(header.scale)
      zeroCodes = (positive, negative)
      let sign: UInt8 = kind == Int32(binade_block_rounded) ? 1 << UInt8(encoder.element.codeBits - 1) : 0
      let (ours, oursNegative) = kind == Int32(binade_block_counted) ? (self.codes[0], self.codes[8]) : (0, sign)
      guard positive == ours else { return }
      zeroAnswer = Int32(binade_block_zero) + Int32(header.scale)
      zeroIsPositive = negative != oursNegative
      if !answers.isEmpty { setZeroCell() }
    }

    /// Cell 0 holds zero, and beside it only maxima that are subnormal.
    private mutating func setZeroCell() {
      cells[0] = 1
      answers[0] = UInt16(zeroAnswer)
    }
  }
#endif
