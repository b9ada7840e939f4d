internal import Binade

/// A block and, for formats with a tensor scale, a tensor maximum: what a test asks.
struct BlockQuestion: Hashable {
  /// The index of the block, from 0.
  var block: Int
  /// g.
  var tensorMaximum: UInt32?
  /// Whether every group asks it.
  var isCore: Bool
}

/// The blocks that a format is asked about. They decide which questions are put, never the answers.
///
/// Numbers are made by float products and sums, which IEEE 754 defines, and by integers: the same words on every machine.
struct BlockOperands {
  let format: NamedBlockFormat
  private(set) var blocks: [VectorBlock] = []
  private(set) var questions: [BlockQuestion] = []
  private var known: [[UInt32]: Int] = [:]
  private var asked: Set<[UInt32]> = []

  /// The element's positive values in ascending order, zero first.
  let values: [Float]
  /// Lanes of an ordinary block: all of a small block, part of a large one.
  let lanes: Int
  /// Lanes of a whole block.
  let wholeLanes: Int
  /// Row length of an ordinary and of a whole block, for two-dimensional formats.
  let columns: Int?, wholeColumns: Int?
  private var serial = 0

  init(_ format: NamedBlockFormat) {
    self.format = format
    let element = format.descriptor.element
    values = (0...element.maximumFiniteMagnitude).map { code in
      Float(bitPattern: UInt32(Binary32.descriptor.roundPack(element.unpack(code), Conversion()).word))
    }
    let rows = format.descriptor.rows
    let length = format.descriptor.columns ?? 32
    wholeLanes = rows * length
    if rows == 1 {
      (lanes, columns, wholeColumns) = (min(length, 32), nil, nil)
    } else {
      (lanes, columns, wholeColumns) = (16, 8, length)
    }
    structured()
  }

  /// M, the largest element.
  var maximum: Float { values[values.count - 1] }
  /// F, the largest scale.
  var largestScale: Float { scaleValue(UInt32(format.descriptor.scale.maximumFiniteMagnitude)) }
  /// g where nothing else is said: under most rules the tensor's factors are then 1.
  var plainMaximum: UInt32 { (maximum * largestScale).bitPattern }

  func scaleValue(_ word: UInt32) -> Float {
    let scale = format.descriptor.scale
    return Float(bitPattern: UInt32(Binary32.descriptor.roundPack(scale.unpack(UInt64(word)), Conversion()).word))
  }

  // MARK: Adding

  /// Adds a block, if it is new, and asks about it with each of these tensor maxima, or with the plain one.
  mutating func add(
    _ words: [UInt32], _ label: BlockLabel, columns: Int?? = .none, maxima: [UInt32] = [], isCore: Bool = false
  ) {
    let width = columns ?? (words.count == wholeLanes ? wholeColumns : self.columns)
    let key = [UInt32(width ?? 0)] + words
    let index: Int
    if let old = known[key] {
      index = old
    } else {
      index = blocks.count
      known[key] = index
      blocks.append(VectorBlock(id: index + 1, labels: [], columns: width, words: words))
    }
    if !blocks[index].labels.contains(label) { blocks[index].labels.append(label) }
    guard format.descriptor.hasTensorScale else { return ask(index, nil, isCore) }
    for maximum in maxima.isEmpty ? [plainMaximum] : maxima { ask(index, maximum, isCore) }
  }

  private mutating func ask(_ block: Int, _ maximum: UInt32?, _ isCore: Bool) {
    guard asked.insert([UInt32(block), maximum ?? 0]).inserted else { return }
    questions.append(BlockQuestion(block: block, tensorMaximum: maximum, isCore: isCore))
  }

  /// A block whose largest magnitude is this word: at a place and with a sign that change from block to block, beside a few smaller ones.
  mutating func around(_ maximum: UInt32, _ label: BlockLabel, maxima: [UInt32] = [], isCore: Bool = false) {
    serial += 1
    var words = [UInt32](repeating: 0, count: lanes)
    let place = serial * 7 % lanes
    let top = Float(bitPattern: maximum)
    for (step, ratio) in ([1, -0.546875, 0.3125, 0.8203125, -0.0625] as [Float]).enumerated() {
      let value = top * ratio
      words[(place + step) % lanes] = (serial % 2 == 0 ? value : -value).bitPattern
    }
    if serial % 2 == 1 { words[place] = maximum | 0x8000_0000 } else { words[place] = maximum }
    add(words, label, maxima: maxima, isCore: isCore)
  }

  // MARK: Structured

  private mutating func structured() {
    zeros()
    special()
    liveLanes()
    ragged()
    ends()
    thresholds()
    logarithms()
    scales()
    ties()
    tensors()
    shortcuts()
    sweep()
    let random = RandomBlocks(self)
    for index in 0..<12 { add(random.words(index, seed: 0x5EED), .random, maxima: random.maxima(index), isCore: index < 3) }
  }

  private mutating func zeros() {
    add([UInt32](repeating: 0, count: lanes), .zero, isCore: true)
    add([UInt32](repeating: 0x8000_0000, count: lanes), .zero, isCore: true)
    add((0..<lanes).map { $0 % 3 == 1 ? 0x8000_0000 : 0 }, .zero, isCore: true)
    if wholeLanes != lanes { add([UInt32](repeating: 0, count: wholeLanes), .zero) }
  }

  private mutating func special() {
    let one: UInt32 = 0x3F80_0000
    let negative: UInt32 = 0x8000_0000
    let infinity: UInt32 = 0x7F80_0000
    let nan: UInt32 = 0x7FC0_0000
    func lane(_ words: [UInt32]) -> [UInt32] { (words + [UInt32](repeating: 0, count: lanes)).prefix(lanes).map { $0 } }
    let mixed = [one, one | negative, negative]
    for word in [infinity, infinity | negative] {
      add(lane([word]), .infinity)
      add(lane([word] + mixed), .infinity, isCore: word == infinity)
      add([UInt32](repeating: word, count: lanes), .infinity)
    }
    add(lane([one, infinity, 0x4040_0000, infinity | negative, 0x7F7F_FFFF]), .infinity)
    for word in [nan, nan | negative, 0x7F80_0001, 0xFF80_0001, 0x7FFF_FFFF, 0xFFC1_2345] as [UInt32] {
      add(lane([word] + mixed), .nan, isCore: word == nan)
      add(lane([0x4090_0000, one | negative, 0x3E00_0000, word]), .nan, isCore: word == nan | negative)
    }
    add([UInt32](repeating: nan, count: lanes), .nan)
    add(lane([0, negative, nan]), .nan)
    add(lane([nan, infinity, infinity | negative, one, 0x40A0_0000]), .nan, isCore: true)
    add(lane([infinity, nan | negative, 0xC0A0_0000]), .nan)
    if format.descriptor.hasTensorScale {  // as a tensor that holds such a block has it
      add(lane([infinity] + mixed), .infinity, maxima: [infinity], isCore: true)
      add(lane([nan] + mixed), .nan, maxima: [nan], isCore: true)
      add(lane([one, infinity, 0x4040_0000, infinity | negative, 0x7F7F_FFFF]), .infinity, maxima: [infinity])
    }
    if lanes >= 2 {
      add([UInt32](repeating: one, count: lanes - 1) + [nan], .nan)
      add([UInt32](repeating: one, count: lanes - 1) + [infinity], .infinity)
    }
  }

  private mutating func liveLanes() {
    let count = min(wholeLanes, format.descriptor.rows > 16 ? 6 : 32)
    let places = (0..<count).map { wholeLanes <= 32 ? $0 : ($0 * (wholeLanes - 1) + (count - 1) / 2) / (count - 1) }
    for (index, place) in places.enumerated() {
      var words = [UInt32](repeating: 0, count: wholeLanes)
      words[place] = index % 2 == 0 ? 0x3FC0_0000 : 0xBFC0_0000
      add(words, .liveLane)
    }
  }

  private mutating func ragged() {
    for count in Set([1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, lanes - 1]).sorted() where count > 0 && count < wholeLanes && count <= 32 {
      let words = (0..<count).map { index -> UInt32 in
        let ratio: Float = index % 2 == 0 ? 0.71875 : -0.40625
        return (Float(index * 5 % 11 + 1) * ratio).bitPattern
      }
      if format.descriptor.rows == 1 {
        add(words, .ragged)
      } else {
        if count <= wholeColumns ?? 0 { add(words, .ragged, columns: count) }
        if count <= format.descriptor.rows { add(words, .ragged, columns: 1) }
        if count % 3 == 0 { add(words, .ragged, columns: 3) }
      }
    }
  }

  private mutating func ends() {
    let words: [UInt32] = [
      0x7F7F_FFFF, 0x7F7F_FFFE, 0x7F00_0000, 0x0080_0000, 0x0080_0001, 0x007F_FFFF, 0x0040_0000, 0x0040_0001, 0x003F_FFFF, 3, 2, 1,
    ]
    for word in words { around(word, .range, isCore: word == 0x7F7F_FFFF || word == 0x003F_FFFF) }
  }

  /// Exponents at which thresholds are asked about: all of them are far from the ends of the scale's range.
  private var exponents: [Int] {
    format.hasPowerOfTwoScale ? [-60, 0, 7, 100] : format.scale.id == .binary32 ? [-60, 0, 100] : [-3, 0, 5]
  }

  static func power(_ exponent: Int) -> Float { Float(sign: .plus, exponent: exponent, significand: 1) }

  private mutating func thresholds() {
    let mu = maximum.significand
    let root: Float = 1.4142135
    let bits = format.descriptor.element.significandBits
    let even: Float = 2 - Self.power(-(bits + 1))
    let fixed: [Float] = [1, 1.5, root, 1.75, 1.8125, 1.875, 1.9375, even]
    let ofRatio: [Float] = [mu, mu * 1.5, mu * root, mu * 0.75, mu / root]
    let points = Set((fixed + ofRatio).map(\.significand)).sorted()
    for exponent in exponents {
      for point in points {
        let word = (point * Self.power(exponent)).bitPattern
        for near in [word - 1, word, word + 1] { around(near, .threshold) }
      }
    }
  }

  private mutating func logarithms() {
    guard format.hasPowerOfTwoScale else { return }
    let offsets: [UInt32] = [1, 2, 3, 5, 6, 11, 12, 22, 23, 44, 45]
    for exponent in [8, 20, 100] {
      for base in [Self.power(exponent), Self.power(exponent - maximum.exponentInt) * maximum].map(\.bitPattern) {
        for offset in offsets {
          around(base - offset, .logarithm)
          around(base + offset, .logarithm)
        }
        for step: UInt32 in [1, 2, 4, 8, 16] {
          around(base - (step << 15), .logarithm)
          around(base + (step << 15), .logarithm)
        }
      }
    }
    for exponent in [-100, -20, -9, -5] {
      let base = Self.power(exponent).bitPattern
      for offset in offsets.prefix(5) {
        around(base - offset, .logarithm)
        around(base + offset, .logarithm)
      }
    }
  }

  /// Each finite scale code once, or chosen ones of a wide scale.
  private var scaleCodes: [UInt32] {
    let last = UInt32(format.descriptor.scale.maximumFiniteMagnitude)
    switch format.scale.id {
    case .binary32: return [0x0080_0000, 0x3F80_0001, 0x3DCC_CCCD, 0x3EAA_AAAB, 0x4049_0FDB, 0x7E7F_FFFF, 0x0000_0001, 0x0012_3456]
    case .binary16: return [1, 2, 0x03FF, 0x0400, 0x0401, 0x2E66, 0x3555, 0x3BFF, 0x3C00, 0x3C01, 0x4248, 0x5BFF, last - 1, last]
    default: return Array(0...last)
    }
  }

  private mutating func scales() {
    for code in scaleCodes {
      let scale = scaleValue(code)
      guard (scale * maximum).isFinite else { continue }
      around((scale * maximum).bitPattern, .scale)
    }
  }

  private mutating func ties() {
    var middles: [Float] = []
    for index in 1..<values.count { middles.append((values[index - 1] + values[index]) / 2) }
    let scale = format.descriptor.scale
    let isWide = values.count > 16
    var codes: [UInt32] = []
    if format.hasPowerOfTwoScale {
      codes = isWide ? [127] : [127, 60]
    } else if scale.wordBits == 8 {
      codes = [56, 1, 7, 57, 59, 60, 63, 100, 126]
    } else {
      codes = [UInt32(Binary32.descriptor == scale ? 0x3F80_0000 : 0x3C00), UInt32(Binary32.descriptor == scale ? 0x3EAA_AAAB : 0x3555)]
    }
    for code in codes {
      let s = scaleValue(code)
      var queue: [UInt32] = []
      for middle in middles {
        let word = (middle * s).bitPattern
        for near in [word, word - 1, word + 1] { queue += [near, near | 0x8000_0000] }
      }
      let anchor = (maximum * s).bitPattern
      while !queue.isEmpty {
        let part = Array(queue.prefix(lanes - 1))
        queue.removeFirst(part.count)
        add(part + [anchor] + [UInt32](repeating: 0, count: lanes - 1 - part.count), .tie, isCore: code == codes[0] && queue.isEmpty)
      }
    }
  }

  private mutating func tensors() {
    guard format.descriptor.hasTensorScale else { return }
    let maxima: [UInt32] = [
      0, 1, 0x0080_0000, 0x006C_E3EE, 0x3F80_0000, 0x40C0_0000, 0x4528_0000, 0x461C_4000, 0x7F7F_FFFF, 0x7F80_0000, 0x7FC0_0000,
      0x7FC1_2345,
    ]
    let tops: [UInt32] = [0, 1, 0x006C_E3EE, 0x3F80_0000, 0x40C0_0000, 0x461C_4000, 0x7F7F_FFFF]
    for top in tops { around(top, .tensor, maxima: maxima) }
    for (top, tensor) in [(0, 0), (0, 0x40C0_0000), (0x3586_37BD, 0x461C_4000), (0x40C0_0000, 0x40C0_0000), (1, 0x7F80_0000)]
      as [(UInt32, UInt32)]
    {
      around(top, .tensor, maxima: [tensor], isCore: true)
    }
    // The scale goes to zero, to its smallest codes, and to its largest.
    for exponent in -16...(-8) {
      let top = Self.power(exponent) * maximum
      for word in [top.bitPattern - 1, top.bitPattern, top.bitPattern + 1] { around(word, .tensor) }
    }
  }

  /// A power of two as the maximum, and its neighbours, through all exponents that a scale can follow.
  private mutating func sweep() {
    let isWide = format.hasPowerOfTwoScale || format.scale.id == .binary32
    let range: ClosedRange<Int> = isWide ? -149...127 : format.descriptor.hasTensorScale ? -14...14 : -28...18
    let step = format.scale.id == .binary32 ? 6 : 1
    for exponent in stride(from: range.lowerBound, through: range.upperBound, by: step) {
      let word = Self.power(exponent).bitPattern
      for near in [word - 1, word, word + 1] where near > 0 { around(near, .sweep) }
    }
  }
}

extension Float {
  /// The exponent of a finite number that is not zero.
  fileprivate var exponentInt: Int { Int(exponent) }
}
