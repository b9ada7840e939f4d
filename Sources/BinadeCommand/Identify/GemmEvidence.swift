internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

/// Operands and results of an unknown device, as words: the formats are what is asked for. Spec [gemm-10].
struct GemmEvidence: Sendable {
  /// One array.
  struct Operand: Sendable {
    let file: String
    let shape: [Int]
    let dtype: NpyDType
    let words: [UInt64]
    /// All words, or-ed: bits that are never set.
    private let used: UInt64

    init(_ array: NpyArray) {
      file = oneLine(array.name)
      (shape, dtype) = (array.shape, array.dtype)
      words = Words(array).widened()
      used = words.reduce(0, |)
    }

    /// Whether the words can be codes of a format.
    func fits(_ format: FormatDescriptor) -> Bool {
      guard FormatWords.types(of: format).contains(dtype) else { return false }
      let bits = format.codeBits + format.paddingBits
      if bits >= dtype.itemSize * 8 || used >> UInt64(bits) == 0 { return true }
      guard format.sign == .twosComplement, [.int8, .int16, .int32, .int64].contains(dtype) else { return false }
      // Sign extensions.
      let all: UInt64 = ~0 >> UInt64(64 - dtype.itemSize * 8)
      return words.allSatisfy { word in
        let high = word >> UInt64(bits - 1)
        return high == 0 || high == all >> UInt64(bits - 1)
      }
    }
  }

  let a, b, d: Operand
  let c: Operand?
  let scaleA, scaleB: [UInt8]
  /// Scales in a row; 0 without.
  let blocks: Int
  /// Whether rows of A meet every row of B, or only their own.
  let isMatrix: Bool
  let m, n, k: Int
  /// Whether any two NaN are the same.
  let ignoresNaNBits: Bool

  /// Elements of D.
  var count: Int { d.words.count }
  /// Elements of D in a row.
  var columns: Int { isMatrix ? n : 1 }

  /// Reads what `identify --gemm` names.
  init(_ invocation: Invocation) throws {
    let words = ["FORMAT", "IN.npy", "OUT"].map { invocation.words($0).first }
    guard let pathA = words[0], let pathB = words[1], let pathD = words[2] else {
      throw invocation.usage("--gemm: expected three arrays, A.npy B.npy D.npy")
    }
    func read(_ path: String) throws -> Operand { Operand(try SourceArray.read(path, invocation.console)) }
    a = try read(pathA)
    b = try read(pathB)
    d = try read(pathD)
    c = try invocation.value("--c").map { try read($0) }
    for (label, operand) in [("A", a), ("B", b)] where operand.shape.count != 2 || operand.words.isEmpty {
      throw ToolError.invalid("\(operand.file): \(label): expected two dimensions, rows x K, found \(OperandArray.text(operand.shape))")
    }
    (m, n, k) = (a.shape[0], b.shape[0], a.shape[1])
    guard b.shape[1] == k else {
      throw ToolError.invalid(
        "\(a.file), \(b.file): A and B do not meet in K: expected rows of the same length, found \(k) and \(b.shape[1])")
    }
    isMatrix = d.shape.count == 2 && !invocation.flag("--dot")
    let expected = isMatrix ? [m, n] : [m]
    guard d.shape == expected, isMatrix || m == n else {
      throw ToolError.invalid(
        "\(d.file): D: expected \(m) x \(n), or \(m == n ? "\(m)" : "n") elements of rows that go together,"
          + " found \(OperandArray.text(d.shape))")
    }
    if let c, c.shape != d.shape {
      throw ToolError.invalid("\(c.file): C: expected \(OperandArray.text(d.shape)) as D, found \(OperandArray.text(c.shape))")
    }
    if let c, c.dtype.itemSize != d.dtype.itemSize {
      throw ToolError.invalid("\(c.file): C: expected the element type of D, \(d.dtype.rawValue), found \(c.dtype.rawValue)")
    }
    let scales = try ["--scale-a", "--scale-b"].compactMap { try invocation.value($0).map { try read($0) } }
    guard scales.count != 1 else { throw invocation.usage("--gemm: expected both --scale-a and --scale-b, or none") }
    for (scale, rows) in zip(scales, [m, n]) where scale.dtype != .uint8 || scale.shape.count != 2 || scale.shape[0] != rows {
      throw ToolError.invalid(
        "\(scale.file): scales: expected \(rows) rows of |u1, found \(scale.dtype.rawValue) \(OperandArray.text(scale.shape))")
    }
    if scales.count == 2, scales[0].shape[1] != scales[1].shape[1] {
      throw ToolError.invalid(
        "\(scales[1].file): scales: expected rows as long as those of A, \(scales[0].shape[1]), found \(scales[1].shape[1])")
    }
    scaleA = scales.first.map { $0.words.map { UInt8($0) } } ?? []
    scaleB = scales.last.map { $0.words.map { UInt8($0) } } ?? []
    blocks = scales.first?.shape[1] ?? 0
    ignoresNaNBits = invocation.value("--nan-bits") == "any"
  }

  /// Whether a datapath can have been what made D, by types and shapes alone.
  func fits(_ datapath: Datapath) -> Bool {
    guard a.fits(datapath.a), b.fits(datapath.b), d.fits(datapath.accumulator), c?.fits(datapath.accumulator) ?? true else { return false }
    guard let scale = datapath.scale else { return blocks == 0 }
    return blocks == (k + scale.blockLength - 1) / scale.blockLength
  }

  /// Datapaths of these types that nobody named, to begin a search with: an exact integer sum, or a fused sum of 32 products.
  func plainDatapaths(a: FormatDescriptor, b: FormatDescriptor, d: FormatDescriptor) -> [Datapath] {
    let arithmetic: Datapath.Arithmetic =
      d.isInteger
      ? .integerSum(IntegerSum(groupLength: 32))
      : .fusedSum(
        FusedSum(
          groupLength: 32, fractionBits: d.significandBits + 2, output: OutputConversion(format: d, rounding: .towardZero),
          canonicalNaN: d.magnitudeMask << UInt64(d.paddingBits)))
    let scales: [Datapath.Scale?] =
      blocks == 0
      ? [nil] : [E8M0FNU.descriptor, UE4M3.descriptor].map { .init(format: $0, blockLength: (k + blocks - 1) / blocks) }
    let datapaths = scales.map { Datapath(a: a, b: b, accumulator: d, scale: $0, arithmetic: arithmetic) }
    return datapaths.filter { datapath in (try? datapath.check()) != nil && fits(datapath) }
  }

  /// What a datapath makes of some rows: of A against all of B, or against their own.
  ///
  /// - Parameter width: K as it is filled up to whole instructions.
  func words(_ datapath: Datapath, rows: Range<Int>, width: Int, threads: Int) throws(GemmError) -> [UInt64] {
    var gemm = Gemm(datapath)
    let width = (width + datapath.stretch - 1) / datapath.stretch * datapath.stretch
    gemm.threads = threads
    let (left, scalesLeft) = (part(a.words, rows, k), part(scaleA, rows, blocks))
    let third = c.map { part($0.words, rows, columns) } ?? []
    var words = [UInt64](repeating: 0, count: rows.count * columns)
    var target = words.mutableSpan
    let count = isMatrix ? n : rows.count
    let (right, scalesRight) = isMatrix ? (b.words, scaleB) : (part(b.words, rows, k), part(scaleB, rows, blocks))
    let one = datapath.scale.map { UInt8(truncatingIfNeeded: DotBatch.one(of: $0.format)) } ?? 0
    let wide = datapath.scale.map { (width + $0.blockLength - 1) / $0.blockLength } ?? 0
    let (x, y) = (filled(left, rows.count, k, width, 0), filled(right, count, k, width, 0))
    let (sx, sy) = (filled(scalesLeft, rows.count, blocks, wide, one), filled(scalesRight, count, blocks, wide, one))
    if isMatrix {
      try gemm.multiply(
        a: x.span, b: y.span, c: third.span, scaleA: sx.span, scaleB: sy.span, m: rows.count, n: n, k: width, into: &target)
      return words
    }
    try gemm.dots(a: x.span, b: y.span, c: third.span, scaleA: sx.span, scaleB: sy.span, count: rows.count, k: width, into: &target)
    return words
  }

  private func filled<Word>(_ words: [Word], _ rows: Int, _ from: Int, _ to: Int, _ filler: Word) -> [Word] {
    DotBatch.filled(words, rows: rows, from: from, to: to, with: filler)
  }

  private func part<Word>(_ words: [Word], _ rows: Range<Int>, _ columns: Int) -> [Word] {
    Array(words[(rows.lowerBound * columns)..<(rows.upperBound * columns)])
  }
}
