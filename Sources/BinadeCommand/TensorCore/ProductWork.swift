internal import Binade
internal import BinadeTensorCore

/// A matrix product of array files: panels of the operands, and words of D in the width of the accumulator.
struct ProductWork {
  let gemm: Gemm
  let a, b: Panel
  let metadata: [UInt8]
  let blockScales: (a: BlockScales, b: BlockScales)?

  /// D.
  func product(c: Words?) throws(GemmError) -> Words {
    switch gemm.datapath.accumulator.wordBits {
    case 8: try product(c, UInt8.self)
    case 16: try product(c, UInt16.self)
    case 32: try product(c, UInt32.self)
    default: try product(c, UInt64.self)
    }
  }

  private func product<Word: StoredWord>(_ c: Words?, _ type: Word.Type) throws(GemmError) -> Words {
    var failure: GemmError?
    let bytes = Words.bytes(count: a.rows * b.rows, of: type) { target in
      let given = c ?? Words(size: MemoryLayout<Word>.size, bytes: [])
      failure = given.withSpan(of: 0..<given.count, as: type) { c in
        do throws(GemmError) {
          try gemm.multiply(
            a, b, c: c, metadata: metadata.span, blockScalesA: blockScales?.a, blockScalesB: blockScales?.b, into: &target)
          return nil
        } catch {
          return error
        }
      }
    }
    if let failure { throw failure }
    return Words(size: MemoryLayout<Word>.size, bytes: bytes)
  }
}

extension OperandArray {
  /// The words as an operand of a product.
  func panel(_ gemm: Gemm, _ side: Panel.Side, rows: Int, k: Int, _ scales: [UInt8]) throws(GemmError) -> Panel {
    switch words.size {
    case 1: try panel(gemm, side, rows, k, scales, UInt8.self)
    case 2: try panel(gemm, side, rows, k, scales, UInt16.self)
    case 4: try panel(gemm, side, rows, k, scales, UInt32.self)
    default: try panel(gemm, side, rows, k, scales, UInt64.self)
    }
  }

  private func panel<Word: StoredWord>(
    _ gemm: Gemm, _ side: Panel.Side, _ rows: Int, _ k: Int, _ scales: [UInt8], _ type: Word.Type
  ) throws(GemmError) -> Panel {
    let result: Result<Panel, GemmError> = words.withSpan(of: 0..<words.count, as: type) { span in
      do throws(GemmError) {
        return .success(try gemm.panel(side, span, rows: rows, k: k, scales: scales.span))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
