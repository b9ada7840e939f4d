import Binade
public import BinadeKernels
public import BinadeTensorCore

/// Matrix products of random shapes through every back-end: all must give the bits of plain Swift. Spec [backends-2].
///
/// The operands are the questions of the golden vectors, so that every row of A also meets the columns of other questions.
public struct ProductSweep: Sendable {
  /// The suite whose datapath is swept.
  public let suite: DotSuite
  private let questions: DotQuestions
  private let seed: UInt64

  /// One product.
  private struct Product {
    var m = 0, n = 0, k = 0
    var a: [UInt64] = [], b: [UInt64] = [], c: [UInt64] = []
    var scaleA: [UInt8] = [], scaleB: [UInt8] = []
    var gemm: Gemm
  }

  /// The sweep of a suite. The same seed gives the same operands.
  public init(_ suite: DotSuite, seed: UInt64) {
    self.suite = suite
    self.seed = seed
    questions = DotQuestions(suite)
  }

  /// Compares product `index`.
  public func run(_ index: Int, _ backends: [Backend]) throws(GemmError) -> KernelReport {
    var report = KernelReport()
    let product = product(index)
    let expected = try result(product, .swift)
    report.count = product.m * product.n * product.k
    for word in expected { report.fold(word) }
    for backend in backends where backend != .swift {
      let found = try result(product, backend)
      for place in expected.indices where found[place] != expected[place] {
        let bits = suite.datapath.accumulator.wordBits
        report.differs(
          index,
          "\(suite.instruction.name) product \(index), \(product.m) x \(product.n) x \(product.k), row \(place / product.n) column"
            + " \(place % product.n): swift \(Hex.digits(expected[place], bits: bits)), \(backend.name)"
            + " \(Hex.digits(found[place], bits: bits)); \(operands(product, place))")
      }
    }
    return report
  }

  /// What made one element.
  private func operands(_ product: Product, _ place: Int) -> String {
    let (row, column, datapath) = (place / product.n, place % product.n, suite.datapath)
    let blocks = product.scaleA.count / product.m
    func part<Word>(_ words: [Word], _ row: Int, _ count: Int) -> [Word] { Array(words[row * count..<row * count + count]) }
    let question = DotQuestion(
      a: part(product.a, row, product.k), b: part(product.b, column, product.k), scaleA: part(product.scaleA, row, blocks),
      scaleB: part(product.scaleB, column, blocks), c: product.c.isEmpty ? 0 : product.c[place])
    return DotStream.operands(question, datapath)
  }

  private func result(_ product: Product, _ backend: Backend) throws(GemmError) -> [UInt64] {
    var gemm = product.gemm
    gemm.backend = backend
    var d = [UInt64](repeating: 0, count: product.m * product.n)
    var target = d.mutableSpan
    let a = product.a.map { UInt32(truncatingIfNeeded: $0) }, b = product.b.map { UInt32(truncatingIfNeeded: $0) }
    try gemm.multiply(
      a: a.span, b: b.span, c: product.c.span, scaleA: product.scaleA.span, scaleB: product.scaleB.span, m: product.m, n: product.n,
      k: product.k, into: &target)
    return d
  }

  /// The operands: rows of A and of B are questions put together along K.
  private func product(_ index: Int) -> Product {
    let random = CounterRandom(seed: seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
    var place: UInt64 = 0
    func below(_ bound: Int) -> Int {
      place += 1
      return Int(random[place] % UInt64(bound))
    }
    var product = Product(gemm: Gemm(suite.datapath, instructionK: suite.k))
    let sizes = [1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 63, 64, 65, 70]
    (product.m, product.n) = (sizes[below(sizes.count)], sizes[below(sizes.count)])
    // Now and then across the borders of tiles.
    if index % 16 == 15 { (product.m, product.n) = ([130, 257, 300][below(3)], [129, 513, 600][below(3)]) }
    let parts = index % 16 == 15 ? 1 : 1 + below(4)
    product.k = parts * suite.k
    let family = questions.families[below(questions.families.count)]
    // How seldom a part of a row is of another family: what a kernel knows of a row must not colour its neighbours.
    let mixing = [1, 4, 1 << 20][below(3)]
    func row(_ isA: Bool) {
      for _ in 0..<parts {
        let own = below(mixing) == 0 ? questions.families[below(questions.families.count)] : family
        var entry = questions.question(own, below(1 << 20), seed: seed)
        if entry.a.count != suite.k { entry = cut(entry) }
        if isA {
          product.a += entry.a
          product.scaleA += entry.scaleA
        } else {
          product.b += entry.b
          product.scaleB += entry.scaleB
        }
        if isA && product.c.count < product.m * product.n { product.c.append(entry.c) }
      }
    }
    for _ in 0..<product.m { row(true) }
    for _ in 0..<product.n { row(false) }
    // The questions' own C, again and again; sometimes none.
    let given = product.c
    product.c = below(3) == 0 ? [] : (0..<product.m * product.n).map { _ in given[below(given.count)] }
    product.gemm.threads = 1 + below(2)
    product.gemm.modifiers = Modifiers(negatesA: below(4) == 0, ignoresAccumulator: below(8) == 0)
    if suite.datapath.accumulator == Binary32.descriptor, parts > 1, below(3) == 0 {
      switch below(3) {
      case 0: product.gemm.accumulation.promotion = .init(interval: suite.k)
      case 1: product.gemm.accumulation.splits = .init(count: 2, granule: suite.k)
      default: product.gemm.accumulation.order = .descending
      }
    }
    return product
  }

  /// The first instruction of a longer question.
  private func cut(_ question: DotQuestion) -> DotQuestion {
    let blocks = suite.datapath.scale.map { (suite.k + $0.blockLength - 1) / $0.blockLength } ?? 0
    return DotQuestion(
      a: Array(question.a.prefix(suite.k)), b: Array(question.b.prefix(suite.k)), scaleA: Array(question.scaleA.prefix(blocks)),
      scaleB: Array(question.scaleB.prefix(blocks)), c: question.c)
  }
}
