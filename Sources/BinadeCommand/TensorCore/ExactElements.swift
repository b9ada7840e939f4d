internal import Binade
internal import BinadeOracle
internal import BinadeTensorCore

/// The exact results of single elements of a product, block scales included.
struct ExactElements: Sendable {
  private let operands: ProductOperands
  private let reference: ExactReference
  private let scaleA, scaleB: [UInt8]
  private let selection: SparseSelection?
  private let blockScales: (a: BlockScales, b: BlockScales)?
  private let interval: Int

  /// - Throws: ``GemmError`` for metadata that do not ascend.
  init(_ operands: ProductOperands, _ gemm: Gemm, _ blockScales: (a: BlockScales, b: BlockScales)?) throws(GemmError) {
    self.operands = operands
    reference = ExactReference(gemm.datapath, gemm.modifiers)
    scaleA = ProductOperands.bytes(operands.scaleA)
    scaleB = ProductOperands.bytes(operands.scaleB)
    if let sparsity = gemm.sparsity {
      let places = ProductOperands.bytes(operands.metadata)
      selection = try SparseSelection(places.span, rows: operands.m, columns: operands.k / 2, sparsity)
    } else {
      selection = nil
    }
    self.blockScales = blockScales
    let promotion = blockScales == nil ? nil : gemm.accumulation.promotion
    interval = (promotion?.interval ?? operands.k) / operands.chosen.ratio
  }

  /// The exact result of one element.
  func product(row: Int, column: Int) -> OracleExactProduct {
    let columns = operands.k / operands.chosen.ratio
    let a = operands.a.words.widened(row * columns..<(row + 1) * columns)
    let b = kept(row: row, operands.b.words.widened(column * operands.k..<(column + 1) * operands.k))
    let c = operands.c.map { $0.words.word(at: row * operands.n + column) } ?? 0
    guard let blockScales else {
      return reference.product(a: a, b: b, scaleA: slice(scaleA, row, of: operands.m), scaleB: slice(scaleB, column, of: operands.n), c: c)
    }
    // Parts of K under a product of scales each; C without.
    var total = reference.product(a: [], b: [], scaleA: [], scaleB: [], c: c).number
    let intervals = (columns + interval - 1) / interval
    for part in 0..<intervals {
      let range = (part * interval)..<min(columns, (part + 1) * interval)
      let product = reference.product(a: Array(a[range]), b: Array(b[range]), scaleA: [], scaleB: [], c: 0)
      let words = [
        blockScales.a.words[row / blockScales.a.rowsPerScale * intervals + part],
        blockScales.b.words[column / blockScales.b.rowsPerScale * intervals + part],
      ]
      let scales = words.map { OracleExact(UInt64($0), Binary32.descriptor) }
      if let sum = total, let number = product.number, let x = scales[0], let y = scales[1] {
        total = sum + number * x * y
      } else {
        total = nil
      }
    }
    return total.map { .number($0) } ?? .nan
  }

  private func slice(_ bytes: [UInt8], _ row: Int, of rows: Int) -> [UInt8] {
    if bytes.isEmpty { return [] }
    let count = bytes.count / rows
    return Array(bytes[(row * count)..<((row + 1) * count)])
  }

  /// The elements of B that a sparse row of A keeps. Spec [gemm-8].
  private func kept(row: Int, _ b: [UInt64]) -> [UInt64] {
    guard let selection else { return b }
    return (0..<selection.columns).map { b[selection.k(row: row, column: $0)] }
  }
}
