/// Digests words as they come, a chunk at a time: no more than a chunk is held. Spec [captures-1].
struct CaptureDigester {
  private let chunk, bytes: Int
  private var hash = SHA256()
  /// Words that the chunk at work has.
  private var filled = 0
  /// The digests of the chunks that are complete.
  private(set) var digests: [UInt64] = []
  /// The first four words.
  private(set) var first: [UInt64] = []

  /// - Parameters:
  ///   - chunk: words that share a digest.
  ///   - bytes: of a word: its low ones, the lowest first.
  init(chunk: Int, bytes: Int) {
    self.chunk = chunk
    self.bytes = bytes
  }

  /// Adds words.
  mutating func add(_ words: [UInt64]) {
    if first.count < 4 { first += words.prefix(4 - first.count).map { bytes == 8 ? $0 : $0 & (1 << UInt64(8 * bytes) - 1) } }
    var start = 0
    while start < words.count {
      let end = min(words.count, start + chunk - filled)
      add(Self.bytes(of: words[start..<end], bytes), count: end - start)
      start = end
    }
  }

  /// Adds words that have their own width already, and do not go beyond the chunk at work.
  mutating func add<Word: FixedWidthInteger & BitwiseCopyable>(whole words: [Word]) {
    add(LittleEndian.bytes(of: words), count: words.count)
  }

  private mutating func add(_ bytes: [UInt8], count: Int) {
    hash.update(bytes)
    filled += count
    if filled == chunk { finish() }
  }

  /// Ends a chunk that has fewer words.
  mutating func finish() {
    guard filled > 0 else { return }
    digests.append(Self.prefix(of: hash))
    hash = SHA256()
    filled = 0
  }

  /// The first eight bytes of a digest, the first one highest.
  static func prefix(of hash: SHA256) -> UInt64 { hash.digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }

  /// The low bytes of words, the lowest first.
  static func bytes(of words: ArraySlice<UInt64>, _ count: Int) -> [UInt8] {
    switch count {
    case 1: words.map { UInt8(truncatingIfNeeded: $0) }
    case 2: LittleEndian.bytes(of: words.map { UInt16(truncatingIfNeeded: $0) })
    case 4: LittleEndian.bytes(of: words.map { UInt32(truncatingIfNeeded: $0) })
    default: LittleEndian.bytes(of: Array(words))
    }
  }
}

/// The digest of the inputs of a family: the words of A of all tiles, then those of B, of C, indices, scales. Spec [captures-3].
struct CaptureInputDigest {
  private let instruction: CaptureInstruction
  private let tiles: Int
  /// The bytes so far of each operand; `nil` if they would be too many.
  private var parts: [[UInt8]]?

  /// Bytes that are kept rather than made twice.
  private static let limit = 1 << 25

  init(_ instruction: CaptureInstruction, tiles: Int) {
    self.instruction = instruction
    self.tiles = tiles
    let words = instruction.rows * instruction.kept + instruction.columns * instruction.k + instruction.results
    let isSmall = !tiles.multipliedReportingOverflow(by: 9 * words).overflow && tiles * 9 * words <= Self.limit
    parts = isSmall ? [] : nil
  }

  /// Adds the next tile.
  mutating func add(_ tile: CaptureTile) {
    guard parts != nil else { return }
    let bytes = Self.bytes(of: tile, instruction)
    if parts!.isEmpty { parts = bytes.map { _ in [] } }
    for index in bytes.indices { parts![index] += bytes[index] }
  }

  /// The digest, once all tiles were added.
  func value(_ inputs: CaptureInputs) -> UInt64 {
    guard let parts else { return Self.value(inputs, tiles: tiles) }
    var hash = SHA256()
    for part in parts { hash.update(part) }
    return CaptureDigester.prefix(of: hash)
  }

  /// The digest of tiles that are made for it alone, once for each operand.
  static func value(_ inputs: CaptureInputs, tiles: Int) -> UInt64 {
    var hash = SHA256()
    for part in bytes(of: inputs.tile(0), inputs.instruction).indices {
      for number in 0..<tiles { hash.update(bytes(of: inputs.tile(number), inputs.instruction)[part]) }
    }
    return CaptureDigester.prefix(of: hash)
  }

  private static func bytes(of tile: CaptureTile, _ instruction: CaptureInstruction) -> [[UInt8]] {
    let element = instruction.elementBytes
    return [
      CaptureDigester.bytes(of: tile.a[...], element), CaptureDigester.bytes(of: tile.b[...], element),
      CaptureDigester.bytes(of: tile.c[...], instruction.resultBytes), tile.index, tile.scaleA, tile.scaleB,
    ]
  }
}
