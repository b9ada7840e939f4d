internal import Binade

/// The bits of the descriptor. Spec [fragments-11].
extension TensorCore5Descriptor {
  /// A field: its place, and what may stand there.
  private struct Field {
    let name: String
    let bits: ClosedRange<Int>
    /// What stands there; above the largest number if it fits no field.
    let value: Int
    let legal: [Int]

    init(_ name: String, _ bits: ClosedRange<Int>, _ value: Int, _ legal: [Int] = [0, 1]) {
      self.name = name
      self.bits = bits
      self.value = value
      self.legal = legal
    }
  }

  /// The code of a type of elements in a kind, or −1.
  private static func code(_ element: ElementWord, _ kind: Kind) -> Int {
    types(kind).first { $0.element == element }?.code ?? -1
  }

  /// The types of A and B. Spec [fragments-12].
  private static func types(_ kind: Kind) -> [(element: ElementWord, code: Int)] {
    switch kind {
    case .tf32: [(.tf32, 2)]
    case .f16: [(.f16, 0), (.bf16, 1)]
    case .i8: [(.u8, 0), (.s8, 1)]
    case .f8f6f4, .mxf8f6f4: [(.e4m3, 0), (.e5m2, 1), (.e2m3, 3), (.e3m2, 4), (.e2m1, 5)]
    case .mxf4, .mxf4nvf4: [(.e2m1, 1)]
    }
  }

  /// The types of D.
  private static func results(_ kind: Kind) -> [(element: ElementWord, code: Int)] {
    switch kind {
    case .tf32: [(.f32, 1)]
    case .f16, .f8f6f4: [(.f16, 0), (.f32, 1)]
    case .i8: [(.s32, 2)]
    case .mxf8f6f4, .mxf4, .mxf4nvf4: []
    }
  }

  /// Every field of this kind, lowest bit first; together they are the 32 bits.
  private var fields: [Field] {
    let (a, b) = (Self.code(a, kind), Self.code(b, kind))
    let types = Self.types(kind).map { $0.code }
    func number(_ flag: Bool) -> Int { flag ? 1 : 0 }
    func reserved(_ bits: ClosedRange<Int>) -> Field { Field("reserved", bits, 0, [0]) }
    let sparse = Field("sparsity", 2...2, number(isSparse), hasLongK ? [0] : [0, 1])
    let signs = kind == .i8 ? [0] : [0, 1]
    let order = kind.isFP4 ? [0] : [0, 1]
    let flags = [
      Field("negate A", 13...13, number(negatesA), signs), Field("negate B", 14...14, number(negatesB), signs),
      Field("transpose A", 15...15, number(transposesA), order), Field("transpose B", 16...16, number(transposesB), order),
      Field("N", 17...22, n % 8 == 0 ? n / 8 : -1, Array(1...32)),
    ]
    guard kind.isBlockScaled else {
      let result = Self.results(kind)
      return [
        Field("sparsity selector", 0...1, sparsitySelector, isSparse ? [0, 1, 2, 3] : [0]), sparse,
        Field("saturate", 3...3, number(saturates), kind == .i8 ? [0, 1] : [0]),
        Field("D type", 4...5, result.first { $0.element == d }?.code ?? -1, result.map { $0.code }), reserved(6...6),
        Field("A type", 7...9, a, types), Field("B type", 10...12, b, types),
      ] + flags + [
        reserved(23...23), Field("M", 24...28, m % 16 == 0 ? m / 16 : -1, [2, 4, 8, 16]), reserved(29...29),
        Field("maximum shift", 30...31, maximumShift, [0, 1, 2, 3]),
      ]
    }
    let ids = kind.isFP4 && !hasLongK ? [0, 2] : [0, 1, 2, 3]
    let scale = scaleType == .ue8m0 ? 1 : scaleType == .ue4m3 ? 0 : -1
    return [
      reserved(0...1), sparse, reserved(3...3), Field("SFB id", 4...5, scaleIDB, ids), reserved(6...6), Field("A type", 7...9, a, types),
    ]
      + (kind.isFP4 ? [Field("B type", 10...11, b, types), reserved(12...12)] : [Field("B type", 10...12, b, types)]) + flags + [
        Field("scale type", 23...23, scale, kind == .mxf4nvf4 ? [0, 1] : [1]), reserved(24...26),
        Field("M", 27...28, m % 128 == 0 ? m / 128 : -1, [1, 2]), Field("SFA id", 29...30, scaleIDA, ids),
        kind.isFP4 ? Field("K", 31...31, number(hasLongK), isSparse ? [0] : [0, 1]) : reserved(31...31),
      ]
  }

  /// Checks the fields, and what has no field in this kind.
  func check() throws(DescriptorError) {
    for field in fields where !field.legal.contains(field.value) { throw error(field) }
    let absent: [(name: String, isUsed: Bool)] =
      kind.isBlockScaled
      ? [
        ("D type", d != .f32), ("sparsity selector", sparsitySelector != 0), ("saturate", saturates), ("maximum shift", maximumShift != 0),
        ("K", hasLongK && !kind.isFP4),
      ]
      : [("scale type", scaleType != nil), ("SFA id", scaleIDA != 0), ("SFB id", scaleIDB != 0), ("K", hasLongK)]
    for (name, isUsed) in absent where isUsed {
      throw .instruction(expected: "no \(name) in kind \(kind.name)", actual: name == "D type" ? d.name : "one")
    }
  }

  private func error(_ field: Field) -> DescriptorError {
    let actual: String
    switch field.name {
    case "A type": actual = a.name
    case "B type": actual = b.name
    case "D type": actual = d.name
    case "scale type": actual = scaleType?.name ?? "none"
    case "M": actual = "\(m)"
    case "N": actual = "\(n)"
    default: actual = "\(field.value)"
    }
    return .field(name: field.name, bits: field.bits, expected: expectation(field), actual: actual)
  }

  /// What may stand in a field, in the words of the value.
  private func expectation(_ field: Field) -> String {
    switch field.name {
    case "A type", "B type": Self.types(kind).map { $0.element.name }.joined(separator: ", ")
    case "D type": Self.results(kind).map { $0.element.name }.joined(separator: ", ")
    case "scale type": kind == .mxf4nvf4 ? "ue4m3, ue8m0" : "ue8m0"
    case "M": field.legal.map { "\($0 * (kind.isBlockScaled ? 128 : 16))" }.joined(separator: ", ")
    case "N": "a multiple of 8, 8 … 256"
    default: field.legal.map { "\($0)" }.joined(separator: ", ")
    }
  }

  // MARK: Words

  /// The 32 bits.
  ///
  /// - Throws: ``DescriptorError`` for the first field that its kind does not allow.
  public func encoded() throws(DescriptorError) -> UInt32 {
    try check()
    var word: UInt32 = 0
    for field in fields { word |= UInt32(field.value) << UInt32(field.bits.lowerBound) }
    return word
  }

  /// The descriptor of 32 bits.
  ///
  /// - Parameters:
  ///   - word: the bits.
  ///   - kind: the instruction's kind.
  /// - Throws: ``DescriptorError`` for the first field with a value that the kind does not allow, reserved bits included.
  public init(_ word: UInt32, kind: Kind) throws(DescriptorError) {
    func value(_ bits: ClosedRange<Int>) -> Int {
      Int(word >> UInt32(bits.lowerBound) & ((1 << UInt32(bits.count)) &- 1))
    }
    let isScaled = kind.isBlockScaled
    let types = Self.types(kind)
    let b = kind.isFP4 ? 10...11 : 10...12
    func element(_ code: Int) -> ElementWord { types.first { $0.code == code }?.element ?? types[0].element }
    let result = Self.results(kind).first { $0.code == value(4...5) }?.element
    self.init(
      kind: kind, d: isScaled ? .f32 : result ?? Self.results(kind)[0].element, a: element(value(7...9)), b: element(value(b)),
      m: isScaled ? value(27...28) * 128 : value(24...28) * 16, n: value(17...22) * 8,
      scaleType: isScaled ? (value(23...23) == 1 ? .ue8m0 : .ue4m3) : nil)
    isSparse = value(2...2) == 1
    negatesA = value(13...13) == 1
    negatesB = value(14...14) == 1
    transposesA = value(15...15) == 1
    transposesB = value(16...16) == 1
    if isScaled {
      (scaleIDA, scaleIDB) = (value(29...30), value(4...5))
      hasLongK = kind.isFP4 && value(31...31) == 1
    } else {
      (sparsitySelector, saturates, maximumShift) = (value(0...1), value(3...3) == 1, value(30...31))
    }
    // A field that did not survive has a value of its own that is not legal.
    for field in fields where field.value != value(field.bits) || !field.legal.contains(field.value) {
      let isNumber = field.value != value(field.bits)
      throw isNumber
        ? .field(name: field.name, bits: field.bits, expected: expectation(field), actual: "code \(value(field.bits))") : error(field)
    }
  }
}
