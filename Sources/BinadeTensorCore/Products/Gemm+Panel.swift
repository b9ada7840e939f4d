internal import Binade

extension Gemm {
  /// The argument checks that need no array. Spec [gemm-2].
  @usableFromInline
  func check(m: Int, n: Int, k: Int) throws(GemmError) {
    try checkSize(m: m, n: n, k: k)
    try checkParameters()
    if k % instructionK != 0 { throw .kMultiple(expected: instructionK, actual: k) }
  }

  /// Whether matrices of these sizes can be.
  func checkSize(m: Int, n: Int, k: Int) throws(GemmError) {
    for (name, size) in [("M", m), ("N", n), ("K", k)] where size < 0 || size > 1 << 40 {
      throw .dimension(name: name, expected: "0 … 2^40", actual: size)
    }
    for (name, pair) in [("M · N", (m, n)), ("M · K", (m, k)), ("N · K", (n, k))] {
      let (product, isOverflow) = pair.0.multipliedReportingOverflow(by: pair.1)
      if isOverflow || product > 1 << 48 {
        throw .dimension(name: name, expected: "at most 2^48 elements", actual: isOverflow ? .max : product)
      }
    }
  }

  /// Whether C and D are as large as the product, and their words wide enough.
  @usableFromInline
  func checkAccumulators(_ count: Int, d: Int, c: Int, bits: Int) throws(GemmError) {
    if d != count { throw .count(name: "D", expected: count, actual: d) }
    if c != count && c != 0 { throw .count(name: "C", expected: count, actual: c) }
    let expected = datapath.accumulator.wordBits
    if bits < expected { throw .wordTooNarrow(name: "D", expectedBits: expected, actualBits: bits) }
  }

  /// Whether the datapath is sound and everything goes with it.
  func checkParameters() throws(GemmError) {
    do {
      try datapath.check()
      try datapath.check(modifiers)
    } catch { throw .datapath(error) }
    let stretch = isSparse ? 2 * datapath.stretch : datapath.stretch
    guard instructionK > 0, instructionK % stretch == 0 else {
      throw .parameter(name: "instructionK", expected: "a multiple of \(stretch)", actual: "\(instructionK)")
    }
    if !(1...4096).contains(threads) { throw .parameter(name: "threads", expected: "1 … 4096", actual: "\(threads)") }
    if accumulation.order == .descending && modifiers.accumulatorShift != 0 {
      throw .parameter(name: "order", expected: "ascending where C is shifted", actual: "descending")
    }
    if let promotion = accumulation.promotion {
      guard datapath.accumulator == Binary32.descriptor else {
        throw .parameter(name: "promotion", expected: "an accumulator of binary32", actual: "another")
      }
      guard promotion.interval > 0, promotion.interval % instructionK == 0 else {
        throw .parameter(name: "promotion.interval", expected: "a multiple of \(instructionK)", actual: "\(promotion.interval)")
      }
    }
    if let splits = accumulation.splits {
      guard datapath.accumulator == Binary32.descriptor else {
        throw .parameter(name: "splits", expected: "an accumulator of binary32", actual: "another")
      }
      guard (1...4096).contains(splits.count) else {
        throw .parameter(name: "splits.count", expected: "1 … 4096", actual: "\(splits.count)")
      }
      let unit = accumulation.promotion?.interval ?? instructionK
      guard splits.granule > 0, splits.granule % unit == 0 else {
        throw .parameter(name: "splits.granule", expected: "a multiple of \(unit)", actual: "\(splits.granule)")
      }
    }
  }

  /// Whether an operand of `count` words and `scales` scales can be decoded.
  @usableFromInline
  func checkPanel(_ side: Panel.Side, rows: Int, k: Int, count: Int, scales: Int, bits: Int) throws(GemmError) {
    let name = side == .a ? "A" : "B"
    let format = side == .a ? datapath.a : datapath.b
    if bits < format.wordBits { throw .wordTooNarrow(name: name, expectedBits: format.wordBits, actualBits: bits) }
    try checkSize(m: rows, n: 0, k: k)
    try checkParameters()
    if count != rows * k { throw .count(name: name, expected: rows * k, actual: count) }
    let blocks = scaleBlocks(side, k: k)
    if scales != rows * blocks { throw .count(name: "scales of \(name)", expected: rows * blocks, actual: scales) }
  }

  /// An operand as a kernel wants it, straight from words in the width of ``StoredWords``; `nil` if no kernel does the whole product.
  @usableFromInline
  func tiles(_ side: Panel.Side, rows: Int, k: Int, _ words: UnsafeRawBufferPointer, _ scales: Span<UInt8>) -> Panel? {
    // A kernel that can refuse needs the words again.
    guard let kernel = TileKernel.first(for: self), TileKernel.second(for: self) == nil else { return nil }
    let none = WordPanel(words: StoredWords(size: 1, bytes: []), scales: [])
    let panel = unsafe scales.withUnsafeBufferPointer {
      unsafe TilePanel(kernel, side, rows: rows, k: k, (words: words, scales: $0), self)
    }
    return Panel(side: side, rows: rows, k: k, width: filled(k), maker: maker, words: none, storage: .tiles(panel))
  }

  /// Decodes an operand whose sizes are checked; `bytes` are its words as ``StoredWords`` has them.
  @usableFromInline
  func panel(_ side: Panel.Side, rows: Int, k: Int, bytes: [UInt8], scales: Span<UInt8>) -> Panel {
    let format = side == .a ? datapath.a : datapath.b
    let stored = StoredWords(size: StoredWords.size(ofBits: format.wordBits), bytes: bytes)
    let source = WordPanel(words: stored, scales: StoredWords.bytes(of: scales, bits: 8))
    if isSparse && side == .b {  // decoded when the rows of A have chosen
      return Panel(side: side, rows: rows, k: k, width: k, maker: maker, words: source, storage: .words)
    }
    return panel(side, rows: rows, k: k, source)
  }

  /// Whether the back-end has a kernel for the product. If not, plain Swift works; the bits are the same.
  public var isAccelerated: Bool { TileKernel.first(for: self) != nil }

  /// What panels of this product say of their maker.
  var maker: Panel.Maker {
    Panel.Maker(datapath: datapath, instructionK: instructionK, sparsity: sparsity, modifiers: modifiers, backend: backend)
  }

  /// Scales in a row of an operand as it is stored.
  private func scaleBlocks(_ side: Panel.Side, k: Int) -> Int {
    guard let scale = datapath.scale else { return 0 }
    let length = isSparse && side == .b ? 2 * scale.blockLength : scale.blockLength
    return (k + length - 1) / length
  }

  /// K filled up to whole instructions, in products, and so to whole stretches. Spec [gemm-1].
  func filled(_ k: Int) -> Int {
    let whole = isSparse ? instructionK / 2 : instructionK
    let products = (k + whole - 1) / whole * whole
    return (products + datapath.stretch - 1) / datapath.stretch * datapath.stretch
  }

  /// The panel that the datapath's kernel reads.
  func panel(_ side: Panel.Side, rows: Int, k: Int, _ source: WordPanel) -> Panel {
    let width = filled(k)
    let shape = PanelShape(rows: rows, k: k, width: width, isNegated: side == .a && modifiers.negatesProducts)
    let format = side == .a ? datapath.a : datapath.b
    let storage: Panel.Storage
    if let kernel = TileKernel.first(for: self) {
      storage = .tiles(source.tiles(kernel, side, rows: rows, k: k, self))
    } else if case .fusedSum(let sum) = datapath.arithmetic, modifiers.accumulatorShift == 0, FactorKernel.serves(datapath, sum) {
      storage = .factors(FactorPanel(source, shape, format, sum, datapath.scale))
    } else if case .fusedSum(let sum) = datapath.arithmetic, modifiers.accumulatorShift == 0, GroupKernel.serves(datapath, sum) {
      storage = .groups(GroupPanel(source, shape, format, sum, datapath.scale))
    } else if case .integerSum = datapath.arithmetic, datapath.a.codeBits <= 15, datapath.b.codeBits <= 15 {
      storage = .integers(shape.integers(source, format))
    } else {
      storage = .words
    }
    return Panel(side: side, rows: rows, k: k, width: width, maker: maker, words: source, storage: storage)
  }
}

/// The size of a panel.
struct PanelShape {
  let rows: Int
  let k: Int
  let width: Int
  /// Whether the signs are turned.
  let isNegated: Bool

  /// The words of an integer format as integers.
  func integers(_ source: WordPanel, _ format: FormatDescriptor) -> [Int16] {
    var values = [Int16](repeating: 0, count: rows * width)
    for row in 0..<rows {
      for place in 0..<k {
        let value = format.integer(source.words[row * k + place])
        // −(−32768) does not fit, and the kernel for exclusive-or needs the bit: a sign is turned at the sum.
        values[row * width + place] = Int16(truncatingIfNeeded: value)
      }
    }
    return values
  }
}

extension FactorPanel {
  init(_ source: WordPanel, _ shape: PanelShape, _ format: FormatDescriptor, _ sum: FusedSum, _ scale: Datapath.Scale?) {
    let multiplicand = sum.multiplicand ?? format
    let (rows, k, width) = (shape.rows, shape.k, shape.width)
    significands = Array(repeating: 0, count: rows * width)
    exponents = Array(repeating: Self.zeroExponent, count: rows * width)
    let nodes = width / sum.groupLength
    isSpecial = Array(repeating: false, count: rows * nodes)
    let blocks = scale.map { (k + $0.blockLength - 1) / $0.blockLength } ?? 0
    // Where in its stretch a product stands once the nodes follow each other.
    var places = [Int](repeating: 0, count: sum.stretch)
    var next = 0
    for node in 0..<sum.interleaving.nodes {
      for offset in 0..<sum.stretch where offset % sum.interleaving.period / sum.interleaving.run == node {
        places[offset] = next
        next += 1
      }
    }
    // Formats of up to 16 bits are decoded by table.
    let table = format.wordBits <= 16 && rows * k >= 1 << format.wordBits
    let factors = table ? (0..<(1 << format.wordBits)).map { multiplicand.factor(format.unpack(UInt64($0))) } : []
    for row in 0..<rows {
      for place in 0..<k {
        let word = source.words[row * k + place]
        let factor = table ? factors[Int(word)] : multiplicand.factor(format.unpack(word))
        let target = place / sum.stretch * sum.stretch + places[place % sum.stretch]
        let node = row * nodes + target / sum.groupLength
        var exponent = factor.exponent
        if let scale {
          let scaleFactor = scale.format.factor(UInt64(source.scales[row * blocks + place / scale.blockLength]))
          if scaleFactor.kind != .finite { isSpecial[node] = true }
          exponent += scaleFactor.exponent
        }
        if factor.kind == .nan || factor.kind == .infinity { isSpecial[node] = true }
        guard factor.kind == .finite else { continue }
        let significand = Int32(truncatingIfNeeded: factor.magnitude)
        significands[row * width + target] = factor.isNegative != shape.isNegated ? -significand : significand
        exponents[row * width + target] = Int16(exponent)
      }
    }
  }
}

extension GroupPanel {
  init(_ source: WordPanel, _ shape: PanelShape, _ format: FormatDescriptor, _ sum: FusedSum, _ scale: Datapath.Scale?) {
    let (rows, k, width, length) = (shape.rows, shape.k, shape.width, sum.termLength)
    let groups = width / length
    let stretches = width / sum.stretch
    values = Array(repeating: 0, count: rows * width)
    nonzero = Array(repeating: 0, count: rows * groups)
    scaleSignificands = Array(repeating: scale == nil ? 1 : 0, count: rows * groups)
    scaleExponents = Array(repeating: 0, count: rows * groups)
    isSpecial = Array(repeating: false, count: rows * stretches)
    let blocks = scale.map { (k + $0.blockLength - 1) / $0.blockLength } ?? 0
    for row in 0..<rows {
      for place in 0..<k {
        let operand = format.unpack(source.words[row * k + place])
        if operand.class == .nan || operand.class == .infinity { isSpecial[row * stretches + place / sum.stretch] = true }
        guard operand.class == .finite else { continue }
        let value = Int16(operand.significand << UInt64(operand.exponent - format.quantumExponent))
        values[row * width + place] = operand.isNegative != shape.isNegated ? -value : value
        nonzero[row * groups + place / length] |= 1 << UInt64(place % length)
      }
      guard let scale else { continue }
      for group in 0..<((k + length - 1) / length) {
        let factor = scale.format.factor(UInt64(source.scales[row * blocks + group * length / scale.blockLength]))
        if factor.kind == .nan { isSpecial[row * stretches + group * length / sum.stretch] = true }
        scaleSignificands[row * groups + group] = Int32(factor.magnitude) * (factor.isNegative ? -1 : 1)
        scaleExponents[row * groups + group] = Int16(factor.exponent)
      }
    }
  }
}
