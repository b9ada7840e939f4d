internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

/// A, B, C, scales and metadata of a call, read and checked against each other.
struct ProductOperands: Sendable {
  /// How rows of A and B meet.
  enum Kind { case matrix, rows }

  let chosen: ChosenDatapath
  let a, b: OperandArray
  let c: OperandArray?
  let scaleA, scaleB: OperandArray?
  let metadata: OperandArray?
  /// Rows of A, rows of B, and K as B has it.
  let m, n, k: Int

  /// Options that both commands have.
  static let options: [Command.Option] = [
    .datapath,
    .value("--c", "C.npy", standard: "+0", "the accumulators before"),
    .value("--scale-a", "SA.npy", "the scales of A as bytes, where the kind has scales: a row has K/V"),
    .value("--scale-b", "SB.npy", "the scales of B"),
    .value("--metadata", "META.npy", "of a sparse A: for each of its elements its place in its group of B, as |u1"),
    .flag("--negate-a", "the products change their sign"),
    .flag("--negate-b", "the products change their sign"),
    .flag("--ignore-c", "C is +0 whatever it holds (scale-d = 0)"),
    .value("--accumulator-shift", "S", standard: "0", "C enters as C * 2^-S (scale-input-d), 0 to 15"),
    .value("--threads", "N", standard: "the number of cores", "how many threads work; the bits do not depend on it"),
  ]

  /// Reads what the options of a call name.
  init(_ chosen: ChosenDatapath, _ kind: Kind, _ invocation: Invocation) throws {
    self.chosen = chosen
    let (datapath, names, console) = (chosen.datapath, chosen.typeNames, invocation.console)
    try Self.checkOptions(chosen, invocation)
    a = try OperandArray("A", invocation.word("A.npy"), datapath.a, formatName: names.a, console)
    b = try OperandArray("B", invocation.word("B.npy"), datapath.b, formatName: names.b, console)
    c = try invocation.value("--c").map { try OperandArray("C", $0, datapath.accumulator, formatName: names.d, console) }
    func scales(_ option: String, _ label: String) throws -> OperandArray? {
      try invocation.value(option).map { try OperandArray(label, $0, datapath.scale!.format, formatName: names.scale, console) }
    }
    scaleA = try scales("--scale-a", "scales of A")
    scaleB = try scales("--scale-b", "scales of B")
    metadata = try invocation.value("--metadata").map { try OperandArray("metadata", $0, UINT8.descriptor, formatName: "places", console) }
    let rows = kind == .matrix ? ("M", "N") : ("n", "n")
    let depth = chosen.isSparse ? "K/2" : "K"
    let left = try a.matrix("\(rows.0) x \(depth)")
    let right = try b.matrix("\(rows.1) x K")
    (m, n, k) = (left.rows, right.rows, right.columns)
    guard left.columns * chosen.ratio == k else {
      throw ToolError.invalid(
        "\(a.file), \(b.file): A and B do not meet in K: expected rows of \(chosen.isSparse ? "K/2 and K" : "the same length"),"
          + " found \(left.columns) and \(k)")
    }
    if kind == .rows, m != n {
      throw ToolError.invalid("\(a.file), \(b.file): A and B must have as many rows: A has \(m), B has \(n)")
    }
    if k == 0 { throw b.fail("expected a K of \(chosen.instructionK) or more, found 0") }
    if kind == .matrix, k % chosen.instructionK != 0 {
      throw b.fail("expected a K that is a multiple of \(chosen.instructionK), that of \(oneLine(chosen.name)), found \(k)")
    }
    try c?.require(kind == .matrix ? [m, n] : [m], kind == .matrix ? "M x N" : "n")
    if let scale = datapath.scale {
      let blocks = (left.columns + scale.blockLength - 1) / scale.blockLength
      let meaning = "one for \(scale.blockLength) elements"
      try scaleA?.require([m, blocks], "\(rows.0) rows, \(meaning)")
      try scaleB?.require([n, blocks], "\(rows.1) rows, " + (chosen.isSparse ? "one for \(2 * scale.blockLength) elements" : meaning))
    }
    try metadata?.require([m, left.columns], "one for each element of A")
  }

  /// What can be said before any file is read.
  private static func checkOptions(_ chosen: ChosenDatapath, _ invocation: Invocation) throws(ToolError) {
    let name = oneLine(chosen.name)
    let type = chosen.typeNames.scale
    for option in ["--scale-a", "--scale-b"] {
      if chosen.datapath.scale == nil, invocation.value(option) != nil { throw invocation.usage("\(option): \(name) has no scales") }
      if let scale = chosen.datapath.scale, invocation.value(option) == nil {
        throw invocation.usage(
          "\(name) needs --scale-a and --scale-b: a byte of \(type) for \(scale.blockLength) elements; \(option) is missing")
      }
    }
    if chosen.isSparse, invocation.value("--metadata") == nil {
      throw invocation.usage("\(name) needs --metadata: the places of A's elements among those of B")
    }
    if !chosen.isSparse, invocation.value("--metadata") != nil { throw invocation.usage("--metadata: \(name) is not sparse") }
    let options = ["--c", "--scale-a", "--scale-b", "--metadata", "--datapath"]
    let standard = ["A.npy", "B.npy"].map { invocation.word($0) } + options.compactMap { invocation.value($0) }
    if standard.filter({ $0 == "-" }).count > 1 { throw invocation.usage("only one array can come from standard input") }
  }

  /// The modifiers of a call. Spec [datapaths-13].
  static func modifiers(_ invocation: Invocation) throws(ToolError) -> Modifiers {
    Modifiers(
      negatesA: invocation.flag("--negate-a"), negatesB: invocation.flag("--negate-b"), ignoresAccumulator: invocation.flag("--ignore-c"),
      accumulatorShift: try invocation.integer("--accumulator-shift", in: 0...15) ?? 0)
  }

  /// The number of threads of a call.
  static func threads(_ invocation: Invocation) throws(ToolError) -> Int {
    try invocation.integer("--threads", in: 1...4096) ?? Parallel.cores
  }

  /// Notes bits that do not count.
  func reportIgnoredBits(_ invocation: Invocation) {
    for array in [a, b, c, scaleA, scaleB].compactMap({ $0 }) { array.reportIgnoredBits(invocation) }
  }

  /// The scales of an operand as bytes.
  static func bytes(_ array: OperandArray?) -> [UInt8] { array.map { $0.words.widened().map { UInt8(truncatingIfNeeded: $0) } } ?? [] }
}
