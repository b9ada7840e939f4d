internal import Binade
internal import BinadeOracle
internal import BinadeTensorCore

/// One node of a fused sum as text: its products, its terms, and how they were added. Spec [datapaths-4].
struct NodeText {
  private let node: FusedNode
  private let datapath: Datapath
  private let sum: FusedSum
  private let scaleName: String

  init(_ node: FusedNode, _ chosen: ChosenDatapath) {
    guard case .fusedSum(let sum) = chosen.datapath.arithmetic else { preconditionFailure("only a fused sum has nodes") }
    self.node = node
    self.sum = sum
    datapath = chosen.datapath
    scaleName = chosen.typeNames.scale
  }

  var lines: [String] {
    if sum.termLength == 1 { return scaleLines + indented(productTable(withTerms: true)) + conclusion }
    return indented(productTable(withTerms: false)) + [""] + indented(termTable) + conclusion
  }

  private func indented(_ table: Table) -> [String] { table.text.split(separator: "\n").map { "  " + $0 } }

  // MARK: Products

  /// Bits below the points of both factors.
  private var fractionBits: Int { (sum.multiplicand ?? datapath.a).significandBits + (sum.multiplicand ?? datapath.b).significandBits }

  private func value(of product: FusedNode.Product) -> String {
    switch product.kind {
    case .nan: "nan"
    case .infinity: product.isNegative ? "-inf" : "inf"
    case .zero: product.isNegative ? "-0" : "0"
    case .finite:
      ExactText.short(Dyadic(UInt128(product.magnitude), exponent: product.exponent - fractionBits), isNegative: product.isNegative)
    }
  }

  private func productTable(withTerms: Bool) -> Table {
    var columns: [(heading: String, alignment: Table.Alignment)] = [
      ("k", .right), ("a", .right), ("value", .right), ("b", .right), ("value", .right), ("product", .right), ("expo-\nnent", .right),
    ]
    if withTerms { columns += (datapath.scale == nil ? [] : [("with\nscales", .right)]) + [("aligned", .right), ("cut off", .right)] }
    var table = Table(columns)
    let products = node.terms.flatMap { term in term.products.map { (product: $0, term: term) } }
    var index = 0
    while index < products.count {
      let run = products[index...].prefix { $0.product.kind == .zero && $0.product.a == 0 && $0.product.b == 0 }.count
      if run > 2 {
        // Zero words at the end of a row, most often.
        table.add(
          ["\(products[index].product.k)-\(products[index + run - 1].product.k)", "zeros"]
            + Array(repeating: "", count: columns.count - 2))
        index += run
        continue
      }
      let (product, term) = products[index]
      var cells = [
        "\(product.k)", NumberText.hex(product.a, digits: datapath.a.wordDigits), ExactText.short(datapath.a.unpack(product.a), digits: 6),
        NumberText.hex(product.b, digits: datapath.b.wordDigits), ExactText.short(datapath.b.unpack(product.b), digits: 6),
        value(of: product), product.kind == .finite ? "\(product.exponent)" : "-",
      ]
      if withTerms {
        if datapath.scale != nil { cells.append(term.exponent.map { "\($0)" } ?? "-") }
        cells += [aligned(term), cutOff(term)]
      }
      table.add(cells)
      index += 1
    }
    if withTerms, let c = node.terms.last, c.products.isEmpty {
      table.add(
        ["C", "", "", "", "", ExactText.short(c.significand, unit: c.unit)]
          + (datapath.scale == nil ? [] : [""]) + [c.exponent.map { "\($0)" } ?? "-", aligned(c), cutOff(c)])
    }
    return table
  }

  /// Scales of blocks whose products are single terms.
  private var scaleLines: [String] {
    guard let scale = datapath.scale else { return [] }
    var lines: [String] = []
    var next = 0
    for term in node.terms {
      guard let a = term.scaleA, let b = term.scaleB, let k = term.products.first?.k, k >= next else { continue }
      let first = k / scale.blockLength * scale.blockLength
      next = first + scale.blockLength
      let texts = [a, b].map { ExactText.word(UInt64($0), scale.format) }
      lines.append("  scales of k \(first) ... \(next - 1): A \(texts[0]), B \(texts[1])")
    }
    return lines
  }

  // MARK: Terms

  private var termTable: Table {
    var table = Table([
      ("term: k", .left), ("scale of A", .right), ("scale of B", .right), ("sum times scales", .right), ("expo-\nnent", .right),
      ("aligned", .right), ("cut off", .right),
    ])
    for term in node.terms {
      let place = term.products.isEmpty ? "C" : "\(term.products[0].k) ... \(term.products[term.products.count - 1].k)"
      let scales = [term.scaleA, term.scaleB].map { byte in
        byte.map { ExactText.word(UInt64($0), datapath.scale!.format) } ?? ""
      }
      table.add(
        [place] + scales + [
          ExactText.short(term.significand, unit: term.unit, digits: 10), term.exponent.map { "\($0)" } ?? "-", aligned(term), cutOff(term),
        ])
    }
    return table
  }

  /// The term in units of the last kept bit.
  private func aligned(_ term: FusedNode.Term) -> String {
    if node.special != nil || sum.fractionBits == nil { return "" }
    return "\(term.aligned)"
  }

  /// What the alignment took away.
  private func cutOff(_ term: FusedNode.Term) -> String {
    guard term.isCut, node.special == nil else { return "" }
    let exact = OracleExact(isNegative: term.significand < 0, Dyadic(term.significand.magnitude, exponent: term.unit))
    let kept = OracleExact(isNegative: term.aligned < 0, Dyadic(term.aligned.magnitude, exponent: node.unit))
    return ExactText.short((exact - kept).double)
  }

  // MARK: Conclusion

  private var conclusion: [String] {
    let result = "  result \(ExactText.word(node.result, datapath.accumulator))"
    if let special = node.special {
      let reason =
        special == .nan
        ? "a NaN, an infinity times a zero, or infinities of both signs: the result is the canonical NaN"
        : "an infinity among products and C, and nothing against it: the result is that infinity"
      return ["  \(reason)", result]
    }
    guard let exponent = node.exponent else { return ["  nothing but zeros", result] }
    var lines = ["  E = \(exponent), \(origin(of: exponent))"]
    if let bits = sum.fractionBits {
      let total = node.terms.reduce(Int128(0)) { $0 + $1.aligned }
      lines.append("  unit 2^(\(exponent) - \(bits)) = 2^\(node.unit); every term is cut to a multiple of it, \(sum.alignment.name)")
      lines.append("  sum \(total) x 2^\(node.unit) = \(ExactText.short(total, unit: node.unit, digits: 20))")
    } else {
      lines.append("  nothing is cut off; sum \(ExactText.short(node.sum, digits: 20))")
    }
    return lines + [rounding, result]
  }

  private var rounding: String {
    let output = sum.output
    let name = output.name.map { "\($0): " } ?? ""
    let text = "  \(name)rounded \(output.rounding.name) to \(output.format.significandBits + 1) significant bits"
    let value = output.format.unpack(node.result)
    guard value.class == .finite || value.class == .zero else { return text + ": beyond the largest finite number" }
    guard let kept = OracleExact(node.result, datapath.accumulator) else { return text }
    let exact = OracleExact(isNegative: node.sum.isNegative, Dyadic(UInt128(node.sum.significand), exponent: node.sum.exponent))
    let lost = exact - kept
    return text + (lost.isZero ? ", exactly" : ", taking away \(ExactText.short(lost.double))")
  }

  /// Who set E.
  private func origin(of exponent: Int) -> String {
    if node.isFloor { return "the floor: no term lies above it" }
    guard let term = node.terms.first(where: { $0.exponent == exponent }) else { return "by the largest term" }
    if term.products.isEmpty { return "the exponent of C" }
    if sum.termExponent == .scales { return "the scales of k \(term.products[0].k) ... \(term.products[term.products.count - 1].k)" }
    let largest = term.products.filter { $0.kind == .finite }.max { $0.exponent < $1.exponent }
    return "by the product at k \(largest?.k ?? term.products[0].k)" + (datapath.scale == nil ? "" : " and its scales")
  }
}
