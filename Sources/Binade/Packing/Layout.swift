/// Where the codes of a matrix stand in a byte image: a layout as data. Spec [layouts-1].
///
/// The matrix is cut into tiles of ``tileRows`` × ``tileColumns`` codes, and every tile takes ``tileBits`` bits. In its tile a code stands
/// at ``offset`` plus, for every digit of its row and of its column, digit times stride. A layout of your own is a value:
///
///     // Two nibbles in a byte, the even column high.
///     let layout = Layout(elementBits: 4, tileBits: 8, columnDigits: [.init(2, stride: -4)], offset: 4)!
///     let placement = try layout.placed(rows: 3, columns: 5)
///     placement.byteCount                   // 9
///     placement.bit(row: 1, column: 0)      // 28
public struct Layout: Hashable, Sendable {
  /// One digit of a row or a column: the number modulo ``size``, after the lower digits are divided away. Spec [layouts-2].
  @frozen
  public struct Digit: Hashable, Sendable, BitwiseCopyable {
    /// How many values the digit has, 2 or more.
    public let size: Int
    /// How many bits further a step of this digit leads. May be negative.
    public let stride: Int

    /// A digit of `size` values, `stride` bits apart.
    @inlinable
    public init(_ size: Int, stride: Int) {
      self.size = size
      self.stride = stride
    }
  }

  /// In which direction tiles follow each other. Spec [layouts-3].
  public enum Order: String, CaseIterable, Sendable, BitwiseCopyable {
    /// Along a row of tiles first; the columns are K, so this is "K fastest".
    case columnsFirst = "columns-first"
    /// Down a column of tiles first: "M or N fastest".
    case rowsFirst = "rows-first"
  }

  /// Width of the field of one code, 1 … 32 bits.
  public let elementBits: Int
  /// Size of one tile in the image, with its padding and its copies.
  public let tileBits: Int
  /// How a row inside its tile is split, lowest digit first.
  public let rowDigits: [Digit]
  /// How a column inside its tile is split, lowest digit first.
  public let columnDigits: [Digit]
  /// The place of the tile's first code.
  public let offset: Int
  /// How often every code is there, and how far apart its copies are; `nil` for once. Spec [layouts-5].
  public let copies: Digit?
  /// How tiles follow each other.
  public let order: Order
  /// The number of rows of tiles is rounded up to a multiple of this.
  public let tileRowMultiple: Int
  /// The number of columns of tiles is rounded up to a multiple of this.
  public let tileColumnMultiple: Int
  /// A line of tiles, in the direction of ``order``, is padded to a multiple of this many bits.
  public let lineAlignment: Int

  /// Rows of one tile: the product of the sizes of ``rowDigits``.
  public let tileRows: Int
  /// Columns of one tile: the product of the sizes of ``columnDigits``.
  public let tileColumns: Int

  /// Describes a layout, or returns `nil` if two codes of a tile would share a bit, or one would leave the tile. Spec [layouts-2].
  ///
  /// The digits must nest: in the order of their strides, each stride is at least what the smaller digits span together.
  /// Limits: `elementBits` 1 … 32, at most 65 536 codes and 2^24 bits in a tile, multiples and alignment 1 … 65 536.
  public init?(
    elementBits: Int, tileBits: Int, rowDigits: [Digit] = [], columnDigits: [Digit] = [], offset: Int = 0, copies: Digit? = nil,
    order: Order = .columnsFirst, tileRowMultiple: Int = 1, tileColumnMultiple: Int = 1, lineAlignment: Int = 1
  ) {
    let small = 1...65_536
    guard (1...32).contains(elementBits), (1...1 << 24).contains(tileBits), (0...1 << 24).contains(offset),
      small.contains(tileRowMultiple), small.contains(tileColumnMultiple), small.contains(lineAlignment)
    else { return nil }
    let digits = rowDigits + columnDigits + (copies.map { [$0] } ?? [])
    var count = 1
    for digit in digits {
      guard digit.size >= 2, digit.size <= 65_536, digit.stride != 0, (-(1 << 24)...1 << 24).contains(digit.stride) else { return nil }
      count *= digit.size
      guard count <= 65_536 else { return nil }
    }
    self.init(
      constant: elementBits, tileBits: tileBits, rowDigits: rowDigits, columnDigits: columnDigits, offset: offset, copies: copies,
      order: order, tileRowMultiple: tileRowMultiple, tileColumnMultiple: tileColumnMultiple, lineAlignment: lineAlignment)
    guard isNested else { return nil }
  }

  /// The catalogue's own initialiser: constants that the tests check through the validating one.
  init(
    constant elementBits: Int, tileBits: Int, rowDigits: [Digit] = [], columnDigits: [Digit] = [], offset: Int = 0, copies: Digit? = nil,
    order: Order = .columnsFirst, tileRowMultiple: Int = 1, tileColumnMultiple: Int = 1, lineAlignment: Int = 1
  ) {
    self.elementBits = elementBits
    self.tileBits = tileBits
    self.rowDigits = rowDigits
    self.columnDigits = columnDigits
    self.offset = offset
    self.copies = copies
    self.order = order
    self.tileRowMultiple = tileRowMultiple
    self.tileColumnMultiple = tileColumnMultiple
    self.lineAlignment = lineAlignment
    tileRows = rowDigits.reduce(1) { $0 * $1.size }
    tileColumns = columnDigits.reduce(1) { $0 * $1.size }
  }

  /// The same layout with every code `bits` further on in its tile; `nil` if it would leave the tile.
  func moved(by bits: Int) -> Layout? {
    Layout(
      elementBits: elementBits, tileBits: tileBits, rowDigits: rowDigits, columnDigits: columnDigits, offset: offset + bits, copies: copies,
      order: order, tileRowMultiple: tileRowMultiple, tileColumnMultiple: tileColumnMultiple, lineAlignment: lineAlignment)
  }

  // MARK: Inside a tile

  /// The bit, counted from the start of its tile, where the code at this place of a tile begins.
  ///
  /// - Parameters: `row` in 0 ..< ``tileRows``, `column` in 0 ..< ``tileColumns``; what is beyond is taken modulo the tile.
  public func bitInTile(row: Int, column: Int) -> Int { offset + Self.sum(row, rowDigits) + Self.sum(column, columnDigits) }

  /// Digit times stride, over all digits.
  static func sum(_ number: Int, _ digits: [Digit]) -> Int {
    var rest = number
    var bits = 0
    for digit in digits {
      bits += rest % digit.size * digit.stride
      rest /= digit.size
    }
    return bits
  }

  /// The lowest bit of a tile that any code takes.
  var lowestBit: Int {
    (rowDigits + columnDigits + (copies.map { [$0] } ?? [])).reduce(offset) { $0 + min(0, $1.stride * ($1.size - 1)) }
  }

  /// Whether the digits nest and the codes stay inside the tile.
  private var isNested: Bool {
    var span = elementBits
    for step in steps {
      guard step.span >= span else { return false }
      span += step.span * (step.size - 1)
    }
    return lowestBit >= 0 && lowestBit + span <= tileBits
  }

  /// A digit of the row, of the column or of the copy, with what one step of it counts.
  struct Step: Sendable {
    enum Part { case row, column, copy }
    let part: Part
    let size: Int
    /// The stride without its sign.
    let span: Int
    let isReversed: Bool
    /// The value of the digit is multiplied by this to give the number.
    let weight: Int
  }

  /// All digits, smallest stride first.
  var steps: [Step] {
    var steps: [Step] = []
    func add(_ digits: [Digit], _ part: Step.Part) {
      var weight = 1
      for digit in digits {
        steps.append(Step(part: part, size: digit.size, span: abs(digit.stride), isReversed: digit.stride < 0, weight: weight))
        weight *= digit.size
      }
    }
    add(rowDigits, .row)
    add(columnDigits, .column)
    if let copies { add([copies], .copy) }
    steps.sort { $0.span < $1.span }
    return steps
  }
}
