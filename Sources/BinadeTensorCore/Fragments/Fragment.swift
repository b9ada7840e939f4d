public import Binade

/// One operand of an instruction tile as the hardware holds it: the registers of all lanes, or cells of tensor memory. Spec [fragments-1].
///
///     let a = try WarpProduct(Instruction.named("sm_80:mma.f32.f16.f16")!).a
///     a.layout.name                    // fragment-m16n8k16-a-16bit
///     a.registers                      // 4
///     a.index(lane: 5, register: 2)    // 22
public struct Fragment: Sendable {
  /// Where the codes stand in the image.
  public let layout: NamedLayout
  /// Rows of the matrix: M for A, C and D, N for B.
  public let rows: Int
  /// Columns of the matrix: K for A and B, N for C and D, blocks along K for scales.
  public let columns: Int
  /// How many lanes hold it: 32 of a warp, 128 of a warpgroup or of tensor memory.
  public let lanes: Int
  /// How many columns of the layout an element takes: 2 for those of 64 bits, whose low half comes first.
  public let columnsPerElement: Int
  /// Whether consecutive words belong to consecutive lanes, as the cells of D in tensor memory do; in registers those of a lane stand together.
  let isLaneFastest: Bool
  let placement: Placement

  /// Words of 32 bits in the image: registers of all lanes together.
  public var count: Int { placement.byteCount / 4 }
  /// Registers of one lane, or columns of tensor memory.
  public var registers: Int { count / lanes }

  init(_ layout: NamedLayout, rows: Int, columns: Int, lanes: Int, columnsPerElement: Int = 1, isLaneFastest: Bool = false) {
    self.layout = layout
    self.isLaneFastest = isLaneFastest
    self.rows = rows
    self.columns = columns
    self.lanes = lanes
    self.columnsPerElement = columnsPerElement
    placement = Self.placement(layout.layout, rows: rows, columns: columns * columnsPerElement)
  }

  /// A fragment of the catalogue's layout of that name, which must exist.
  init(named name: String, rows: Int, columns: Int, lanes: Int, columnsPerElement: Int = 1) {
    guard let layout = NamedLayout.named(name) else { preconditionFailure("no layout \(name)") }
    self.init(layout, rows: rows, columns: columns, lanes: lanes, columnsPerElement: columnsPerElement)
  }

  static func placement(_ layout: Layout, rows: Int, columns: Int) -> Placement {
    do {
      return try layout.placed(rows: rows, columns: columns)
    } catch {
      preconditionFailure("a tile of one instruction is small")
    }
  }

  /// Where a register stands in the image. Spec [fragments-1].
  ///
  /// - Parameters: `lane` in 0 ..< ``lanes``, `register` in 0 ..< ``registers``.
  public func index(lane: Int, register: Int) -> Int {
    precondition((0..<lanes).contains(lane) && (0..<registers).contains(register), "no such register")
    if isLaneFastest { return register * lanes + lane }
    let perTile = layout.layout.tileBits / 32 / lanes
    return (register / perTile * lanes + lane) * perTile + register % perTile
  }

  // MARK: Words

  /// The words of the matrix, row by row.
  ///
  /// - Parameters:
  ///   - image: ``count`` registers. Bits that belong to no code are not looked at.
  ///   - name: what the argument is called in an error.
  /// - Throws: ``FragmentError/count(name:expected:actual:)``.
  public func words(in image: Span<UInt32>, name: String = "image") throws(FragmentError) -> [UInt64] {
    if image.count != count { throw .count(name: name, expected: count, actual: image.count) }
    return Self.words(in: placement, bytes: Self.bytes(image), columnsPerElement: columnsPerElement)
  }

  /// The image that holds the words; bits that belong to none are zero.
  ///
  /// - Parameter words: ``rows`` × ``columns`` words, each in the low bits.
  /// - Throws: ``FragmentError/count(name:expected:actual:)`` for another number of words, ``FragmentError/product(_:)`` for a word that is
  ///   wider than its field.
  public func image(of words: Span<UInt64>) throws(FragmentError) -> [UInt32] {
    var image = [UInt32](repeating: 0, count: count)
    var target = image.mutableSpan
    try write(words, into: &target)
    return image
  }

  /// Writes the words, and zeros between them, from the register `start` of the image on.
  func write(_ words: Span<UInt64>, into image: inout MutableSpan<UInt32>, at start: Int = 0) throws(FragmentError) {
    if words.count != rows * columns { throw .count(name: "words", expected: rows * columns, actual: words.count) }
    var codes = [UInt32](repeating: 0, count: words.count * columnsPerElement)
    for index in words.indices {
      let word = words[index]
      let width = layout.layout.elementBits * columnsPerElement
      if width < 64 && word >> UInt64(width) != 0 {
        throw .product(.wordTooNarrow(name: "field of \(layout.name)", expectedBits: 64 - word.leadingZeroBitCount, actualBits: width))
      }
      codes[index * columnsPerElement] = UInt32(truncatingIfNeeded: word)
      if columnsPerElement == 2 { codes[index * 2 + 1] = UInt32(truncatingIfNeeded: word >> 32) }
    }
    var bytes = [UInt8](repeating: 0, count: placement.byteCount)
    var target = bytes.mutableSpan
    do {
      try placement.pack(codes.span, into: &target)
    } catch {
      preconditionFailure("the codes were checked")
    }
    for index in 0..<count {
      var word: UInt32 = 0
      for byte in 0..<4 { word |= UInt32(bytes[4 * index + byte]) << UInt32(8 * byte) }
      image[start + index] = word
    }
  }

  /// 32-bit words as bytes, the low one first.
  static func bytes(_ image: Span<UInt32>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * image.count)
    for index in image.indices {
      for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: image[index] >> UInt32(8 * byte))) }
    }
    return bytes
  }

  /// The words of a matrix; `bytes` has the size that the placement says.
  static func words(in placement: Placement, bytes: [UInt8], columnsPerElement: Int = 1) -> [UInt64] {
    var codes = [UInt64](repeating: 0, count: placement.codeCount)
    var target = codes.mutableSpan
    do {
      try placement.unpack(bytes.span, into: &target)
    } catch {
      preconditionFailure("the sizes were checked")
    }
    guard columnsPerElement == 2 else { return codes }
    var words: [UInt64] = []
    words.reserveCapacity(codes.count / 2)
    for index in 0..<(codes.count / 2) { words.append(codes[2 * index] | codes[2 * index + 1] << 32) }
    return words
  }
}
